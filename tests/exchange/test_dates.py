"""Days as people and programs write them, within one pair of bounds."""

from datetime import date

import pytest

from evaluations.exchange.cells import Cell, CellKind
from evaluations.exchange.dates import EARLIEST, LATEST, NoDay, read_day

FEBRUARY = date(2024, 2, 1)


def text(written: str) -> Cell:
    return Cell(CellKind.TEXT, written)


@pytest.mark.parametrize(
    ("written", "warning"),
    [
        ("2024-02-01", ""), ("2024-02-01 00:00:00", ""), ("2024-02-01T07:30:00.000+07:00", ""),
        ("2024-02-01T00:00:00Z", ""), ("2024/02/01", ""), (" 2024-2-1 ", ""),
        ("01-02-2024", "date_dd_mm_yyyy"), ("1/2/2024", "date_dd_mm_yyyy"), ("01.02.2024 00:00", "date_dd_mm_yyyy"),
        ("1 Februari 2024", "date_in_words"), ("01 FEB 2024", "date_in_words"), ("1-Feb-2024", "date_in_words"),
        ("Kamis, 1 Februari 2024", "date_in_words"), ("1 Pebruari 2024", "date_in_words"),
        ("1 February 2024", "date_in_words"), ("1 Feb. 2024", "date_in_words"),
    ],
)  # fmt: skip
def test_the_usual_ways_of_writing_are_read(written, warning):
    found = read_day(text(written))
    assert (found.day, found.warning) == (FEBRUARY, warning)


@pytest.mark.parametrize(
    ("month", "number"),
    [
        ("Januari", 1),
        ("Mar", 3),
        ("Mei", 5),
        ("Agt", 8),
        ("Agustus", 8),
        ("Okt", 10),
        ("Nopember", 11),
        ("Des", 12),
    ],
)
def test_months_are_known_by_their_indonesian_names(month, number):
    assert read_day(text(f"17 {month} 2023")).day == date(2023, number, 17)


@pytest.mark.parametrize(
    "written", ["tidak tahu", "31-02-2020", "2024-13-01", "1 Foo 2024", "01-02-24", "2024", "12:30", "--"]
)
def test_what_is_no_day_is_said_so(written):
    with pytest.raises(NoDay) as fault:
        read_day(text(written))
    assert fault.value.kind == "invalid_date"


@pytest.mark.parametrize(
    "cell",
    [
        text("1900-01-05"), text("05-01-1900"), text("2206-02-27"), text("27 Februari 2206"), text("0001-01-01"),
        Cell(CellKind.DATE, date(1900, 1, 5)), Cell(CellKind.DATE, date(2206, 2, 27)),
        Cell(CellKind.NUMBER, 5), Cell(CellKind.NUMBER, 111_847), Cell(CellKind.NUMBER, 18_000.5),
    ],
)  # fmt: skip
def test_the_bounds_are_the_same_in_every_way_of_writing(cell):
    with pytest.raises(NoDay) as fault:
        read_day(cell)
    assert fault.value.kind == "date_out_of_range"


def test_the_bounds_themselves_are_days_and_a_column_may_end_earlier():
    assert [read_day(Cell(CellKind.DATE, day)).day for day in (EARLIEST, LATEST)] == [EARLIEST, LATEST]
    assert read_day(text("2026-06-30"), latest=date(2026, 6, 30)).day == date(2026, 6, 30)
    with pytest.raises(NoDay):
        read_day(text("2026-07-01"), latest=date(2026, 6, 30))


def test_a_serial_number_counts_from_where_its_workbook_counts():
    assert read_day(Cell(CellKind.NUMBER, 45323)).day == FEBRUARY
    assert read_day(Cell(CellKind.NUMBER, 43861.75, date_shift=1462)).day == FEBRUARY


@pytest.mark.parametrize(
    "cell", [Cell(CellKind.BOOLEAN, True), Cell(CellKind.NUMBER, -1), Cell(CellKind.NUMBER, 1e12)]
)
def test_truths_and_senseless_numbers_are_no_days(cell):
    with pytest.raises(NoDay) as fault:
        read_day(cell)
    assert fault.value.kind == "invalid_date"
