"""Which parts of an evaluation make the result of the period: the rule of the period, said once."""

from collections.abc import Sequence

from evaluations.enums import SegmentRule, State
from evaluations.models import Evaluation


def mark_counting(parts: Sequence[Evaluation], rule: str) -> list[Evaluation]:
    """Set ``counts`` on the parts of one person (not saved here); returns those that changed.

    LONGEST: the part with the most calendar days, of equal ones the later; LAST: the last one; BOTH: every part.
    A FINAL part cannot change any more: one that counts goes on to count, then alone unless all do.
    """
    chosen = {id(part) for part in _counting(parts, rule)}
    changed = []
    for part in parts:
        counts = id(part) in chosen
        if part.state != State.FINAL and part.counts != counts:
            part.counts = counts
            changed.append(part)
    return changed


def _counting(parts: Sequence[Evaluation], rule: str) -> Sequence[Evaluation]:
    if rule == SegmentRule.BOTH:
        return parts
    fixed = [part for part in parts if part.state == State.FINAL and part.counts]
    if fixed:
        return fixed
    open_to_change = [part for part in parts if part.state != State.FINAL]
    if not open_to_change:
        return []
    if rule == SegmentRule.LAST:
        return [max(open_to_change, key=lambda part: part.first_day)]
    return [max(open_to_change, key=lambda part: (part.last_day - part.first_day, part.first_day))]
