"""Which table of a file is meant, where it begins and ends, and what else is said of it."""

import pytest

from evaluations.domain.refusals import Refused
from evaluations.exchange.cells import CellKind
from evaluations.exchange.reader.headers import normal
from evaluations.exchange.table_refusals import ColumnsMissing
from evaluations.exchange.tables import Table, read_table
from tests.exchange.conftest import DATA
from tests.exchange.workbook_files import MAIN, rows_xml, sheet_xml, workbook

CASES = DATA / "cases"
COLUMNS = ("NIP", "Hari Kerja", "Hari Hadir", "Menit Terlambat")
ACCEPTED = {normal(column): column for column in COLUMNS}
REQUIRED = ["NIP", "Hari Kerja", "Hari Hadir"]
HEADER = ["NIP", "Hari Kerja", "Hari Hadir"]
SITI, BUDI = "199003152015032501", "199107072016011505"


def read(content, **options) -> Table:
    return read_table(content, ACCEPTED, REQUIRED, **options)


def refusal(content, **options) -> Refused:
    with pytest.raises(Refused) as refused:
        read(content, **options)
    return refused.value


def values(table: Table) -> list[tuple]:
    return [(row.number, *(cell.value for cell in row.cells.values())) for row in table.rows]


def one_sheet(rows: dict[int, list], **options) -> bytes:
    return workbook({"Rekap": sheet_xml(rows, **options)})


def case(name: str) -> bytes:
    (path,) = CASES.glob(f"{name}*.xlsx")
    return path.read_bytes()


@pytest.mark.parametrize("name", ["c01", "c02", "c03", "c05"])
def test_unusual_packages_are_read(name):
    assert [number for number, *_ in values(read(case(name)))] == [2, 3]


def relations(**targets: str) -> str:
    """Sheet "a", styles "s"."""
    kinds = {"a": "worksheet", "s": "styles"}
    links = [
        f'<Relationship Id="{key}" Type="x/{kinds[key]}" Target="{target}"/>'
        for key, target in targets.items()
    ]
    return f"<R>{''.join(links)}</R>"


GOOD = sheet_xml({1: HEADER, 2: [SITI, 20, 19]})
ODD_PACKAGES = {
    "no relationships of the package": workbook({"A": GOOD}, parts={"_rels/.rels": None}),
    "a styles part that is no XML": workbook({"A": GOOD}, parts={"xl/styles.xml": "<styleSheet><fonts"}),
    "prefixed names": workbook(
        {"A": GOOD.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")}
    ),
    "rows and cells without their places": workbook(
        {"A": GOOD.replace(' r="1"', "").replace(' r="2"', "").replace(' r="A1"', "").replace(' r="B2"', "")}
    ),
    "absolute and escaped targets": workbook(
        {},
        parts={
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}"><sheets><sheet name="A" id="a"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(a="/XL/my%20sheet.xml"),
            "xl/my sheet.xml": GOOD,
        },
    ),
}


@pytest.mark.parametrize("content", ODD_PACKAGES.values(), ids=ODD_PACKAGES)
def test_harmless_oddities_of_a_package_do_not_matter(content):
    assert values(read(content)) == [(2, SITI, 20, 19)]


def test_several_visible_sheets_are_offered_with_their_rows_and_one_is_chosen():
    refused = refusal(case("a01"))
    assert refused.code == "several_sheets"
    assert [(one["name"], one["rows"]) for one in refused.details] == [("Rekap", 2), ("Disdik", 2)]
    chosen = read(case("a01"), sheet="Disdik")
    assert (chosen.sheet, len(chosen.rows)) == ("Disdik", 2)
    unknown = refusal(case("a01"), sheet="Dinkes")
    assert (unknown.code, "“Rekap”, “Disdik”" in unknown.message) == ("unknown_sheet", True)


def test_a_visible_sheet_comes_before_a_hidden_one_which_is_named():
    table = read(case("a02"))
    assert (table.sheet, table.hidden_sheets) == ("Mei final", ["Rekap"])
    assert table.rows[0].cells["Menit Terlambat"].value == 0


def test_a_hidden_sheet_alone_is_offered_and_not_read_in_silence():
    content = workbook({"Petunjuk": sheet_xml({1: ["Isi"]}), "Data": GOOD}, hidden=("Data",))
    assert refusal(content).details == [{"name": "Data", "rows": 1, "hidden": True}]
    assert read(content, sheet="Data").sheet == "Data"


def test_an_empty_template_beside_the_filled_sheet_is_no_choice():
    content = workbook({"Templat": sheet_xml({1: HEADER}), "Isi": GOOD})
    assert read(content).sheet == "Isi"


def test_hidden_rows_and_columns_are_told():
    rows = {1: HEADER, 2: [SITI, 20, 19], 3: [BUDI, 20, 20]}
    content = one_sheet(rows, hidden=(3,), before='<cols><col min="3" max="9" hidden="1"/></cols>')
    table = read(content)
    assert (len(table.rows), table.hidden_rows, table.hidden_columns) == (2, 1, ["Hari Hadir"])


ODD_HEADERS = ["\ufeffNIP", "NIP\u200b", "NIP *", " nip:", "N\u00adIP", "NIP\n"]


@pytest.mark.parametrize("written", ODD_HEADERS)
def test_a_header_is_found_whatever_stands_around_it(written):
    rows = {1: [written, "Hari\nKerja", "Hari\u00a0\u00a0 Hadir"], 2: [SITI, 20, 19]}
    assert values(read(one_sheet(rows))) == [(2, SITI, 20, 19)]
    assert len(read(case("a31")).rows) == 1


TIERS = {
    "groups over their parts": {
        3: ["NIP", "Hari", None, "Menit"],
        4: [None, "Kerja", "Hadir", "Terlambat"],
        5: [SITI, 20, 19, 7],
    },
    "own names under a group": {
        3: ["NIP", "Rekap presensi", None, None],
        4: [None, "Hari Kerja", "Hari Hadir", "Menit Terlambat"],
        5: [SITI, 20, 19, 7],
    },
    "only an optional one below": {
        3: ["NIP", "Hari Kerja", "Hari Hadir", "Menit"],
        4: [None, None, None, "Terlambat"],
        5: [SITI, 20, 19, 7],
    },
    "only an optional one above": {
        3: [None, None, None, "Menit Terlambat"],
        4: ["NIP", "Hari Kerja", "Hari Hadir", None],
        5: [SITI, 20, 19, 7],
    },
}


@pytest.mark.parametrize("rows", TIERS.values(), ids=TIERS)
def test_headers_of_two_tiers_are_read(rows):
    table = read(one_sheet({1: ["Rekap presensi"], **rows}))
    assert (table.header_rows, values(table)) == ((3, 4), [(5, SITI, 20, 19, 7)])
    assert table.above == ["Rekap presensi"]


def test_a_row_that_numbers_the_columns_is_no_data():
    assert len(read(one_sheet({1: HEADER, 2: ["(1)", "(2)", "(3)"], 3: [SITI, 20, 19]})).rows) == 1
    assert len(read(one_sheet({1: HEADER, 2: [1, 2, 3], 3: [SITI, 20, 19]})).rows) == 1


def test_a_near_header_is_named_as_unknown_and_a_missing_one_with_what_stands_there():
    table = read(case("a03"))
    assert table.unknown[:2] == ["Alpha", "Tidak Presensi"]
    refused = refusal(one_sheet({4: ["NIP", "Hari Kerja", "Hadir (hari)"], 5: [SITI, 20, 19]}))
    assert isinstance(refused, ColumnsMissing)
    assert (refused.details, refused.unknown) == (["Hari Hadir"], ["Hadir (hari)"])
    assert (refused.sheet, refused.header_row) == ("Rekap", 4)
    assert "pada lembar “Rekap”" in refused.message


SIGNED = {
    "a20": case("a20"),
    "to the right": one_sheet(
        {1: HEADER, 2: [SITI, 20, 19], 4: [None, None, "Bantul, 30 Juni 2026"], 5: [None, None, "Kepala Dinas"],
         9: [None, None, "NIP. 197408182025212657"]}
    ),
    "without a gap": one_sheet({1: HEADER, 2: [SITI, 20, 19], 3: ["Mengetahui"], 4: ["197408182025212657"]}),
}  # fmt: skip


@pytest.mark.parametrize("content", SIGNED.values(), ids=SIGNED)
def test_who_signs_below_the_table_is_recognised(content):
    rows = read(content).rows
    assert not rows[0].is_below
    assert all(row.is_below for row in rows if row.number > 3 or "Mengetahui" in str(row.cells.get("NIP")))
    assert any(row.is_below for row in rows)


UNSIGNED = {
    "a person without figures at the end": {1: HEADER, 2: [SITI, 20, 19], 4: [BUDI, None, None]},
    "a group's name in the middle": {1: HEADER, 3: ["Kepala Bidang"], 4: [SITI, 20, 19]},
}


@pytest.mark.parametrize("rows", UNSIGNED.values(), ids=UNSIGNED)
def test_what_is_no_signature_stays_a_row(rows):
    assert not any(row.is_below for row in read(one_sheet(rows)).rows)


def test_sums_are_marked():
    rows = {
        1: HEADER,
        2: [SITI, 20, 19],
        3: ["JUMLAH", 20, 19],
        4: ["Sub Total", 20, 19],
        5: ["Jumlahkan", 1, 1],
    }
    assert [row.is_total for row in read(one_sheet(rows)).rows] == [False, True, True, False]


@pytest.mark.parametrize("written", ["NaN", "inf", "1e999", "9" * 5000, "1_000", "abc", "-"])
def test_a_number_that_is_none_is_the_fault_of_its_cell_alone(written):
    xml = sheet_xml({1: HEADER, 2: [SITI, 20, 19]}).replace("<v>19</v>", f"<v>{written}</v>")
    table = read(workbook({"A": xml}))
    row = table.rows[0]
    assert (row.cells["NIP"].value, row.cells["Hari Kerja"].value) == (SITI, 20)
    assert row.cells["Hari Hadir"].kind == CellKind.ERROR


def test_a_fault_in_a_sheet_is_told_by_its_name():
    broken = GOOD.replace("</row>", "</row", 1)
    assert "Lembar “Rekap” rusak" in refusal(workbook({"Rekap": broken})).message


@pytest.mark.parametrize("value", ["1", "true"])
def test_dates_of_a_workbook_that_counts_from_1904_are_read(value):
    (path,) = CASES.glob("d33*.xlsx")
    table = read_table(path, {"tmt_jabatan": "tmt"}, ["tmt"])
    assert table.rows[0].cells["tmt"].date_shift == 1462
    styles = (
        f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    sheet = GOOD.replace('<c r="B2">', '<c r="B2" s="1">').replace("<v>20</v>", "<v>43861</v>")
    book = f'<workbook><workbookPr date1904="{value}"/><sheets><sheet name="A" r:id="a"/></sheets></workbook>'
    content = workbook(
        {},
        parts={
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": relations(a="a.xml", s="s.xml"),
            "xl/a.xml": sheet,
            "xl/s.xml": styles,
        },
    )
    assert read(content).rows[0].cells["Hari Kerja"].value.isoformat() == "2024-02-01"


def test_a_million_formatted_rows_cost_seconds():
    empty = "".join(
        f'<row r="{n}" spans="1:3"><c r="A{n}" s="3"/><c r="B{n}" s="3"/></row>' for n in range(3, 1_048_577)
    )
    rows = rows_xml({1: HEADER, 2: [SITI, 20, 19]})
    content = workbook({"A": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}{empty}</sheetData></worksheet>'})
    assert values(read(content)) == [(2, SITI, 20, 19)]
