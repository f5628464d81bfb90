"""Whether the posts of a file can stand beside each other and beside the stored ones.

The same rules as ``domain.organization.assignments.check_post``, asked of thousands of rows with a few queries.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from evaluations.domain.organization.legal_statuses import dated_statuses_on
from evaluations.domain.organization.structure import day
from evaluations.enums import AssignmentKind, LegalStatus, UnitChange
from evaluations.exchange.assignment_columns import ENDS, KIND, LEADS, STARTS, UNIT
from evaluations.exchange.rows import ImportColumn
from evaluations.models import Assignment, UnitSpan

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Claim:
    """A post as row ``number`` wants it; it has a key where it sets a stored one right."""

    number: int
    post: Assignment


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why a row cannot be imported."""

    column: ImportColumn
    kind: str
    message: str


def conflicts(claims: list[Claim]) -> dict[int, Conflict]:
    """The rows that cannot stand, by number. Of two rows that exclude each other the later one is refused."""
    stored = _stored(claims)
    endings = _planned_endings()
    refused: dict[int, Conflict] = {}
    while True:
        again = _one_round([claim for claim in claims if claim.number not in refused], stored, endings)
        if not again:
            return refused
        refused |= again  # what a refused row would have changed stays, so the others are looked at anew


def _one_round(
    claims: list[Claim], stored: list[Assignment], endings: dict[int, date]
) -> dict[int, Conflict]:
    replaced = {claim.post.pk for claim in claims if claim.post.pk}
    world = _World(post for post in stored if post.pk not in replaced)
    refused = {}
    for claim in claims:
        conflict = _with_unit(claim.post, endings) or world.conflict(claim.post)
        if conflict:
            refused[claim.number] = conflict
        else:
            world.add(claim.post)
    return refused


def _stored(claims: list[Claim]) -> list[Assignment]:
    people = {claim.post.employee_id for claim in claims}
    units = {claim.post.unit_id for claim in claims}
    rows = Assignment.objects.filter(kind=AssignmentKind.DEFINITIVE)
    rows = rows.filter(Q(employee__in=people) | Q(unit__in=units, is_head=True))
    return list(rows.select_related("employee", "unit").order_by("starts_on", "pk"))


def _planned_endings() -> dict[int, date]:
    spans = UnitSpan.objects.filter(in_force=False, change__in=[UnitChange.CLOSED, UnitChange.MERGED])
    planned = spans.order_by("-starts_on").values_list("unit_id", "starts_on")
    return {unit_id: starts_on for unit_id, starts_on in planned if starts_on}


def _with_unit(post: Assignment, endings: dict[int, date]) -> Conflict | None:
    unit = post.unit
    if unit.opened_on and post.starts_on < unit.opened_on:
        return Conflict(STARTS, "unit_not_open", f"{unit} baru dibentuk {day(unit.opened_on)}.")
    ending = unit.closed_on or endings.get(post.unit_id)
    if ending is None or (post.ends_on and post.ends_on < ending):
        return None
    column = UNIT if post.starts_on >= ending else ENDS
    last = day(ending - ONE_DAY)
    return Conflict(
        column, "unit_not_open", f"{unit} hanya dipakai sampai {last}. Sesuaikan unit atau tanggalnya."
    )


class _World:
    """Definitive posts by person, and definitive heads by unit."""

    def __init__(self, posts: Iterable[Assignment]) -> None:
        self._of_person: dict[int, list[Assignment]] = {}
        self._heads: dict[int, list[Assignment]] = {}
        for post in posts:
            self.add(post)

    def add(self, post: Assignment) -> None:
        if post.kind == AssignmentKind.DEFINITIVE:
            self._of_person.setdefault(post.employee_id, []).append(post)
            if post.is_head:
                self._heads.setdefault(post.unit_id, []).append(post)

    def conflict(self, post: Assignment) -> Conflict | None:
        if post.kind == AssignmentKind.DEFINITIVE:
            return self._second_post(post) or self._second_head(post)
        return self._not_vacant(post) if post.kind == AssignmentKind.PLT else None

    def _second_post(self, post: Assignment) -> Conflict | None:
        others = self._of_person.get(post.employee_id, ())
        other = next((other for other in others if _overlap(post, other)), None)
        if other is None:
            return None
        if post.is_head and other.is_head and other.unit_id != post.unit_id:
            said = f"{post.employee} sudah memimpin {other.unit} pada masa itu ({_days(other)})."
            return Conflict(KIND, "head_twice", f"{said} Pilih Plt, Plh, atau Tambahan.")
        said = f"Sudah ada jabatan definitif pada masa itu: {other.position} ({other.unit}), {_days(other)}."
        return Conflict(STARTS, "post_overlap", f"{said} Akhiri dulu jabatan itu.")

    def _second_head(self, post: Assignment) -> Conflict | None:
        other = self._other_head(post) if post.is_head else None
        if other is None:
            return None
        said = f"{post.unit} sudah dipimpin {other.employee} ({_days(other)}). Akhiri dulu jabatan itu."
        return Conflict(LEADS, "second_head", said)

    def _not_vacant(self, post: Assignment) -> Conflict | None:
        other = self._other_head(post) if post.is_head else None
        if other is None or other.starts_on > post.starts_on:
            return None
        dated = dated_statuses_on(post.starts_on, [other.employee_id])
        if dated.get(other.employee_id, other.employee.legal_status) != LegalStatus.ACTIVE:
            return None
        said = f"{other.employee} memimpin {post.unit} pada {day(post.starts_on)}. Bila ia berhalangan, pilih Plh."
        return Conflict(KIND, "not_vacant", said)

    def _other_head(self, post: Assignment) -> Assignment | None:
        heads = self._heads.get(post.unit_id, ())
        return next((h for h in heads if h.employee_id != post.employee_id and _overlap(post, h)), None)


def _overlap(one: Assignment, other: Assignment) -> bool:
    return (one.ends_on is None or other.starts_on <= one.ends_on) and (
        other.ends_on is None or one.starts_on <= other.ends_on
    )


def _days(post: Assignment) -> str:
    return f"{day(post.starts_on)} sampai {day(post.ends_on) if post.ends_on else 'sekarang'}"
