"""BKPSDM imports in the admin: upload → preview → confirm → done."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from evaluations.enums import ImportKind, ImportState
from evaluations.exchange.imports import import_path
from evaluations.exchange.workbook import CONTENT_TYPE
from evaluations.models import (
    AttendanceMonth,
    AttendanceTap,
    DayStatement,
    Employee,
    ImportBatch,
    OrganizationalUnit,
)
from tests import build
from tests.exchange.conftest import ATTENDANCE, BROKEN, DATA, EMPLOYEES, UNITS

HOME = "/kelola/"


@pytest.fixture
def officer(cast, login):
    return login(cast.bkpsdm)


def upload(client, kind, path, **fields):
    with path.open("rb") as file:
        return client.post(reverse("imports:upload", args=[kind]), {"file": file, **fields})


def page(client, batch, tab=""):
    """The text of the preview, white space in order."""
    answer = client.get(reverse("imports:batch", args=[batch.pk]), {"tab": tab} if tab else {})
    return " ".join(answer.content.decode().split())


def test_units_are_uploaded_previewed_and_confirmed(officer):
    OrganizationalUnit.objects.filter(code="20071").update(name="Nama Lama")
    answer = upload(officer, "units", UNITS)
    batch = ImportBatch.objects.get()
    assert answer.url == reverse("imports:batch", args=[batch.pk])
    before = OrganizationalUnit.objects.count()
    text = page(officer, batch, "berubah")
    assert "Nama Lama" in text
    assert "Terapkan perubahan" in text
    assert OrganizationalUnit.objects.count() == before
    done = officer.post(reverse("imports:confirm", args=[batch.pk]), follow=True)
    assert "Impor selesai" in done.content.decode()
    assert OrganizationalUnit.objects.count() == 457
    assert "Terapkan perubahan" not in page(officer, batch)


def test_errors_and_warnings_name_excel_row_and_column(officer):
    import_path(ImportKind.UNITS, UNITS)
    upload(officer, "employees", BROKEN)
    batch = ImportBatch.objects.get(state=ImportState.PREVIEW)
    text = page(officer, batch, "kesalahan")
    assert "<td>110</td> <td>nip_baru</td>" in text
    assert "sudah ada pada baris 3" in text
    assert "<td>117</td> <td>email_gov</td>" in page(officer, batch, "peringatan")
    assert "Kesalahan (35)" in text
    workbook = officer.get(reverse("imports:errors", args=[batch.pk]))
    assert workbook["Content-Type"] == CONTENT_TYPE
    assert b"".join(workbook.streaming_content).startswith(b"PK")


def test_the_month_of_attendance_comes_from_the_choice(officer):
    import_path(ImportKind.UNITS, UNITS)
    import_path(ImportKind.EMPLOYEES, EMPLOYEES)
    upload(officer, "attendance", ATTENDANCE, month="5", year="2026")
    answer = officer.get(reverse("imports:batch", args=[ImportBatch.objects.latest("pk").pk]))
    assert "nama berkas tertulis Juni 2026" in answer.content.decode()
    upload(officer, "attendance", ATTENDANCE, month="6", year="2026")
    batch = ImportBatch.objects.get(state=ImportState.PREVIEW)
    assert "Juni 2026" in page(officer, batch)
    officer.post(reverse("imports:confirm", args=[batch.pk]))
    assert AttendanceMonth.objects.filter(year=2026, month=6).count() == 1187


def test_half_a_month_is_refused(officer):
    answer = upload(officer, "attendance", ATTENDANCE, month="6")
    assert answer.status_code == 422
    assert "Isi bulan dan tahun keduanya" in answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "content", "sentence"),
    [
        ("employees", b"%PDF-1.7", "PDF, bukan tabel Excel"),
        ("employees", b"", "kosong"),
        ("units", b"\x00\x01", "bukan berkas JSON"),
        ("attendance", b"<html><table>", "sebenarnya halaman web"),
    ],
)
def test_a_wrong_file_is_said_on_the_page_and_nothing_kept(officer, kind, content, sentence):
    file = io.BytesIO(content)
    file.name = "berkas.xlsx"
    answer = officer.post(reverse("imports:upload", args=[kind]), {"file": file})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert ImportBatch.objects.count() == 0


def test_a_file_over_the_limit_is_refused(officer, monkeypatch):
    monkeypatch.setattr("evaluations.admin.imports.forms.MAX_BYTES", 1024)
    answer = upload(officer, "employees", BROKEN)
    assert answer.status_code == 422
    assert "lebih besar dari" in answer.content.decode()


def test_a_preview_is_given_up(officer):
    upload(officer, "units", UNITS)
    batch = ImportBatch.objects.get()
    answer = officer.post(reverse("imports:discard", args=[batch.pk]), follow=True)
    assert "Impor dibatalkan" in answer.content.decode()
    again = officer.post(reverse("imports:confirm", args=[batch.pk]), follow=True)
    assert "sudah dibatalkan" in again.content.decode()
    assert OrganizationalUnit.objects.count() == 4


def test_reading_never_writes(officer):
    upload(officer, "units", UNITS)
    batch = ImportBatch.objects.get()
    for name in ("confirm", "discard"):
        assert officer.get(reverse(f"imports:{name}", args=[batch.pk])).status_code == 302
    batch.refresh_from_db()
    assert batch.state == ImportState.PREVIEW


def test_an_unknown_kind_or_batch_is_not_found(officer):
    assert officer.get("/kelola/impor/salaries/unggah/").status_code == 404
    assert officer.get("/kelola/impor/999/").status_code == 404
    assert officer.post("/kelola/impor/999/terapkan/").status_code == 404


@pytest.mark.parametrize("who", ["employee", "unit_admin", "auditor"])
def test_others_see_nothing_of_imports(cast, login, officer, who):
    upload(officer, "units", UNITS)
    batch = ImportBatch.objects.get()
    client = login(getattr(cast, who))
    addresses = [
        reverse("imports:index"),
        reverse("imports:upload", args=["units"]),
        reverse("imports:batch", args=[batch.pk]),
        reverse("imports:errors", args=[batch.pk]),
    ]
    for address in addresses:
        assert client.get(address).status_code in (302, 403)
    assert client.post(reverse("imports:confirm", args=[batch.pk])).status_code in (302, 403)
    assert Employee.objects.filter(nip__isnull=False).count() == 5
    batch.refresh_from_db()
    assert batch.state == ImportState.PREVIEW


def test_the_list_of_imports_asks_the_database_the_same_for_one_and_three(
    officer, django_assert_max_num_queries
):
    upload(officer, "units", UNITS)
    officer.get(reverse("imports:index"))  # warms caches of the admin's frame
    with django_assert_max_num_queries(12) as first:
        officer.get(reverse("imports:index"))
    for _ in range(2):
        upload(officer, "units", UNITS)
    with django_assert_max_num_queries(12) as third:
        answer = officer.get(reverse("imports:index"))
    assert answer.content.decode().count("unor.json</a>") == 3
    assert len(third) == len(first)


def test_the_page_of_a_file_that_is_read_tells_how_far_and_comes_again(officer):
    batch = ImportBatch.objects.create(
        kind=ImportKind.EMPLOYEES, state=ImportState.READING, file_name="a.xlsx", progress=1500,
        heard_at=timezone.now(),
    )  # fmt: skip
    address = reverse("imports:batch", args=[batch.pk])
    answer = officer.get(address)
    assert "1.500 baris terbaca" in answer.content.decode()
    assert answer["Refresh"] == "2"
    ImportBatch.objects.update(heard_at=timezone.now() - timedelta(minutes=3))
    silent = officer.get(address)
    assert "terhenti setelah 1.500 baris" in silent.content.decode()
    assert "Refresh" not in silent
    officer.post(reverse("imports:discard", args=[batch.pk]))
    assert "Dibatalkan" in page(officer, batch)


def test_a_file_that_was_refused_while_reading_says_why(officer):
    file = io.BytesIO(b"PK\x03\x04 broken")
    file.name = "pegawai.xlsx"
    answer = officer.post(reverse("imports:upload", args=["employees"]), {"file": file}, follow=True)
    assert "terpotong atau rusak" in answer.content.decode()
    assert ImportBatch.objects.get().state == ImportState.REFUSED


def test_an_import_is_taken_back_or_says_what_stands_in_the_way(officer):
    import_path(ImportKind.UNITS, UNITS)
    batch = ImportBatch.objects.get()
    unit = OrganizationalUnit.objects.get(code="20298")
    name = unit.name
    OrganizationalUnit.objects.filter(pk=unit.pk).update(name="Lain")
    address = reverse("imports:batch", args=[batch.pk])
    refused = officer.post(address)
    assert refused.status_code == 409
    assert "Sudah berubah sejak diimpor: unit organisasi Lain." in refused.content.decode()
    OrganizationalUnit.objects.filter(pk=unit.pk).update(name=name)
    done = officer.post(address, follow=True)
    assert "Impor ditarik kembali" in done.content.decode()
    assert not OrganizationalUnit.objects.filter(code="20298").exists()
    assert "Ditarik kembali" in officer.get(reverse("imports:index")).content.decode()


def test_who_is_missing_is_shown_exported_and_searched(officer):
    import_path(ImportKind.UNITS, UNITS)
    upload(officer, "employees", BROKEN)
    batch = ImportBatch.objects.get(kind=ImportKind.EMPLOYEES)
    text = page(officer, batch, "tidak-ada")
    assert "Siti Aminah · 199003152015032501" in text
    assert "Tidak ada di berkas (5)" in text
    found = officer.get(reverse("imports:batch", args=[batch.pk]), {"tab": "tidak-ada", "q": "joko"})
    assert "Joko Susilo" in found.content.decode()
    assert "Siti Aminah" not in found.content.decode()
    export = officer.get(reverse("imports:absent", args=[batch.pk]))
    assert b"".join(export.streaming_content).startswith(b"PK")


@pytest.mark.parametrize("kind", ["assignments", "credits"])
def test_the_template_is_offered_where_it_is_uploaded(officer, kind):
    template = reverse("imports:template", args=[kind])
    for page in (reverse("imports:index"), reverse("imports:upload", args=[kind])):
        assert template in officer.get(page).content.decode()
    assert b"".join(officer.get(template).streaming_content).startswith(b"PK")


@pytest.mark.parametrize("kind", ["units", "attendance", "lain"])
def test_where_others_make_the_file_there_is_no_template(officer, kind):
    assert officer.get(reverse("imports:template", args=[kind])).status_code == 404


@pytest.mark.parametrize("who", ["employee", "auditor"])
def test_others_neither_get_the_template_nor_take_back(cast, login, officer, who):
    import_path(ImportKind.UNITS, UNITS)
    batch = ImportBatch.objects.get()
    client = login(getattr(cast, who))
    assert client.get(reverse("imports:template", args=["credits"])).status_code in (302, 403)
    assert client.get(reverse("imports:absent", args=[batch.pk])).status_code in (302, 403)
    assert client.post(reverse("imports:batch", args=[batch.pk])).status_code in (302, 403)
    batch.refresh_from_db()
    assert batch.state == ImportState.APPLIED


@pytest.mark.parametrize(
    ("name", "told", "created"),
    [
        ("jam_absensi_2026-06.xlsx", "jam absensi", 440),
        ("rekap_harian_2026-06.xlsx", "rekap harian Juni 2026", 1187),
        ("tap_mesin_2026-06.csv", "ketukan", 4932),
        ("tap_api_2026-06.json", "ketukan", 4932),
    ],
)
def test_a_clerk_uploads_any_file_of_attendance_at_one_place_and_takes_it_back(officer, name, told, created):
    import_path(ImportKind.UNITS, UNITS)
    import_path(ImportKind.EMPLOYEES, EMPLOYEES)
    upload(officer, "attendance", DATA / "presensi" / name)
    batch = ImportBatch.objects.latest("pk")
    text = page(officer, batch)
    assert f"{name}</strong>: {told}," in text
    assert f"Baru ({created})" in text.replace(".", "")
    assert not AttendanceMonth.objects.exists()
    officer.post(reverse("imports:confirm", args=[batch.pk]))
    assert AttendanceMonth.objects.filter(source=AttendanceMonth.COMPUTED).exists()
    officer.post(reverse("imports:batch", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.state == ImportState.UNDONE
    assert not AttendanceMonth.objects.exists()
    assert not AttendanceTap.objects.exists()
    assert not DayStatement.objects.exists()


def test_the_refused_taps_come_back_as_a_workbook_with_their_lines(officer):
    employee = build.make_employee("Siti Aminah")
    content = f"nip;waktu;mesin\r\n{employee.nip};31/06/2026 07:25;FP\r\n".encode()
    file = SimpleUploadedFile("tap.csv", content)
    officer.post(reverse("imports:upload", args=["taps"]), {"file": file})
    batch = ImportBatch.objects.latest("pk")
    answer = officer.get(reverse("imports:errors", args=[batch.pk]))
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert rows[1][:3] != rows[0][:3]
    assert any("31/06/2026 07:25" in str(cell) for cell in rows[1])
    assert any("bukan waktu yang ada" in str(cell) for cell in rows[1])
