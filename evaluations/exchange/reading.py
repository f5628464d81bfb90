"""An upload is read by a job, so that nobody waits for an answer: state READING, then PREVIEW or REFUSED.

As many files are read side by side as there are workers; the others wait for their turn (``heard_at`` None). The job
counts the rows on the batch and says there that it lives; ``domain.upkeep.stalled_imports`` notices when it does not,
and puts it back.
"""

import logging
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import monotonic
from typing import Any
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from evaluations.domain.refusals import Refused
from evaluations.domain.upkeep.jobs import BACKEND
from evaluations.domain.upkeep.stalled_imports import STOPPED, forget_upload, refuse_reading, wait_again
from evaluations.enums import ImportKind, ImportState
from evaluations.exchange import import_units, tables
from evaluations.exchange.importers import options_of, recognised, told_of_missing
from evaluations.exchange.imports import check_manager, examine
from evaluations.exchange.kept_rows import forget
from evaluations.exchange.table_refusals import ColumnsMissing, SheetsOffered
from evaluations.exchange.texts import printable
from evaluations.models import ImportBatch
from forms_config.actors import Actor

log = logging.getLogger("sekin.imports")

FOLDER = "imports"
UNDECIDED = (ImportState.PREVIEW, ImportState.MAPPING)  # in these states the file may be read again
BUSY_FOR = timedelta(hours=6)  # for so long a file is tried again when the server was busy
BUSY = "Server terlalu sibuk untuk membaca berkas ini. Berkasnya tidak salah; unggah lagi nanti."
SAY_EVERY = 0.5  # seconds between two signs of life
# Only bytes that are in memory or in a temporary file are looked at before the reading process starts.
_BEGINNINGS = {ImportKind.UNITS: import_units.check_beginning}


class GivenUp(Exception):
    """Somebody discarded the import while it was read."""


def receive(
    kind: ImportKind, file: File, file_name: str, *, actor: Actor, given: Mapping[str, Any] | None = None
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
        upload=storages["private"].save(f"{FOLDER}/{uuid4().hex}.bin", file),
    )


def start(batch: ImportBatch) -> None:
    """Let a worker read the file when it is its turn."""
    job = read_upload.enqueue(batch.pk)
    ImportBatch.objects.filter(pk=batch.pk).update(job=job.id)


@task(backend=BACKEND)
def read_upload(pk: int) -> None:
    """The job of one file."""
    read(pk)


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
        if not ImportBatch.objects.filter(pk=pk, state__in=(*UNDECIDED, ImportState.READING)).exists():
            path.unlink(missing_ok=True)


def read_again(batch: ImportBatch, *, actor: Actor, chosen: Mapping[str, Any] | None = None) -> ImportBatch:
    """Read the kept file anew, with what officers have explained since; what was let through must be so again.

    ``chosen``: options that were asked for, as ``sheet``, or ``year`` and ``month``. Raises ``Refused``: not_yours,
    wrong_state, upload_gone.
    """
    check_manager(actor)
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.state not in UNDECIDED:
            raise Refused("wrong_state", f"Impor ini sudah {locked.get_state_display().lower()}.")
        if not locked.upload:
            raise Refused("upload_gone", "Berkasnya sudah dihapus dari server. Unggah sekali lagi.")
        locked.state, locked.progress, locked.heard_at = ImportState.READING, 0, None
        locked.options = _as_chosen(locked.options) | dict(chosen or {})
        forget(locked)
        locked.save(update_fields=["state", "progress", "heard_at", "options"])
    start(locked)
    return locked


def _as_chosen(options: dict[str, Any]) -> dict[str, Any]:
    """Without what was let through, and without a month that the file itself named."""
    found = ("year", "month") if options.get("month_from") else ()
    return {name: value for name, value in options.items() if name not in ("released", *found)}


def _read(batch: ImportBatch, path: Path) -> None:
    try:
        forget(batch)  # rows that a worker kept before it died over the file
        sign_of_life = _SignOfLife(batch.pk)
        sign_of_life(0)
        batch.kind = recognised(batch.kind, path, batch.options.get("sheet"))
        examine(batch, path, sign_of_life)
    except Refused as refused:
        _ask_or_refuse(batch, refused)
    except tables.ServerBusy:
        _wait_or_refuse(batch)
    except GivenUp:
        log.info("Import %s was given up while it was read", batch.pk)
    except Exception:
        log.exception("Import %s could not be read", batch.pk)
        refuse_reading(batch, "reading_stopped", STOPPED)
    else:
        _keep(batch)


@transaction.atomic
def _keep(read: ImportBatch) -> None:
    """``read.options`` were completed by what the file says."""
    batch = ImportBatch.objects.select_for_update().get(pk=read.pk)
    if batch.state == ImportState.READING:
        batch.state, batch.options, batch.report = ImportState.PREVIEW, read.options, read.report
        batch.kind = read.kind
    else:
        forget(batch)
        forget_upload(batch)
    batch.save(update_fields=["state", "kind", "options", "report", "upload"])


def _wait_or_refuse(batch: ImportBatch) -> None:
    """The clock ran out before the file had used up its time: it is read when the server is less busy."""
    log.warning("Import %s took too long by the clock", batch.pk)
    if timezone.now() - batch.created_at > BUSY_FOR:
        refuse_reading(batch, "server_busy", BUSY)
    elif wait_again(batch):
        start(batch)


def _ask_or_refuse(batch: ImportBatch, refused: Refused) -> None:
    """What an officer can answer is asked; the file stays for that. All else ends the reading."""
    questions: dict[str, Any] = {}
    if isinstance(refused, ColumnsMissing):
        columns = told_of_missing(batch.kind, refused)
        if any(near for _, near in columns["unknown"]):
            questions = {"columns": columns}
    elif isinstance(refused, SheetsOffered):
        questions = {"sheets": refused.details}
    elif refused.code == "month_missing":
        questions = {"month": True}
    if not questions:
        refuse_reading(batch, refused.code, refused.message)
        return
    refusal = {"code": refused.code, "message": refused.message}
    reading = ImportBatch.objects.filter(pk=batch.pk, state=ImportState.READING)
    reading.update(state=ImportState.MAPPING, kind=batch.kind, report={"refusal": refusal} | questions)


class _SignOfLife:
    """Writes how many rows are read; now and then only."""

    def __init__(self, pk: int) -> None:
        self._pk = pk
        self._next = 0.0

    def __call__(self, rows: int) -> None:
        if monotonic() < self._next:
            return
        self._next = monotonic() + SAY_EVERY if rows else 0.0  # the first word is only that it begins
        mine = ImportBatch.objects.filter(pk=self._pk, state=ImportState.READING)
        if not mine.update(progress=rows, heard_at=timezone.now()):
            raise GivenUp
