"""Predikat schemes: is the decision table complete, and do weights and bands cover every score once?"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise, product

from ..rounding import spoken
from ..schema import Area, FormSchema, MatrixScheme, OverallRating, Scale, WeightedScheme, WeightSet
from .problem import INDEX, MATRIX, Problem, error, warning

_RATED_AREAS = {Area.HASIL_KERJA: "hasil kerja", Area.PERILAKU: "perilaku"}
_TOTAL = 100  # per cent


def matrix_problems(schema: FormSchema) -> Iterator[Problem]:
    """The table needs both overall ratings, and one cell for each pair of their levels."""
    rated = {area: [s for s in schema.sections if s.area == area and s.overall] for area in _RATED_AREAS}
    for area, sections in rated.items():
        for section in sections[1:]:
            text = (
                f"Rating keseluruhan {_RATED_AREAS[area]} ada lebih dari satu. Sisakan satu untuk predikat."
            )
            yield error("second_overall", (section.key,), text)
    if schema.matrix is None:
        if any(rated.values()):
            text = (
                "Ada rating keseluruhan tanpa tabel predikat, jadi tidak ada predikat. Pilih skema predikat."
            )
            yield warning("overall_without_matrix", (), text)
        return
    for area, sections in rated.items():
        if not sections:
            text = f"Tabel predikat memerlukan rating keseluruhan {_RATED_AREAS[area]}. Tambahkan."
            yield error("matrix_without_overall", (MATRIX,), text)
    scales = [_overall_scale(schema, schema.overall(area)) for area in _RATED_AREAS]
    if scales[0] and scales[1]:
        yield from cell_problems(schema.matrix, scales[0], scales[1])
    yield from _predikat_problems(schema.matrix)


def index_problems(schema: FormSchema) -> Iterator[Problem]:
    """Weights make 100 per cent of scored sections; bands go down to one without a lower bound."""
    if schema.index is None:
        return
    yield from weights_problems(schema.index)
    for weights in schema.index.weight_sets:
        yield from _section_problems(schema, weights)
    yield from bands_problems(schema.index)


def weights_problems(index: WeightedScheme) -> Iterator[Problem]:
    """What is wrong with the weights whatever the form."""
    if all(weights.condition for weights in index.weight_sets):
        text = "Indeks memerlukan satu susunan bobot tanpa syarat. Tambahkan bobot yang biasa berlaku."
        yield error("weights_without_default", (INDEX,), text)
    for weights in index.weight_sets:
        yield from _weight_problems(weights)


def bands_problems(index: WeightedScheme) -> Iterator[Problem]:
    """What is wrong with the bands whatever the form."""
    bands = index.bands
    if not any(band.minimum is None and band.condition is None for band in bands):
        text = "Golongan belum mencakup nilai terendah. Tambahkan golongan tanpa batas dan tanpa syarat."
        yield error("band_without_floor", (INDEX,), text)
    for higher, lower in pairwise(bands):
        names = f"“{higher.label}” dan “{lower.label}”"
        if higher.minimum == lower.minimum:
            if higher.condition is None:
                text = f"Golongan {names} mulai dari nilai yang sama. Ubah batas salah satunya."
                yield error("band_overlap", (INDEX,), text)
        elif higher.minimum is None or (lower.minimum is not None and lower.minimum > higher.minimum):
            text = f"Golongan {names} terbalik. Urutkan dari batas tertinggi ke terendah."
            yield error("band_not_descending", (INDEX,), text)
    for code, times in Counter(band.code for band in bands).items():
        if times > 1:
            text = f"Kode golongan “{code}” dipakai {times} kali. Beri setiap golongan kode sendiri."
            yield warning("band_code_twice", (INDEX,), text)


def _overall_scale(schema: FormSchema, overall: OverallRating | None) -> Scale | None:
    return schema.scale(overall.scale) if overall else None


def cell_problems(matrix: MatrixScheme, hasil_kerja: Scale, perilaku: Scale) -> Iterator[Problem]:
    """One cell for each pair of levels, and none besides."""
    filled = Counter((row, column) for row, column, _ in matrix.cells)
    for row, column in product(hasil_kerja.levels, perilaku.levels):
        times = filled.pop((row.key, column.key), 0)
        cell = f"hasil kerja “{row.label}” dan perilaku “{column.label}”"
        if times == 0:
            yield error(
                "matrix_cell_missing", (MATRIX,), f"Predikat untuk {cell} belum diisi. Pilih predikatnya."
            )
        elif times > 1:
            text = f"Predikat untuk {cell} diisi {times} kali. Sisakan satu."
            yield error("matrix_cell_twice", (MATRIX,), text)
    for row_key, column_key in filled:
        text = (
            f"Tabel predikat memuat “{row_key}” dan “{column_key}”, yang tidak ada dalam skala rating."
            " Sesuaikan tabel dengan skala."
        )
        yield error("matrix_unknown_level", (MATRIX,), text)


def _predikat_problems(matrix: MatrixScheme) -> Iterator[Problem]:
    known = {level.code for level in matrix.levels}
    for code in dict.fromkeys(code for _, _, code in matrix.cells if code not in known):
        text = (
            f"Predikat “{code}” tidak ada dalam daftar predikat. Tambahkan ke daftar, atau ganti dalam tabel."
        )
        yield error("matrix_unknown_predikat", (MATRIX,), text)


def _weight_problems(weights: WeightSet) -> Iterator[Problem]:
    name = _weights_name(weights)
    total = sum(weight for _, weight in weights.weights)
    if total != _TOTAL:
        text = f"{name} berjumlah {spoken(total)}%. Ubah sehingga jumlahnya tepat {_TOTAL}%."
        yield error("weights_not_100", (INDEX,), text)
    for key, weight in weights.weights:
        if weight <= 0:
            yield error("weight_not_positive", (INDEX,), f"{name} untuk “{key}” harus lebih dari 0%.")
    for key, times in Counter(key for key, _ in weights.weights).items():
        if times > 1:
            text = f"{name} memuat bagian “{key}” {times} kali. Sisakan satu."
            yield error("weight_section_twice", (INDEX,), text)


def _section_problems(schema: FormSchema, weights: WeightSet) -> Iterator[Problem]:
    """What is wrong with the weights in this form."""
    name = _weights_name(weights)
    for key, _ in weights.weights:
        section = schema.section(key)
        if section is None:
            text = f"{name} menunjuk bagian “{key}”, yang tidak ada. Pilih bagian dari formulir ini."
            yield error("weight_unknown_section", (INDEX,), text)
        elif not any(field.scoring for field in section.fields):
            text = f"{name} memuat bagian “{section.label}”, yang tidak punya isian bernilai. Keluarkan."
            yield error("weight_section_without_score", (INDEX,), text)


def _weights_name(weights: WeightSet) -> str:
    return f"Bobot “{weights.label}”" if weights.label else "Bobot"
