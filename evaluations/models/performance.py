"""Capaian kinerja organisasi: how well a unit did in a period, by whose word and on which document."""

import uuid
from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.db.models import Q

from evaluations.enums import OrganizationLevel
from evaluations.models.evaluation import COVERS_REGENCY, OVERSEERS
from evaluations.models.evidence import private_storage
from evaluations.models.organization import OrganizationalUnit, within
from evaluations.models.period import EvaluationPeriod
from evaluations.models.roles import paths_of

FOLDER = "performance"  # in the private storage


def document_path(decision: "PerformanceDecision", filename: str) -> str:
    """A path that cannot be guessed and holds nothing of the original name but its extension."""
    return f"{FOLDER}/{decision.period_id}/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"


class PerformanceDecisionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PerformanceDecisionQuerySet":
        """The determinations whose document ``user`` may read: of units over which one is leader or auditor."""
        if user.has_perm(COVERS_REGENCY):
            return self
        levels = OrganizationPerformance.objects.filter(within(*paths_of(user, *OVERSEERS)))
        return self.filter(pk__in=levels.order_by().values("decision"))


class PerformanceDecision(models.Model):
    """One row is one determination for one or many units of a period: by whom, when, on what it rests.

    Never rewritten; whoever finds an error determines anew and says why (``reason``). Written by
    ``domain.periods.performances`` only.
    """

    period = models.ForeignKey(EvaluationPeriod, models.PROTECT, related_name="performance_decisions")
    source = models.CharField("dasar", max_length=250)
    decided_by = models.CharField("ditetapkan oleh", max_length=200)
    decided_on = models.DateField("tanggal penetapan")
    reason = models.CharField("alasan perubahan", max_length=250, blank=True)
    file = models.FileField(storage=private_storage, upload_to=document_path, max_length=200, blank=True)
    name = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = PerformanceDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "penetapan capaian organisasi"
        verbose_name_plural = "penetapan capaian organisasi"
        ordering = ["-recorded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.period}, {self.source}"


class OrganizationPerformanceQuerySet(models.QuerySet):
    def in_force(self) -> "OrganizationPerformanceQuerySet":
        """What holds now; a level that was taken back is none."""
        return self.filter(ended_at=None).exclude(level="")


class OrganizationPerformance(models.Model):
    """One row is the level of one unit in one period by one determination, until another follows (``ended_at``).

    An empty level: what was determined before was taken back.
    """

    decision = models.ForeignKey(PerformanceDecision, models.PROTECT, related_name="levels")
    unit = models.ForeignKey(OrganizationalUnit, models.PROTECT, related_name="performances")
    period = models.ForeignKey(EvaluationPeriod, models.PROTECT, related_name="performances")
    level = models.CharField("capaian", max_length=20, choices=OrganizationLevel, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OrganizationPerformanceQuerySet.as_manager()

    class Meta:
        verbose_name = "capaian kinerja organisasi"
        verbose_name_plural = "capaian kinerja organisasi"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_performance_in_force", fields=["period", "unit"], condition=Q(ended_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.get_level_display() or 'belum ditetapkan'}"
