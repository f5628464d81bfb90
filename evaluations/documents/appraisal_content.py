"""What stands on the form of an evaluation as the annex of PermenPANRB 6/2022 has it, for its page and its PDF.

The rows of the plan that was approved, each with what was achieved by its evidence and with the continuous feedback of
the leaders ("Pimpinan: …"), one rating for all of them; the same for the seven values. There is no rating for a row.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from evaluations.documents.plan import FOR_WHOM, LETTERS
from evaluations.domain.evaluating.answers import Sheet, sheet
from evaluations.domain.evaluating.distribution import bounds_for
from evaluations.domain.evaluating.feedback import notes_by_leaders
from evaluations.domain.evaluating.performance import performance_of
from evaluations.domain.evaluating.plan_layout import Columns, columns_of
from evaluations.domain.periods.official_distribution import CURVES
from evaluations.enums import (
    Aspect,
    CoreValue,
    FeedbackRelation,
    OrganizationLevel,
    Perspective,
    PlanApproach,
    PlanLayout,
    Predikat,
    WorkResultKind,
)
from evaluations.models import Evaluation, EvaluationSettings, Evidence, Feedback, OrganizationPerformance
from forms_config.dynamic_forms import EvidenceFile, Surroundings
from forms_config.dynamic_forms.view import in_words
from forms_config.engine.kinds import kind_of
from forms_config.engine.schema import Area, FilledBy
from forms_config.engine.visibility import Cell, valid_answers, visible_cells
from forms_config.engine.wording import period_words
from forms_config.official.catalogue import catalogue

LEADER = "Pimpinan"
CURVE_ON_PAGE = (320, 120, 130)  # width, height, and where its foot is
VOICES = {FeedbackRelation.RATER: LEADER, FeedbackRelation.SUPERIOR: "Atasan pejabat penilai"}


@dataclass(frozen=True, slots=True)
class Measure:
    """One indicator (IKI); ``period`` is the target of the days in words where it is not that of the year."""

    aspect: str
    text: str
    target: str
    period: str


@dataclass(frozen=True, slots=True)
class Appraised:
    """One work result. ``feedback``: lines that begin with their author."""

    statement: str
    parent: str
    perspective: str
    assigned_by: str
    measures: tuple[Measure, ...]
    realisation: tuple[str, ...]
    evidence: tuple[str, ...]
    feedback: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conduct:
    """One value of BerAKHLAK."""

    label: str
    guides: tuple[str, ...]
    expectation: str
    feedback: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """The distribution that belongs to the organisation's achievement: its curve (predikat, height), its bounds."""

    curve: tuple[tuple[str, int], ...]
    bounds: tuple[str, ...]

    def drawn(self, width: float, height: float) -> list[tuple[float, float, str]]:
        """Points of the curve, from the lower left corner: across, up, predikat."""
        step, highest = width / len(self.curve), max(value for _, value in self.curve)
        return [
            (step * (place + 0.5), height * value / highest, name)
            for place, (name, value) in enumerate(self.curve)
        ]

    @property
    def ends(self) -> tuple[str, str]:
        """The first and the last predikat: all five have no room below a small curve."""
        return self.curve[0][0], self.curve[-1][0]

    @property
    def on_page(self) -> list[tuple[float, float, str]]:
        """The same from the upper left corner, as SVG counts."""
        width, height, foot = CURVE_ON_PAGE
        return [(across, foot - up, name) for across, up, name in self.drawn(width, height)]


@dataclass(frozen=True, slots=True)
class Appraisal:
    """All that stands on it. ``others``: feedback on something the annex has no row for."""

    evaluation: Evaluation
    layout: PlanLayout
    approach: PlanApproach
    performance: OrganizationPerformance | None
    pattern: Pattern | None
    results: dict[WorkResultKind, list[Appraised]]
    conduct: list[Conduct]
    others: list[str]
    legal_basis: str
    record_note: str
    printed_at: datetime

    @property
    def columns(self) -> Columns:
        return columns_of(self.layout, self.approach)

    @property
    def for_whom(self) -> str:
        return FOR_WHOM[self.layout]

    @property
    def groups(self) -> list[tuple[str, list[Appraised]]]:
        """Utama and tambahan, as the annex heads them."""
        return [(f"{LETTERS[kind]}. {kind.label}", rows) for kind, rows in self.results.items()]

    @property
    def levels(self) -> list[tuple[str, bool]]:
        """The five levels an organisation may have, each with whether it is this one's."""
        given = self.performance.level if self.performance else ""
        return [(str(level.label), level == given) for level in OrganizationLevel]


def appraisal_of(row: Evaluation, reader) -> Appraisal:
    """The form as far as ``reader`` may know it; five statements beside the row."""
    settings = EvaluationSettings.load()
    performance = performance_of(row)
    layout, approach = _kind_of_plan(row)
    written = _Written(sheet(row), row.evidence.all(), notes_by_leaders(row, reader))
    return Appraisal(
        evaluation=row,
        layout=layout,
        approach=approach,
        performance=performance,
        pattern=_pattern(row, performance),
        results={
            kind: [written.result(one) for one in row.plan_rows if one["kind"] == kind]
            for kind in WorkResultKind
        },
        conduct=[written.conduct(value, row.expectations.get(value, "")) for value in CoreValue],
        others=written.others(),
        legal_basis=settings.legal_basis,
        record_note=settings.record_note,
        printed_at=timezone.now(),
    )


def _kind_of_plan(row: Evaluation) -> tuple[PlanLayout, PlanApproach]:
    """Of the plan of the own post, whose rows come first; one statement."""
    first = next((one["_row"] for one in row.plan_rows), None)
    for version in row.plan_versions.all():
        if any(one["_row"] == first for one in version.rows):
            return PlanLayout(version.layout), PlanApproach(version.approach)
    return PlanLayout.OTHERS, PlanApproach.QUANTITATIVE


def _pattern(row: Evaluation, performance: OrganizationPerformance | None) -> Pattern | None:
    if performance is None:
        return None
    level = OrganizationLevel(performance.level)
    names = [str(one.label) for one in reversed(Predikat)]
    bounds = tuple(bound.words for bound in bounds_for(row.period) if bound.level == level)
    return Pattern(tuple(zip(names, CURVES[level], strict=True)), bounds)


class _Written:
    """What employee and leaders wrote, by the row or the value that it is about."""

    def __init__(self, page: Sheet, evidence: Iterable[Evidence], notes: Iterable[Feedback]) -> None:
        files = {one.pk: EvidenceFile(one.pk, one.name, one.size, "") for one in evidence}
        self._around = Surroundings(page.schema, page.answers, page.plan_rows, page.figures, {}, files)
        self._rows = {one["_row"] for one in page.plan_rows}
        self._notes = list(notes)
        answers = valid_answers(page.schema, page.answers)
        self._cells = [
            cell
            for cell in visible_cells(page.schema, answers, page.plan_rows)
            if cell.section.area in (Area.HASIL_KERJA, Area.PERILAKU) and kind_of(cell.field).is_answered
        ]

    def result(self, planned: dict[str, Any]) -> Appraised:
        key = planned["_row"]
        cells = [cell for cell in self._cells if cell.row_key == key]
        told = [cell for cell in cells if cell.field.filled_by == FilledBy.EMPLOYEE]
        return Appraised(
            statement=planned["statement"],
            parent=planned.get("parent") or "",
            perspective=_label(Perspective, planned.get("perspective")),
            assigned_by=planned.get("assigned_by") or "",
            measures=tuple(_measure(one) for one in planned["indicators"]),
            realisation=self._said([cell for cell in told if not kind_of(cell.field).has_files]),
            evidence=self._said([cell for cell in told if kind_of(cell.field).has_files], is_named=False),
            feedback=(*self._by_rater(cells), *self._noted(result_key=key)),
        )

    def conduct(self, value: CoreValue, expectation: str) -> Conduct:
        guides = {one["key"]: tuple(one["guides"]) for one in catalogue()["core_values"]}
        cells = [cell for cell in self._cells if cell.row is None and cell.field.key == value]
        feedback = (*self._by_rater(cells), *self._noted(value=value))
        return Conduct(str(value.label), guides[value], expectation, feedback)

    def others(self) -> list[str]:
        """What the rater wrote in fields of a form that are neither a planned result nor a value."""
        left = (
            cell
            for cell in self._cells
            if cell.row_key not in self._rows and cell.field.key not in CoreValue.values
        )
        return [
            f"{LEADER} ({cell.field.label}): {words}"
            for cell in left
            if _is_feedback(cell) and (words := self._words(cell))
        ]

    def _said(self, cells: Sequence[Cell], *, is_named: bool = True) -> tuple[str, ...]:
        """The answers; each after the first with what was asked."""
        found = [(cell.field.label, self._words(cell)) for cell in cells]
        answered = [(label, words) for label, words in found if words]
        return tuple(
            f"{label}: {words}" if is_named and number else words
            for number, (label, words) in enumerate(answered)
        )

    def _by_rater(self, cells: Iterable[Cell]) -> Iterator[str]:
        said = (self._words(cell) for cell in cells if _is_feedback(cell))
        yield from (f"{LEADER}: {words}" for words in said if words)

    def _noted(self, *, result_key: str = "", value: str = "") -> Iterator[str]:
        """Notes about this result, or about this value."""
        for note in self._notes:
            about = note.result_key == result_key if result_key else note.value == value
            if about:
                day = date_format(note.about_on, "j F Y")
                yield f"{VOICES[FeedbackRelation(note.relation)]} ({day}): {note.text}"

    def _words(self, cell: Cell) -> str:
        return in_words(self._around, cell.field, cell.raw)


def _is_feedback(cell: Cell) -> bool:
    """Words of the rater; a level for a row is an aid of the rater and stands on no form."""
    return cell.field.filled_by == FilledBy.RATER and kind_of(cell.field).has_lines


def _measure(indicator: dict[str, Any]) -> Measure:
    return Measure(
        aspect=_label(Aspect, indicator.get("aspect")),
        text=indicator.get("text") or "",
        target=indicator.get("target") or "",
        period=period_words(indicator),
    )


def _label(choices: type[Aspect] | type[Perspective], code: str | None) -> str:
    return str(choices(code).label) if code else ""
