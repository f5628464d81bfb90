"""Who holds which role where on a day, and who did: roles given to people, and those that come with a post."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat

from evaluations.domain.organization.legal_statuses import NOT_AT_WORK, statuses_on
from evaluations.enums import LegalStatus, Role
from evaluations.models import Assignment, OrganizationalUnit, RoleGrant, within

GIVEN, BY_POST = "given", "post"
NOW, AHEAD, RESTING, ENDED = "now", "ahead", "resting", "ended"
BY_ITSELF, EVERY = "itself", "all"
STATES = {
    NOW: "Berlaku",
    AHEAD: "Akan datang",
    RESTING: "Tidak berlaku untuk sementara",
    ENDED: "Sudah berakhir",
    BY_ITSELF: "Baru saja berakhir sendiri",
    EVERY: "Semua",
}
RECENT = timedelta(days=14)  # how long what ended by itself is shown as news
BATCH = 500

Key = tuple[str, int, str]  # (GIVEN or BY_POST, primary key, name to sort by)


@dataclass(frozen=True)
class Asked:
    """What a list of holders narrows to; ``name`` is words of a name or a NIP."""

    on: date
    state: str = NOW
    role: str = ""
    unit: OrganizationalUnit | None = None  # this unit and everything below it; None: the whole regency
    name: str = ""


@dataclass(frozen=True)
class Holding:
    """One line of the list: one role of one person, given (``grant``) or by the post (``post``)."""

    name: str
    nip: str
    role: Role
    unit: OrganizationalUnit | None
    starts_on: date
    ends_on: date | None  # the last day on which the role holds
    state: str
    user_id: int | None
    grant: RoleGrant | None = None
    post: Assignment | None = None
    why_resting: str = ""

    @property
    def source(self) -> tuple[str, int]:
        """What it is read from: GIVEN or BY_POST, and the primary key."""
        return (GIVEN, self.grant.pk) if self.grant else (BY_POST, self.post.pk if self.post else 0)

    @property
    def state_label(self) -> str:
        return STATES[self.state]


def holders(asked: Asked) -> QuerySet:
    """The keys of everybody asked for, by name; one statement, to be counted, cut and handed to ``holdings``."""
    grants = _narrowed(_GRANTS[asked.state](RoleGrant.objects.all(), asked.on), asked, "user__employee__")
    posts = _narrowed(
        _POSTS[asked.state](Assignment.objects.filter(is_head=True), asked.on), asked, "employee__"
    )
    if asked.role:
        grants = grants.filter(role=asked.role)
        posts = posts if asked.role == Role.LEADER else posts.none()
    login = Concat("user__first_name", Value(" "), "user__last_name", output_field=CharField())
    named = grants.annotate(source=Value(GIVEN), holder=Coalesce("user__employee__name", login))
    led = posts.annotate(source=Value(BY_POST), holder=F("employee__name"))
    keys = [rows.order_by().values_list("source", "pk", "holder") for rows in (named, led)]
    return keys[0].union(keys[1], all=True).order_by("holder", "source", "pk")


def holdings(keys: Sequence[Key], on: date) -> list[Holding]:
    """The lines for these keys, in their order; six statements however many."""
    grants = RoleGrant.objects.filter(pk__in=[pk for source, pk, _ in keys if source == GIVEN])
    posts = Assignment.objects.filter(pk__in=[pk for source, pk, _ in keys if source == BY_POST])
    lines = {line.source: line for line in (*of_grants(grants, on), *of_posts(posts, on))}
    return [lines[source, pk] for source, pk, _ in keys]


def all_holdings(asked: Asked) -> Iterator[Holding]:
    """Every line, for a workbook."""
    keys = list(holders(asked))
    for start in range(0, len(keys), BATCH):
        yield from holdings(keys[start : start + BATCH], asked.on)


def of_grants(grants: QuerySet[RoleGrant], on: date) -> list[Holding]:
    rows = list(grants.select_related("user__employee", "unit", "given_by", "ended_by"))
    in_force = set(
        RoleGrant.objects.in_force(on).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
    )
    people = {row.pk: getattr(row.user, "employee", None) for row in rows}
    statuses = statuses_on(on, [person.pk for person in people.values() if person])
    lines = []
    for row in rows:
        person, state = people[row.pk], _state(row.starts_on, row.last_day, on, row.pk in in_force)
        lines.append(
            Holding(
                str(person or row.user), (person.nip or "") if person else row.user.username,
                Role(row.role), row.unit, row.starts_on, row.last_day, state, row.user_id, grant=row,
                why_resting=_why(statuses.get(person.pk), row.unit) if person and state == RESTING else "",
            )
        )  # fmt: skip
    return lines


def of_posts(posts: QuerySet[Assignment], on: date) -> list[Holding]:
    rows = list(posts.select_related("employee", "unit"))
    leading = set(
        Assignment.objects.leading(on).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
    )
    statuses = statuses_on(on, [row.employee_id for row in rows])
    lines = []
    for row in rows:
        state = _state(row.starts_on, row.ends_on, on, row.pk in leading)
        lines.append(
            Holding(
                str(row.employee), row.employee.nip or "", Role.LEADER, row.unit, row.starts_on, row.ends_on,
                state, row.employee.user_id, post=row,
                why_resting=_why(statuses[row.employee_id], row.unit) if state == RESTING else "",
            )
        )  # fmt: skip
    return lines


def ended_by_themselves(since: date) -> QuerySet[RoleGrant]:
    """Roles that the system ended from that day on, because their holder left or moved."""
    return RoleGrant.objects.filter(ended_on__gte=since, ended_by=None)


def superadmins() -> QuerySet:
    """Logins that may do everything technical; given in the technical user screen, not here."""
    return get_user_model().objects.filter(is_superuser=True, is_active=True).order_by("first_name", "pk")


def _state(starts_on: date, last_day: date | None, on: date, holds: bool) -> str:
    if last_day is not None and last_day < on:
        return ENDED
    if starts_on > on:
        return AHEAD
    return NOW if holds else RESTING


def _why(status: LegalStatus | None, unit: OrganizationalUnit | None) -> str:
    if status in NOT_AT_WORK:
        return f"Pemegang {NOT_AT_WORK[status]}."
    return f"Jabatan definitif pemegang tidak lagi di {unit.agency or unit}." if unit else ""


def _narrowed(rows: QuerySet, asked: Asked, person: str) -> QuerySet:
    if asked.unit is not None:
        rows = rows.filter(within(asked.unit))
    for word in asked.name.split():
        matches = Q(**{f"{person}name__icontains": word}) | Q(**{f"{person}nip__startswith": word})
        if person.startswith("user"):
            fields = ("first_name", "last_name", "username")
            matches |= Q(*((f"user__{field}__icontains", word) for field in fields), _connector=Q.OR)
        rows = rows.filter(matches)
    return rows


_Narrow = Callable[[Any, date], QuerySet]  # Any: the methods of either queryset


_GRANTS: dict[str, _Narrow] = {
    NOW: lambda rows, on: rows.in_force(on),
    AHEAD: lambda rows, on: rows.not_over(on).filter(starts_on__gt=on),
    RESTING: lambda rows, on: rows.resting(on),
    ENDED: lambda rows, on: rows.exclude(pk__in=RoleGrant.objects.not_over(on).values("pk")),
    BY_ITSELF: lambda rows, on: rows.filter(pk__in=ended_by_themselves(on - RECENT)),
    EVERY: lambda rows, on: rows,
}
_POSTS: dict[str, _Narrow] = {
    NOW: lambda rows, on: rows.leading(on),
    AHEAD: lambda rows, on: rows.filter(starts_on__gt=on),
    RESTING: lambda rows, on: rows.on(on).exclude(pk__in=Assignment.objects.leading(on).values("pk")),
    ENDED: lambda rows, on: rows.filter(ends_on__lt=on),
    BY_ITSELF: lambda rows, on: rows.none(),
    EVERY: lambda rows, on: rows,
}
