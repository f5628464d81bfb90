""" "Tidak berlaku": where it may be chosen, and whether enough is left to count."""

from collections.abc import Iterator

from ..answers import may_be_not_applicable
from ..kinds import kind_of
from ..schema import Field, FormSchema, NotApplicable, ScoreKind, Section
from .problem import Problem, error, warning


def not_applicable_problems(schema: FormSchema) -> Iterator[Problem]:
    needed = (
        {key for weights in schema.index.weight_sets for key, _ in weights.weights} if schema.index else ()
    )
    for section in schema.sections:
        for field in section.fields:
            if field.not_applicable != NotApplicable.REFUSED:
                yield from _field_problems(field, (section.key, field.key))
        if section.key in needed and _may_be_left_out(section):
            text = f"Semua butir bernilai di bagian “{section.label}” boleh dijawab “tidak berlaku”,"
            hint = "jadi indeks dapat kehilangan bagian ini. Wajibkan sedikitnya satu butir dijawab dengan nilai."
            yield warning("not_applicable_everywhere", (section.key,), f"{text} {hint}")


def _field_problems(field: Field, path: tuple[str, ...]) -> Iterator[Problem]:
    name = f"“{field.label}”"
    if not kind_of(field).may_be_skipped:
        text = f"“Tidak berlaku” hanya untuk isian angka, skala, dan pilihan, jadi pada {name} tidak tampil."
        yield warning("not_applicable_without_effect", path, f"{text} Matikan di isian ini.")
    by_value = field.scoring is not None and field.scoring.kind == ScoreKind.VALUE
    is_full = field.not_applicable == NotApplicable.FULL and kind_of(field).is_amount
    if by_value and is_full and field.maximum is None:
        text = f"“Tidak berlaku” pada {name} dihitung penuh, tetapi angka tertingginya belum diisi."
        hint = "Isi batas atas, atau pilih cara hitung lain."
        yield error("not_applicable_without_maximum", path, f"{text} {hint}")


def _may_be_left_out(section: Section) -> bool:
    scored = [field for field in section.fields if field.scoring]
    return bool(scored) and all(
        may_be_not_applicable(field) and field.not_applicable == NotApplicable.LEFT_OUT for field in scored
    )
