"""What a name in a formula means in one form, and which names there are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from ..kinds import answer_labels, kind_of
from ..schema import Constant, Field, FormSchema, OverallRating, Section, SectionKind
from .errors import closest, fault
from .nodes import Name, walk
from .parser import Formula
from .tokens import NAME, WORDS

Part = Field | OverallRating | Constant


class Meaning(StrEnum):
    """Where a name finds its value; the text tells officers."""

    CONSTANT = "konstanta"
    FORM = "isian formulir"
    ROW = "isian baris ini"
    COLUMN = "isian setiap baris: pakai di dalam sum, avg, min, max, atau count"


@dataclass(frozen=True, slots=True)
class Reference:
    """A name that was found. ``section`` is None for a constant."""

    meaning: Meaning
    part: Part
    section: Section | None = None


@dataclass(frozen=True, slots=True)
class KnownName:
    """One name to insert. ``what`` says in Indonesian what it stands for.

    ``answers``: (key, label) that it can be compared with in quotes.
    """

    name: str
    label: str
    meaning: Meaning
    what: str
    answers: tuple[tuple[str, str], ...] = ()


class Names:
    """The names of one form. Within a rows section (``home``) its own fields come first."""

    def __init__(self, schema: FormSchema) -> None:
        self.schema = schema
        self.constants = {constant.key: constant for constant in schema.constants}
        self.parts: dict[str, tuple[Section, Field | OverallRating]] = {}
        for section in schema.sections:
            for part in section.parts:
                self.parts.setdefault(part.key, (section, part))

    def find(self, name: str, home: Section | None = None) -> Reference | None:
        """What ``name`` means in a formula that stands in ``home``; None when the form does not know it."""
        section_key, _, key = name.rpartition(".")
        section, part = self.parts.get(key, (None, None))
        if section is None or part is None:
            constant = None if section_key else self.constants.get(key)
            return Reference(Meaning.CONSTANT, constant) if constant else None
        if section_key and section_key != section.key:
            return None
        if section.kind == SectionKind.PLAIN or isinstance(part, OverallRating):
            return Reference(Meaning.FORM, part, section)
        in_row = home is not None and home.key == section.key and not section_key
        return Reference(Meaning.ROW if in_row else Meaning.COLUMN, part, section)

    def closest(self, name: str, home: Section | None = None) -> str | None:
        """The known name that looks most like ``name``."""
        known = {one.name: one.name for one in self.known(home)}
        known |= {full.rpartition(".")[2]: full for full in known if "." in full}
        guess = closest(name, known)
        return known[guess] if guess else None

    def known(self, home: Section | None = None) -> tuple[KnownName, ...]:
        """Every name with a use in a formula of ``home``, in the order of the form; then the constants."""
        return tuple(one for one in self._known(home) if is_writable(one.name))

    def _known(self, home: Section | None) -> Iterable[KnownName]:
        for section in self.schema.sections:
            for part in section.parts:
                reference = self.find(part.key, home)
                what = describe(part)
                is_column = reference is not None and reference.meaning == Meaning.COLUMN
                if reference and reference.part is part and what and (is_number(part) or not is_column):
                    name = f"{section.key}.{part.key}" if is_column else part.key
                    answers = answer_labels(self.schema, part)
                    yield KnownName(name, part.label, reference.meaning, what, tuple(answers.items()))
        for constant in self.schema.constants:
            if constant.key not in self.parts:
                yield KnownName(constant.key, constant.label, Meaning.CONSTANT, describe(constant))


def known_names(schema: FormSchema, home: Section | None = None) -> tuple[KnownName, ...]:
    """The names that the editor offers for a formula; ``home`` is the section in which it stands."""
    return Names(schema).known(home)


def refuse_unknown(formula: Formula, known: Collection[str]) -> None:
    """Raises FormulaError at the first name that is not among ``known``."""
    for node in walk(formula.root):
        if isinstance(node, Name) and node.text not in known:
            guess = closest(node.text, known)
            hint = f"mungkin maksud Anda {guess}" if guess else "pakai isian atau tetapan yang ada"
            raise fault(formula.text, node.start, len(node.text), f"nama ini tidak dikenal, {hint}")


def is_writable(name: str) -> bool:
    """Whether ``name`` can stand in a formula: a key with a hyphen or named "dan" cannot."""
    return NAME.fullmatch(name) is not None and name.lower() not in WORDS


def is_number(part: Part) -> bool:
    """Whether a formula can reckon with it."""
    return isinstance(part, Constant) or kind_of(part).has_number(part)


def describe(part: Part) -> str:
    """What it stands for, in a few Indonesian words; empty for what no formula can use."""
    if isinstance(part, Constant):
        return "angka tetap"
    kind = kind_of(part)
    return kind.in_formulas if kind.has_choices or kind.has_number(part) else ""
