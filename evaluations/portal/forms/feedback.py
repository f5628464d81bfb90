"""The form with which a superior writes a note (umpan balik)."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from evaluations.domain.evaluating.feedback import TEXT_LENGTH
from evaluations.enums import PLAIN_NOTE, CoreValue, FeedbackKind
from evaluations.models import WorkResult
from forms_config.text_fields import CleanTextField

GENERAL = ""
VALUE, RESULT = "nilai", "hasil"
KINDS = [*FeedbackKind.choices, ("", PLAIN_NOTE)]


class FeedbackForm(forms.Form):
    """One note about a day: general, about one BerAKHLAK value, or about one work result of the plan."""

    use_required_attribute = False  # our own messages, in Indonesian

    kind = forms.ChoiceField(
        label="Jenis", choices=KINDS, required=False, widget=forms.RadioSelect, initial=FeedbackKind.PRAISE
    )
    about_on = forms.DateField(
        label="Tentang tanggal",
        help_text="Tanggal kejadian atau pekerjaan yang Anda bahas.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    about = forms.ChoiceField(label="Tentang apa", required=False)
    text = CleanTextField(
        label="Umpan balik",
        max_length=TEXT_LENGTH,
        help_text="Sebutkan apa yang terjadi, dampaknya, dan harapan Anda. Pegawai langsung membacanya.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, results: Iterable[WorkResult], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["about_on"].initial = timezone.localdate
        self.fields["about"].choices = about_choices(results)

    @property
    def subject(self) -> dict[str, str]:
        """What it is about and says, of the valid form, as ``evaluating.feedback.give_feedback`` takes it."""
        what, _, key = self.cleaned_data["about"].partition(":")
        return {
            "kind": self.cleaned_data["kind"],
            "value": key if what == VALUE else "",
            "result_key": key if what == RESULT else "",
        }


def about_choices(results: Iterable[WorkResult]) -> list[Any]:
    """What a note may be about, grouped for the select."""
    choices: list[Any] = [
        (GENERAL, "Umum"),
        ("Nilai BerAKHLAK", [(f"{VALUE}:{code}", label) for code, label in CoreValue.choices]),
    ]
    planned = [(f"{RESULT}:{row.key}", row.statement) for row in results]
    return [*choices, ("Hasil kerja", planned)] if planned else choices
