"""Engine ``Field`` → Django form field that reads one posted answer; which one for which kind: ``kinds``.

A draft is read leniently: types and bounds are checked, an empty answer is always fine (None).
What is required is asked only on submission, by ``engine.completeness``. Cleaned values are as stored.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath

from django import forms
from django.core.exceptions import ValidationError

from forms_config.engine.answers import may_be_not_applicable
from forms_config.engine.characters import clean_text
from forms_config.engine.kinds import kind_of, longest
from forms_config.engine.rounding import plain, spoken
from forms_config.engine.schema import NO, NOT_APPLICABLE, YES, Field
from forms_config.engine.values import MAX_DECIMALS, parse_number, read_date

RAW_FACTOR = 4  # a decomposed letter, or a line end in two characters, is shorter once cleaned
UNREADABLE = "Isian ini tidak dapat dibaca. Mohon isi ulang."


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """One piece of evidence that can be attached to answers: an uploaded file, a link or a letter.

    ``size`` in bytes; ``url`` of a view that checks who may have the file, of a link where it leads, of a letter empty.
    ``about`` is what stands below the name instead of the size. ``preview`` is the address at which a picture or a page
    (``is_picture`` says which) can be looked at in place; empty where there is none.
    """

    id: int
    name: str
    size: int
    url: str
    kind: str = "file"  # "file", "link" or "letter"
    about: str = ""
    preview: str = ""
    is_picture: bool = False

    @property
    def icon(self) -> str:
        return "link" if self.kind == "link" else "file"


Files = Mapping[int, EvidenceFile]


class AnswerField(forms.Field):
    """Base: what is no text (only hand-made requests send that) is refused, an empty answer is None."""

    def __init__(self, field: Field) -> None:
        super().__init__(required=False, label=field.label)
        self.max_length = longest(field)
        self.takes_not_applicable = may_be_not_applicable(field)

    def to_python(self, value: object) -> object:
        if value is None:
            return None
        if value == NOT_APPLICABLE and self.takes_not_applicable:
            return NOT_APPLICABLE
        if not isinstance(value, str):
            raise ValidationError(UNREADABLE)
        # Far too long: refused before cleaning, since composing long runs of accents takes quadratic time.
        self._check_length(value, RAW_FACTOR * self.max_length)
        text = self.cleaned_text(value)
        self._check_length(text, self.max_length)
        return self.read(text) if text else None

    def _check_length(self, text: str, limit: int) -> None:
        if len(text) > limit:
            raise ValidationError(
                f"Isian Anda {spoken(len(text))} huruf, paling banyak {spoken(self.max_length)}. "
                "Mohon dipersingkat."
            )

    def cleaned_text(self, value: str) -> str:
        return clean_text(value, multiline=False)

    def read(self, text: str) -> object:
        raise NotImplementedError


class TextField(AnswerField):
    def __init__(self, field: Field, *, multiline: bool) -> None:
        super().__init__(field)
        self.multiline = multiline

    def cleaned_text(self, value: str) -> str:
        return clean_text(value, multiline=self.multiline)

    def read(self, text: str) -> str:
        return text


class NumberField(AnswerField):
    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.decimals = min(field.decimals, MAX_DECIMALS)
        self.minimum, self.maximum, self.kind = field.minimum, field.maximum, kind_of(field)

    def read(self, text: str) -> str:
        try:
            number = self.kind.read(text)
        except ValueError:
            raise ValidationError(self.kind.unreadable) from None
        stored = plain(number)
        self._check_decimals(stored)
        if parse_number(stored) is None:
            raise ValidationError("Angka ini terlalu besar. Mohon diperiksa lagi.")
        self._check_bounds(number)
        return stored

    def _check_decimals(self, stored: str) -> None:
        if len(stored.partition(".")[2]) <= self.decimals:
            return
        if self.decimals == 0:
            raise ValidationError(self.kind.not_whole)
        raise ValidationError(f"Paling banyak {self.decimals} angka di belakang koma.")

    def _check_bounds(self, number: Decimal) -> None:
        if self.minimum is not None and number < self.minimum:
            raise ValidationError(f"Paling kecil {self.kind.say(self.minimum)}.")
        if self.maximum is not None and number > self.maximum:
            raise ValidationError(f"Paling besar {self.kind.say(self.maximum)}.")


class DateField(AnswerField):
    def read(self, text: str) -> str:
        try:
            return read_date(text).isoformat()
        except ValueError:
            raise ValidationError("Tanggal ini tidak ada. Contoh yang benar: 31-07-2026.") from None


class OneOfField(AnswerField):
    def __init__(self, field: Field, keys: Collection[str]) -> None:
        super().__init__(field)
        self.keys = frozenset(keys)

    def read(self, text: str) -> object:
        if text not in self.keys:
            raise ValidationError("Pilihan ini tidak ada. Pilih salah satu yang tersedia.")
        return text


class YesNoField(OneOfField):
    def __init__(self, field: Field) -> None:
        super().__init__(field, (YES, NO))

    def read(self, text: str) -> bool:
        return super().read(text) == YES


class SeveralOfField(AnswerField):
    """Several choices, in the order in which the form offers them. None when nothing is ticked."""

    widget = forms.SelectMultiple

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.keys = tuple(choice.key for choice in field.choices)

    def to_python(self, value: object) -> list[str] | None:
        ticked = {text for text in _texts(value) if text}
        if ticked - set(self.keys):
            raise ValidationError("Ada pilihan yang tidak dikenal. Pilih dari yang tersedia.")
        return [key for key in self.keys if key in ticked] or None


class EvidenceField(AnswerField):
    """Ids of uploaded files. Only files that were handed in may be named, and only of the permitted kinds."""

    widget = forms.SelectMultiple

    def __init__(self, field: Field, files: Files) -> None:
        super().__init__(field)
        self.field, self.files = field, files

    def to_python(self, value: object) -> list[int] | None:
        known = {str(number): file for number, file in self.files.items()}
        named = list(dict.fromkeys(text for text in _texts(value) if text))
        if not known.keys() >= set(named):
            raise ValidationError("Berkas yang dipilih tidak ditemukan. Muat ulang halaman, lalu pilih lagi.")
        if len(named) > self.field.max_files:
            raise ValidationError(f"Paling banyak {self.field.max_files} berkas. Lepaskan sebagian.")
        for text in named:
            if not fits(self.field, known[text]):
                endings = ", ".join(self.field.extensions)
                raise ValidationError(f"Berkas “{known[text].name}” tidak cocok. Di sini hanya: {endings}.")
        return [known[text].id for text in named] or None


def fits(field: Field, file: EvidenceFile) -> bool:
    """Whether the file's ending is one that the field takes; links and letters have none."""
    if file.kind != "file":
        return True
    ending = PurePath(file.name).suffix.lower().lstrip(".")
    return not field.extensions or ending in {extension.lower().lstrip(".") for extension in field.extensions}


def _texts(value: object) -> list[str]:
    """The posted texts of a field with several values; raises ValidationError for anything else."""
    values = value if isinstance(value, list | tuple) else [] if value is None else [value]
    if not all(isinstance(text, str) for text in values):
        raise ValidationError(UNREADABLE)
    return list(values)
