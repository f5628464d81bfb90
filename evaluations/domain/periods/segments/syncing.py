"""Keeping the evaluations of an open period in step with the posts: parts come, go, move and change their rater.

A transfer changes no state, so this is no transition of ``workflow``: it writes days, unit, rater and what counts under
the same locks, and appends an event that says why. What is rated never changes. A part that was made and not yet
touched is taken away again when its transfer is undone; it therefore has no event until somebody works on it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from evaluations.domain.organization.raters import RaterResolution
from evaluations.domain.organization.snapshots import copy_people
from evaluations.domain.organization.structure import day
from evaluations.domain.periods.rater_reports import RATER_MOVED
from evaluations.domain.periods.segments.counting import mark_counting
from evaluations.domain.periods.segments.making import Raters, new_part, raters_of, stored_days
from evaluations.domain.periods.segments.planning import PlannedSegment, planned_segments
from evaluations.domain.periods.segments.words import span_in_words
from evaluations.duties import NOT_YET_RATED
from evaluations.enums import PeriodState, State
from evaluations.models import (
    Employee,
    Evaluation,
    EvaluationEvent,
    EvaluationPeriod,
    OpeningGap,
    OrganizationalUnit,
    within,
)
from forms_config.dynamic_forms.examples import without_answers
from forms_config.engine.schema import FilledBy

# ``EvaluationEvent.action``; they say nothing of the state.
SEGMENT_CHANGED = "change_segment"
RATER_CHANGED = "change_rater"
SEGMENT_ACTIONS = (SEGMENT_CHANGED, RATER_CHANGED)

NOT_SPLIT = "not_split"  # ``OpeningGap.reason_code``
REASON_LENGTH = 200


@dataclass
class Synced:
    """What was done: how many people got another set of parts, how many parts another rater, and what could not be."""

    split: int = 0
    raters: int = 0
    problems: list[OpeningGap] = field(default_factory=list)

    @property
    def changed(self) -> int:
        return self.split + self.raters

    def add(self, more: "Synced") -> None:
        self.split += more.split
        self.raters += more.raters
        self.problems += more.problems


def sync_due(now: datetime) -> int:
    """For ``tick``: every open period; returns how many people changed."""
    today = timezone.localdate(now)
    periods = EvaluationPeriod.objects.filter(state=PeriodState.OPEN).order_by("pk")
    return sum(sync(period, today, now=now).changed for period in periods)


def follow(
    people: Collection[Employee] = (),
    units: Collection[OrganizationalUnit] = (),
    *,
    actor: Any = None,
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
    actor: Any = None,
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
        if _Person(rows, plan, found, today, by_hand).is_in_step(period.segment_rule):
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


@dataclass(frozen=True)
class _Person:
    """The evaluations of one person beside the parts that there should be."""

    rows: list[Evaluation]
    plan: list[PlannedSegment]
    found: Raters
    today: date
    by_hand: set[int]

    def is_in_step(self, rule: str) -> bool:
        """Whether there is nothing to do; changes nothing that is kept (the rows are thrown away)."""
        steps = self.steps()
        if steps.created or steps.withdrawn:
            return False
        if any(self.differs(row, segment) for row, segment in steps.kept):
            return False
        return not mark_counting(self.rows, rule)

    def steps(self) -> "_Steps":
        """Which evaluation goes on as which part: aligned by unit, in order."""
        if not self.plan:  # no post at all in the period: nothing to divide by
            return _Steps([], [], [])
        units = [row.unit_id for row in self.rows], [segment.post.unit_id for segment in self.plan]
        steps = _Steps([], [], [])
        for _, i1, i2, j1, j2 in SequenceMatcher(None, *units, autojunk=False).get_opcodes():
            rows, segments = self.rows[i1:i2], self.plan[j1:j2]
            both = min(len(rows), len(segments))
            steps.kept.extend(zip(rows[:both], segments[:both], strict=True))
            steps.created.extend(segments[both:])
            steps.withdrawn.extend(rows[both:])
        return steps

    def differs(self, row: Evaluation, segment: PlannedSegment) -> bool:
        return self.differs_in_place(row, segment) or self.new_rater(row, segment) is not None

    def differs_in_place(self, row: Evaluation, segment: PlannedSegment) -> bool:
        if self.is_done_alone(row):
            return False
        return row.unit_id != segment.post.unit_id or not _has_days(row, segment)

    def is_done_alone(self, row: Evaluation) -> bool:
        """Rated, and there is no other part: its days say nothing that anybody would miss."""
        return row.state not in NOT_YET_RATED and len(self.rows) == 1 and len(self.plan) == 1

    def new_rater(self, row: Evaluation, segment: PlannedSegment) -> RaterResolution | None:
        """Who should rate it instead; None where it stays: rated, decided by an officer, or nobody found."""
        if row.state not in NOT_YET_RATED or row.pk in self.by_hand:
            return None
        who = self.found.get((row.employee_id, segment.rated_as_of(self.today)))
        if who is None or who.rater is None:
            return None
        same = (who.rater.pk, who.reviewer.pk if who.reviewer else None) == (row.rater_id, row.reviewer_id)
        return None if same else who


@dataclass(frozen=True, slots=True)
class _Steps:
    kept: list[tuple[Evaluation, PlannedSegment]]
    created: list[PlannedSegment]
    withdrawn: list[Evaluation]


def _has_days(row: Evaluation, segment: PlannedSegment) -> bool:
    return (row.first_day, row.last_day) == (segment.starts_on, segment.ends_on)


@transaction.atomic
def _sync_one(
    period: EvaluationPeriod, employee_id: int, today: date, actor: Any, now: datetime, done: Synced
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
    person = _Person(rows, plans.get(employee_id, []), found, today, by_hand)
    _Change(person, locked, actor, now).make(done)


@dataclass(frozen=True)
class _Change:
    """One person's change, under lock."""

    person: _Person
    period: EvaluationPeriod
    actor: Any
    now: datetime

    def make(self, done: Synced) -> None:
        steps = self.person.steps()
        obstacle = self._obstacle(steps)
        if obstacle:
            employee = self.person.rows[0].employee
            gap = OpeningGap(
                period=self.period, employee=employee, reason_code=NOT_SPLIT, reason=obstacle[:REASON_LENGTH]
            )
            done.problems.append(gap)
            return
        for row in steps.withdrawn:
            row.delete()
        moved = [pair for pair in steps.kept if self.person.differs_in_place(*pair)]
        for row, segment in moved:
            self._place(row, segment)
        new_raters = [self._change_rater(row, segment) for row, segment in steps.kept]
        parts = self._numbered(steps)
        for row, segment in moved:
            self._log_place(row, segment, parts)
        mark_counting(parts, self.period.segment_rule)
        for row in parts:
            if row.state != State.FINAL:
                row.save()
        done.split += bool(steps.created or steps.withdrawn or moved)
        done.raters += sum(new_raters)

    def _obstacle(self, steps: _Steps) -> str:
        """Why the person's parts stay as they are, in words; empty if they need not."""
        if len({row.segment for row in self.person.rows}) < len(self.person.rows):
            return "Ada dua formulir pada bagian yang sama, jadi tidak dibagi otomatis."
        for row in steps.withdrawn:
            if is_touched(row):
                return (
                    f"Bagian {row.segment} ({_days(row)}, {row.unit_name}) sudah dikerjakan, jadi tetap ada "
                    "walau kepindahannya dibatalkan."
                )
        for row, segment in steps.kept:
            if row.state not in NOT_YET_RATED and self.person.differs_in_place(row, segment):
                return (
                    f"{_days(row)} sudah dinilai {row.rater_name}, jadi tetap begitu walau penempatan berubah "
                    f"({segment.post.unit.name}, {span_in_words(segment.starts_on, segment.ends_on)})."
                )
            if row.state == State.FINAL and row.segment != self.person.plan.index(segment) + 1:
                return (
                    f"Bagian {row.segment} ({_days(row)}) sudah final, jadi tidak ada bagian baru sebelumnya."
                )
        return ""

    def _place(self, row: Evaluation, segment: PlannedSegment) -> None:
        """Give an evaluation that goes on the days and the unit of ``segment``; the answers stay."""
        row.starts_on, row.ends_on = stored_days(segment, self.period)
        row.unit, row.agency = segment.post.unit, segment.post.unit.agency
        copy_people(row)

    def _change_rater(self, row: Evaluation, segment: PlannedSegment) -> bool:
        """Another rater or rater's superior; what the old rater had begun is taken out, since a rating is one's own."""
        who = self.person.new_rater(row, segment)
        if who is None or who.rater is None:
            return False
        before = row.rater_name
        has_new_rater = row.rater_id != who.rater.pk
        row.rater, row.reviewer, row.rater_reason = who.rater, who.reviewer, who.reason[:250]
        copy_people(row)
        row.version += 1
        if not has_new_rater:
            return True
        if row.state == State.SUBMITTED:
            row.answers = without_answers(row.form_version.parsed, row.answers, filled_by=FilledBy.RATER)
            row.notes = row.recommendation = ""
        if not _may_be_withdrawn(row):
            note = f"{before or 'Tanpa penilai'} menjadi {row.rater_name} ({row.rater_reason})."
            self._log(row, RATER_CHANGED, note, {"from": before, "to": row.rater_name})
        return True

    def _numbered(self, steps: _Steps) -> list[Evaluation]:
        """All parts in the order of their days, numbered from 1; new ones are stored with their number."""
        model = steps.kept[0][0] if steps.kept else self.person.rows[0]
        new = [self._new(segment, model) for segment in steps.created]
        parts = sorted([row for row, _ in steps.kept] + new, key=lambda row: row.first_day)
        for number, row in enumerate(parts, 1):
            if row.pk and row.segment != number:  # out of the others' way first: a number is taken once
                Evaluation.objects.filter(pk=row.pk).update(segment=1000 + number)
            row.segment = number
        return parts

    def _new(self, segment: PlannedSegment, model: Evaluation) -> Evaluation:
        """A new part, with the form of the others: it is one evaluation of one person in one period."""
        who = self.person.found[model.employee_id, segment.rated_as_of(self.person.today)]
        row = new_part(model.employee, self.period, model.form_version_id, segment, who)
        copy_people(row)
        return row

    def _log_place(self, row: Evaluation, segment: PlannedSegment, parts: Sequence[Evaluation]) -> None:
        if _may_be_withdrawn(row):
            return
        after = parts[parts.index(row) + 1] if row is not parts[-1] else None
        if after is not None:
            note = f"Dibagi karena pindah ke {after.unit_name} mulai {day(after.first_day)}."
        elif len(parts) > 1:
            note = f"Mulai {day(row.first_day)} di {row.unit_name}."
        else:
            note = f"Tidak dibagi lagi: satu evaluasi di {row.unit_name}."
        note = f"{note} Bagian ini menilai {_days(row)}."
        data = {
            "starts_on": row.first_day.isoformat(),
            "ends_on": row.last_day.isoformat(),
            "unit": segment.post.unit.code,
        }
        self._log(row, SEGMENT_CHANGED, note, data)

    def _log(self, row: Evaluation, action: str, note: str, data: dict[str, Any]) -> None:
        EvaluationEvent.objects.create(
            evaluation=row,
            action=action,
            from_state=row.state,
            to_state=row.state,
            actor=self.actor,
            actor_name=str(self.actor) if self.actor else "Sistem",
            note=note,
            data=data,
            version=row.version,
            at=self.now,
        )


def is_touched(row: Evaluation) -> bool:
    """Whether somebody has worked on it: begun, filed evidence, written in its history or reported its rater."""
    return bool(
        row.state != State.OPEN
        or row.answers
        or row.events.exists()
        or row.evidence.exists()
        or row.rater_reports.exists()
    )


def _may_be_withdrawn(row: Evaluation) -> bool:
    """A later part on which nobody has worked: it gets no event, which could never be deleted again."""
    return row.segment > 1 and row.state == State.OPEN


def _days(row: Evaluation) -> str:
    return span_in_words(row.first_day, row.last_day)


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
