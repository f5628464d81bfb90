"""Assignments from our own template: definitive posts, Plt, Plh and secondary duties with their days."""

from collections.abc import Collection, Iterable, Mapping
from copy import copy
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format

from evaluations.domain.organization.post_kinds import fill_post_kind
from evaluations.enums import AssignmentKind, ImportKind, PositionType
from evaluations.exchange.assignment_columns import (
    BASIS,
    COLUMNS,
    ENDS,
    EXAMPLE,
    KIND,
    KINDS,
    LEADS,
    NIP,
    POSITION,
    POSITION_TYPE,
    POSITION_TYPES,
    POST_KIND,
    POST_KINDS,
    STARTS,
    UNIT,
    YES_NO,
)
from evaluations.exchange.assignment_conflicts import Claim, conflicts
from evaluations.exchange.changes import (
    Absent,
    Change,
    Compared,
    Difference,
    Outcome,
    Plan,
    WholeFile,
    changed_meanwhile,
    differences,
    outcome_of,
)
from evaluations.exchange.employee_changes import present_nips
from evaluations.exchange.headings import Headings, accepted_headers
from evaluations.exchange.import_employees import PLANNED_AHEAD, read_number
from evaluations.exchange.parsed import Doubles, Parsed, Record
from evaluations.exchange.rows import ImportColumn, Row, lenient
from evaluations.exchange.tables import Progress, read_table
from evaluations.exchange.texts import collapsed
from evaluations.exchange.unit_codes import UnitCodes
from evaluations.models import Assignment, Employee, OrganizationalUnit
from forms_config.engine.figures import POSTS

COMPARED = (
    Compared("position", "Jabatan"),
    Compared("position_type", "Jenis jabatan", lambda code: PositionType(code).label),
    Compared("post_kind", "Jenjang", lambda kind: dict(POSTS)[kind]),
    Compared("is_head", "Memimpin unit", lambda leads: "ya" if leads else "tidak"),
    Compared("ends_on", "Sampai", date_format),
)
IDENTITY = (
    Compared("unit", "Unit", lambda unit: f"{unit.name} ({unit.code})"),
    Compared("kind", "Sifat", lambda kind: AssignmentKind(kind).label),
    Compared("starts_on", "Mulai", date_format),
)
BATCH = 500
Values = dict[str, Any]
PostKey = tuple[int, int, str, date]


class AssignmentImport(WholeFile):
    """See ``changes.Importer``. A post is known by person, unit, kind and first day."""

    kind = ImportKind.ASSIGNMENTS
    columns: ClassVar[tuple[ImportColumn, ...]] = COLUMNS
    optional: ClassVar[Mapping[str, ImportColumn]] = {"post_kind": POST_KIND, "ends_on": ENDS, "basis": BASIS}
    elsewhere: ClassVar[Collection[str]] = frozenset()
    is_dated_whole = False  # each row carries its days
    absent_label = "Penempatan yang masih berlaku di unit-unit dalam berkas, tetapi tidak disebut"

    def options(self, file_name: str, given: Mapping[str, Any]) -> dict[str, Any]:
        return {}

    def parse(self, path: Path, options: Mapping[str, Any], on_progress: Progress) -> Parsed:
        required = [column.header for column in self.columns if column.required]
        table = read_table(
            path, accepted_headers(self.kind, self.columns), required, on_progress, options.get("sheet")
        )
        reader = _Reader()
        rows = []
        for line in table.rows:
            row = Row(line.number, line.cells)
            if row.cell(NIP).as_text().strip().casefold().startswith(EXAMPLE):
                continue
            rows.append((row, reader.read(row)))
        claims = _claims([Record(row.number, values) for row, values in rows if not row.errors])
        refused = conflicts(claims)
        parsed = Parsed(Headings.of(table), self.optional)
        for row, values in rows:
            if conflict := refused.get(row.number):
                row.reject(conflict.column, conflict.kind, conflict.message)
            parsed.add(row, values)
        return parsed

    def plan(self, records: list[Record], options: Mapping[str, Any]) -> Plan:
        claims = _claims(records)
        if conflicts(claims):
            raise changed_meanwhile()
        stored = {post.pk: post for post in _posts_of({claim.post.employee_id for claim in claims})}
        return Plan(
            [_change(record, claim.post, stored) for record, claim in zip(records, claims, strict=True)]
        )

    def apply(self, plan: Plan, options: Mapping[str, Any]) -> None:
        new = [change.work for change in plan.changes if change.outcome == Outcome.CREATED]
        changed = [change.work for change in plan.changes if change.outcome == Outcome.UPDATED]
        fields = [compared.name for compared in COMPARED]
        Assignment.objects.bulk_update(changed, fields, batch_size=BATCH)
        Assignment.objects.bulk_create(new, batch_size=BATCH)

    def rows(self, plan: Plan) -> Iterable[Model]:
        return (change.work for change in plan.changes if change.is_written)

    def absent(self, parsed: Parsed, options: Mapping[str, Any]) -> list[Absent]:
        values = [record.values for record in parsed.records]
        named = {(v["nip"], v["unit"], v["kind"], v["starts_on"]) for v in values}
        unsure = {collapsed(record.values.get(NIP.header, "")) for record in parsed.rejected}
        posts = Assignment.objects.on(timezone.localdate()).filter(unit__code__in={v["unit"] for v in values})
        rows = posts.select_related("employee", "unit").order_by("unit__path", "employee__name", "pk")
        return [
            Absent(
                f"{post.employee.full_name} · {post.employee.nip or '-'}",
                f"{post.position}, {post.unit.name} ({post.get_kind_display()}, sejak {date_format(post.starts_on)})",
            )
            for post in rows
            if (post.employee.nip, post.unit.code, post.kind, post.starts_on.isoformat()) not in named
            and post.employee.nip not in unsure
        ]


class _Reader:
    """Reads rows, and knows who and what there is."""

    def __init__(self) -> None:
        self._people = set(Employee.objects.exclude(nip=None).values_list("nip", flat=True))
        self._former = present_nips()
        self._units = UnitCodes((unit.code, unit.code) for unit in OrganizationalUnit.objects.all())
        self._doubles = Doubles()
        self._latest = timezone.localdate() + PLANNED_AHEAD

    def read(self, row: Row) -> Values:
        """The values of one row, JSON-ready; what is wrong stands in ``row.errors``."""
        starts = lenient(row.day, STARTS, cell_is_usual=True, latest=self._latest)
        has_end = bool(lenient(row.text, ENDS, limit=50))
        ends = lenient(row.day, ENDS, cell_is_usual=True) if has_end else None
        if starts and ends and ends < starts:
            said = f"Sampai ({date_format(ends)}) mendahului Mulai ({date_format(starts)})."
            row.reject(ENDS, "ends_before_start", said)
        values = {
            "nip": lenient(self._nip, row),
            "unit": lenient(self._unit, row),
            "position": lenient(row.words, POSITION, limit=200),
            "position_type": lenient(row.choice, POSITION_TYPE, POSITION_TYPES),
            "post_kind": _optional_choice(row),
            "kind": lenient(row.choice, KIND, KINDS),
            "is_head": lenient(row.choice, LEADS, YES_NO) == "ya",
            "starts_on": starts.isoformat() if starts else None,
            "ends_on": ends.isoformat() if ends else None,
            "basis": lenient(row.text, BASIS, limit=200) or "",
        }
        if not row.errors:
            self._refuse_double(row, values)
        return values

    def _nip(self, row: Row) -> str:
        nip = read_number(row, NIP, self._former)
        if nip not in self._people:
            row.refuse(
                NIP, "unknown_nip", f"NIP {nip} bukan pegawai yang tercatat. Impor pegawai lebih dulu."
            )
        return nip

    def _unit(self, row: Row) -> str:
        written = row.text(UNIT, limit=42, required=True)
        code = self._units.find(written)
        if code is None:
            row.refuse(
                UNIT, "unknown_unit", f"Unit {written} belum ada. Periksa kodenya atau impor unit lebih dulu."
            )
        if code != written:
            row.warn(UNIT, "leading_zero_unit", f"Kode unit {written} dibaca sebagai {code}.")
        return code

    def _refuse_double(self, row: Row, values: Values) -> None:
        key = "|".join(str(values[name]) for name in ("nip", "unit", "kind", "starts_on"))
        first = self._doubles.first_row(key, row.number)
        if first is not None:
            said = f"Penempatan ini sudah ada pada baris {first}."
            row.reject(NIP, "duplicate_assignment", said, first_row=first)


def _optional_choice(row: Row) -> str:
    if not lenient(row.text, POST_KIND, limit=200):
        return ""
    return lenient(row.choice, POST_KIND, POST_KINDS) or ""


def _claims(records: list[Record]) -> list[Claim]:
    """The post that each record wants, in the same order. Raises ``Refused`` changed_meanwhile."""
    units = {unit.code: unit for unit in OrganizationalUnit.objects.all()}
    people = {str(person.nip): person for person in Employee.objects.exclude(nip=None)}
    people |= {old: people[present] for old, present in present_nips().items()}
    try:
        wanted = [(record, people[record.values["nip"]], units[record.values["unit"]]) for record in records]
    except KeyError:
        raise changed_meanwhile() from None
    known = {_key(post): post for post in _posts_of({person.pk for _, person, _ in wanted})}
    return [
        Claim(record.number, _post(record.values, person, unit, known)) for record, person, unit in wanted
    ]


def _posts_of(people: set[int]) -> Iterable[Assignment]:
    return Assignment.objects.filter(employee__in=people).select_related("employee", "unit")


def _key(post: Assignment) -> PostKey:
    return post.employee_id, post.unit_id, post.kind, post.starts_on


def _post(
    values: Values, person: Employee, unit: OrganizationalUnit, known: Mapping[PostKey, Assignment]
) -> Assignment:
    starts = date.fromisoformat(values["starts_on"])
    post = known.get((person.pk, unit.pk, values["kind"], starts))
    post = (
        copy(post) if post else Assignment(employee=person, unit=unit, kind=values["kind"], starts_on=starts)
    )
    post.position, post.position_type = values["position"], values["position_type"]
    post.is_head, post.post_kind = values["is_head"], values.get("post_kind") or post.post_kind
    if "ends_on" in values:
        post.ends_on = date.fromisoformat(values["ends_on"]) if values["ends_on"] else None
    fill_post_kind(post)
    return post


def _change(record: Record, post: Assignment, stored: Mapping[int, Assignment]) -> Change:
    old = stored.get(post.pk) if post.pk else None
    now = {compared.name: getattr(post, compared.name) for compared in (*IDENTITY, *COMPARED)}
    found = differences(COMPARED if old else (*IDENTITY, *COMPARED), old, now)
    outcome = outcome_of(old is None, found)
    if record.values.get("basis") and outcome != Outcome.UNCHANGED:
        found.append(Difference("Dasar", "", record.values["basis"]))
    label = f"{post.employee.full_name} · {post.employee.nip} · {post.unit.name}"
    return Change(record, outcome, label, found, post)
