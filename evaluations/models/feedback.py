"""Continuous feedback: a note at any time, that comes back beside the rating."""

from django.db import models
from django.db.models import Q

from evaluations.enums import CoreValue
from evaluations.models.evaluation import COVERS_REGENCY, Evaluation
from evaluations.models.people import Employee, employee_id_of


class FeedbackQuerySet(models.QuerySet):
    def visible_to(self, user) -> "FeedbackQuerySet":
        """Notes about oneself, by oneself, and about people on the days for which one rates or reviews them."""
        if user.has_perm(COVERS_REGENCY):
            return self
        me = employee_id_of(user)
        that_day = models.OuterRef("about_on")
        led = Evaluation.objects.filter(Q(rater=me) | Q(reviewer=me), employee=models.OuterRef("employee"))
        return self.filter(
            Q(employee=me) | Q(author=me) | models.Exists(led.touching(that_day, that_day).order_by())
        )


class Feedback(models.Model):
    """One row is one note by a superior to an employee, about a day, perhaps about a work result or a value."""

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="feedback")
    author = models.ForeignKey(Employee, models.PROTECT, related_name="feedback_given")
    about_on = models.DateField("tentang tanggal")
    text = models.TextField("umpan balik", max_length=2000)
    value = models.CharField("nilai BerAKHLAK", max_length=30, choices=CoreValue, blank=True)
    result_key = models.CharField("hasil kerja", max_length=20, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = "umpan balik"
        verbose_name_plural = "umpan balik"
        ordering = ["-about_on", "-pk"]
        indexes = [models.Index(fields=["employee", "about_on"])]
        constraints = [
            models.CheckConstraint(name="feedback_not_to_oneself", condition=~Q(employee=models.F("author")))
        ]

    def __str__(self) -> str:
        return f"{self.author} untuk {self.employee}"
