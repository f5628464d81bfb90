"""Checks of units and who leads them."""

from collections.abc import Iterator

from evaluations.domain.organization.doctor.facts import Post, Regency
from evaluations.domain.organization.doctor.findings import Found
from evaluations.domain.organization.structure import UnitThen, day
from evaluations.enums import AssignmentKind


def vacant_heads(regency: Regency) -> Iterator[Found]:
    """Units where people work, or with units below, that nobody leads: no head, no Plt."""
    for unit in _units(regency):
        posts = regency.posts_in.get(unit.pk, [])
        if regency.heads_of(unit.pk) or not (posts or regency.structure.children.get(unit.pk)):
            continue
        below = f"{len(posts)} orang di unit ini" if posts else "pimpinan unit di bawahnya"
        yield Found(
            f"{unit} tidak punya pimpinan dan tidak punya Plt pada {day(regency.on)}; {below} dinilai pimpinan di "
            "atasnya.",
            unit_id=unit.pk,
        )


def heads_away(regency: Regency) -> Iterator[Found]:
    """Units whose head is there but not at work, without Plh or Plt."""
    for unit in _units(regency):
        heads = regency.heads_of(unit.pk)
        if heads and not any(regency.is_at_work(head.employee_id) for head in heads):
            head = heads[-1]
            yield Found(
                f"{regency.people[head.employee_id]}, {head.position}, tidak sedang bertugas "
                f"({regency.statuses[head.employee_id].label}) dan {unit} belum punya Plh atau Plt.",
                unit_id=unit.pk,
                about=str(head.employee_id),
            )


def two_heads(regency: Regency) -> Iterator[Found]:
    """More than one head in a unit; a Plh beside the head whom they stand in for is meant to be so."""
    for unit in _units(regency):
        heads = [head for head in regency.heads_of(unit.pk) if regency.is_at_work(head.employee_id)]
        stand_ins = [head for head in heads if head.kind == AssignmentKind.PLH]
        others = [head for head in heads if head.kind != AssignmentKind.PLH]
        for rivals in (others, stand_ins):
            if len(rivals) > 1:
                yield _two(regency, unit, rivals)


def _two(regency: Regency, unit: UnitThen, rivals: list[Post]) -> Found:
    names = " dan ".join(
        f"{regency.people[head.employee_id]} ({AssignmentKind(head.kind).label}, sejak {day(head.starts_on)})"
        for head in rivals
    )
    return Found(
        f"{unit} punya {len(rivals)} pimpinan sekaligus: {names}.",
        unit_id=unit.pk,
        about="_".join(str(head.pk) for head in rivals),
        posts=tuple(head.pk for head in rivals[:-1]),  # the one who began last stays
    )


def unit_loops(regency: Regency) -> Iterator[Found]:
    """Units that stand below themselves."""
    seen: set[int] = set()
    for unit in _units(regency):
        way: list[UnitThen] = []
        step: UnitThen | None = unit
        while step is not None and step.pk not in seen:
            seen.add(step.pk)
            way.append(step)
            step = regency.structure.get(step.parent_id)
        if step is not None and step in way:
            circle = way[way.index(step) :]
            names = " → ".join(str(one) for one in [*circle, step])
            yield Found(
                f"Susunan unit melingkar: {names}. Tidak seorang pun di dalamnya punya penilai.",
                unit_id=step.pk,
            )


def _units(regency: Regency) -> list[UnitThen]:
    return sorted(regency.structure.units.values(), key=lambda unit: (unit.path, unit.pk))
