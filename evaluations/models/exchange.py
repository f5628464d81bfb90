"""Imports on their way in, and what officers taught them about headings and words."""

from django.conf import settings
from django.db import models

from evaluations.enums import ImportKind, ImportState, LegalStatus


class ImportBatch(models.Model):
    """One row is one uploaded file: how far it is read, its preview, and what became of it.

    Its rows, and what applying them wrote, are ``ImportChunk``. While the file is READING, ``progress`` counts the rows
    read so far and ``heard_at`` is the last sign of life of its job, None before its turn.
    """

    kind = models.CharField("jenis", max_length=12, choices=ImportKind)
    state = models.CharField("keadaan", max_length=10, choices=ImportState, default=ImportState.PREVIEW)
    file_name = models.CharField("nama berkas", max_length=200)
    options = models.JSONField(default=dict)  # e.g. {"year": 2026, "month": 6}
    report = models.JSONField(default=dict)
    progress = models.PositiveIntegerField("baris terbaca", default=0)
    heard_at = models.DateTimeField(null=True, blank=True)
    # In the private storage until the preview is decided, since it is read again when columns or words are mapped.
    upload = models.CharField(max_length=200, blank=True)
    # [{"rows": [2, 5], "reason": …, "by": login, "at": moment}]: rows that were held and an officer let through
    releases = models.JSONField(default=list)
    job = models.CharField(max_length=36, blank=True)  # the job that reads it: see ``domain.upkeep.jobs``
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


class ImportChunk(models.Model):
    """One row is some hundred rows of an import: of one outcome in the preview and afterwards, or of its journal.

    ``content`` is a compressed JSON list: see ``exchange.kept_rows``. Only columns that evaluation needs are in it.
    The journal is what applying wrote, row by row, so that it can be taken back: see ``exchange.undoing``.
    """

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="chunks")
    sort = models.CharField(max_length=12)  # an ``Outcome``, or "journal" for what was written
    number = models.PositiveIntegerField()  # in the order in which they were written
    count = models.PositiveSmallIntegerField()
    content = models.BinaryField()

    class Meta:
        verbose_name = "potongan impor"
        verbose_name_plural = "potongan impor"
        ordering = ["batch", "number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="one_chunk_per_number")]

    def __str__(self) -> str:
        return f"{self.batch}: {self.sort} {self.number}"


class ColumnMapping(models.Model):
    """One row says what a heading in files of one kind means: a column that is read, or ("") none of ours.

    ``heading`` is in the form in which headings are compared (``exchange.reader.headers.normal``), ``written`` as
    people saw it.
    """

    kind = models.CharField("jenis impor", max_length=12, choices=ImportKind)
    heading = models.CharField(max_length=100)
    written = models.CharField("judul kolom dalam berkas", max_length=100)
    column = models.CharField("dibaca sebagai", max_length=100, blank=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    updated_at = models.DateTimeField("diubah", auto_now=True)

    class Meta:
        verbose_name = "pencocokan kolom"
        verbose_name_plural = "pencocokan kolom"
        ordering = ["kind", "written", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "heading"], name="one_meaning_per_heading")]

    def __str__(self) -> str:
        return self.written


class LegalStatusWord(models.Model):
    """One row says which legal position (kedudukan hukum) is meant by a word of personnel files.

    ``word`` is in the form in which words are compared: ``domain.organization.legal_statuses.compared``.
    """

    word = models.CharField("kata dalam berkas", max_length=100, unique=True)
    status = models.CharField("kedudukan hukum", max_length=30, choices=LegalStatus)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    updated_at = models.DateTimeField("diubah", auto_now=True)

    class Meta:
        verbose_name = "kata kedudukan hukum"
        verbose_name_plural = "kata kedudukan hukum"
        ordering = ["status", "word"]

    def __str__(self) -> str:
        return self.word
