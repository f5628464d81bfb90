"""Downloads that nobody finishes or fetches: a worker that died, noticed by its silence; files whose day is over."""

from datetime import datetime, timedelta

from django.core.files.storage import storages
from django.db.models import Q

from evaluations.domain.upkeep.jobs import put_back
from evaluations.enums import DownloadState
from evaluations.models import Download

KEPT = timedelta(days=1)  # how long a file can be fetched
SILENCE = timedelta(minutes=2)  # longer than one piece of a file may take
STOPPED = "Pembuatannya terhenti sebelum selesai. Pesan sekali lagi."


def take_up_stalled_downloads(now: datetime) -> int:
    """Let another worker make a file whose worker died, or give it up when several did; gives how many."""
    stalled = Download.objects.filter(state=DownloadState.MAKING, heard_at__lt=now - SILENCE)
    rows = list(stalled)
    for row in rows:
        again = stalled.filter(pk=row.pk).update(state=DownloadState.WAITING, heard_at=None)
        if again and not put_back(row.job):
            fail(row, STOPPED, now)
    return len(rows)


def forget_files(now: datetime) -> int:
    """Delete the files whose day is over, and what cancelled ones left; gives how many."""
    rows = Download.objects.exclude(file="")
    over = list(
        rows.filter(Q(expires_at__lte=now) | Q(state__in=[DownloadState.CANCELLED, DownloadState.FAILED]))
    )
    for row in over:
        delete_file(row.file.name)
        state = DownloadState.EXPIRED if row.is_ready else row.state
        Download.objects.filter(pk=row.pk).update(file="", state=state)
    return len(over)


def fail(download: Download, reason: str, now: datetime) -> bool:
    """End this attempt with a reason, without what it has written; False when it had ended already."""
    mine = Download.objects.unfinished().filter(pk=download.pk, file=download.file.name or "")
    ended = mine.update(state=DownloadState.FAILED, reason=reason[:300], finished_at=now, file="")
    if ended:
        delete_file(download.file.name)
    return bool(ended)


def delete_file(path: str | None) -> None:
    if path:
        storages["private"].delete(path)
