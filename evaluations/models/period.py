"""Evaluation periods, the form that each audience gets, and who got none."""

from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from evaluations.enums import EmploymentType, PeriodKind, PeriodState, PositionType
from evaluations.models.organization import OrganizationalUnit
from evaluations.models.people import Employee
from forms_config.models import EvaluationForm, FormVersion


class EvaluationPeriod(ClusterableModel):
    """One row is one month, quarter or year that is evaluated.

    ``month`` is the last month of the span (1–12), None for the annual period. Deadlines are moments; a
    submission is accepted up to and including that moment.
    """

    name = models.CharField("nama", max_length=80)
    kind = models.CharField("jenis", max_length=10, choices=PeriodKind, default=PeriodKind.MONTHLY)
    year = models.PositiveSmallIntegerField("tahun")
    month = models.PositiveSmallIntegerField("bulan", null=True, blank=True)
    starts_on = models.DateField("hari pertama")
    ends_on = models.DateField("hari terakhir")
    fill_until = models.DateTimeField("batas pengisian")
    rate_until = models.DateTimeField("batas penilaian")
    objection_days = models.PositiveSmallIntegerField(
        "hari untuk keberatan", default=14, help_text="Dihitung sejak hasil disampaikan."
    )
    state = models.CharField("keadaan", max_length=8, choices=PeriodState, default=PeriodState.DRAFT)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "periode"
        verbose_name_plural = "periode"
        ordering = ["-ends_on", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_period_per_span", fields=["kind", "year", "month"]),
            # NULLs are distinct in the constraint above, so the annual period needs its own.
            models.UniqueConstraint(
                name="one_annual_period", fields=["year"], condition=Q(kind=PeriodKind.ANNUAL)
            ),
            models.CheckConstraint(
                name="period_ends_after_start", condition=Q(ends_on__gte=models.F("starts_on"))
            ),
            models.CheckConstraint(
                name="rating_not_before_filling", condition=Q(rate_until__gte=models.F("fill_until"))
            ),
            models.CheckConstraint(
                name="month_unless_annual",
                condition=Q(kind=PeriodKind.ANNUAL, month=None)
                | (~Q(kind=PeriodKind.ANNUAL) & Q(month__gte=1, month__lte=12)),
            ),
            models.CheckConstraint(
                name="opened_period_has_moment",
                condition=Q(state=PeriodState.DRAFT, opened_at=None)
                | (~Q(state=PeriodState.DRAFT) & Q(opened_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PeriodForm(models.Model):
    """One row says which form an audience gets in a period; the first matching row by ``order`` wins.

    Empty audience fields match everybody. ``form_version`` is pinned when the period opens.
    """

    period = ParentalKey(EvaluationPeriod, related_name="forms")
    order = models.PositiveSmallIntegerField("urutan", default=1)
    form = models.ForeignKey(EvaluationForm, models.PROTECT, related_name="+", verbose_name="formulir")
    form_version = models.ForeignKey(
        FormVersion, models.PROTECT, null=True, blank=True, related_name="period_forms", editable=False
    )
    employment_type = models.CharField("jenis pegawai", max_length=20, choices=EmploymentType, blank=True)
    position_type = models.CharField("jenis jabatan", max_length=12, choices=PositionType, blank=True)
    unit = models.ForeignKey(
        OrganizationalUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="unit"
    )

    class Meta:
        verbose_name = "formulir periode"
        verbose_name_plural = "formulir periode"
        ordering = ["period", "order", "pk"]

    def __str__(self) -> str:
        return f"{self.period}: {self.form}"


class OpeningGap(models.Model):
    """One row is one person who got no evaluation in a period, or one without a rater, and why."""

    period = models.ForeignKey(EvaluationPeriod, models.CASCADE, related_name="gaps")
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    reason_code = models.CharField(max_length=30)
    reason = models.CharField("sebab", max_length=200)

    class Meta:
        verbose_name = "pegawai tanpa evaluasi"
        verbose_name_plural = "pegawai tanpa evaluasi"
        ordering = ["reason_code", "employee__name", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_gap_per_person", fields=["period", "employee", "reason_code"])
        ]

    def __str__(self) -> str:
        return f"{self.employee}: {self.reason}"
