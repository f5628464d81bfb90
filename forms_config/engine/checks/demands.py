"""Demands: can the answer that makes a field required be there, and in time?"""

from collections.abc import Iterator

from ..kinds import kind_of
from ..schema import DemandKind, Field, FilledBy, FormSchema, OverallRating, SectionKind
from .conditions import Target, targets
from .problem import Problem, error, warning


def demand_problems(schema: FormSchema) -> Iterator[Problem]:
    known = targets(schema)
    for section in schema.sections:
        for field in section.fields:
            if field.demand:
                site = Target(section, field, 0)
                yield from _demand_problems(schema, site, field, known.get(field.demand.field))


def _demand_problems(
    schema: FormSchema, site: Target, field: Field, asked: Target | None
) -> Iterator[Problem]:
    path, name = (site.section.key, field.key), f"“{field.label}”"
    if not kind_of(field).is_answered:
        text = f"{name} tidak diisi siapa pun, jadi tidak dapat diwajibkan. Hapus kewajibannya."
        yield error("demand_without_answer", path, text)
    elif field.required:
        text = f"{name} sudah selalu wajib, jadi kewajiban bersyarat tidak berpengaruh. Hapus salah satunya."
        yield warning("demand_without_effect", path, text)
    if asked is None or asked.part.key == field.key:
        what = "dirinya sendiri" if asked else "isian yang tidak ada"
        text = f"Kewajiban {name} bergantung pada {what}. Pilih isian lain dari formulir ini."
        yield error("demand_unknown_field", path, text)
        return
    yield from _place_problems(site, field, asked)
    yield from _measure_problems(schema, site, field, asked)


def _place_problems(site: Target, field: Field, asked: Target) -> Iterator[Problem]:
    path, name = (site.section.key, field.key), f"“{field.label}”"
    in_rows = asked.section.kind != SectionKind.PLAIN and isinstance(asked.part, Field)
    if in_rows and asked.section is not site.section:
        text = f"Kewajiban {name} memakai “{asked.part.label}”, yang ada di setiap baris bagian lain."
        hint = "Pakai isian dari baris yang sama, atau isian di luar baris."
        yield error("demand_field_in_rows", path, f"{text} {hint}")
    if field.filled_by == FilledBy.EMPLOYEE and asked.filled_by == FilledBy.RATER:
        text = f"{name} diisi pegawai, tetapi baru wajib setelah penilai menilai “{asked.part.label}”."
        hint = "Saat pegawai mengirim, kewajiban ini belum berlaku. Biarkan penilai yang mengisinya."
        yield warning("demand_on_rater_answer", path, f"{text} {hint}")


def _measure_problems(schema: FormSchema, site: Target, field: Field, asked: Target) -> Iterator[Problem]:
    path, name, part = (site.section.key, field.key), f"“{field.label}”", asked.part
    demand = field.demand
    assert demand is not None
    if demand.kind == DemandKind.EXTREME:
        if not kind_of(part).has_levels:
            text = (
                f"Kewajiban {name} memakai rating tertinggi atau terendah “{part.label}”, yang bukan skala."
            )
            yield error("demand_without_scale", path, f"{text} Pilih isian skala.")
        return
    if demand.score is None:
        text = f"Kewajiban {name} belum punya batas nilai. Isi nilainya."
        yield error("demand_without_score", path, text)
    elif not _has_number(schema, part):
        text = f"Kewajiban {name} memakai nilai “{part.label}”, yang tidak berangka."
        yield error("demand_without_score", path, f"{text} Pilih isian yang bernilai.")


def _has_number(schema: FormSchema, part: Field | OverallRating) -> bool:
    if kind_of(part).has_levels:
        scale = schema.scale(part.scale)
        return scale is None or any(level.value is not None for level in scale.levels)
    return kind_of(part).is_amount
