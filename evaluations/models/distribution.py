"""Pola distribusi: the rules that BKPSDM keeps, from a day on, and the reasons of raters who deviate from them."""

from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from evaluations.enums import BoundKind, OrganizationLevel, Predikat
from evaluations.models.people import Employee
from evaluations.models.period import EvaluationPeriod
from forms_config.engine.distribution import Bound
from forms_config.engine.distribution import BoundKind as EngineKind
from forms_config.keys import validate_code

SHARES = (BoundKind.AT_MOST, BoundKind.AT_LEAST)


class DistributionRules(ClusterableModel):
    """One row is a set of bounds that holds for periods that end on ``starts_on`` or later, until another set does."""

    name = models.CharField("nama", max_length=120)
    legal_basis = models.CharField("dasar hukum", max_length=200)
    starts_on = models.DateField(
        "berlaku mulai",
        unique=True,
        help_text="Untuk periode yang berakhir pada hari ini atau sesudahnya, sampai pola berikutnya berlaku.",
        error_messages={"unique": "Sudah ada pola yang berlaku mulai hari itu."},
    )
    smallest_group = models.PositiveSmallIntegerField(
        "kelompok terkecil",
        default=10,
        validators=[MinValueValidator(1)],
        help_text="Kelompok yang lebih kecil tidak dibandingkan. Pada 10 orang, batas 10% adalah satu orang.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "pola distribusi"
        verbose_name_plural = "pola distribusi"
        ordering = ["-starts_on"]

    def __str__(self) -> str:
        return self.name


class DistributionBound(models.Model):
    """One row is one bound for organisations of one level."""

    rules = ParentalKey(DistributionRules, related_name="bounds")
    level = models.CharField("capaian organisasi", max_length=20, choices=OrganizationLevel)
    code = models.CharField(
        "kode",
        max_length=30,
        validators=[validate_code],
        help_text="Misalnya SB_MAX_70. Unik per capaian organisasi.",
    )
    predikat = models.CharField("predikat", max_length=20, choices=Predikat)
    together_with = models.CharField(
        "dihitung bersama",
        max_length=20,
        choices=Predikat,
        blank=True,
        help_text="Dijumlahkan dengan predikat di depannya.",
    )
    kind = models.CharField("batas", max_length=8, choices=BoundKind)
    percent = models.DecimalField(
        "persen",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
        help_text="Hanya untuk “paling banyak” dan “paling sedikit”. Nol berarti tidak boleh ada.",
    )

    class Meta:
        verbose_name = "batas"
        verbose_name_plural = "batas"
        ordering = ["rules", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_bound_per_code",
                fields=["rules", "level", "code"],
                violation_error_message="Kode ini sudah dipakai untuk capaian yang sama.",
            ),
            models.CheckConstraint(
                name="bound_has_the_percent_it_needs",
                condition=Q(kind__in=SHARES, percent__isnull=False) | (~Q(kind__in=SHARES) & Q(percent=None)),
            ),
            models.CheckConstraint(
                name="bound_counts_a_predikat_once", condition=~Q(predikat=F("together_with"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}: {self.words}"

    def clean(self) -> None:
        super().clean()
        wrong = {}
        if self.kind in SHARES and self.percent is None:
            wrong["percent"] = "Isi persennya."
        if self.kind and self.kind not in SHARES and self.percent is not None:
            wrong["percent"] = "Batas ini tidak memakai persen. Kosongkan."
        if self.predikat and self.predikat == self.together_with:
            wrong["together_with"] = "Pilih predikat lain, atau kosongkan."
        if wrong:
            raise ValidationError(wrong)

    @property
    def bound(self) -> Bound:
        """As the engine takes it."""
        counted = tuple(filter(None, (self.predikat, self.together_with)))
        return Bound(self.code, EngineKind(self.kind), counted, self.percent or Decimal(0))

    @property
    def words(self) -> str:
        """ "Sangat Baik paling banyak 70%"."""
        pair = (self.get_predikat_display(), self.get_together_with_display())
        names = " dan/atau ".join(filter(None, pair))
        if self.kind == BoundKind.AT_MOST and not self.percent:
            return f"tidak ada {names}"
        if self.kind in SHARES:
            share = f"{self.percent.normalize():f}".replace(".", ",") if self.percent is not None else "–"
            return f"{names} {self.get_kind_display().lower()} {share}%"
        return f"{names} {self.get_kind_display().lower()}"


class DistributionDeviation(models.Model):
    """One row is why a rater's team deviates from the pattern, with what stood there. Append-only.

    ``broken`` lists what was broken: ``{"code", "words"}``; ``counts`` has the people by predikat.
    """

    period = models.ForeignKey(EvaluationPeriod, models.PROTECT, related_name="deviations")
    rater = models.ForeignKey(Employee, models.PROTECT, related_name="deviations")
    level = models.CharField("capaian organisasi", max_length=20, choices=OrganizationLevel)
    counts = models.JSONField()
    waiting = models.PositiveIntegerField()
    broken = models.JSONField()
    reason = models.TextField("alasan", max_length=2000)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = "alasan menyimpang dari pola"
        verbose_name_plural = "alasan menyimpang dari pola"
        ordering = ["-given_at", "-pk"]
        indexes = [models.Index(fields=["period", "rater"])]

    def __str__(self) -> str:
        return f"{self.rater}, {self.period}"
