"""The button under a page of the guidance, and what a form shows until it was pressed."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.enums import State
from evaluations.models import Evaluation
from forms_config.engine.schema import Reading
from forms_config.models import GuidanceRead
from tests import build, schemas
from tests.guidance import make_guidance_page

REALISATION = "hasil_kerja-rhk-1-realisasi"
PAGE = "/panduan/hak-anda/"
BUTTON = "Saya sudah membaca halaman ini"


@pytest.fixture
def page(cast):
    return make_guidance_page("Hak Anda", slug="hak-anda")


@pytest.fixture
def client(cast, login):
    return login(cast.employee)


@pytest.fixture
def fill(cast, page) -> str:
    schema = replace(schemas.official_form(), reading=Reading("hak-anda", "Hak Anda"))
    evaluation = cast.evaluation(version=build.make_form_version(schema))
    return reverse("portal:fill", args=[evaluation.pk])


def confirm(page) -> str:
    return reverse("portal:guidance_read", args=[page.pk])


def html(client, address: str) -> str:
    return client.get(address).content.decode()


# --- the page of the guidance -----------------------------------------------------------------------


def test_the_button_is_there_for_who_is_logged_in_and_never_for_visitors(client, page):
    assert BUTTON in html(client, PAGE)
    answer = Client().get(PAGE)
    assert BUTTON not in answer.content.decode()
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert "Cookie" in answer["Vary"]  # a cache between must not mix them up


def test_opening_the_page_counts_for_nothing(client, page):
    html(client, PAGE)
    html(client, confirm(page))
    assert not GuidanceRead.objects.exists()


def test_pressing_the_button_is_remembered_once_and_shown(cast, client, page):
    for _ in range(2):
        answer = client.post(confirm(page))
        assert answer.url == PAGE
    read = GuidanceRead.objects.get()
    assert (read.user, read.page) == (cast.employee.user, page)
    shown = html(client, PAGE)
    assert "Sudah Anda baca pada" in shown
    assert BUTTON not in shown


def changed(page, *, materially: bool) -> None:
    """As an officer who edits and publishes the page, with or without the tick."""
    if materially:
        page.material_since = timezone.now()
    page.save_revision().publish()
    page.refresh_from_db()


def test_after_a_material_change_the_button_is_back_and_the_earlier_reading_is_named(cast, client, page):
    page.mark_read(cast.employee.user)
    changed(page, materially=True)
    shown = html(client, PAGE)
    assert BUTTON in shown
    assert "Sesudah itu isinya diperbarui" in shown
    client.post(confirm(page))
    assert GuidanceRead.objects.count() == 2
    assert "Sudah Anda baca pada" in html(client, PAGE)


def test_a_small_correction_keeps_the_reading(cast, client, page):
    changed(page, materially=True)
    page.mark_read(cast.employee.user)
    changed(page, materially=False)
    assert BUTTON not in html(client, PAGE)


def test_the_tick_of_the_editor_makes_a_change_material_and_is_empty_the_next_time(cast, login, page):
    desk = login(cast.bkpsdm)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    sent = {"title": "Hak Anda", "slug": "hak-anda", "summary": "Baru.", "audience": "all", "kind": "article"} | {
        "body-count": "0", "action-publish": "1", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }  # fmt: skip
    assert desk.post(address, sent).status_code == 302
    page.refresh_from_db()
    assert (page.summary, page.material_since) == ("Baru.", None)
    assert desk.post(address, sent | {"is_material": "on"}).status_code == 302
    page.refresh_from_db()
    assert page.material_since is not None
    assert page.material_since <= page.last_published_at
    box = re.search(r'<input[^>]*name="is_material"[^>]*>', html(desk, address))
    assert box is not None
    assert "checked" not in box[0]


def test_the_button_leads_back_to_where_the_link_stood(client, page):
    assert 'name="kembali" value="/evaluasi/7/isi/"' in html(client, f"{PAGE}?kembali=/evaluasi/7/isi/")
    assert client.post(confirm(page), {"kembali": "/evaluasi/7/isi/"}).url == "/evaluasi/7/isi/"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://jahat.example/",
        "//jahat.example/",
        "/\\jahat.example",
        "javascript:alert(1)",
        "home",
        "",
        "\x00/",
    ],
)
def test_it_never_leads_away_from_here(client, page, elsewhere):
    assert client.post(confirm(page), {"kembali": elsewhere}).url == PAGE


def test_what_stands_in_the_address_is_only_text_on_the_page(client, page):
    assert "<script>x" not in html(client, f'{PAGE}?kembali="><script>x')


def test_a_visitor_logs_in_first_and_comes_to_the_page_with_the_button(page, client):
    assert Client().post(confirm(page)).url == f"/masuk/?next={confirm(page)}"
    assert client.get(confirm(page)).url == PAGE


def test_the_button_needs_the_token_of_the_page(cast, page):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.employee.user)
    assert strict.post(confirm(page)).status_code == 403
    assert not GuidanceRead.objects.exists()


def test_a_page_that_is_not_published_cannot_be_confirmed(client, page):
    page.unpublish()
    assert client.post(confirm(page)).status_code == 404
    assert client.post(reverse("portal:guidance_read", args=[10**6])).status_code == 404


# --- the form ---------------------------------------------------------------------------------------


def test_the_form_links_to_the_page_and_names_it_among_what_is_missing(client, fill):
    shown = html(client, fill)
    assert f'href="{PAGE}?kembali={fill}"' in shown
    assert "Baca dulu: Hak Anda" in shown
    assert 'id="wajib-baca"' in shown


def test_sending_before_reading_keeps_what_was_typed_and_says_what_to_read(client, fill):
    answer = client.post(f"{fill[:-4]}kirim/", {"version": 1, REALISATION: "12 laporan"})
    assert answer.url == f"{fill}periksa/"
    row = Evaluation.objects.get()
    assert (row.state, row.answers["hasil_kerja"][0]["realisasi"]) == (State.DRAFT, "12 laporan")
    shown = html(client, answer.url)
    assert "Belum dapat dikirim: 1 hal belum lengkap" in shown
    assert "Baca dulu panduan “Hak Anda”." in shown


def test_autosave_counts_the_page_among_what_is_missing(client, fill):
    address = reverse("portal:save", args=[Evaluation.objects.get().pk])
    assert client.post(address, {"version": 1, REALISATION: "12 laporan"}).json()["missing"] == 1


def test_after_reading_the_form_is_sent(client, page, fill):
    assert client.post(confirm(page), {"kembali": fill}).url == fill
    assert "wajib-baca" not in html(client, fill)
    client.post(f"{fill[:-4]}kirim/", {"version": 1, REALISATION: "12 laporan"})
    assert Evaluation.objects.get().state == State.SUBMITTED


def test_a_returned_form_asks_for_nothing_to_read(client, fill):
    Evaluation.objects.update(
        state=State.RETURNED, submitted_at=timezone.now() - timedelta(days=1), receipt_number="T-1"
    )
    assert "wajib-baca" not in html(client, fill)
