"""Who stands how to a person on a day, by posts and exceptions: who rates, leads, works beside, or is led."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from evaluations.domain.organization.absence import gone
from evaluations.domain.organization.raters import RaterResolution, resolve_many
from evaluations.domain.organization.snapshots import posts_on
from evaluations.domain.organization.structure import Structure, structure_on
from evaluations.enums import FeedbackRelation
from evaluations.models import Assignment, Employee, Evaluation, ReportingLine

ORDER = list(FeedbackRelation)


@dataclass(frozen=True, slots=True)
class Colleague:
    person: Employee
    relation: FeedbackRelation
    position: str


def colleagues_of(employee: Employee, on: date) -> list[Colleague]:
    """Those who work with a person and can act that day: leaders first, then by name; a dozen queries, however many.

    A peer has a post in the same unit, or leads a unit beside the one that the person leads.
    """
    posts = list(Assignment.objects.on(on).filter(employee=employee))
    beside = _posts_around(posts, structure_on(on), on)
    leading = {post.employee_id for post in beside if post.is_head and _shares_unit(post, posts)}
    found = resolve_many({employee.pk, *_rated_by(employee, on), *(post.employee_id for post in beside)}, on)
    mine = found[employee.pk]
    ids = {*found, *(person.pk for person in (mine.rater, mine.reviewer) if person)} - {employee.pk}
    people = Employee.objects.filter(pk__in=ids).exclude(pk__in=gone(on).values("pk"))
    held = posts_on([*ids], on)
    known = [
        Colleague(
            person,
            _relation(person.pk, employee.pk, mine, found, leading),
            held[person.pk].position if person.pk in held else "",
        )
        for person in people
    ]
    return sorted(known, key=lambda one: (ORDER.index(one.relation), one.person.name, one.person.pk))


def _posts_around(posts: Iterable[Assignment], structure: Structure, on: date) -> list[Assignment]:
    """Posts in the same units; of units below and beside those that the person leads only who leads them."""
    units = {post.unit_id for post in posts}
    led = {post.unit_id for post in posts if post.is_head}
    children = structure.children
    above = {unit.parent_id for pk in led if (unit := structure.get(pk)) is not None}
    near = {unit.pk for parent in (led | above) - {None} for unit in children.get(parent, ())}
    rows = Assignment.objects.on(on).filter(Q(unit__in=units) | Q(unit__in=near, is_head=True))
    return list(rows.order_by("pk"))


def _rated_by(employee: Employee, on: date) -> set[int]:
    """Whom the person rates from farther away: by an exception, or over a unit that nobody leads."""
    lines = ReportingLine.objects.on(on).filter(rater=employee).values_list("employee", flat=True)
    rows = Evaluation.objects.filter(rater=employee).touching(on, on).order_by()
    return {*lines, *rows.values_list("employee", flat=True)}


def _shares_unit(post: Assignment, posts: Iterable[Assignment]) -> bool:
    return any(mine.unit_id == post.unit_id for mine in posts)


def _relation(
    person: int, me: int, mine: RaterResolution, found: dict[int, RaterResolution], leading: set[int]
) -> FeedbackRelation:
    if mine.rater is not None and mine.rater.pk == person:
        return FeedbackRelation.RATER
    if mine.reviewer is not None and mine.reviewer.pk == person:
        return FeedbackRelation.SUPERIOR
    theirs = found[person].rater
    if theirs is not None and theirs.pk == me:
        return FeedbackRelation.SUBORDINATE
    return FeedbackRelation.SUPERIOR if person in leading else FeedbackRelation.PEER
