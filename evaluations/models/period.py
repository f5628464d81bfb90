"""Evaluation periods, the form that each audience gets, and who got none."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import dateformat, timezone
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from evaluations.enums import (
    DistributionUse,
    EmploymentType,
    ObjectionStart,
    PeriodAction,
    PeriodKind,
    PeriodState,
    PositionType,
    SegmentRule,
    Step,
)
from evaluations.models.asking import FeedbackRules, PulseRules, check_purpose
from evaluations.models.organization import OrganizationalUnit
from evaluations.models.people import Employee
from forms_config.engine.figures import POSTS
from forms_config.models import EvaluationForm, FormPurpose, FormVersion, GuidancePage

_RANK = r"\s*[IVX]{1,5}(/[a-e])?\s*"
RANKS = rf"\A{_RANK}(,{_RANK})*\Z"


APPROVAL_HELP = (
    "Setiap penilaian menunggu persetujuan atasan pejabat penilai sebelum dapat disampaikan. Batasnya batas penilaian, "
    "dan paling lambat sebelum periode ditutup. Yang sudah menunggu tetap menunggu bila ini dimatikan."
)


class EvaluationPeriod(FeedbackRules, PulseRules, ClusterableModel):
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
    rates_from = models.DateField(
        "boleh dinilai mulai",
        null=True,
        blank=True,
        help_text="Kosongkan bila baru boleh dinilai setelah hari terakhir periode lewat.",
    )
    objection_days = models.PositiveSmallIntegerField("hari untuk keberatan", default=14)
    objection_from = models.CharField(
        "hari keberatan dihitung", max_length=9, choices=ObjectionStart, default=ObjectionStart.DELIVERED
    )
    explain_days = models.PositiveSmallIntegerField("hari untuk penjelasan penilai", default=5)
    decide_days = models.PositiveSmallIntegerField("hari untuk keputusan atasan penilai", default=10)
    # What the timer does by itself; None: only by hand.
    opens_at = models.DateTimeField("dibuka pada", null=True, blank=True)
    deliver_at = models.DateTimeField("hasil disampaikan pada", null=True, blank=True)
    closes_at = models.DateTimeField("ditutup pada", null=True, blank=True)
    grace_hours = models.PositiveSmallIntegerField(
        "kelonggaran (jam)",
        default=0,
        help_text="Setelah batas waktu masih diterima selama sekian jam, dengan catatan terlambat.",
    )
    segment_rule = models.CharField(
        "bila pindah di tengah periode",
        max_length=8,
        choices=SegmentRule,
        default=SegmentRule.LONGEST,
        help_text="Bagian mana yang menjadi hasil periode. Semua bagian tetap terlihat.",
    )
    distribution = models.CharField(
        "pola distribusi",
        max_length=6,
        choices=DistributionUse,
        default=DistributionUse.ADVISE,
        help_text="Dibandingkan bila capaian organisasi sudah ditetapkan.",
    )
    needs_approval = models.BooleanField(
        "penilaian disetujui atasan penilai", default=False, help_text=APPROVAL_HELP
    )
    required_page = models.ForeignKey(
        GuidancePage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="panduan yang wajib dibaca",
        help_text="Dibaca sebelum mengirim pertama kali dalam periode ini. Formulir dapat meminta halaman lain.",
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

    @property
    def is_draft(self) -> bool:
        return self.state == PeriodState.DRAFT

    @property
    def is_open(self) -> bool:
        return self.state == PeriodState.OPEN

    @property
    def rating_starts_on(self) -> date:
        """The first day on which it may be rated: after its last one, unless BKPSDM has set another.

        ``duties.may_be_rated`` is the same in SQL.
        """
        return self.rates_from or self.ends_on + timedelta(days=1)

    def clean(self) -> None:
        """Rating begins within the period or after it, and before it is due and delivered."""
        super().clean()
        if self.ends_on is None or self.rate_until is None:
            return  # the form says so already
        wrong = {}
        starts_on = self.rating_starts_on
        if self.rates_from and self.starts_on and self.rates_from < self.starts_on:
            wrong["rates_from"] = "Penilaian mulai sebelum hari pertama periode."
        for name, what in (("rate_until", "Batas penilaian"), ("deliver_at", "Penyampaian hasil")):
            at = getattr(self, name)
            if at is not None and timezone.localdate(at) < starts_on:
                day = dateformat.format(starts_on, "j F Y")
                wrong[name] = f"{what} mendahului hari mulai penilaian, {day}."
        if wrong:
            raise ValidationError(wrong)


class AudienceRule(models.Model):
    """Says which form an audience gets; the first matching row by ``order`` wins, empty conditions match everybody."""

    order = models.PositiveSmallIntegerField("urutan", default=1)
    form = models.ForeignKey(EvaluationForm, models.PROTECT, related_name="+", verbose_name="formulir")
    employment_type = models.CharField("jenis pegawai", max_length=20, choices=EmploymentType, blank=True)
    position_type = models.CharField("jenis jabatan", max_length=12, choices=PositionType, blank=True)
    post_kind = models.CharField("jenjang jabatan", max_length=16, choices=POSTS, blank=True)
    position_words = models.CharField(
        "nama jabatan memuat",
        max_length=200,
        blank=True,
        help_text="Misalnya: guru. Beberapa pilihan dipisah koma: guru, kepala sekolah.",
    )
    ranks = models.CharField(
        "pangkat/golongan",
        max_length=100,
        blank=True,
        validators=[RegexValidator(RANKS, "Tulis golongan seperti III/c, IV, atau IX, dipisah koma.")],
        help_text="Misalnya: III/c, III/d. Tanpa huruf berarti semua: IV untuk IV/a sampai IV/e.",
    )
    unit = models.ForeignKey(
        OrganizationalUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="unit dan di bawahnya",
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        check_purpose(self, "form", FormPurpose.EVALUATION)

    def listed(self, name: str) -> list[str]:
        """What a condition that may hold several names, between commas."""
        return [part.strip() for part in getattr(self, name).split(",") if part.strip()]

    def conditions_and_form(self) -> dict[str, Any]:
        """What makes the rule, to be copied into another one."""
        return {field.attname: getattr(self, field.attname) for field in AudienceRule._meta.fields}


class PeriodForm(AudienceRule):
    """One row is one audience rule of a period. ``form_version`` is pinned when the period opens."""

    period = ParentalKey(EvaluationPeriod, related_name="forms")
    form_version = models.ForeignKey(
        FormVersion, models.PROTECT, null=True, blank=True, related_name="period_forms", editable=False
    )

    class Meta:
        verbose_name = "formulir periode"
        verbose_name_plural = "formulir periode"
        ordering = ["period", "order", "pk"]

    def __str__(self) -> str:
        return f"{self.period}: {self.form}"


class PeriodTemplate(ClusterableModel):
    """One row is a pattern from which the periods of one kind in a year are made.

    Days count from the last day of the span: 0 is that day, negative ones lie before. None: by hand.
    """

    name = models.CharField("nama", max_length=80, unique=True)
    kind = models.CharField("jenis", max_length=10, choices=PeriodKind, default=PeriodKind.MONTHLY)
    working_days = models.BooleanField(
        "hitung hari kerja saja",
        default=True,
        help_text="Sabtu, Minggu, dan hari libur dilewati; batas yang jatuh pada hari libur pindah ke hari kerja.",
    )
    open_after = models.SmallIntegerField("dibuka", null=True, blank=True, default=-5)
    fill_after = models.SmallIntegerField("batas pengisian", default=5)
    rate_after = models.SmallIntegerField("batas penilaian", default=10)
    deliver_after = models.SmallIntegerField("hasil disampaikan", null=True, blank=True, default=12)
    close_after = models.SmallIntegerField("ditutup", null=True, blank=True, default=30)
    grace_hours = models.PositiveSmallIntegerField("kelonggaran (jam)", default=0)
    segment_rule = models.CharField(
        "bila pindah di tengah periode",
        max_length=8,
        choices=SegmentRule,
        default=SegmentRule.LONGEST,
    )
    needs_approval = models.BooleanField(
        "penilaian disetujui atasan penilai", default=False, help_text=APPROVAL_HELP
    )
    is_active = models.BooleanField("aktif", default=True)

    class Meta:
        verbose_name = "pola periode"
        verbose_name_plural = "pola periode"
        ordering = ["kind", "name"]
        constraints = [
            models.CheckConstraint(
                name="template_rates_after_filling", condition=Q(rate_after__gte=models.F("fill_after"))
            )
        ]

    def __str__(self) -> str:
        return self.name


class PeriodTemplateForm(AudienceRule):
    """One row is one audience rule that periods made from the template start with."""

    template = ParentalKey(PeriodTemplate, related_name="forms")

    class Meta:
        verbose_name = "formulir pola"
        verbose_name_plural = "formulir pola"
        ordering = ["template", "order", "pk"]

    def __str__(self) -> str:
        return f"{self.template}: {self.form}"


class Holiday(models.Model):
    """One row is one day on which offices are closed besides Saturday and Sunday."""

    day = models.DateField("tanggal", unique=True)
    name = models.CharField("nama", max_length=120)
    is_joint_leave = models.BooleanField("cuti bersama", default=False)

    class Meta:
        verbose_name = "hari libur"
        verbose_name_plural = "hari libur"
        ordering = ["day"]

    def __str__(self) -> str:
        return self.name


class Extension(models.Model):
    """One row moves a deadline of a period for a unit with all below it, or for one person, and says why."""

    period = models.ForeignKey(
        EvaluationPeriod, models.CASCADE, related_name="extensions", verbose_name="periode"
    )
    step = models.CharField("langkah", max_length=4, choices=Step, default=Step.FILL)
    unit = models.ForeignKey(
        OrganizationalUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="unit"
    )
    employee = models.ForeignKey(
        Employee, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="pegawai"
    )
    until = models.DateTimeField("sampai")
    reason = models.CharField("alasan", max_length=250)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "perpanjangan"
        verbose_name_plural = "perpanjangan"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="extension_for_unit_or_person",
                condition=Q(unit=None, employee__isnull=False) | Q(unit__isnull=False, employee=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.period}: {self.unit or self.employee}"


class PeriodEvent(models.Model):
    """One row is one act on a period: who, what, why. Append-only (the database refuses changes)."""

    period = models.ForeignKey(EvaluationPeriod, models.PROTECT, related_name="events")
    action = models.CharField("tindakan", max_length=16, choices=PeriodAction)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    actor_name = models.CharField(max_length=300)
    note = models.TextField("catatan", blank=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "riwayat periode"
        verbose_name_plural = "riwayat periode"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.period}: {self.get_action_display()}"


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
