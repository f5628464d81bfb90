"""The organisation tree, today and as it was."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from evaluations.enums import UnitChange, UnitKind


def within(*places: "OrganizationalUnit | str", at: str = "unit") -> Q:
    """Rows whose unit is one of these units (or their paths) or lies below one; no place: no row.

    ``at`` is the field that leads to the unit, "" where the rows are units themselves.
    """
    lookup = "__".join(filter(None, (at, "path__startswith")))
    found = Q(pk__in=[])
    for place in places:
        found |= Q(**{lookup: place if isinstance(place, str) else place.path})
    return found


# Whether the people of a unit write a line a day; None: as the unit above.
DAILY_CHOICES = [(None, "Mengikuti unit di atasnya"), (True, "Ya"), (False, "Tidak")]


class OrganizationalUnitQuerySet(models.QuerySet):
    def within(self, unit: "OrganizationalUnit") -> "OrganizationalUnitQuerySet":
        """The unit itself and everything below it."""
        return self.filter(within(unit, at=""))

    def open_on(self, on) -> "OrganizationalUnitQuerySet":
        return self.filter(Q(opened_on=None) | Q(opened_on__lte=on), Q(closed_on=None) | Q(closed_on__gt=on))


class OrganizationalUnit(models.Model):
    """One row is one node of the organisation tree (unor).

    ``path`` holds the codes from the root, each followed by a slash ("10000/10200/20071/"), so that a subtree is a
    prefix. ``agency`` is the node at OPD level above (or the unit itself); the root has none.
    """

    code = models.CharField("kode", max_length=42, unique=True)
    name = models.CharField("nama", max_length=200)
    kind = models.PositiveSmallIntegerField("jenis", choices=UnitKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="induk"
    )
    agency = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="perangkat daerah"
    )
    path = models.CharField(max_length=400, db_index=True, editable=False)
    opened_on = models.DateField("dibentuk pada", null=True, blank=True)
    closed_on = models.DateField("ditutup pada", null=True, blank=True)

    # the unit that stands for this one today, however many merges later, so that one join finds it
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="digabung ke"
    )

    keeps_daily = models.BooleanField(
        "catatan harian",
        null=True,
        blank=True,
        choices=DAILY_CHOICES,
        help_text="Pegawai unit ini menulis satu baris pekerjaan setiap hari, lalu mengumpulkannya ke evaluasi "
        "bulanan. Berlaku juga untuk unit di bawahnya yang tidak menentukan sendiri.",
    )

    objects = OrganizationalUnitQuerySet.as_manager()

    class Meta:
        verbose_name = "unit organisasi"
        verbose_name_plural = "unit organisasi"
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                name="unit_is_not_its_own_parent", condition=Q(parent=None) | ~Q(parent=models.F("pk"))
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_within(self, *places: "OrganizationalUnit | str") -> bool:
        """``within`` for one unit."""
        return any(self.path.startswith(p if isinstance(p, str) else p.path) for p in places)


class UnitSpan(models.Model):
    """One row is how one unit was called and where it stood from ``starts_on`` to ``ends_on`` (last day).

    ``starts_on`` None: since before this system; ``ends_on`` None: still. A unit without rows never changed. The
    spans of a unit follow each other without gap; the last one ``in_force`` agrees with the unit itself, one that is
    not lies ahead. A span begun by CLOSED or MERGED says that the unit is no more; for MERGED ``parent`` is the unit
    that took it over. Written by ``domain.organization.structure`` only.
    """

    unit = models.ForeignKey(OrganizationalUnit, models.CASCADE, related_name="spans")
    name = models.CharField("nama", max_length=200)
    kind = models.PositiveSmallIntegerField("jenis", choices=UnitKind)
    parent = models.ForeignKey(
        OrganizationalUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="induk"
    )
    starts_on = models.DateField("mulai", null=True, blank=True)
    ends_on = models.DateField("sampai", null=True, blank=True)
    change = models.CharField("perubahan", max_length=8, choices=UnitChange, blank=True)  # what began it
    reason = models.CharField("dasar", max_length=250, blank=True)
    in_force = models.BooleanField("sudah berlaku", default=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "riwayat unit"
        verbose_name_plural = "riwayat unit"
        ordering = ["unit", models.F("starts_on").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(name="one_unit_span_per_start", fields=["unit", "starts_on"]),
            models.CheckConstraint(
                name="unit_span_ends_after_start",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name
