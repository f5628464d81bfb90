"""From a filled form to its outcome: ratings, predikat, supporting index, competence and the explanation."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from . import explain, predikat
from .answers import Answers, PlanRows
from .explain import Gap, Step
from .figures import POST_KIND, Figures, figure
from .items import ItemScore
from .kinds import Origin, kind_of
from .levels import level_of, required_level
from .predikat import IndexResult
from .rounding import spoken
from .schema import Area, FormSchema, OverallRating, PredikatLevel, ScaleLevel, Section
from .scoring import Scores, competency_score, valid_scores
from .values import parse_number
from .visibility import is_visible, valid_answers, visible_cells

Rated = tuple[OverallRating, ScaleLevel | None]


@dataclass(frozen=True, slots=True)
class Result:
    """What a filled form comes to. None means: not given, or not part of this form.

    Ratings are scale level keys. The predikat comes from the matrix only; the index never overrides it.
    """

    rating_hasil_kerja: str | None
    rating_perilaku: str | None
    predikat: str | None
    predikat_label: str | None
    index_score: Decimal | None
    index_code: str | None
    index_label: str | None
    competency_score: Decimal | None


@dataclass(frozen=True, slots=True)
class Outcome(Result):
    """Everything that is frozen with a result: with the items and the explanation.

    ``gaps``: the competencies whose level was given, each with the one that the post needs.
    """

    items: tuple[ItemScore, ...]
    gaps: tuple[Gap, ...]
    trace: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class _Settled:
    """All that was decided, before a word is said about it."""

    schema: FormSchema
    valid: Answers
    plan_rows: PlanRows
    figures: Figures
    scores: Scores
    hasil_kerja: Rated | None
    perilaku: Rated | None
    level: PredikatLevel | None
    index: IndexResult | None
    competency_score: Decimal | None


def evaluate(
    schema: FormSchema, answers: Answers, plan_rows: PlanRows = (), figures: Figures | None = None
) -> Outcome:
    """The outcome of one evaluation. Never raises on answers: malformed and hidden ones are missing."""
    settled = _settle(schema, answers, plan_rows, figures or {})
    gaps, trace = tuple(_gaps(settled)), tuple(_trace(settled))
    return Outcome(**_result(settled), items=settled.scores.items, gaps=gaps, trace=trace)


def result(
    schema: FormSchema, answers: Answers, plan_rows: PlanRows = (), figures: Figures | None = None
) -> Result:
    """The same numbers without items and explanation: for many evaluations at once."""
    return Result(**_result(_settle(schema, answers, plan_rows, figures or {})))


def _settle(schema: FormSchema, answers: Answers, plan_rows: PlanRows, figures: Figures) -> _Settled:
    valid = valid_answers(schema, answers)
    scores = valid_scores(schema, valid, plan_rows, figures)
    hasil_kerja = _rated(schema, Area.HASIL_KERJA, valid)
    perilaku = _rated(schema, Area.PERILAKU, valid)
    return _Settled(
        schema,
        valid,
        plan_rows,
        figures,
        scores,
        hasil_kerja,
        perilaku,
        level=_from_matrix(schema, hasil_kerja, perilaku),
        index=predikat.index(schema.index, schema, scores, valid) if schema.index else None,
        competency_score=competency_score(schema, scores),
    )


def _result(settled: _Settled) -> dict[str, Any]:
    level, index = settled.level, settled.index
    return {
        "rating_hasil_kerja": _level_key(settled.hasil_kerja),
        "rating_perilaku": _level_key(settled.perilaku),
        "predikat": level.code if level else None,
        "predikat_label": level.label if level else None,
        "index_score": index.score if index else None,
        "index_code": index.band.code if index and index.band else None,
        "index_label": index.band.label if index and index.band else None,
        "competency_score": settled.competency_score,
    }


def _rated(schema: FormSchema, area: Area, valid: Answers) -> Rated | None:
    """The overall rating of an area and the level that was given; None when the form asks for none."""
    overall = schema.overall(area)
    return (overall, level_of(schema, overall, valid.get(overall.key))) if overall else None


def _level_key(rated: Rated | None) -> str | None:
    return rated[1].key if rated and rated[1] else None


def _from_matrix(
    schema: FormSchema, hasil_kerja: Rated | None, perilaku: Rated | None
) -> PredikatLevel | None:
    if schema.matrix is None:
        return None
    return predikat.from_matrix(schema.matrix, _level_key(hasil_kerja), _level_key(perilaku))


def _trace(settled: _Settled) -> Iterator[Step]:
    yield from _figure_steps(settled)
    yield from _calculated_steps(settled)
    yield from _rating_steps(settled)
    yield from _score_steps(settled)
    yield from _competence_steps(settled)


def _figure_steps(settled: _Settled) -> Iterator[Step]:
    shown = [
        (cell.field, text)
        for cell in visible_cells(settled.schema, settled.valid)
        if kind_of(cell.field).origin is Origin.SYSTEM
        and (text := _figure_text(cell.field.source, settled.figures))
    ]
    if shown:
        yield explain.figures_step(shown)


def _figure_text(source: str, figures: Figures) -> str:
    """A number as it is spoken, words as they are; "" for a figure that is not known."""
    raw, known = figures.get(source), figure(source)
    if known and not known.is_number:
        return raw or ""
    number = parse_number(raw)
    return "" if number is None else spoken(number)


def _calculated_steps(settled: _Settled) -> Iterator[Step]:
    found = settled.scores.calculations
    if found:
        cells = visible_cells(settled.schema, settled.valid, settled.plan_rows)
        yield explain.calculated_step([(c, found[c.place]) for c in cells if c.place in found])


def _rating_steps(settled: _Settled) -> Iterator[Step]:
    hasil_kerja, perilaku = settled.hasil_kerja, settled.perilaku
    for rated in (hasil_kerja, perilaku):
        if rated:
            yield explain.rating_step(*rated)
    if settled.schema.matrix and hasil_kerja and perilaku:
        yield explain.matrix_step(settled.schema.matrix, hasil_kerja, perilaku, settled.level)


def _score_steps(settled: _Settled) -> Iterator[Step]:
    schema, scores = settled.schema, settled.scores
    for section in schema.sections:
        items = scores.of_section(section.key)
        if items:
            yield explain.items_step(section, items, scores.exact[section.key])
    if schema.index:
        yield from explain.index_steps(schema.index, schema, settled.index)


def _competence_steps(settled: _Settled) -> Iterator[Step]:
    exact = settled.scores.exact
    if settled.competency_score is not None:
        scored = tuple(s for s in _competence(settled) if exact[s.key] is not None)
        yield explain.competence_step(scored, settled.competency_score)
    gaps = tuple(_gaps(settled))
    if gaps:
        by_post = any(gap.field.required_levels for gap in gaps)
        yield explain.gap_step(gaps, settled.figures.get(POST_KIND) if by_post else None)


def _competence(settled: _Settled) -> list[Section]:
    shown = [section for section in settled.schema.sections if is_visible(section, settled.valid)]
    return [section for section in shown if section.area == Area.KOMPETENSI]


def _gaps(settled: _Settled) -> Iterator[Gap]:
    for section in _competence(settled):
        for field in section.fields:
            reached = level_of(settled.schema, field, settled.valid.get(field.key))
            required = level_of(settled.schema, field, required_level(field, settled.figures))
            if reached and required:
                yield Gap(field, reached, required)
