"""Paths and agencies of the organisation tree as it is today."""

from collections.abc import Iterable

from django.db import transaction

from evaluations.domain.refusals import Refused
from evaluations.enums import UnitKind
from evaluations.models import OrganizationalUnit

AGENCY_KINDS = (UnitKind.AGENCY, UnitKind.KAPANEWON)


def lock_tree() -> None:
    """Changes of the tree come one after the other; call inside a transaction."""
    list(OrganizationalUnit.objects.order_by("pk").select_for_update().values_list("pk"))


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
                raise loop(current.name)
            way.append(current)
            current = by_id[current.parent_id] if current.parent_id else None
        path, agency_id = found[current.pk] if current else ("", None)
        for step in reversed(way):
            path += f"{step.code}/"
            agency_id = step.pk if step.kind in AGENCY_KINDS else agency_id
            found[step.pk] = (path, agency_id)
    return found


def loop(name: str) -> Refused:
    return Refused(
        "unit_loop", f"{name} tidak dapat ditempatkan di bawah dirinya sendiri. Pilih induk yang lain."
    )
