"""What an employee reports with "Ini bukan atasan saya": the rater of an evaluation is the wrong one."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from evaluations.enums import RaterReportState
from evaluations.models.evaluation import Evaluation
from evaluations.models.people import Employee


class RaterReport(models.Model):
    """One row says that the rater of an evaluation is wrong in the eyes of its employee, and what BKPSDM decided.

    ``suggested`` was chosen in a search, ``suggested_name`` typed; both may be empty. ``rater_name`` is who rated when
    it was reported. Written by ``domain.periods.rater_reports`` only.
    """

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="rater_reports")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="rater_reports")
    rater_name = models.CharField("penilai saat dilaporkan", max_length=300, blank=True)
    suggested = models.ForeignKey(
        Employee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="yang seharusnya menilai",
    )
    suggested_name = models.CharField("yang seharusnya menilai (ditulis)", max_length=200, blank=True)
    text = models.TextField("alasan")
    state = models.CharField(
        "keadaan", max_length=9, choices=RaterReportState, default=RaterReportState.WAITING
    )
    decision = models.TextField("keputusan", blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "laporan salah penilai"
        verbose_name_plural = "laporan salah penilai"
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["state", "created_at"])]
        constraints = [
            models.UniqueConstraint(
                name="one_waiting_rater_report",
                fields=["evaluation"],
                condition=Q(state=RaterReportState.WAITING),
            ),
            models.CheckConstraint(
                name="decided_rater_report_says_why",
                condition=~Q(state__in=[RaterReportState.MOVED, RaterReportState.KEPT])
                | (Q(decided_at__isnull=False) & ~Q(decision="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee}: {self.get_state_display()}"

    @property
    def is_waiting(self) -> bool:
        return self.state == RaterReportState.WAITING

    @property
    def has_moved(self) -> bool:
        """Whether BKPSDM gave the evaluation to another rater."""
        return self.state == RaterReportState.MOVED
