"""What a new officer does to forms and their guidance, by the words on the screen alone: one test for each request."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from forms_config.models import EvaluationForm, GuidanceIndexPage, GuidancePage
from forms_config.official import load_official
from tests.forms_config.library import make_form, make_matrix, make_scale, rated_sections
from tests.guidance import make_guidance_page
from tests.journeys.desk import make_officer, menu, sit_down, told
from tests.journeys.editor_page import press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

OFFICIAL = "permenpanrb-6-2022"


def make_rated_form() -> EvaluationForm:
    scale = make_scale()
    form = make_form(*rated_sections(scale), matrix=make_matrix(scale), title="Evaluasi bulanan")
    form.latest_revision.publish(user=make_officer())
    return form


def test_the_official_form_is_made_from_an_empty_one(phone, db):
    make_officer()
    load_official()
    desk = sit_down(phone)
    desk.get_by_role("link", name="Buat formulir").click()
    desk.get_by_role("textbox", name="Judul").fill("Evaluasi bulanan ASN")
    press(desk)
    told(desk, "Formulir “Evaluasi bulanan ASN” dibuat")
    desk.get_by_role("link", name="Sisipkan bagian siap pakai").first.click()
    official = desk.get_by_role("region", name="Bagian resmi")
    for part in ("Hasil kerja dari SKP Realisasi", "Perilaku kerja BerAKHLAK Tujuh"):
        official.get_by_role("checkbox", name=part).check()
    official.get_by_role("combobox", name="Pakai juga kuadran").select_option(label="Kuadran Kinerja Pegawai")
    official.get_by_role("button", name="Sisipkan bagian resmi").click()
    told(desk, "Ditambahkan ke draf: “Hasil kerja”, “Perilaku kerja”")
    press(desk, "Terbitkan")
    told(desk, "diperbarui dan diterbitkan")
    made = EvaluationForm.objects.get(title="Evaluasi bulanan ASN").versions.get().parsed
    model = EvaluationForm.objects.get(key=OFFICIAL).versions.get().parsed
    assert (made.sections, made.matrix) == (model.sections, model.matrix)


def test_a_form_goes_out_as_a_file_and_comes_back_under_another_name(phone, db, tmp_path):
    first = make_rated_form()
    desk = sit_down(phone)
    menu(desk, "Formulir", "Formulir")
    desk.get_by_role("link", name="Evaluasi bulanan", exact=True).click()
    desk.get_by_role("tab", name="Pemeriksaan dan versi").click()
    with desk.expect_download() as leaving:
        desk.get_by_role("link", name="Ekspor formulir").click()
    file = tmp_path / "formulir.json"
    leaving.value.save_as(file)

    menu(desk, "Formulir", "Formulir")
    desk.get_by_role("link", name="Impor formulir").click()
    desk.get_by_label("Berkas formulir").set_input_files(file)
    desk.get_by_role("button", name="Periksa berkas").click()
    expect(desk.get_by_text("Buat formulir tersendiri sebagai salinan")).to_be_visible()
    desk.get_by_role("button", name="Impor sebagai draf").click()
    told(desk, "“Evaluasi bulanan (salinan)” sudah diimpor sebagai draf")
    desk.get_by_role("textbox", name="Judul").fill("Evaluasi bulanan guru")
    press(desk)
    told(desk, "Formulir “Evaluasi bulanan guru” diperbarui")
    second = EvaluationForm.objects.exclude(pk=first.pk).get()
    draft = second.get_latest_revision_as_object()
    assert (draft.title, draft.matrix, second.versions.count()) == ("Evaluasi bulanan guru", first.matrix, 0)
    assert [block.value["label"] for block in draft.sections] == ["Hasil kerja", "Perilaku"]


def test_a_guidance_page_is_scheduled_and_linked_at_a_field(phone, db):
    form = make_rated_form()
    make_guidance_page("Tata cara")
    desk = sit_down(phone)
    menu(desk, "Panduan", "Halaman panduan")
    desk.get_by_role("link", name="Tambahkan halaman", exact=True).click()
    desk.get_by_role("textbox", name="Judul").fill("Menulis realisasi")
    desk.get_by_role("textbox", name="Ringkasan").fill("Cara menulis realisasi.")
    desk.get_by_role("button", name="Status", exact=True).click()
    desk.get_by_role("button", name="Atur jadwal").click()
    day = timezone.localdate() + timedelta(days=9)
    dialog = desk.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Tanggal/jam terbit").fill(f"{day:%d/%m/%Y} 07.00")
    expect(desk.get_by_text("07.00", exact=True).filter(visible=True)).to_be_visible()  # the calendar
    dialog.get_by_role("heading", name="Atur jadwal terbit").click()
    dialog.get_by_role("button", name="Simpan jadwal").click()
    told(desk, "Halaman “Menulis realisasi” dibuat")
    press(desk, "Jadwalkan terbit")
    told(desk, "dijadwalkan")
    page = GuidancePage.objects.get(title="Menulis realisasi")
    assert page.live is False
    assert timezone.localtime(page.scheduled_revision.approved_go_live_at).date() == day

    menu(desk, "Formulir", "Formulir")
    desk.get_by_role("link", name="Evaluasi bulanan", exact=True).click()
    work = desk.get_by_role("region", name=re.compile("^Bagian biasa Hasil kerja"))
    work.get_by_role("button", name="Bagian biasa Hasil kerja").click()
    asked = work.get_by_role("region", name=re.compile("^Teks panjang Realisasi"))
    asked.get_by_role("button", name="Teks panjang Realisasi").click()
    asked.get_by_role("button", name="Selengkapnya").click()
    asked.get_by_role("button", name="Pilih halaman").click()
    expect(dialog.get_by_role("button", name="Search")).to_have_count(0)
    dialog.get_by_role("link", name="Menulis realisasi").click()
    expect(dialog).to_be_hidden()
    press(desk)
    told(desk, "Formulir “Evaluasi bulanan” diperbarui")
    form.refresh_from_db()
    field = form.get_latest_revision_as_object().sections[0].value["fields"][0].value
    assert field["guidance_page"].pk == page.pk
    assert GuidanceIndexPage.objects.count() == 1
