"""How a step is handed over that waits for somebody who is gone: what is counted, kept, asked and refused."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.domain.periods.stand_ins import BY_ITSELF, KINDS, hand_over, hand_over_due, named, queue
from evaluations.domain.refusals import Refused
from evaluations.enums import State
from evaluations.models import EvaluationEvent, PerformancePlan, PlanEvent
from tests import build
from tests.domain.periods.test_stand_ins import WAITING, loses_the_account, moves, plan_waiting, retires
from tests.unordered import no_order_by_chance


def due() -> int:
    return hand_over_due(timezone.now())


# --- by itself ---


def test_where_nothing_waits_each_kind_asks_once(db, django_assert_num_queries):
    """The tick asks this every few minutes, all year."""
    with django_assert_num_queries(len(KINDS)):
        assert due() == 0


def test_a_plan_that_waits_for_the_right_rater_is_not_written_and_takes_no_lock(
    cast, django_assert_num_queries
):
    row = plan_waiting(cast)
    with django_assert_num_queries(14):
        assert due() == 0
    assert PerformancePlan.objects.get().version == row.version


def test_it_says_how_many_steps_were_handed_over(cast):
    plan_waiting(cast)
    build.make_plan(cast.stranger, rater=cast.rater, state="SUBMITTED")
    for month, state in enumerate((State.SUBMITTED, State.SUBMITTED, State.RATED), start=1):
        cast.evaluation(build.make_period(month=month), state=state)
    chief = build.make_employee("Sekretaris Daerah")
    build.make_head(chief, cast.root, "Sekretaris Daerah")
    retires(cast.rater)
    assert due() == 5
    assert due() == 0


@pytest.mark.parametrize(("before", "stays"), [(timedelta(0), True), (timedelta(seconds=1), False)])
def test_whom_bkpsdm_named_counts_from_the_moment_at_which_the_plan_was_handed_in(cast, before, stays):
    """What was decided in an earlier round says nothing of this one."""
    row = plan_waiting(cast)
    hand_over(KINDS["skp"], row, cast.stranger, actor=cast.bkpsdm, note="Sementara")
    named_at = PlanEvent.objects.get().at
    PerformancePlan.objects.update(submitted_at=named_at + before)
    assert due() == (0 if stays else 1)
    row.refresh_from_db()
    assert row.rater == (cast.stranger if stays else cast.rater)


def test_a_plan_that_moves_by_itself_says_whether_somebody_is_gone_or_the_post_changed(cast):
    """Whoever looks at the history asks why it lies with another rater."""
    row = plan_waiting(cast)
    moves(cast.rater)
    assert due() == 1
    assert BY_ITSELF not in PlanEvent.objects.get().note
    row.refresh_from_db()
    retires(row.rater)
    build.make_head(build.make_employee("Ani Lestari"), cast.division, starts_on=timezone.localdate())
    assert due() == 1
    assert row.events.last().note == f"{row.rater} menjadi Ani Lestari. {BY_ITSELF}"


def test_a_plan_from_before_plans_belonged_to_posts_stays_where_it_is_and_stops_no_other(cast):
    """Nothing says for which post it is; BKPSDM finds it in the queue once its rater is gone."""
    colleague = build.make_employee("Ani Lestari")
    build.make_assignment(colleague, cast.division)
    old, row = plan_waiting(cast), build.make_plan(colleague, rater=cast.rater, state="SUBMITTED")
    PerformancePlan.objects.filter(pk=old.pk).update(assignment=None)
    retires(cast.rater)
    assert due() == 1
    assert [pk for _, pk, _ in queue(timezone.localdate())] == [old.pk]
    row.refresh_from_db()
    assert row.rater == cast.reviewer


# --- the queue ---


def test_what_waits_longest_stands_first_whatever_it_waits_for(cast):
    now = timezone.now()
    plan = plan_waiting(cast)
    late, early = (cast.evaluation(build.make_period(month=month), state=State.SUBMITTED) for month in (6, 7))
    for row, days in ((late, 1), (plan, 2), (early, 3)):
        type(row).objects.filter(pk=row.pk).update(submitted_at=now - timedelta(days=days))
    retires(cast.rater)
    with no_order_by_chance():
        found = list(queue(timezone.localdate()))
        one_kind = list(queue(timezone.localdate(), "nilai"))
    assert [(code, pk) for code, pk, _ in found] == [
        ("nilai", early.pk),
        ("skp", plan.pk),
        ("nilai", late.pk),
    ]
    assert [pk for _, pk, _ in one_kind] == [early.pk, late.pk]
    assert [stuck.row for stuck in named(found)] == [early, plan, late]


def test_an_address_with_an_unknown_kind_shows_all_of_them(cast):
    plan_waiting(cast)
    retires(cast.rater)
    assert len(queue(timezone.localdate(), "lain")) == 1


def test_what_is_gone_when_the_names_are_read_is_left_out(db):
    """Decided between the two statements of one page."""
    assert list(named([("skp", 4711, timezone.now())])) == []


# --- by BKPSDM ---


@pytest.mark.parametrize("code", WAITING)
def test_nothing_is_handed_over_to_somebody_without_an_account(cast, code):
    """It would wait for somebody who is gone once more."""
    kind, row = KINDS[code], WAITING[code](cast)
    other = build.make_employee("Ani Lestari")
    loses_the_account(other)
    with pytest.raises(Refused) as refused:
        hand_over(kind, row, other, actor=cast.bkpsdm, note="Jabatan kosong")
    assert refused.value.code == "not_at_work"


@pytest.mark.parametrize("is_known", [True, False])
def test_a_result_that_is_handed_over_tells_who_did_it_from_whom_to_whom(cast, is_known):
    row = cast.evaluation(state=State.EXPLAINED)
    before = cast.reviewer if is_known else None
    type(row).objects.filter(pk=row.pk).update(reviewer=before)
    hand_over(KINDS["putuskan"], row, cast.stranger, actor=cast.bkpsdm, note=" Jabatan kosong ")
    row.refresh_from_db()
    event = EvaluationEvent.objects.get()
    assert (row.reviewer, row.version, event.version) == (cast.stranger, 2, 2)
    assert (event.action, event.from_state, event.to_state) == ("hand_over", State.EXPLAINED, State.EXPLAINED)
    assert (event.actor, event.actor_name) == (cast.bkpsdm, str(cast.bkpsdm))
    assert event.data == {
        "step": "putuskan",
        "from": cast.reviewer.pk if is_known else None,
        "to": cast.stranger.pk,
    }
    name = str(cast.reviewer) if is_known else "belum ada orangnya"
    assert event.note == f"Memutuskan keberatan: {name} menjadi {cast.stranger}. Jabatan kosong"


def test_a_hand_over_that_breaks_at_its_end_has_changed_nothing(cast, monkeypatch):
    row = cast.evaluation(state=State.RATED)

    def breaks(*args, **kwargs):
        raise MemoryError

    monkeypatch.setattr(EvaluationEvent, "save", breaks)
    with pytest.raises(MemoryError):
        hand_over(KINDS["sampaikan"], row, cast.stranger, actor=cast.bkpsdm, note="Jabatan kosong")
    row.refresh_from_db()
    assert row.rater == cast.rater
