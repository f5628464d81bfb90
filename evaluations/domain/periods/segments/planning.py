"""Which parts the evaluation of a person falls into, from the dated definitive posts.

A part ends where a transfer of the person takes them to another unit, or to or from the lead of the same unit, since
only then somebody else becomes the rater by the person's move. What does not split:

- another post in the same unit (a promotion, a new title): the rater stays;
- a new head above the same post: what is not yet rated goes to the new head (``syncing``);
- Plt, Plh and secondary duties, which come beside the own post;
- leave, or some days without a post, when the person comes back to the same place.

Days before the first post, after the last one and between two different ones belong to no part.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q

from evaluations.enums import AssignmentKind
from evaluations.models import Assignment, EvaluationPeriod

# A calendar week always holds five weekdays. Of less nobody has seen enough to rate, so it joins its neighbour;
# that also keeps a transfer on the first or last days of a month from making two reports of it.
MIN_DAYS = 7

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PlannedSegment:
    """One part: its first and last day, and the post that decides unit and form."""

    starts_on: date
    ends_on: date
    post: Assignment

    @property
    def as_of(self) -> date:
        """The day whose names hold for it: the last one on which the post is held."""
        return min(self.ends_on, self.post.ends_on or self.ends_on)

    def rated_as_of(self, today: date) -> date:
        """The day whose rater holds for it: today while it runs, its last day afterwards."""
        return min(self.as_of, max(self.starts_on, today))


@dataclass(frozen=True, slots=True)
class _Stay:
    """Days in one place; ``days`` counts those on the post, without what was merged or lies between."""

    starts_on: date
    ends_on: date
    post: Assignment
    days: int

    @property
    def place(self) -> tuple[int, bool]:
        return self.post.unit_id, self.post.is_head


def planned_segments(
    employee_ids: Collection[int] | None, period: EvaluationPeriod, *, today: date | None = None
) -> dict[int, list[PlannedSegment]]:
    """The parts of each person in ``period`` by employee id, in order; people without a post have no entry.

    ``today`` leaves out transfers that lie ahead of it, which nobody but BKPSDM should learn from an evaluation: until
    that day the present post counts to the end. None: everything that is known. ``employee_ids`` None: everybody.
    One query. Somebody without any definitive post has one part by the post held on the last day.
    """
    rows = Assignment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=period.starts_on))
    rows = rows.filter(starts_on__lte=period.ends_on).select_related("unit__agency")
    if employee_ids is not None:
        rows = rows.filter(employee__in=employee_ids)
    posts: dict[int, list[Assignment]] = {}
    for row in rows.order_by("starts_on", "pk"):
        posts.setdefault(row.employee_id, []).append(row)
    found = {employee: _segments(held, period, today) for employee, held in posts.items()}
    return {employee: segments for employee, segments in found.items() if segments}


def _segments(
    posts: Sequence[Assignment], period: EvaluationPeriod, today: date | None
) -> list[PlannedSegment]:
    own = [post for post in posts if post.kind == AssignmentKind.DEFINITIVE] or _other_post(posts, period)
    if not own:
        return []
    stays = _stays(own, period, today)
    if len(stays) > 1:
        stays = _joined_short(_joined_same(stays))
    return [PlannedSegment(stay.starts_on, stay.ends_on, stay.post) for stay in stays]


def _other_post(posts: Sequence[Assignment], period: EvaluationPeriod) -> list[Assignment]:
    at_the_end = [post for post in posts if post.ends_on is None or post.ends_on >= period.ends_on]
    return at_the_end[-1:]


def _stays(posts: Sequence[Assignment], period: EvaluationPeriod, today: date | None) -> list[_Stay]:
    """Each post with its days in the period. Of overlapping ones (an error that the doctor names) the later wins."""
    known = posts if today is None else [post for post in posts if post.starts_on <= today] or posts[:1]
    ahead = len(known) < len(posts)
    stays = []
    for post, after in zip(known, [*known[1:], None], strict=True):
        starts_on = max(post.starts_on, period.starts_on)
        ends_on = min(post.ends_on or period.ends_on, period.ends_on)
        if after is not None:
            ends_on = min(ends_on, after.starts_on - ONE_DAY)
        elif ahead and today is not None and ends_on >= today:
            ends_on = period.ends_on
        if starts_on <= ends_on:
            stays.append(_Stay(starts_on, ends_on, post, (ends_on - starts_on).days + 1))
    return stays


def _joined_same(stays: Iterable[_Stay]) -> list[_Stay]:
    """Neighbours in the same place become one stay, with the later post."""
    joined: list[_Stay] = []
    for stay in stays:
        if joined and joined[-1].place == stay.place:
            before = joined.pop()
            stay = replace(stay, starts_on=before.starts_on, days=before.days + stay.days)
        joined.append(stay)
    return joined


def _joined_short(stays: list[_Stay]) -> list[_Stay]:
    """What is shorter than ``MIN_DAYS`` goes to the longer neighbour (of equal ones the later), the shortest first."""
    while len(stays) > 1:
        short = min(range(len(stays)), key=lambda at: stays[at].days)
        if stays[short].days >= MIN_DAYS:
            break
        around = [at for at in (short - 1, short + 1) if 0 <= at < len(stays)]
        into = max(around, key=lambda at: (stays[at].days, at))
        gone, kept = stays[short], stays[into]
        stays[into] = replace(
            kept,
            starts_on=min(kept.starts_on, gone.starts_on),
            ends_on=max(kept.ends_on, gone.ends_on),
            days=kept.days + gone.days,
        )
        del stays[short]
        stays = _joined_same(stays)
    return stays
