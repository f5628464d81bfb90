"""A suggested overall rating: are there items that it can be made from?"""

from collections.abc import Iterator

from ..schema import FormSchema
from ..suggesting import rated_items
from .problem import Problem, warning


def suggestion_problems(schema: FormSchema) -> Iterator[Problem]:
    for section in schema.sections:
        overall = section.overall
        if overall is None or not overall.is_suggested or rated_items(section):
            continue
        text = f"Saran untuk “{overall.label}” tidak akan muncul: bagian “{section.label}” tidak punya isian penilai"
        hint = "dengan skala yang sama. Tambahkan isian skala yang diisi penilai, atau matikan sarannya."
        yield warning("suggestion_without_items", (section.key, overall.key), f"{text} {hint}")
