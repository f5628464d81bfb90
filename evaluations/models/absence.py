"""Days on which somebody who rates is not there, as they announced it."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from evaluations.models.people import DatedQuerySet, Employee, employee_id_of


class RaterAbsenceQuerySet(DatedQuerySet):
    def standing(self) -> "RaterAbsenceQuerySet":
        """Those that were not taken back."""
        return self.filter(withdrawn_at=None)

    def of(self, user) -> "RaterAbsenceQuerySet":
        """The announcements of this very person."""
        return self.filter(employee=employee_id_of(user))

    def not_over(self, today: date) -> "RaterAbsenceQuerySet":
        return self.filter(ends_on__gte=today)


class RaterAbsence(models.Model):
    """One row says that a person is away from ``starts_on`` to ``ends_on`` (last day); another may rate for them then.

    Without the reason: who is ill or on leave is nobody's business here.
    """

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="absences", verbose_name="pegawai")
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("sampai")
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    announced_at = models.DateTimeField(editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = RaterAbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = "hari tidak di tempat"
        verbose_name_plural = "hari tidak di tempat"
        ordering = ["starts_on", "pk"]
        indexes = [models.Index(fields=["starts_on"])]
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_start", condition=Q(ends_on__gte=models.F("starts_on"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.employee}: {self.starts_on} – {self.ends_on}"
