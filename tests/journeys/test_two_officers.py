"""Two officers on the same form in a real browser: a conflict, then approval of one by the other."""

import pytest
from playwright.sync_api import expect

from forms_config.domain.approval import add_default_workflow
from forms_config.models import EvaluationForm
from tests.forms_config.library import make_form, make_matrix, make_scale, rated_sections
from tests.journeys.desk import make_officer, menu, sit_down, told
from tests.journeys.editor_page import WATCHED, press, watch_edits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def form() -> EvaluationForm:
    add_default_workflow()
    scale = make_scale()
    return make_form(*rated_sections(scale), matrix=make_matrix(scale))


def enter(phone, form, username: str, name: str):
    """A browser of this officer with the form open, and typing noticed."""
    make_officer(username, first_name=name)
    page = sit_down(phone, username)
    watch_edits(page)
    menu(page, "Formulir", "Formulir")
    page.get_by_role("link", name=form.title, exact=True).click()
    page.wait_for_selector(WATCHED)
    return page


def title(page):
    return page.get_by_role("textbox", name="Judul")


def drafts(form) -> list[str]:
    return [one.as_object().title for one in form.revisions.order_by("pk")]


def test_two_officers_meet_in_a_form_and_one_approves_what_the_other_hands_in(phone, form):
    dewi, rini = enter(phone, form, "dewi", "Dewi"), enter(phone, form, "rini", "Rini")
    with dewi.expect_response(f"**/formulir/edit/{form.pk}/**"):  # the editor saves by itself
        title(dewi).fill("Judul Dewi")
    with rini.expect_response(f"**/formulir/edit/{form.pk}/**") as refused:
        title(rini).fill("Judul Rini")
    assert refused.value.status == 400
    dialog = rini.locator("#w-save-confirmation-dialog")  # filled while nobody sees it
    expect(dialog).to_contain_text("Dewi menyimpan versi baru", timeout=20_000)  # asked for every ten seconds
    press(rini)
    expect(dialog).to_contain_text("Draf Dewi tetap ada dalam riwayat")
    dialog.get_by_role("button", name="Simpan draf").click()
    told(rini, "Dewi menyimpan draf yang lebih baru")
    expect(title(rini)).to_have_value("Judul Rini")
    with rini.expect_popup() as compared:
        rini.get_by_role("link", name="Lihat bedanya").click()
    expect(compared.value.get_by_role("main")).to_contain_text("Judul Dewi")
    assert drafts(form) == ["Formulir coba", "Judul Dewi"]

    press(rini, "Ajukan untuk disetujui")
    told(rini, "diajukan untuk disetujui")
    assert drafts(form) == ["Formulir coba", "Judul Dewi", "Judul Rini"]
    dewi.get_by_role("link", name="Beranda pengelolaan").click()
    dewi.get_by_role("link", name="Judul Rini").first.click()
    press(dewi, "Setujui dengan catatan dan terbitkan")
    dewi.get_by_role("dialog").get_by_role("textbox", name="Catatan").fill("Sudah sesuai.")
    dewi.get_by_role("dialog").get_by_role("button", name="Setujui").click()
    told(dewi, "Formulir “Judul Rini” disetujui dan diterbitkan.")
    version = form.versions.get()
    assert (version.parsed.title, version.published_by.username) == ("Judul Rini", "dewi")
