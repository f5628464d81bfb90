"""Storing and removing evidence, both under the lock of the evaluation: what is sent names what is there."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.core.files import File
from django.core.files.storage import Storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from evaluations.domain.evaluating import workflow
from evaluations.domain.evaluating.evidence import pictures
from evaluations.domain.evaluating.evidence.kinds import checked_type, fitting_name
from evaluations.domain.evaluating.evidence.quota import check_quota
from evaluations.enums import Action
from evaluations.models import Evaluation, Evidence
from evaluations.models.evidence import evidence_path
from forms_config.actors import Actor
from forms_config.engine.answers import without_evidence


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
    deadline_passed, period_closed, too_many_files, evidence_full, and what ``checked_type`` raises.
    """
    refused = workflow.refusal(actor, evaluation, Action.SAVE, now=now)
    if refused is not None:
        raise refused
    return add_prepared(evaluation, prepared(uploaded_file), actor=actor, now=now)


def add_prepared(
    evaluation: Evaluation, given: Prepared, *, actor: Actor, now: datetime | None = None
) -> Evidence:
    """The same for what was prepared before."""
    known = evaluation.evidence.filter(sha256=given.sha256).first()
    if known is not None:
        return known
    check_quota(evaluation.evidence.all(), given.size)  # once more under lock; here it spares the disk
    evidence = Evidence(
        evaluation=evaluation,
        name=given.name,
        content_type=given.content_type,
        size=given.size,
        sha256=given.sha256,
        uploaded_by=actor,
    )
    # Before the lock, so that nobody waits for the disk.
    evidence.file = _storage().save(evidence_path(evidence, given.name), given.file)
    return _recorded(evidence, actor, now)


def remove_evidence(evidence: Evidence, *, actor: Actor, now: datetime | None = None) -> None:
    """Delete a file that the employee no longer wants, while they still fill in; saved answers lose it at once.

    Removed twice it is gone all the same. Raises ``Refused``: not_yours, wrong_state, deadline_passed, period_closed.
    """
    with transaction.atomic():
        evaluation = workflow.hold(evidence.evaluation)
        refused = workflow.refusal(actor, evaluation, Action.SAVE, now=now)
        if refused is not None:
            raise refused
        _forget(evaluation, evidence)
        evidence.delete()
        path = str(evidence.file.name)
        transaction.on_commit(lambda: _storage().delete(path))


def _recorded(evidence: Evidence, actor: Actor, now: datetime | None) -> Evidence:
    """Save the row under lock; whatever keeps it from being saved takes the file away again."""
    path = str(evidence.file.name)
    try:
        with transaction.atomic():
            evaluation = workflow.hold(evidence.evaluation)
            refused = workflow.refusal(actor, evaluation, Action.SAVE, now=now)
            if refused is not None:
                raise refused
            known = evaluation.evidence.filter(sha256=evidence.sha256).first()
            if known is None:
                check_quota(evaluation.evidence.all(), evidence.size)
                evidence.save()
    except BaseException:
        _storage().delete(path)
        raise
    if known is not None:  # a second upload of the same content was quicker
        _storage().delete(path)
        return known
    return evidence


def _forget(evaluation: Evaluation, evidence: Evidence) -> None:
    """Take the file out of what is saved; an open tab is told by the version that this page is no longer the latest."""
    answers = without_evidence(evaluation.form_version.parsed, evaluation.answers, [evidence.pk])
    if answers != evaluation.answers:
        evaluation.answers = answers
        evaluation.version += 1
        evaluation.save(update_fields=["answers", "version", "updated_at"])


def _storage() -> Storage:
    return Evidence._meta.get_field("file").storage


def _sha256(uploaded_file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in uploaded_file.chunks():
        digest.update(chunk)
    uploaded_file.seek(0)
    return digest.hexdigest()
