"""Which target a period has: the target of a year, by how the year comes together and what each month is given.

An indicator of a plan row (``schema``) may say ``gathering``, and ``months``: for each month, January first, a number
as text or None. All arithmetic is exact; what a period comes to is rounded once, to what people read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from .answers import PlanRow, PlanRows
from .rounding import round_half_up
from .values import parse_number
from .vocabulary import Gathering, Polarity, TargetSpan

MONTHS = 12
DECIMALS = 2

Indicator = Mapping[str, Any]
Months = Sequence[Decimal | None]

# What cannot add up over a year, wherever nobody has said how the year comes together.
RATES = {"persen", "persentase", "%", "nilai", "skor", "indeks"}


@dataclass(frozen=True, slots=True)
class Days:
    """From the first to the last day, both of them included, within one year."""

    first: date
    last: date

    @property
    def count(self) -> int:
        return max(0, (self.last - self.first).days + 1)

    @property
    def months(self) -> range:
        """The numbers of the months that it touches."""
        return range(self.first.month, self.last.month + 1)

    def within(self, other: "Days") -> "Days":
        """The days that both have; ``count`` is 0 where there are none."""
        return Days(max(self.first, other.first), min(self.last, other.last))

    def covers(self, other: "Days") -> bool:
        return self.first <= other.first and other.last <= self.last


def month_of(year: int, month: int) -> Days:
    after = date(year, month + 1, 1) if month < MONTHS else date(year + 1, 1, 1)
    return Days(date(year, month, 1), after - timedelta(days=1))


def gathering_of(indicator: Indicator) -> Gathering:
    """How the year comes together. Unsaid: rates, and what is better the lower it is, are the same all the year."""
    if said := indicator.get("gathering"):
        return Gathering(said)
    is_rate = str(indicator.get("unit")).strip().lower() in RATES
    is_limit = indicator.get("polarity") == Polarity.LOWER
    return Gathering.AVERAGE if is_rate or is_limit else Gathering.CUMULATIVE


def months_of(indicator: Indicator) -> list[Decimal | None]:
    """What each month is given, January first; empty where the year is not spread."""
    if gathering_of(indicator) == Gathering.AVERAGE:
        return []
    months = [parse_number(number) for number in indicator.get("months") or ()]
    return months if any(number is not None for number in months) else []


def period_target(indicator: Indicator, held: Days, asked: Days) -> Decimal | None:
    """The target of the days ``asked``, of a plan that holds on the days ``held``; None where there is none.

    All days of the plan: the target of the year. CUMULATIVE: what its months are given, of a month that is asked
    in part the share of its days; without a spread the even share. AVERAGE: the target of the year. END_STATE: the
    milestone of the last month whose end is asked; only what the end of the plan asks is the target of the year.
    """
    annual = parse_number(indicator.get("target_value"))
    if annual is None or asked.covers(held):
        return annual
    months = months_of(indicator)
    match gathering_of(indicator):
        case Gathering.AVERAGE:
            return annual
        case Gathering.END_STATE:
            return _milestone(annual, months, held, asked)
    share = _spread_share(months, held, asked) if months else _even_share(annual, held, asked)
    return None if share is None else round_half_up(share, DECIMALS)


def for_period(rows: PlanRows, held: Days, asked: Days) -> list[dict[str, Any]]:
    """Plan rows with the targets of the days ``asked``: what a year's plan asks of a month.

    An indicator with a number gets it as ``target_value``, that of the year stays beside it as ``annual_target``, and
    ``target_span`` says for what. A row with actions gets those of the months that are asked as ``period_actions``.
    Rows that are asked for all days of the plan stay as they are.
    """
    if asked.covers(held):
        return [dict(row) for row in rows]
    span = _span(asked)
    return [
        {
            **row,
            "indicators": [_for_days(one, held, asked, span) for one in row["indicators"]],
            **({"period_actions": _actions(row, held, asked)} if row.get("actions") else {}),
        }
        for row in rows
    ]


def as_planned(row: PlanRow) -> dict[str, Any]:
    """A plan row as it stood in the plan, before ``for_period``."""
    kept = {name: value for name, value in row.items() if name != "period_actions"}
    return {**kept, "indicators": [_of_the_year(one) for one in row["indicators"]]}


def measured(indicators: Iterable[Indicator]) -> Indicator | None:
    """The indicator that a realisation is compared with: the first with a number as target of the year."""
    return next(
        (one for one in indicators if parse_number(_of_the_year(one).get("target_value")) is not None), None
    )


def realised(indicator: Indicator, numbers: Sequence[Decimal]) -> Decimal:
    """What the numbers of single days (at least one, in their order) come to: their sum, their average, the last."""
    match gathering_of(indicator):
        case Gathering.CUMULATIVE:
            return sum(numbers, Decimal(0))
        case Gathering.AVERAGE:
            return round_half_up(Fraction(sum(numbers, Decimal(0))) / len(numbers), DECIMALS)
    return numbers[-1]


def spread(total: Decimal, weights: Mapping[int, Decimal]) -> list[Decimal | None]:
    """``total`` over the months by ``weights`` (month → weight), exactly; months that get nothing have none.

    Whole where the total is whole, else in hundredths. What is left over goes one by one to the last months.
    """
    counted = {month: Fraction(weight) for month, weight in sorted(weights.items()) if weight > 0}
    step = Fraction(1) if total == total.to_integral_value() else Fraction(1, 10**DECIMALS)
    pieces = int(Fraction(total) / step)
    whole = sum(counted.values())
    found = {month: int(pieces * weight / whole) for month, weight in counted.items()}
    for month in list(reversed(counted))[: pieces - sum(found.values())]:
        found[month] += 1
    decimals = 0 if step == 1 else DECIMALS
    return [
        round_half_up(found[month] * step, decimals) if found.get(month) else None
        for month in range(1, MONTHS + 1)
    ]


def planned_sum(indicator: Indicator, held: Days) -> Decimal | None:
    """What the months of the plan come to together; None where none is given anything."""
    months = months_of(indicator)
    given = [months[month - 1] for month in held.months] if months else []
    numbers = [number for number in given if number is not None]
    return sum(numbers, Decimal(0)) if numbers else None


def _spread_share(months: Months, held: Days, asked: Days) -> Fraction | None:
    parts = [
        Fraction(number) * _share(month, held, asked)
        for month in _common_months(held, asked)
        if (number := months[month - 1]) is not None
    ]
    return sum(parts, Fraction(0)) if parts else None


def _even_share(annual: Decimal, held: Days, asked: Days) -> Fraction | None:
    part = _even_part(held, asked)
    return Fraction(annual) * part if part else None


@lru_cache(maxsize=512)  # a month asks the same of all plans of a year
def _even_part(held: Days, asked: Days) -> Fraction:
    """A whole month counts one, a month that the plan begins or ends in as much of it as the plan has."""
    size = {month: _size(month, held) for month in held.months}
    part = sum(
        (size[month] * _share(month, held, asked) for month in _common_months(held, asked)), Fraction(0)
    )
    return part and part / sum(size.values())


def _milestone(annual: Decimal, months: Months, held: Days, asked: Days) -> Decimal | None:
    if asked.last >= held.last:
        return annual
    if not months:
        return None
    ended = (
        month for month in _common_months(held, asked) if month_of(held.first.year, month).last <= asked.last
    )
    return next((months[month - 1] for month in reversed(list(ended)) if months[month - 1] is not None), None)


def _common_months(held: Days, asked: Days) -> Sequence[int]:
    both = asked.within(held)
    return both.months if both.count else ()


def _share(month: int, held: Days, asked: Days) -> Fraction:
    """How much of the days that the plan has in this month is asked."""
    days = month_of(held.first.year, month).within(held)
    return Fraction(days.within(asked).count, days.count)


def _size(month: int, held: Days) -> Fraction:
    whole = month_of(held.first.year, month)
    return Fraction(whole.within(held).count, whole.count)


def _for_days(indicator: Indicator, held: Days, asked: Days, span: TargetSpan) -> dict[str, Any]:
    if parse_number(indicator.get("target_value")) is None:
        return dict(indicator)
    target = period_target(indicator, held, asked)
    return {
        **indicator,
        "target_value": None if target is None else str(target),
        "annual_target": indicator["target_value"],
        "target_span": span.value,
    }


def _actions(row: PlanRow, held: Days, asked: Days) -> list[list[Any]]:
    """``[month, text]`` of what is planned; the month is None where only one is asked."""
    months = _common_months(held, asked)
    return [
        [month if len(months) > 1 else None, text] for month in months if (text := row["actions"][month - 1])
    ]


def _of_the_year(indicator: Indicator) -> dict[str, Any]:
    if "annual_target" not in indicator:
        return dict(indicator)
    planned = {**indicator, "target_value": indicator["annual_target"]}
    return {name: value for name, value in planned.items() if name not in ("annual_target", "target_span")}


def _span(asked: Days) -> TargetSpan:
    """A month, a quarter, or whatever days they are."""
    year, first, last = asked.first.year, asked.first.month, asked.last.month
    is_whole = asked == Days(month_of(year, first).first, month_of(year, last).last)
    if is_whole and first == last:
        return TargetSpan.MONTH
    if is_whole and last - first == 2 and first % 3 == 1:
        return TargetSpan.QUARTER
    return TargetSpan.PART
