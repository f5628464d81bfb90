"""Two officers on the same form in a real browser: a conflict, then approval of one by the other."""

import pytest
from playwright.sync_api import expect

from forms_config.domain.approval import add_default_workflow
from forms_config.models import EvaluationForm
from sekin_site.roles import BKPSDM
from tests.build import make_user
from tests.forms_config.library import make_form, make_matrix, make_scale, rated_sections
from tests.journeys.editor_page import open_editor, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

DESK = {"width": 1280, "height": 900}
PASSWORD = "sekin-uji-2026"


@pytest.fixture
def form() -> EvaluationForm:
    add_default_workflow()
    scale = make_scale()
    return make_form(*rated_sections(scale), matrix=make_matrix(scale))


def enter(phone, form, username: str, name: str):
    """A browser of this officer with the form open."""
    user = make_user(username, groups=(BKPSDM,), first_name=name)
    user.set_password(PASSWORD)
    user.save()
    page = phone(viewport=DESK)
    page.goto("/masuk/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    open_editor(page, f"/kelola/formulir/edit/{form.pk}/")
    return page


def drafts(form) -> list[str]:
    return [one.as_object().title for one in form.revisions.order_by("pk")]


def test_two_officers_meet_in_a_form_and_one_approves_what_the_other_hands_in(phone, form):
    dewi, rini = enter(phone, form, "dewi", "Dewi"), enter(phone, form, "rini", "Rini")
    with dewi.expect_response(f"**/formulir/edit/{form.pk}/**"):  # the editor saves by itself
        dewi.fill("#id_title", "Judul Dewi")
    with rini.expect_response(f"**/formulir/edit/{form.pk}/**") as refused:
        rini.fill("#id_title", "Judul Rini")
    assert refused.value.status == 400
    dialog = rini.locator("#w-save-confirmation-dialog")
    expect(dialog).to_contain_text("Dewi menyimpan versi baru", timeout=20_000)  # asked for every ten seconds
    press(rini)
    expect(dialog).to_contain_text("Draf Dewi tetap ada dalam riwayat")
    dialog.get_by_role("button", name="Simpan draf").click()
    expect(rini.locator(".messages .error")).to_contain_text("Dewi menyimpan draf yang lebih baru")
    expect(rini.locator("#id_title")).to_have_value("Judul Rini")
    with rini.expect_popup() as compared:
        rini.get_by_role("link", name="Lihat bedanya").click()
    expect(compared.value.locator("main")).to_contain_text("Judul Dewi")
    assert drafts(form) == ["Formulir coba", "Judul Dewi"]

    press(rini, "Ajukan untuk disetujui")
    expect(rini.locator(".messages .success")).to_contain_text("diajukan untuk disetujui")
    assert drafts(form) == ["Formulir coba", "Judul Dewi", "Judul Rini"]
    dewi.goto("/kelola/")
    dewi.get_by_role("link", name="Judul Rini").first.click()
    press(dewi, "Setujui dengan catatan dan terbitkan")
    dewi.get_by_label("Catatan").fill("Sudah sesuai.")
    dewi.locator(".modal-body button[type=submit], .modal-body input[type=submit]").click()
    expect(dewi.locator(".messages .success")).to_be_visible()
    version = form.versions.get()
    assert (version.parsed.title, version.published_by.username) == ("Judul Rini", "dewi")
