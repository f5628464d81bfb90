"""Labels: has every part a name that people can read?"""

from collections.abc import Iterator

from ..kinds import Origin, kind_of
from ..schema import Field, FormSchema, Section
from .problem import SCALES, Problem, error, warning

_LONGEST = 200  # characters; what is longer is an explanation and belongs into the help text


def label_problems(schema: FormSchema) -> Iterator[Problem]:
    for number, section in enumerate(schema.sections, 1):
        where = f"Bagian ke-{number}"
        yield from _named(section.label, (section.key,), f"{where} tanpa nama", "Isi nama bagian ini.")
        yield from _section_problems(section)
    for scale in schema.scales:
        if not all(level.label.strip() for level in scale.levels):
            text = f"Skala “{scale.label}” punya tingkat tanpa nama. Beri nama setiap tingkat."
            yield error("label_missing", (SCALES, scale.key), text)


def _section_problems(section: Section) -> Iterator[Problem]:
    name = f"bagian “{section.label}”"
    for number, part in enumerate(section.parts, 1):
        path = (section.key, part.key)
        if isinstance(part, Field) and kind_of(part).origin is Origin.NOWHERE and part.help_text.strip():
            continue  # a text may stand without a heading
        what = f"Isian ke-{number}" if isinstance(part, Field) else "Rating keseluruhan"
        yield from _named(part.label, path, f"Isian tanpa nama: {what} di {name}", "Isi namanya.")
        if isinstance(part, Field) and not all(choice.label.strip() for choice in part.choices):
            text = f"“{part.label}” punya pilihan tanpa nama. Beri nama setiap pilihan."
            yield error("label_missing", path, text)


def _named(label: str, path: tuple[str, ...], fault: str, hint: str) -> Iterator[Problem]:
    if not label.strip():
        yield error("label_missing", path, f"{fault}. {hint}")
    elif len(label) > _LONGEST:
        text = f"Nama “{label[:40]}…” terlalu panjang ({len(label)} huruf)."
        yield warning("label_too_long", path, f"{text} Ringkas, dan pindahkan penjelasannya ke teks bantuan.")
