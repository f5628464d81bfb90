"""The table: what was measured, against which base, and whether that is good enough."""

from collections.abc import Iterable
from dataclasses import dataclass

HEADER = ("", "figure", "base in the same run", "measured", "base", "ratio", "must", "goal", "")
LEFT = 3  # so many columns are text


@dataclass(frozen=True)
class Row:
    """One figure. ``base`` None: ``measured`` is a count and is judged itself; otherwise both are milliseconds.

    Less is better in every figure; ``must`` and ``goal`` are the highest ratio (or count) allowed.
    """

    number: str
    figure: str
    measured: float
    must: float
    goal: float
    base: float | None = None
    base_name: str = ""

    @property
    def value(self) -> float:
        """What is judged: the ratio, or the count."""
        return self.measured if self.base is None else self.measured / self.base

    @property
    def verdict(self) -> str:
        if self.value <= self.goal:
            return "goal"
        return "ok" if self.value <= self.must else "NOT"

    def cells(self) -> tuple[str, ...]:
        if self.base is None:
            measured, base, ratio = f"{self.measured:g}", "", ""
        else:
            measured, base, ratio = f"{self.measured:.2f} ms", f"{self.base:.2f} ms", f"{self.value:.2f}"
        limits = (f"{self.must:g}", f"{self.goal:g}")
        return (self.number, self.figure, self.base_name, measured, base, ratio, *limits, self.verdict)


def table(rows: Iterable[Row]) -> str:
    """The rows under a header, in columns as wide as their widest cell."""
    lines = [HEADER, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADER))]
    return "\n".join(_line(line, widths) for line in lines)


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    aligned = [
        cell.ljust(width) if column < LEFT else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(aligned).rstrip()
