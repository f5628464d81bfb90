"""Files that support an answer; private."""

import uuid
from pathlib import PurePath

from django.conf import settings
from django.core.files.storage import storages
from django.db import models

from evaluations.models.evaluation import Evaluation

FOLDER = "evidence"  # in the private storage


def private_storage():
    return storages["private"]


def evidence_path(evidence: "Evidence", filename: str) -> str:
    """A path that cannot be guessed and holds nothing of the original name but its extension."""
    return f"{FOLDER}/{evidence.evaluation_id}/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user) -> "EvidenceQuerySet":
        """Evidence of the evaluations that ``user`` may open."""
        return self.filter(evaluation__in=Evaluation.objects.visible_to(user).order_by().values("pk"))


class Evidence(models.Model):
    """One row is one uploaded file of an evaluation; answers refer to it by id."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="evidence")
    file = models.FileField(storage=private_storage, upload_to=evidence_path, max_length=200)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "bukti dukung"
        verbose_name_plural = "bukti dukung"
        ordering = ["pk"]
        indexes = [models.Index(fields=["sha256"])]
        constraints = [
            models.UniqueConstraint(name="same_file_once_per_evaluation", fields=["evaluation", "sha256"])
        ]

    def __str__(self) -> str:
        return self.name
