"""The organisation tree: one root, no loops, paths and agencies that fit, histories without gaps."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby, pairwise

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.utils import timezone

from evaluations.domain.upkeep.integrity.check import Check
from evaluations.models import Assignment, OrganizationalUnit, UnitSpan

ONE_DAY = timedelta(days=1)


def units_with_wrong_path() -> Iterable[int]:
    expected = Concat(F("parent__path"), F("code"), Value("/"))
    below = OrganizationalUnit.objects.exclude(parent=None).exclude(path=expected)
    roots = OrganizationalUnit.objects.filter(parent=None).exclude(path=Concat(F("code"), Value("/")))
    return [*below.values_list("pk", flat=True), *roots.values_list("pk", flat=True)]


def roots_beside_the_first() -> Iterable[int]:
    """Open units without a parent; the oldest is the root. Those that are closed hold nothing any more."""
    today = timezone.localdate()
    roots = OrganizationalUnit.objects.filter(parent=None).open_on(today).order_by("pk")
    return list(roots.values_list("pk", flat=True))[1:]


def units_in_a_loop() -> Iterable[int]:
    """Units from which no way leads up to a root: they are above themselves, or below such a one."""
    parents = dict(OrganizationalUnit.objects.order_by().values_list("pk", "parent"))
    reaches_root: dict[int, bool] = {}
    for pk in parents:
        way: list[int] = []
        above: int | None = pk
        while above is not None and above not in reaches_root and above not in way:
            way.append(above)
            above = parents[above]
        ends_well = above is None or reaches_root.get(above, False)
        reaches_root |= dict.fromkeys(way, ends_well)
    return [pk for pk, ends_well in reaches_root.items() if not ends_well]


def units_outside_their_agency() -> Iterable[int]:
    rows = OrganizationalUnit.objects.exclude(agency=None)
    return rows.exclude(path__startswith=F("agency__path")).values_list("pk", flat=True)


def closed_units_with_posts() -> Iterable[int]:
    today = timezone.localdate()
    posts = Assignment.objects.on(today).filter(unit=OuterRef("pk"))
    rows = OrganizationalUnit.objects.filter(closed_on__lte=today).filter(Exists(posts))
    return rows.values_list("pk", flat=True)


def units_with_broken_history() -> Iterable[int]:
    """Spans that do not follow each other day by day, or whose present one says something else than the unit."""
    spans = UnitSpan.objects.select_related("unit").order_by("unit", F("starts_on").asc(nulls_first=True))
    for _, group in groupby(spans, key=lambda span: span.unit_id):
        rows = list(group)
        gaps = [a for a, b in pairwise(rows) if a.ends_on is None or a.ends_on + ONE_DAY != b.starts_on]
        present = next((row for row in reversed(rows) if row.in_force), None)
        if gaps or (present is not None and (present.name, present.kind) != _as_it_is(present.unit)):
            yield rows[0].unit_id


def _as_it_is(unit: OrganizationalUnit) -> tuple[str, int]:
    return unit.name, unit.kind


def merged_units_that_live_on() -> Iterable[int]:
    """A merged unit is closed, and what stands for it is open or closed after it, never itself merged."""
    rows = OrganizationalUnit.objects.exclude(merged_into=None)
    wrong = Q(closed_on=None) | Q(merged_into=F("pk")) | Q(merged_into__merged_into__isnull=False)
    return rows.filter(wrong).values_list("pk", flat=True)


_SEE_UNITS = "Perbaiki di Unit organisasi, atau impor ulang berkas unit."

CHECKS = (
    Check(
        "unit_path",
        "Jalur unit sesuai dengan induknya",
        "Simpan ulang unitnya di Unit organisasi; jalur lalu dihitung kembali.",
        OrganizationalUnit,
        units_with_wrong_path,
    ),
    Check("unit_root", "Hanya ada satu unit puncak", _SEE_UNITS, OrganizationalUnit, roots_beside_the_first),
    Check("unit_loop", "Setiap unit sampai ke unit puncak", _SEE_UNITS, OrganizationalUnit, units_in_a_loop),
    Check(
        "unit_agency",
        "Perangkat daerah sebuah unit berada di atasnya",
        _SEE_UNITS,
        OrganizationalUnit,
        units_outside_their_agency,
    ),
    Check(
        "closed_unit",
        "Unit yang sudah ditutup tidak berisi jabatan yang masih berlaku",
        "Pindahkan pegawainya ke unit lain, atau batalkan penutupan unitnya.",
        OrganizationalUnit,
        closed_units_with_posts,
    ),
    Check(
        "unit_history",
        "Riwayat unit tidak terputus dan sama dengan keadaannya sekarang",
        "Periksa riwayat unit itu; perubahan unit hanya dilakukan lewat Unit organisasi.",
        OrganizationalUnit,
        units_with_broken_history,
    ),
    Check(
        "merged_unit",
        "Unit yang digabung sudah ditutup dan menunjuk penerusnya",
        "Ulangi penggabungan unit itu ke unit yang masih ada.",
        OrganizationalUnit,
        merged_units_that_live_on,
    ),
)
