"""System figures: what is known, what is not, what may not be told yet, and what each costs."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import dateformat, timezone

from evaluations.domain.evaluating.answers import sheet
from evaluations.domain.evaluating.attendance import attended, percentage
from evaluations.domain.evaluating.figures import attendance_figures, last_predikat, post_kind, system_figures
from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.refusals import Refused
from evaluations.domain.upkeep import integrity
from evaluations.domain.upkeep.integrity import about_results
from evaluations.duties import RESULT_KNOWN_TO_EMPLOYEE
from evaluations.enums import Action, PeriodKind, State, TapSource
from evaluations.models import AttendanceMonth, AttendanceTap, Evaluation, Feedback
from evaluations.portal.sheets import readable_sections
from forms_config.engine.figures import ATTENDANCE_STATE, FIGURES, POST_KIND
from forms_config.engine.schema import (
    Demand,
    DemandKind,
    Field,
    FieldKind,
    FilledBy,
    RequiredLevel,
    Section,
    SectionKind,
)
from tests import build, schemas

COMPLETE = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "12 laporan selesai"}]}
RATINGS = {"rating_hasil_kerja": "ABOVE", "rating_perilaku": "MEETS"}


def with_figures(*sources: str):
    """The official form with a section of these figures."""
    official = schemas.official_form()
    fields = tuple(
        Field(f"angka_{number}", source, FieldKind.SYSTEM_FIGURE, source=source)
        for number, source in enumerate(sources)
    )
    section = Section("angka", "Angka dari sistem", SectionKind.PLAIN, fields=fields)
    return replace(official, key="angka", sections=(*official.sections, section))


def with_levels():
    """The competence sheet, with level 4 for administrators and 2 for everybody else."""
    form = schemas.competence_sheet(required_level="2")
    levels = (RequiredLevel("ADMINISTRATOR", "4"),)
    sections = tuple(
        replace(one, fields=tuple(replace(field, required_levels=levels) for field in one.fields))
        for one in form.sections
    )
    return replace(form, key="jenjang", sections=sections)


def has_attended(employee, month: int, present: int | None, working: int | None) -> None:
    AttendanceMonth.objects.create(
        employee=employee, year=2026, month=month, days_present=present, working_days=working, source="uji"
    )


# --- attendance -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("present", "working", "expected"),
    [
        (20, 21, "95.24"),
        (21, 21, "100.00"),
        (0, 21, "0.00"),
        (1, 8, "12.50"),
        (1, 3, "33.33"),
        (2, 3, "66.67"),
    ],
)
def test_the_percentage_has_two_decimals_rounded_half_up(present, working, expected):
    assert str(percentage(present, working)) == expected


@pytest.mark.parametrize(("present", "working"), [(None, 20), (20, None), (0, 0), (5, 0), (None, None)])
def test_without_days_there_is_no_percentage(present, working):
    assert percentage(present, working) is None


def test_a_month_of_which_one_side_is_not_known_does_not_count_in_the_percentage(cast):
    year = build.make_period(month=None)
    for month, present, working in ((1, 20, 22), (2, None, 20), (3, 15, None)):
        has_attended(cast.employee, month, present, working)
    figures = system_figures(cast.evaluation(year))
    assert figures["attendance.percentage"] == "90.91"
    assert (figures["attendance.working_days"], figures["attendance.days_present"]) == ("42", "35")


def test_everything_about_attendance_is_unknown_without_a_month(cast):
    figures = system_figures(cast.evaluation())
    sources = {one.source for one in FIGURES if one.source.startswith("attendance.")}
    assert figures == dict.fromkeys(sources) | {ATTENDANCE_STATE: figures[ATTENDANCE_STATE]}


# --- last predikat ----------------------------------------------------------------------------------


def month_before(cast, month: int, **fields) -> Evaluation:
    period = build.make_period(month=month)
    fields = {"state": State.FINAL, "predikat": "BAIK", "predikat_label": "Baik"} | fields
    return build.make_evaluation(cast.employee, period, rater=cast.rater, **fields)


@pytest.fixture
def present(cast) -> Evaluation:
    return cast.evaluation(build.make_period(month=7))


def test_the_last_predikat_is_that_of_the_latest_earlier_period_in_words(cast, present):
    month_before(cast, 4, predikat="KURANG", predikat_label="Kurang/misconduct")
    month_before(cast, 5)
    month_before(cast, 8, predikat="SANGAT_BAIK", predikat_label="Sangat Baik")
    assert last_predikat(present) == "Baik"


@pytest.mark.parametrize("state", State)
def test_a_result_counts_only_when_the_person_knows_it(cast, present, state):
    month_before(cast, 6, state=state)
    assert last_predikat(present) == ("Baik" if state in RESULT_KNOWN_TO_EMPLOYEE else None)


def test_an_undelivered_result_lets_the_one_before_it_stand(cast, present):
    month_before(cast, 5)
    month_before(cast, 6, state=State.RATED, predikat="KURANG", predikat_label="Kurang/misconduct")
    assert last_predikat(present) == "Baik"


def test_another_person_another_kind_of_period_and_a_form_without_predikat_do_not_count(cast, present):
    period = build.make_period(month=6)
    result = {"state": State.FINAL, "predikat": "BAIK", "predikat_label": "Baik", "rater": cast.rater}
    build.make_evaluation(cast.stranger, period, **result)
    build.make_evaluation(cast.employee, period, **result | {"predikat": "", "predikat_label": ""})
    quarter = build.make_period(2025, None, kind=PeriodKind.ANNUAL)
    build.make_evaluation(cast.employee, quarter, **result)
    assert last_predikat(present) is None


# --- kind of post -----------------------------------------------------------------------------------


def test_the_kind_of_post_is_that_of_the_post_at_the_end_of_the_period(cast, present):
    cast.employee.assignments.update(post_kind="AHLI_PERTAMA", ends_on=date(2026, 7, 14))
    build.make_assignment(cast.employee, cast.agency, post_kind="AHLI_MUDA", starts_on=date(2026, 7, 15))
    build.make_assignment(
        cast.employee, cast.agency, post_kind="ADMINISTRATOR", kind="PLT", starts_on=date(2026, 7, 20)
    )
    build.make_assignment(cast.employee, cast.agency, post_kind="AHLI_MADYA", starts_on=date(2026, 9, 1))
    assert post_kind(present) == "AHLI_MUDA"


def test_without_a_post_or_its_kind_there_is_none(cast, present):
    assert post_kind(present) is None
    build.remove_plans(cast.employee)
    cast.employee.assignments.all().delete()
    assert post_kind(present) is None


def test_the_required_level_follows_the_kind_of_post_and_is_frozen_with_the_rating(cast):
    cast.employee.assignments.update(post_kind="ADMINISTRATOR")
    evaluation = cast.evaluation(version=build.make_form_version(with_levels()))
    submitted = perform(evaluation, Action.SUBMIT, actor=cast.employee.user, answers={})
    fields = [field.key for section in with_levels().sections for field in section.fields]
    rated = perform(
        submitted, Action.RATE, actor=cast.rater.user, answers=dict.fromkeys(fields, "3") | RATINGS
    )
    assert rated.figures[POST_KIND] == "ADMINISTRATOR"
    told = str(rated.trace)
    cast.employee.assignments.update(post_kind="PELAKSANA")
    assert system_figures(rated)[POST_KIND] == "PELAKSANA"
    assert sheet(rated).figures[POST_KIND] == "ADMINISTRATOR"
    assert str(perform(rated, Action.RATE, actor=cast.rater.user, answers=rated.answers).trace) == told
    assert integrity.findings() == []


# --- what is frozen, what it costs ------------------------------------------------------------------


def test_figures_are_frozen_with_the_rating(cast):
    month_before(cast, 6)
    version = build.make_form_version(
        with_figures("last.predikat", "attendance.percentage", "feedback.count")
    )
    evaluation = cast.evaluation(build.make_period(month=7), version=version)
    has_attended(cast.employee, 7, 10, 20)
    submitted = perform(evaluation, Action.SUBMIT, actor=cast.employee.user, answers=COMPLETE)
    AttendanceMonth.objects.update(days_present=19)
    rated = perform(submitted, Action.RATE, actor=cast.rater.user, answers=COMPLETE | RATINGS)
    AttendanceMonth.objects.all().delete()
    today = dateformat.format(timezone.localdate(), "j F Y")
    assert rated.figures == {
        ATTENDANCE_STATE: f"Data per {today} (uji).",
        "attendance.working_days": "20", "attendance.days_present": "19", "attendance.percentage": "95.00",
        "attendance.late_minutes": None, "attendance.early_minutes": None, "attendance.unexcused_days": None,
        "attendance.missing_taps": None, "feedback.count": "0", "last.predikat": "Baik",
    }  # fmt: skip
    assert sheet(rated).figures == rated.figures
    assert rated.pk not in about_results.results_that_differ_from_their_inputs()


def test_notes_are_counted_where_the_form_asks(cast):
    evaluation = cast.evaluation(version=build.make_form_version(with_figures("feedback.count")))
    Feedback.objects.create(
        employee=cast.employee, author=cast.rater, about_on=date(2026, 7, 3), text="Rapi dan tepat waktu"
    )
    assert system_figures(evaluation)["feedback.count"] == "1"


@pytest.mark.parametrize(
    ("sources", "statements"),
    [
        ((), 1),
        (("attendance.percentage", "attendance.late_minutes"), 1),
        (("feedback.count",), 2),
        (("last.predikat",), 2),
        (("last.predikat", "feedback.count"), 3),
    ],
)
def test_only_what_the_form_asks_for_is_read(cast, django_assert_num_queries, sources, statements):
    evaluation = cast.evaluation(version=build.make_form_version(with_figures(*sources)))
    with django_assert_num_queries(statements):
        system_figures(evaluation)


def test_the_kind_of_post_costs_one_statement_and_only_where_levels_depend_on_it(
    cast, django_assert_num_queries
):
    evaluation = cast.evaluation(version=build.make_form_version(with_levels()))
    with django_assert_num_queries(2):
        assert POST_KIND in system_figures(evaluation)
    plain = build.make_form_version(schemas.competence_sheet())
    evaluation = cast.evaluation(build.make_period(month=8), version=plain)
    with django_assert_num_queries(1):
        assert POST_KIND not in system_figures(evaluation)


# --- demands ----------------------------------------------------------------------------------------


def with_demands():
    """Somebody late for an hour explains it; a rater who rates conduct at an end of the scale gives a reason."""
    form = with_figures("attendance.late_minutes")
    late = Demand(DemandKind.SCORE_AT_LEAST, "angka_0", Decimal(60))
    extreme = Demand(DemandKind.EXTREME, "rating_perilaku")
    asked = Section(
        "alasan",
        "Alasan",
        SectionKind.PLAIN,
        fields=(
            Field("sebab_terlambat", "Sebab terlambat", FieldKind.LONG_TEXT, demand=late),
            Field("dasar", "Dasar rating", FieldKind.LONG_TEXT, filled_by=FilledBy.RATER, demand=extreme),
        ),
    )
    return replace(form, key="tuntutan", sections=(*form.sections, asked))


def test_a_demand_on_a_figure_must_be_met_before_sending(cast):
    evaluation = cast.evaluation(version=build.make_form_version(with_demands()))
    has_attended(cast.employee, 7, 20, 20)
    AttendanceMonth.objects.update(late_minutes=60)
    with pytest.raises(Refused) as refused:
        perform(evaluation, Action.SUBMIT, actor=cast.employee.user, answers=COMPLETE)
    assert refused.value.code == "incomplete"
    assert [one.field for one in refused.value.details] == ["sebab_terlambat"]
    AttendanceMonth.objects.update(late_minutes=59)
    assert perform(evaluation, Action.SUBMIT, actor=cast.employee.user, answers=COMPLETE).submitted_at


def test_a_demand_on_the_rater_must_be_met_before_rating(cast):
    evaluation = cast.evaluation(version=build.make_form_version(with_demands()))
    submitted = perform(evaluation, Action.SUBMIT, actor=cast.employee.user, answers=COMPLETE)
    extreme = COMPLETE | RATINGS | {"rating_perilaku": "BELOW"}
    with pytest.raises(Refused) as refused:
        perform(submitted, Action.RATE, actor=cast.rater.user, answers=extreme)
    assert [one.field for one in refused.value.details] == ["dasar"]
    given = extreme | {"dasar": "Tiga keluhan tertulis dari warga."}
    assert perform(submitted, Action.RATE, actor=cast.rater.user, answers=given).state == State.RATED


# --- how far they can be relied on ------------------------------------------------------------------


def told_of_attendance(evaluation) -> str | None:
    return system_figures(evaluation)[ATTENDANCE_STATE]


def test_a_month_that_was_not_imported_says_so(cast):
    assert "belum masuk" in told_of_attendance(cast.evaluation())


def test_a_month_says_of_which_day_its_figures_are_and_where_from(cast):
    has_attended(cast.employee, 7, 20, 22)
    AttendanceMonth.objects.update(updated_at=datetime(2026, 8, 2, 20, tzinfo=UTC))  # in Bantul the third
    assert told_of_attendance(cast.evaluation()) == "Data per 3 Agustus 2026 (uji)."


def test_a_month_that_still_runs_says_so(cast):
    has_attended(cast.employee, 7, 20, 22)
    evaluation = cast.evaluation()
    last = evaluation.period.ends_on
    for hour, ending in ((16, "bulannya belum selesai."), (18, "(uji).")):  # on the last day, and after it
        AttendanceMonth.objects.update(updated_at=datetime(last.year, last.month, last.day, hour, tzinfo=UTC))
        assert told_of_attendance(evaluation).endswith(ending)


def test_a_year_says_how_many_of_its_months_are_there(cast):
    has_attended(cast.employee, 1, 20, 22)
    has_attended(cast.employee, 2, 20, 20)
    assert "baru 2 dari 12 bulan" in told_of_attendance(cast.evaluation(build.make_period(month=None)))


def test_a_part_has_the_figures_of_exactly_its_days(cast, at, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(2026, 8, 3, 9))
    for day, minute in ((1, 45), (14, 40), (15, 50)):
        for moment in (at(2026, 7, day, 7, minute), at(2026, 7, day, 16, 0)):
            AttendanceTap.objects.create(employee=cast.employee, at=moment, source=TapSource.FILE)
    has_attended(cast.employee, 7, 20, 22)
    first = cast.evaluation(starts_on=date(2026, 7, 1), ends_on=date(2026, 7, 14))
    figures = system_figures(first)
    assert [figures[f"attendance.{name}"] for name in ("working_days", "days_present", "late_minutes")] == [
        "10",
        "2",
        "25",
    ]
    assert figures["attendance.unexcused_days"] is None  # eight days are open
    assert told_of_attendance(first) == (
        "Data per 14 Juli 2026 (hitungan harian), hanya hari bagian ini (1 Juli sampai 14 Juli)."
    )
    second = Evaluation(
        employee=cast.employee, period=first.period, starts_on=date(2026, 7, 15), ends_on=date(2026, 7, 31)
    )
    assert attendance_figures(second)["attendance.late_minutes"] == "20"


def test_a_part_that_still_runs_says_so(cast, at, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(2026, 7, 10, 9))
    AttendanceTap.objects.create(employee=cast.employee, at=at(2026, 7, 2, 7), source=TapSource.FILE)
    part = cast.evaluation(starts_on=date(2026, 7, 1), ends_on=date(2026, 7, 14))
    assert told_of_attendance(part).startswith("Data per 9 Juli 2026 (hitungan harian)")
    assert told_of_attendance(part).endswith("harinya belum selesai.")


def test_of_a_part_nothing_is_known_where_only_the_month_is(cast):
    has_attended(cast.employee, 7, 20, 22)
    part = cast.evaluation(starts_on=date(2026, 7, 1), ends_on=date(2026, 7, 14))
    assert system_figures(part)["attendance.working_days"] is None
    assert "rekap bulanan tidak merinci hari" in told_of_attendance(part)


def test_whole_months_within_a_part_are_taken_as_they_are_stored(cast, at, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(2026, 9, 3, 9))
    has_attended(cast.employee, 8, 19, 20)
    AttendanceTap.objects.create(employee=cast.employee, at=at(2026, 7, 30, 7), source=TapSource.FILE)
    found = attended(cast.employee, date(2026, 7, 30), date(2026, 8, 31))
    assert (found.figures["working_days"], found.figures["days_present"]) == (22, 20)
    assert (found.known, found.months, found.sources) == (2, 2, ("uji", "hitungan harian"))


def test_the_sentence_stands_below_each_figure_of_attendance_and_no_other(cast):
    evaluation = cast.evaluation(
        version=build.make_form_version(with_figures("attendance.percentage", "feedback.count"))
    )
    items = [
        item
        for section in readable_sections(cast.employee.user, evaluation, sheet(evaluation))
        for row in section.rows
        for item in row.items
        if item.name.startswith("angka_")
    ]
    assert ["belum masuk" in item.origin for item in items] == [True, False]
