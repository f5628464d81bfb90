"""Evidence: files are judged by their content, kept once, and never replaced."""

import hashlib
from datetime import datetime
from pathlib import PurePath

import filetype
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.template.defaultfilters import filesizeformat

from evaluations.domain import workflow
from evaluations.domain.refusals import Refused
from evaluations.enums import Action
from evaluations.models import Evaluation, Evidence

# What the content may be, by the MIME type that its first bytes tell, with the endings that fit it.
PERMITTED = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
}
KINDS_IN_WORDS = "PDF, JPG, PNG, DOCX, atau XLSX"
_HEAD = 8192  # bytes that are enough to know an Office file from another ZIP
_NAME_LENGTH = 200


def add_evidence(
    evaluation: Evaluation, uploaded_file: UploadedFile, *, actor, now: datetime | None = None
) -> Evidence:
    """Store one file of the employee; the same content again gives back the row that is there.

    Writes the file to the private storage and one row. Raises ``Refused``: not_yours, wrong_state,
    deadline_passed, period_closed, file_empty, file_too_large, file_type_not_allowed.
    """
    refused = workflow.refusal(actor, evaluation, Action.SAVE, now=now)
    if refused is not None:
        raise refused
    content_type = checked_type(uploaded_file)
    digest = _sha256(uploaded_file)
    known = evaluation.evidence.filter(sha256=digest).first()
    if known is not None:
        return known
    evidence = Evidence(
        evaluation=evaluation,
        file=uploaded_file,
        name=fitting_name(uploaded_file.name or "", content_type),
        content_type=content_type,
        size=uploaded_file.size or 0,
        sha256=digest,
        uploaded_by=actor,
    )
    evidence.file.name = evidence.name  # the ending on disk follows the content, not what was claimed
    return _stored(evidence)


def remove_evidence(evidence: Evidence, *, actor, now: datetime | None = None) -> None:
    """Delete a file that the employee no longer wants, while they still fill in.

    Answers that named it lose it at the next save. Raises ``Refused`` as ``add_evidence`` does.
    """
    refused = workflow.refusal(actor, evidence.evaluation, Action.SAVE, now=now)
    if refused is not None:
        raise refused
    with transaction.atomic():
        evidence.delete()
        transaction.on_commit(lambda: evidence.file.storage.delete(str(evidence.file.name)))


def checked_type(uploaded_file: UploadedFile) -> str:
    """The MIME type told by the content. Raises ``Refused`` for what may not be stored."""
    name = PurePath(uploaded_file.name or "berkas").name
    size = uploaded_file.size or 0
    if size == 0:
        raise Refused("file_empty", f"Berkas “{name}” kosong (0 byte). Pilih berkas lain.")
    if size > settings.EVIDENCE_MAX_BYTES:
        limit = filesizeformat(settings.EVIDENCE_MAX_BYTES)
        raise Refused(
            "file_too_large",
            f"Berkas “{name}” berukuran {filesizeformat(size)}, paling besar {limit}. "
            "Perkecil dulu, misalnya dengan memotret ulang pada mutu lebih rendah.",
        )
    uploaded_file.seek(0)
    kind = filetype.guess(uploaded_file.read(_HEAD))
    uploaded_file.seek(0)
    if kind is None or kind.mime not in PERMITTED:
        raise Refused(
            "file_type_not_allowed",
            f"Isi berkas “{name}” bukan {KINDS_IN_WORDS}. Simpan dulu dalam salah satu bentuk itu.",
        )
    return kind.mime


def fitting_name(name: str, content_type: str) -> str:
    """The file's own name, made printable, with an ending that says what the content is."""
    plain = "".join(char for char in PurePath(name.replace("\\", "/")).name if char.isprintable()).strip()
    endings = PERMITTED[content_type]
    stem, suffix = PurePath(plain).stem, PurePath(plain).suffix
    if suffix.lower() not in endings:
        stem, suffix = plain, endings[0]
    return f"{(stem or 'bukti')[: _NAME_LENGTH - len(suffix)]}{suffix}"


def _stored(evidence: Evidence) -> Evidence:
    """Save the row; if a second upload of the same content was quicker, take that one and drop our file."""
    try:
        with transaction.atomic():
            evidence.save()
    except IntegrityError:
        evidence.file.storage.delete(str(evidence.file.name))
        return Evidence.objects.get(evaluation=evidence.evaluation, sha256=evidence.sha256)
    return evidence


def _sha256(uploaded_file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in uploaded_file.chunks():
        digest.update(chunk)
    uploaded_file.seek(0)
    return digest.hexdigest()
