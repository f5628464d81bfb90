"""Keeping the evaluations of an open period in step with the posts: parts come, go, move and change their rater.

A transfer changes no state, so this is no transition of ``workflow``: it writes days, unit, rater and what counts under
the same locks, and appends an event that says why. What is rated never changes. A part that was made and not yet
touched is taken away again when its transfer is undone; it therefore has no event until somebody works on it.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from itertools import groupby

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from evaluations.domain.periods.rater_reports import RATER_MOVED
from evaluations.domain.periods.segments.changing import NOT_SPLIT, Change, Synced
from evaluations.domain.periods.segments.difference import Person
from evaluations.domain.periods.segments.making import raters_of
from evaluations.domain.periods.segments.planning import planned_segments
from evaluations.enums import PeriodState
from evaluations.models import (
    Employee,
    Evaluation,
    EvaluationEvent,
    EvaluationPeriod,
    OpeningGap,
    OrganizationalUnit,
    within,
)
from forms_config.actors import Actor


def sync_due(now: datetime) -> int:
    """For ``tick``: every open period; returns how many people changed."""
    today = timezone.localdate(now)
    periods = EvaluationPeriod.objects.filter(state=PeriodState.OPEN).order_by("pk")
    return sum(sync(period, today, now=now).changed for period in periods)


def follow(
    people: Collection[Employee] = (),
    units: Collection[OrganizationalUnit] = (),
    *,
    actor: Actor | None = None,
    now: datetime | None = None,
) -> Synced:
    """After a change of posts, leave, exceptions or units: bring the open periods in step now, not with the next tick.

    Of ``people`` their own evaluations, those that they rate or review, and all below units that they lead; of
    ``units`` all in them and below. Call it after the transaction of the change, not within: it locks periods, which
    come before people.
    """
    now = now or timezone.now()
    concerned: dict[int, set[int]] = {}
    for period_id, employee_id in _concerned(people, units).values_list("period", "employee"):
        concerned.setdefault(period_id, set()).add(employee_id)
    done = Synced()
    for period in EvaluationPeriod.objects.filter(pk__in=concerned).order_by("pk"):
        done.add(sync(period, timezone.localdate(now), only=concerned[period.pk], actor=actor, now=now))
    return done


def _concerned(
    people: Collection[Employee], units: Collection[OrganizationalUnit]
) -> QuerySet[Evaluation, Evaluation]:
    led = OrganizationalUnit.objects.filter(assignments__employee__in=people, assignments__is_head=True)
    whose = Q(employee__in=people) | Q(rater__in=people) | Q(reviewer__in=people)
    return Evaluation.objects.filter(
        whose | within(*{*units, *led}), period__state=PeriodState.OPEN
    ).order_by()


def sync(
    period: EvaluationPeriod,
    today: date | None = None,
    *,
    only: Collection[int] | None = None,
    actor: Actor | None = None,
    now: datetime | None = None,
) -> Synced:
    """Bring the evaluations of an open period in step with posts and raters as of ``today`` (default: today in Bantul).

    Idempotent; nothing happens in a period that is not open. Each person is a transaction of their own, so that it may
    be interrupted and nobody waits. ``only``: these employees. What cannot be done stands as ``OpeningGap`` with the
    code ``NOT_SPLIT`` and in the report. For the many who have nothing to change it costs a fixed number of queries.
    """
    now = now or timezone.now()
    today = today or timezone.localdate(now)
    done = Synced()
    if period.state != PeriodState.OPEN:
        return done
    evaluations = Evaluation.objects.filter(period=period)
    if only is not None:
        evaluations = evaluations.filter(employee__in=only)
    by_person = _by_person(evaluations.only(*_LIGHT))
    plans = planned_segments(only, period, today=today)
    found = raters_of(plans, by_person, today)
    by_hand = _raters_by_hand(period, only)
    for employee_id, rows in by_person.items():
        _with_period(rows, period)
        plan = plans.get(employee_id, [])
        if Person(rows, plan, found, today, by_hand).is_in_step(period.segment_rule):
            continue
        _sync_one(period, employee_id, today, actor, now, done)
    _report(period, done.problems, only)
    return done


_LIGHT = (
    "employee_id", "period_id", "unit_id", "segment", "starts_on", "ends_on", "state", "counts", "rater_id",
    "reviewer_id",
)  # fmt: skip


def _by_person(evaluations: Iterable[Evaluation]) -> dict[int, list[Evaluation]]:
    rows = sorted(evaluations, key=lambda row: (row.employee_id, row.segment, row.pk))
    return {employee: list(group) for employee, group in groupby(rows, key=lambda row: row.employee_id)}


def _with_period(rows: Iterable[Evaluation], period: EvaluationPeriod) -> None:
    for row in rows:
        row.period = period


def _raters_by_hand(period: EvaluationPeriod, only: Collection[int] | None) -> set[int]:
    """Evaluations whose rater an officer has chosen: that decision stands above the tree."""
    events = EvaluationEvent.objects.filter(
        evaluation__period=period, action=RATER_MOVED, actor__isnull=False
    )
    if only is not None:
        events = events.filter(evaluation__employee__in=only)
    return set(events.order_by().values_list("evaluation", flat=True))


@transaction.atomic
def _sync_one(
    period: EvaluationPeriod, employee_id: int, today: date, actor: Actor | None, now: datetime, done: Synced
) -> None:
    """Lock the period (it may not close meanwhile), then the person's rows; plan again from what is true now."""
    locked = EvaluationPeriod.objects.select_for_update().get(pk=period.pk)
    if locked.state != PeriodState.OPEN:
        return
    own = Evaluation.objects.select_for_update(of=("self",)).filter(period=locked, employee=employee_id)
    rows = list(own.select_related("employee").order_by("segment", "pk"))
    _with_period(rows, locked)
    plans = planned_segments([employee_id], locked, today=today)
    found = raters_of(plans, [employee_id], today)
    by_hand = _raters_by_hand(locked, [employee_id])
    person = Person(rows, plans.get(employee_id, []), found, today, by_hand)
    Change(person, locked, actor, now).make(done)


def _report(period: EvaluationPeriod, problems: list[OpeningGap], only: Collection[int] | None) -> None:
    """What could not be done now replaces what could not be done before."""
    before = OpeningGap.objects.filter(period=period, reason_code=NOT_SPLIT)
    if only is not None:
        before = before.filter(employee__in=only)
    before.exclude(employee__in=[gap.employee_id for gap in problems]).delete()
    for gap in problems:
        OpeningGap.objects.update_or_create(
            period=period, employee=gap.employee, reason_code=NOT_SPLIT, defaults={"reason": gap.reason}
        )
