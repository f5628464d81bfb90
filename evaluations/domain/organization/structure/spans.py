"""The history of a unit, span after span, and the unit itself following the one in force."""

from datetime import date
from typing import Any

from django.utils import timezone

from evaluations.domain.organization.structure.checks import check_empty, check_there
from evaluations.domain.organization.structure.reading import ENDINGS, History, children_from, posts_from
from evaluations.domain.organization.structure.sentences import ONE_DAY, day
from evaluations.domain.organization.structure.tree import lock_tree, rebuild_paths
from evaluations.domain.refusals import Refused
from evaluations.enums import UnitChange
from evaluations.models import Assignment, OrganizationalUnit, UnitSpan
from forms_config.actors import Actor


def is_ahead(on: date) -> bool:
    return on > timezone.localdate()


def begin(
    unit: OrganizationalUnit, on: date, *, is_ending: bool = False
) -> tuple[OrganizationalUnit, UnitSpan]:
    """Lock, read the unit anew, and give the span after which the act comes."""
    lock_tree()
    unit = OrganizationalUnit.objects.get(pk=unit.pk)
    last = unit.spans.select_related("parent").last() or first_span(
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


def first_span(unit: OrganizationalUnit, state: tuple[str, int, int | None]) -> UnitSpan:
    name, kind, parent_id = state
    return UnitSpan.objects.create(
        unit=unit, name=name, kind=kind, parent_id=parent_id, starts_on=unit.opened_on
    )


def next_span(
    last: UnitSpan, on: date, change: UnitChange, reason: str, actor: Actor | None, **state: Any
) -> UnitSpan:
    """The span from ``on`` on, equal to the last one but for ``state``; two acts of one day make one span."""
    in_force = not is_ahead(on)
    if last.starts_on == on:
        if last.change == UnitChange.OPENED:
            change = UnitChange.OPENED
        reasons = [last.reason] if reason in last.reason else [last.reason, reason]
        amend(last, change=change, reason="; ".join(filter(None, reasons))[:250], **state)
        return last
    last.ends_on = on - ONE_DAY
    last.save(update_fields=["ends_on"])
    fields = {"name": last.name, "kind": last.kind, "parent": last.parent} | state
    return UnitSpan.objects.create(
        unit_id=last.unit_id, starts_on=on, change=change, reason=reason, changed_by=actor,
        in_force=in_force, **fields,
    )  # fmt: skip


def amend(span: UnitSpan, **state: Any) -> None:
    for name, value in state.items():
        setattr(span, name, value)
    span.save(update_fields=[*state])


def carry_ahead(unit: OrganizationalUnit, before: tuple[str, int, int | None]) -> None:
    """What a planned change took over from the present, it takes over from the mended present."""
    for planned in unit.spans.filter(in_force=False):
        if planned.name == before[0]:
            planned.name = unit.name
        if planned.kind == before[1]:
            planned.kind = unit.kind
        if planned.parent_id == before[2] and planned.change != UnitChange.MERGED:
            planned.parent_id = unit.parent_id
        planned.save(update_fields=["name", "kind", "parent"])


def first_day(span: UnitSpan) -> date:
    """The day of an act; only what held before all acts has none."""
    if span.starts_on is None:
        raise ValueError(f"{span} was not begun by an act")
    return span.starts_on


def put_in_force(span: UnitSpan) -> None:
    """Let the unit itself follow the span. Raises what makes it impossible by now."""
    unit = OrganizationalUnit.objects.get(pk=span.unit_id)
    if span.change == UnitChange.CLOSED:
        check_empty(History(), unit, first_day(span))
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
    on = first_day(span)
    history = History()
    check_there(history, into, on)
    for child in children_from(history, unit, on):
        child, last = begin(child, on)
        moved = next_span(last, on, UnitChange.MOVED, span.reason, span.changed_by, parent=into)
        if moved.in_force:
            OrganizationalUnit.objects.filter(pk=child.pk).update(parent=into)
    _take_people_along(unit, into, on)
    OrganizationalUnit.objects.filter(merged_into=unit).update(merged_into=into)
    unit.closed_on, unit.merged_into = on, into


def _take_people_along(unit: OrganizationalUnit, into: OrganizationalUnit, on: date) -> None:
    posts = posts_from({unit.pk}, on)
    begun = list(posts.filter(starts_on__lt=on))
    posts.filter(starts_on__gte=on).update(unit=into, is_head=False)
    anew = []
    for post in begun:
        fields = ("employee_id", "position", "position_type", "post_kind", "kind", "ends_on")
        anew.append(Assignment(unit=into, starts_on=on, **{name: getattr(post, name) for name in fields}))
        post.ends_on = on - ONE_DAY
    Assignment.objects.bulk_update(begun, ["ends_on"], batch_size=500)
    Assignment.objects.bulk_create(anew, batch_size=500)
