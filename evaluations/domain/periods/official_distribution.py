"""The pattern of SE MenPANRB 3/2023, as an installation starts with it: ordinary data, which BKPSDM may replace.

Codes as in the reference results. How a share that lands on a part of a person is rounded is not known; shares are
compared exactly. From how many people on the pattern says anything is not known either, so it is a setting of the set.
"""

from datetime import date

from django.db import transaction

from evaluations.enums import BoundKind, OrganizationLevel, Predikat
from evaluations.models import DistributionBound, DistributionRules

_AT_MOST, _AT_LEAST, _PRESENT, _LARGEST = (
    BoundKind.AT_MOST, BoundKind.AT_LEAST, BoundKind.PRESENT, BoundKind.LARGEST,
)  # fmt: skip
_SB, _B, _BP, _K, _SK = Predikat

# level: (code, kind, per cent, predikat, counted together with)
BOUNDS: dict[OrganizationLevel, tuple[tuple[str, BoundKind, int | None, Predikat, str], ...]] = {
    OrganizationLevel.EXCEPTIONAL: (
        ("SB_MAJORITY", _LARGEST, None, _SB, ""),
        ("SB_MAX_70", _AT_MOST, 70, _SB, ""),
    ),
    OrganizationLevel.GOOD: (
        ("B_MAX_70", _AT_MOST, 70, _B, ""),
        ("BP_OR_K_PRESENT", _PRESENT, None, _BP, _K),
    ),
    OrganizationLevel.NEEDS_IMPROVEMENT: (
        ("SB_MAX_10", _AT_MOST, 10, _SB, ""),
        ("BP_MIN_60", _AT_LEAST, 60, _BP, ""),
    ),
    OrganizationLevel.POOR: (
        ("SB_MAX_10", _AT_MOST, 10, _SB, ""),
        ("BP_MIN_10", _AT_LEAST, 10, _BP, ""),
        ("K_MIN_60", _AT_LEAST, 60, _K, ""),
    ),
    OrganizationLevel.VERY_POOR: (
        ("SB_NONE", _AT_MOST, 0, _SB, ""),
        ("BP_K_MIN_10", _AT_LEAST, 10, _BP, _K),
        ("SK_MIN_60", _AT_LEAST, 60, _SK, ""),
    ),
}

# The curve that the official workbook draws for each level, from Sangat Kurang to Sangat Baik: its shape, no bounds.
CURVES: dict[OrganizationLevel, tuple[int, int, int, int, int]] = {
    OrganizationLevel.EXCEPTIONAL: (0, 1, 3, 7, 13),
    OrganizationLevel.GOOD: (2, 3, 6, 11, 2),
    OrganizationLevel.NEEDS_IMPROVEMENT: (3, 4, 10, 4, 3),
    OrganizationLevel.POOR: (2, 11, 6, 3, 2),
    OrganizationLevel.VERY_POOR: (13, 7, 3, 1, 0),
}


@transaction.atomic
def load_official_distribution() -> None:
    """The set of 31 January 2023 where there is none yet; idempotent, overwrites nothing."""
    if DistributionRules.objects.exists():
        return
    made = DistributionRules.objects.create(
        name="Pola distribusi SE MenPANRB 3/2023",
        legal_basis="SE MenPANRB 3/2023",
        starts_on=date(2023, 1, 31),
    )
    DistributionBound.objects.bulk_create(
        DistributionBound(
            rules=made,
            level=level,
            code=code,
            kind=kind,
            percent=percent,
            predikat=predikat,
            together_with=other,
        )
        for level, bounds in BOUNDS.items()
        for code, kind, percent, predikat, other in bounds
    )
