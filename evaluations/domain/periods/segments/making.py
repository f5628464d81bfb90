"""New evaluations from planned parts: each with its days, unit, rater and the names of that time."""

from collections.abc import Iterable, Mapping
from datetime import date

from evaluations.domain.organization.raters import RaterResolution, resolve_many
from evaluations.domain.organization.snapshots import copy_posts, posts_on
from evaluations.domain.periods.segments.counting import mark_counting
from evaluations.domain.periods.segments.planning import PlannedSegment
from evaluations.enums import SegmentRule
from evaluations.models import Assignment, Employee, Evaluation, EvaluationPeriod
from forms_config.models import FormVersion

Plans = Mapping[int, list[PlannedSegment]]
Raters = dict[tuple[int, date], RaterResolution]


def raters_of(plans: Plans, employee_ids: Iterable[int], today: date) -> Raters:
    """Who rates each part, by employee and day (``rated_as_of``); six queries for each different day."""
    days: dict[date, list[int]] = {}
    for employee_id in employee_ids:
        for segment in plans.get(employee_id, []):
            days.setdefault(segment.rated_as_of(today), []).append(employee_id)
    return {
        (employee_id, on): resolution
        for on, ids in days.items()
        for employee_id, resolution in resolve_many(ids, on).items()
    }


def stored_days(segment: PlannedSegment, period: EvaluationPeriod) -> tuple[date | None, date | None]:
    """As rows have them: None for the first and the last day of the period."""
    return (
        None if segment.starts_on == period.starts_on else segment.starts_on,
        None if segment.ends_on == period.ends_on else segment.ends_on,
    )


def new_parts(
    people: Mapping[Employee, FormVersion], plans: Plans, period: EvaluationPeriod, today: date
) -> list[Evaluation]:
    """The evaluations of ``people`` on their forms, not saved; seven queries for each different day of parts."""
    found = raters_of(plans, [person.pk for person in people], today)
    posts = _posts_of_raters(found)
    rows = []
    for person, version in people.items():
        parts = []
        for number, segment in enumerate(plans[person.pk], 1):
            on = segment.rated_as_of(today)
            row = new_part(person, period, version.pk, segment, found[person.pk, on])
            row.segment = number
            copy_posts(row, posts[on] | {person.pk: segment.post})
            parts.append(row)
        mark_counting(parts, SegmentRule(period.segment_rule))
        rows += parts
    return rows


def new_part(
    person: Employee, period: EvaluationPeriod, version_id: int, segment: PlannedSegment, who: RaterResolution
) -> Evaluation:
    """One part, not saved and without the copied names."""
    starts_on, ends_on = stored_days(segment, period)
    return Evaluation(
        employee=person,
        period=period,
        form_version_id=version_id,
        unit=segment.post.unit,
        agency=segment.post.unit.agency,
        rater=who.rater,
        reviewer=who.reviewer,
        rater_reason=who.reason[:250],
        starts_on=starts_on,
        ends_on=ends_on,
    )


def _posts_of_raters(found: Raters) -> dict[date, dict[int, Assignment]]:
    who: dict[date, set[int]] = {}
    for (_, on), resolution in found.items():
        people = {person.pk for person in (resolution.rater, resolution.reviewer) if person is not None}
        who.setdefault(on, set()).update(people)
    return {on: posts_on(list(ids), on) for on, ids in who.items()}
