"""A line a day: what somebody did on a day, for which planned work result, how much, with files; private."""

import uuid
from pathlib import PurePath

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from evaluations.duties import IN_EMPLOYEE_HANDS
from evaluations.models.evaluation import Evaluation
from evaluations.models.evidence import private_storage
from evaluations.models.people import Employee, employee_id_of

FOLDER = "daily"  # in the private storage
TEXT_LENGTH = 500


def daily_path(file: "DailyFile", filename: str) -> str:
    """A path that cannot be guessed and holds nothing of the original name but its extension."""
    return f"{FOLDER}/{file.entry.employee_id}/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"


class DailyEntryQuerySet(models.QuerySet):
    def visible_to(self, user) -> "DailyEntryQuerySet":
        """One's own; of others the days of evaluations that one may open, once they were sent."""
        day = OuterRef("day")
        opened = Evaluation.objects.visible_to(user).filter(employee=OuterRef("employee"))
        sent = opened.exclude(state__in=IN_EMPLOYEE_HANDS).touching(day, day).order_by()
        return self.filter(Q(employee=employee_id_of(user)) | Exists(sent))

    def of(self, evaluation: Evaluation) -> "DailyEntryQuerySet":
        """The lines of the person on the days that are evaluated."""
        days = (evaluation.first_day, evaluation.last_day)
        return self.filter(employee=evaluation.employee_id, day__range=days)

    def of_outer_row(self) -> "DailyEntryQuerySet":
        """As ``of``, of the evaluation in whose query this stands."""
        first = Coalesce(OuterRef("starts_on"), OuterRef("period__starts_on"))
        last = Coalesce(OuterRef("ends_on"), OuterRef("period__ends_on"))
        return self.filter(employee=OuterRef("employee"), day__gte=first, day__lte=last)


class DailyEntry(models.Model):
    """One row is one line of one employee about one day (progres harian).

    ``result_key`` names the planned work result, empty for what stands outside the plan. Its words, those of the
    indicator and its unit are copied, so that a line stays as it was meant when the plan is revised.
    """

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="daily_entries")
    day = models.DateField("hari")
    result_key = models.CharField("hasil kerja", max_length=20, blank=True)
    result = models.TextField("rencana hasil kerja", blank=True)
    indicator = models.CharField("indikator", max_length=300, blank=True)
    unit = models.CharField("satuan", max_length=40, blank=True)
    text = models.TextField("yang dikerjakan", max_length=TEXT_LENGTH)
    quantity = models.DecimalField("jumlah", max_digits=14, decimal_places=2, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = DailyEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "catatan harian"
        verbose_name_plural = "catatan harian"
        ordering = ["-day", "pk"]
        indexes = [models.Index(fields=["employee", "day"])]
        constraints = [
            models.CheckConstraint(
                name="daily_quantity_not_negative", condition=Q(quantity=None) | Q(quantity__gte=0)
            )
        ]

    def __str__(self) -> str:
        return self.text


class DailyFileQuerySet(models.QuerySet):
    def visible_to(self, user) -> "DailyFileQuerySet":
        return self.filter(entry__in=DailyEntry.objects.visible_to(user).order_by().values("pk"))


class DailyFile(models.Model):
    """One row is one file of a line. It becomes ``Evidence`` of an evaluation when the month is gathered."""

    entry = models.ForeignKey(DailyEntry, models.CASCADE, related_name="files")
    file = models.FileField(storage=private_storage, upload_to=daily_path, max_length=200)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = DailyFileQuerySet.as_manager()

    class Meta:
        verbose_name = "berkas catatan harian"
        verbose_name_plural = "berkas catatan harian"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="same_file_once_per_line", fields=["entry", "sha256"])]

    def __str__(self) -> str:
        return self.name


class GatheredWords(models.Model):
    """One row is what the lines of a month have put into the words of one row of its report.

    ``sentences``: as they were put there, by any press, so that the next one finds and replaces them.
    """

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="gathered_words")
    row = models.CharField(max_length=20)
    sentences = models.JSONField(default=list)

    class Meta:
        verbose_name = "kata dari catatan harian"
        verbose_name_plural = "kata dari catatan harian"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="gathered_once_for_each_row", fields=["evaluation", "row"])
        ]

    def __str__(self) -> str:
        return "; ".join(self.sentences)
