"""Imports: what was applied says what it did, and no uploaded file outlives its reading."""

from collections.abc import Iterable

from django.db.models import Q

from evaluations.domain.upkeep.integrity.check import Check
from evaluations.enums import ImportState
from evaluations.models import ImportBatch

UNDECIDED = (ImportState.READING, ImportState.PREVIEW, ImportState.MAPPING)
WRITTEN = (ImportState.APPLIED, ImportState.UNDONE)


def applied_imports_without_rows() -> Iterable[int]:
    """Applied, by their report with rows that were written, and none of them is kept."""
    rows = ImportBatch.objects.filter(state__in=WRITTEN, chunks=None).only("report")
    return [
        row.pk for row in rows if not row.report or row.report.get("created") or row.report.get("updated")
    ]


def imports_without_their_moment() -> Iterable[int]:
    wrong = (
        Q(state__in=WRITTEN, applied_at=None)
        | Q(state=ImportState.UNDONE, undone_at=None)
        | (~Q(state__in=WRITTEN) & Q(applied_at__isnull=False))
    )
    return ImportBatch.objects.filter(wrong).values_list("pk", flat=True)


def uploads_that_stayed() -> Iterable[int]:
    """A file with personal data that nobody reads any more."""
    rows = ImportBatch.objects.exclude(upload="").exclude(state__in=UNDECIDED)
    return rows.values_list("pk", flat=True)


CHECKS = (
    Check(
        "import_rows",
        "Impor yang diterapkan menyimpan barisnya",
        "Bandingkan data itu dengan berkas aslinya, lalu impor lagi.",
        ImportBatch,
        applied_imports_without_rows,
    ),
    Check(
        "import_moment",
        "Impor yang diterapkan, dan hanya itu, punya waktunya",
        "Bandingkan dengan cadangan: keadaan impor itu diubah langsung.",
        ImportBatch,
        imports_without_their_moment,
    ),
    Check(
        "import_upload",
        "Berkas impor dihapus setelah dibaca",
        "Jalankan manage.py tick; bila tetap ada, hapus berkas itu dari penyimpanan privat.",
        ImportBatch,
        uploads_that_stayed,
    ),
)
