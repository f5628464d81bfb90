"""What to upload for each kind of import, in words, and the form for it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from wagtail.admin.widgets import AdminDateInput

from evaluations.domain.periods import MONTHS
from evaluations.enums import ImportKind
from evaluations.exchange import assignment_columns, credit_template
from evaluations.exchange.importers import IMPORTERS
from evaluations.exchange.tables import MAX_BYTES
from evaluations.exchange.workbook_template import Template


@dataclass(frozen=True, slots=True)
class Guide:
    """What to upload for one kind of import, in words."""

    title: str
    text: str
    accept: str
    row_label: str = "Baris Excel"
    source: str = ""  # where the file comes from
    template: Template | None = None  # ours, to be filled in


GUIDES = {
    ImportKind.UNITS: Guide(
        "Unit organisasi",
        "Berkas unor.json dari SAPA ASN: kode, jenis, induk, dan nama setiap unit. Impor ini lebih dulu.",
        ".json,.xlsx,.csv",
        "Entri",
        "SAPA ASN, daftar unit sebagai JSON. Berkas kesalahan dari impor sebelumnya (.xlsx) juga diterima.",
    ),
    ImportKind.EMPLOYEES: Guide(
        "Pegawai",
        "Ekspor pegawai SIASN (.xlsx). Yang dibaca hanya NIP, nama, gelar, jenis pegawai, golongan, jabatan, "
        "unit, kedudukan hukum, dan email dinas. Kolom lain, misalnya NIK dan alamat, tidak dibaca.",
        ".xlsx,.csv",
        source="ekspor data pegawai dari SIASN dengan semua kolom, sebagai .xlsx tanpa kata sandi.",
    ),
    ImportKind.ASSIGNMENTS: Guide(
        "Penempatan",
        "Jabatan definitif, Plt, Plh, dan tugas tambahan dengan tanggal mulai dan sampai, satu baris per penempatan. "
        "Penempatan yang tidak disebut dalam berkas tidak berubah.",
        ".xlsx,.csv",
        source="unduh templat penempatan, isi, lalu unggah. Lembar Petunjuk di dalamnya menjelaskan setiap kolom.",
        template=assignment_columns.TEMPLATE,
    ),
    ImportKind.ATTENDANCE: Guide(
        "Presensi",
        "Berkas presensi apa pun yang dikenal: templat bulanan, rekap harian, jam absensi, atau ketukan mesin. "
        "Bentuknya dikenali dari judul kolomnya. Untuk templat dan rekap, pilih bulannya, atau biarkan diusulkan "
        "dari nama berkas (templat_2026-06.xlsx, Rekap Juni 2026.xlsx) atau judul di atas tabel.",
        ".xlsx,.csv,.json",
        source="aplikasi atau mesin presensi, sebagai .xlsx, .csv, atau .json.",
    ),
    ImportKind.MATRIX: Guide(
        "Rekap harian",
        "Satu baris per pegawai dengan kolom 01 sampai 31 dan kode setiap hari (WFO, TL1, DINAS LUAR …). Baris JUMLAH "
        "dilewati. Kode terlambat dan pulang cepat tidak memuat menit, jadi menitnya tetap tidak diketahui.",
        ".xlsx,.csv",
        source="rekap harian perangkat daerah.",
    ),
    ImportKind.HOURS: Guide(
        "Jam absensi",
        "Satu baris per pegawai dan hari dengan status, jam masuk, dan jam pulang (lembar Master Presensi). Tanpa NIP "
        "hanya nama yang dimiliki satu orang saja yang dicocokkan. Dari cuti hanya disimpan bahwa ia cuti.",
        ".xlsx,.csv",
        source="buku kerja Jam Absensi yang diisi unit.",
    ),
    ImportKind.TAPS: Guide(
        "Ketukan mesin",
        "Satu baris per ketukan: NIP, waktu, mesin. Ketukan yang sama, dari berkas mana pun atau dari pengiriman "
        "mesin, dihitung sekali.",
        ".csv,.xlsx,.json",
        "Baris (JSON: urutan dari 0)",
        source="mesin presensi, sebagai .csv atau .json.",
    ),
    ImportKind.CREDITS: Guide(
        "Angka kredit",
        "Angka kredit menurut dokumen (PAK) pemegang jabatan fungsional: satu baris per orang. Catatan lama tidak "
        "ditimpa; angka yang berbeda menjadi catatan baru.",
        ".xlsx,.csv",
        source="unduh templat angka kredit, isi, lalu unggah. Lembar Petunjuk di dalamnya menjelaskan setiap kolom.",
        template=credit_template.TEMPLATE,
    ),
}


class UploadForm(forms.Form):
    as_of = forms.DateField(
        label="Data per tanggal",
        required=False,
        initial=timezone.localdate,
        widget=AdminDateInput,
        help_text="Hari data ini diekspor. Berkas yang lebih lama daripada impor terakhir ditahan, tidak diterapkan "
        "diam-diam.",
    )
    file = forms.FileField(label="Berkas", allow_empty_file=True)

    def __init__(self, *args: Any, kind: ImportKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = GUIDES[kind].accept
        if not IMPORTERS[kind].is_dated_whole:
            del self.fields["as_of"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:  # asked before the file is read into memory
            raise forms.ValidationError(f"Berkas ini lebih besar dari {MAX_BYTES // 1024 // 1024} MB.")
        return file

    def given(self) -> dict[str, Any]:
        """The options of the import that were chosen here."""
        return {"as_of": self.cleaned_data.get("as_of")}


class MonthUploadForm(UploadForm):
    month = forms.TypedChoiceField(
        label="Bulan",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Menurut berkas"), *enumerate(MONTHS, start=1)],
    )
    year = forms.IntegerField(label="Tahun", required=False, min_value=2000, max_value=2100)
    field_order = ["month", "year", "as_of", "file"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if bool(cleaned.get("month")) != bool(cleaned.get("year")) and not self.errors:
            self.add_error("year", "Isi bulan dan tahun keduanya, atau kosongkan keduanya.")
        return cleaned

    def given(self) -> dict[str, Any]:
        month, year = self.cleaned_data["month"], self.cleaned_data["year"]
        return super().given() | ({"year": year, "month": month} if month else {})
