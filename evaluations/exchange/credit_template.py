"""The columns of our own template of angka kredit by document (PAK), and the template itself."""

from evaluations.exchange.columns import Kind
from evaluations.exchange.rows import ImportColumn
from evaluations.exchange.workbook_template import Template, TemplateColumn

NIP = ImportColumn("NIP", "nip", "NIP", aliases=("nip_baru",), required=True)
POINTS = ImportColumn("Angka Kredit", "angka_kredit", "Angka kredit", required=True)
AS_OF = ImportColumn("Sampai Dengan", "sampai_dengan", "Dihitung sampai dengan", required=True)
DOCUMENT = ImportColumn("Dokumen", "dokumen", "Dokumen", aliases=("Nomor PAK",), required=True)
COLUMNS = (NIP, POINTS, AS_OF, DOCUMENT)
NAME = "Nama"  # for whoever fills it in; not read
EXAMPLE = "contoh"  # a row whose NIP begins so is no data

TEMPLATE = Template(
    "Angka kredit",
    (
        TemplateColumn(NIP.header, "18 digit, sebagai teks. NIP lama juga dikenali.", width=24),
        TemplateColumn(NAME, "Untuk Anda sendiri; tidak dibaca.", is_required=False, width=34),
        TemplateColumn(POINTS.header, "Angka kredit kumulatif menurut dokumen, paling banyak dua desimal.", width=16),
        TemplateColumn(
            AS_OF.header, "Hari terakhir yang sudah dihitung dalam dokumen, misalnya 2025-12-31. Hasil evaluasi "
            "sesudahnya ditambahkan.", kind=Kind.DATE, width=18,
        ),
        TemplateColumn(DOCUMENT.header, "Nomor dan tanggal PAK.", width=40),
    ),
    (
        "Satu baris adalah satu orang: angka kredit yang ditetapkan dalam dokumen (PAK).",
        "Baris yang NIP-nya diawali kata CONTOH diabaikan; boleh dibiarkan atau dihapus.",
        "Catatan lama tidak ditimpa: angka yang berbeda menjadi catatan baru, dan yang terakhir dipakai.",
        "Mengunggah berkas yang sama sekali lagi tidak mengubah apa pun.",
    ),
    (
        {
            NIP.header: "CONTOH 199003152015032501", NAME: "Siti Contoh", POINTS.header: "56,25",
            AS_OF.header: "2025-12-31", DOCUMENT.header: "PAK 800/123/2026, 5 Januari 2026",
        },
    ),
)  # fmt: skip
