"""The unit list of SAPA ASN: ``{"result": [{"id", "id_jenis_unor", "parent_id", "name"}]}``.

Row numbers count the entries of the list from 1. Some references carry a leading zero that the unit itself
lacks, or lack one that it has: both find their unit as long as only one can be meant.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from django.db.models import F, Model
from django.utils import timezone

from evaluations.domain.organization.structure import rebuild_paths, record_import
from evaluations.domain.refusals import Refused
from evaluations.enums import ImportKind, UnitKind
from evaluations.exchange.cells import Cells, from_json
from evaluations.exchange.changes import (
    Absent,
    Change,
    Compared,
    Outcome,
    Plan,
    WholeFile,
    differences,
    outcome_of,
)
from evaluations.exchange.headings import Headings, accepted_headers
from evaluations.exchange.json_rows import is_json
from evaluations.exchange.parsed import Doubles, Parsed, Record
from evaluations.exchange.rows import ImportColumn, Row, lenient
from evaluations.exchange.tables import ZIP, Progress, check_size, read_table
from evaluations.exchange.tables import check_beginning as check_table
from evaluations.exchange.unit_codes import UnitCodes, bare
from evaluations.models import OrganizationalUnit, UnitSpan

CODE = ImportColumn("id", "id", "Kode unit", required=True)
KIND = ImportColumn("id_jenis_unor", "jenis_unor", "Jenis unit", required=True)
PARENT = ImportColumn("parent_id", "parent", "Induk", required=True)
NAME = ImportColumn("name", "nama", "Nama unit", required=True)

KINDS = {str(kind.value): kind for kind in UnitKind}
COMPARED = (
    Compared("name", "Nama"),
    Compared("kind", "Jenis", lambda kind: UnitKind(kind).label),
    Compared("parent_code", "Induk"),
)
MAX_BYTES = 5 * 1024 * 1024  # a regency has a tenth of that
DEEPEST = 12  # levels; the path of a deeper unit would not fit
BATCH = 500


class UnitImport(WholeFile):
    """See ``changes.Importer``."""

    kind = ImportKind.UNITS
    absent_label = "Unit yang masih ada tetapi tidak ada dalam berkas"
    columns: ClassVar[tuple[ImportColumn, ...]] = (CODE, KIND, PARENT, NAME)
    optional: ClassVar[Mapping[str, ImportColumn]] = {}
    elsewhere: ClassVar[Collection[str]] = frozenset()
    is_dated_whole = True

    def options(self, file_name: str, given: Mapping[str, Any]) -> dict[str, Any]:
        return {}

    def parse(self, path: Path, options: dict[str, Any], on_progress: Progress) -> Parsed:
        headings, entries = self._cells(path, options.get("sheet"), on_progress)
        stored = UnitCodes((code, code) for code in _stored_codes())
        doubles = Doubles()
        rows = []
        for number, cells in entries:
            row = Row(number, cells)
            rows.append((row, _read_unit(row, stored, doubles)))
        _connect(rows)
        parsed = Parsed(headings)
        for row, values in rows:
            parsed.add(row, values)
        return parsed

    def _cells(
        self, path: Path, sheet: str | None, on_progress: Progress
    ) -> tuple[Headings, list[tuple[int, Cells]]]:
        """The entries of the JSON file, or the rows of a table (as the error workbook is); with their numbers."""
        if not is_json(path):
            required = [column.header for column in self.columns]
            accepted = accepted_headers(self.kind, self.columns)
            table = read_table(path, accepted, required, on_progress, sheet)
            return Headings.of(table), [(line.number, line.cells) for line in table.rows]
        entries = _entries(path)
        on_progress(len(entries))
        known = [column.header for column in self.columns]
        headings = Headings(known, [name for name in entries[0] if name not in known])
        return headings, [
            (number, {header: from_json(entry.get(header)) for header in known})
            for number, entry in enumerate(entries, start=1)
        ]

    def plan(self, records: list[Record], options: Mapping[str, Any]) -> Plan:
        stored = {
            unit.code: unit for unit in OrganizationalUnit.objects.annotate(parent_code=F("parent__code"))
        }
        plan = Plan()
        for record in records:
            values = record.values
            unit = stored.get(values["code"])
            found = differences(COMPARED, unit, values)
            label = f"{values['name']} · {values['code']}"
            work = unit or OrganizationalUnit(code=values["code"])
            plan.changes.append(Change(record, outcome_of(unit is None, found), label, found, work))
        return plan

    def apply(self, plan: Plan, options: Mapping[str, Any]) -> None:
        """New units first, then everybody's parent, then paths and agencies of the whole tree, then history."""
        known = {change.work.pk for change in plan.changes if change.outcome == Outcome.UPDATED}
        stood = OrganizationalUnit.objects.filter(pk__in=known).values_list("pk", "name", "kind", "parent_id")
        before: dict[int, tuple[str, int, int | None]] = {
            pk: (name, kind, parent_id) for pk, name, kind, parent_id in stood
        }
        written = [change for change in plan.changes if change.is_written]
        for change in written:
            change.work.name, change.work.kind = change.record.values["name"], change.record.values["kind"]
        new = [change.work for change in plan.changes if change.outcome == Outcome.CREATED]
        OrganizationalUnit.objects.bulk_create(new, batch_size=BATCH)
        by_code = {unit.code: unit for unit in OrganizationalUnit.objects.all()}
        touched = []
        for change in written:
            change.work.parent = by_code.get(change.record.values["parent_code"])
            touched.append(change.work)
        OrganizationalUnit.objects.bulk_update(touched, ["name", "kind", "parent"], batch_size=BATCH)
        rebuild_paths()
        record_import(before, on=timezone.localdate(), reason="Impor unit SAPA ASN")

    def rows(self, plan: Plan) -> Iterable[Model]:
        units = [change.work for change in plan.changes if change.is_written]
        yield from units
        yield from UnitSpan.objects.filter(unit__in=[unit.pk for unit in units if unit.pk])

    def absent(self, parsed: Parsed, options: Mapping[str, Any]) -> list[Absent]:
        named = {record.values["code"] for record in parsed.records}
        named |= {record.values.get(CODE.header, "") for record in parsed.rejected}
        units = OrganizationalUnit.objects.open_on(timezone.localdate()).select_related("parent")
        return [
            Absent(f"{unit.name} · {unit.code}", f"di bawah {unit.parent}" if unit.parent else "")
            for unit in units.order_by("path")
            if unit.code not in named
        ]


def check_beginning(path: Path) -> None:
    """Raises ``Refused`` when the first bytes already tell that it is neither JSON nor a table."""
    with path.open("rb") as file:
        start = file.read(1024)
    if not start.startswith(ZIP) and b"\x00" in start:
        raise _not_json()
    if not is_json(path):
        check_table(path)


def _not_json() -> Refused:
    return Refused("not_json", "Berkas ini bukan berkas JSON yang sah. Unggah unor.json dari SAPA ASN.")


def _entries(path: Path) -> list[dict[str, Any]]:
    """The entries of the file. Raises ``Refused`` not_json, wrong_shape or one of the size."""
    check_size(path.stat().st_size)
    if path.stat().st_size > MAX_BYTES:  # as text it takes twenty times the memory
        limit = MAX_BYTES // 1024 // 1024
        raise Refused("file_too_large", f"Daftar unit ini lebih besar dari {limit} MB. Periksa berkasnya.")
    try:
        data = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _not_json() from None
    entries = data.get("result") if isinstance(data, dict) else data
    if not isinstance(entries, list) or not entries or not all(isinstance(e, dict) for e in entries):
        raise Refused(
            "wrong_shape", "Isi berkas ini bukan daftar unit. Seharusnya {“result”: [{id, parent_id, …}]}."
        )
    lacking = [column.header for column in (CODE, KIND, PARENT, NAME) if column.header not in entries[0]]
    if lacking:
        raise Refused("missing_columns", f"Isian yang harus ada: {', '.join(lacking)}.", lacking)
    return entries


def _stored_codes() -> Iterable[str]:
    return OrganizationalUnit.objects.values_list("code", flat=True)


def _read_unit(row: Row, stored: UnitCodes[str], doubles: Doubles) -> dict[str, Any]:
    return {
        "code": lenient(_code, row, stored, doubles),
        "kind": lenient(row.choice, KIND, KINDS),
        "parent_code": lenient(row.text, PARENT, limit=42) or None,
        "name": lenient(row.text, NAME, limit=200, required=True),
    }


def _code(row: Row, stored: UnitCodes[str], doubles: Doubles) -> str:
    """The unit's code, as it is already stored if it is; a second unit with the same one is refused."""
    written = row.text(CODE, limit=42, required=True)
    code = stored.find(written) or written
    first = doubles.first_row(bare(code) if code.isdigit() else code, row.number)
    if first is not None:
        row.refuse(CODE, "duplicate_id", f"Kode {written} sudah dipakai entri ke-{first}.", first_row=first)
    if code != written:
        row.warn(CODE, "leading_zero_id", f"Kode {written} dibaca sebagai {code}.")
    return code


def _connect(rows: list[tuple[Row, dict[str, Any]]]) -> None:
    """Find every parent among the good rows and the stored units; refuse orphans, loops and a second root."""
    codes = UnitCodes((values["code"], values["code"]) for row, values in rows if not row.errors)
    for code in _stored_codes():
        if codes.find(code) is None:
            codes.add(code, code)
    for row, values in rows:
        if values["parent_code"] is None or row.errors:
            continue
        found = codes.find(values["parent_code"])
        if found is None:
            row.reject(PARENT, "unknown_parent", f"Induk {values['parent_code']} tidak ditemukan.")
        elif found != values["parent_code"]:
            row.warn(PARENT, "leading_zero_parent", f"Induk {values['parent_code']} dibaca sebagai {found}.")
        values["parent_code"] = found or values["parent_code"]
    _refuse_second_roots(rows)
    _refuse_unrooted(rows)


def _refuse_second_roots(rows: list[tuple[Row, dict[str, Any]]]) -> None:
    """One unit stands above all: whoever has no parent and is not that one is refused."""
    roots = set(OrganizationalUnit.objects.filter(parent=None).values_list("code", flat=True))
    first: tuple[int, str] | None = None
    for row, values in rows:
        if row.errors or values["parent_code"] is not None or values["code"] in roots:
            continue
        if not roots and first is None:
            first = (row.number, values["code"])
            continue
        above = min(roots) if roots else first[1] if first else ""
        said = f"Induk kosong, padahal unit tertinggi sudah ada: {above}. Isi kode induknya."
        row.reject(PARENT, "second_root", said, first_row=first[0] if first else None)


def _refuse_unrooted(rows: list[tuple[Row, dict[str, Any]]]) -> None:
    """Refuse units whose way up meets a refused unit, a loop, or too many levels."""
    parents = dict(OrganizationalUnit.objects.values_list("code", "parent__code"))
    parents |= {values["code"]: values["parent_code"] for row, values in rows if not row.errors}
    refused = {values["code"] for row, values in rows if row.errors} - parents.keys() - {None}
    for row, values in rows:
        if row.errors:
            continue
        way: list[str] = []
        code = values["code"]
        while code is not None and code not in way and code not in refused and len(way) <= DEEPEST:
            way.append(code)
            code = parents.get(code)
        if code in way:
            row.reject(PARENT, "unit_loop", "Susunan induk unit ini melingkar.")
        elif code in refused:
            row.reject(PARENT, "unknown_parent", f"Induk {code} tidak ikut diimpor karena ada kesalahan.")
        elif code is not None:
            row.reject(PARENT, "too_deep", f"Susunan unit lebih dari {DEEPEST} tingkat.")
