"""Suara pegawai (pulse): how fair people find their evaluation, kept as counts that name nobody.

What is protected against whom: docs/decisions/0014-pulse-in-counts.md.
"""

from django.db import models
from django.db.models import F, Q

from evaluations.models.evaluation import COVERS_REGENCY, OVERSEERS
from evaluations.models.organization import OrganizationalUnit, within
from evaluations.models.period import EvaluationPeriod
from evaluations.models.roles import paths_of
from forms_config.engine.tallies import one_more
from forms_config.models import FormVersion

STEP = 5  # so many further answers come together, or none is shown


class PulseMark(models.Model):
    """One row says that one person has answered, or has passed the questions over, in a period.

    Who that was, the database alone does not tell (``domain.evaluating.pulse.digest_of``), nor when, nor which of
    both. Deleted once nobody can answer any more.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    period = models.ForeignKey(EvaluationPeriod, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "tanda suara pegawai"
        verbose_name_plural = "tanda suara pegawai"

    def __str__(self) -> str:
        return f"{self.period}"


class PulseTallyQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PulseTallyQuerySet":
        """Of agencies that one leads or audits; all for BKPSDM and the auditors of the regency."""
        if user.has_perm(COVERS_REGENCY):
            return self
        return self.filter(within(*paths_of(user, *OVERSEERS), at="agency"))

    def shown(self) -> "PulseTallyQuerySet":
        """Those of which anything may be shown, without what is counted meanwhile."""
        return self.filter(shown_answers__gte=STEP).defer("counts", "answers")


class PulseTally(models.Model):
    """One row counts the answers of one agency in a period to one version of the questions.

    ``counts`` {question: {answer: how often}} go on with each answer and are read by nobody; what reports tell are
    ``shown_counts``, which follow by ``STEP`` answers at a time. One row for all questions, so that the last write to
    it tells nothing of which answer was given.
    """

    period = models.ForeignKey(EvaluationPeriod, models.PROTECT, related_name="+")
    agency = models.ForeignKey(OrganizationalUnit, models.PROTECT, related_name="+")
    form_version = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    counts = models.JSONField(default=dict)
    answers = models.PositiveIntegerField(default=0)
    shown_counts = models.JSONField(default=dict)
    shown_answers = models.PositiveIntegerField(default=0)

    objects = PulseTallyQuerySet.as_manager()

    class Meta:
        verbose_name = "suara pegawai"
        verbose_name_plural = "suara pegawai"
        ordering = ["period", "agency", "form_version"]
        constraints = [
            models.UniqueConstraint(
                name="one_tally_per_agency_and_version", fields=["period", "agency", "form_version"]
            ),
            models.CheckConstraint(
                name="answers_are_shown_in_steps",
                condition=Q(answers__gte=F("shown_answers"), answers__lt=F("shown_answers") + STEP)
                & (Q(shown_answers=0) | Q(shown_answers__gte=STEP)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}, {self.period}"

    def add(self, said: dict[str, str]) -> None:
        """Count what one person said ({question: answer}); not saved."""
        self.counts = one_more(self.counts, said)
        self.answers += 1
        if self.answers - self.shown_answers >= STEP:
            self.shown_counts, self.shown_answers = self.counts, self.answers
