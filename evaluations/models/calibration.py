"""Calibration: a meeting in which the head of an agency looks at all ratings of a period before they are delivered."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from evaluations.enums import OrganizationLevel, Rating
from evaluations.models.evaluation import COVERS_REGENCY, OVERSEERS, Evaluation
from evaluations.models.organization import OrganizationalUnit, within
from evaluations.models.people import Employee
from evaluations.models.period import EvaluationPeriod
from evaluations.models.roles import paths_of


class CalibrationSessionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "CalibrationSessionQuerySet":
        """Of the agencies over which one is leader or auditor; of the regency for who covers it."""
        return self if user.has_perm(COVERS_REGENCY) else self.filter(within(*paths_of(user, *OVERSEERS)))

    def running(self) -> "CalibrationSessionQuerySet":
        return self.filter(closed_at=None)


class CalibrationSession(models.Model):
    """One row is one meeting about an agency in a period; what it leaves behind is its record (berita acara).

    ``before`` and ``after`` count people by cell of the quadrant ("ABOVE-MEETS"; "" for who is not rated). Once closed
    it never changes. Written by ``domain.periods.calibrating`` only.
    """

    period = models.ForeignKey(EvaluationPeriod, models.PROTECT, related_name="calibrations")
    unit = models.ForeignKey(OrganizationalUnit, models.PROTECT, related_name="calibrations")
    level = models.CharField("capaian organisasi", max_length=20, choices=OrganizationLevel, blank=True)
    held_on = models.DateField("hari")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_by_name = models.CharField(max_length=300)
    opened_at = models.DateTimeField()
    before = models.JSONField()
    after = models.JSONField(null=True, blank=True)
    attendees = models.JSONField("yang hadir", default=list)  # names with their posts, one text each
    conclusion = models.TextField("kesimpulan", max_length=4000, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CalibrationSessionQuerySet.as_manager()

    class Meta:
        verbose_name = "kalibrasi"
        verbose_name_plural = "kalibrasi"
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_calibration_at_a_time", fields=["period", "unit"], condition=Q(closed_at=None)
            ),
            models.CheckConstraint(
                name="closed_calibration_is_whole",
                condition=Q(closed_at=None, after=None, conclusion="")
                | (Q(closed_at__isnull=False, after__isnull=False) & ~Q(conclusion="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}, {self.period}"


class CalibrationChange(models.Model):
    """One row is one result that a meeting changed: before, after, and why. Append-only."""

    session = models.ForeignKey(CalibrationSession, models.PROTECT, related_name="changes")
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="calibrations")
    rater = models.ForeignKey(Employee, models.PROTECT, related_name="+")  # who had rated
    rating_hasil_kerja_before = models.CharField(max_length=10, choices=Rating)
    rating_perilaku_before = models.CharField(max_length=10, choices=Rating)
    predikat_label_before = models.CharField(max_length=60, blank=True)
    rating_hasil_kerja = models.CharField(max_length=10, choices=Rating)
    rating_perilaku = models.CharField(max_length=10, choices=Rating)
    predikat_label = models.CharField(max_length=60, blank=True)
    reason = models.TextField("alasan", max_length=2000)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = "perubahan dalam kalibrasi"
        verbose_name_plural = "perubahan dalam kalibrasi"
        ordering = ["changed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.evaluation}: {self.predikat_label}"
