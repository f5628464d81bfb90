"""The kind of a post (jenjang jabatan), guessed from what is known of it.

No export names it, while the level of competence that a post needs depends on it (PermenPANRB 38/2017). Echelons
of a regency: PP 18/2016 and Permendagri on perangkat daerah. An officer may correct every guess.
"""

import re

from evaluations.enums import PositionType, UnitKind
from evaluations.models import Assignment

JPT, ADMINISTRATOR, SUPERVISOR, EXECUTIVE = "JPT_PRATAMA", "ADMINISTRATOR", "PENGAWAS", "PELAKSANA"

# How structural posts begin; the first that fits decides.
_STRUCTURAL = (
    (r"inspektur pembantu|wakil direktur", ADMINISTRATOR),
    (r"sekretaris (lurah|kelurahan)", SUPERVISOR),
    (r"sekretaris (daerah|dprd|dewan)|asisten|staf ahli|inspektur|direktur", JPT),
    (r"kepala (dinas|badan|satuan|pelaksana)", JPT),
    (r"kepala (bidang|bagian|kantor)|sekretaris|panewu|camat", ADMINISTRATOR),
    (r"kepala (sub ?bagian|sub ?bidang|seksi|jawatan|upt|tata usaha)|lurah", SUPERVISOR),
)
# Whoever leads such a unit, when the name of the post says nothing.
_HEADS = {
    UnitKind.AGENCY: JPT,
    UnitKind.DIVISION: ADMINISTRATOR,
    UnitKind.KAPANEWON: ADMINISTRATOR,
    UnitKind.SECTION: SUPERVISOR,
    UnitKind.UPTD: SUPERVISOR,
}
# Functional posts carry their rank in the name: "Ahli Muda" today, "Guru Madya" and "Perawat Pelaksana" of old.
_FUNCTIONAL = (
    (r"\bahli (?P<rank>utama|madya|muda|pertama)\b", "AHLI_{}"),
    (r"\b(?P<rank>penyelia|mahir|terampil|pemula)\b", "{}"),
    (r"\b(?P<rank>utama|madya|muda|pertama)$", "AHLI_{}"),
    (r"\bpelaksana lanjutan$", "MAHIR"),
    (r"\bpelaksana$", "TERAMPIL"),
)
_ACTING = re.compile(r"^(plt|plh|pj)\b\.?\s*")


def fill_post_kind(post: Assignment) -> bool:
    """Guess the kind of a post that has none (not saved here); whether something was found."""
    if post.post_kind:
        return False
    post.post_kind = guess_post_kind(post.position, post.position_type, post.unit.kind, is_head=post.is_head)
    return bool(post.post_kind)


def guess_post_kind(position: str, position_type: str, unit_kind: int, *, is_head: bool = False) -> str:
    """A key of ``figures.POSTS``; empty where nothing tells (a head of a school, say, whose rank is unknown)."""
    name = _ACTING.sub("", " ".join(position.casefold().split()))
    if position_type == PositionType.EXECUTIVE:
        return EXECUTIVE
    if position_type == PositionType.FUNCTIONAL:
        return _functional(name)
    named = next((kind for pattern, kind in _STRUCTURAL if re.match(rf"({pattern})", name)), "")
    return named or (_HEADS.get(UnitKind(unit_kind), "") if is_head else "")


def _functional(name: str) -> str:
    for pattern, kind in _FUNCTIONAL:
        found = re.search(pattern, name)
        if found:
            return kind.format(*(rank.upper() for rank in found.groups()))
    return ""
