"""Scored fields: can each one really become a number?"""

from collections.abc import Iterator

from ..schema import Field, FieldKind, FormSchema, ScoreKind, Scoring, Section, SectionKind
from .problem import Problem, error

_NUMERIC = (FieldKind.NUMBER, FieldKind.SYSTEM_FIGURE)


def scoring_problems(schema: FormSchema) -> Iterator[Problem]:
    for section in schema.sections:
        for field in section.fields:
            if field.scoring:
                yield from _field_problems(schema, section, field, field.scoring)


def _field_problems(
    schema: FormSchema, section: Section, field: Field, scoring: Scoring
) -> Iterator[Problem]:
    path, name = (section.key, field.key), f"“{field.label}”"
    if scoring.weight <= 0:
        text = f"Bobot {name} harus lebih dari 0. Isi bobotnya, atau matikan penilaian angka untuk isian ini."
        yield error("score_weight_not_positive", path, text)
    if scoring.kind == ScoreKind.LEVEL:
        yield from _level_problems(schema, field, path)
    elif field.kind not in _NUMERIC:
        text = f"{name} bukan isian angka, jadi tidak dapat dihitung. Ubah jenis isian atau cara hitungnya."
        yield error("score_kind_mismatch", path, text)
    if scoring.kind == ScoreKind.ACHIEVEMENT:
        if scoring.target is None and section.kind != SectionKind.PLAN_ROWS:
            text = f"Capaian {name} memerlukan target. Isi target, atau pindahkan isian ke bagian baris SKP."
            yield error("achievement_without_target", path, text)
        if scoring.target is not None and scoring.target <= 0:
            text = f"Target {name} harus lebih dari 0, karena realisasi dibagi dengan target."
            yield error("target_not_positive", path, text)


def _level_problems(schema: FormSchema, field: Field, path: tuple[str, ...]) -> Iterator[Problem]:
    scale = schema.scale(field.scale)
    if field.kind != FieldKind.SCALE:
        text = f"“{field.label}” bukan isian skala, jadi tidak punya tingkat. Ubah jenis atau cara hitungnya."
        yield error("score_kind_mismatch", path, text)
    elif scale and (bare := [level.label for level in scale.levels if level.value is None]):
        text = f"Tingkat “{bare[0]}” pada skala “{scale.label}” belum berangka. Isi angka setiap tingkat."
        yield error("scale_without_values", path, text)
