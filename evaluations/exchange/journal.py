"""What an import wrote, row by row: enough to take it back, and to see whether a row is still as it was left.

An entry is ``[table, key, digest]`` for a created row and ``[table, key, {field: [before, after]}]`` for a changed
one. Only the fields named here are ever kept.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2s
from itertools import islice
from typing import Any

from django.contrib.auth import get_user_model
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from evaluations.models import (
    Assignment,
    AttendanceMonth,
    AttendanceTap,
    CreditBalance,
    DayStatement,
    Employee,
    LegalStatusSpan,
    OrganizationalUnit,
    UnitSpan,
)

CHUNK = 2000
Key = tuple[str, int]
Values = dict[str, Any]
Entry = list[Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A table that imports write, and its fields that the journal knows."""

    model: type[Model]
    fields: tuple[str, ...]


# In the order in which created rows can go: what refers to others first.
TABLES: dict[str, Kept] = {
    "attendance": Kept(
        AttendanceMonth,
        ("employee_id", "year", "month", "working_days", "days_present", "unexcused_days", "missing_taps",
         "late_minutes", "early_minutes", "away_minutes", "missed_ceremonies", "open_days", "source"),
    ),
    "tap": Kept(AttendanceTap, ("employee_id", "at", "kind", "source", "device")),
    "said": Kept(
        DayStatement,
        ("employee_id", "starts_on", "ends_on", "status", "codes", "came_at", "went_at", "source"),
    ),
    "credit": Kept(CreditBalance, ("employee_id", "points", "as_of", "document")),
    "post": Kept(
        Assignment,
        ("employee_id", "unit_id", "position", "position_type", "post_kind", "kind", "is_head", "starts_on", "ends_on"),
    ),
    "status": Kept(LegalStatusSpan, ("employee_id", "status", "starts_on", "ends_on", "reason")),
    "employee": Kept(
        Employee,
        ("user_id", "nip", "name", "title_before", "title_after", "employment_type", "legal_status", "rank", "email"),
    ),
    "account": Kept(get_user_model(), ("username", "is_active")),
    "span": Kept(
        UnitSpan,
        ("unit_id", "name", "kind", "parent_id", "starts_on", "ends_on", "change", "reason", "in_force"),
    ),
    "unit": Kept(
        OrganizationalUnit,
        ("code", "name", "kind", "parent_id", "opened_on", "closed_on", "merged_into_id"),
    ),
}  # fmt: skip
_TABLE_OF = {kept.model: table for table, kept in TABLES.items()}


def snapshot(rows: Iterable[Model]) -> dict[Key, Values]:
    """The stored values of the rows that have a key, as JSON would have them."""
    keys: dict[str, set[int]] = {}
    for row in rows:
        if row.pk is not None:
            keys.setdefault(_TABLE_OF[type(row)], set()).add(row.pk)
    return stored({(table, key) for table, found in keys.items() for key in found})


def stored(keys: Iterable[Key]) -> dict[Key, Values]:
    """The values of these rows as they are now; rows that are gone are left out."""
    by_table: dict[str, list[int]] = {}
    for table, key in keys:
        by_table.setdefault(table, []).append(key)
    found: dict[Key, Values] = {}
    for table, wanted in by_table.items():
        kept = TABLES[table]
        for chunk in chunks(sorted(wanted)):
            for row in kept.model._base_manager.filter(pk__in=chunk).values("pk", *kept.fields):
                found[table, row.pop("pk")] = _plain(row)
    return found


def chunks(keys: Iterable[int]) -> Iterable[list[int]]:
    """The keys in parts that one statement may name."""
    rest = iter(keys)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _plain(values: Values) -> Values:
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def journal(before: Mapping[Key, Values], after: Mapping[Key, Values]) -> list[Entry]:
    """The entries for what happened between two snapshots; rows that stayed the same have none."""
    entries: list[Entry] = []
    for (table, key), values in after.items():
        old = before.get((table, key))
        if old is None:
            entries.append([table, key, digest(values)])
        elif old != values:
            changed = {name: [old[name], values[name]] for name in values if old[name] != values[name]}
            entries.append([table, key, changed])
    return entries


def digest(values: Values) -> str:
    """A few characters that tell whether a created row is still as it was."""
    return blake2s(json.dumps(values, sort_keys=True).encode(), digest_size=8).hexdigest()


def is_as_left(entry: Entry, values: Values | None) -> bool:
    """Whether the row still has what the import wrote."""
    if values is None:
        return False
    left = entry[2]
    if isinstance(left, str):
        return digest(values) == left
    return all(values[name] == after for name, (_, after) in left.items())
