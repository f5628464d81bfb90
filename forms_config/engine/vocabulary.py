"""The words of which a form is made; ``schema`` puts them together. Their values stand in every published version."""

from enum import StrEnum


class FieldKind(StrEnum):
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    SCALE = "scale"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    DATE = "date"
    EVIDENCE = "evidence"
    SYSTEM_FIGURE = "system_figure"
    CALCULATED = "calculated"
    INFORMATION = "information"


class FilledBy(StrEnum):
    EMPLOYEE = "employee"
    RATER = "rater"


class SectionKind(StrEnum):
    PLAIN = "plain"
    PLAN_ROWS = "plan_rows"
    FREE_ROWS = "free_rows"


class Layout(StrEnum):
    """How the rows of a section are drawn."""

    CARDS = "cards"
    TABLE = "table"  # one line per row, one column per field


class Area(StrEnum):
    """What a section is about: decides where its overall rating and score are reported."""

    HASIL_KERJA = "hasil_kerja"
    PERILAKU = "perilaku"
    KOMPETENSI = "kompetensi"
    GENERAL = "general"


class YearRule(StrEnum):
    """What an annual evaluation takes from the months and quarters before it: never more than a suggestion."""

    REFERENCE = "REFERENCE"  # they are shown
    MOST_FREQUENT = "MOST_FREQUENT"
    LAST = "LAST"


class Operator(StrEnum):
    EQUALS = "equals"
    ONE_OF = "one_of"
    AT_LEAST = "at_least"
    IS_EMPTY = "is_empty"
    IS_NOT_EMPTY = "is_not_empty"


class Polarity(StrEnum):
    HIGHER = "HIGHER"  # higher is better: realisation / target x 100
    LOWER = "LOWER"  # lower is better: (1 + (1 - realisation / target)) x 100


class Gathering(StrEnum):
    """How the year of an indicator comes together from its months."""

    CUMULATIVE = "CUMULATIVE"  # the months add up to the year
    AVERAGE = "AVERAGE"  # every month has the target of the year
    END_STATE = "END_STATE"  # what stands at the end of the year counts; months may have milestones


class TargetSpan(StrEnum):
    """For which days the target of a plan row was made, where they are not all days of the plan."""

    MONTH = "MONTH"
    QUARTER = "QUARTER"
    PART = "PART"  # any other days, as after a transfer


class ScoreKind(StrEnum):
    LEVEL = "level"  # value of the chosen scale level
    VALUE = "value"  # the number itself
    ACHIEVEMENT = "achievement"  # realisation against a target, with polarity and cap


class NotApplicable(StrEnum):
    """Whether an item may be answered with "tidak berlaku", and what it then counts in its section."""

    REFUSED = "refused"
    LEFT_OUT = "left_out"  # its weight goes to the other items
    ZERO = "zero"
    FULL = "full"  # the highest level, the field's maximum, or 100 per cent of the target


class DemandKind(StrEnum):
    EXTREME = "extreme"  # the rating is the lowest or the highest level of its scale
    SCORE_AT_LEAST = "score_at_least"
