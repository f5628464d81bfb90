"""The month gathers its lines: what somebody reached, proposed per planned work result from what they wrote each day.

Only proposed: it enters the report with one press of theirs (``portal.gathering``).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Any

from evaluations.models import DailyEntry, DailyFile, Evaluation, GatheredWords
from forms_config.engine.rounding import spoken
from forms_config.engine.targets import gathering_of, measured, realised
from forms_config.engine.vocabulary import Gathering

HOW = {
    Gathering.CUMULATIVE: "jumlah {} catatan",
    Gathering.AVERAGE: "rata-rata {} catatan",
    Gathering.END_STATE: "catatan terakhir dari {}",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """What an indicator came to, and of how many lines."""

    indicator: str
    unit: str
    number: Decimal
    how: str

    @property
    def sentence(self) -> str:
        """ "Jumlah pasien: 24 pasien" """
        return f"{self.indicator}: {spoken(self.number)} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True)
class Gathered:
    """The lines for one row of the plan, in the order of their days, and what they come to.

    ``realised`` is the number that the target of the row is compared with; None where nothing was counted for it.
    """

    row: str
    result: str
    lines: tuple[DailyEntry, ...]
    figures: tuple[Figure, ...]
    realised: Decimal | None

    @property
    def sentences(self) -> list[str]:
        """The proposed words, a line each: every figure, then what was done, each thing once."""
        done = "; ".join(dict.fromkeys(line.text.replace("\n", " ").rstrip(".") for line in self.lines))
        return [*(figure.sentence for figure in self.figures), f"Kegiatan: {done}."]

    @property
    def files(self) -> list[DailyFile]:
        return list(chain.from_iterable(line.files.all() for line in self.lines))


def gathered(evaluation: Evaluation, plan_rows: Sequence[Mapping[str, Any]]) -> list[Gathered]:
    """What the lines of the days of an evaluation propose, by row of the plan; two queries, one without lines.

    Nothing for a year, which is reported from its months.
    """
    if evaluation.is_annual:
        return []
    found = DailyEntry.objects.of(evaluation)
    by_row: dict[str, list[DailyEntry]] = defaultdict(list)
    for line in found.exclude(result_key="").order_by("day", "pk").prefetch_related("files"):
        by_row[line.result_key].append(line)
    return [_of_row(row, by_row[row["_row"]]) for row in plan_rows if row["_row"] in by_row]


def put_into(text: str, found: Gathered, evaluation: Evaluation, room: int) -> str:
    """``text`` with the proposed words: where earlier ones of this row stand as they were put, else below.

    What somebody typed or changed stays; the proposal is cut to the ``room`` that is left. Remembers what it puts.
    """
    words, _ = GatheredWords.objects.get_or_create(evaluation=evaluation, row=found.row)
    own = {*words.sentences, *found.sentences}
    lines = text.splitlines()
    at = next((number for number, line in enumerate(lines) if line.strip() in own), len(lines))
    before, after = lines[:at], [line for line in lines[at:] if line.strip() not in own]
    left = room - sum(len(line) + 1 for line in before + after)
    put = "\n".join(found.sentences)[: max(0, left)].splitlines()
    words.sentences = list(dict.fromkeys([*words.sentences, *map(str.strip, put)]))
    words.save()
    return "\n".join([*before, *put, *after])


def _of_row(row: Mapping[str, Any], lines: Sequence[DailyEntry]) -> Gathered:
    numbers: dict[str, list[Decimal]] = defaultdict(list)
    for line in lines:
        if line.quantity is not None:
            numbers[line.indicator].append(line.quantity)
    figures = {
        one["text"]: _figure(one, numbers[one["text"]]) for one in row["indicators"] if one["text"] in numbers
    }
    compared = measured(row["indicators"])
    counted = figures.get(compared["text"]) if compared else None
    return Gathered(
        row["_row"],
        row["statement"],
        tuple(lines),
        tuple(figures.values()),
        counted.number if counted else None,
    )


def _figure(indicator: Mapping[str, Any], numbers: Sequence[Decimal]) -> Figure:
    how = HOW[gathering_of(indicator)].format(len(numbers))
    return Figure(indicator["text"], indicator.get("unit") or "", realised(indicator, numbers), how)
