"""Which month an attendance file is about: proposed only from a place that can mean nothing else, decided by people."""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from evaluations.domain.periods import MONTHS
from evaluations.domain.refusals import Refused

Month = tuple[int, int]  # year, month

_SHORT = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des")
_NAMES = {name.casefold(): number for number, name in enumerate(MONTHS, start=1)}
_NAMES |= {name: number for number, name in enumerate(_SHORT, start=1)} | {"agt": 8, "ags": 8, "agust": 8}
_WORD = "|".join(sorted(_NAMES, key=len, reverse=True))
_APART = r"[\s_\-.,:/]*"
# 2026-05 and 2026_05, not as part of a date, of a letter's number or of a longer one.
_DIGITS = re.compile(r"(?:(?<=_)|(?<![\w./-]))(20\d\d)[-_](0[1-9]|1[0-2])(?![^\W_]|/|[._-]\d)")
_NAME_FIRST = re.compile(rf"(?<![^\W\d_])({_WORD}){_APART}(?:tahun{_APART})?(20\d\d)(?!\d)", re.IGNORECASE)
_YEAR_FIRST = re.compile(rf"(?<!\d)(20\d\d){_APART}({_WORD})(?![^\W\d_])", re.IGNORECASE)
_NUMBERED = re.compile(rf"bulan{_APART}(0?[1-9]|1[0-2])\s*[-/]\s*(20\d\d)(?!\d)", re.IGNORECASE)
_RANGE = re.compile(
    rf"\d{{1,2}}\s+({_WORD})(?:\s+20\d\d)?\s*(?:s\.?\s*/?\s*d\.?|sampai|hingga|-|–)\s*\d{{1,2}}\s+({_WORD})\s+(20\d\d)",
    re.IGNORECASE,
)
_DAY = re.compile(r"\d{1,2}[\s_.-]+$")  # before a month: a date, as letters have it


@dataclass(frozen=True, slots=True)
class Proposal:
    """The month that a file names, and where: "nama berkas" or "judul di atas tabel"."""

    month: Month
    place: str


def named_month(text: str) -> Month | None:
    """The one month that a text names; None when it names none, or several."""
    found = {(int(m[1]), int(m[2])) for m in _DIGITS.finditer(text)}
    found |= {(int(m[2]), int(m[1])) for m in _NUMBERED.finditer(text)}
    for match in _RANGE.finditer(text):
        found |= {(int(match[3]), _NAMES[name.casefold()]) for name in match.group(1, 2)}
    text = _RANGE.sub(" ", text)
    for match in _NAME_FIRST.finditer(text):
        if not _DAY.search(text[: match.start()]):
            found.add((int(match[2]), _NAMES[match[1].casefold()]))
    found |= {(int(m[1]), _NAMES[m[2].casefold()]) for m in _YEAR_FIRST.finditer(text)}
    return found.pop() if len(found) == 1 else None


def proposed(file_name: str, above: Iterable[str], sheet: str) -> Proposal | None:
    """The month that the file names; None when no place is clear, or two places contradict each other."""
    places = (
        ("nama berkas", named_month(file_name)),
        ("judul di atas tabel", named_month(" ".join(above))),
        ("nama lembar", named_month(sheet)),
    )
    clear = [Proposal(month, place) for place, month in places if month]
    return clear[0] if len({proposal.month for proposal in clear}) == 1 else None


def chosen(given: Mapping[str, Any]) -> Month | None:
    """The month that somebody chose."""
    return (given["year"], given["month"]) if given.get("year") else None


def decided(
    options: Mapping[str, Any], file_name: str, above: Iterable[str], sheet: str, today: date
) -> dict[str, Any]:
    """Year and month of the figures, and ``month_from``: where they were found ("" when somebody chose them).

    Raises ``Refused`` month_missing, month_conflict, month_in_future.
    """
    wanted, proposal = chosen(options), proposed(file_name, above, sheet)
    if wanted and proposal and wanted != proposal.month:
        raise Refused(
            "month_conflict",
            f"Pada {proposal.place} tertulis {said(proposal.month)}, tetapi Anda memilih {said(wanted)}. "
            "Periksa berkasnya, atau pilih bulan yang tertulis.",
        )
    if wanted:
        (year, month), place = wanted, ""
    elif proposal:
        (year, month), place = proposal.month, proposal.place
    else:
        raise Refused(
            "month_missing", "Pilih bulan presensi. Berkas ini tidak menyebut bulannya dengan jelas."
        )
    if (year, month) > (today.year, today.month):
        raise Refused("month_in_future", f"{said((year, month))} belum mulai, jadi presensinya belum ada.")
    return {"year": year, "month": month, "month_from": place}


def said(month: Month) -> str:
    return f"{MONTHS[month[1] - 1]} {month[0]}"


def days_in(month: Month) -> int:
    return monthrange(*month)[1]


def days_so_far(month: Month, today: date) -> int:
    """How many days of the month have begun."""
    return today.day if month == (today.year, today.month) else days_in(month)
