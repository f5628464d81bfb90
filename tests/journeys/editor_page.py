"""The editor of the admin in a real browser."""

_NOTICE = "addEventListener('w-unsaved:watch-edits', () => document.documentElement.setAttribute('data-watched', ''))"


def open_editor(page, url: str) -> None:
    """Go there and wait until typing is noticed: the editor begins to look for changes two seconds after loading."""
    page.add_init_script(_NOTICE)
    page.goto(url)
    page.wait_for_selector("html[data-watched]")


def press(page, name: str = "") -> None:
    """Save the draft, or take another action from the menu at the foot of the editor."""
    if not name:
        page.locator("footer button.action-save").first.click()
        return
    page.get_by_role("button", name="Tindakan lain").last.click()
    page.get_by_role("button", name=name, exact=True).click()
