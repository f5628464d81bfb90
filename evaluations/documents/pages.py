"""Paper: margins, fonts, and the foot of every page with its number and the code by which anybody checks it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

CONTENT_TYPE = "application/pdf"
PLAIN, BOLD = "Sekin", "Sekin-Bold"
SIDE, TOP, FOOT = 15 * mm, 15 * mm, 30 * mm
QR_SIZE = 17 * mm
FONTS = Path(__file__).parent / "fonts"


@dataclass(frozen=True, slots=True)
class Page:
    """How large a page is, and how much of it stands between the margins."""

    size: tuple[float, float]

    @property
    def width(self) -> float:
        return self.size[0] - 2 * SIDE

    @property
    def height(self) -> float:
        return self.size[1] - TOP - FOOT


UPRIGHT, WIDE = Page(A4), Page(landscape(A4))
WIDTH = UPRIGHT.width


@dataclass(frozen=True, slots=True)
class Seal:
    """By which a document is checked: the code as people type it, and the address that the QR code opens."""

    code: str
    address: str


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands at the foot and in the properties of a document. ``seal`` None: ``note`` says why not."""

    title: str
    seal: Seal | None
    note: str = ""
    page: Page = UPRIGHT


def write(paper: Paper, story: Sequence[Flowable]) -> bytes:
    """The document. The same content always gives the same bytes."""
    file = BytesIO()
    page = paper.page
    template = BaseDocTemplate(
        file,
        pagesize=page.size,
        title=paper.title,
        lang="id",
        invariant=1,
        pageTemplates=[
            PageTemplate(frames=[Frame(SIDE, FOOT, page.width, page.height, 0, 0, 0, 0, id="body")])
        ],
    )
    template.build(list(story), canvasmaker=lambda *args, **kwargs: _Pages(paper, *args, **kwargs))
    return file.getvalue()


@cache
def load_fonts() -> None:
    """Our own fonts, since those of PDF have no letters beyond western Europe; their licence lies beside them."""
    registerFont(TTFont(PLAIN, FONTS / "DejaVuSansCondensed.ttf"))
    registerFont(TTFont(BOLD, FONTS / "DejaVuSansCondensed-Bold.ttf"))
    registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)


class _Pages(Canvas):
    """Keeps each page until the last one, so that a foot can say of how many it is one."""

    def __init__(self, paper: Paper, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._paper, self._kept = paper, []

    def showPage(self) -> None:
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for page in self._kept:
            self.__dict__.update(page)
            self._draw_foot(self._pageNumber, len(self._kept))
            super().showPage()
        super().save()

    def _draw_foot(self, number: int, total: int) -> None:
        self.setFont(PLAIN, 7.5)
        self.drawRightString(self._paper.page.size[0] - SIDE, 10 * mm, f"Halaman {number} dari {total}")
        seal = self._paper.seal
        if seal is None:
            self.drawString(SIDE, 10 * mm, f"{self._paper.title}. {self._paper.note}")
            return
        self._draw_qr(seal.address)
        left = SIDE + QR_SIZE + 3 * mm
        self.drawString(left, 20 * mm, self._paper.title)
        self.drawString(left, 15 * mm, f"Kode verifikasi {seal.code}")
        self.drawString(left, 10 * mm, f"Periksa keasliannya di {seal.address}")

    def _draw_qr(self, address: str) -> None:
        rows = segno.make(address, error="m", micro=False).matrix
        size = QR_SIZE / len(rows)
        for y, row in enumerate(rows):
            for x, is_dark in enumerate(row):
                if is_dark:
                    bottom = 8 * mm + QR_SIZE - (y + 1) * size
                    self.rect(SIDE + x * size, bottom, size, size, stroke=0, fill=1)
