"""Scored fields: can each one really become a number?"""

from collections.abc import Iterator
from itertools import pairwise

from ..kinds import kind_of
from ..rounding import spoken
from ..schema import Field, FormSchema, ScoreKind, Scoring, Section, SectionKind
from .problem import Problem, error, warning

_WHOLE = 100  # per cent


def scoring_problems(schema: FormSchema) -> Iterator[Problem]:
    for section in schema.sections:
        for field in section.fields:
            if field.scoring:
                yield from _field_problems(schema, section, field, field.scoring)
                yield from score_band_problems(field, field.scoring, (section.key, field.key))
        yield from _weight_problems(section)


def _field_problems(
    schema: FormSchema, section: Section, field: Field, scoring: Scoring
) -> Iterator[Problem]:
    path, name, kind = (section.key, field.key), f"“{field.label}”", kind_of(field)
    if scoring.weight <= 0:
        text = f"Bobot {name} harus lebih dari 0. Isi bobotnya, atau matikan penilaian angka untuk isian ini."
        yield error("score_weight_not_positive", path, text)
    if scoring.kind == ScoreKind.LEVEL:
        yield from _level_problems(schema, field, path)
    elif not kind.is_amount:
        text = f"{name} bukan isian angka, jadi tidak dapat dihitung. Ubah jenis isian atau cara hitungnya."
        yield error("score_kind_mismatch", path, text)
    if kind.is_amount and not kind.has_number(field):
        text = f"{name} menampilkan kata, bukan angka, jadi tidak dapat dihitung. Matikan penilaian angkanya."
        yield error("words_figure_scored", path, text)
    if scoring.kind == ScoreKind.ACHIEVEMENT:
        if scoring.target is None and section.kind != SectionKind.PLAN_ROWS:
            text = f"Capaian {name} memerlukan target. Isi target, atau pindahkan isian ke bagian baris SKP."
            yield error("achievement_without_target", path, text)
        if scoring.target is not None and scoring.target <= 0:
            text = f"Target {name} harus lebih dari 0, karena realisasi dibagi dengan target."
            yield error("target_not_positive", path, text)


def _level_problems(schema: FormSchema, field: Field, path: tuple[str, ...]) -> Iterator[Problem]:
    scale = schema.scale(field.scale)
    if not kind_of(field).has_levels:
        text = f"“{field.label}” bukan isian skala, jadi tidak punya tingkat. Ubah jenis atau cara hitungnya."
        yield error("score_kind_mismatch", path, text)
    elif scale and (bare := [level.label for level in scale.levels if level.value is None]):
        text = f"Tingkat “{bare[0]}” pada skala “{scale.label}” belum berangka. Isi angka setiap tingkat."
        yield error("scale_without_values", path, text)


def score_band_problems(field: Field, scoring: Scoring, path: tuple[str, ...]) -> Iterator[Problem]:
    """Score bands go down to one that takes all the rest; each has its own range."""
    bands, name = scoring.bands, f"Rentang nilai “{field.label}”"
    if not bands:
        return
    for higher, lower in pairwise(bands):
        if higher.minimum is not None and higher.minimum == lower.minimum:
            text = (
                f"{name} bertumpuk: dua rentang mulai dari {spoken(higher.minimum, 6)}. Ubah salah satunya."
            )
            yield error("score_band_overlap", path, text)
        elif higher.minimum is None or (lower.minimum is not None and lower.minimum > higher.minimum):
            text = (
                f"{name} terbalik. Urutkan dari batas tertinggi ke terendah, yang tanpa batas paling akhir."
            )
            yield error("score_band_not_descending", path, text)
    limits = [band.minimum for band in bands if band.minimum is not None]
    least = max(field.minimum or 0, 0)  # below zero nothing is counted
    if len(limits) == len(bands) and min(limits) > least:
        text = f"{name} berlubang: nilai di bawah {spoken(min(limits), 6)} tidak masuk rentang mana pun."
        yield error("score_band_without_floor", path, f"{text} Tambahkan rentang tanpa batas bawah.")
    if scoring.cap is not None and (beyond := [limit for limit in limits if limit > scoring.cap]):
        text = f"{name} mulai dari {spoken(beyond[0], 6)} tidak pernah tercapai, karena nilai dihitung paling"
        hint = f"tinggi {spoken(scoring.cap)}. Turunkan batasnya, atau naikkan nilai tertinggi."
        yield warning("score_band_unreachable", path, f"{text} {hint}")


def _weight_problems(section: Section) -> Iterator[Problem]:
    """Weights are only compared with each other; those that look like per cent are meant to make 100."""
    weights = [field.scoring.weight for field in section.fields if field.scoring]
    total = sum(weights)
    look_like_per_cent = len({*weights}) > 1 and max(weights) >= _WHOLE // 10 and total > _WHOLE // 2
    if look_like_per_cent and total != _WHOLE:
        text = f"Bobot butir di bagian “{section.label}” berjumlah {spoken(total)}, bukan {_WHOLE}."
        hint = "Sesuaikan bila maksudnya persen; bila tidak, nilai tetap dihitung menurut perbandingannya."
        yield warning("item_weights_not_100", (section.key,), f"{text} {hint}")
