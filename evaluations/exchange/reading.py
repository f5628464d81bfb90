"""An upload is read by a process of its own, so that nobody waits for an answer: state READING, then PREVIEW or
REFUSED.

The process is ``manage.py read_import``, started by the request itself: no worker has to run. It counts the rows on
the batch and says there that it lives; ``domain.stalled_imports`` notices when it does not.
"""

import logging
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import monotonic
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages
from django.db import connection, transaction
from django.utils import timezone

from evaluations.domain.refusals import Refused
from evaluations.domain.stalled_imports import STOPPED, forget_upload, refuse_reading
from evaluations.enums import ImportKind, ImportState
from evaluations.exchange import import_units, tables
from evaluations.exchange.imports import check_manager, examine, options_of, told_of_missing
from evaluations.exchange.table_refusals import ColumnsMissing
from evaluations.exchange.texts import printable
from evaluations.models import ImportBatch

log = logging.getLogger("sekin.imports")

FOLDER = "imports"
UNDECIDED = (ImportState.PREVIEW, ImportState.MAPPING)  # the file may be read again
SAY_EVERY = 0.5  # seconds between two signs of life
# Only bytes that are in memory or in a temporary file are looked at before the reading process starts.
_BEGINNINGS = {ImportKind.UNITS: import_units.check_beginning}


class GivenUp(Exception):
    """Somebody discarded the import while it was read."""


def receive(
    kind: ImportKind, file: File, file_name: str, *, actor, given: Mapping[str, Any] | None = None
) -> ImportBatch:
    """Keep an upload to be read by ``start``. Raises ``Refused``: not_yours, wrong options, or at first sight no file
    of this kind."""
    check_manager(actor)
    options = options_of(kind, file_name, given or {})
    tables.check_size(file.size)
    with NamedTemporaryFile() as head:
        head.write(file.read(1024))
        head.flush()
        _BEGINNINGS.get(kind, tables.check_beginning)(Path(head.name))
    file.seek(0)
    return ImportBatch.objects.create(
        kind=kind,
        state=ImportState.READING,
        file_name=printable(file_name)[:200],
        options=options,
        created_by=actor,
        heard_at=timezone.now(),
        upload=storages["private"].save(f"{FOLDER}/{uuid4().hex}.bin", file),
    )


def start(batch: ImportBatch) -> None:
    """Read the file in a process of its own, or here where no other process could see the batch."""
    if _is_ours_alone():
        read(batch.pk)
        return
    try:
        subprocess.Popen(
            command_for(batch),
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        log.exception("No process for import %s; reading it here", batch.pk)
        read(batch.pk)


def command_for(batch: ImportBatch) -> list[str]:
    """What reads the file of ``batch``, from the folder of ``manage.py``; on the database of this process."""
    command = [sys.executable, "manage.py", "read_import", str(batch.pk)]
    command += ["--database-name", str(connection.settings_dict["NAME"])]
    return [*command, "--path", storages["private"].path(batch.upload)]


def _is_ours_alone() -> bool:
    """Inside a transaction, or with a database in memory, another process sees nothing of the batch."""
    in_memory = connection.vendor == "sqlite" and connection.is_in_memory_db()
    return in_memory or connection.in_atomic_block


def read(pk: int, path: Path | None = None) -> None:
    """Read the upload of a batch in state READING and store the preview, or why there is none.

    Whatever goes wrong ends in REFUSED with a sentence, and without the file, which may hold private columns. Beside a
    preview, or headings that an officer must map, it stays until they decide: see ``read_again``.
    """
    batch = ImportBatch.objects.get(pk=pk)
    path = path or Path(storages["private"].path(batch.upload))
    try:
        _read(batch, path)
    finally:
        if not ImportBatch.objects.filter(pk=pk, state__in=UNDECIDED).exists():
            path.unlink(missing_ok=True)


def read_again(batch: ImportBatch, *, actor) -> ImportBatch:
    """Read the kept file anew, with what officers have explained since; what was let through must be so again.

    Raises ``Refused``: not_yours, wrong_state, upload_gone.
    """
    check_manager(actor)
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.state not in UNDECIDED:
            raise Refused("wrong_state", f"Impor ini sudah {locked.get_state_display().lower()}.")
        if not locked.upload:
            raise Refused("upload_gone", "Berkasnya sudah dihapus dari server. Unggah sekali lagi.")
        locked.state, locked.rows, locked.progress, locked.heard_at = (
            ImportState.READING,
            [],
            0,
            timezone.now(),
        )
        locked.options.pop("released", None)
        locked.save(update_fields=["state", "rows", "progress", "heard_at", "options"])
    start(locked)
    return locked


def _read(batch: ImportBatch, path: Path) -> None:
    try:
        rows, report = examine(batch.kind, path, batch.options, _SignOfLife(batch.pk))
    except ColumnsMissing as missing:
        _ask_for_headings(batch, missing)
    except Refused as refused:
        refuse_reading(batch, refused.code, refused.message)
    except GivenUp:
        log.info("Import %s was given up while it was read", batch.pk)
    except Exception:
        log.exception("Import %s could not be read", batch.pk)
        refuse_reading(batch, "reading_stopped", STOPPED)
    else:
        _keep(batch, rows, report)


@transaction.atomic
def _keep(read: ImportBatch, rows: list[dict[str, Any]], report: dict[str, Any]) -> None:
    """``read.options`` were completed by what the file says."""
    batch = ImportBatch.objects.select_for_update().get(pk=read.pk)
    batch.options = read.options
    if batch.state == ImportState.READING:
        batch.state, batch.rows, batch.report = ImportState.PREVIEW, rows, report
    else:
        forget_upload(batch)
    batch.save(update_fields=["state", "options", "rows", "report", "upload"])


def _ask_for_headings(batch: ImportBatch, missing: ColumnsMissing) -> None:
    """Required columns are missing: where the file has headings that could be theirs, an officer is asked."""
    columns = told_of_missing(batch.kind, missing)
    if not any(near for _, near in columns["unknown"]):
        refuse_reading(batch, missing.code, missing.message)
        return
    refusal = {"code": missing.code, "message": missing.message}
    reading = ImportBatch.objects.filter(pk=batch.pk, state=ImportState.READING)
    reading.update(state=ImportState.MAPPING, report={"refusal": refusal, "columns": columns})


class _SignOfLife:
    """Writes how many rows are read; now and then only."""

    def __init__(self, pk: int) -> None:
        self._pk = pk
        self._next = 0.0

    def __call__(self, rows: int) -> None:
        if monotonic() < self._next:
            return
        self._next = monotonic() + SAY_EVERY
        mine = ImportBatch.objects.filter(pk=self._pk, state=ImportState.READING)
        if not mine.update(progress=rows, heard_at=timezone.now()):
            raise GivenUp
