"""Imports that nobody finishes: a worker that died, noticed by its silence; files that lie about too long."""

from datetime import datetime, timedelta

from django.core.files.storage import storages
from django.db import transaction

from evaluations.domain.upkeep.jobs import put_back
from evaluations.enums import ImportState
from evaluations.models import ImportBatch

UPLOAD_KEPT = timedelta(days=7)  # of a file beside its preview; it may hold private columns
SILENCE = timedelta(minutes=2)  # longer than a reader may take for one file
STOPPED = "Pembacaan berkas ini terhenti sebelum selesai. Tidak ada data yang berubah. Unggah berkasnya sekali lagi."


def is_stalled(batch: ImportBatch, now: datetime) -> bool:
    """Whether nothing has been heard for too long from the worker that reads this file; one that waits for its turn
    is not stalled."""
    return (
        batch.state == ImportState.READING and batch.heard_at is not None and batch.heard_at < now - SILENCE
    )


def files_before(batch: ImportBatch) -> int:
    """How many uploads are read before the one that waits."""
    return ImportBatch.objects.filter(state=ImportState.READING, pk__lt=batch.pk).count()


def take_up_stalled(now: datetime) -> int:
    """Put imports whose worker died back into the queue, or refuse what has brought down several; gives how many."""
    stalled = [
        batch for batch in ImportBatch.objects.filter(state=ImportState.READING) if is_stalled(batch, now)
    ]
    for batch in stalled:
        if not (wait_again(batch) and put_back(batch.job)):
            refuse_reading(batch, "reading_stopped", STOPPED)
    return len(stalled)


def wait_again(batch: ImportBatch) -> bool:
    """Let a file wait for its turn once more; False when nobody waits for it any longer."""
    mine = ImportBatch.objects.filter(pk=batch.pk, state=ImportState.READING)
    return bool(mine.update(heard_at=None, progress=0))


def forget_old_uploads(now: datetime) -> int:
    """Delete the files of previews that nobody has decided for days; the previews stay. Gives how many."""
    old = ImportBatch.objects.exclude(upload="").exclude(state=ImportState.READING)
    batches = list(old.filter(created_at__lt=now - UPLOAD_KEPT).only("upload"))
    for batch in batches:
        forget_upload(batch)
        batch.save(update_fields=["upload"])
    return len(batches)


@transaction.atomic
def refuse_reading(batch: ImportBatch, code: str, message: str) -> bool:
    """End the reading of a file with a reason; False when it had ended already."""
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state != ImportState.READING:
        return False
    locked.state, locked.report = ImportState.REFUSED, {"refusal": {"code": code, "message": message}}
    forget_upload(locked)
    locked.save(update_fields=["state", "report", "upload"])
    return True


def forget_upload(batch: ImportBatch) -> None:
    """Delete the uploaded file, which may hold private columns; the caller saves ``upload``."""
    if batch.upload:
        storages["private"].delete(batch.upload)
        batch.upload = ""
