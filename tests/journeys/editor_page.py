"""The editor of the admin in a real browser."""

from playwright.sync_api import TimeoutError as TookTooLong

from tests.journeys.desk import make_officer, sit_down

WATCHED = "html[data-watched]"
_NOTICE = "addEventListener('w-unsaved:watch-edits', () => document.documentElement.setAttribute('data-watched', ''))"


def watch_edits(page) -> None:
    """Editors opened from now on say ``WATCHED`` once typing is noticed, which begins two seconds after loading."""
    page.add_init_script(_NOTICE)


def officer_at_a_new_form(phone, height: int):
    """The page of an officer who has just logged in and begins a form; typing is noticed."""
    make_officer()
    page = sit_down(phone, height=height)
    watch_edits(page)
    page.get_by_role("link", name="Buat formulir").click()
    page.wait_for_selector(WATCHED)
    return page


def press(page, name: str = "") -> None:
    """Save the draft, or take another action from the menu at the foot of the editor."""
    if not name:
        page.get_by_role("button", name="Simpan draf").first.click()
        return
    page.get_by_role("button", name="Tindakan lain").last.click()
    page.get_by_role("button", name=name, exact=True).click()


def add(page, what: str, kind: str, within=None):
    """Add a part below the others by the words on the button and in its menu; returns its place on the page."""
    place = within or page
    pick(page, place.get_by_role("button", name=f"Tambah {what}", exact=True).last, kind)
    return place.get_by_role("region", name=kind).last


def pick(page, button, kind: str) -> None:
    """Press what adds a part and take one from its menu."""
    offered = page.get_by_role("option", name=kind, exact=True)
    press_until(button, offered)
    offered.click()


def press_until(button, wanted) -> None:
    """Press what shows something; as anybody would, once more where the press went nowhere, since the page was still
    moving what stands above it."""
    button.click()
    try:
        wanted.wait_for(timeout=5_000)
    except TookTooLong:
        button.click()
        wanted.wait_for()


def choose(page, place, what: str, name: str) -> None:
    """Choose something of the library in its dialog."""
    press_until(place.get_by_role("button", name=f"Pilih {what}"), page.get_by_role("dialog"))
    page.get_by_role("dialog").get_by_role("link", name=name).click()
    page.get_by_role("dialog").wait_for(state="detached")
