"""What stands against an act: a unit that is gone or full, a loop, a child or a post of later days."""

from datetime import date

from evaluations.domain.organization.structure.reading import History, children_from, posts_from
from evaluations.domain.organization.structure.sentences import day, some
from evaluations.domain.organization.structure.tree import loop
from evaluations.domain.refusals import Refused
from evaluations.models import OrganizationalUnit


def check_empty(history: History, unit: OrganizationalUnit, on: date) -> None:
    children = children_from(history, unit, on)
    if children:
        raise Refused(
            "unit_has_children",
            f"Di bawah {unit} masih ada {len(children)} unit ({some(children)}). "
            "Pindahkan atau tutup dulu, atau gabungkan unit ini ke unit lain.",
            [str(child) for child in children],
        )
    people = posts_from({unit.pk}, on).select_related("employee").order_by("employee__name", "pk")
    names = list(dict.fromkeys(str(post.employee) for post in people))
    if names:
        raise Refused(
            "unit_has_people",
            f"Masih ada {len(names)} pegawai di {unit} pada atau sesudah {day(on)} ({some(names)}). "
            "Pindahkan dulu, atau gabungkan unit ini ke unit lain agar mereka ikut pindah.",
            names,
        )


def check_there(history: History, unit: OrganizationalUnit, on: date) -> None:
    """The unit must be open on ``on`` and stay so: nothing is put below a unit that ends."""
    for moment in history.days_of_change(on):
        if history.on(moment).get(unit.pk) is None:
            raise Refused(
                "unit_not_open",
                f"{unit} tidak dipakai pada {day(moment)}. Pilih unit yang lain atau tanggal lain.",
            )


def check_no_loop(history: History, unit: OrganizationalUnit, parent: OrganizationalUnit, on: date) -> None:
    for moment in history.days_of_change(on):
        if any(above.pk == unit.pk for above in history.on(moment).ancestors_of(parent.pk)):
            raise loop(unit.name)
