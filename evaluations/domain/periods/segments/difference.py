"""What differs between the evaluations of a person and the parts that there should be; changes nothing."""

from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from evaluations.domain.organization.raters import RaterResolution
from evaluations.domain.periods.segments.counting import mark_counting
from evaluations.domain.periods.segments.making import Raters
from evaluations.domain.periods.segments.planning import PlannedSegment
from evaluations.duties import NOT_YET_RATED
from evaluations.models import (
    Evaluation,
)


@dataclass(frozen=True)
class Person:
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

    def steps(self) -> "Steps":
        """Which evaluation goes on as which part: aligned by unit, in order."""
        if not self.plan:  # no post at all in the period: nothing to divide by
            return Steps([], [], [])
        units = [row.unit_id for row in self.rows], [segment.post.unit_id for segment in self.plan]
        steps = Steps([], [], [])
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
class Steps:
    kept: list[tuple[Evaluation, PlannedSegment]]
    created: list[PlannedSegment]
    withdrawn: list[Evaluation]


def _has_days(row: Evaluation, segment: PlannedSegment) -> bool:
    return (row.first_day, row.last_day) == (segment.starts_on, segment.ends_on)
