"""What the check of people and raters found and BKPSDM accepts as it is."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from evaluations.models.organization import OrganizationalUnit
from evaluations.models.people import Employee


class AcceptedFindingQuerySet(models.QuerySet):
    def on(self, day: date) -> "AcceptedFindingQuerySet":
        """Those that still hold on ``day``."""
        return self.filter(Q(until=None) | Q(until__gte=day))


class AcceptedFinding(models.Model):
    """One row says that a finding of ``domain.organization.doctor`` is meant to be so, why, and until when (last day).

    ``key`` is ``Finding.key``: kind, subject and the fact itself, so that another rater or another gap is listed again.
    """

    key = models.CharField(max_length=120, unique=True)
    employee = models.ForeignKey(Employee, models.CASCADE, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(OrganizationalUnit, models.CASCADE, null=True, blank=True, related_name="+")
    reason = models.CharField("alasan", max_length=250)
    until = models.DateField("sampai", null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(auto_now=True)

    objects = AcceptedFindingQuerySet.as_manager()

    class Meta:
        verbose_name = "temuan yang diterima"
        verbose_name_plural = "temuan yang diterima"
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key
