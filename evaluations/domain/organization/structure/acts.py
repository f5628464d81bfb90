"""The five acts that change the organisation: open, rename, move, merge, close. Each has a day, a reason, an actor.

An act of today or earlier takes effect at once; a later one is written down and ``apply_due`` does it on its day.
A unit's acts follow each other in time: none is dated before the last one.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django.db import transaction

from evaluations.domain.organization.structure.checks import check_empty, check_no_loop, check_there
from evaluations.domain.organization.structure.reading import History, children_from
from evaluations.domain.organization.structure.sentences import Outcome, day, merging, moving
from evaluations.domain.organization.structure.spans import (
    amend,
    begin,
    carry_ahead,
    first_day,
    first_span,
    is_ahead,
    next_span,
    put_in_force,
)
from evaluations.domain.organization.structure.tree import lock_tree, rebuild_paths
from evaluations.domain.refusals import Refused
from evaluations.enums import UnitChange, UnitKind
from evaluations.models import OrganizationalUnit, UnitSpan
from forms_config.actors import Actor

T = TypeVar("T")


@transaction.atomic
def open_unit(
    *, code: str, name: str, kind: int, parent: OrganizationalUnit | None, on: date, reason: str, actor: Actor
) -> Outcome:
    """A new unit below ``parent`` from ``on`` on. Raises ``Refused``: code_taken, unit_not_open (the parent)."""
    lock_tree()
    if OrganizationalUnit.objects.filter(code=code).exists():
        raise Refused("code_taken", f"Kode {code} sudah dipakai unit lain. Gunakan kode yang lain.")
    if parent is not None:
        check_there(History(), parent, on)
    unit = OrganizationalUnit.objects.create(code=code, name=name, kind=kind, parent=parent, opened_on=on)
    rebuild_paths()
    unit.refresh_from_db()
    UnitSpan.objects.create(
        unit=unit, name=name, kind=kind, parent=parent, starts_on=on, change=UnitChange.OPENED,
        reason=reason, changed_by=actor,
    )  # fmt: skip
    below = f" di bawah {parent}" if parent else ""
    return Outcome(unit, [f"{name} ({code}) dibentuk{below} mulai {day(on)}."], is_planned=is_ahead(on))


@transaction.atomic
def rename(
    unit: OrganizationalUnit, name: str, *, kind: int | None = None, on: date, reason: str, actor: Actor
) -> Outcome:
    """Another name (and kind) from ``on`` on. Raises ``Refused``: nothing_changed, before_last_change, unit_closed."""
    unit, last = begin(unit, on)
    kind = last.kind if kind is None else kind
    if (name, kind) == (last.name, last.kind):
        raise Refused("nothing_changed", "Nama dan jenis ini sama dengan yang sekarang.")
    sentences = []
    if name != last.name:
        sentences.append(f"{last.name} bernama {name} mulai {day(on)}.")
        sentences.append("Laporan tentang masa sebelumnya tetap dapat dibaca dengan nama lama.")
    if kind != last.kind:
        old, new = UnitKind(last.kind).label, UnitKind(kind).label
        sentences.append(f"Jenis unit berubah dari {old} menjadi {new} mulai {day(on)}.")
    span = next_span(last, on, UnitChange.RENAMED, reason, actor, name=name, kind=kind)
    return _effect(span, Outcome(unit, sentences, is_planned=is_ahead(on)))


@transaction.atomic
def move(
    unit: OrganizationalUnit, parent: OrganizationalUnit, *, on: date, reason: str, actor: Actor
) -> Outcome:
    """Below another unit from ``on`` on, with all below it.

    Raises ``Refused``: unit_loop, nothing_changed, unit_not_open (the new parent), before_last_change, unit_closed.
    """
    unit, last = begin(unit, on)
    history = History()
    check_no_loop(history, unit, parent, on)
    if parent.pk == last.parent_id:
        raise Refused("nothing_changed", f"{unit} sudah berada di bawah {parent}.")
    check_there(history, parent, on)
    then = history.on(on)
    return _effect(
        next_span(last, on, UnitChange.MOVED, reason, actor, parent=parent),
        Outcome(unit, moving(then, unit, last, parent, on), is_planned=is_ahead(on)),
    )


@transaction.atomic
def merge(
    unit: OrganizationalUnit, into: OrganizationalUnit, *, on: date, reason: str, actor: Actor
) -> Outcome:
    """The unit ends on ``on`` and lives on in ``into``, with its children and its people.

    Posts end the day before and begin anew in ``into``; whoever led the merged unit leads no longer. Raises
    ``Refused``: unit_loop (into itself or below), unit_not_open, before_last_change (also of a child), unit_closed.
    """
    unit, last = begin(unit, on, is_ending=True)
    history = History()
    check_no_loop(history, unit, into, on)
    check_there(history, into, on)
    for child in children_from(history, unit, on):
        begin(child, on)  # refuses early what would be refused on the day
    outcome = Outcome(unit, *merging(history, unit, last, into, on), is_planned=is_ahead(on))
    return _effect(next_span(last, on, UnitChange.MERGED, reason, actor, parent=into), outcome)


@transaction.atomic
def close(unit: OrganizationalUnit, *, on: date, reason: str, actor: Actor) -> Outcome:
    """The unit is no more from ``on`` on.

    Raises ``Refused``: unit_has_children, unit_has_people (details: the names), before_last_change, unit_closed.
    """
    unit, last = begin(unit, on, is_ending=True)
    check_empty(History(), unit, on)
    outcome = Outcome(unit, [f"{last.name} ditutup mulai {day(on)}."], is_planned=is_ahead(on))
    return _effect(next_span(last, on, UnitChange.CLOSED, reason, actor), outcome)


@transaction.atomic
def correct(unit: OrganizationalUnit, *, code: str, name: str, kind: int) -> OrganizationalUnit:
    """Mend a slip of the pen in what holds now: no history, also in reports of the past. Raises code_taken."""
    lock_tree()
    if OrganizationalUnit.objects.filter(code=code).exclude(pk=unit.pk).exists():
        raise Refused("code_taken", f"Kode {code} sudah dipakai unit lain. Gunakan kode yang lain.")
    unit = OrganizationalUnit.objects.get(pk=unit.pk)
    before = (unit.name, unit.kind, unit.parent_id)
    unit.code, unit.name, unit.kind = code, name, kind
    unit.save(update_fields=["code", "name", "kind"])
    rebuild_paths()
    present = unit.spans.filter(in_force=True).last()
    if present is not None:
        present.name, present.kind = name, kind
        present.save(update_fields=["name", "kind"])
        carry_ahead(unit, before)
    unit.refresh_from_db()
    return unit


def preview(act: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
    """What ``act`` would do, or its refusal; everything is taken back."""
    with transaction.atomic():
        outcome = act(*args, **kwargs)
        transaction.set_rollback(True)
    return outcome


@transaction.atomic
def record_import(
    before: dict[int, tuple[str, int, int | None]], *, on: date, reason: str, actor: Actor | None = None
) -> int:
    """Write the history of units that an import has just changed; gives how many.

    ``before``: name, kind and parent id as they stood, by unit id. A second import on the same day amends the first,
    and a planned change keeps what it plans but takes over the rest.
    """
    changed = 0
    for unit in OrganizationalUnit.objects.filter(pk__in=before).order_by("pk"):
        old = before[unit.pk]
        if old == (unit.name, unit.kind, unit.parent_id):
            continue
        changed += 1
        last = unit.spans.filter(in_force=True).last() or first_span(unit, old)
        change = UnitChange.MOVED if old[2] != unit.parent_id else UnitChange.RENAMED
        state = {"name": unit.name, "kind": unit.kind, "parent": unit.parent}
        planned = unit.spans.filter(in_force=False).exists()
        if planned or (last.starts_on and last.starts_on >= on):
            amend(last, **state)
            carry_ahead(unit, old)
        else:
            next_span(last, on, change, reason, actor, **state)
    return changed


def _effect(span: UnitSpan, outcome: Outcome) -> Outcome:
    if not span.in_force:
        outcome.sentences.append(f"Belum berlaku sekarang: dijalankan sendiri pada {day(first_day(span))}.")
        return outcome
    put_in_force(span)
    outcome.unit.refresh_from_db()
    return outcome
