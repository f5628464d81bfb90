"""Storing and removing evidence, both under the lock of the evaluation: what is sent names what is there."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from evaluations.domain.evaluating import workflow
from evaluations.domain.evaluating.evidence import pictures
from evaluations.domain.evaluating.evidence.files import delete_unused, forget, storage, written
from evaluations.domain.evaluating.evidence.kinds import checked_type, fitting_name
from evaluations.domain.evaluating.evidence.recording import (
    check_may_fill,
    check_room,
    recorded,
    the_same,
)
from evaluations.domain.evaluating.evidence.scanning import checked_for_viruses
from evaluations.models import Evaluation, Evidence
from evaluations.models.evidence import evidence_path
from forms_config.actors import Actor


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that may be stored: told by its content, pictures redrawn. ``size`` in bytes."""

    file: File
    name: str
    content_type: str
    size: int
    sha256: str


def prepared(uploaded_file: UploadedFile) -> Prepared:
    """What is stored of an upload. Raises ``Refused`` as ``checked_type``."""
    content_type = checked_type(uploaded_file)
    if content_type in pictures.REDRAWN:
        uploaded_file = pictures.redrawn(uploaded_file, content_type)
        content_type = pictures.REDRAWN[content_type]
    # The ending follows the content, not what was claimed.
    name = fitting_name(uploaded_file.name or "", content_type)
    return Prepared(uploaded_file, name, content_type, uploaded_file.size or 0, _sha256(uploaded_file))


def add_evidence(
    evaluation: Evaluation, uploaded_file: UploadedFile, *, actor: Actor, now: datetime | None = None
) -> Evidence:
    """Store one file of the employee; the same content again gives back the row that is there. Pictures are redrawn.

    Writes the file to the private storage and one row. Raises ``Refused``: not_yours, wrong_state,
    deadline_passed, period_closed, too_many_files, evidence_full, file_infected, storage_full, and what
    ``checked_type`` raises.
    """
    check_may_fill(evaluation, actor, now)
    return add_prepared(evaluation, prepared(uploaded_file), actor=actor, now=now)


def add_prepared(
    evaluation: Evaluation,
    given: Prepared,
    *,
    actor: Actor,
    now: datetime | None = None,
    for_objection: bool = False,
) -> Evidence:
    """The same for what was prepared before, also ``for_objection``, just before it is made."""
    evidence = Evidence(
        evaluation=evaluation,
        is_for_objection=for_objection,
        name=given.name,
        content_type=given.content_type,
        size=given.size,
        sha256=given.sha256,
        uploaded_by=actor,
    )
    known = the_same(evaluation, evidence)
    if known is not None:
        return known
    check_room(
        evaluation, given.size, for_objection=for_objection
    )  # once more under lock; here it spares the disk
    evidence.scan = checked_for_viruses(given.file, evidence.name)
    return _stored(evidence, given.file, actor, now)


def remove_evidence(evidence: Evidence, *, actor: Actor, now: datetime | None = None) -> None:
    """Delete evidence that the employee no longer wants, while they still fill in; saved answers lose it at once.

    A file goes from the disk with the last row that refers to it. Removed twice it is gone all the same. Raises
    ``Refused``: not_yours, wrong_state, deadline_passed, period_closed.
    """
    with transaction.atomic():
        evaluation = workflow.hold(evidence.evaluation)
        check_may_fill(evaluation, actor, now)
        forget(evaluation, evidence)
        evidence.delete()
        transaction.on_commit(lambda: delete_unused(evidence.sha256, str(evidence.file.name)))


def _stored(evidence: Evidence, file: File, actor: Actor, now: datetime | None) -> Evidence:
    """Write the file and its row; whatever keeps the row from being saved takes the file away again."""
    # Before the lock, so that nobody waits for the disk.
    path = written(storage(), evidence_path(evidence, evidence.name), file, evidence.name)
    evidence.file = path
    try:
        kept = recorded(evidence, actor=actor, now=now)
    except BaseException:
        storage().delete(path)
        raise
    if kept is not evidence:  # a second upload of the same content was quicker
        storage().delete(path)
    return kept


def _sha256(uploaded_file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in uploaded_file.chunks():
        digest.update(chunk)
    uploaded_file.seek(0)
    return digest.hexdigest()
