"""Apakah jelas? and Tanya BKPSDM: what people say of a page, what they ask, and what reaches them on the first page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.evaluating.guidance_questions import MOST_WAITING, answer, ask
from evaluations.domain.refusals import Refused
from evaluations.domain.upkeep.pages import follow_schedule, forget_rare_searches
from evaluations.models import GuidanceOpinion, GuidanceQuestion
from forms_config.models import GuidancePage, GuidanceSearch
from tests.guidance import make_guidance_page

ASK = reverse("portal:guidance_ask")
HOME = reverse("portal:home")


@pytest.fixture
def page(cast) -> GuidancePage:
    return make_guidance_page("Hak Anda", slug="hak-anda")


def opinion(page) -> str:
    return reverse("portal:guidance_opinion", args=[page.pk])


def html(client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def test_a_page_asks_whoever_is_logged_in_whether_it_is_clear_and_nobody_else(cast, login, client, page):
    assert "Apakah halaman ini jelas?" in html(login(cast.employee), page.url)
    assert "Apakah halaman ini jelas?" not in html(client, page.url)
    assert client.post(opinion(page), {"pendapat": "jelas"}).url.startswith("/masuk/")


def test_the_latest_word_of_a_person_counts_once_with_their_agency(cast, login, page):
    browser = login(cast.employee)
    assert browser.post(opinion(page), {"pendapat": "jelas"}).url == page.url
    browser.post(opinion(page), {"reason": "WORDS", "words": "Apa itu RHK?"})
    said = GuidanceOpinion.objects.get()
    assert (said.is_clear, said.reason, said.words, said.agency) == (
        False,
        "WORDS",
        "Apa itu RHK?",
        cast.agency,
    )
    browser.post(opinion(page), {"pendapat": "jelas"})
    said.refresh_from_db()
    assert (said.is_clear, said.reason, said.words) == (True, "", "")


def test_what_is_unclear_must_be_said_with_a_reason(cast, login, page):
    response = login(cast.employee).post(opinion(page), {"words": "Bingung"})
    assert response.status_code == 422
    assert "Pilih apa yang membingungkan." in response.content.decode()
    assert not GuidanceOpinion.objects.exists()


def test_a_page_that_is_not_published_takes_no_opinion(cast, login, page):
    page.unpublish()
    assert login(cast.employee).post(opinion(page), {"pendapat": "jelas"}).status_code == 404


def test_a_question_is_kept_with_its_page_and_agency(cast, login, page):
    browser = login(cast.employee)
    assert "Tentang halaman “Hak Anda”." in html(browser, f"{ASK}?halaman={page.pk}")
    browser.post(ASK, {"text": "Kapan hasil saya keluar?", "halaman": page.pk})
    asked = GuidanceQuestion.objects.get()
    assert (asked.asked_by, asked.page, asked.agency) == (cast.employee.user, page, cast.agency)
    assert "Menunggu jawaban." in html(browser, ASK)


def test_what_was_searched_for_begins_the_question(cast, login, page):
    assert "/panduan-tanya/?tanya=kapal%20selam" in html(login(cast.employee), "/panduan/?cari=kapal selam")
    assert "kapal selam</textarea>" in html(login(cast.employee), f"{ASK}?tanya=kapal selam")


@pytest.mark.parametrize(("text", "code"), [("Kapan?", "too_short"), ("a" * 1001, "too_long")])
def test_a_question_that_is_too_short_or_too_long_is_refused(cast, text, code):
    with pytest.raises(Refused) as refused:
        ask(text, None, actor=cast.employee.user)
    assert refused.value.code == code


def test_nobody_floods_the_queue_and_the_same_question_is_one(cast):
    user = cast.employee.user
    first = ask("Pertanyaan nomor satu?", None, actor=user)
    assert ask("Pertanyaan nomor satu?", None, actor=user) == first
    for number in range(MOST_WAITING - 1):
        ask(f"Pertanyaan yang lain {number}?", None, actor=user)
    with pytest.raises(Refused) as refused:
        ask("Satu lagi, boleh?", None, actor=user)
    assert refused.value.code == "too_many"
    answer(first, "Sudah.", actor=cast.bkpsdm)
    ask("Satu lagi, boleh?", None, actor=user)


def test_nobody_reads_the_questions_of_somebody_else(cast, login):
    ask("Pertanyaan milik Siti?", None, actor=cast.employee.user)
    assert "milik Siti" not in html(login(cast.rater), ASK)


def test_an_answer_is_told_on_the_first_page_until_it_was_opened(cast, login):
    question = ask("Kapan hasil saya keluar?", None, actor=cast.employee.user)
    browser = login(cast.employee)
    assert "BKPSDM menjawab" not in html(browser, HOME)
    answer(question, "Sesudah tanggal 10.", actor=cast.bkpsdm)
    assert "BKPSDM menjawab pertanyaan Anda" in html(browser, HOME)
    assert "BKPSDM menjawab" not in html(login(cast.rater), HOME)
    assert "Sesudah tanggal 10." in html(browser, ASK)
    assert "BKPSDM menjawab" not in html(browser, HOME)
    answer(question, "Sesudah tanggal 12.", actor=cast.bkpsdm)
    assert "BKPSDM menjawab pertanyaan Anda" in html(browser, HOME)


# --- announcements ------------------------------------------------------------------------------------


def announce(audience: str, **fields) -> GuidancePage:
    return make_guidance_page(f"Untuk {audience}", kind="announcement", audience=audience, **fields)


def seen_by(login, person) -> set[str]:
    shown = html(login(person), HOME)
    return {audience for audience in GuidancePage.Audience.values if f"Untuk {audience}" in shown}


def test_an_announcement_reaches_those_it_is_for(cast, login):
    for audience in GuidancePage.Audience.values:
        announce(audience)
    cast.evaluation()
    assert seen_by(login, cast.employee) == {"all", "employee"}
    assert seen_by(login, cast.rater) == {"all", "employee", "rater"}
    assert seen_by(login, cast.unit_admin) == {"all", "employee", "unit"}
    assert seen_by(login, cast.auditor) == {"all"}


def test_other_pages_and_what_is_not_published_are_no_announcements(cast, login):
    make_guidance_page("Biasa")
    announce("all", live=False)
    assert "Dari BKPSDM" not in html(login(cast.employee), HOME)


def test_an_announcement_comes_and_goes_at_its_moments(cast, login):
    now = timezone.now()
    page = announce("all", live=False)
    page.go_live_at, page.expire_at = now + timedelta(days=1), now + timedelta(days=3)
    page.save_revision().publish()
    assert follow_schedule(now) == 0
    assert seen_by(login, cast.employee) == set()
    _let_pass(page.latest_revision, now - timedelta(minutes=1))
    assert follow_schedule(now) == 1
    assert seen_by(login, cast.employee) == {"all"}
    assert follow_schedule(now) == 0
    GuidancePage.objects.filter(pk=page.pk).update(expire_at=now)
    assert follow_schedule(now) == 1
    assert seen_by(login, cast.employee) == set()


def test_a_search_that_was_made_once_is_forgotten_after_half_a_year(db):
    now = timezone.now()
    for words, times, days in (("lama", 1, 181), ("sering", 2, 181), ("baru", 1, 179)):
        GuidanceSearch.objects.create(
            words=words, times=times, hits=0, is_answered=False, last_at=now - timedelta(days=days)
        )
    assert forget_rare_searches(now) == 1
    assert set(GuidanceSearch.objects.values_list("words", flat=True)) == {"sering", "baru"}
    assert forget_rare_searches(now) == 0


def _let_pass(revision, moment) -> None:
    """As if the moment for which it is approved had come."""
    revision.content["go_live_at"] = moment.isoformat()
    revision.approved_go_live_at = moment
    revision.save()
