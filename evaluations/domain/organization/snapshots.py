"""Freeze copies: names, posts and units as they were, onto the evaluation."""

from datetime import date
from hashlib import blake2s

from django.db.models import Q

from evaluations.enums import AssignmentKind
from evaluations.models import Assignment, Employee, Evaluation

COPIED = (
    "nip", "name", "employment_type", "rank", "position", "unit_code", "unit_name", "agency_code", "agency_name",
    "rater_nip", "rater_name", "rater_rank", "rater_position", "rater_unit_name",
    "reviewer_nip", "reviewer_name", "reviewer_rank", "reviewer_position", "reviewer_unit_name",
)  # fmt: skip
FINGERPRINT = "as_they_were"  # in the data of the event of a rating


def copy_people(evaluation: Evaluation) -> None:
    """Copy employee, rater, reviewer and unit onto the row as they stand on ``day_of`` it (not saved here)."""
    on = day_of(evaluation)
    people = [p for p in (evaluation.employee, evaluation.rater, evaluation.reviewer) if p is not None]
    posts = posts_on([p.pk for p in people], on)
    copy_posts(evaluation, posts)


def day_of(evaluation: Evaluation) -> date:
    """The day whose posts hold for an evaluation: the last of its days on which the person is in its unit.

    That is the last day of the part, or of the period; earlier where a few days in another unit were too short for a
    part of their own, or where a transfer is not yet in step.
    """
    first, last = evaluation.first_day, evaluation.last_day
    posts = Assignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=first),
        employee=evaluation.employee_id,
        unit=evaluation.unit_id,
        starts_on__lte=last,
    )
    ends = [post.ends_on or last for post in posts]
    return min(last, max(ends, default=last))


def posts_on(employee_ids: list[int] | None, on: date) -> dict[int, Assignment]:
    """The post of each person on a day, by employee id: the definitive one before Plt, Plh and secondary ones.

    ``employee_ids`` None means everybody, in one query.
    """
    rows = Assignment.objects.on(on).select_related("unit__agency").order_by("starts_on", "pk")
    if employee_ids is not None:
        rows = rows.filter(employee__in=employee_ids)
    posts: dict[int, Assignment] = {}
    for row in rows:
        known = posts.get(row.employee_id)
        if known is None or row.kind == AssignmentKind.DEFINITIVE or known.kind != AssignmentKind.DEFINITIVE:
            posts[row.employee_id] = row
    return posts


def copy_posts(evaluation: Evaluation, posts: dict[int, Assignment]) -> None:
    """The copying itself, from posts already fetched (opening a period does 10,000 of them)."""
    employee, unit, agency = evaluation.employee, evaluation.unit, evaluation.agency
    evaluation.nip = employee.nip or ""
    evaluation.name = employee.full_name
    evaluation.employment_type = employee.employment_type
    evaluation.rank = employee.rank
    evaluation.position = _position(posts, employee)
    evaluation.unit_code, evaluation.unit_name = unit.code, unit.name
    evaluation.agency_code = agency.code if agency else ""
    evaluation.agency_name = agency.name if agency else ""
    for role, person in (("rater", evaluation.rater), ("reviewer", evaluation.reviewer)):
        post = posts.get(person.pk) if person else None
        setattr(evaluation, f"{role}_nip", (person.nip or "") if person else "")
        setattr(evaluation, f"{role}_name", person.full_name if person else "")
        setattr(evaluation, f"{role}_rank", person.rank if person else "")
        setattr(evaluation, f"{role}_position", post.position if post else "")
        setattr(evaluation, f"{role}_unit_name", post.unit.name if post else "")


def fingerprint(evaluation: Evaluation) -> str:
    """A few characters that tell whether the copied columns are still those of the rating."""
    copied = "\x1f".join(getattr(evaluation, name) for name in COPIED)
    return blake2s(copied.encode(), digest_size=8).hexdigest()


def _position(posts: dict[int, Assignment], employee: Employee) -> str:
    post = posts.get(employee.pk)
    return post.position if post else ""
