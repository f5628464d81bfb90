"""The editor of the admin in a real browser."""

from sekin_site.roles import BKPSDM
from tests.build import make_user

PASSWORD = "sekin-uji-2026"

_NOTICE = "addEventListener('w-unsaved:watch-edits', () => document.documentElement.setAttribute('data-watched', ''))"


def open_editor(page, url: str) -> None:
    """Go there and wait until typing is noticed: the editor begins to look for changes two seconds after loading."""
    page.add_init_script(_NOTICE)
    page.goto(url)
    page.wait_for_selector("html[data-watched]")


def officer_at_a_new_form(phone, height: int):
    """The page of an officer who has just logged in and begins a form."""
    user = make_user("petugas", groups=(BKPSDM,))
    user.set_password(PASSWORD)
    user.save()
    page = phone(viewport={"width": 1280, "height": height})
    page.goto("/masuk/")
    page.fill("[name=username]", "petugas")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    open_editor(page, "/kelola/formulir/add/")
    return page


def press(page, name: str = "") -> None:
    """Save the draft, or take another action from the menu at the foot of the editor."""
    if not name:
        page.locator("footer button.action-save").first.click()
        return
    page.get_by_role("button", name="Tindakan lain").last.click()
    page.get_by_role("button", name=name, exact=True).click()


def add(page, what: str, kind: str):
    """Add a part below the others by the words on the button and in its menu; returns its place on the page."""
    page.get_by_role("button", name=f"Tambah {what}", exact=True).last.click()
    page.get_by_role("option", name=kind, exact=True).click()
    return page.get_by_role("region", name=kind).last


def choose(page, place, what: str, name: str) -> None:
    """Choose something of the library in its dialog."""
    place.get_by_role("button", name=f"Pilih {what}").click()
    page.get_by_role("dialog").get_by_role("link", name=name).click()
    page.get_by_role("dialog").wait_for(state="detached")
