"""Targets over the year in words: how a year comes together, and what its months are given."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django.utils.dates import MONTHS

from evaluations.enums import Gathering
from forms_config.engine.rounding import spoken
from forms_config.engine.targets import gathering_of, months_of
from forms_config.engine.values import parse_number

BY_UNIT = "Menurut satuan dan arahnya"


def gathering_in_words(code: str | None) -> str:
    return str(Gathering(code).label if code else BY_UNIT).lower()


def months_in_words(months: Sequence[str | None]) -> str:
    """ "Januari–Mei masing-masing 20, Juni 30": neighbours of the same number together; empty without any."""
    found = [(month, parse_number(number)) for month, number in enumerate(months or (), start=1)]
    runs = [
        (number, [month for month, _ in run])
        for number, run in groupby(found, key=lambda pair: pair[1])
        if number is not None
    ]
    return ", ".join(f"{_names(of)} {spoken(number)}" for number, of in runs)


def spread_in_words(indicator: Mapping[str, Any]) -> str:
    """How the target of the year comes together and what the months are given; empty without a number.

    "Dijumlahkan: Januari–Desember masing-masing 20" is read on pages and in documents.
    """
    if parse_number(indicator.get("target_value")) is None:
        return ""
    how = str(Gathering(gathering_of(indicator)).label)
    months = months_in_words(indicator.get("months") or ()) if months_of(indicator) else ""
    return f"{how}: {months}" if months else how


def _names(months: Sequence[int]) -> str:
    first, last = (str(MONTHS[month]) for month in (months[0], months[-1]))
    return first if first == last else f"{first}–{last} masing-masing"
