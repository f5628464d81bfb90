"""A transfer in mid-period splits the evaluation: each part has its days, its unit and its rater."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.periods import open_period, segments
from evaluations.domain.periods.rater_reports import move_rater
from evaluations.domain.periods.segments import follow, planned_segments, sync, sync_due
from evaluations.domain.refusals import Refused
from evaluations.enums import Action, AssignmentKind, PeriodState, SegmentRule, State
from evaluations.models import Assignment, Evaluation, EvaluationEvent, Evidence, OpeningGap, PeriodForm
from tests import build


def day(number: int) -> date:
    return date(2026, 7, number)


END = day(31)


@pytest.fixture
def july(cast):
    period = build.make_period(ends_on=END)
    form_version = build.make_form_version()
    PeriodForm.objects.create(period=period, form=form_version.form, form_version=form_version)
    return period


@pytest.fixture
def rina(cast):
    """Head of the social office: the rater of whoever moves there."""
    rina = build.make_employee("Rina Hartati")
    build.make_head(rina, cast.other_agency, "Kepala Dinas Sosial")
    return rina


def transfer(employee, unit, on: date, **fields) -> Assignment:
    """The post held so far ends the day before."""
    held = employee.assignments.filter(ends_on=None, kind=AssignmentKind.DEFINITIVE)
    held.update(ends_on=on - timedelta(days=1))
    return build.make_assignment(employee, unit, starts_on=on, **fields)


def spans(employee, period, **options) -> list[tuple[int, int, str]]:
    """Days of the month and unit of each planned part."""
    plan = planned_segments([employee.pk], period, **options).get(employee.pk, [])
    return [(part.starts_on.day, part.ends_on.day, part.post.unit.name) for part in plan]


def parts(employee) -> list[Evaluation]:
    return list(Evaluation.objects.filter(employee=employee).select_related("period").order_by("segment"))


def facts(employee) -> list[tuple[int, int, int, str, bool]]:
    """Number, first and last day, rater, and whether it counts."""
    return [
        (part.segment, part.first_day.day, part.last_day.day, part.rater_name, part.counts)
        for part in parts(employee)
    ]


HEALTH, SOCIAL = "Bidang Pencegahan Penyakit", "Dinas Sosial"


# --- Which parts there are ----------------------------------------------------------------------------


def test_without_a_transfer_there_is_one_part(cast, july):
    assert spans(cast.employee, july) == [(1, 31, HEALTH)]


def test_a_transfer_splits_on_its_day(cast, july):
    transfer(cast.employee, cast.other_agency, day(15))
    assert spans(cast.employee, july) == [(1, 14, HEALTH), (15, 31, SOCIAL)]


def test_a_transfer_on_the_first_day_does_not_split(cast, july):
    transfer(cast.employee, cast.other_agency, day(1))
    assert spans(cast.employee, july) == [(1, 31, SOCIAL)]


def test_a_transfer_on_the_last_day_does_not_split_and_names_are_read_before_it(cast, july):
    transfer(cast.employee, cast.other_agency, END)
    assert spans(cast.employee, july) == [(1, 31, HEALTH)]
    [part] = planned_segments([cast.employee.pk], july)[cast.employee.pk]
    assert part.as_of == day(30)


@pytest.mark.parametrize(("on", "expected"), [
    (7, [(1, 31, SOCIAL)]), (8, [(1, 7, HEALTH), (8, 31, SOCIAL)]),
    (25, [(1, 24, HEALTH), (25, 31, SOCIAL)]), (26, [(1, 31, HEALTH)]),
])  # fmt: skip
def test_less_than_a_week_joins_its_neighbour(cast, july, on, expected):
    transfer(cast.employee, cast.other_agency, day(on))
    assert spans(cast.employee, july) == expected


def test_three_transfers_make_four_parts(cast, july):
    for on, unit in ((9, cast.other_agency), (16, cast.agency), (24, cast.division)):
        transfer(cast.employee, unit, day(on))
    assert spans(cast.employee, july) == [
        (1, 8, HEALTH), (9, 15, SOCIAL), (16, 23, "Dinas Kesehatan"), (24, 31, HEALTH),
    ]  # fmt: skip


def test_back_and_forth_makes_three_parts(cast, july):
    transfer(cast.employee, cast.other_agency, day(10))
    transfer(cast.employee, cast.division, day(20))
    assert spans(cast.employee, july) == [(1, 9, HEALTH), (10, 19, SOCIAL), (20, 31, HEALTH)]


def test_a_few_days_elsewhere_and_back_split_nothing(cast, july):
    transfer(cast.employee, cast.other_agency, day(10))
    transfer(cast.employee, cast.division, day(13))
    assert spans(cast.employee, july) == [(1, 31, HEALTH)]


def test_days_without_a_post_belong_to_no_part(cast, july):
    cast.employee.assignments.update(starts_on=day(3), ends_on=day(12))
    build.make_assignment(cast.employee, cast.other_agency, starts_on=day(20), ends_on=day(29))
    assert spans(cast.employee, july) == [(3, 12, HEALTH), (20, 29, SOCIAL)]


def test_leave_and_return_to_the_same_place_does_not_split(cast, july):
    cast.employee.assignments.update(ends_on=day(9))
    build.make_assignment(cast.employee, cast.division, starts_on=day(20))
    assert spans(cast.employee, july) == [(1, 31, HEALTH)]


def test_a_promotion_within_the_unit_does_not_split_but_shows_the_new_post(cast, july):
    transfer(cast.employee, cast.division, day(15), position="Perawat Ahli Muda")
    [part] = planned_segments([cast.employee.pk], july)[cast.employee.pk]
    assert (part.starts_on, part.ends_on, part.post.position) == (day(1), END, "Perawat Ahli Muda")


def test_becoming_head_of_the_own_unit_splits_since_another_person_rates(cast, july):
    transfer(cast.employee, cast.division, day(15), is_head=True)
    assert spans(cast.employee, july) == [(1, 14, HEALTH), (15, 31, HEALTH)]


def test_plt_beside_the_own_post_does_not_split(cast, july):
    build.make_assignment(cast.employee, cast.other_agency, kind=AssignmentKind.PLT, starts_on=day(10))
    assert spans(cast.employee, july) == [(1, 31, HEALTH)]


def test_somebody_with_only_a_secondary_post_has_one_part(cast, july):
    cast.employee.assignments.update(kind=AssignmentKind.SECONDARY)
    assert spans(cast.employee, july) == [(1, 31, HEALTH)]


def test_somebody_without_a_post_has_no_part(cast, july):
    cast.employee.assignments.update(ends_on=date(2026, 6, 30))
    assert planned_segments([cast.employee.pk], july) == {}


def test_of_overlapping_posts_the_later_wins(cast, july):
    build.make_assignment(cast.employee, cast.other_agency, starts_on=day(15))
    assert spans(cast.employee, july) == [(1, 14, HEALTH), (15, 31, SOCIAL)]


def test_a_transfer_that_lies_ahead_is_not_given_away(cast, july):
    transfer(cast.employee, cast.other_agency, day(15))
    assert spans(cast.employee, july, today=day(14)) == [(1, 31, HEALTH)]
    [part] = planned_segments([cast.employee.pk], july, today=day(14))[cast.employee.pk]
    assert part.as_of == day(14)
    assert spans(cast.employee, july, today=day(15)) == [(1, 14, HEALTH), (15, 31, SOCIAL)]


def test_who_comes_later_this_month_is_known_from_the_start(cast, july):
    cast.employee.assignments.update(starts_on=day(10))
    assert spans(cast.employee, july, today=day(1)) == [(10, 31, HEALTH)]


def test_planning_needs_one_query_however_many_people(cast, july, django_assert_num_queries):
    transfer(cast.employee, cast.other_agency, day(15))
    with django_assert_num_queries(1):
        assert len(planned_segments(None, july)) == 5


# --- Opening ------------------------------------------------------------------------------------------


def test_opening_creates_one_evaluation_per_part(cast, july, rina):
    transfer(cast.employee, cast.other_agency, day(15))
    open_period(july, actor=cast.bkpsdm)
    assert facts(cast.employee) == [
        (1, 1, 14, "Budi Santoso", False), (2, 15, 31, "Rina Hartati", True),
    ]  # fmt: skip
    first, second = parts(cast.employee)
    assert (first.starts_on, first.ends_on) == (None, day(14))
    assert (second.starts_on, second.ends_on) == (day(15), None)
    assert (first.unit_name, second.unit_name) == (HEALTH, SOCIAL)
    assert (first.position, second.position) == ("Perawat Ahli Pertama", "Perawat Ahli Pertama")
    assert sync(july, END).changed == 0
    assert open_period(july, actor=cast.bkpsdm).created == 0


# --- A transfer while the period is open --------------------------------------------------------------


@pytest.fixture
def opened(cast, july, rina):
    open_period(july, actor=cast.bkpsdm)
    build.make_plan(cast.employee, rater=cast.rater)
    return july


def test_the_transfer_splits_what_is_open_on_the_day_itself_in_bantul(cast, opened):
    transfer(cast.employee, cast.other_agency, day(15))
    assert sync_due(build.moment(2026, 7, 14, 23, 59, 59)) == 0
    assert len(parts(cast.employee)) == 1
    assert sync_due(build.moment(2026, 7, 15, 0, 0, 0)) == 1
    assert facts(cast.employee) == [
        (1, 1, 14, "Budi Santoso", False), (2, 15, 31, "Rina Hartati", True),
    ]  # fmt: skip


def test_the_old_rater_never_sees_the_new_part_and_the_new_one_not_the_old(cast, opened, rina):
    transfer(cast.employee, cast.other_agency, day(15))
    sync(opened, day(15))
    first, second = parts(cast.employee)
    mine = Evaluation.objects.filter(employee=cast.employee)
    assert list(mine.visible_to(cast.rater.user)) == [first]
    assert list(mine.visible_to(rina.user)) == [second]
    assert set(mine.visible_to(cast.employee.user)) == {first, second}
    assert set(mine.visible_to(cast.bkpsdm)) == {first, second}


def test_what_was_filled_in_stays_with_the_first_part_and_the_old_rater(cast, opened):
    evaluation = parts(cast.employee)[0]
    perform(evaluation, Action.SAVE, actor=cast.employee.user, answers={"catatan": "sudah"})
    transfer(cast.employee, cast.other_agency, day(15))
    sync(opened, day(15))
    first, second = parts(cast.employee)
    assert (first.pk, first.state, first.answers) == (evaluation.pk, State.DRAFT, {"catatan": "sudah"})
    assert (second.state, second.answers) == (State.OPEN, {})
    event = first.events.get()
    assert event.action == segments.SEGMENT_CHANGED
    assert event.note == (
        "Dibagi karena pindah ke Dinas Sosial mulai 15 Juli 2026. Bagian ini menilai 1–14 Juli 2026."
    )


def test_doing_it_again_changes_nothing(cast, opened):
    transfer(cast.employee, cast.other_agency, day(15))
    assert sync(opened, day(15)).split == 1
    before = list(Evaluation.objects.order_by("pk").values())
    assert sync(opened, day(20)).changed == 0
    assert list(Evaluation.objects.order_by("pk").values()) == before
    assert EvaluationEvent.objects.count() == 1


def test_three_transfers_one_after_the_other(cast, opened):
    for on, unit in ((9, cast.other_agency), (16, cast.agency), (24, cast.division)):
        transfer(cast.employee, unit, day(on))
        sync(opened, day(on))
    assert facts(cast.employee) == [
        (1, 1, 8, "Budi Santoso", False), (2, 9, 15, "Rina Hartati", False),
        (3, 16, 23, "Ratna Dewi", False), (4, 24, 31, "Budi Santoso", True),
    ]  # fmt: skip


def test_a_transfer_entered_late_puts_a_part_before_what_there_is(cast, opened, rina):
    joko = cast.stranger
    before = build.make_assignment(joko, cast.division, starts_on=date(2020, 1, 1), ends_on=day(12))
    joko.assignments.exclude(pk=before.pk).update(starts_on=day(13))
    sync(opened, END)
    assert facts(joko) == [(1, 1, 12, "Budi Santoso", False), (2, 13, 31, "Rina Hartati", True)]


def test_an_undone_transfer_takes_the_untouched_part_away(cast, opened):
    moved = transfer(cast.employee, cast.other_agency, day(15))
    sync(opened, day(16))
    moved.delete()
    cast.employee.assignments.update(ends_on=None)
    assert sync(opened, day(17)).split == 1
    assert facts(cast.employee) == [(1, 1, 31, "Budi Santoso", True)]
    assert parts(cast.employee)[0].ends_on is None
    assert "Tidak dibagi lagi" in parts(cast.employee)[0].events.last().note


@pytest.mark.parametrize("touch", ["answers", "evidence"])
def test_an_undone_transfer_keeps_what_was_worked_on_and_says_so(cast, opened, touch):
    moved = transfer(cast.employee, cast.other_agency, day(15))
    sync(opened, day(16))
    second = parts(cast.employee)[1]
    if touch == "answers":
        perform(second, Action.SAVE, actor=cast.employee.user, answers={"catatan": "sudah"})
    else:
        Evidence.objects.create(
            evaluation=second, file="evidence/x.pdf", name="x.pdf", content_type="application/pdf", size=1,
            sha256="0" * 64, uploaded_by=cast.employee.user,
        )  # fmt: skip
    moved.delete()
    cast.employee.assignments.update(ends_on=None)
    done = sync(opened, day(17))
    assert (done.changed, len(done.problems)) == (0, 1)
    assert len(parts(cast.employee)) == 2
    gap = OpeningGap.objects.get(reason_code=segments.NOT_SPLIT)
    assert gap.employee == cast.employee
    assert gap.reason == (
        "Bagian 2 (15–31 Juli 2026, Dinas Sosial) sudah dikerjakan, jadi tetap ada walau kepindahannya dibatalkan."
    )


def test_a_report_goes_away_with_its_cause(cast, opened):
    Evaluation.objects.filter(employee=cast.employee).update(state=State.RATED, **_rated())
    moved = transfer(cast.employee, cast.other_agency, day(15))
    sync(opened, day(16))
    assert OpeningGap.objects.filter(reason_code=segments.NOT_SPLIT).count() == 1
    moved.delete()
    cast.employee.assignments.update(ends_on=None)
    sync(opened, day(17))
    assert not OpeningGap.objects.filter(reason_code=segments.NOT_SPLIT).exists()


def _rated() -> dict:
    moment = build.moment(2026, 7, 10, 9)
    return {"submitted_at": moment, "rated_at": moment, "receipt_number": "T1"}


def test_a_corrected_day_moves_the_border(cast, opened):
    moved = transfer(cast.employee, cast.other_agency, day(15))
    sync(opened, day(16))
    Assignment.objects.filter(employee=cast.employee, ends_on=day(14)).update(ends_on=day(19))
    Assignment.objects.filter(pk=moved.pk).update(starts_on=day(20))
    sync(opened, day(20))
    assert [fact[:3] for fact in facts(cast.employee)] == [(1, 1, 19), (2, 20, 31)]
    assert [part.counts for part in parts(cast.employee)] == [True, False]


def test_a_corrected_unit_takes_the_part_along_with_its_answers(cast, opened):
    moved = transfer(cast.employee, cast.other_agency, day(15))
    sync(opened, day(16))
    second = parts(cast.employee)[1]
    perform(second, Action.SAVE, actor=cast.employee.user, answers={"catatan": "sudah"})
    Assignment.objects.filter(pk=moved.pk).update(unit=cast.agency)
    sync(opened, day(16))
    again = parts(cast.employee)[1]
    assert (again.pk, again.unit, again.rater, again.answers) == (
        second.pk, cast.agency, cast.reviewer, {"catatan": "sudah"},
    )  # fmt: skip


@pytest.mark.parametrize("state", [State.RATED, State.DELIVERED, State.FINAL])
def test_what_is_rated_for_the_whole_period_stays_and_is_reported(cast, opened, state):
    moments = _rated()
    if state != State.RATED:
        moments["delivered_at"] = moments["rated_at"]
    if state == State.FINAL:
        moments["final_at"] = moments["rated_at"]
    Evaluation.objects.filter(employee=cast.employee).update(state=state, **moments)
    before = Evaluation.objects.filter(employee=cast.employee).values().get()
    transfer(cast.employee, cast.other_agency, day(15))
    done = sync(opened, day(16))
    assert Evaluation.objects.filter(employee=cast.employee).values().get() == before
    [problem] = done.problems
    assert problem.reason.startswith("1–31 Juli 2026 sudah dinilai Budi Santoso")


def test_a_rated_part_does_not_stop_the_next_transfer(cast, opened):
    transfer(cast.employee, cast.other_agency, day(10))
    sync(opened, day(10))
    Evaluation.objects.filter(employee=cast.employee, segment=1).update(state=State.RATED, **_rated())
    transfer(cast.employee, cast.agency, day(20))
    done = sync(opened, day(20))
    assert (done.split, done.problems) == (1, [])
    assert [fact[:3] for fact in facts(cast.employee)] == [(1, 1, 9), (2, 10, 19), (3, 20, 31)]


@pytest.mark.parametrize("state", [PeriodState.DRAFT, PeriodState.CLOSED])
def test_a_period_that_is_not_open_is_left_alone(cast, opened, state):
    transfer(cast.employee, cast.other_agency, day(15))
    opened.state = state
    opened.opened_at = None if state == PeriodState.DRAFT else opened.opened_at
    opened.save()
    assert sync(opened, day(16)).changed == 0
    assert len(parts(cast.employee)) == 1


def test_one_person_is_synced_after_a_change_of_their_post(cast, opened):
    transfer(cast.employee, cast.other_agency, day(15))
    transfer(cast.unit_admin, cast.other_agency, day(15))
    done = follow([cast.employee], actor=cast.bkpsdm, now=build.moment(2026, 7, 20, 9))
    assert done.split == 1
    assert len(parts(cast.employee)) == 2
    assert len(parts(cast.unit_admin)) == 1
    assert parts(cast.employee)[0].events.get().actor == cast.bkpsdm


def test_both_parts_can_be_sent_and_rated_each_by_its_own_rater(cast, opened, rina):
    transfer(cast.employee, cast.other_agency, day(15))
    sync(opened, day(15))
    first, second = parts(cast.employee)
    for part, own, foreign in ((first, cast.rater, rina), (second, rina, cast.rater)):
        Evaluation.objects.filter(pk=part.pk).update(
            state=State.SUBMITTED, submitted_at=opened.opened_at, receipt_number=f"T{part.pk}"
        )
        with pytest.raises(Refused) as refused:
            perform(part, Action.RETURN, actor=foreign.user, note="Lengkapi")
        assert refused.value.code == "not_yours"
        perform(part, Action.RETURN, actor=own.user, note="Lengkapi")


# --- A new head above the same post -------------------------------------------------------------------


@pytest.fixture
def new_head(cast, opened):
    """Hadi takes over the division on 15 July."""
    cast.rater.assignments.update(ends_on=day(14))
    hadi = build.make_employee("Hadi Susanto")
    build.make_head(hadi, cast.division, "Kepala Bidang Pencegahan Penyakit", starts_on=day(15))
    return hadi


def test_a_new_head_takes_over_what_is_not_rated_without_a_split(cast, opened, new_head):
    assert sync(opened, day(14)).raters == 0
    done = sync(opened, day(15))
    assert (done.split, done.raters) == (0, 1)
    [evaluation] = parts(cast.employee)
    assert (evaluation.rater, evaluation.rater_name) == (new_head, "Hadi Susanto")
    note = evaluation.events.get().note
    assert note.startswith("Budi Santoso menjadi Hadi Susanto (Kepala Bidang")
    assert sync(opened, day(16)).changed == 0


def test_a_new_head_does_not_inherit_the_rating_that_was_begun(cast, opened, new_head):
    Evaluation.objects.filter(employee=cast.employee).update(
        state=State.SUBMITTED, submitted_at=opened.opened_at, receipt_number="T1", notes="Rahasia Budi",
        answers={"rating_perilaku": "MEETS"},
    )  # fmt: skip
    sync(opened, day(15))
    [evaluation] = parts(cast.employee)
    assert (evaluation.rater, evaluation.state) == (new_head, State.SUBMITTED)
    assert (evaluation.answers, evaluation.notes) == ({}, "")


def test_what_is_rated_stays_with_the_head_who_rated(cast, opened, new_head):
    Evaluation.objects.filter(employee=cast.employee).update(state=State.RATED, **_rated())
    sync(opened, day(15))
    assert parts(cast.employee)[0].rater == cast.rater


def test_a_part_that_has_ended_keeps_the_head_of_its_last_day(cast, opened, new_head):
    transfer(cast.employee, cast.other_agency, day(12))
    sync(opened, day(20))
    assert [part.rater_name for part in parts(cast.employee)] == ["Budi Santoso", "Rina Hartati"]


def test_a_rater_chosen_by_an_officer_stands_above_the_tree(cast, opened, new_head):
    [evaluation] = parts(cast.employee)
    move_rater(evaluation, cast.reviewer, actor=cast.bkpsdm, note="Sesuai SK tim")
    sync(opened, day(16))
    assert parts(cast.employee)[0].rater == cast.reviewer


def test_nobody_is_left_without_a_rater_because_the_post_above_is_vacant(cast, opened):
    Assignment.objects.filter(is_head=True).update(ends_on=day(9))
    assert sync(opened, day(10)).raters == 0
    assert parts(cast.employee)[0].rater == cast.rater


# --- Which part counts --------------------------------------------------------------------------------


@pytest.mark.parametrize(("rule", "on", "counting"), [
    (SegmentRule.LONGEST, 15, [False, True]), (SegmentRule.LONGEST, 20, [True, False]),
    (SegmentRule.LAST, 20, [False, True]), (SegmentRule.BOTH, 20, [True, True]),
])  # fmt: skip
def test_the_rule_of_the_period_decides_which_part_counts(cast, opened, rule, on, counting):
    opened.segment_rule = rule
    opened.save()
    transfer(cast.employee, cast.other_agency, day(on))
    sync(opened, day(on))
    assert [part.counts for part in parts(cast.employee)] == counting


def test_of_equally_long_parts_the_later_counts(cast, opened):
    opened.ends_on = day(30)
    opened.save()
    transfer(cast.employee, cast.other_agency, day(16))
    sync(opened, day(16))
    assert [part.counts for part in parts(cast.employee)] == [False, True]


def test_another_rule_is_applied_to_the_parts_that_are_there(cast, opened):
    transfer(cast.employee, cast.other_agency, day(15))
    sync(opened, day(15))
    opened.segment_rule = SegmentRule.BOTH
    opened.save()
    sync(opened, day(16))
    assert [part.counts for part in parts(cast.employee)] == [True, True]


def test_a_final_part_that_counts_goes_on_to_count(cast, opened):
    transfer(cast.employee, cast.other_agency, day(20))
    sync(opened, day(20))
    Evaluation.objects.filter(employee=cast.employee, segment=1).update(
        state=State.FINAL, delivered_at=opened.opened_at, final_at=opened.opened_at, **_rated()
    )
    opened.segment_rule = SegmentRule.LAST
    opened.save()
    sync(opened, day(21))
    assert [part.counts for part in parts(cast.employee)] == [True, False]


# --- Races and size -----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_splitting_while_the_employee_saves_loses_nothing():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer after the other; real locks are PostgreSQL's.")
    cast = build.make_cast()
    period = build.make_period(ends_on=END)
    version = build.make_form_version()
    PeriodForm.objects.create(period=period, form=version.form, form_version=version)
    open_period(period, actor=cast.bkpsdm)
    transfer(cast.employee, cast.other_agency, day(15))
    [evaluation] = parts(cast.employee)
    gate = threading.Barrier(3)

    def run(work) -> None:
        gate.wait()
        try:
            for _ in range(10):
                work()
        finally:
            connection.close()

    def save() -> None:
        perform(evaluation, Action.SAVE, actor=cast.employee.user, answers={"catatan": "tetap"})

    def split() -> None:
        sync(period, day(15))

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(run, work) for work in (save, split, split)]:
            done.result(timeout=60)
    first, second = parts(cast.employee)
    assert (first.answers, first.state, first.ends_on) == ({"catatan": "tetap"}, State.DRAFT, day(14))
    assert (second.starts_on, second.state) == (day(15), State.OPEN)
    assert first.events.count() == 1


def test_nothing_to_do_costs_the_same_for_many(cast, opened):
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert sync(opened, day(20)).changed == 0
        return len(captured)

    few = statements()
    for number in range(20):
        build.make_assignment(build.make_employee(f"Pegawai {number}"), cast.division)
    open_period(opened, actor=cast.bkpsdm)
    assert statements() == few
