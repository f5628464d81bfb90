"""Who holds which role where, from a day to a day: the only source of scopes and of the groups behind the roles."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from evaluations.enums import UNIT_REQUIRED, AssignmentKind, LegalStatus, Role
from evaluations.models.organization import OrganizationalUnit
from evaluations.models.people import Assignment, DatedQuerySet, legal_status_on


class RoleGrantQuerySet(DatedQuerySet):
    def in_force(self, day: date) -> "RoleGrantQuerySet":
        """Those that hold on ``day``: within their days, not ended, the holder at work and still in the agency."""
        held = self.valid(day).alias(holder_status=legal_status_on(day, "user__employee"))
        return held.filter(_HOLDER_WORKS, _holder_belongs(day))

    def resting(self, day: date) -> "RoleGrantQuerySet":
        """Within their days and not ended, but without effect since the holder is not at work or not there."""
        return self.valid(day).exclude(pk__in=self.model.objects.in_force(day).values("pk"))

    def not_over(self, day: date) -> "RoleGrantQuerySet":
        """Those that hold on ``day`` or may hold later: neither past nor ended."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), Q(ended_on=None) | Q(ended_on__gt=day))

    def valid(self, day: date) -> "RoleGrantQuerySet":
        return self.not_over(day).filter(starts_on__lte=day)


# Only who is active acts for others, as only they rate; on leave or suspended one's roles rest.
_HOLDER_WORKS = Q(user__employee=None) | Q(holder_status=LegalStatus.ACTIVE)


def _holder_belongs(day: date) -> Q:
    """A role given for the own agency holds as long as the definitive post is in that agency."""
    posts = Assignment.objects.on(day).filter(
        kind=AssignmentKind.DEFINITIVE,
        employee__user=OuterRef("user"),
        unit__agency=OuterRef("unit__agency"),
    )
    return Q(in_own_agency=False) | Q(Exists(posts))


class RoleGrant(models.Model):
    """One row is one role given to one person, over a unit and all below it or (``unit`` None) the regency.

    ``starts_on`` to ``ends_on`` (last day; None: until it is ended) as it was given; that never changes. Who takes it
    writes ``ended_on``, the first day on which it no longer holds; without ``ended_by`` it ended by itself. The
    database refuses everything else (``freezing``). Written by ``domain.access.roles`` only.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="role_grants", verbose_name="pemegang"
    )
    role = models.CharField("peran", max_length=12, choices=Role)
    unit = models.ForeignKey(
        OrganizationalUnit, models.PROTECT, null=True, blank=True, related_name="role_grants",
        verbose_name="unit",
    )  # fmt: skip
    # The holder worked in the unit's agency when the role was given: it ends with the post there.
    in_own_agency = models.BooleanField("selama bertugas di perangkat daerah itu", default=False)
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("sampai", null=True, blank=True)
    reason = models.CharField("dasar", max_length=200)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="diberikan oleh",
    )  # fmt: skip
    given_at = models.DateTimeField("diberikan pada", auto_now_add=True)
    ended_on = models.DateField("tidak berlaku mulai", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="dicabut oleh",
    )  # fmt: skip
    ended_at = models.DateTimeField("dicabut pada", null=True, blank=True)
    ended_reason = models.CharField("alasan berakhir", max_length=200, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = "peran"
        verbose_name_plural = "peran"
        ordering = ["user", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="role_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="role_has_the_unit_it_needs",
                condition=Q(role=Role.AUDITOR)
                | Q(role__in=UNIT_REQUIRED, unit__isnull=False)
                | Q(role__in=[Role.BKPSDM, Role.DRAFTER], unit__isnull=True),
            ),
            models.CheckConstraint(
                name="role_end_is_whole",
                condition=Q(ended_on=None, ended_at=None, ended_by=None, ended_reason="")
                | (Q(ended_on__isnull=False, ended_at__isnull=False) & ~Q(ended_reason="")),
            ),
            models.CheckConstraint(name="nobody_gives_themselves_a_role", condition=~Q(user=F("given_by"))),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.in_words}"

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds, whoever ended it; None: no end in sight."""
        ended = self.ended_on - timedelta(days=1) if self.ended_on else None
        return min((day for day in (self.ends_on, ended) if day), default=None)

    @property
    def in_words(self) -> str:
        """The role and where: "Pimpinan, Dinas Kesehatan"."""
        return f"{self.get_role_display()}, {self.unit or 'seluruh kabupaten'}"


def scope_sources(user, on: date | None = None) -> tuple[QuerySet[RoleGrant], QuerySet[Assignment]]:
    """What gives ``user`` (or whose id it is) a view of units on a day (None: today), each row with ``scope`` (a role)
    and ``unit``.

    The roles given, and the posts by which one leads a unit, Plt and Plh included, on their days.
    """
    on = on or timezone.localdate()
    granted = RoleGrant.objects.in_force(on).filter(user=user, unit__isnull=False)
    led = Assignment.objects.leading(on).filter(employee__user=user)
    return granted.annotate(scope=F("role")), led.annotate(scope=Value(Role.LEADER.value))


def scopes_of(user) -> list[tuple[str, str]]:
    """Role and unit path of each scope of ``user`` today, by role or by the post.

    One query, remembered on the user object (which lives for one request) as Django remembers permissions.
    """
    if not hasattr(user, "_unit_scopes"):
        granted, led = (rows.order_by().values_list("scope", "unit__path") for rows in scope_sources(user))
        user._unit_scopes = sorted(granted.union(led))
    return user._unit_scopes


def paths_of(user, *roles: str) -> list[str]:
    """The paths of the units over which ``user`` holds one of ``roles`` today."""
    return [path for role, path in scopes_of(user) if role in roles]
