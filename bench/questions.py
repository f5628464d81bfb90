"""The same questions for both sides: as a section of our form, and as fields of a Wagtail form page."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import cycle, islice

from bench.baseline.models import FormField
from forms_config.engine.schema import (
    Choice,
    Field,
    FieldKind,
    FormSchema,
    Scale,
    ScaleLevel,
    Section,
    SectionKind,
)

LEVELS = ("Belum terlihat", "Kadang terlihat", "Sering terlihat", "Selalu terlihat", "Menjadi teladan")
PLACES = ("Di kantor", "Di lapangan", "Dari rumah", "Di tempat lain")
SCALE = Scale(
    "tingkat",
    "Tingkat",
    tuple(ScaleLevel(str(n), label, Decimal(n)) for n, label in enumerate(LEVELS, start=1)),
)
TEXT = "Laporan pelayanan selesai tepat waktu dan diterima masyarakat dengan baik. " * 4

# Out of 25: ten ratings, six long texts, four numbers, two yes/no, two choices, one date.
MIX = (
    *("scale", "long_text", "scale", "number", "scale", "long_text", "scale", "yes_no", "scale", "long_text"),
    *("number", "scale", "choice", "long_text", "scale", "number", "scale", "date", "long_text", "scale"),
    *("yes_no", "number", "scale", "long_text", "choice"),
)


@dataclass(frozen=True)
class Question:
    """``answer`` is what is posted to our form, ``wagtail_answer`` to Wagtail's (where labels are the values)."""

    key: str
    label: str
    kind: FieldKind
    answer: str
    wagtail_answer: str
    wagtail_type: str
    options: tuple[str, ...] = ()

    def field(self) -> Field:
        """As a field of ours."""
        return Field(
            key=self.key,
            label=self.label,
            kind=self.kind,
            required=True,
            help_text="Isi menurut keadaan sebulan terakhir.",
            scale=SCALE.key if self.kind == FieldKind.SCALE else "",
            choices=tuple(
                Choice(f"p{n}", label) for n, label in enumerate(PLACES) if self.kind == FieldKind.CHOICE
            ),
            minimum=Decimal(0) if self.kind == FieldKind.NUMBER else None,
        )

    def form_field(self) -> FormField:
        """As a field of Wagtail's form page."""
        return FormField(
            clean_name=self.key,
            label=self.label,
            field_type=self.wagtail_type,
            help_text="Isi menurut keadaan sebulan terakhir.",
            choices="\n".join(self.options),
        )


# kind: (posted to us, posted to Wagtail, type there, options there)
_KINDS: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "scale": ("3", LEVELS[2], "radio", LEVELS),
    "long_text": (TEXT, TEXT, "multiline", ()),
    "number": ("12", "12", "number", ()),
    "yes_no": ("yes", "Ya", "radio", ("Ya", "Tidak")),
    "choice": ("p1", PLACES[1], "radio", PLACES),
    "date": ("2026-07-15", "2026-07-15", "date", ()),
}


def questions(count: int) -> list[Question]:
    """So many questions in the usual mix."""
    return list(_numbered(islice(cycle(MIX), count)))


def _numbered(kinds: Iterator[str]) -> Iterator[Question]:
    for number, kind in enumerate(kinds, start=1):
        label = f"Pertanyaan {number}: apa yang sudah Anda kerjakan?"
        yield Question(f"pertanyaan_{number}", label, FieldKind(kind), *_KINDS[kind])


def form_schema(asked: list[Question]) -> FormSchema:
    """A form of one section with these questions, all of them for the employee."""
    section = Section("pertanyaan", "Pertanyaan", SectionKind.PLAIN, fields=tuple(q.field() for q in asked))
    return FormSchema(f"uji_{len(asked)}", f"Formulir {len(asked)} isian", (section,), scales=(SCALE,))
