"""Answers that are only counted, without whose they are.

Nobody's answers stay together: of each question only how often each answer was given. A question that was left out
counts as ``UNSAID``, so that every question of a form has been counted equally often.
"""

from collections.abc import Iterator, Mapping

from .kinds import kind_of
from .schema import Field, FormSchema, SectionKind
from .values import texts

UNSAID = ""
UNSAID_LABEL = "Tidak menjawab"
Counts = Mapping[str, Mapping[str, int]]  # question → answer → how often


def countable(schema: FormSchema) -> list[Field]:
    """The questions that one answer out of a few is given to, in the order of the form."""
    return [field for field in _answered(schema) if kind_of(field).is_one_of_few]


def uncountable(schema: FormSchema) -> list[Field]:
    """What people would write, choose freely or attach: it may tell who they are."""
    return [field for field in _answered(schema) if not kind_of(field).is_one_of_few]


def answers_to(schema: FormSchema, field: Field) -> dict[str, str]:
    """Key and label of everything that can be counted for a question: the highest first, ``UNSAID`` last.

    Answers without a number stay in the order of the form.
    """
    kind = kind_of(field)
    labels = kind.labels(schema, field) or {}
    numbers = {key: kind.number(schema, field, key, {}) or 0 for key in labels}
    ordered = sorted(labels, key=lambda key: numbers[key], reverse=True)
    return {**{key: labels[key] for key in ordered}, UNSAID: UNSAID_LABEL}


def chosen(schema: FormSchema, answers: Mapping[str, object]) -> dict[str, str]:
    """For each question the key of what one person answered."""
    return {field.key: _key(schema, field, answers.get(field.key)) for field in countable(schema)}


def one_more(counts: Counts, said: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """``counts`` with the answers of one more person; in the order of the keys, not of who came when."""
    return {question: _plus(counts.get(question, {}), said[question]) for question in sorted(said)}


def _plus(found: Mapping[str, int], answer: str) -> dict[str, int]:
    return dict(sorted({**found, answer: found.get(answer, 0) + 1}.items()))


def _answered(schema: FormSchema) -> Iterator[Field]:
    for section in schema.sections:
        if section.kind == SectionKind.PLAIN:
            yield from (field for field in section.fields if kind_of(field).is_answered)


def _key(schema: FormSchema, field: Field, raw: object) -> str:
    return texts(raw)[0] if kind_of(field).takes(schema, field, raw) else UNSAID
