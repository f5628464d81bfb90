"""The five acts that change the organisation: open, rename, move, merge, close. Each has a day, a reason, an actor.

An act of today or earlier takes effect at once; a later one is written down and ``apply_due`` does it on its day.
A unit's acts follow each other in time: none is dated before the last one.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from evaluations.domain.organization.structure.reading import ENDINGS, History, Structure
from evaluations.domain.organization.structure.tree import lock_tree, loop, rebuild_paths
from evaluations.domain.refusals import Refused
from evaluations.enums import UnitChange, UnitKind
from evaluations.models import Assignment, OrganizationalUnit, UnitSpan

logger = logging.getLogger(__name__)
T = TypeVar("T")
ONE_DAY = timedelta(days=1)
NAMED = 20  # people or units that an outcome lists by name


@dataclass(frozen=True)
class Outcome:
    """What an act has done or will do, in sentences for the person who confirms it."""

    unit: OrganizationalUnit
    sentences: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)  # of the first people or units concerned
    is_planned: bool = False


@transaction.atomic
def open_unit(
    *, code: str, name: str, kind: int, parent: OrganizationalUnit | None, on: date, reason: str, actor: Any
) -> Outcome:
    """A new unit below ``parent`` from ``on`` on. Raises ``Refused``: code_taken, unit_not_open (the parent)."""
    lock_tree()
    if OrganizationalUnit.objects.filter(code=code).exists():
        raise Refused("code_taken", f"Kode {code} sudah dipakai unit lain. Gunakan kode yang lain.")
    if parent is not None:
        _check_there(History(), parent, on)
    unit = OrganizationalUnit.objects.create(code=code, name=name, kind=kind, parent=parent, opened_on=on)
    rebuild_paths()
    unit.refresh_from_db()
    UnitSpan.objects.create(
        unit=unit, name=name, kind=kind, parent=parent, starts_on=on, change=UnitChange.OPENED,
        reason=reason, changed_by=actor,
    )  # fmt: skip
    below = f" di bawah {parent}" if parent else ""
    return Outcome(unit, [f"{name} ({code}) dibentuk{below} mulai {day(on)}."], is_planned=_is_ahead(on))


@transaction.atomic
def rename(
    unit: OrganizationalUnit, name: str, *, kind: int | None = None, on: date, reason: str, actor: Any
) -> Outcome:
    """Another name (and kind) from ``on`` on. Raises ``Refused``: nothing_changed, before_last_change, unit_closed."""
    unit, last = _begin(unit, on)
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
    span = _next_span(last, on, UnitChange.RENAMED, reason, actor, name=name, kind=kind)
    return _effect(span, Outcome(unit, sentences, is_planned=_is_ahead(on)))


@transaction.atomic
def move(
    unit: OrganizationalUnit, parent: OrganizationalUnit, *, on: date, reason: str, actor: Any
) -> Outcome:
    """Below another unit from ``on`` on, with all below it.

    Raises ``Refused``: unit_loop, nothing_changed, unit_not_open (the new parent), before_last_change, unit_closed.
    """
    unit, last = _begin(unit, on)
    history = History()
    _check_no_loop(history, unit, parent, on)
    if parent.pk == last.parent_id:
        raise Refused("nothing_changed", f"{unit} sudah berada di bawah {parent}.")
    _check_there(history, parent, on)
    then = history.on(on)
    return _effect(
        _next_span(last, on, UnitChange.MOVED, reason, actor, parent=parent),
        Outcome(unit, _moving(then, unit, last, parent, on), is_planned=_is_ahead(on)),
    )


def _moving(
    then: Structure, unit: OrganizationalUnit, last: UnitSpan, parent: OrganizationalUnit, on: date
) -> list[str]:
    below = then.within(unit.pk)
    people = _posts_from(below, on).values("employee").distinct().count()
    origin = f" dari {last.parent}" if last.parent else ""
    units = f" beserta {len(below) - 1} unit di bawahnya" if len(below) > 1 else ""
    sentences = [f"{last.name}{units} pindah{origin} ke {parent} mulai {day(on)}."]
    if people:
        sentences.append(f"{people} pegawai ikut; penempatannya tetap, atasannya mengikuti susunan baru.")
    old, new = then.agency_of(unit.pk), then.agency_of(parent.pk)
    if old and new and old.pk not in (new.pk, unit.pk):
        sentences.append(f"Perangkat daerahnya berubah dari {old} menjadi {new}.")
    return sentences


@transaction.atomic
def merge(
    unit: OrganizationalUnit, into: OrganizationalUnit, *, on: date, reason: str, actor: Any
) -> Outcome:
    """The unit ends on ``on`` and lives on in ``into``, with its children and its people.

    Posts end the day before and begin anew in ``into``; whoever led the merged unit leads no longer. Raises
    ``Refused``: unit_loop (into itself or below), unit_not_open, before_last_change (also of a child), unit_closed.
    """
    unit, last = _begin(unit, on, is_ending=True)
    history = History()
    _check_no_loop(history, unit, into, on)
    _check_there(history, into, on)
    for child in _children_from(history, unit, on):
        _begin(child, on)  # refuses early what would be refused on the day
    outcome = Outcome(unit, *_merging(history, unit, last, into, on), is_planned=_is_ahead(on))
    return _effect(_next_span(last, on, UnitChange.MERGED, reason, actor, parent=into), outcome)


def _merging(
    history: History, unit: OrganizationalUnit, last: UnitSpan, into: OrganizationalUnit, on: date
) -> tuple[list[str], list[str]]:
    posts = list(_posts_from({unit.pk}, on).select_related("employee").order_by("employee__name", "pk"))
    people = {post.employee_id: str(post.employee) for post in posts}
    children = _children_from(history, unit, on)
    sentences = [f"{last.name} digabung ke {into} mulai {day(on)} dan tidak dipakai lagi sejak hari itu."]
    if people:
        sentences.append(
            f"{len(people)} pegawai pindah ke {into}: penempatan lama berakhir {day(on - ONE_DAY)}, yang baru mulai "
            f"{day(on)} dengan jabatan yang sama."
        )
    if children:
        sentences.append(f"{len(children)} unit di bawahnya pindah ke {into}.")
    sentences += [
        f"{post.employee} ({post.position}) tidak lagi memimpin unit; sesuaikan jabatannya sesudah ini."
        for post in posts
        if post.is_head
    ]
    return sentences, [*people.values()][:NAMED]


@transaction.atomic
def close(unit: OrganizationalUnit, *, on: date, reason: str, actor: Any) -> Outcome:
    """The unit is no more from ``on`` on.

    Raises ``Refused``: unit_has_children, unit_has_people (details: the names), before_last_change, unit_closed.
    """
    unit, last = _begin(unit, on, is_ending=True)
    _check_empty(History(), unit, on)
    outcome = Outcome(unit, [f"{last.name} ditutup mulai {day(on)}."], is_planned=_is_ahead(on))
    return _effect(_next_span(last, on, UnitChange.CLOSED, reason, actor), outcome)


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
        _carry_ahead(unit, before)
    unit.refresh_from_db()
    return unit


@transaction.atomic
def cancel(unit: OrganizationalUnit) -> None:
    """Take back the planned change of a unit. Raises ``Refused`` nothing_planned."""
    lock_tree()
    planned = unit.spans.filter(in_force=False)
    if not planned:
        raise Refused("nothing_planned", "Tidak ada perubahan yang direncanakan untuk unit ini.")
    planned.delete()
    last = unit.spans.last()
    if last is not None:
        last.ends_on = None
        last.save(update_fields=["ends_on"])


def preview(act: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
    """What ``act`` would do, or its refusal; everything is taken back."""
    with transaction.atomic():
        outcome = act(*args, **kwargs)
        transaction.set_rollback(True)
    return outcome


def apply_due(today: date | None = None) -> int:
    """Do the planned acts whose day has come; gives how many. Idempotent, safe when run twice at once or days late.

    What is not possible on its day (people placed since in a unit to be closed) stays planned and is tried again;
    ``blocked`` says why.
    """
    today = today or timezone.localdate()
    due = UnitSpan.objects.filter(in_force=False, starts_on__lte=today).order_by("starts_on", "pk")
    done = 0
    for pk in list(due.values_list("pk", flat=True)):
        try:
            done += _apply_one(pk)
        except Refused as refused:
            logger.warning("Planned change %s of a unit is not possible yet: %s", pk, refused.code)
    return done


@transaction.atomic
def _apply_one(pk: int) -> bool:
    lock_tree()
    span = UnitSpan.objects.filter(pk=pk, in_force=False).first()
    if span is None:  # another tick was quicker
        return False
    _put_in_force(span)
    return True


def blocked(span: UnitSpan) -> Refused | None:
    """Why a planned act is not possible as things stand; nothing is changed by asking."""
    try:
        with transaction.atomic():
            _put_in_force(span)
            transaction.set_rollback(True)
    except Refused as refused:
        return refused
    return None


@transaction.atomic
def record_import(
    before: dict[int, tuple[str, int, int | None]], *, on: date, reason: str, actor: Any = None
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
        last = unit.spans.filter(in_force=True).last() or _first_span(unit, old)
        change = UnitChange.MOVED if old[2] != unit.parent_id else UnitChange.RENAMED
        state = {"name": unit.name, "kind": unit.kind, "parent": unit.parent}
        planned = unit.spans.filter(in_force=False).exists()
        if planned or (last.starts_on and last.starts_on >= on):
            _amend(last, **state)
            _carry_ahead(unit, old)
        else:
            _next_span(last, on, change, reason, actor, **state)
    return changed


def ending_of(unit: OrganizationalUnit) -> date | None:
    """The first day on which the unit is no more, planned or done; None while no end is known."""
    planned = unit.spans.filter(in_force=False, change__in=ENDINGS).first()
    return unit.closed_on or (planned.starts_on if planned else None)


def day(on: date) -> str:
    """A day in words: "1 Juni 2026"."""
    return date_format(on, "j F Y")


def _is_ahead(on: date) -> bool:
    return on > timezone.localdate()


def _begin(
    unit: OrganizationalUnit, on: date, *, is_ending: bool = False
) -> tuple[OrganizationalUnit, UnitSpan]:
    """Lock, read the unit anew, and give the span after which the act comes."""
    lock_tree()
    unit = OrganizationalUnit.objects.get(pk=unit.pk)
    last = unit.spans.select_related("parent").last() or _first_span(
        unit, (unit.name, unit.kind, unit.parent_id)
    )
    if (last.change in ENDINGS and last.in_force) or unit.closed_on:
        raise Refused("unit_closed", f"{unit} sudah ditutup{_since(unit)}, jadi tidak dapat diubah lagi.")
    if last.starts_on is not None and last.starts_on != on and not last.in_force:
        raise Refused(
            "change_planned",
            f"Sudah ada perubahan {unit} yang direncanakan mulai {day(last.starts_on)}. "
            "Batalkan dulu rencana itu, atau pakai tanggal yang sama.",
        )
    if last.change in ENDINGS:
        raise Refused("change_planned", f"{unit} direncanakan berakhir. Batalkan dulu rencana itu.")
    if last.starts_on is not None and (on < last.starts_on or (is_ending and on == last.starts_on)):
        after = "sesudah tanggal itu" if is_ending else "tanggal itu atau sesudahnya"
        raise Refused(
            "before_last_change",
            f"Perubahan terakhir {unit} berlaku mulai {day(last.starts_on)}. Pilih {after}.",
        )
    return unit, last


def _since(unit: OrganizationalUnit) -> str:
    return f" mulai {day(unit.closed_on)}" if unit.closed_on else ""


def _first_span(unit: OrganizationalUnit, state: tuple[str, int, int | None]) -> UnitSpan:
    name, kind, parent_id = state
    return UnitSpan.objects.create(
        unit=unit, name=name, kind=kind, parent_id=parent_id, starts_on=unit.opened_on
    )


def _next_span(
    last: UnitSpan, on: date, change: UnitChange, reason: str, actor: Any, **state: Any
) -> UnitSpan:
    """The span from ``on`` on, equal to the last one but for ``state``; two acts of one day make one span."""
    in_force = not _is_ahead(on)
    if last.starts_on == on:
        if last.change == UnitChange.OPENED:
            change = UnitChange.OPENED
        reasons = [last.reason] if reason in last.reason else [last.reason, reason]
        _amend(last, change=change, reason="; ".join(filter(None, reasons))[:250], **state)
        return last
    last.ends_on = on - ONE_DAY
    last.save(update_fields=["ends_on"])
    fields = {"name": last.name, "kind": last.kind, "parent": last.parent} | state
    return UnitSpan.objects.create(
        unit_id=last.unit_id, starts_on=on, change=change, reason=reason, changed_by=actor,
        in_force=in_force, **fields,
    )  # fmt: skip


def _amend(span: UnitSpan, **state: Any) -> None:
    for name, value in state.items():
        setattr(span, name, value)
    span.save(update_fields=[*state])


def _carry_ahead(unit: OrganizationalUnit, before: tuple[str, int, int | None]) -> None:
    """What a planned change took over from the present, it takes over from the mended present."""
    for planned in unit.spans.filter(in_force=False):
        if planned.name == before[0]:
            planned.name = unit.name
        if planned.kind == before[1]:
            planned.kind = unit.kind
        if planned.parent_id == before[2] and planned.change != UnitChange.MERGED:
            planned.parent_id = unit.parent_id
        planned.save(update_fields=["name", "kind", "parent"])


def _effect(span: UnitSpan, outcome: Outcome) -> Outcome:
    if not span.in_force:
        outcome.sentences.append(f"Belum berlaku sekarang: dijalankan sendiri pada {day(_first_day(span))}.")
        return outcome
    _put_in_force(span)
    outcome.unit.refresh_from_db()
    return outcome


def _first_day(span: UnitSpan) -> date:
    """The day of an act; only what held before all acts has none."""
    if span.starts_on is None:
        raise ValueError(f"{span} was not begun by an act")
    return span.starts_on


def _put_in_force(span: UnitSpan) -> None:
    """Let the unit itself follow the span. Raises what makes it impossible by now."""
    unit = OrganizationalUnit.objects.get(pk=span.unit_id)
    if span.change == UnitChange.CLOSED:
        _check_empty(History(), unit, _first_day(span))
        unit.closed_on = span.starts_on
    elif span.change == UnitChange.MERGED:
        assert span.parent is not None, "a merged unit has an heir"
        _merge_now(unit, span.parent, span)
    else:
        unit.name, unit.kind, unit.parent = span.name, span.kind, span.parent
    unit.save(update_fields=["name", "kind", "parent", "closed_on", "merged_into"])
    span.in_force = True
    span.save(update_fields=["in_force"])
    rebuild_paths()


def _merge_now(unit: OrganizationalUnit, into: OrganizationalUnit, span: UnitSpan) -> None:
    on = _first_day(span)
    history = History()
    _check_there(history, into, on)
    for child in _children_from(history, unit, on):
        child, last = _begin(child, on)
        moved = _next_span(last, on, UnitChange.MOVED, span.reason, span.changed_by, parent=into)
        if moved.in_force:
            OrganizationalUnit.objects.filter(pk=child.pk).update(parent=into)
    _take_people_along(unit, into, on)
    OrganizationalUnit.objects.filter(merged_into=unit).update(merged_into=into)
    unit.closed_on, unit.merged_into = on, into


def _take_people_along(unit: OrganizationalUnit, into: OrganizationalUnit, on: date) -> None:
    posts = _posts_from({unit.pk}, on)
    begun = list(posts.filter(starts_on__lt=on))
    posts.filter(starts_on__gte=on).update(unit=into, is_head=False)
    anew = []
    for post in begun:
        fields = ("employee_id", "position", "position_type", "post_kind", "kind", "ends_on")
        anew.append(Assignment(unit=into, starts_on=on, **{name: getattr(post, name) for name in fields}))
        post.ends_on = on - ONE_DAY
    Assignment.objects.bulk_update(begun, ["ends_on"], batch_size=500)
    Assignment.objects.bulk_create(anew, batch_size=500)


def _posts_from(unit_ids: set[int], on: date) -> QuerySet[Assignment]:
    """Posts in these units on ``on`` or later."""
    return Assignment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), unit__in=unit_ids)


def _children_from(history: History, unit: OrganizationalUnit, on: date) -> list[OrganizationalUnit]:
    """Units right below ``unit`` on ``on`` or any later day, planned ones included."""
    ids = {
        child.pk
        for moment in history.days_of_change(on)
        for child in history.on(moment).children.get(unit.pk, [])
    }
    return [history.units[pk] for pk in sorted(ids)]


def _check_empty(history: History, unit: OrganizationalUnit, on: date) -> None:
    children = _children_from(history, unit, on)
    if children:
        raise Refused(
            "unit_has_children",
            f"Di bawah {unit} masih ada {len(children)} unit ({_some(children)}). "
            "Pindahkan atau tutup dulu, atau gabungkan unit ini ke unit lain.",
            [str(child) for child in children],
        )
    people = _posts_from({unit.pk}, on).select_related("employee").order_by("employee__name", "pk")
    names = list(dict.fromkeys(str(post.employee) for post in people))
    if names:
        raise Refused(
            "unit_has_people",
            f"Masih ada {len(names)} pegawai di {unit} pada atau sesudah {day(on)} ({_some(names)}). "
            "Pindahkan dulu, atau gabungkan unit ini ke unit lain agar mereka ikut pindah.",
            names,
        )


def _some(things: list[Any]) -> str:
    names = ", ".join(str(thing) for thing in things[:3])
    return f"{names}, …" if len(things) > 3 else names


def _check_there(history: History, unit: OrganizationalUnit, on: date) -> None:
    """The unit must be open on ``on`` and stay so: nothing is put below a unit that ends."""
    for moment in history.days_of_change(on):
        if history.on(moment).get(unit.pk) is None:
            raise Refused(
                "unit_not_open",
                f"{unit} tidak dipakai pada {day(moment)}. Pilih unit yang lain atau tanggal lain.",
            )


def _check_no_loop(history: History, unit: OrganizationalUnit, parent: OrganizationalUnit, on: date) -> None:
    for moment in history.days_of_change(on):
        if any(above.pk == unit.pk for above in history.on(moment).ancestors_of(parent.pk)):
            raise loop(unit.name)
