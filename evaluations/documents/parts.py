"""What official documents have in common: headings, texts, tables that go on over pages, people, signatures."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Paragraph, Spacer, Table, TableStyle

from evaluations.documents.pages import BOLD, PLAIN, UPRIGHT, WIDE, Page, load_fonts
from forms_config.engine.ranks import rank_in_words

BODY = ParagraphStyle("body", fontName=PLAIN, fontSize=8.5, leading=10.5)
HEAD = ParagraphStyle("head", parent=BODY, fontName=BOLD)
CENTERED = ParagraphStyle("centered", parent=BODY, alignment=TA_CENTER)
CENTERED_HEAD = ParagraphStyle("centered head", parent=HEAD, alignment=TA_CENTER)
RIGHT = ParagraphStyle("right", parent=BODY, alignment=TA_RIGHT)
TITLE = ParagraphStyle("title", parent=CENTERED_HEAD, fontSize=12, leading=15)

LINE = (0.5, colors.black)
GROUND = colors.HexColor("#e8e6e1")
ROOM_TO_SIGN = 18 * mm
IDENTITY = (
    ("Nama", "name"),
    ("NIP", "nip"),
    ("Pangkat/Gol. Ruang", "rank"),
    ("Jabatan", "position"),
    ("Unit Kerja", "unit"),
)


def text(words: str, style: ParagraphStyle = BODY) -> Paragraph:
    """Words of people: never markup; their line breaks are kept."""
    load_fonts()  # a paragraph looks for its font when it is made
    return Paragraph(escape(words).replace("\n", "<br/>"), style)


def title(*lines: str) -> list[Flowable]:
    return [*(text(line, TITLE) for line in lines), Spacer(1, 4 * mm)]


class PagedTable(Table):
    """Goes on to the next page between rows; within a row only where that is taller than a whole page."""

    page = UPRIGHT

    def split(self, width: float, height: float) -> list[Flowable]:
        self.splitInRow = height >= self.page.height
        return super().split(width, height)


class WideTable(PagedTable):
    page = WIDE


TABLES = {UPRIGHT: PagedTable, WIDE: WideTable}


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str | list[Flowable]]],
    widths: Sequence[float],
    *,
    continued: Collection[int] = (),
    shared: Collection[int] = (),
    page: Page = UPRIGHT,
) -> Table:
    """A table whose head stands on every page it goes on to.

    ``continued``: rows that belong to the one above, with no line between in the columns ``shared``.
    """
    cells: list[list[Any]] = [[text(label, CENTERED_HEAD) for label in head]]
    cells += [[cell if isinstance(cell, list) else text(cell) for cell in row] for row in rows]
    lined = (
        (column, row + 1)
        for row in range(len(rows))
        for column in range(len(head))
        if row not in continued or column not in shared
    )
    style: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BOX", (0, 0), (-1, -1), *LINE),
        ("LINEAFTER", (0, 0), (-2, -1), *LINE),
        ("BACKGROUND", (0, 0), (-1, 0), GROUND),
        *(("LINEABOVE", cell, cell, *LINE) for cell in lined),
    ]
    made = TABLES[page](cells, colWidths=widths, repeatRows=1)
    made.setStyle(TableStyle(style))
    return made


def people(
    left: tuple[str, Mapping[str, str]], right: tuple[str, Mapping[str, str]], page: Page = UPRIGHT
) -> Table:
    """Two people side by side, each under a heading: (heading, identity as in ``PlanVersion.people``)."""
    cells = [
        [text(heading, CENTERED_HEAD) if one else "" for heading in (left[0], right[0]) for one in (1, 0)]
    ]
    for label, name in IDENTITY:
        cells.append([part for _, who in (left, right) for part in (text(label), text(_identity(who, name)))])
    made = TABLES[page](cells, colWidths=[28 * mm, page.width / 2 - 28 * mm] * 2)
    made.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), *LINE),
                ("SPAN", (0, 0), (1, 0)),
                ("SPAN", (2, 0), (3, 0)),
                ("BACKGROUND", (0, 0), (-1, 0), GROUND),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )
    )
    return made


def _identity(who: Mapping[str, str], name: str) -> str:
    value = who.get(name, "")
    return (rank_in_words(value) if name == "rank" else value) or "–"


def facts(*rows: tuple[str, str], page: Page = UPRIGHT) -> list[Flowable]:
    """What is known, one below the other: (label, words)."""
    cells = [[text(label), text(words)] for label, words in rows]
    made = TABLES[page](cells, colWidths=[55 * mm, page.width - 55 * mm])
    made.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), *LINE), ("VALIGN", (0, 0), (-1, -1), "TOP")]))
    return [made]


def identity_facts(who: Mapping[str, str]) -> list[Flowable]:
    """One person (identity as in ``PlanVersion.people``)."""
    return facts(*((label, _identity(who, name)) for label, name in IDENTITY))


def signatures(*signers: tuple[str, str, Mapping[str, str]], page: Page = UPRIGHT) -> KeepTogether:
    """People sign side by side: (what stands above, role, identity)."""
    width = page.width / len(signers)
    columns = [
        [
            text(line or " ", CENTERED), text(role, CENTERED), Spacer(1, ROOM_TO_SIGN),
            text(" ".join(who.get("name", "").split()) or "……………………", CENTERED_HEAD),
            text(f"NIP {who.get('nip') or '–'}", CENTERED),
        ]
        for line, role, who in signers
    ]  # fmt: skip
    return KeepTogether([Spacer(1, 6 * mm), Table([columns], colWidths=[width] * len(signers))])
