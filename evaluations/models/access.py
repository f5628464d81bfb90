"""Machines that read results, and the settings that rule evaluations."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from evaluations.enums import ApiScope, ObjectionStart, Predikat, Rating
from evaluations.models.asking import FeedbackRules, PulseRules
from evaluations.models.organization import OrganizationalUnit
from evaluations.models.people import Employee


class ApiClient(models.Model):
    """One row is one program that reads through the API, with what it may read. Its tokens hang on ``user``.

    ``owner`` answers for it and is asked when something is wrong; the program goes on when the owner leaves.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_client")
    name = models.CharField("nama", max_length=80, unique=True)
    scope = models.CharField("cakupan", max_length=10, choices=ApiScope)
    unit = models.ForeignKey(
        OrganizationalUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="hanya unit",
        help_text="Kosong berarti seluruh kabupaten.",
    )
    owner = models.ForeignKey(
        Employee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="api_clients",
        verbose_name="penanggung jawab",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "klien API"
        verbose_name_plural = "klien API"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


# Copied onto each period when it is made.
ASKED = ("feedback_form", "anonymous_feedback", "pulse_form")
# Copied as well; fixed once the period is open.
CLOCKS = ("objection_days", "objection_from", "explain_days", "decide_days")
# Which column says the status kinerja of a predikat.
STATUS_FIELDS = {code: f"status_{code.lower()}" for code in Predikat.values}


def _status(predikat: Predikat, shipped: Rating) -> models.CharField:
    return models.CharField(predikat.label, max_length=10, choices=Rating, default=shipped)


@register_setting(icon="cog")
class EvaluationSettings(FeedbackRules, PulseRules, BaseGenericSetting):
    """The one row of settings that BKPSDM may change; copied onto each period when it is made."""

    objection_days = models.PositiveSmallIntegerField(
        "hari untuk mengajukan keberatan",
        default=14,
        help_text="PP 30/2019 Pasal 56: 14 hari sejak hasil diterima. Berlaku untuk periode baru.",
    )
    objection_from = models.CharField(
        "hari keberatan dihitung",
        max_length=9,
        choices=ObjectionStart,
        default=ObjectionStart.DELIVERED,
        help_text="Bila sejak dibuka: hasil yang tidak pernah dibuka dianggap dibaca setelah hari keberatan berlalu "
        "sekali sejak disampaikan, supaya tidak menunggu tanpa akhir.",
    )
    explain_days = models.PositiveSmallIntegerField(
        "hari untuk penjelasan penilai",
        default=5,
        help_text="Sejak keberatan diajukan. Peraturan tidak menyebut angkanya; sesudah itu atasan penilai dapat "
        "memutuskan tanpa penjelasan.",
    )
    decide_days = models.PositiveSmallIntegerField(
        "hari untuk keputusan atasan penilai",
        default=10,
        help_text="Sejak penjelasan diberikan atau batasnya lewat. Yang lewat masuk antrean BKPSDM.",
    )
    max_subordinates = models.PositiveSmallIntegerField(
        "bawahan paling banyak untuk satu penilai",
        default=40,
        help_text="Penilai dengan bawahan lebih banyak dari ini ditunjukkan di Periksa pegawai dan penilai.",
    )
    legal_basis = models.TextField(
        "dasar hukum",
        blank=True,
        default="PermenPANRB Nomor 6 Tahun 2022 tentang Pengelolaan Kinerja Pegawai ASN",
        help_text="Dicetak pada Dokumen Evaluasi Kinerja.",
    )
    record_note = models.TextField(
        "catatan tentang e-Kinerja BKN",
        blank=True,
        default="e-Kinerja BKN tetap menjadi catatan nasional. Aplikasi ini melengkapinya.",
    )

    days_before_recaps = models.BooleanField(
        "hitungan harian menggantikan rekap bulanan",
        default=False,
        help_text="Presensi satu bulan dapat datang sebagai rekap bulanan yang diimpor dan dari ketukan serta "
        "keterangan harian. Tanpa centang, rekap yang diimpor yang dipakai; dengan centang, hitungan harian.",
    )

    # No regulation that we have says it, so BKPSDM does: see ``domain.evaluating.talent``.
    status_sangat_baik = _status(Predikat.VERY_GOOD, Rating.ABOVE)
    status_baik = _status(Predikat.GOOD, Rating.MEETS)
    status_butuh_perbaikan = _status(Predikat.NEEDS_IMPROVEMENT, Rating.BELOW)
    status_kurang = _status(Predikat.POOR, Rating.BELOW)
    status_sangat_kurang = _status(Predikat.VERY_POOR, Rating.BELOW)

    panels = [
        FieldPanel("objection_days"),
        FieldPanel("objection_from"),
        FieldPanel("explain_days"),
        FieldPanel("decide_days"),
        FieldPanel("max_subordinates"),
        FieldPanel("legal_basis"),
        FieldPanel("record_note"),
        *(FieldPanel(name) for name in ASKED),
        FieldPanel("days_before_recaps"),
        MultiFieldPanel(
            [FieldPanel(name) for name in STATUS_FIELDS.values()],
            heading="Status kinerja untuk manajemen talenta",
            help_text="Status yang dipakai kotak talenta (PermenPANRB 3/2020) untuk setiap predikat. "
            "Sesuaikan dengan ketentuan yang berlaku.",
        ),
    ]

    class Meta:
        verbose_name = "pengaturan evaluasi"
        constraints = [
            models.CheckConstraint(
                name="objection_days_sensible", condition=Q(objection_days__gte=1, objection_days__lte=90)
            ),
            models.CheckConstraint(
                name="days_of_steps_sensible",
                condition=Q(
                    explain_days__gte=1, explain_days__lte=90, decide_days__gte=1, decide_days__lte=90
                ),
            ),
        ]

    def __str__(self) -> str:
        return "Pengaturan evaluasi"

    @property
    def for_periods(self) -> dict[str, Any]:
        """What a new period starts with: {field of the period: value}."""
        return {name: getattr(self, name) for name in (*CLOCKS, *ASKED)}
