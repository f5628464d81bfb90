"""Where files of evidence are stored, and how answers lose what is gone."""

from django.core.files.storage import Storage

from evaluations.models import Evaluation, Evidence
from forms_config.engine.answers import without_evidence


def storage() -> Storage:
    return Evidence._meta.get_field("file").storage


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
