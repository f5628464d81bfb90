"""What a new officer must find by the words on the screen alone: a condition, a rule for evidence, descriptors."""

import re

import pytest
from playwright.sync_api import expect

from forms_config.compiling import compile_form
from forms_config.engine.schema import Condition, Demand, DemandKind, LevelDescriptor, Operator, Visibility
from forms_config.models import EvaluationForm
from tests.forms_config.library import make_scale
from tests.journeys.desk import told
from tests.journeys.editor_page import add, choose, officer_at_a_new_form, press, press_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

NAME = re.compile(r"^Nama\*?$")


@pytest.fixture
def page(phone):
    make_scale()
    page = officer_at_a_new_form(phone, height=900)
    page.get_by_role("textbox", name="Judul").fill("Formulir layanan")
    add(page, "bagian", "Bagian biasa").get_by_role("textbox", name="Nama bagian").fill("Layanan publik")
    return page


def saved_fields(page):
    """The fields of the draft, by name, after "Simpan draf"."""
    press(page)
    told(page, "Formulir “Formulir layanan” di")  # dibuat, or diperbarui where it had saved by itself
    draft = EvaluationForm.objects.get().get_latest_revision_as_object()
    return {one.label: one for one in compile_form(draft).sections[0].fields}


def test_a_question_shown_only_when_another_says_yes(page):
    add(page, "isian", "Ya atau tidak").get_by_role("textbox", name=NAME).fill("Ada inovasi?")
    story = add(page, "isian", "Teks panjang")
    story.get_by_role("textbox", name=NAME).fill("Ceritakan inovasinya")
    more = story.get_by_role("button", name="Tambah syarat")
    press_until(story.get_by_role("button", name="Tampil bila …"), more)
    more.click()
    story.get_by_role("combobox", name="Isian yang dilihat").select_option(label="Ada inovasi?")
    story.get_by_role("combobox", name="Jawaban").select_option(label="Ya")
    expect(story.get_by_role("button", name="Tampil bila … Ada inovasi? sama dengan Ya")).to_be_attached()
    asked = Condition("ada_inovasi", Operator.EQUALS, ("yes",))
    assert saved_fields(page)["Ceritakan inovasinya"].visible_if == Visibility((asked,))


def test_evidence_that_is_obligatory_only_for_extremes(page):
    rating = add(page, "isian", "Rating pada skala")
    rating.get_by_role("textbox", name=NAME).fill("Mutu layanan")
    choose(page, rating, "skala", "Ekspektasi")
    evidence = add(page, "isian", "Bukti dukung (berkas)")
    evidence.get_by_role("textbox", name=NAME).fill("Bukti mutu")
    evidence.get_by_role("button", name="Bukti wajib bila …", exact=True).click()
    evidence.get_by_role("combobox", name="Bila", exact=True).select_option(
        label="rating paling rendah atau paling tinggi"
    )
    evidence.get_by_role("combobox", name="Isian yang dilihat").select_option(label="Mutu layanan")
    assert saved_fields(page)["Bukti mutu"].demand == Demand(DemandKind.EXTREME, "mutu_layanan")


def test_a_new_behaviour_with_descriptors_per_level(page):
    behaviour = add(page, "isian", "Rating pada skala")
    behaviour.get_by_role("textbox", name=NAME).fill("Menyapa warga")
    choose(page, behaviour, "skala", "Ekspektasi")
    behaviour.get_by_role("button", name="Tulis arti tiap tingkat").click()
    meanings = behaviour.get_by_role("textbox", name="Artinya pada isian ini")
    expect(behaviour.get_by_role("combobox", name="Tingkat").locator("option:checked")).to_have_text(
        ["Above", "Meets", "Below"]
    )
    for place, meaning in enumerate(("Menyapa dan mengantar.", "Menyapa.", "Diam saja.")):
        meanings.nth(place).fill(meaning)
    told = saved_fields(page)["Menyapa warga"].descriptors
    assert told == (
        LevelDescriptor("ABOVE", "Menyapa dan mengantar."),
        LevelDescriptor("MEETS", "Menyapa."),
        LevelDescriptor("BELOW", "Diam saja."),
    )


def test_the_bar_with_save_covers_nothing_that_is_edited(page):
    content, bar = (
        page.locator("main.content-wrapper").bounding_box(),
        page.locator("footer.footer").bounding_box(),
    )
    assert content["y"] + content["height"] <= bar["y"]
