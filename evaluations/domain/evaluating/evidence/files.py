"""Where files of evidence are stored, and how answers lose what is gone."""

import errno
import logging

from django.core.files import File
from django.core.files.storage import Storage

from evaluations.domain.refusals import Refused
from evaluations.models import Evaluation, Evidence
from forms_config.engine.answers import without_evidence

log = logging.getLogger("sekin.evidence")


def storage() -> Storage:
    return Evidence._meta.get_field("file").storage


def written(where: Storage, path: str, file: File, name: str) -> str:
    """Store ``file``, which people know as ``name``, and give its path. Raises ``Refused``: storage_full."""
    try:
        return where.save(path, file)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        log.critical("no room for evidence: %s", error)
        raise Refused(
            "storage_full",
            f"Berkas “{name}” belum dapat disimpan karena tempat di server penuh. Yang Anda ketik tidak hilang. "
            "Coba lagi nanti, atau beri tahu BKPSDM.",
        ) from error


def delete_unused(digest: str, path: str) -> None:
    """Delete a file to which no row refers any more. Asked after the commit: of two that remove the last two rows
    at the same moment, one sees that nothing is left."""
    if path and not Evidence.objects.filter(sha256=digest, file=path).exists():
        storage().delete(path)


def forget(evaluation: Evaluation, evidence: Evidence) -> None:
    """Take evidence out of what is saved; an open tab is told by the version that this page is no longer the latest."""
    answers = without_evidence(evaluation.form_version.parsed, evaluation.answers, [evidence.pk])
    if answers != evaluation.answers:
        evaluation.answers = answers
        evaluation.version += 1
        evaluation.save(update_fields=["answers", "version", "updated_at"])
