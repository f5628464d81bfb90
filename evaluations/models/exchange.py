"""Imports on their way in."""

from django.conf import settings
from django.db import models

from evaluations.enums import ImportKind, ImportState


class ImportBatch(models.Model):
    """One row is one uploaded file: how far it is read, its preview, and what became of it.

    ``rows`` holds only the columns that evaluation needs; private columns are never stored. ``journal`` is what
    applying wrote, row by row, so that it can be taken back: see ``exchange.undoing``. While the file is READING,
    ``progress`` counts the rows read so far and ``heard_at`` is the last sign of life of the reading process.
    """

    kind = models.CharField("jenis", max_length=12, choices=ImportKind)
    state = models.CharField("keadaan", max_length=10, choices=ImportState, default=ImportState.PREVIEW)
    file_name = models.CharField("nama berkas", max_length=200)
    options = models.JSONField(default=dict)  # e.g. {"year": 2026, "month": 6}
    rows = models.JSONField(default=list)
    report = models.JSONField(default=dict)
    journal = models.JSONField(default=list)
    progress = models.PositiveIntegerField("baris terbaca", default=0)
    heard_at = models.DateTimeField(null=True, blank=True)
    upload = models.CharField(max_length=200, blank=True)  # in the private storage, gone once it is read
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "impor"
        verbose_name_plural = "impor"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.file_name}"
