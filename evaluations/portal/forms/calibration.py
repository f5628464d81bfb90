"""Forms of the calibration: other ratings for one person, and the end with who was there."""

from typing import Any

from django import forms

from evaluations.models import Evaluation
from evaluations.portal.forms.decision import RATINGS, fit_rating
from evaluations.portal.forms.versioned import VersionedForm
from forms_config.text_fields import CleanTextField

MOST_ATTENDEES = 200


class ChangeForm(VersionedForm):
    """Both ratings, as they stand at first, and why they change."""

    rating_hasil_kerja = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": "Pilih rating hasil kerja."}
    )
    rating_perilaku = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": "Pilih rating perilaku."}
    )
    reason = CleanTextField(
        label="Alasan perubahan",
        max_length=2000,
        help_text="Penilai langsung membacanya; pegawai setelah hasil disampaikan.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Tuliskan alasannya terlebih dahulu."},
    )

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        now = {name: getattr(evaluation, name) for name in RATINGS.values()}
        kwargs["initial"] = now | {"version": evaluation.version} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        for area, name in RATINGS.items():
            fit_rating(self.fields[name], evaluation.form_version.parsed, area)

    @property
    def ratings(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in RATINGS.values()}


class ClosingForm(forms.Form):
    """Who was there, of the raters and beside them, and what was concluded."""

    present = forms.MultipleChoiceField(
        label="Penilai yang hadir", widget=forms.CheckboxSelectMultiple, required=False
    )
    others = CleanTextField(
        label="Lainnya yang hadir",
        required=False,
        max_length=4000,
        help_text="Satu orang per baris, dengan jabatannya.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    conclusion = CleanTextField(
        label="Kesimpulan",
        max_length=4000,
        help_text="Apa yang dibahas dan disepakati. Tercetak pada berita acara.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Tuliskan kesimpulannya terlebih dahulu."},
    )

    def __init__(self, *args: Any, raters: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].choices = [(name, name) for name in raters]

    def clean_others(self) -> str:
        others = self.cleaned_data["others"]
        if len(others.splitlines()) > MOST_ATTENDEES:
            raise forms.ValidationError(f"Paling banyak {MOST_ATTENDEES} orang.")
        return others

    @property
    def attendees(self) -> list[str]:
        return [*self.cleaned_data["present"], *self.cleaned_data["others"].splitlines()]
