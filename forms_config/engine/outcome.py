"""From a filled form to its outcome: ratings, predikat, supporting index, competence and the explanation."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from . import explain, predikat
from .answers import Answers, PlanRows, parse_number, well_formed
from .explain import Step
from .predikat import IndexResult
from .schema import Area, Field, FieldKind, FormSchema, OverallRating, PredikatLevel, ScaleLevel, Section
from .scoring import Figures, ItemScore, Scores, competency_score, section_scores
from .visibility import is_visible, visible_answers, visible_cells

Rated = tuple[OverallRating, ScaleLevel | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that is frozen with a result. None means: not given, or not part of this form.

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
    items: tuple[ItemScore, ...]
    trace: tuple[Step, ...]


def evaluate(
    schema: FormSchema, answers: Answers, plan_rows: PlanRows = (), figures: Figures | None = None
) -> Outcome:
    """The outcome of one evaluation. Never raises on answers: malformed and hidden ones are missing."""
    valid = visible_answers(schema, well_formed(schema, answers))
    scores = section_scores(schema, valid, plan_rows, figures)
    hasil_kerja = _rated(schema, Area.HASIL_KERJA, valid)
    perilaku = _rated(schema, Area.PERILAKU, valid)
    level = _from_matrix(schema, hasil_kerja, perilaku)
    index = predikat.index(schema.index, schema, scores, valid) if schema.index else None
    return Outcome(
        rating_hasil_kerja=_level_key(hasil_kerja),
        rating_perilaku=_level_key(perilaku),
        predikat=level.code if level else None,
        predikat_label=level.label if level else None,
        index_score=index.score if index else None,
        index_code=index.band.code if index and index.band else None,
        index_label=index.band.label if index and index.band else None,
        competency_score=competency_score(schema, scores),
        items=scores.items,
        trace=(
            *_figure_steps(schema, valid, figures or {}),
            *_rating_steps(schema, hasil_kerja, perilaku, level),
            *_score_steps(schema, scores, index),
            *_competence_steps(schema, valid, scores),
        ),
    )


def _rated(schema: FormSchema, area: Area, valid: Answers) -> Rated | None:
    """The overall rating of an area and the level that was given; None when the form asks for none."""
    overall = schema.overall(area)
    return (overall, _level(schema, overall.scale, valid.get(overall.key))) if overall else None


def _level(schema: FormSchema, scale_key: str, raw: object) -> ScaleLevel | None:
    scale = schema.scale(scale_key)
    return scale.level(raw) if scale and isinstance(raw, str) else None


def _level_key(rated: Rated | None) -> str | None:
    return rated[1].key if rated and rated[1] else None


def _from_matrix(
    schema: FormSchema, hasil_kerja: Rated | None, perilaku: Rated | None
) -> PredikatLevel | None:
    if schema.matrix is None:
        return None
    return predikat.from_matrix(schema.matrix, _level_key(hasil_kerja), _level_key(perilaku))


def _figure_steps(schema: FormSchema, valid: Answers, figures: Figures) -> Iterator[Step]:
    shown = [
        (cell.field, figure)
        for cell in visible_cells(schema, valid)
        if cell.field.kind == FieldKind.SYSTEM_FIGURE
        and (figure := parse_number(figures.get(cell.field.source))) is not None
    ]
    if shown:
        yield explain.figures_step(shown)


def _rating_steps(
    schema: FormSchema, hasil_kerja: Rated | None, perilaku: Rated | None, level: PredikatLevel | None
) -> Iterator[Step]:
    for rated in (hasil_kerja, perilaku):
        if rated:
            yield explain.rating_step(*rated)
    if schema.matrix and hasil_kerja and perilaku:
        yield explain.matrix_step(schema.matrix, hasil_kerja, perilaku, level)


def _score_steps(schema: FormSchema, scores: Scores, index: IndexResult | None) -> Iterator[Step]:
    for section in schema.sections:
        items = scores.of_section(section.key)
        if items:
            yield explain.items_step(section, items, scores.exact[section.key])
    if schema.index:
        yield from explain.index_steps(schema.index, schema, index)


def _competence_steps(schema: FormSchema, valid: Answers, scores: Scores) -> Iterator[Step]:
    competence = [s for s in schema.sections if s.area == Area.KOMPETENSI and is_visible(s, valid)]
    score = competency_score(schema, scores)
    if score is not None:
        yield explain.competence_step(tuple(s for s in competence if scores.exact[s.key] is not None), score)
    gaps = tuple(_gaps(schema, competence, valid))
    if gaps:
        yield explain.gap_step(gaps)


def _gaps(
    schema: FormSchema, sections: list[Section], valid: Answers
) -> Iterator[tuple[Field, ScaleLevel, ScaleLevel]]:
    for section in sections:
        for field in section.fields:
            reached = _level(schema, field.scale, valid.get(field.key))
            required = _level(schema, field.scale, field.required_level)
            if reached and required:
                yield field, reached, required
