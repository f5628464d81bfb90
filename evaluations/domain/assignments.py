"""The organisation tree (paths, agencies, moves) and the post that somebody holds on a day."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q

from evaluations.domain.refusals import Refused
from evaluations.domain.snapshots import posts_on
from evaluations.enums import AssignmentKind, UnitKind
from evaluations.models import Assignment, Employee, OrganizationalUnit

AGENCY_KINDS = (UnitKind.AGENCY, UnitKind.KAPANEWON)


def current_post(employee: Employee, on: date) -> Assignment | None:
    """The post on that day, the definitive one before Plt, Plh and secondary ones; with its unit."""
    return posts_on([employee.pk], on).get(employee.pk)


def overlapping_post(post: Assignment) -> Assignment | None:
    """Another definitive post of the same person on a day of ``post``; Plt, Plh and secondary ones may overlap."""
    if post.kind != AssignmentKind.DEFINITIVE:
        return None
    others = Assignment.objects.filter(employee=post.employee, kind=AssignmentKind.DEFINITIVE)
    others = others.exclude(pk=post.pk).filter(Q(ends_on=None) | Q(ends_on__gte=post.starts_on))
    if post.ends_on is not None:
        others = others.filter(starts_on__lte=post.ends_on)
    return others.select_related("unit").first()


@transaction.atomic
def place(unit: OrganizationalUnit, parent: OrganizationalUnit | None) -> OrganizationalUnit:
    """Save ``unit`` (new or changed) below ``parent``, and bring paths and agencies below it up to date.

    Raises ``Refused`` unit_loop when ``parent`` is the unit itself or lies below it.
    """
    list(OrganizationalUnit.objects.select_for_update())  # moves come one after the other
    check_parent(unit, parent)
    unit.parent = parent
    unit.save()
    rebuild_paths()
    unit.refresh_from_db()
    return unit


def check_parent(unit: OrganizationalUnit, parent: OrganizationalUnit | None) -> None:
    """Raises ``Refused`` unit_loop when ``parent`` is the unit itself or lies below it."""
    parents = dict(OrganizationalUnit.objects.values_list("pk", "parent_id"))
    ancestor_id = parent.pk if parent else None
    while ancestor_id is not None:
        if ancestor_id == unit.pk:
            raise _loop(unit)
        ancestor_id = parents.get(ancestor_id)


@transaction.atomic
def rebuild_paths() -> int:
    """Write path and agency of every unit whose stored value is not right; gives the number of rows written.

    Raises ``Refused`` unit_loop and writes nothing when the tree has a loop.
    """
    units = list(OrganizationalUnit.objects.all())
    positions = positions_in_tree(units)
    wrong = []
    for unit in units:
        path, agency_id = positions[unit.pk]
        if (unit.path, unit.agency_id) != (path, agency_id):
            unit.path, unit.agency_id = path, agency_id
            wrong.append(unit)
    OrganizationalUnit.objects.bulk_update(wrong, ["path", "agency"], batch_size=500)
    return len(wrong)


def positions_in_tree(units: Iterable[OrganizationalUnit]) -> dict[int, tuple[str, int | None]]:
    """Path and agency id of each unit by its id; ``units`` must be the whole tree.

    The agency is the nearest unit of OPD level, from the unit itself upwards. Raises ``Refused`` unit_loop.
    """
    by_id = {unit.pk: unit for unit in units}
    found: dict[int, tuple[str, int | None]] = {}
    for unit in by_id.values():
        way: list[OrganizationalUnit] = []
        current: OrganizationalUnit | None = unit
        while current is not None and current.pk not in found:
            if current in way:
                raise _loop(current)
            way.append(current)
            current = by_id[current.parent_id] if current.parent_id else None
        path, agency_id = found[current.pk] if current else ("", None)
        for step in reversed(way):
            path += f"{step.code}/"
            agency_id = step.pk if step.kind in AGENCY_KINDS else agency_id
            found[step.pk] = (path, agency_id)
    return found


def _loop(unit: OrganizationalUnit) -> Refused:
    return Refused(
        "unit_loop", f"{unit.name} tidak dapat ditempatkan di bawah dirinya sendiri. Pilih induk yang lain."
    )
