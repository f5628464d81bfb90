"""Parts of an evaluation after a transfer: which there are, whose result counts, and keeping them so."""

from evaluations.domain.periods.segments.changing import (
    NOT_SPLIT,
    RATER_CHANGED,
    SEGMENT_ACTIONS,
    SEGMENT_CHANGED,
    Synced,
)
from evaluations.domain.periods.segments.counting import mark_counting
from evaluations.domain.periods.segments.making import new_parts
from evaluations.domain.periods.segments.planning import MIN_DAYS, PlannedSegment, planned_segments
from evaluations.domain.periods.segments.syncing import follow, sync, sync_due
from evaluations.domain.periods.segments.words import Parts, days_of, parts_of, span_in_words

__all__ = [
    "MIN_DAYS",
    "NOT_SPLIT",
    "RATER_CHANGED",
    "SEGMENT_ACTIONS",
    "SEGMENT_CHANGED",
    "Parts",
    "PlannedSegment",
    "Synced",
    "days_of",
    "follow",
    "mark_counting",
    "new_parts",
    "parts_of",
    "planned_segments",
    "span_in_words",
    "sync",
    "sync_due",
]
