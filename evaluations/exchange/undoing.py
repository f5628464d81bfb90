"""Taking a whole import back, while every row is as it left it and nothing was built on it."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Field, Model, Q
from django.utils import timezone
from django.utils.formats import date_format

from evaluations.domain.attendance.months import Month, compute_touched, month_of
from evaluations.domain.organization.structure import rebuild_paths
from evaluations.domain.refusals import Refused
from evaluations.enums import ATTENDANCE_IMPORTS, ImportKind, ImportState
from evaluations.exchange.applying import lock_periods
from evaluations.exchange.imports import check_manager
from evaluations.exchange.journal import TABLES, Entry, Key, chunks, is_as_left, stored
from evaluations.exchange.kept_rows import JOURNAL, kept
from evaluations.models import (
    Assignment,
    AttendanceMonth,
    AttendanceTap,
    DayStatement,
    Evaluation,
    ImportBatch,
    OrganizationalUnit,
)
from forms_config.actors import Actor

NAMED = 20  # rows of one kind that are named; the others are counted
BATCH = 500


@transaction.atomic
def undo(batch: ImportBatch, *, actor: Actor) -> ImportBatch:
    """Restore every row that the import changed, delete those that it created.

    Raises ``Refused``: not_yours, wrong_state, nothing_to_undo, built_on (``details``: what stands in the way, in
    words); then nothing is written.
    """
    check_manager(actor)
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state != ImportState.APPLIED:
        raise Refused(
            "wrong_state",
            f"Impor ini {locked.get_state_display().lower()}, jadi tidak dapat ditarik kembali.",
        )
    entries = list(kept(locked, JOURNAL))
    if not entries:
        raise Refused("nothing_to_undo", "Impor ini tidak menyimpan perubahan yang dapat ditarik kembali.")
    lock_periods()
    obstacles = obstacles_of(locked, entries)
    if obstacles:
        raise Refused(
            "built_on",
            "Impor ini tidak dapat ditarik kembali karena datanya sudah berubah atau sudah dipakai. "
            "Perbaiki lewat impor baru atau halaman pegawai.",
            obstacles,
        )
    # First, since some rows the database lets go only with the import that made them.
    locked.state, locked.undone_at, locked.undone_by = ImportState.UNDONE, timezone.now(), actor
    locked.save(update_fields=["state", "undone_at", "undone_by"])
    touched = _months_touched(entries)
    _restore(entries)
    _delete_created(entries)
    compute_touched(touched)
    if locked.kind == ImportKind.UNITS:
        rebuild_paths()
    return locked


def obstacles_of(batch: ImportBatch, entries: list[Entry]) -> list[str]:
    """What stands in the way of taking ``batch`` back, in sentences; locks its rows until the transaction ends."""
    keys = {(table, key) for table, key, _ in entries}
    for table, found in _by_table(entries).items():
        for chunk in chunks(sorted(found)):
            rows = TABLES[table].model._base_manager.filter(pk__in=chunk).order_by("pk")
            list(rows.select_for_update().values_list("pk"))
    applied_at = batch.applied_at or batch.created_at
    return [
        *_newer_imports(batch, keys),
        *_changed_since(entries),
        *_references(entries, keys),
        *_evaluations_since(batch, entries, applied_at),
    ]


def _by_table(entries: Iterable[Entry], *, created: bool = False) -> dict[str, set[int]]:
    """Keys by table; with ``created`` only of the rows that the import made."""
    found: dict[str, set[int]] = {}
    for table, key, left in entries:
        if not created or isinstance(left, str):
            found.setdefault(table, set()).add(key)
    return found


def _newer_imports(batch: ImportBatch, keys: set[Key]) -> Iterator[str]:
    newer = ImportBatch.objects.filter(state=ImportState.APPLIED, applied_at__gte=batch.applied_at)
    for other in newer.exclude(pk=batch.pk).order_by("applied_at", "pk").only("file_name", "applied_at"):
        if any((table, key) in keys for table, key, _ in kept(other, JOURNAL)):
            when = date_format(timezone.localtime(other.applied_at), "DATETIME_FORMAT")
            yield f"Impor yang lebih baru mengubah data yang sama: {other.file_name} ({when})."


def _changed_since(entries: list[Entry]) -> Iterator[str]:
    now = stored((table, key) for table, key, _ in entries)
    changed = [
        (entry[0], entry[1]) for entry in entries if not is_as_left(entry, now.get((entry[0], entry[1])))
    ]
    for table, key in changed[:NAMED]:
        row = TABLES[table].model._base_manager.filter(pk=key).first()
        name = TABLES[table].model._meta.verbose_name
        yield (
            f"Sudah berubah sejak diimpor: {name} {row}."
            if row
            else f"Sudah dihapus sejak diimpor: satu {name}."
        )
    yield from _and_more(len(changed), "baris lain yang sudah berubah")


def _references(entries: list[Entry], own: set[Key]) -> Iterator[str]:
    """Rows that point to something created here, and are not of this import themselves."""
    tables = {known.model: table for table, known in TABLES.items()}
    for table, keys in _by_table(entries, created=True).items():
        model = TABLES[table].model
        for relation in model._meta.related_objects:
            table_there = tables.get(relation.related_model)
            mine = {key for name, key in own if name == table_there}
            counted = _pointing(relation.related_model, relation.field.name, keys, mine)
            yield from _named_references(model, relation.related_model, counted)


def _pointing(model: type[Model], field: str, keys: set[int], mine: set[int]) -> dict[int, int]:
    """How many rows of ``model`` besides ``mine`` point to each key."""
    counted: dict[int, int] = {}
    for chunk in chunks(sorted(keys)):
        rows = model._base_manager.filter(**{f"{field}__in": chunk}).values_list("pk", f"{field}_id")
        for pk, key in rows.order_by():
            if pk not in mine:
                counted[key] = counted.get(key, 0) + 1
    return counted


def _named_references(model: type[Model], there: type[Model], counted: dict[int, int]) -> Iterator[str]:
    name = there._meta.verbose_name
    for row in model._base_manager.filter(pk__in=list(counted)[:NAMED]).order_by("pk"):
        yield f"{row} sudah dipakai pada {counted[row.pk]} {name}."
    yield from _and_more(len(counted), f"baris lain yang sudah dipakai pada {name}")


def _evaluations_since(batch: ImportBatch, entries: list[Entry], applied_at: datetime) -> Iterator[str]:
    """Evaluations carry copies of people, posts and units; figures of attendance count once they are handed in."""
    if batch.kind in ATTENDANCE_IMPORTS:
        months = {month for _, month in _months_touched(entries)}
        of_month = Q(pk__in=[])
        for year, month in months:
            of_month |= Q(period__year=year, period__month=month)
        built = Evaluation.objects.filter(of_month, submitted_at__gte=applied_at)
    else:
        built = Evaluation.objects.filter(created_at__gte=applied_at)
    about = _whom(entries)
    found: dict[str, set[int]] = {}
    for field, keys in about.items():
        for chunk in chunks(sorted(keys)):
            rows = built.filter(**{f"{field}__in": chunk}).values_list("pk", "period__name").order_by()
            for pk, period in rows:
                found.setdefault(period, set()).add(pk)
    for period, evaluations in sorted(found.items()):
        yield f"{len(evaluations)} evaluasi {period} dibuat atau dikirim sesudah impor ini, dengan data darinya."


def _whom(entries: list[Entry]) -> dict[str, set[int]]:
    """Field of the evaluation → keys of people or units that the import touched."""
    touched = _by_table(entries)
    people = set(touched.get("employee", ()))
    for table, model in _PERSONAL.items():
        for chunk in chunks(sorted(touched.get(table, ()))):
            people |= set(model._base_manager.filter(pk__in=chunk).values_list("employee_id", flat=True))
    units = set(touched.get("unit", ()))
    fields = {"employee": people, "rater": people, "reviewer": people, "unit": units, "agency": units}
    return {field: keys for field, keys in fields.items() if keys}


def _months_touched(entries: list[Entry]) -> set[tuple[int, Month]]:
    """The people and months of attendance about which the rows of an import are."""
    found: set[tuple[int, Month]] = set()
    for table, keys in _by_table(entries).items():
        if table not in _MONTHS:
            continue
        fields, months = _MONTHS[table]
        for chunk in chunks(sorted(keys)):
            rows = TABLES[table].model._base_manager.filter(pk__in=chunk)
            for pk, *about in rows.values_list("employee_id", *fields):
                found |= {(pk, month) for month in months(about)}
    return found


def _of_tap(about: list[Any]) -> set[Month]:
    """A tap after midnight is of the day before."""
    day = timezone.localdate(about[0])
    return {month_of(day), month_of(day - timedelta(1))}


# Table → the fields that tell about which months a row is, and how.
_MONTHS: dict[str, tuple[tuple[str, ...], Callable[[list[Any]], set[Month]]]] = {
    "attendance": (("year", "month"), lambda about: {(about[0], about[1])}),
    "said": (("starts_on",), lambda about: {month_of(about[0])}),
    "tap": (("at",), _of_tap),
}
_PERSONAL: dict[str, type[Model]] = {
    "post": Assignment,
    "attendance": AttendanceMonth,
    "tap": AttendanceTap,
    "said": DayStatement,
}


def _and_more(count: int, what: str) -> Iterator[str]:
    if count > NAMED:
        yield f"Dan {count - NAMED} {what}."


def _restore(entries: list[Entry]) -> None:
    """Put the former values back, one statement per batch."""
    for table, known in TABLES.items():
        before = {
            key: {name: old for name, (old, _) in left.items()}
            for owner, key, left in entries
            if owner == table and not isinstance(left, str)
        }
        fields = sorted({name for values in before.values() for name in values})
        for chunk in chunks(sorted(before)):
            rows = list(known.model._base_manager.filter(pk__in=chunk))
            for row in rows:
                for name, value in before[row.pk].items():
                    setattr(row, name, _as_python(known.model, name, value))
            known.model._base_manager.bulk_update(
                rows, [name.removesuffix("_id") for name in fields], batch_size=BATCH
            )


def _as_python(model: type[Model], name: str, value: object) -> object:
    """What JSON kept of a field, as the field holds it; a key (``…_id``) stays as it is."""
    field = None if name.endswith("_id") else model._meta.get_field(name)
    return field.to_python(value) if isinstance(field, Field) else value


def _delete_created(entries: list[Entry]) -> None:
    created = _by_table(entries, created=True)
    for table, known in TABLES.items():
        keys = sorted(created.get(table, ()))
        for chunk in chunks(keys):
            rows = known.model._base_manager.filter(pk__in=chunk)
            if known.model is OrganizationalUnit:
                rows.update(parent=None, agency=None)  # units protect each other from being deleted
        for chunk in chunks(keys):
            known.model._base_manager.filter(pk__in=chunk).delete()
