"""An officer without code builds a form in a real browser: keys, conditions, formula, weights come by themselves."""

import pytest
from playwright.sync_api import expect

from forms_config.models import Constant, EvaluationForm
from tests.journeys.editor_page import officer_at_a_new_form, pick, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

FIELD = "sections-0-value-fields-{}-value"


@pytest.fixture
def page(phone):
    Constant.objects.create(name="Hari kerja sebulan", key="hari_kerja", value=20)
    return officer_at_a_new_form(phone, height=2400)


def add(page, number: int, kind: str, label: str) -> str:
    """Add a field below the others by its name in the menu; returns the prefix of its inputs."""
    pick(page, page.locator('[data-contentpath="fields"] .c-sf-add-button').last, kind)
    prefix = FIELD.format(number)
    page.fill(f'[name="{prefix}-label"]', label)
    return prefix


def test_an_officer_is_offered_keys_formula_parts_sums_and_answers(page):
    page.fill("#id_title", "Formulir layanan")
    pick(page, page.locator(".c-sf-add-button").first, "Bagian biasa")
    page.fill('[name="sections-0-value-label"]', "Layanan publik")
    asked = add(page, 0, "Ya atau tidak", "Ada inovasi?")
    add(page, 1, "Angka", "Hari hadir")
    share = add(page, 2, "Angka yang dihitung", "Persen hadir")
    expect(page.locator(f'[name="{asked}-key"]')).to_have_value("ada_inovasi")

    formula = page.locator(f'[name="{share}-formula"]')
    formula.focus()
    page.get_by_role("button", name="Hari hadir", exact=True).click()
    page.keyboard.type(" / / ")
    expect(page.locator(".sekin-formula + output")).to_contain_text("Di huruf ke-")
    formula.fill("")
    page.get_by_role("button", name="Hari hadir", exact=True).click()
    page.keyboard.type(" / ")
    page.get_by_role("button", name="Hari kerja sebulan", exact=True).click()
    page.keyboard.type(" * 100")
    expect(formula).to_have_value("hari_hadir / hari_kerja * 100")
    expect(page.locator(".sekin-formula + output")).to_be_empty()

    page.locator(f'[name="{share}-scoring-kind"]').evaluate(
        "one => { one.value = 'value'; one.dispatchEvent(new Event('change', { bubbles: true })); }"
    )
    expect(page.locator(".sekin-sum")).to_contain_text("Persen hadir 100%")


def test_publishing_waits_for_the_autosave_under_way_and_asks_about_warnings(page):
    page.fill("#id_title", "Formulir layanan")
    pick(page, page.locator(".c-sf-add-button").first, "Bagian biasa")
    page.fill('[name="sections-0-value-label"]', "Layanan publik")
    page.evaluate(
        "addEventListener('w-autosave:save', () => document.body.setAttribute('data-saving', ''), { once: true })"
    )
    add(page, 0, "Teks panjang", "Ceritakan layanan Anda")
    page.wait_for_selector("[data-saving]")  # half a second before it is sent
    press(page, "Terbitkan")
    expect(page.locator(".messages .error")).to_contain_text("Tidak ada yang diisi oleh penilai")
    expect(page.locator('[name="sections-0-value-label"]')).to_have_value("Layanan publik")
    press(page, "Terbitkan")
    expect(page.locator(".messages .success")).to_contain_text("diterbitkan")
    form = EvaluationForm.objects.get()
    assert form.versions.get().parsed.sections[0].fields[0].label == "Ceritakan layanan Anda"
