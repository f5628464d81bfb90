"""Periods: a year's calendar, audiences, opening (which creates the evaluations), delivering, closing."""

from evaluations.domain.periods.closing import close_period, reopen_period, unfinished
from evaluations.domain.periods.delivering import deliver_period
from evaluations.domain.periods.making import make_period
from evaluations.domain.periods.naming import MONTHS, end_of_day, name_of, span_of
from evaluations.domain.periods.opening import BATCH, OpeningReport, open_period

__all__ = [
    "BATCH",
    "MONTHS",
    "OpeningReport",
    "close_period",
    "deliver_period",
    "end_of_day",
    "make_period",
    "name_of",
    "open_period",
    "reopen_period",
    "span_of",
    "unfinished",
]
