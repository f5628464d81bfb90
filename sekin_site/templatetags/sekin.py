"""Template tags of the design system: icons, Indonesian numbers and dates, the look of states.

Numbers: ``angka`` is for people ("1.234,5"), ``svg_number`` for SVG and attributes ("1234.5"), since the
locale would print a decimal comma there and break the drawing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from django import forms, template
from django.template import engines
from django.templatetags.static import static
from django.utils import dateformat, numberformat, timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from evaluations.domain.evaluating.lateness import NAMES
from evaluations.domain.periods.segments import days_of
from evaluations.duties import EVALUATION, PLAN
from evaluations.enums import Lateness, Stage, State, Step
from evaluations.models import Evaluation
from forms_config.engine.ranks import rank_in_words
from forms_config.finding import place_of
from forms_config.guidance_references import filled_in

register = template.Library()
register.filter("place", place_of)

Number = Decimal | int | float

MISSING = "–"

# The look only: labels come from the enums, tones from the CSS class of the same name.
STATE_ICONS = {state.value: standing.icon for state, standing in (PLAN | EVALUATION).items()}
PREDIKAT_ICONS = {
    "SANGAT_KURANG": "level-1",
    "KURANG": "level-2",
    "BUTUH_PERBAIKAN": "level-3",
    "BAIK": "level-4",
    "SANGAT_BAIK": "level-5",
}
RATING_ICONS = {"ABOVE": "arrow-up", "MEETS": "equal", "BELOW": "arrow-down"}
BADGE_ICONS = STATE_ICONS | PREDIKAT_ICONS | RATING_ICONS
TONE_ICONS = {"success": "check-circle", "warning": "alert", "error": "alert"}

STEP_LABELS = ("Mengisi", "Dikirim", "Dinilai", "Disampaikan", "Selesai")
# The place of the step at which an evaluation of a stage stands; at the end every step is done.
PLACES = {
    Stage.NOT_STARTED: 0,
    Stage.IN_PROGRESS: 0,
    Stage.SUBMITTED: 1,
    Stage.RATED: 2,
    Stage.DELIVERED: 3,
    Stage.FINAL: len(STEP_LABELS),
}

LATE_WORDS = {
    (Step.FILL, Lateness.MISSING): "Lewat batas kirim",
    (Step.FILL, Lateness.LATE): "Terlambat mengirim",
    (Step.RATE, Lateness.MISSING): "Lewat batas nilai",
    (Step.RATE, Lateness.LATE): "Terlambat dinilai",
}


@dataclass(frozen=True, slots=True)
class WorkflowStep:
    """One point of ``components/steps.html``; ``state`` is done, current or todo, as in its CSS class."""

    label: str
    state: str
    note: str = ""

    @property
    def is_done(self) -> bool:
        return self.state == "done"

    @property
    def is_current(self) -> bool:
        return self.state == "current"


@dataclass(frozen=True, slots=True)
class LateStep:
    """One ``components/late_badge.html``."""

    text: str
    is_missing: bool


@register.simple_tag
@cache  # of a page a tenth of the time, else
def icon(name: str, css_class: str = "") -> SafeString:
    """An icon of ``img/icons.svg``. Always decoration: the words beside it carry the meaning."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f" {css_class}" if css_class else "",
        static("sekin/img/icons.svg"),
        name,
    )


@register.filter
def told(text: object) -> SafeString:
    """A text of the guidance with what its ``[[kode]]`` stand for. What is no safe HTML yet is escaped."""
    return SafeString(filled_in(conditional_escape(text)))


@register.simple_tag
def drawn(name: str, **context: object) -> SafeString:
    """A template of ``templates/forms/`` (see ``sekin_site.jinja``, which escapes what stands in it)."""
    return SafeString(engines["jinja2"].get_template(name).render(context))


@register.inclusion_tag("components/columns.html")
def columns(*labels: str) -> dict[str, tuple[str, ...]]:
    """The head of a table."""
    return {"labels": labels}


@register.inclusion_tag("evaluations_admin/_select.html")
def select(
    label: str,
    name: str,
    options: Iterable[tuple[Any, Any]],
    chosen: object,
    every: str = "Semua",
    is_wide: bool = False,
) -> dict[str, Any]:
    """A choice in the filter of an admin list. ``options`` may be in groups, as for Django; ``every``: no choice."""
    choices = [("", every)] if every else []
    widget = forms.Select(choices=[*choices, *options])
    return {"label": label, "select": widget.render(name, chosen), "is_wide": is_wide}


@register.filter
def badge_icon(code: str) -> str:
    """Icon of an evaluation state, predikat or rating, so that colour never stands alone."""
    return BADGE_ICONS.get(code, "info")


@register.filter
def tone_icon(tone: str) -> str:
    """Icon of a callout: success, warning, error; anything else is information."""
    return TONE_ICONS.get(tone, "info")


@register.filter
def workflow_steps(state: str) -> list[WorkflowStep]:
    """Mengisi → Dikirim → Dinilai → Disampaikan → Selesai, seen from ``state``."""
    standing = EVALUATION[State(state)]
    place, note = PLACES[standing.stage], standing.remark
    done = [WorkflowStep(label, "done") for label in STEP_LABELS[:place]]
    current = [WorkflowStep(label, "current", note) for label in STEP_LABELS[place : place + 1]]
    return done + current + [WorkflowStep(label, "todo") for label in STEP_LABELS[place + 1 :]]


@register.filter
def late_steps(evaluation: Evaluation, step: str = "") -> list[LateStep]:
    """What of an evaluation ``with_lateness`` was late or is missing; of one ``step`` only, where it is named.

    Nobody is late with rating what was not handed in.
    """
    found = [(one, getattr(evaluation, NAMES[one])) for one in Step if step in ("", one)]
    return [
        LateStep(LATE_WORDS[one, how], is_missing=how == Lateness.MISSING)
        for one, how in found
        if (one, how) in LATE_WORDS
        and (how == Lateness.LATE or one == Step.FILL or evaluation.is_to_be_rated)
    ]


@register.filter
def angka(value: Number | None, decimals: int | None = None) -> str:
    """``1234.50`` → "1.234,5"; with ``decimals`` exactly so many, rounded half up. ``None`` → "–"."""
    if value is None or value == "":
        return MISSING
    number = Decimal(str(value))
    if decimals is not None:
        number = number.quantize(Decimal(1).scaleb(-int(decimals)), rounding=ROUND_HALF_UP)
    elif number == number.to_integral_value():
        number = number.quantize(Decimal(1))
    else:
        number = number.normalize()
    return numberformat.format(number, ",", grouping=3, thousand_sep=".", force_grouping=True, use_l10n=False)


@register.filter
def svg_number(value: Number) -> str:
    """At most two decimals with a point, whatever the language: for SVG coordinates and attributes."""
    number = Decimal(str(value)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".")


@register.filter
def share(value: Number | None, total: Number | None) -> Decimal:
    """``value`` as a percentage of ``total`` between 0 and 100, for the length of a bar."""
    if not value or not total:
        return Decimal(0)
    return max(Decimal(0), min(Decimal(100), Decimal(str(value)) / Decimal(str(total)) * 100))


@register.filter
def tanggal(value: date | datetime | None) -> str:
    """A day in Bantul: "3 Juli 2026"; ``None`` → "–"."""
    return MISSING if not value else dateformat.format(_local(value), "j F Y")


@register.filter
def tanggal_pendek(value: date | datetime | None) -> str:
    """A day for narrow columns: "3 Jul 2026"; ``None`` → "–"."""
    return MISSING if not value else dateformat.format(_local(value), "j M Y")


@register.filter
def pangkat(rank: str) -> str:
    """The name of a golongan: "Penata Muda Tingkat I, III/b"; none → "–"."""
    return rank_in_words(rank) or MISSING


@register.filter
def bagian(evaluation: Evaluation) -> str:
    """Which part of its period an evaluation covers: "Bagian 1: 1–14 Juli 2026"; empty for the whole."""
    return days_of(evaluation)


@register.filter
def waktu(value: datetime | None) -> str:
    """A moment in Bantul: "3 Juli 2026 pukul 14.03"; ``None`` → "–"."""
    return MISSING if not value else dateformat.format(_local(value), r"j F Y \p\u\k\u\l H.i")


@register.filter
def durasi(value: timedelta) -> str:
    """A length of time in words, rounded up to minutes: "15 menit", "2 jam 5 menit"."""
    minutes = -int(-value.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} jam"] * bool(hours) + [f"{rest} menit"] * bool(rest or not hours)
    return " ".join(parts)


@register.filter
def inisial(name: object) -> str:
    """Two letters for the round picture: "Drs. Budi Santoso, M.M." → "BS"."""
    words = [word for word in str(name).split(",")[0].split() if word[0].isalpha() and not word.endswith(".")]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def breakable(text: str) -> str:
    """Lets a narrow cell break "Kurang/misconduct" behind the slash."""
    return text.replace("/", "/\N{ZERO WIDTH SPACE}")


@register.filter
def lookup(mapping: Mapping[Any, object], key: object) -> object:
    """``mapping[key]`` for a key that is a variable, as it is or as text; an empty text where it is missing."""
    return mapping.get(key, mapping.get(str(key), ""))


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
