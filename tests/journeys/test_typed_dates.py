"""Dates typed in a real browser: what is typed stays, nonsense is refused by a sentence, a real day is saved."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from evaluations.models import Holiday
from tests.admin.test_every_screen import screens
from tests.site.addresses import World

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PASSWORD = "tanggal-di-peramban-2026"
TYPED = ("kapan saja", "1/7/2026", "10/12/2026", "1/7/2026 23.59", "2026-07-01 23:59", "31/2/2026")
# Each field with a calendar, also in dialogs that are closed: what stands there after somebody typed and left.
LEFT = """texts => [...document.querySelectorAll("input")]
  .filter(input => jQuery(input).data("xdsoft_datetimepicker"))
  .map(input => [input.name, texts.map(text => jQuery(input).trigger("focus").val(text).trigger("blur").val())])"""


@pytest.fixture
def world(transactional_db) -> World:
    world = World()
    world.cast.bkpsdm.set_password(PASSWORD)
    world.cast.bkpsdm.save()
    return world


@pytest.fixture
def desk(phone, world):
    page = phone(viewport={"width": 1280, "height": 1000})
    page.goto("/masuk/")
    page.get_by_label("NIP atau nama pengguna").fill("bkpsdm")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url("/")
    return page


def date_names(html: str) -> list[str]:
    return re.findall(r'name="([^"]+)"[^>]*>\s*<script>initDate', html)


def leave(page, name: str, text: str) -> None:
    """Type into a field as people do, beside its calendar, and go on: the calendar is in nobody's way."""
    field, calendar = page.locator(f"[name={name}]"), page.locator(".xdsoft_datetimepicker:visible")
    field.fill("")
    expect(calendar).to_have_count(1)
    field.press_sequentially(text)
    field.press("Tab")
    expect(calendar).to_have_count(0)
    expect(field).to_have_value(text)


def test_no_field_for_a_date_replaces_what_was_typed(desk, world):
    """One page for each set of fields: every list has the same filters."""
    pages, seen = [], set()
    for _, path, html in screens(world.visitors()["BKPSDM"].client, world):
        names = {name for name in date_names(html) if name not in seen}
        if names:
            seen |= names
            pages.append(path)
    left = {}
    for path in pages:
        desk.goto(path, wait_until="load")
        left |= dict(desk.evaluate(LEFT, TYPED))
        assert desk.locator('nav[aria-label="Actions"], [value="Search"]').count() == 0  # see indonesian.js
    assert {"fill_until", "until", "go_live_at", "starts_on", "timestamp_from", "as_of", "pada"} <= set(left)
    assert {name: texts for name, texts in left.items() if texts != list(TYPED)} == {}


def test_a_day_that_is_none_is_refused_and_the_right_one_saved(desk):
    desk.goto("/kelola/hari-libur/new/")
    desk.locator("[name=name]").fill("Libur desa")
    leave(desk, "day", "kapan saja")
    desk.get_by_role("button", name="Buat").click()
    expect(desk.get_by_text("Tulis tanggal seperti 31/12/2026.")).to_be_visible()
    expect(desk.locator("[name=day]")).to_have_value("kapan saja")
    expect(desk.locator("[name=name]")).to_have_value("Libur desa")
    leave(desk, "day", "5/3/2027")
    desk.get_by_role("button", name="Buat").click()
    expect(desk.get_by_role("cell", name="5 Maret 2027")).to_be_visible()
    assert Holiday.objects.get(name="Libur desa").day == date(2027, 3, 5)


def test_a_moment_that_is_none_is_refused_and_the_right_one_taken(desk, world):
    sentence = desk.get_by_text("Tulis tanggal dan jam seperti 31/12/2026 23.59.")
    desk.goto(f"/kelola/perpanjangan/periode/{world.evaluation.period_id}/beri/")
    desk.get_by_label("Alasan").fill("Gempa")
    for text, refused in (("kapan saja", True), ("10/12/2030 23.59", False)):
        leave(desk, "until", text)
        desk.get_by_role("button", name="Lihat siapa yang mendapat").click()
        expect(sentence).to_have_count(int(refused))
        expect(desk.locator("[name=until]")).to_have_value(text)
        expect(desk.get_by_label("Alasan")).to_have_value("Gempa")
