"""What the months and quarters of a year say to its annual rating: to be read, or a suggestion by the rule of the form.

PermenPANRB 6/2022 knows no formula from periodic evaluations to the annual one: the rater gives both ratings again. So
a rule only suggests (``FormSchema.year_rule``), and says from which results. A period without a result counts as
nothing, neither for nor against.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .explain import Step, StepKind, to_others
from .schema import Area, FormSchema, OverallRating, ScaleLevel
from .vocabulary import YearRule

RATED = (Area.HASIL_KERJA, Area.PERILAKU)
TITLE = "Hasil sepanjang tahun"
RULES = {
    YearRule.REFERENCE: "Hasil bulanan dan triwulanan menjadi bahan. Rating tahunan ditetapkan penilai Anda.",
    YearRule.MOST_FREQUENT: (
        "Formulir ini menyarankan rating yang paling sering sepanjang tahun. Penilai Anda boleh menetapkan lain."
    ),
    YearRule.LAST: (
        "Formulir ini menyarankan rating dari hasil terakhir tahun itu. Penilai Anda boleh menetapkan lain."
    ),
}


@dataclass(frozen=True, slots=True)
class Month:
    """One period of the year, in order. ``hasil_kerja``, ``perilaku``: keys of levels, None without a known result."""

    label: str
    hasil_kerja: str | None = None
    perilaku: str | None = None

    def level_key(self, area: Area) -> str | None:
        return self.hasil_kerja if area == Area.HASIL_KERJA else self.perilaku


@dataclass(frozen=True, slots=True)
class YearSuggestion:
    """For one overall rating; ``given`` are the results on its scale, in order. ``level`` None: none is suggested."""

    overall: OverallRating
    rule: YearRule
    given: tuple[tuple[str, ScaleLevel], ...]
    lacking: tuple[str, ...]
    level: ScaleLevel | None

    @property
    def sentence(self) -> str:
        """ "Saran dari hasil setahun: Sesuai Ekspektasi, karena 7 dari 9 hasil Sesuai Ekspektasi, 2 Di Atas …"."""
        if not self.given:
            return "Belum ada hasil bulanan atau triwulanan tahun ini, jadi tidak ada saran."
        if self.level is None:
            told = f"Hasil setahun terbagi, jadi tidak ada saran: {self._counted()}."
        else:
            told = f"Saran dari hasil setahun: {self.level.label}, karena {self._why}."
        return f"{told} Tanpa hasil: {', '.join(self.lacking)}." if self.lacking else told

    @property
    def _why(self) -> str:
        if self.rule == YearRule.LAST:
            return f"itu hasil terakhir, {self.given[-1][0]}"
        first, *others = _by_number(self.given)
        rest = "".join(f", {number} {level.label}" for level, number in others)
        return f"{first[1]} dari {len(self.given)} hasil {first[0].label}{rest}"

    def _counted(self) -> str:
        return ", ".join(f"{number} {level.label}" for level, number in _by_number(self.given))


def rule_words(schema: FormSchema, *, is_own: bool) -> str:
    """What the form takes from the year, to the person or about them."""
    words = RULES[schema.year_rule]
    return words if is_own else to_others(words)


def year_suggestions(schema: FormSchema, months: Sequence[Month]) -> list[YearSuggestion]:
    """For each of the two ratings, in their order; none where the form only shows the year."""
    if schema.year_rule == YearRule.REFERENCE:
        return []
    found = ((area, schema.overall(area)) for area in RATED)
    return [_of(schema, area, overall, months) for area, overall in found if overall is not None]


def year_step(schema: FormSchema, months: Sequence[Month]) -> Step | None:
    """For the explanation: the rule, what it suggested, and each period with its ratings; None without any period."""
    if not months or all(schema.overall(area) is None for area in RATED):
        return None
    suggested = (f"{one.overall.label}: {one.sentence}" for one in year_suggestions(schema, months))
    rows = tuple((month.label, _ratings(schema, month)) for month in months)
    return Step(StepKind.YEAR, TITLE, " ".join([RULES[schema.year_rule], *suggested]), rows)


def _of(schema: FormSchema, area: Area, overall: OverallRating, months: Iterable[Month]) -> YearSuggestion:
    leveled = [(month.label, _level(schema, overall, month.level_key(area))) for month in months]
    given = tuple((label, level) for label, level in leveled if level is not None)
    lacking = tuple(label for label, level in leveled if level is None)
    return YearSuggestion(overall, schema.year_rule, given, lacking, _suggested(schema.year_rule, given))


def _suggested(rule: YearRule, given: Sequence[tuple[str, ScaleLevel]]) -> ScaleLevel | None:
    if not given:
        return None
    if rule == YearRule.LAST:
        return given[-1][1]
    ordered = _by_number(given)
    is_shared = len(ordered) > 1 and ordered[0][1] == ordered[1][1]
    return None if is_shared else ordered[0][0]


def _by_number(given: Iterable[tuple[str, ScaleLevel]]) -> list[tuple[ScaleLevel, int]]:
    """The levels with how often they were given, the most frequent first."""
    return Counter(level for _, level in given).most_common()


def _ratings(schema: FormSchema, month: Month) -> str:
    """Both in words."""
    said = []
    for area in RATED:
        overall = schema.overall(area)
        level = _level(schema, overall, month.level_key(area)) if overall else None
        if overall is not None and level is not None:
            said.append(f"{overall.label} {level.label}")
    return ", ".join(said) or "tanpa hasil"


def _level(schema: FormSchema, overall: OverallRating, key: str | None) -> ScaleLevel | None:
    """None also for a level that this form's scale does not have."""
    scale = schema.scale(overall.scale)
    return scale.level(key) if scale is not None and key else None
