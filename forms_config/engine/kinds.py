"""What each kind of field is: the one place that tells them apart. Everything else asks ``kind_of``.

A new kind is a member of ``FieldKind`` and a class here, a control in ``dynamic_forms.kinds`` and a block in
``blocks.fields``. Its value is stored with every form and never changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from .figures import Figures, figure
from .levels import level_of
from .rounding import plain, spoken
from .schema import NO, YES, Constant, Field, FormSchema, OverallRating
from .values import MAX_DECIMALS, is_blank, is_day, parse_number, read_number, read_rupiah, texts
from .vocabulary import FieldKind

Part = Field | OverallRating
YES_NO = {YES: "Ya", NO: "Tidak"}


class Origin(StrEnum):
    """Where the value of a field comes from."""

    PEOPLE = "people"  # they answer it; nobody answers the others
    SYSTEM = "system"
    FORMULA = "formula"
    NOWHERE = "nowhere"  # a text to read


class Column(StrEnum):
    """What its values are in a table that leaves the system."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Given:
    """What an example answer can be made of: the target of its row, ids of files that fit."""

    target: Decimal | None = None
    files: tuple[int, ...] = ()


class Kind:
    """One kind of field; ``raw`` is a stored value (shapes: ``schema``)."""

    key: FieldKind
    word: str  # "teks pendek", as comparisons tell it
    noun = "Isian"
    origin = Origin.PEOPLE
    column = Column.TEXT
    in_formulas = ""  # what an officer is told it stands for; empty: no formula can use it
    longest = 250  # characters that may be typed, where the field says nothing else
    may_be_skipped = False  # "tidak berlaku" can be an answer
    is_amount = False  # a number in itself: has bounds, can be a score and a threshold of conditions
    has_levels = False  # one of a scale
    has_choices = False  # of its own choices
    is_one_of_few = False  # one answer out of a list that is known beforehand
    has_files = False
    has_lines = False  # a text to which more may be added below

    @property
    def is_answered(self) -> bool:
        return self.origin is Origin.PEOPLE

    def takes(self, schema: FormSchema, field: Field, raw: object) -> bool:
        """Whether ``raw`` is an answer, apart from "tidak berlaku"."""
        return False

    def known(self, field: Field, raw: object) -> object:
        """What is left of ``raw`` without choices that are gone."""
        return raw

    def labels(self, schema: FormSchema, part: Part) -> Mapping[str, str] | None:
        """Key and label of each possible answer, in order; None where they cannot be listed."""
        return None

    def has_number(self, part: Part) -> bool:
        """Whether a formula can reckon with it."""
        return self.is_amount

    def number(self, schema: FormSchema, part: Part, raw: object, figures: Figures) -> Decimal | None:
        """The number behind a valid answer."""
        return None

    def say(self, number: Decimal, decimals: int = MAX_DECIMALS) -> str:
        """A number of this kind as people read it."""
        return spoken(number, decimals)

    def compared(self, text: str) -> str:
        """What an officer wrote in a condition, as answers are stored."""
        return text

    def words(self, schema: FormSchema, part: Part, raw: object) -> str:
        """A stored answer as people read it."""
        labels = self.labels(schema, part) or {}
        return ", ".join(labels.get(text, text) for text in texts(raw))

    def example(self, schema: FormSchema, field: Field, given: Given) -> object:
        """A plausible answer; None where there can be none (a draft without choices, say)."""
        return None


class ShortText(Kind):
    key, word = FieldKind.SHORT_TEXT, "teks pendek"

    def takes(self, schema: FormSchema, field: Field, raw: object) -> bool:
        return isinstance(raw, str) and not is_blank(raw)

    def example(self, schema: FormSchema, field: Field, given: Given) -> object:
        text = f"Contoh: {field.label or 'ini'} sudah dikerjakan sesuai rencana."
        return text[: longest(field)].strip()


class LongText(ShortText):
    key, word = FieldKind.LONG_TEXT, "teks panjang"
    longest = 5000
    has_lines = True


class Number(Kind):
    key, word = FieldKind.NUMBER, "angka"
    column = Column.NUMBER
    in_formulas = "angka"
    may_be_skipped = is_amount = True
    usual = Decimal(10)  # as an example
    unreadable = "Isi dengan angka saja, misalnya 12 atau 12,5."
    not_whole = "Isi dengan bilangan bulat, tanpa koma."

    def read(self, text: str) -> Decimal:
        """What somebody typed; raises ValueError."""
        return read_number(text)

    def takes(self, schema: FormSchema, field: Field, raw: object) -> bool:
        number, low, high = parse_number(raw), field.minimum, field.maximum
        return number is not None and (low is None or number >= low) and (high is None or number <= high)

    def number(self, schema: FormSchema, part: Part, raw: object, figures: Figures) -> Decimal | None:
        return parse_number(raw)

    def words(self, schema: FormSchema, part: Part, raw: object) -> str:
        number = parse_number(raw)
        return super().words(schema, part, raw) if number is None else self.say(number)

    def example(self, schema: FormSchema, field: Field, given: Given) -> object:
        """The target where there is one, else the middle of the bounds; inside the bounds in any case."""
        low, high, number = field.minimum, field.maximum, given.target
        if number is None:
            number = (low + high) / 2 if low is not None and high is not None else self.usual
        step = Decimal(1).scaleb(-min(field.decimals, MAX_DECIMALS))
        return plain(within(field, number).quantize(step, rounding=ROUND_HALF_UP))


class Money(Number):
    key, word = FieldKind.MONEY, "nilai rupiah"
    in_formulas = "angka dalam rupiah"
    usual = Decimal(1_250_000)
    unreadable = "Tulis nilai rupiah dengan angka, misalnya 1.250.000 atau Rp 1.250.000."
    not_whole = "Tulis dalam rupiah penuh tanpa sen, misalnya 1.250.000."

    def read(self, text: str) -> Decimal:
        return read_rupiah(text)

    def say(self, number: Decimal, decimals: int = MAX_DECIMALS) -> str:
        return f"{'−' if number < 0 else ''}Rp {spoken(abs(number), decimals)}"

    def compared(self, text: str) -> str:
        try:
            return plain(self.read(text))
        except ValueError:
            return text


class Scale(Kind):
    key, word = FieldKind.SCALE, "rating pada skala"
    in_formulas = "angka tingkat yang dipilih"
    may_be_skipped = has_levels = is_one_of_few = True

    def takes(self, schema: FormSchema, part: Part, raw: object) -> bool:
        return level_of(schema, part, raw) is not None

    def labels(self, schema: FormSchema, part: Part) -> Mapping[str, str] | None:
        scale = schema.scale(part.scale)
        return {level.key: level.label for level in scale.levels} if scale else None

    def has_number(self, part: Part) -> bool:
        return True

    def number(self, schema: FormSchema, part: Part, raw: object, figures: Figures) -> Decimal | None:
        level = level_of(schema, part, raw)
        return level.value if level else None

    def example(self, schema: FormSchema, field: Field, given: Given) -> object:
        levels = list(self.labels(schema, field) or ())
        return levels[len(levels) // 2] if levels else None


class Choice(Kind):
    key, word = FieldKind.CHOICE, "pilih satu"
    in_formulas = "pilihan: bandingkan dengan kode tetapnya"
    may_be_skipped = has_choices = is_one_of_few = True

    def takes(self, schema: FormSchema, field: Field, raw: object) -> bool:
        return isinstance(raw, str) and raw in _choices(field)

    def labels(self, schema: FormSchema, part: Part) -> Mapping[str, str] | None:
        return _choices(part)

    def example(self, schema: FormSchema, field: Field, given: Given) -> object:
        return next(iter(_choices(field)), None)


class Choices(Choice):
    key, word = FieldKind.CHOICES, "pilih beberapa"
    may_be_skipped = is_one_of_few = False

    def takes(self, schema: FormSchema, field: Field, raw: object) -> bool:
        return _is_list_of(str, raw) and set(texts(raw)) <= _choices(field).keys()

    def known(self, field: Field, raw: object) -> object:
        return [key for key in raw if key in _choices(field)] if isinstance(raw, list) else raw

    def example(self, schema: FormSchema, field: Field, given: Given) -> object:
        return list(_choices(field))[:2]


class YesNo(Kind):
    key, word = FieldKind.YES_NO, "ya atau tidak"
    column = Column.FLAG
    in_formulas = "ya 1, tidak 0"
    is_one_of_few = True

    def takes(self, schema: FormSchema, field: Field, raw: object) -> bool:
        return isinstance(raw, bool)

    def labels(self, schema: FormSchema, part: Part) -> Mapping[str, str] | None:
        return YES_NO

    def has_number(self, part: Part) -> bool:
        return True

    def number(self, schema: FormSchema, part: Part, raw: object, figures: Figures) -> Decimal | None:
        return Decimal(int(raw)) if isinstance(raw, bool) else None

    def say(self, number: Decimal, decimals: int = MAX_DECIMALS) -> str:
        return YES_NO[YES if number else NO]

    def example(self, schema: FormSchema, field: Field, given: Given) -> object:
        return True


class Date(Kind):
    key, word = FieldKind.DATE, "tanggal"
    column = Column.DATE

    def takes(self, schema: FormSchema, field: Field, raw: object) -> bool:
        return is_day(raw)

    def example(self, schema: FormSchema, field: Field, given: Given) -> object:
        return "2026-07-15"


class Evidence(Kind):
    key, word = FieldKind.EVIDENCE, "bukti dukung"
    has_files = True

    def takes(self, schema: FormSchema, field: Field, raw: object) -> bool:
        return _is_list_of(int, raw)  # a bool is an int, but no evidence id

    def words(self, schema: FormSchema, part: Part, raw: object) -> str:
        return f"{len(texts(raw))} berkas"

    def example(self, schema: FormSchema, field: Field, given: Given) -> object:
        return list(given.files[:1])


class SystemFigure(Kind):
    key, word, noun = FieldKind.SYSTEM_FIGURE, "angka dari sistem", "Angka dari sistem"
    origin, column = Origin.SYSTEM, Column.NUMBER
    in_formulas = "angka dari sistem"
    is_amount = True

    def has_number(self, part: Part) -> bool:
        known = figure(part.source) if isinstance(part, Field) else None
        return known is None or known.is_number

    def number(self, schema: FormSchema, part: Part, raw: object, figures: Figures) -> Decimal | None:
        return parse_number(figures.get(part.source)) if isinstance(part, Field) else None


class Calculated(Kind):
    key, word, noun = FieldKind.CALCULATED, "dihitung dengan rumus", "Butir hitungan"
    origin, column = Origin.FORMULA, Column.NUMBER
    in_formulas = "hasil hitungan"
    is_amount = True


class Information(Kind):
    key, word, noun = FieldKind.INFORMATION, "teks informasi", "Teks informasi"
    origin = Origin.NOWHERE


KINDS: Mapping[FieldKind, Kind] = {
    kind.key: kind
    for kind in (
        ShortText(),
        LongText(),
        Number(),
        Money(),
        Scale(),
        Choice(),
        Choices(),
        YesNo(),
        Date(),
        Evidence(),
        SystemFigure(),
        Calculated(),
        Information(),
    )
}
_OVERALL = KINDS[FieldKind.SCALE]  # an overall rating is answered like a scale


def kind_of(part: Part) -> Kind:
    return KINDS[part.kind] if isinstance(part, Field) else _OVERALL


def answer_labels(schema: FormSchema, part: Part | Constant) -> Mapping[str, str]:
    """Key and label of each answer of ``part``, in order: what conditions and formulas compare with. May be empty."""
    return {} if isinstance(part, Constant) else kind_of(part).labels(schema, part) or {}


def longest(field: Field) -> int:
    """The greatest number of characters that may be typed."""
    return field.max_length or kind_of(field).longest


def within(field: Field, number: Decimal) -> Decimal:
    """``number``, or the bound of the field beyond which it lies."""
    if field.minimum is not None:
        number = max(number, field.minimum)
    return number if field.maximum is None else min(number, field.maximum)


def _choices(part: Part) -> dict[str, str]:
    return {choice.key: choice.label for choice in part.choices} if isinstance(part, Field) else {}


def _is_list_of(sort: type, raw: object) -> bool:
    return isinstance(raw, list) and bool(raw) and all(type(value) is sort for value in raw)
