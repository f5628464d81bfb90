"""What a form may hold, by what it is for (``models.FormPurpose``): evaluations take everything."""

from collections.abc import Iterable, Iterator

from forms_config.engine.checks import INDEX, MATRIX, Problem
from forms_config.engine.checks.problem import error
from forms_config.engine.kinds import Origin, kind_of
from forms_config.engine.schema import Field, FilledBy, FormSchema, Section, SectionKind
from forms_config.models import FormPurpose

OF_EVALUATIONS = {"no_rater_field"}  # warnings about the two sides of an evaluation


def fitting_purpose(purpose: str, schema: FormSchema, found: Iterable[Problem]) -> Iterator[Problem]:
    """``found`` as far as it concerns a form of this purpose, and what such a form cannot hold."""
    if purpose == FormPurpose.EVALUATION:
        yield from found
        return
    yield from (problem for problem in found if problem.code not in OF_EVALUATIONS)
    yield from _one_sided(schema)


def _one_sided(schema: FormSchema) -> Iterator[Problem]:
    """One person answers it about another, without plan, figures, files, ratings or predikat."""
    for section in schema.sections:
        path = (section.key,)
        if section.kind != SectionKind.PLAIN:
            yield _refused(path, f"Bagian “{section.label}” berisi baris. Pakai bagian biasa.")
        if section.overall is not None:
            yield _refused(path, f"Bagian “{section.label}” berisi rating keseluruhan. Hapus ratingnya.")
        yield from _fields(section)
    if schema.matrix is not None:
        yield _refused((MATRIX,), "Kosongkan kuadran predikat: formulir ini tidak menghasilkan predikat.")
    if schema.index is not None:
        yield _refused((INDEX,), "Kosongkan indeks: formulir ini tidak menghasilkan angka evaluasi.")


def _fields(section: Section) -> Iterator[Problem]:
    for field in section.fields:
        path = (section.key, field.key)
        if _needs_evaluation(field):
            yield _refused(path, f"“{field.label}” memerlukan berkas atau data evaluasi. Pakai isian biasa.")
        elif field.filled_by != FilledBy.EMPLOYEE:
            yield _refused(path, f"“{field.label}” diisi oleh penilai. Ubah menjadi diisi oleh ASN.")


def _needs_evaluation(field: Field) -> bool:
    kind = kind_of(field)
    return kind.has_files or kind.origin in (Origin.SYSTEM, Origin.FORMULA)


def _refused(path: tuple[str, ...], text: str) -> Problem:
    return error("wrong_for_purpose", path, f"Formulir umpan balik dijawab oleh satu orang. {text}")
