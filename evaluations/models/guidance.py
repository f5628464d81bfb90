"""What people say of the guidance: whether a page is clear, and what they still ask."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from evaluations.models.organization import OrganizationalUnit
from forms_config.models import GuidancePage


class UnclearReason(models.TextChoices):
    WORDS = "WORDS", "Kata atau istilahnya sulit"
    LENGTH = "LENGTH", "Terlalu panjang"
    MISSING = "MISSING", "Yang saya cari tidak ada"
    DIFFERENT = "DIFFERENT", "Berbeda dari yang saya alami"
    OTHER = "OTHER", "Lainnya"


class GuidanceOpinion(models.Model):
    """One row is whether one person finds a page clear; they may change it. Nobody is shown who said it."""

    page = models.ForeignKey(GuidancePage, models.CASCADE, related_name="opinions", verbose_name="halaman")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", editable=False)
    # The perangkat daerah of the person on that day; None for who has no post.
    agency = models.ForeignKey(OrganizationalUnit, models.SET_NULL, null=True, related_name="+")
    is_clear = models.BooleanField("jelas")
    reason = models.CharField("yang membingungkan", max_length=10, choices=UnclearReason, blank=True)
    words = models.CharField("kata Anda", max_length=500, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        verbose_name = "pendapat tentang panduan"
        verbose_name_plural = "pendapat tentang panduan"
        constraints = [
            models.UniqueConstraint(fields=["page", "user"], name="one_opinion_on_a_page"),
            models.CheckConstraint(
                name="unclear_has_a_reason",
                condition=Q(is_clear=True, reason="") | (Q(is_clear=False) & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page}: {'jelas' if self.is_clear else self.get_reason_display()}"


class GuidanceQuestionQuerySet(models.QuerySet):
    def of(self, user) -> "GuidanceQuestionQuerySet":
        """What this very person asked."""
        return self.filter(asked_by=user.pk)

    def waiting(self) -> "GuidanceQuestionQuerySet":
        return self.filter(answered_at=None)

    def answered_unseen(self) -> "GuidanceQuestionQuerySet":
        """Answers that who asked has not opened yet."""
        return self.filter(answered_at__isnull=False, seen_at=None)


class GuidanceQuestion(models.Model):
    """One row is a question to BKPSDM, with its answer once there is one."""

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", editable=False)
    agency = models.ForeignKey(OrganizationalUnit, models.SET_NULL, null=True, related_name="+")
    page = models.ForeignKey(
        GuidancePage, models.SET_NULL, null=True, related_name="+", verbose_name="halaman"
    )
    text = models.TextField("pertanyaan")
    asked_at = models.DateTimeField()
    answer = models.TextField("jawaban", blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    # The page that tells the answer to everybody, once an officer has put it there.
    entry_on = models.ForeignKey(GuidancePage, models.SET_NULL, null=True, related_name="+")

    objects = GuidanceQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "pertanyaan kepada BKPSDM"
        verbose_name_plural = "pertanyaan kepada BKPSDM"
        ordering = ("asked_at", "pk")
        indexes = [models.Index(fields=["answered_at", "asked_at"])]
        constraints = [
            models.CheckConstraint(
                name="answer_has_its_day",
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]
