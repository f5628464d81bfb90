"""What a form may hold, by what it is for (``models.FormPurpose``): evaluations take everything."""

from collections.abc import Iterable, Iterator

from forms_config.engine.checks import INDEX, MATRIX, Problem
from forms_config.engine.checks.problem import error
from forms_config.engine.kinds import Origin, kind_of
from forms_config.engine.schema import Field, FilledBy, FormSchema, Section, SectionKind
from forms_config.engine.tallies import countable, uncountable
from forms_config.models import FormPurpose

OF_EVALUATIONS = {"no_rater_field"}  # warnings about the two sides of an evaluation
# What is said before every problem, by the purpose.
WHO_ANSWERS = {
    FormPurpose.FEEDBACK: "Formulir umpan balik dijawab oleh satu orang.",
    FormPurpose.PULSE: "Formulir suara pegawai dijawab tanpa nama.",
}


def fitting_purpose(purpose: str, schema: FormSchema, found: Iterable[Problem]) -> Iterator[Problem]:
    """``found`` as far as it concerns a form of this purpose, and what such a form cannot hold."""
    if purpose == FormPurpose.EVALUATION:
        yield from found
        return
    yield from (problem for problem in found if problem.code not in OF_EVALUATIONS)
    wrong = list(_one_sided(schema))
    if purpose == FormPurpose.PULSE:
        wrong += _only_counted(schema, already={path for path, _ in wrong})
    for path, text in wrong:
        yield error("wrong_for_purpose", path, f"{WHO_ANSWERS[FormPurpose(purpose)]} {text}")


Wrong = tuple[tuple[str, ...], str]  # where, and what


def _one_sided(schema: FormSchema) -> Iterator[Wrong]:
    """One person answers it, without plan, figures, files, ratings or predikat."""
    for section in schema.sections:
        path = (section.key,)
        if section.kind != SectionKind.PLAIN:
            yield path, f"Bagian “{section.label}” berisi baris. Pakai bagian biasa."
        if section.overall is not None:
            yield path, f"Bagian “{section.label}” berisi rating keseluruhan. Hapus ratingnya."
        yield from _fields(section)
    if schema.matrix is not None:
        yield (MATRIX,), "Kosongkan kuadran predikat: formulir ini tidak menghasilkan predikat."
    if schema.index is not None:
        yield (INDEX,), "Kosongkan indeks: formulir ini tidak menghasilkan angka evaluasi."


def _only_counted(schema: FormSchema, already: set[tuple[str, ...]]) -> Iterator[Wrong]:
    """What one writes, or picks from many, may tell who it was."""
    free = {field.key for field in uncountable(schema)}
    for section in schema.sections:
        for field in section.fields:
            path = (section.key, field.key)
            if field.key in free and path not in already:
                yield (
                    path,
                    f"“{field.label}” dapat mengenali penulisnya. Pakai skala, pilih satu, atau ya/tidak.",
                )
    if not countable(schema):
        yield (), "Tambahkan sedikitnya satu pertanyaan dengan skala, pilih satu, atau ya/tidak."


def _fields(section: Section) -> Iterator[Wrong]:
    for field in section.fields:
        path = (section.key, field.key)
        if _needs_evaluation(field):
            yield path, f"“{field.label}” memerlukan berkas atau data evaluasi. Pakai isian biasa."
        elif field.filled_by != FilledBy.EMPLOYEE:
            yield path, f"“{field.label}” diisi oleh penilai. Ubah menjadi diisi oleh ASN."


def _needs_evaluation(field: Field) -> bool:
    kind = kind_of(field)
    return kind.has_files or kind.origin in (Origin.SYSTEM, Origin.FORMULA)
