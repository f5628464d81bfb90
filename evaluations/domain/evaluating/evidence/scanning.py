"""Viruses in files: asked of clamd at the upload (setting ``CLAMD``), by the tick where clamd was not there.

Nobody waits for it: a file that is not yet checked is its owner's alone, and the evaluation is sent all the same.
"""

import logging
from datetime import datetime
from typing import IO

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from evaluations.domain.evaluating import workflow
from evaluations.domain.evaluating.evidence.clamd import ScannerUnreachable, found_in
from evaluations.domain.evaluating.evidence.files import forget, storage
from evaluations.domain.refusals import Refused
from evaluations.duties import IN_EMPLOYEE_HANDS
from evaluations.enums import Scan
from evaluations.models import Evidence

log = logging.getLogger("sekin.evidence")


def checked_for_viruses(file: IO[bytes], name: str) -> Scan:
    """What is known of a file before it is stored. Raises ``Refused``: file_infected."""
    if not settings.CLAMD:
        return Scan.NONE
    try:
        found = found_in(file, settings.CLAMD, settings.CLAMD_TIMEOUT)
    except ScannerUnreachable as error:
        log.warning("evidence waits to be scanned: %s", error)
        return Scan.PENDING
    if found:
        log.warning("evidence refused: %s", found)
        raise Refused(
            "file_infected",
            f"Di dalam berkas “{name}” ditemukan virus, jadi tidak disimpan. Periksa perangkat Anda dengan antivirus, "
            "lalu unggah berkas yang bersih.",
        )
    return Scan.CLEAN


def scan_pending(now: datetime) -> int:
    """Check what waits, each stored file once; gives how many. Ends at the first file for which clamd is not there.

    Without the setting nothing waits any more.
    """
    pending = Evidence.objects.filter(scan=Scan.PENDING)
    if not settings.CLAMD:
        return pending.update(scan=Scan.NONE)
    done = 0
    for path in dict.fromkeys(pending.order_by("pk").values_list("file", flat=True)):
        rows = pending.filter(file=path)
        try:
            found = _found_in_stored(path)
        except ScannerUnreachable as error:
            log.warning("evidence still waits to be scanned: %s", error)
            break
        except FileNotFoundError:
            log.error("evidence without its file: %s", path)  # the integrity check says what to do
            continue
        if found:
            _condemn(rows, path)
        else:
            rows.update(scan=Scan.CLEAN)
        done += 1
    return done


def _found_in_stored(path: str) -> bool:
    """Whether a stored file is infected; one that was found so a moment ago, while it was used again, is gone."""
    if Evidence.objects.filter(file=path, scan=Scan.INFECTED).exists():
        return True
    with storage().open(path) as file:
        return bool(found_in(file, settings.CLAMD, settings.CLAMD_TIMEOUT))


def _condemn(rows: QuerySet[Evidence], path: str) -> None:
    """The file goes and its name stays, so that one can see what happened; who still fills in loses it from the
    answers."""
    for evidence in rows.select_related("evaluation"):
        with transaction.atomic():
            evaluation = workflow.hold(evidence.evaluation)
            if evaluation.state in IN_EMPLOYEE_HANDS:
                forget(evaluation, evidence)
            Evidence.objects.filter(pk=evidence.pk, scan=Scan.PENDING).update(scan=Scan.INFECTED)
    log.warning("evidence deleted after the scan: %s", path)
    storage().delete(path)
