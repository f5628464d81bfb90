"""An officer imports people in a browser: the page tells how far the file is read, then what would change."""

import pytest
from playwright.sync_api import expect

from evaluations.enums import ImportKind, ImportState
from evaluations.exchange.imports import import_path
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
