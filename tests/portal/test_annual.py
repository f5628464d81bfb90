"""The annual evaluation shows the year's results to the one who fills in and to the one who rates."""

from dataclasses import replace
from html import unescape

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from evaluations.domain.evaluating.annual import year_of
from evaluations.domain.evaluating.workflow import perform
from evaluations.enums import Action, PeriodState, State
from evaluations.models import Evaluation
from forms_config.engine.vocabulary import YearRule
from tests import build, schemas


@pytest.fixture
def year(cast):
    """A delivered June, an undelivered July, and the annual period."""
    for month, state in ((6, State.DELIVERED), (7, State.RATED)):
        period = build.make_period(2026, month, state=PeriodState.CLOSED, name=f"Bulan {month}")
        cast.evaluation(period, state=state, predikat="BAIK", predikat_label="Baik sekali bulan itu")
    return build.make_period(2026, None)


@pytest.mark.parametrize(("actor", "page", "state"), [
    ("employee", "fill", State.OPEN), ("rater", "rate", State.SUBMITTED),
])  # fmt: skip
def test_the_delivered_months_stand_beside_the_annual_form(cast, login, year, actor, page, state):
    annual = cast.evaluation(year, state=state)
    html = login(getattr(cast, actor)).get(reverse(f"portal:{page}", args=[annual.pk])).content.decode()
    assert "Bulan 6" in html
    assert "Bulan 7" not in html


def test_a_month_shows_no_table_of_months(cast, login, year):
    month = cast.evaluation(build.make_period(2026, 8))
    html = login(cast.employee).get(reverse("portal:fill", args=[month.pk])).content.decode()
    assert "Hasil bulanan tahun ini" not in html


# --- the rule of the form ---


def of_rule(rule: YearRule):
    return build.make_form_version(replace(schemas.official_form(), key="tahunan", year_rule=rule))


@pytest.fixture
def results(cast):
    """April and May as expected, June above, July rated and not delivered."""
    for month, state, rating in (
        (4, State.FINAL, "MEETS"),
        (5, State.FINAL, "MEETS"),
        (6, State.FINAL, "ABOVE"),
        (7, State.RATED, "BELOW"),
    ):
        period = build.make_period(2026, month, state=PeriodState.CLOSED, name=f"Bulan {month}")
        cast.evaluation(period, state=state, rating_hasil_kerja=rating, rating_perilaku="MEETS")
    return build.make_period(2026, None)


def text_of(answer) -> str:
    return " ".join(unescape(strip_tags(answer.content.decode())).split())


def test_the_rater_reads_beside_each_rating_what_the_year_suggests_and_nothing_undelivered(
    cast, login, results
):
    annual = cast.evaluation(results, state=State.SUBMITTED, version=of_rule(YearRule.MOST_FREQUENT))
    page = text_of(login(cast.rater).get(reverse("portal:rate", args=[annual.pk])))
    assert (
        "Saran dari hasil setahun: Sesuai Ekspektasi, karena 2 dari 3 hasil Sesuai Ekspektasi, 1 Di Atas Ekspektasi. "
        "Tanpa hasil: Bulan 7." in page
    )
    assert "Saran dari hasil setahun: Sesuai Ekspektasi, karena 3 dari 3 hasil Sesuai Ekspektasi." in page


def test_a_form_that_only_shows_the_months_suggests_nothing_and_a_month_never_does(cast, login, results):
    annual = cast.evaluation(results, state=State.SUBMITTED, version=of_rule(YearRule.REFERENCE))
    august = build.make_period(2026, 8)
    month = cast.evaluation(august, state=State.SUBMITTED, version=of_rule(YearRule.LAST))
    for row in (annual, month):
        page = text_of(login(cast.rater).get(reverse("portal:rate", args=[row.pk])))
        assert "hasil setahun" not in page


def test_the_person_reads_which_rule_the_form_has_and_from_which_months(cast, login, results):
    annual = cast.evaluation(results, version=of_rule(YearRule.LAST))
    page = text_of(login(cast.employee).get(reverse("portal:fill", args=[annual.pk])))
    assert "menyarankan rating dari hasil terakhir tahun itu. Penilai Anda boleh menetapkan lain." in page
    rows = {"realisasi": "Selesai", "_row": "rhk-1"}
    perform(annual, Action.SUBMIT, actor=cast.employee.user, answers={"hasil_kerja": [rows]})
    ratings = {"rating_hasil_kerja": "MEETS", "rating_perilaku": "MEETS"}
    perform(annual, Action.RATE, actor=cast.rater.user, answers={**annual.answers, **ratings})
    perform(annual, Action.DELIVER, actor=cast.rater.user)
    page = text_of(login(cast.employee).get(reverse("portal:evaluation", args=[annual.pk])))
    assert (
        "Rating Hasil Kerja: Saran dari hasil setahun: Di Atas Ekspektasi, karena itu hasil terakhir, Bulan 6. "
        "Tanpa hasil: Bulan 7." in page
    )
    assert "Bulan 6 Rating Hasil Kerja Di Atas Ekspektasi, Rating Perilaku Sesuai Ekspektasi" in page
    theirs = text_of(login(cast.rater).get(reverse("portal:evaluation", args=[annual.pk])))
    assert "Penilai boleh menetapkan lain." in theirs


def test_only_a_year_asks_for_its_months(cast, results, django_assert_num_queries):
    month = cast.evaluation(build.make_period(2026, 9), version=of_rule(YearRule.LAST))
    annual = cast.evaluation(results, version=of_rule(YearRule.LAST))
    with django_assert_num_queries(0):
        assert year_of(month) == []
    with django_assert_num_queries(1):
        assert [one.hasil_kerja for one in year_of(annual)] == ["MEETS", "MEETS", "ABOVE", None, None]


# --- what the person said to earlier results ---


def test_what_the_person_said_to_last_month_stands_on_the_desk_of_this_one(cast, login):
    june = cast.evaluation(build.make_period(2026, 6, name="Juni 2026"), state=State.DELIVERED)
    perform(june, Action.ACKNOWLEDGE, actor=cast.employee.user, note="Terima kasih, <b>saya</b> setuju")
    silent = cast.evaluation(build.make_period(2026, 5, name="Mei 2026"), state=State.DELIVERED)
    perform(silent, Action.ACKNOWLEDGE, actor=cast.employee.user)
    july = cast.evaluation(build.make_period(2026, 7), state=State.SUBMITTED)
    annual = cast.evaluation(build.make_period(2026, None), state=State.SUBMITTED)
    for row in (july, annual):
        page = text_of(login(cast.rater).get(reverse("portal:rate", args=[row.pk])))
        assert page.count(f"Tanggapan {cast.employee.full_name}:") == 1
        assert f"Tanggapan {cast.employee.full_name}: Terima kasih, <b>saya</b> setuju" in page


def test_what_was_said_to_a_result_that_was_opened_again_is_not_repeated(cast, login):
    june = cast.evaluation(build.make_period(2026, 6), state=State.DELIVERED)
    perform(june, Action.ACKNOWLEDGE, actor=cast.employee.user, note="Setuju")
    july = cast.evaluation(build.make_period(2026, 7), state=State.SUBMITTED)
    desk = reverse("portal:rate", args=[july.pk])
    assert "Setuju" in text_of(login(cast.rater).get(desk))
    Evaluation.objects.filter(pk=june.pk).update(acknowledged_at=None, state=State.DELIVERED)
    assert "Setuju" not in text_of(login(cast.rater).get(desk))
