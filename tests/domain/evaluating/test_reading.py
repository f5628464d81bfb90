"""Required reading: what must have been read before the first submission, and what holds nobody up."""

from dataclasses import replace

import pytest
from django.utils import timezone

from evaluations.domain.evaluating.answers import sheet
from evaluations.domain.evaluating.reading import Unread, unread
from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.refusals import Refused
from evaluations.enums import Action, State
from forms_config.engine.schema import FilledBy, Reading
from tests import build, schemas
from tests.guidance import make_guidance_page

COMPLETE = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "12 laporan selesai"}]}
RATINGS = {"rating_hasil_kerja": "ABOVE", "rating_perilaku": "MEETS"}
WITH_READING = replace(schemas.official_form(), reading=Reading("hak-anda", "Hak Anda"))


@pytest.fixture
def page(cast):
    return make_guidance_page("Hak Anda", slug="hak-anda")


@pytest.fixture
def version(page):
    return build.make_form_version(WITH_READING)


@pytest.fixture
def evaluation(cast, version):
    return cast.evaluation(version=version)


def submit(cast, evaluation):
    return perform(evaluation, Action.SUBMIT, actor=cast.employee.user, answers=COMPLETE)


def test_a_form_with_a_required_page_is_not_sent_before_it_was_read(cast, page, evaluation):
    with pytest.raises(Refused) as refused:
        submit(cast, evaluation)
    assert refused.value.code == "reading_missing"
    assert refused.value.message == "Baca dulu panduan “Hak Anda”."
    evaluation.refresh_from_db()
    assert evaluation.state == State.OPEN
    page.mark_read(cast.employee.user)
    assert submit(cast, evaluation).state == State.SUBMITTED


def test_the_page_stands_first_among_what_the_employee_lacks_and_not_among_what_the_rater_does(evaluation):
    current = sheet(evaluation)
    assert current.missing(FilledBy.EMPLOYEE)[0] == Unread("Hak Anda", "hak-anda")
    assert Unread("Hak Anda", "hak-anda") not in current.missing(FilledBy.RATER)


def test_the_reading_of_another_person_or_page_does_not_count(cast, page, evaluation):
    page.mark_read(cast.rater.user)
    make_guidance_page("Presensi").mark_read(cast.employee.user)
    assert unread(evaluation) == Unread("Hak Anda", "hak-anda")


def test_an_earlier_edition_counts(cast, page, evaluation):
    page.mark_read(cast.employee.user)
    page.title = "Hak dan kewajiban Anda"
    page.save_revision().publish()
    assert unread(evaluation) is None


def test_a_material_change_asks_again(cast, page, evaluation):
    page.mark_read(cast.employee.user)
    page.material_since = timezone.now()
    page.save_revision().publish()
    page.refresh_from_db()
    assert unread(evaluation) == Unread("Hak Anda", "hak-anda")
    page.mark_read(cast.employee.user)
    assert unread(evaluation) is None


def test_a_period_may_ask_for_a_page_of_its_own_before_the_first_sending_in_it(cast, page, evaluation):
    page.mark_read(cast.employee.user)
    other = make_guidance_page("Kerahasiaan", slug="kerahasiaan")
    evaluation.period.required_page = other
    evaluation.period.save()
    with pytest.raises(Refused) as refused:
        submit(cast, evaluation)
    assert refused.value.message == "Baca dulu panduan “Kerahasiaan”."
    other.mark_read(cast.employee.user)
    assert submit(cast, evaluation).state == State.SUBMITTED
    other.material_since = timezone.now()
    other.save_revision().publish()
    assert unread(evaluation) is None  # something was sent in the period
    evaluation.refresh_from_db()
    nobody_else = cast.evaluation(
        build.make_period(month=9, required_page=other), version=evaluation.form_version
    )
    assert unread(nobody_else) == Unread("Kerahasiaan", "kerahasiaan")


def test_both_pages_are_asked_one_after_the_other_with_one_statement(
    cast, page, evaluation, django_assert_num_queries
):
    evaluation.period.required_page = make_guidance_page("Kerahasiaan", slug="kerahasiaan")
    with django_assert_num_queries(1):
        assert unread(evaluation) == Unread("Hak Anda", "hak-anda")
    page.mark_read(cast.employee.user)
    assert unread(evaluation) == Unread("Kerahasiaan", "kerahasiaan")


def test_the_draft_may_be_saved_before_reading(cast, evaluation):
    after = perform(evaluation, Action.SAVE, actor=cast.employee.user, answers=COMPLETE)
    assert after.state == State.DRAFT


def test_who_sent_something_with_an_earlier_version_of_the_form_is_not_asked_again(cast, evaluation):
    assert unread(evaluation)
    before = build.make_period(month=6)
    earlier = build.make_form_version(schemas.official_form(), key=WITH_READING.key)
    build.make_evaluation(cast.employee, before, rater=cast.rater, version=earlier, state=State.SUBMITTED)
    assert unread(evaluation) is None


def test_what_somebody_else_sent_or_what_was_sent_with_another_form_does_not_count(cast, evaluation):
    before = build.make_period(month=6)
    other = build.make_form_version(schemas.official_form(), key="lain")
    build.make_evaluation(cast.employee, before, rater=cast.rater, version=other, state=State.SUBMITTED)
    build.make_evaluation(
        cast.stranger, before, rater=cast.rater, version=evaluation.form_version, state=State.SUBMITTED
    )
    assert unread(evaluation)


def test_what_was_returned_is_not_asked_again(cast, version):
    returned = cast.evaluation(
        version=version, state=State.RETURNED, submitted_at=timezone.now(), receipt_number="T-1"
    )
    assert unread(returned) is None
    assert submit(cast, returned).state == State.SUBMITTED


@pytest.mark.parametrize("fate", ["unpublish", "delete"])
def test_a_page_that_is_gone_holds_nobody_up(cast, page, evaluation, fate):
    getattr(page, fate)()
    assert submit(cast, evaluation).state == State.SUBMITTED


def test_the_rater_needs_to_read_nothing(cast, page, evaluation):
    page.mark_read(cast.employee.user)
    submitted = submit(cast, evaluation)
    rated = perform(submitted, Action.RATE, actor=cast.rater.user, answers=COMPLETE | RATINGS)
    assert rated.state == State.RATED


def test_it_costs_one_statement_with_a_required_page_and_none_without(
    cast, evaluation, django_assert_num_queries
):
    with django_assert_num_queries(1):
        unread(evaluation)
    plain = cast.evaluation(
        build.make_period(month=8), version=build.make_form_version(schemas.official_form(), key="lain")
    )
    with django_assert_num_queries(0):
        unread(plain)
