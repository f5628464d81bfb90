"""Sums that can be made again from the results at any time, so that nobody has to read every document for a mean."""

from django.db import models

from evaluations.models.evaluation import EvaluationPeriod
from evaluations.models.organization import OrganizationalUnit
from forms_config.models import FormVersion


class ItemSummary(models.Model):
    """One row is what the items of a form version came to in one unit and period.

    ``evaluations`` and ``latest_at`` say of which results: how many there were, and when the last of them was written.
    Where today's are others, the row is out of date and is not used (``domain.reports.item_summaries``).
    ``items``: ``[[section, item, evaluations with a score, scores, their sum as text], …]``.
    """

    period = models.ForeignKey(EvaluationPeriod, models.CASCADE, related_name="+")
    unit = models.ForeignKey(OrganizationalUnit, models.CASCADE, related_name="+")
    form_version = models.ForeignKey(FormVersion, models.CASCADE, related_name="+")
    evaluations = models.PositiveIntegerField()
    latest_at = models.DateTimeField()
    items = models.JSONField()

    class Meta:
        verbose_name = "jumlah nilai butir"
        verbose_name_plural = "jumlah nilai butir"
        constraints = [
            models.UniqueConstraint(name="one_summary_of_items", fields=["period", "unit", "form_version"]),
        ]

    def __str__(self) -> str:
        return f"Butir {self.form_version_id} di unit {self.unit_id} pada periode {self.period_id}"
