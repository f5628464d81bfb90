"""Everything that the checks look at, read once for the whole regency as plain values.

Ten thousand people are read in seven queries; ``fingerprint`` changes with any value that a check may see, so that what
was found before can be kept until then.
"""

from datetime import date
from functools import cached_property
from hashlib import blake2b
from typing import Any, NamedTuple

from django.db.models import QuerySet

from evaluations.domain.organization.raters import RaterResolution, resolve_many
from evaluations.domain.organization.structure import History, Structure
from evaluations.enums import EVALUATED_STATUSES, AssignmentKind, LegalStatus
from evaluations.models import (
    Assignment,
    Employee,
    EvaluationSettings,
    LegalStatusSpan,
    OrganizationalUnit,
    ReportingLine,
    UnitSpan,
)

FOREVER = date.max


class Person(NamedTuple):
    pk: int
    nip: str | None
    name: str
    title_before: str
    title_after: str
    employment_type: str
    legal_status: str

    def __str__(self) -> str:
        before = f"{self.title_before} " if self.title_before else ""
        after = f", {self.title_after}" if self.title_after else ""
        return f"{before}{self.name}{after}"


class Post(NamedTuple):
    pk: int
    employee_id: int
    unit_id: int
    position: str
    kind: str
    is_head: bool
    starts_on: date
    ends_on: date | None

    @property
    def last_day(self) -> date:
        return self.ends_on or FOREVER

    def is_on(self, day: date) -> bool:
        return self.starts_on <= day <= self.last_day


class Line(NamedTuple):
    pk: int
    employee_id: int
    rater_id: int
    reason: str
    starts_on: date
    ends_on: date | None


class Regency:
    """People, posts, exceptions and units as they stand on ``on``; raters are found only when a check needs them."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.people = {person.pk: person for person in _read(Person, Employee.objects)}
        self.all_posts = list(_read(Post, Assignment.objects.order_by("starts_on", "pk")))
        lines = ReportingLine.objects.on(on).order_by("starts_on", "pk")
        self.lines = {line.employee_id: line for line in _read(Line, lines)}
        spans = LegalStatusSpan.objects.on(on).order_by("starts_on", "pk")
        self._dated = list(spans.values_list("employee_id", "status"))
        self._units = [
            list(OrganizationalUnit.objects.order_by("pk").values_list()),
            list(
                UnitSpan.objects.order_by("pk").values_list("unit", "name", "parent", "starts_on", "change")
            ),
        ]
        self.max_subordinates = EvaluationSettings.load().max_subordinates

    @cached_property
    def fingerprint(self) -> str:
        """The same for the same data, whichever process asks."""
        seen = (
            self.on,
            self.people,
            self.all_posts,
            self.lines,
            self._dated,
            self._units,
            self.max_subordinates,
        )
        return blake2b(repr(seen).encode(), digest_size=16).hexdigest()

    @cached_property
    def _history(self) -> History:
        return History()

    @cached_property
    def structure(self) -> Structure:
        return self._history.on(self.on)

    @cached_property
    def statuses(self) -> dict[int, LegalStatus]:
        own = {pk: LegalStatus(person.legal_status) for pk, person in self.people.items()}
        return own | {pk: LegalStatus(status) for pk, status in self._dated}

    def is_at_work(self, employee_id: int) -> bool:
        return self.statuses[employee_id] == LegalStatus.ACTIVE

    @cached_property
    def evaluated(self) -> list[Person]:
        """ASN who are evaluated by their legal position, whether they have a post or not; by name."""
        found = [
            p for p in self.people.values() if p.nip is not None and self.statuses[p.pk] in EVALUATED_STATUSES
        ]
        return sorted(found, key=lambda person: (person.name, person.pk))

    @cached_property
    def posts_of(self) -> dict[int, list[Post]]:
        """All posts of each person, earlier ones and those to come, by their first day."""
        found: dict[int, list[Post]] = {}
        for post in self.all_posts:
            found.setdefault(post.employee_id, []).append(post)
        return found

    @cached_property
    def posts_in(self) -> dict[int, list[Post]]:
        """The posts that are held on the day, by unit."""
        found: dict[int, list[Post]] = {}
        for post in self.all_posts:
            if post.is_on(self.on):
                found.setdefault(post.unit_id, []).append(post)
        return found

    def present_posts(self, employee_id: int) -> list[Post]:
        return [post for post in self.posts_of.get(employee_id, []) if post.is_on(self.on)]

    def main_post(self, employee_id: int) -> Post | None:
        """The definitive post on the day, else any other; as in ``snapshots.posts_on``."""
        posts = self.present_posts(employee_id)
        definitive = [post for post in posts if post.kind == AssignmentKind.DEFINITIVE]
        best = definitive or posts
        return best[-1] if best else None

    def heads_of(self, unit_id: int) -> list[Post]:
        """Who leads the unit on the day, at work or not."""
        return [post for post in self.posts_in.get(unit_id, []) if post.is_head]

    @cached_property
    def raters(self) -> dict[int, RaterResolution]:
        """Who rates those who are evaluated and have a post on the day, by employee id."""
        return resolve_many([p.pk for p in self.evaluated if self.main_post(p.pk)], self.on)

    def unit_name(self, unit_id: int) -> str:
        unit = self.structure.get(unit_id)
        return unit.name if unit else self._history.units[unit_id].name

    def agency_id(self, unit_id: int) -> int | None:
        agency = self.structure.agency_of(unit_id)
        return agency.pk if agency else None

    def home_unit(self, employee_id: int) -> int | None:
        """The unit under which a person is listed: of the present post, else of the last one."""
        posts = self.posts_of.get(employee_id, [])
        post = self.main_post(employee_id) or (posts[-1] if posts else None)
        return post.unit_id if post else None


def _read(shape: Any, rows: Any) -> Any:
    """The rows of a queryset as ``shape``, a NamedTuple whose fields are columns."""
    queryset: QuerySet = rows.order_by("pk") if not isinstance(rows, QuerySet) else rows
    return map(shape._make, queryset.values_list(*shape._fields))
