"""The form with which somebody writes a line a day."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import Truncator

from evaluations.domain.evaluating.daily import OUTSIDE, Aim, Line
from evaluations.models.daily import TEXT_LENGTH
from evaluations.portal.forms.plan_parts import NumberField
from forms_config.text_fields import CleanTextField

GROUP_LENGTH = 90  # letters of a work result that a phone shows above its indicators
# Of ``Refused`` codes: where it is said.
FIELD_OF = {
    "future_day": "day", "not_kept": "day", "too_far_back": "day", "unknown_aim": "aim", "bad_quantity": "quantity",
    "text_required": "text", "text_too_long": "text",
}  # fmt: skip


class DailyForm(forms.Form):
    """What, for which work result, how much. ``aims`` are those of the day, in the order of the plan."""

    use_required_attribute = False  # our own messages, in Indonesian

    day = forms.DateField(
        label="Hari",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Pilih harinya.", "invalid": "Tulis tanggal seperti 30-11-2026."},
    )
    aim = forms.ChoiceField(
        label="Untuk hasil kerja",
        error_messages={
            "required": "Pilih hasil kerjanya.",
            "invalid_choice": "Hasil kerja ini tidak ada dalam SKP Anda pada hari itu. Pilih yang lain.",
        },
    )
    text = CleanTextField(
        label="Apa yang Anda kerjakan",
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Tuliskan apa yang Anda kerjakan."},
    )
    quantity = NumberField(
        label="Berapa banyak", help_text="Angka saja, dengan satuan pada SKP. Kosongkan bila tidak dihitung."
    )

    def __init__(self, *args: Any, aims: Sequence[Aim], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.aims = {code_of(aim): aim for aim in (*aims, OUTSIDE)}
        self.fields["aim"].choices = choices(aims)
        self.fields["day"].widget.attrs["max"] = f"{timezone.localdate():%Y-%m-%d}"

    @property
    def line(self) -> Line:
        """What the valid form says."""
        typed = self.cleaned_data
        return Line(typed["day"], typed["text"], self.aims[typed["aim"]], typed["quantity"])


def code_of(aim: Aim) -> str:
    return "-" if aim == OUTSIDE else f"{aim.key}:{aim.indicator}"


def choices(aims: Sequence[Aim]) -> list[Any]:
    """The indicators under their work results, for the select."""
    grouped: list[Any] = [
        (Truncator(result).chars(GROUP_LENGTH), [(code_of(aim), _label(aim)) for aim in found])
        for (_, result), found in groupby(aims, key=lambda aim: (aim.key, aim.result))
    ]
    return [*grouped, ("Di luar SKP", [(code_of(OUTSIDE), "Tugas tambahan atau lainnya")])]


def _label(aim: Aim) -> str:
    unit = f" ({aim.unit})" if aim.unit else ""
    return f"{aim.indicator or aim.result}{unit}"


def typed_day(form_data: Any) -> date:
    """The day that was posted, to offer the plan of that day; today where it cannot be read."""
    try:
        return forms.DateField().clean(form_data.get("day"))
    except forms.ValidationError:
        return timezone.localdate()
