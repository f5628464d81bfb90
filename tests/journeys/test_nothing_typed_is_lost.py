"""Whoever types a long text and is logged out meanwhile finds it again after the login, on every page of the portal."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from evaluations.enums import PlanState, State
from evaluations.models import Feedback, Objection
from tests import build
from tests.site.addresses import World, addresses

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PASSWORD = "tidak-ada-yang-hilang-2026"
TYPED = "Sudah saya tulis panjang lebar, dan tidak mau saya ulangi."
FORM = re.compile(r"<form[^>]*method=\"post\".*?</form>", re.DOTALL)
ACTS = ("nilai", "penjelasan", "keputusan", "keberatan", "salah-penilai")
IN_A_COPY = "Ada isian dari"


@pytest.fixture
def world(transactional_db) -> World:
    world = World()
    for month, state in ((8, State.OBJECTED), (9, State.EXPLAINED)):
        evaluation = world.cast.evaluation(build.make_period(2026, month), state=state)
        Objection.objects.create(evaluation=evaluation, reasons="Saya hadir.", submitted_at=timezone.now())
    world.plan = build.make_plan(
        world.cast.employee, rater=world.cast.rater, year=2027, state=PlanState.SUBMITTED
    )
    for person in people(world).values():
        person.set_password(PASSWORD)
        person.save()
    return world


def people(world: World) -> dict:
    return {role: getattr(world.cast, role).user for role in ("employee", "rater", "reviewer")}


def pages_with_long_texts(world: World, client) -> list[str]:
    """What saves itself does so while one types; see test_whole_story."""
    here = [one.path for one in addresses(world) if not one.route.startswith(("kelola/", "api/"))]
    pk = world.cast.employee.evaluations.values_list("pk", flat=True)
    here += [f"/evaluasi/{one}/{act}/" for one in pk for act in ACTS]
    here.append(f"/skp/{world.plan.pk}/persetujuan/")
    return [path for path in dict.fromkeys(here) if _asks_for_a_long_text(client.get(path))]


def _asks_for_a_long_text(answer) -> bool:
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    if answer.status_code != 200 or answer.streaming or not is_page:
        return False
    forms = FORM.findall(answer.content.decode())
    return any("<textarea" in form and "data-sekin-autosave" not in form for form in forms)


def log_in(page: Page, name: str) -> None:
    page.get_by_label("NIP atau nama pengguna").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url(lambda url: "/masuk/" not in url)


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


def test_what_was_typed_is_offered_again_on_every_page_with_a_long_text(phone, world, client):
    seen = []
    for role, user in people(world).items():
        client.force_login(user)
        paths = pages_with_long_texts(world, client)
        page = phone()
        page.goto("/masuk/")
        log_in(page, user.username)
        for path in paths:
            page.goto(path)
            unfold(page)
            page.locator("textarea:visible").first.fill(TYPED)
            Session.objects.all().delete()
            page.locator("textarea:visible").first.evaluate("field => field.form.submit()")
            page.wait_for_url("**/masuk/**")
            log_in(page, user.username)
            page.goto(path)
            expect(page.get_by_text(IN_A_COPY)).to_be_visible()
            page.get_by_role("button", name="Pakai isian itu").click()
            unfold(page)
            expect(page.locator("textarea:visible").first).to_have_value(TYPED)
            seen.append((role, re.sub(r"\d+", "N", path)))
    assert {name for _, name in seen} >= {
        "/evaluasi/N/nilai/", "/evaluasi/N/penjelasan/", "/evaluasi/N/keputusan/", "/evaluasi/N/keberatan/",
        "/evaluasi/N/salah-penilai/", "/umpan-balik/untuk/N/", "/skp/N/persetujuan/",
    }  # fmt: skip


def test_a_copy_goes_as_soon_as_the_server_has_the_text_and_stays_where_it_refused(phone, world):
    page = phone()
    page.goto("/masuk/")
    log_in(page, world.cast.rater.user.username)
    address = f"/umpan-balik/untuk/{world.cast.employee.pk}/"
    page.goto(address)
    page.locator("textarea").first.fill(TYPED)
    page.goto(address)
    expect(page.get_by_text(IN_A_COPY)).to_be_visible()
    page.get_by_role("button", name="Pakai isian itu").click()
    page.get_by_role("button", name="Simpan umpan balik").click()
    expect(page.locator(".messages .callout--success")).to_be_visible()
    assert Feedback.objects.filter(text=TYPED).count() == 1
    page.goto(address)
    expect(page.get_by_role("button", name="Simpan umpan balik")).to_be_visible()
    expect(page.get_by_text(IN_A_COPY)).to_have_count(0)


@pytest.mark.parametrize("role", ["employee", "rater"])
def test_a_login_in_another_tab_is_told_as_it_is(phone, world, role):
    """The same person: the text is saved with what holds now. Somebody else: it is not, and the page says why."""
    page, evaluation = phone(), world.evaluation
    page.goto("/masuk/")
    log_in(page, world.cast.employee.user.username)
    page.goto(f"/evaluasi/{evaluation.pk}/isi/")
    other = page.context.new_page()
    other.goto("/")
    other.request.post(
        "/keluar/",
        form={"csrfmiddlewaretoken": other.locator("[name=csrfmiddlewaretoken]").first.input_value()},
    )
    other.goto("/masuk/")
    log_in(other, people(world)[role].username)
    page.locator("textarea:visible").first.fill(TYPED)
    if role == "employee":
        expect(page.get_by_text(re.compile(r"^Tersimpan \d"))).to_be_visible()
    else:
        expect(page.get_by_text("di tab lain Anda masuk sebagai orang lain")).to_be_visible()
    evaluation.refresh_from_db()
    assert (TYPED in str(evaluation.answers)) == (role == "employee")
