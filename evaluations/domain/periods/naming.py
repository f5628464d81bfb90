"""Spans and names of periods, and the moments of their days."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from evaluations.enums import PeriodKind

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


def span_of(kind: PeriodKind, year: int, month: int | None) -> tuple[date, date]:
    """First and last day of a month, of the quarter that ends with ``month``, or of the year."""
    if kind == PeriodKind.ANNUAL or month is None:
        return date(year, 1, 1), date(year, 12, 31)
    first = month - 2 if kind == PeriodKind.QUARTERLY else month
    after = date(year + month // 12, month % 12 + 1, 1)
    return date(year, first, 1), after - timedelta(days=1)


def name_of(kind: PeriodKind, year: int, month: int | None) -> str:
    """The usual name: "Juli 2026", "Triwulan III 2026", "Tahunan 2026"."""
    if kind == PeriodKind.ANNUAL or month is None:
        return f"Tahunan {year}"
    if kind == PeriodKind.QUARTERLY:
        return f"Triwulan {('I', 'II', 'III', 'IV')[(month - 1) // 3]} {year}"
    return f"{MONTHS[month - 1]} {year}"


def end_of_day(day: date) -> datetime:
    """The last second of a day in Bantul."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))
