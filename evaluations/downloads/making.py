"""The job that makes a download. It may die and be taken up again by another worker, from the beginning.

Each attempt writes a file of its own, whose path stands on the row: a worker that comes back late finds another path
there, and gives up.
"""

import logging
from time import monotonic
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify
from django_tasks import task

from evaluations.domain.refusals import Refused
from evaluations.domain.upkeep.downloads import KEPT, STOPPED, delete_file, fail
from evaluations.domain.upkeep.jobs import BACKEND
from evaluations.downloads.kinds import Product, product
from evaluations.enums import DownloadState
from evaluations.models import Download
from evaluations.models.download import FOLDER, DownloadQuerySet

log = logging.getLogger("sekin.downloads")

SAY_EVERY = 0.5  # seconds between two signs of life


class GivenUp(Exception):
    """It was cancelled, or another worker makes it."""


def start(download: Download) -> None:
    """Let a worker make it when it is its turn."""
    job = make_download.enqueue(download.pk)
    Download.objects.filter(pk=download.pk).update(job=job.id)


@task(backend=BACKEND)
def make_download(pk: int) -> None:
    """The job of one download."""
    make(pk)


def make(pk: int) -> None:
    """Make what was ordered; whatever goes wrong ends in FAILED with a sentence, and without a file."""
    download = Download.objects.unfinished().select_related("owner").filter(pk=pk).first()
    if download is None:
        return
    try:
        wanted = product(download.kind, download.options, download.owner)
        wanted.check()
        _write(download, wanted)
    except GivenUp:
        delete_file(download.file.name)
    except Refused as refused:
        fail(download, refused.message, timezone.now())
    except Exception:
        log.exception("Download %s could not be made", pk)
        fail(download, STOPPED, timezone.now())


def _write(download: Download, wanted: Product) -> None:
    _begin(download, wanted)
    with storages["private"].open(download.file.name, "wb") as file:
        wanted.write(file, _SignOfLife(download))
    _finish(download, wanted)


def _begin(download: Download, wanted: Product) -> None:
    """Take it, under a path of its own; what an attempt before has left goes away."""
    before, total = download.file.name or "", wanted.count()
    mine = Download.objects.unfinished().filter(pk=download.pk, file=before)
    path = storages["private"].save(f"{FOLDER}/{uuid4().hex}{wanted.suffix}", ContentFile(b""))
    if not mine.update(state=DownloadState.MAKING, file=path, done=0, total=total, heard_at=timezone.now()):
        delete_file(path)
        raise GivenUp
    download.file.name = path
    delete_file(before)


def _finish(download: Download, wanted: Product) -> None:
    now = timezone.now()
    ended = _of_this_attempt(download).update(
        state=DownloadState.READY,
        done=F("total"),
        name=f"{slugify(download.title)[:150]}{wanted.suffix}",
        content_type=wanted.content_type,
        size=storages["private"].size(download.file.name),
        finished_at=now,
        expires_at=now + KEPT,
    )
    if not ended:
        raise GivenUp


def _of_this_attempt(download: Download) -> DownloadQuerySet:
    return Download.objects.filter(pk=download.pk, state=DownloadState.MAKING, file=download.file.name)


class _SignOfLife:
    """Writes how many pieces are made; now and then only."""

    def __init__(self, download: Download) -> None:
        self._mine = _of_this_attempt(download)
        self._next = 0.0

    def __call__(self, done: int) -> None:
        if monotonic() < self._next:
            return
        self._next = monotonic() + SAY_EVERY
        if not self._mine.update(done=done, heard_at=timezone.now()):
            raise GivenUp
