"""The objection (keberatan) against a delivered result."""

from django.db import models
from django.db.models import Q

from evaluations.enums import ObjectionOutcome, ObjectionTopic, Rating
from evaluations.models.evaluation import Evaluation


class Objection(models.Model):
    """One row is one objection: reasons by the employee, explanation by the rater, decision by the rater's superior.

    PP 30/2019 art. 56–59; the days are a setting, copied to the period.
    """

    evaluation = models.OneToOneField(Evaluation, models.PROTECT, related_name="objection")
    topic = models.CharField("tentang", max_length=12, choices=ObjectionTopic, default=ObjectionTopic.OTHER)
    reasons = models.TextField("alasan keberatan", max_length=4000)
    submitted_at = models.DateTimeField()
    explanation = models.TextField("penjelasan pejabat penilai", max_length=4000, blank=True)
    explained_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField("keputusan", max_length=8, choices=ObjectionOutcome, blank=True)
    decision = models.TextField("alasan keputusan", max_length=4000, blank=True)
    rating_hasil_kerja_before = models.CharField(max_length=10, choices=Rating, blank=True)
    rating_perilaku_before = models.CharField(max_length=10, choices=Rating, blank=True)
    predikat_before = models.CharField(max_length=20, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "keberatan"
        verbose_name_plural = "keberatan"
        ordering = ["-submitted_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="explanation_has_moment",
                condition=Q(explanation="", explained_at=None)
                | (~Q(explanation="") & Q(explained_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="decision_is_whole",
                condition=Q(outcome="", decided_at=None)
                | (~Q(outcome="") & ~Q(decision="") & Q(decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"Keberatan {self.evaluation}"
