"""Workbooks: what is written comes back unchanged, and a hostile file costs little."""

import io
import time
import zipfile
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from evaluations.domain.refusals import Refused
from evaluations.exchange import tables
from evaluations.exchange.cells import CellKind
from evaluations.exchange.columns import Column, Kind
from evaluations.exchange.tables import read_table
from evaluations.exchange.workbook import letters, write_workbook

MOMENT = datetime.fromisoformat("2026-06-30T23:59:58")  # local, as a spreadsheet has it
NAMES = {"nip": "nip", "nilai": "nilai"}
SHEET = "xl/worksheets/sheet1.xml"


def written(*rows: dict, kind: Kind = Kind.TEXT) -> bytes:
    columns = [
        Column("NIP", lambda row: row.get("nip")),
        Column("Nilai", lambda row: row.get("nilai"), kind),
    ]
    return write_workbook(columns, rows).read()


def with_sheet(xml: str) -> bytes:
    """A workbook whose only sheet holds these rows after the header."""
    original = zipfile.ZipFile(io.BytesIO(written()))
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in original.namelist():
            text = original.read(name)
            if name == SHEET:
                text = text.replace(b"</sheetData>", f"{xml}</sheetData>".encode())
            archive.writestr(name, text)
    return changed.getvalue()


TEXTS = ["198001012005011502", "=1+1", "#N/A", "007", "@import", " ", "-5", "a\nb", "é€😀"]


@pytest.mark.parametrize("value", TEXTS)
def test_text_stays_text(value):
    table = read_table(written({"nip": "1", "nilai": value}), NAMES, ["nip"])
    cell = table.rows[0].cells.get("nilai")
    if value.strip():
        assert (cell.kind, cell.value) == (CellKind.TEXT, value)
    else:
        assert cell is None or cell.kind == CellKind.EMPTY


@pytest.mark.parametrize(
    ("value", "kind", "read"),
    [
        (12, Kind.NUMBER, 12),
        (Decimal("3.25"), Kind.NUMBER, 3.25),
        (date(2026, 6, 30), Kind.DATE, date(2026, 6, 30)),
        (datetime(2026, 6, 30, 20, tzinfo=ZoneInfo("UTC")), Kind.MOMENT, date(2026, 7, 1)),  # 03.00 in Bantul
    ],
)
def test_numbers_dates_and_moments_come_back(value, kind, read):
    table = read_table(written({"nip": "1", "nilai": value}, kind=kind), NAMES, ["nip"])
    assert table.rows[0].cells["nilai"].value == read


def test_another_reader_finds_looks_kinds_and_places_as_people_expect_them():
    """openpyxl, which is strict: identifiers are text by format too, days are days, what is missing is no cell."""
    kinds = (Kind.TEXT, Kind.NUMBER, Kind.SCORE, Kind.DATE, Kind.MOMENT, Kind.FLAG)
    values = ("007", 12, Decimal("87.50"), date(2026, 6, 30), MOMENT, True)
    columns = [
        Column(f"<Kolom & {kind}>", lambda row, place=place: row[place], kind, width=10 + place)
        for place, kind in enumerate(kinds)
    ]
    file = write_workbook(columns, [values, (None,) * 6, values], title="Rekap 7/2026: [unit] " + "x" * 40)
    book = openpyxl.load_workbook(file)
    assert (book.sheetnames, len(book.sheetnames[0])) == (["Rekap 7 2026   unit  xxxxxxxxxx"], 31)
    sheet = book.active
    assert [cell.value for cell in sheet[1]] == [column.header for column in columns]
    assert all(cell.font.b for cell in sheet[1])
    assert (sheet.freeze_panes, sheet.column_dimensions["C"].width) == ("A2", 12)
    assert [cell.value for cell in sheet[2]] == [
        "007",
        12,
        87.5,
        MOMENT.replace(hour=0, minute=0, second=0),
        MOMENT,
        True,
    ]
    assert [cell.value for cell in sheet[3]] == [None] * 6
    assert [cell.value for cell in sheet[4]] == [cell.value for cell in sheet[2]]
    assert [cell.number_format for cell in sheet[2]][:5] == [
        "@", "General", "General", "yyyy\\-mm\\-dd", "yyyy\\-mm\\-dd\\ hh:mm",
    ]  # fmt: skip


@pytest.mark.parametrize(("number", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (703, "AAA")])
def test_columns_are_named_as_in_a_spreadsheet(number, name):
    assert (letters(number), get_column_letter(number)) == (name, name)


def test_a_table_without_rows_has_its_header():
    sheet = openpyxl.load_workbook(write_workbook([Column("NIP", str)], [])).active
    assert [[cell.value for cell in row] for row in sheet] == [["NIP"]]


def test_control_characters_are_cleaned_and_long_cells_cut():
    table = read_table(written({"nip": "a\x0bb\ufffec\u202ed", "nilai": "x" * 40_000}), NAMES, ["nip"])
    assert table.rows[0].cells["nip"].value == "a\nbcd"  # Word's line break is a line end


def test_formulas_errors_and_booleans_are_told_apart():
    content = with_sheet(
        '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="e"><v>#REF!</v></c></row>'
        '<row r="3"><c r="A3" t="b"><v>1</v></c><c r="B3"><v>1.97e17</v></c></row>'
    )
    rows = read_table(content, NAMES, ["nip"]).rows
    assert [(row.number, *(row.cells[name].kind for name in NAMES)) for row in rows] == [
        (2, CellKind.FORMULA, CellKind.ERROR),
        (3, CellKind.BOOLEAN, CellKind.NUMBER),
    ]


def test_rows_keep_the_number_that_excel_shows_and_empty_ones_are_left_out():
    rows = '<row r="4"><c r="A4"><v>1</v></c></row><row r="5"><c r="A5" s="1"/></row>'
    rows += '<row r="900000"><c r="A900000" t="inlineStr"><is><t>JUMLAH</t></is></c></row>'
    found = read_table(with_sheet(rows), NAMES, ["nip"]).rows
    assert [(row.number, row.is_total) for row in found] == [(4, False), (900_000, True)]


def test_the_header_may_stand_lower_and_columns_that_were_not_asked_for_are_not_read():
    columns = [Column("Rekap", lambda row: row[0]), Column("Lain", lambda row: row[1])]
    content = write_workbook(columns, [("NIP", "Rahasia"), ("123", "9902")]).read()
    table = read_table(content, NAMES, ["nip"])
    assert table.columns == ["nip"]
    assert [dict(row.cells) for row in table.rows] == [{"nip": table.rows[0].cells["nip"]}]


def refusal(content: bytes, required=("nip",)) -> Refused:
    with pytest.raises(Refused) as refused:
        read_table(content, NAMES, required)
    return refused.value


def docx() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"Nama;Nilai\n1;2\n", "missing_columns"),
        (b"\x00\x01\x02\x03", "not_a_workbook"),
        (b"\xd0\xcf\x11\xe0old", "not_a_workbook"),
        (b"%PDF-1.7", "not_a_workbook"),
        (docx(), "not_a_workbook"),
        (written()[:-40], "not_a_workbook"),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence(content, code):
    assert refusal(content).code == code


def test_missing_and_double_columns_are_named():
    assert refusal(written(), ["nip", "nama"]).details == ["nama"]
    twice = write_workbook([Column("NIP", lambda row: row), Column(" nip", lambda row: row)], []).read()
    refused = refusal(twice)
    assert (refused.code, refused.details) == ("double_columns", ["nip"])


def test_a_damaged_sheet_is_refused():
    assert refusal(with_sheet("<row><c t='s'><v>99</v></c></row>")).code == "unreadable"


def test_a_file_over_the_limit_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(tables, "MAX_BYTES", 100)
    assert refusal(written()).code == "file_too_large"


def test_a_zip_bomb_is_refused_at_once():
    file = io.BytesIO(with_sheet(""))
    with (
        zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/bomb.bin", "w", force_zip64=True) as bomb,
    ):
        for _ in range(610):
            bomb.write(bytes(1024 * 1024))
    assert len(file.getvalue()) < 1024 * 1024
    started = time.monotonic()
    assert refusal(file.getvalue()).code == "file_too_costly"
    assert time.monotonic() - started < 10


def test_a_repeated_giant_text_does_not_fill_the_memory():
    cells = "".join(
        f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{"x" * 2000}</t></is></c></row>'
        for number in range(2, 60_000)
    )
    assert refusal(with_sheet(cells)).code == "file_too_costly"


def heavy() -> bytes:
    """Cells without end: more than a second of work."""
    row = "".join(f'<c r="{letter}3" s="1"/>' for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return with_sheet(f"<row>{row}</row>" * 100_000)


def test_a_file_that_takes_too_much_work_is_refused_by_the_name_of_its_sheet(monkeypatch):
    monkeypatch.setattr(tables, "CPU_SECONDS", 1)
    refused = refusal(heavy())
    assert refused.code == "file_too_costly"
    assert "Lembar “Data” terlalu besar" in refused.message


def test_a_busy_server_is_no_fault_of_the_file(monkeypatch):
    monkeypatch.setattr(tables, "WALL_SECONDS", 0.3)
    with pytest.raises(tables.ServerBusy):
        read_table(heavy(), NAMES, ["nip"])


def test_an_entity_bomb_is_refused():
    sheet = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        "<worksheet><sheetData><row><c t='inlineStr'><is><t>&b;</t></is></c></row></sheetData></worksheet>"
    )
    original = zipfile.ZipFile(io.BytesIO(written()))
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as archive:
        for name in original.namelist():
            archive.writestr(name, sheet if name == SHEET else original.read(name))
    assert refusal(changed.getvalue()).code == "unreadable"


def test_a_file_with_macros_is_refused():
    file = io.BytesIO(written())
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    assert refusal(file.getvalue()).code == "has_macros"


def test_header_cells_merged_over_two_rows_are_found():
    content = with_sheet('<row r="3"><c r="A3"><v>7</v></c></row>')
    original = zipfile.ZipFile(io.BytesIO(content))
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as archive:
        for name in original.namelist():
            text = original.read(name)
            if name == SHEET:
                merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:A2"/></mergeCells>'
                text = text.replace(b"</sheetData>", merged)
            archive.writestr(name, text)
    assert [row.number for row in read_table(changed.getvalue(), NAMES, ["nip"]).rows] == [3]


def test_a_sheet_formatted_to_its_last_row_is_read_without_its_empty_rows():
    empty = "".join(f'<row r="{number}"><c r="A{number}" s="1"/></row>' for number in range(3, 1_048_577))
    content = with_sheet(f'<row r="2"><c r="A2"><v>7</v></c></row>{empty}')
    started = time.monotonic()
    assert [row.number for row in read_table(content, NAMES, ["nip"]).rows] == [2]
    assert time.monotonic() - started < 60
