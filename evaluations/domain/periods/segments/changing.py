"""One person's change of parts and raters, written under lock."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from evaluations.domain.evaluating.former_ratings import give_rater
from evaluations.domain.organization.snapshots import copy_people
from evaluations.domain.organization.structure import day
from evaluations.domain.periods.segments.counting import mark_counting
from evaluations.domain.periods.segments.difference import Person, Steps
from evaluations.domain.periods.segments.making import new_part, stored_days
from evaluations.domain.periods.segments.planning import PlannedSegment
from evaluations.domain.periods.segments.words import span_in_words
from evaluations.duties import NOT_YET_RATED
from evaluations.enums import State
from evaluations.models import (
    Evaluation,
    EvaluationEvent,
    EvaluationPeriod,
    OpeningGap,
)
from forms_config.actors import Actor

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


@dataclass(frozen=True)
class Change:
    """One person's change, under lock."""

    person: Person
    period: EvaluationPeriod
    actor: Actor | None
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

    def _obstacle(self, steps: Steps) -> str:
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
        """Another rater or rater's superior; what the old rater had begun stays theirs (``former_ratings``)."""
        who = self.person.new_rater(row, segment)
        if who is None or who.rater is None:
            return False
        before = row.rater_name
        has_new_rater = row.rater_id != who.rater.pk
        if has_new_rater:
            give_rater(row, who.rater, now=self.now)
        row.reviewer, row.rater_reason = who.reviewer, who.reason[:250]
        copy_people(row)
        row.version += 1
        if not has_new_rater:
            return True
        if not _may_be_withdrawn(row):
            note = f"{before or 'Tanpa penilai'} menjadi {row.rater_name} ({row.rater_reason})."
            self._log(row, RATER_CHANGED, note, {"from": before, "to": row.rater_name})
        return True

    def _numbered(self, steps: Steps) -> list[Evaluation]:
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
    """Whether somebody has worked on it: begun, filed evidence, written in its history,
    reported its rater or talked about it."""
    return bool(
        row.state != State.OPEN
        or row.answers
        or row.events.exists()
        or row.evidence.exists()
        or row.rater_reports.exists()
        or row.dialogs.exists()
        or row.development_steps.exists()
    )


def _may_be_withdrawn(row: Evaluation) -> bool:
    """A later part on which nobody has worked: it gets no event, which could never be deleted again."""
    return row.segment > 1 and row.state == State.OPEN


def _days(row: Evaluation) -> str:
    return span_in_words(row.first_day, row.last_day)
