"""An officer imports people in a browser: the page tells how far the file is read, then what would change."""

import pytest
from playwright.sync_api import expect

from evaluations.enums import ImportKind, ImportState, LegalStatus
from evaluations.exchange.columns import Column
from evaluations.exchange.imports import import_path
from evaluations.exchange.workbook import write_workbook
from evaluations.models import Employee, ImportBatch
from tests import build
from tests.exchange.conftest import EMPLOYEES, UNITS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

DESK = {"width": 1280, "height": 900}
PASSWORD = "rahasia-untuk-uji-2026"


@pytest.fixture
def desk(phone, db):
    cast = build.make_cast()
    cast.bkpsdm.set_password(PASSWORD)
    cast.bkpsdm.save()
    import_path(ImportKind.UNITS, UNITS)
    page = phone(viewport=DESK, javascript=False)
    page.goto("/masuk/")
    page.get_by_label("NIP").fill("bkpsdm")
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    return page


def test_a_file_is_uploaded_read_applied_and_taken_back(desk):
    desk.goto("/kelola/impor/employees/unggah/")
    desk.locator("input[type=file]").set_input_files(str(EMPLOYEES))
    desk.get_by_role("button", name="Periksa berkas").click()
    expect(desk.get_by_role("button", name="Terapkan perubahan")).to_be_visible(timeout=60_000)
    expect(desk.get_by_text("Baru (1200)")).to_be_visible()
    assert Employee.objects.count() == 5
    desk.get_by_role("button", name="Terapkan perubahan").click()
    expect(desk.get_by_text("Impor selesai")).to_be_visible(timeout=60_000)
    assert Employee.objects.count() == 1205
    desk.get_by_text("Tarik kembali impor ini").click()
    desk.get_by_role("button", name="Ya, tarik kembali").click()
    expect(desk.get_by_text("Impor ditarik kembali.")).to_be_visible(timeout=60_000)
    assert Employee.objects.count() == 5
    assert ImportBatch.objects.filter(state=ImportState.UNDONE).count() == 1


def test_headings_words_and_held_rows_are_decided_beside_the_preview(desk, tmp_path):
    """An officer maps a heading and a word, lets an older row through, and applies: by labels, without JavaScript."""
    siti = Employee.objects.get(name="Siti Aminah")
    post = siti.assignments.get()
    row = {
        "nip_baru": siti.nip, "nama": siti.name, "Email Dinas": "siti@bantulkab.example", "jenis_pegawai_nama": "PNS",
        "kedudukan_hukum_nama": "Izin Panjang", "gol_akhir_nama": siti.rank, "jenis_jabatan_nama": "Jabatan Fungsional",
        "jabatan_nama": "Perawat Pemula", "tmt_jabatan": "1 Februari 2010", "unor_id": post.unit.code,
    }  # fmt: skip
    columns = [Column(name, lambda one, name=name: one[name]) for name in row]
    path = tmp_path / "pegawai.xlsx"
    path.write_bytes(write_workbook(columns, [row]).read())
    desk.goto("/kelola/impor/employees/unggah/")
    desk.get_by_label("Berkas").set_input_files(str(path))
    desk.get_by_role("button", name="Periksa berkas").click()
    desk.get_by_label("“Email Dinas” dibaca sebagai").wait_for(timeout=60_000)
    desk.locator("form", has=desk.get_by_label("“Email Dinas” dibaca sebagai")).get_by_role("button").click()
    desk.get_by_label("“Izin Panjang” berarti").select_option(
        label="Cuti di luar tanggungan negara", timeout=60_000
    )
    desk.locator("form", has=desk.get_by_label("“Izin Panjang” berarti")).get_by_role("button").click()
    desk.get_by_role("link", name="Ditahan (1)").click(timeout=60_000)
    desk.get_by_label("Loloskan baris excel 2").check()
    desk.get_by_label("Alasan meloloskan").fill("SK 12/2026")
    desk.get_by_role("button", name="Loloskan yang dipilih").click()
    expect(desk.get_by_text("1 baris diloloskan")).to_be_visible(timeout=60_000)
    desk.get_by_role("button", name="Terapkan perubahan").click()
    expect(desk.get_by_text("Impor selesai")).to_be_visible(timeout=60_000)
    siti.refresh_from_db()
    assert (siti.email, siti.legal_status) == ("siti@bantulkab.example", LegalStatus.UNPAID_LEAVE)
    assert siti.assignments.get(ends_on=None).position == "Perawat Pemula"
