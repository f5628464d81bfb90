"""What an act on the organisation has done or will do, in sentences for whoever confirms it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format

from evaluations.domain.organization.structure.reading import History, Structure, children_from, posts_from
from evaluations.models import OrganizationalUnit, UnitSpan

ONE_DAY = timedelta(days=1)
NAMED = 20  # people or units that an outcome lists by name


@dataclass(frozen=True)
class Outcome:
    """What an act has done or will do, in sentences for the person who confirms it."""

    unit: OrganizationalUnit
    sentences: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)  # of the first people or units concerned
    is_planned: bool = False


def moving(
    then: Structure, unit: OrganizationalUnit, last: UnitSpan, parent: OrganizationalUnit, on: date
) -> list[str]:
    below = then.within(unit.pk)
    people = posts_from(below, on).values("employee").distinct().count()
    origin = f" dari {last.parent}" if last.parent else ""
    units = f" beserta {len(below) - 1} unit di bawahnya" if len(below) > 1 else ""
    sentences = [f"{last.name}{units} pindah{origin} ke {parent} mulai {day(on)}."]
    if people:
        sentences.append(f"{people} pegawai ikut; penempatannya tetap, atasannya mengikuti susunan baru.")
    old, new = then.agency_of(unit.pk), then.agency_of(parent.pk)
    if old and new and old.pk not in (new.pk, unit.pk):
        sentences.append(f"Perangkat daerahnya berubah dari {old} menjadi {new}.")
    return sentences


def merging(
    history: History, unit: OrganizationalUnit, last: UnitSpan, into: OrganizationalUnit, on: date
) -> tuple[list[str], list[str]]:
    posts = list(posts_from({unit.pk}, on).select_related("employee").order_by("employee__name", "pk"))
    people = {post.employee_id: str(post.employee) for post in posts}
    children = children_from(history, unit, on)
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


def day(on: date) -> str:
    """A day in words: "1 Juni 2026"."""
    return date_format(on, "j F Y")


def some(things: list[Any]) -> str:
    names = ", ".join(str(thing) for thing in things[:3])
    return f"{names}, …" if len(things) > 3 else names
