"""A rating at an end of its scale rests on a reason, a feedback note, a remark or evidence, where the form wants it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.evaluating.facts import lacking_facts
from evaluations.domain.evaluating.feedback import feedback_of
from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.refusals import Refused
from evaluations.enums import Action, State
from evaluations.models import Evaluation, Feedback
from tests import build
from tests.engine.test_extremes import strict

REPORT = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "12 laporan selesai"}]}
PLAN = [{"_row": "rhk-1", "kind": "UTAMA", "statement": "Laporan tersusun", "indicators": []}]
BEST = REPORT | {"rating_hasil_kerja": "ABOVE", "rating_perilaku": "ABOVE"}


@pytest.fixture
def submitted(cast) -> Evaluation:
    version = build.make_form_version(strict())
    return cast.evaluation(state=State.SUBMITTED, answers=REPORT, plan_rows=PLAN, version=version)


def rate(cast, row, answers=BEST, **written) -> Evaluation:
    return perform(row, Action.RATE, actor=cast.rater.user, answers=answers, **written)


def note(cast, about: date) -> None:
    Feedback.objects.create(employee=cast.employee, author=cast.rater, about_on=about, text="Sigap")


def test_twice_above_without_a_word_is_refused_and_says_what_to_do(cast, submitted):
    with pytest.raises(Refused) as refused:
        rate(cast, submitted)
    assert refused.value.code == "incomplete"
    told = "{} “Di Atas Ekspektasi” perlu satu fakta. Tuliskan alasannya pada Catatan, atau beri umpan balik pada {}."
    assert [(one.anchor, one.message) for one in refused.value.details] == [
        ("field-notes", told.format("Rating Hasil Kerja", "Hasil Kerja")),
        ("field-notes", told.format("Rating Perilaku", "Perilaku Kerja")),
    ]
    assert {one.href for one in refused.value.details} == {"#field-notes"}
    submitted.refresh_from_db()
    assert (submitted.state, submitted.answers) == (State.SUBMITTED, REPORT)


def test_a_reason_in_the_notes_is_enough_and_blanks_are_none(cast, submitted):
    with pytest.raises(Refused):
        rate(cast, submitted, notes=" \n ")
    assert rate(cast, submitted, notes="Menemukan cara baru").state == State.RATED


def test_feedback_about_the_days_that_are_rated_is_enough_and_other_days_are_not(cast, submitted):
    period = submitted.period
    for day in (period.starts_on - timedelta(days=1), period.ends_on + timedelta(days=1)):
        note(cast, day)
    with pytest.raises(Refused):
        rate(cast, submitted)
    note(cast, period.ends_on)
    assert rate(cast, submitted).state == State.RATED


def test_what_is_as_expected_needs_no_word(cast, submitted):
    usual = REPORT | {"rating_hasil_kerja": "MEETS", "rating_perilaku": "MEETS"}
    assert rate(cast, submitted, usual).state == State.RATED


def test_what_nobody_stands_for_by_name_is_no_fact(cast, submitted):
    yesterday = timezone.localdate() - timedelta(days=1)
    period = submitted.period
    period.starts_on, period.ends_on = yesterday, yesterday
    period.save()
    notes = build.make_unnamed_answers(cast.employee, period, 3, until=yesterday)
    submitted.refresh_from_db()
    assert set(feedback_of(cast.employee, yesterday, yesterday)) == set(notes)
    assert len(lacking_facts(submitted, BEST, "")) == 2
    request = build.make_feedback_request(cast.employee, cast.unit_admin, period)
    build.make_answer(request)
    assert lacking_facts(submitted, BEST, "") == []


def test_feedback_is_asked_for_only_where_it_decides(cast, submitted, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert lacking_facts(submitted, BEST, "Alasan") == []
        assert lacking_facts(submitted, REPORT, "") == []
        assert len(lacking_facts(submitted, BEST, "", has_feedback=False)) == 2
        assert lacking_facts(submitted, BEST, "", has_feedback=True) == []
    with django_assert_num_queries(1):
        assert len(lacking_facts(submitted, BEST, "")) == 2


def test_the_screen_says_it_before_and_after_the_press_and_keeps_the_ratings(cast, login, submitted):
    client, url = login(cast.rater), reverse("portal:rate", args=[submitted.pk])
    typed = {"version": submitted.version, "rating_hasil_kerja": "BELOW", "rating_perilaku": "MEETS"}
    preview = client.post(url, typed | {"action": "preview"}).content.decode()
    assert "“Di Bawah Ekspektasi” perlu satu fakta" in preview
    answer = client.post(url, typed | {"action": "rate"})
    assert answer.status_code == 422
    assert '<a href="#field-notes">Rating Hasil Kerja “Di Bawah Ekspektasi” perlu' in answer.content.decode()
    assert 'value="BELOW" checked' in answer.content.decode()
    assert client.post(url, typed | {"action": "rate", "notes": "Target tidak tercapai"}).status_code == 302
