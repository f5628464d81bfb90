"""The frozen form: what publishing compiles and everything behind it reads.

A ``FormSchema`` is complete in itself: scales, matrix and bands are copied in, so a published form never
follows later edits. Every section, field and overall rating has a key that is unique in the form; a choice or
level has a key that is unique in its list.

Answers (JSON)::

    {field_key: value,                       # plain sections and overall ratings, flat
     rows_section_key: [{"_row": row_key, field_key: value, ...}, ...]}

Values: text ``str``; number and rupiah ``str`` of a Decimal ("12.5"); scale/choice ``str`` key; several choices
``list[str]``; yes/no ``bool``; date ``"YYYY-MM-DD"``; evidence ``list[int]`` of evidence ids. A missing
answer is an absent key; "tidak berlaku" is ``NOT_APPLICABLE``. In a condition a yes/no answer is written
``"yes"`` or ``"no"``. A calculated item is never stored with the answers: it follows from them.

Plan rows (the employee's approved work results, handed in by the caller)::

    [{"_row": "rhk-1", "kind": "UTAMA", "statement": "...", "parent": "..." | None,
      "perspective": "ANGGARAN" | "", "assigned_by": "..." | "",
      "actions": ["..." | "", ...], "period_actions": [[7 | None, "..."]],
      "indicators": [{"aspect": "QUANTITY" | "", "text": "...", "target": "12 laporan",
                      "target_value": "12" | None, "unit": "laporan", "polarity": "HIGHER",
                      "gathering": Gathering, "months": ["1" | None, ...],
                      "annual_target": "12", "target_span": TargetSpan}]}]

Some only where they are said: what is done in each month, January first; how the year comes together and what each
month is given; and, in an evaluation of less than the plan, the actions of its months and the target of the year beside
that of the days (see ``targets``).

System figures (read-only, handed in by the caller): ``{"attendance.late_minutes": "12" | None, ...}``; what
there is stands in ``figures``.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from .vocabulary import (
    Area,
    DemandKind,
    FieldKind,
    FilledBy,
    Layout,
    NotApplicable,
    Operator,
    Polarity,
    ScoreKind,
    SectionKind,
    YearRule,
)

FORMAT = 1  # version of the JSON that ``codec`` writes; raise it when a default below changes its meaning

YES, NO = "yes", "no"  # how conditions write a yes/no answer
NOT_APPLICABLE = "@na"  # stored answer "tidak berlaku"; no key of a level or choice starts with "@"


@dataclass(frozen=True, slots=True)
class ScaleLevel:
    key: str
    label: str
    value: Decimal | None = None
    descriptor: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    key: str
    label: str
    levels: tuple[ScaleLevel, ...]

    def level(self, key: str) -> ScaleLevel | None:
        return next((level for level in self.levels if level.key == key), None)


@dataclass(frozen=True, slots=True)
class Condition:
    """True when the answer to ``field`` (a field or overall-rating key) compares with ``values``.

    EQUALS and AT_LEAST look at the first value; AT_LEAST is for numbers. One of several choices suffices.
    """

    field: str
    operator: Operator
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Visibility:
    """Several conditions joined by "all" or "any"."""

    conditions: tuple[Condition, ...]
    match: str = "all"


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class ScoreBand:
    """From ``minimum`` (inclusive; None: everything below) a value counts ``score``. Highest first."""

    minimum: Decimal | None
    score: Decimal
    label: str = ""


@dataclass(frozen=True, slots=True)
class Scoring:
    """How an answer becomes a number.

    ``target`` None with ACHIEVEMENT means: target and polarity of the plan row's first indicator with one.
    ``cap`` is the highest value of one item (PP 30/2019: 120). ``bands``, where there are any, turn the capped
    value into the score that counts.
    """

    kind: ScoreKind
    weight: Decimal = Decimal(1)
    target: Decimal | None = None
    polarity: Polarity = Polarity.HIGHER
    cap: Decimal | None = None
    bands: tuple[ScoreBand, ...] = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """Makes a field required when ``field`` (a field of the same row or form, or an overall rating) is rated at
    an end of its scale, or its item score is at least ``score``."""

    kind: DemandKind
    field: str
    score: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RequiredLevel:
    """The level (key) of a competence that one kind of post needs; ``post`` as in ``figures.POSTS``."""

    post: str
    level: str


@dataclass(frozen=True, slots=True)
class LevelDescriptor:
    """What one level of the scale means for this very item."""

    level: str
    text: str


@dataclass(frozen=True, slots=True)
class Field:
    key: str
    label: str
    kind: FieldKind
    filled_by: FilledBy = FilledBy.EMPLOYEE
    required: bool = False
    help_text: str = ""
    guides: tuple[str, ...] = ()  # conduct guides, shown as a list under the label
    show_expectation: bool = False  # show the leader's expectation for this key (BerAKHLAK value)
    guidance_slug: str = ""  # a page under /panduan/
    indicator: str = ""  # code in the indicator library
    definition: str = ""
    how_measured: str = ""
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimals: int = 0
    max_length: int | None = None
    scale: str = ""
    descriptors: tuple[LevelDescriptor, ...] = ()  # the field's own descriptors, instead of the scale's
    required_level: str = ""  # level of the scale that a post needs (competence), unless its kind is listed:
    required_levels: tuple[RequiredLevel, ...] = ()
    choices: tuple[Choice, ...] = ()
    max_files: int = 5
    extensions: tuple[str, ...] = ()  # empty: every permitted kind
    source: str = ""  # system figure, e.g. "attendance.late_minutes"
    formula: str = ""  # of a calculated item, in the language of ``formulas``; rounded to ``decimals``
    not_applicable: NotApplicable = NotApplicable.REFUSED
    demand: Demand | None = None  # the case in which it is required as well
    visible_if: Visibility | None = None
    scoring: Scoring | None = None


@dataclass(frozen=True, slots=True)
class OverallRating:
    """One rating by the rater for the whole section (PermenPANRB 6/2022: one for each area)."""

    key: str
    label: str
    scale: str
    help_text: str = ""
    extremes_need_fact: bool = False  # the first and the last level of the scale: see ``extremes``
    is_suggested: bool = False  # from the rated items of the section: see ``suggesting``


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    label: str
    kind: SectionKind
    area: Area = Area.GENERAL
    description: str = ""
    guidance_slug: str = ""
    fields: tuple[Field, ...] = ()
    overall: OverallRating | None = None
    min_rows: int = 0
    max_rows: int | None = None
    row_label: str = "Baris"
    layout: Layout = Layout.CARDS
    visible_if: Visibility | None = None

    @property
    def parts(self) -> tuple[Field | OverallRating, ...]:
        """The fields, then the overall rating: everything here that is answered under its own key."""
        return (*self.fields, self.overall) if self.overall else self.fields


@dataclass(frozen=True, slots=True)
class PredikatLevel:
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class MatrixScheme:
    """Decision table: (rating hasil kerja, rating perilaku) → predikat code."""

    key: str
    label: str
    levels: tuple[PredikatLevel, ...]
    cells: tuple[tuple[str, str, str], ...]  # (hasil_kerja, perilaku, predikat)
    legal_basis: str = ""

    def cell(self, hasil_kerja: str | None, perilaku: str | None) -> str | None:
        return next((c for a, b, c in self.cells if (a, b) == (hasil_kerja, perilaku)), None)


@dataclass(frozen=True, slots=True)
class WeightSet:
    """Weights in per cent per section key; used when ``condition`` holds (None: when no other set's does)."""

    weights: tuple[tuple[str, Decimal], ...]
    label: str = ""
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """From ``minimum`` (inclusive) up, and ``condition`` must hold. Tried in order, highest first."""

    code: str
    label: str
    minimum: Decimal | None  # None: everything below
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class WeightedScheme:
    """Supporting index: weighted mean of section scores, rounded half up, then looked up in bands."""

    key: str
    label: str
    weight_sets: tuple[WeightSet, ...]
    bands: tuple[Band, ...]
    decimals: int = 2
    legal_basis: str = ""


@dataclass(frozen=True, slots=True)
class Constant:
    """A number kept in one place (working days of the year, say), as it stood when the form was published."""

    key: str
    label: str
    value: Decimal
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A guidance page that the employee must have read before the first submission."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class FormSchema:
    key: str
    title: str
    sections: tuple[Section, ...]
    scales: tuple[Scale, ...] = ()
    matrix: MatrixScheme | None = None
    index: WeightedScheme | None = None
    introduction: str = ""
    constants: tuple[Constant, ...] = ()
    reading: Reading | None = None
    year_rule: YearRule = YearRule.REFERENCE  # of an annual evaluation: see ``yearly``
    format: int = field(default=FORMAT)

    def scale(self, key: str) -> Scale | None:
        """The scale, or None: a draft in preview may name one that is gone (``checks`` reports it)."""
        return next((scale for scale in self.scales if scale.key == key), None)

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)

    def part(self, key: str) -> Field | OverallRating | None:
        return next((part for section in self.sections for part in section.parts if part.key == key), None)

    def overall(self, area: Area) -> OverallRating | None:
        """The overall rating of the first section of ``area`` that carries one."""
        return next((s.overall for s in self.sections if s.area == area and s.overall), None)
