"""One line for each figure: what was measured, against which base, and whether that is good enough."""

from dataclasses import dataclass

HEADER = ("", "figure", "measured", "base", "ratio", "must", "goal", "", "base in the same run")
WIDTHS = (3, 56, 11, 11, 6, 6, 6, 4, 0)
LEFT = (0, 1, 7, 8)  # these columns are text


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
        return (self.number, self.figure, measured, base, ratio, *limits, self.verdict, self.base_name)


def line(cells: tuple[str, ...]) -> str:
    """Cells in columns of fixed width, since nobody knows yet what comes below."""
    aligned = [
        cell.ljust(width) if column in LEFT else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True))
    ]
    return "  ".join(aligned).rstrip()
