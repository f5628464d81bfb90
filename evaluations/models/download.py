"""Files that are made in the background for one person, to be fetched within a day."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from evaluations.enums import DownloadKind, DownloadState
from evaluations.models.evidence import private_storage

FOLDER = "downloads"  # in the private storage
UNFINISHED = (DownloadState.WAITING, DownloadState.MAKING)


class DownloadQuerySet(models.QuerySet):
    def visible_to(self, user) -> "DownloadQuerySet":
        """Of whoever asked for it, and of nobody else, whatever their role."""
        return self.filter(owner=user)

    def unfinished(self) -> "DownloadQuerySet":
        return self.filter(state__in=UNFINISHED)


class Download(models.Model):
    """One row is one file that somebody asked for: how far it is, where it lies, until when.

    While it is MAKING, ``done`` of ``total`` are written, ``heard_at`` is the last sign of life of its job, and
    ``file``, new with every attempt, says whose attempt counts. Written by ``evaluations.downloads`` and
    ``domain.upkeep.downloads`` only.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="downloads")
    kind = models.CharField("jenis", max_length=12, choices=DownloadKind)
    options = models.JSONField()  # what the kind asks for, e.g. {"period": 3, "unit": 12}
    title = models.CharField("isi", max_length=300)
    state = models.CharField("keadaan", max_length=10, choices=DownloadState, default=DownloadState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField()
    job = models.CharField(max_length=36, blank=True)  # the job that makes it: see ``domain.upkeep.jobs``
    heard_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(storage=private_storage, max_length=200, blank=True)
    name = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)  # bytes
    reason = models.CharField("sebab gagal", max_length=300, blank=True)
    ordered_at = models.DateTimeField("dipesan")
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = DownloadQuerySet.as_manager()

    class Meta:
        verbose_name = "unduhan"
        verbose_name_plural = "unduhan"
        ordering = ["-ordered_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="ready_download_has_file_and_end",
                condition=~Q(state=DownloadState.READY) | (~Q(file="") & Q(expires_at__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    @property
    def is_ready(self) -> bool:
        return self.state == DownloadState.READY
