"""Evidence and other private files: what a row names is there, in the table and on the disk, and nothing lies about."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.files.storage import Storage
from django.db.models import Count, F, FileField, Model, QuerySet
from django.utils import timezone

from evaluations.domain.upkeep.integrity.check import Check
from evaluations.duties import IN_EMPLOYEE_HANDS
from evaluations.enums import DownloadState, EvidenceKind
from evaluations.models import (
    DailyFile,
    Download,
    Evaluation,
    Evidence,
    PerformanceDecision,
    daily,
    download,
    evidence,
    performance,
)
from forms_config.engine.answers import asks_for_evidence, named_evidence
from forms_config.models import FormVersion

# Whose files lie in the private storage, and where.
FOLDERS: dict[type[Model], str] = {
    Evidence: evidence.FOLDER,
    DailyFile: daily.FOLDER,
    PerformanceDecision: performance.FOLDER,
    Download: download.FOLDER,
}
UNDER_WAY = timedelta(hours=1)  # a file is written a moment before its row
AT_ONCE = 500


def answers_that_name_missing_files() -> Iterable[int]:
    """Sent evaluations that name evidence without a row, or a row of another evaluation."""
    versions = {v.pk: v.parsed for v in FormVersion.objects.defer("source") if asks_for_evidence(v.parsed)}
    sent = Evaluation.objects.exclude(state__in=IN_EMPLOYEE_HANDS).filter(form_version__in=versions)
    kept: dict[int, set[int]] = {}
    owners = Evidence.objects.filter(evaluation__in=sent.order_by().values("pk")).order_by()
    for evaluation, pk in owners.values_list("evaluation", "pk"):
        kept.setdefault(evaluation, set()).add(pk)
    rows = sent.order_by("pk").values_list("pk", "form_version", "answers").iterator(chunk_size=AT_ONCE)
    return [
        pk
        for pk, version, answers in rows
        if named_evidence(versions[version], answers) - kept.get(pk, set())
    ]


def rows_without_their_file(rows: QuerySet[Any]) -> Iterable[int]:
    """Those of ``rows`` whose file is not on the disk."""
    there = set(_stored_paths(rows.model))
    paths = rows.exclude(file="").order_by().values_list("pk", "file")
    return [pk for pk, path in paths if path not in there]


def files_without_a_row() -> Iterable[str]:
    """Files that nobody can open any more; those of the last hour may be on their way in."""
    since = timezone.now() - UNDER_WAY
    for model in FOLDERS:
        known = set(model._default_manager.order_by().values_list("file", flat=True))
        lost = (path for path in _stored_paths(model) if path not in known)
        yield from (path for path in lost if _storage(model).get_modified_time(path) < since)


def _storage(model: type[Model]) -> Storage:
    field = model._meta.get_field("file")
    assert isinstance(field, FileField)
    return field.storage


def _stored_paths(model: type[Model], folder: str = "") -> Iterator[str]:
    """The paths of everything that was stored for a model; nothing where nothing ever was."""
    folder = folder or FOLDERS[model]
    try:
        folders, files = _storage(model).listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from _stored_paths(model, f"{folder}/{name}")


def files_by_others() -> Iterable[int]:
    """Evidence that somebody else than the employee has uploaded."""
    rows = Evidence.objects.exclude(evaluation__employee__user=None)
    return rows.exclude(uploaded_by=F("evaluation__employee__user")).values_list("pk", flat=True)


def files_shared_by_several_people() -> Iterable[str]:
    """Stored files that evidence of more than one employee refers to."""
    files = Evidence.objects.filter(kind=EvidenceKind.FILE).order_by().values("file")
    people = files.annotate(people=Count("evaluation__employee", distinct=True))
    return people.filter(people__gt=1).values_list("file", flat=True)


RESTORE = "Pulihkan berkas itu dari cadangan PRIVATE_MEDIA_ROOT."
CHECKS = (
    Check(
        "evidence_named",
        "Bukti yang disebut evaluasi terkirim masih ada",
        "Pulihkan bukti itu dari cadangan, atau minta penilai mengembalikan evaluasinya.",
        Evaluation,
        answers_that_name_missing_files,
    ),
    Check(
        "evidence_file",
        "Setiap bukti punya berkasnya di penyimpanan privat",
        RESTORE,
        Evidence,
        partial(rows_without_their_file, Evidence.objects.usable()),
    ),
    Check(
        "daily_file",
        "Setiap berkas catatan harian ada di penyimpanan privat",
        RESTORE,
        DailyFile,
        partial(rows_without_their_file, DailyFile.objects.all()),
    ),
    Check(
        "performance_file",
        "Setiap dokumen penetapan capaian ada di penyimpanan privat",
        RESTORE,
        PerformanceDecision,
        partial(rows_without_their_file, PerformanceDecision.objects.all()),
    ),
    Check(
        "download_file",
        "Setiap unduhan yang siap punya berkasnya di penyimpanan privat",
        "Minta pemesannya memesan sekali lagi.",
        Download,
        partial(rows_without_their_file, Download.objects.filter(state=DownloadState.READY)),
    ),
    Check(
        "evidence_orphan",
        "Tidak ada berkas di penyimpanan privat tanpa catatan",
        "Hapus berkas itu dari PRIVATE_MEDIA_ROOT: tidak ada lagi yang dapat membukanya.",
        "berkas",
        files_without_a_row,
    ),
    Check(
        "evidence_owner",
        "Bukti diunggah oleh pegawainya sendiri",
        "Tanyakan kepada pegawainya; bila perlu penilai mengembalikan evaluasinya.",
        Evidence,
        files_by_others,
    ),
    Check(
        "evidence_shared",
        "Satu berkas tersimpan hanya menjadi bukti satu pegawai",
        "Periksa siapa yang mengunggahnya; pegawai lain mengunggah berkasnya sendiri.",
        "berkas",
        files_shared_by_several_people,
    ),
)
