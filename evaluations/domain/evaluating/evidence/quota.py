"""How much evidence one evaluation, or the lines of one month, may carry.

Settings ``EVIDENCE_MAX_FILES`` and ``EVIDENCE_MAX_TOTAL_BYTES``. Links and letters count as pieces; a file that is used
again counts its bytes where it was uploaded, and there alone.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, QuerySet, Sum
from django.template.defaultfilters import filesizeformat

from evaluations.domain.refusals import Refused


@dataclass(frozen=True, slots=True)
class Quota:
    """What is used of what is allowed; sizes in bytes."""

    files: int
    size: int
    max_files: int
    max_size: int

    @property
    def is_full(self) -> bool:
        return self.files >= self.max_files or self.size >= self.max_size


def quota_of(files: int, size: int) -> Quota:
    """The quota of an evaluation that has ``files`` pieces of evidence, for which ``size`` bytes were uploaded."""
    return Quota(files, size, settings.EVIDENCE_MAX_FILES, settings.EVIDENCE_MAX_TOTAL_BYTES)


def check_quota(files: QuerySet, size: int, whole: str = "satu evaluasi", *, borrowed: int = 0) -> None:
    """Raises ``Refused`` too_many_files or evidence_full if a file of ``size`` bytes does not fit beside ``files``,
    all those of the ``whole``; ``borrowed`` are beside them, and their bytes count elsewhere."""
    used = files.aggregate(files=Count("pk"), size=Sum("size", default=0))
    quota = quota_of(used["files"] + borrowed, used["size"])
    if quota.files >= quota.max_files:
        raise Refused(
            "too_many_files",
            f"Sudah ada {quota.files} bukti, paling banyak {quota.max_files} untuk {whole}. Hapus yang tidak "
            "dipakai, atau gabungkan beberapa berkas menjadi satu PDF.",
        )
    if quota.size + size > quota.max_size:
        raise Refused(
            "evidence_full",
            f"Semua bukti bersama-sama paling besar {filesizeformat(quota.max_size)}, sudah terpakai "
            f"{filesizeformat(quota.size)}. Hapus yang tidak dipakai, atau perkecil berkasnya.",
        )
