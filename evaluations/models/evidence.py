"""What supports an answer: files, links and letters; private."""

import uuid
from pathlib import PurePath
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import F, OuterRef, Q

from evaluations.enums import EvidenceKind, Scan
from evaluations.json_rows import JsonRows
from evaluations.models.evaluation import Evaluation

FOLDER = "evidence"  # in the private storage
LINK_BEGINNING = "https://"
LINK_LENGTH = 500

_NO_FILE = Q(file="", content_type="", size=0, sha256="")
_NO_LINK = Q(url="")
_NO_LETTER = Q(letter_number="", letter_date=None)
_FIELDS_OF_KIND = (
    Q(_NO_LINK, _NO_LETTER, ~Q(file=""), ~Q(sha256=""), kind=EvidenceKind.FILE)
    | Q(_NO_FILE, _NO_LETTER, kind=EvidenceKind.LINK, url__startswith=LINK_BEGINNING)
    | Q(_NO_FILE, _NO_LINK, ~Q(letter_number=""), kind=EvidenceKind.LETTER, letter_date__isnull=False)
)


def private_storage():
    return storages["private"]


def evidence_path(evidence: "Evidence", filename: str) -> str:
    """A path that cannot be guessed and holds nothing of the original name but its extension."""
    return f"{FOLDER}/{evidence.evaluation_id}/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user) -> "EvidenceQuerySet":
        """Evidence of the evaluations that ``user`` may open."""
        return self.filter(evaluation__in=Evaluation.objects.visible_to(user).order_by().values("pk"))

    def with_twins(self) -> "EvidenceQuerySet":
        """Each with ``twins``: ``{"person", "period"}`` of every other evaluation that has the same file."""
        same = Evidence.objects.filter(sha256=OuterRef("sha256")).exclude(sha256="")
        others = same.exclude(evaluation=OuterRef("evaluation")).order_by("pk")
        who = {"person": F("evaluation__employee"), "period": F("evaluation__period__name")}
        return self.annotate(twins=JsonRows(others.values(**who)))

    def usable(self) -> "EvidenceQuerySet":
        """What may still support an answer; see ``Evidence.is_usable``."""
        return self.exclude(scan=Scan.INFECTED)


class Evidence(models.Model):
    """One row is one file, link or letter of an evaluation; answers refer to it by id.

    Several rows of one employee may share a stored file (``is_reused``): it goes with the last of them.
    """

    kind = models.CharField(max_length=6, choices=EvidenceKind.choices, default=EvidenceKind.FILE)
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="evidence")
    file = models.FileField(storage=private_storage, upload_to=evidence_path, max_length=200, blank=True)
    name = models.CharField(max_length=200, help_text="of a letter what it is about (perihal)")
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0, help_text="bytes")
    sha256 = models.CharField(max_length=64, blank=True)
    is_reused = models.BooleanField(default=False, help_text="the file was uploaded for another evaluation")
    is_for_objection = models.BooleanField(
        default=False, help_text="came with the objection, so after the evaluation was sent"
    )
    scan = models.CharField(max_length=8, choices=Scan.choices, blank=True, default=Scan.NONE)
    url = models.CharField(max_length=LINK_LENGTH, blank=True)
    letter_number = models.CharField(max_length=100, blank=True)
    letter_date = models.DateField(null=True, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "bukti dukung"
        verbose_name_plural = "bukti dukung"
        ordering = ["pk"]
        indexes = [models.Index(fields=["sha256"])]
        constraints = [
            models.CheckConstraint(name="evidence_has_the_fields_of_its_kind", condition=_FIELDS_OF_KIND),
            models.CheckConstraint(
                name="only_files_are_scanned", condition=Q(scan=Scan.NONE) | Q(kind=EvidenceKind.FILE)
            ),
            models.UniqueConstraint(
                name="same_file_once_per_evaluation",
                fields=["evaluation", "sha256"],
                condition=Q(kind=EvidenceKind.FILE),
            ),
            models.UniqueConstraint(
                name="same_link_once_per_evaluation",
                fields=["evaluation", "url"],
                condition=Q(kind=EvidenceKind.LINK),
            ),
            models.UniqueConstraint(
                name="same_letter_once_per_evaluation",
                fields=["evaluation", "letter_number", "letter_date"],
                condition=Q(kind=EvidenceKind.LETTER),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> str:
        """Where a link leads; empty for what is no link."""
        return urlsplit(self.url).hostname or ""

    @property
    def is_usable(self) -> bool:
        """Whether it may support an answer: a file with a virus is deleted, and its row tells why."""
        return self.scan != Scan.INFECTED

    def opens(self, *, for_owner: bool) -> bool:
        """A file that waits for the scanner opens for its owner alone, an infected one for nobody."""
        return self.scan in (Scan.NONE, Scan.CLEAN) or (for_owner and self.scan == Scan.PENDING)
