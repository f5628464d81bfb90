"""From predikat to credit points of functional posts (Peraturan BKN 3/2023)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from .rounding import round_half_up

MONTHS_PER_YEAR = 12

# Per cent of the yearly coefficient. BUTUH_PERBAIKAN is "Cukup" in the text of the regulation.
PERCENTAGES: Mapping[str, Decimal] = MappingProxyType(
    {
        "SANGAT_BAIK": Decimal(150),
        "BAIK": Decimal(100),
        "BUTUH_PERBAIKAN": Decimal(75),
        "KURANG": Decimal(50),
        "SANGAT_KURANG": Decimal(25),
    }
)

# Credit points per year by level of the post. Ahli Muda and Ahli Pertama are sure; confirm the others.
COEFFICIENTS: Mapping[str, Decimal] = MappingProxyType(
    {
        "Ahli Utama": Decimal("50"),
        "Ahli Madya": Decimal("37.5"),
        "Ahli Muda": Decimal("25"),
        "Ahli Pertama": Decimal("12.5"),
        "Penyelia": Decimal("25"),
        "Mahir": Decimal("12.5"),
        "Terampil": Decimal("5"),
        "Pemula": Decimal("3.75"),
    }
)

# The level of a functional post by its kind (a key of ``figures.POSTS``).
LEVELS: Mapping[str, str] = MappingProxyType(
    {level.upper().replace(" ", "_"): level for level in COEFFICIENTS}
)


@dataclass(frozen=True, slots=True)
class Need:
    """Cumulative points on a level for the next pangkat and for the next jenjang; None: there is no next one."""

    pangkat: Decimal
    jenjang: Decimal | None


NEEDS: Mapping[str, Need] = MappingProxyType(
    {
        "Ahli Utama": Need(Decimal(200), None),
        "Ahli Madya": Need(Decimal(150), Decimal(450)),
        "Ahli Muda": Need(Decimal(100), Decimal(200)),
        "Ahli Pertama": Need(Decimal(50), Decimal(100)),
        "Penyelia": Need(Decimal(100), None),
        "Mahir": Need(Decimal(50), Decimal(100)),
        "Terampil": Need(Decimal(20), Decimal(60)),
        "Pemula": Need(Decimal(15), Decimal(15)),
    }
)


def credit(predikat: str, coefficient: Decimal, months: int = MONTHS_PER_YEAR) -> Decimal:
    """Credit points for ``months`` months: months ÷ 12 × per cent × coefficient, two decimals half up.

    ``predikat`` is a code of PERCENTAGES, ``coefficient`` the points per year. ValueError for another code
    or months outside 1 to 12.
    """
    if predikat not in PERCENTAGES:
        raise ValueError(f"Predikat {predikat!r} tidak punya persentase angka kredit.")
    if not 1 <= months <= MONTHS_PER_YEAR:
        raise ValueError(f"Jumlah bulan harus 1 sampai {MONTHS_PER_YEAR}, bukan {months}.")
    share = Fraction(months, MONTHS_PER_YEAR) * Fraction(PERCENTAGES[predikat]) / 100
    return round_half_up(share * Fraction(coefficient), 2)
