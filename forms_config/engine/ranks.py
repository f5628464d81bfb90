"""The names of pangkat by golongan ruang. PPPK have a golongan (I to XVII) and no pangkat."""

from collections.abc import Mapping
from types import MappingProxyType

RANKS: Mapping[str, str] = MappingProxyType(
    {
        "I/a": "Juru Muda",
        "I/b": "Juru Muda Tingkat I",
        "I/c": "Juru",
        "I/d": "Juru Tingkat I",
        "II/a": "Pengatur Muda",
        "II/b": "Pengatur Muda Tingkat I",
        "II/c": "Pengatur",
        "II/d": "Pengatur Tingkat I",
        "III/a": "Penata Muda",
        "III/b": "Penata Muda Tingkat I",
        "III/c": "Penata",
        "III/d": "Penata Tingkat I",
        "IV/a": "Pembina",
        "IV/b": "Pembina Tingkat I",
        "IV/c": "Pembina Utama Muda",
        "IV/d": "Pembina Utama Madya",
        "IV/e": "Pembina Utama",
    }
)


def rank_in_words(rank: str) -> str:
    """ "Penata Muda Tingkat I, III/b"; of a PPPK "Golongan IX"; what is unknown as it is, empty stays empty."""
    name = RANKS.get(rank)
    if name:
        return f"{name}, {rank}"
    return f"Golongan {rank}" if rank and not rank.strip("IVX") else rank
