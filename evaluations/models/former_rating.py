"""What somebody had written as a rater when the evaluation went to another one."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from evaluations.duties import deputed_to
from evaluations.models.evaluation import Evaluation
from evaluations.models.people import Employee, employee_id_of


class FormerRatingQuerySet(models.QuerySet):
    def visible_to(self, user) -> "FormerRatingQuerySet":
        """One's own words of before, and those of one's predecessors where one rates now.

        Nobody else's: not the person's, to whom they were never delivered, and not BKPSDM's.
        """
        me = employee_id_of(user)
        rated = Evaluation.objects.filter(Q(rater=me) | deputed_to(me)).order_by()
        return self.filter(self._left_by(me) | Q(evaluation__in=rated))

    def left_by(self, user) -> "FormerRatingQuerySet":
        """Those of the evaluations that ``user`` rated, or rated for somebody who was away, and does not any more."""
        return self.filter(self._left_by(employee_id_of(user)))

    def with_words(self) -> "FormerRatingQuerySet":
        """Those of which there is something to read."""
        return self.exclude(answers=[], notes="", recommendation="")

    def of_outer_row(self) -> "FormerRatingQuerySet":
        """For ``Exists`` in a query over evaluations."""
        return self.filter(evaluation=models.OuterRef("pk")).order_by()

    @staticmethod
    def _left_by(me: int) -> Q:
        return Q(rater=me) | Q(deputy=me)


class FormerRating(models.Model):
    """One row is what stood on a rater's desk at the moment when it became another's; the database keeps it as it is.

    ``answers`` are the rater's, each as ``carrying.Lost.to_json`` has it: where it stood, its words, and what is needed
    to put it back. Written by ``domain.evaluating.former_ratings`` only, also where nothing was written yet: whoever
    still has the page open is told who rates now.
    """

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="former_ratings")
    rater = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    rater_name = models.CharField(max_length=300)
    # Who acted for a rater who was away: then, and not any more.
    deputy = models.ForeignKey(Employee, models.PROTECT, null=True, blank=True, related_name="+")
    deputy_as = models.CharField(max_length=250, blank=True)
    answers = models.JSONField(default=list)
    notes = models.TextField("catatan", blank=True)
    recommendation = models.TextField("rekomendasi", blank=True)
    predikat_label = models.CharField(max_length=60, blank=True)  # where it was rated already
    kept_at = models.DateTimeField(default=timezone.now)

    objects = FormerRatingQuerySet.as_manager()

    class Meta:
        verbose_name = "penilaian sebelumnya"
        verbose_name_plural = "penilaian sebelumnya"
        ordering = ["-kept_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.evaluation}: {self.rater_name}"

    @property
    def has_words(self) -> bool:
        return bool(self.answers or self.notes or self.recommendation)

    @property
    def told(self) -> list[tuple[str, str]]:
        """(what it is, what was written) for everything."""
        found = [(str(one["label"]), str(one["words"])) for one in self.answers]
        beside = (("Catatan", self.notes), ("Rekomendasi", self.recommendation))
        return found + [(label, text) for label, text in beside if text]
