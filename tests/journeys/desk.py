"""The desk of an officer: one types the first address, and finds the rest by the words on the screen."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from sekin_site.roles import BKPSDM
from tests.build import make_user

PASSWORD = "sekin-uji-2026"


def make_officer(username: str = "petugas", **fields: Any):
    """An officer of BKPSDM who has chosen a kata sandi."""
    user = make_user(username, groups=(BKPSDM,), **fields)
    user.set_password(PASSWORD)
    user.save()
    return user


def sit_down(phone, username: str = "petugas", *, height: int = 1000) -> Page:
    """The start page of the admin in the browser of this officer, who has just come."""
    page = phone(viewport={"width": 1280, "height": height})
    page.goto("/kelola/")
    page.get_by_role("textbox", name="NIP atau nama pengguna").fill(username)
    page.get_by_role("textbox", name="Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url("**/kelola/")
    return page


def menu(page: Page, *words: str) -> None:
    """Follow the menu at the left: the group, if there is one, and the entry."""
    *groups, entry = words
    left = page.get_by_role("navigation", name="Menu utama")
    for group in groups:
        left.get_by_role("button", name=group, exact=True).click()
    left.get_by_role("link", name=entry, exact=True).click()
    expect(page.get_by_role("main")).to_be_visible()


def told(page: Page, words: str) -> Locator:
    """Wait for the sentence above the page that says what was done."""
    said = page.get_by_role("status").filter(has_text=words)
    expect(said).to_be_visible(timeout=30_000)
    return said
