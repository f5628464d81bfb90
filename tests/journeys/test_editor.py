"""An officer without code builds a form in a real browser: keys, conditions, formula, weights come by themselves."""

import pytest
from playwright.sync_api import expect

from forms_config.engine.schema import Operator
from forms_config.models import Constant, EvaluationForm, FormVersion
from sekin_site.roles import BKPSDM
from tests.build import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PASSWORD = "sekin-uji-2026"
FIELD = "sections-0-value-fields-{}-value"


@pytest.fixture
def page(phone):
    user = make_user("petugas", groups=(BKPSDM,))
    user.set_password(PASSWORD)
    user.save()
    Constant.objects.create(name="Hari kerja sebulan", key="hari_kerja", value=20)
    page = phone(viewport={"width": 1280, "height": 2400})
    page.goto("/masuk/")
    page.fill("[name=username]", "petugas")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.goto("/kelola/formulir/add/")
    return page


def add(page, number: int, kind: str, label: str) -> str:
    """Add a field below the others by its name in the menu; returns the prefix of its inputs."""
    page.locator('[data-contentpath="fields"] .c-sf-add-button').last.click()
    page.get_by_role("option", name=kind, exact=True).click()
    prefix = FIELD.format(number)
    page.fill(f'[name="{prefix}-label"]', label)
    return prefix


def test_an_officer_builds_a_form_with_condition_formula_and_weights(page):
    page.fill("#id_title", "Formulir layanan")
    page.locator(".c-sf-add-button").first.click()
    page.get_by_role("option", name="Bagian biasa", exact=True).click()
    page.fill('[name="sections-0-value-label"]', "Layanan publik")
    asked = add(page, 0, "Ya atau tidak", "Ada inovasi?")
    days = add(page, 1, "Angka", "Hari hadir")
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

    story = add(page, 3, "Teks panjang", "Ceritakan inovasinya")
    page.locator(f'[name="{story}-filled_by"]').select_option("rater")
    settings = page.locator(f'[name="{story}-label"]').locator(
        "xpath=ancestor::section[1]//button[contains(@aria-controls, 'settings') or @title='Pengaturan']"
    )
    settings.first.click()
    conditions = page.locator(f'[name="{story}-visible_if-conditions-count"]')
    conditions.locator("xpath=ancestor::section[1]").evaluate(
        "one => one.querySelectorAll('[aria-expanded=false]').forEach((button) => button.click())"
    )
    conditions.locator("xpath=..").locator("button.c-sf-add-button").first.click()
    first = page.locator(f'[name="{story}-visible_if-conditions-0-value-field"] + .sekin-pick select')
    first.select_option(label="Ada inovasi?")
    answer = page.locator(f'[name="{story}-visible_if-conditions-0-value-values"] + .sekin-pick select')
    answer.select_option(label="Ya")

    page.get_by_role("button", name="Tindakan lain").last.click()
    page.get_by_role("button", name="Terbitkan", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("diterbitkan")  # the address changes by autosave too
    version = FormVersion.objects.get()
    section = version.parsed.sections[0]
    assert [one.key for one in section.fields] == [
        "ada_inovasi", "hari_hadir", "persen_hadir", "ceritakan_inovasinya",
    ]  # fmt: skip
    (condition,) = section.fields[3].visible_if.conditions
    assert (condition.field, condition.operator, condition.values) == (
        "ada_inovasi", Operator.EQUALS, ("yes",),
    )  # fmt: skip
    assert [one.key for one in version.parsed.constants] == ["hari_kerja"]

    page.goto(f"/kelola/formulir/edit/{EvaluationForm.objects.get().pk}/")
    expect(page.locator(f'[name="{days}-key"]')).to_have_js_property("readOnly", True)
