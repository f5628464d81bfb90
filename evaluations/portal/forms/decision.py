"""Forms of the objection: the rater explains, the rater's superior decides."""

import json
from typing import Any

from django import forms

from evaluations.enums import ObjectionOutcome, Rating
from evaluations.models import Evaluation
from evaluations.portal.forms.versioned import VersionedForm
from forms_config.engine.schema import Area, FormSchema
from forms_config.text_fields import CleanTextField

LENGTH = 4000
RATINGS = {Area.HASIL_KERJA: "rating_hasil_kerja", Area.PERILAKU: "rating_perilaku"}
DEFAULT_LABELS = {Area.HASIL_KERJA: "Rating Hasil Kerja", Area.PERILAKU: "Rating Perilaku"}

# Read by reveal.js; without JavaScript both ratings are always there.
SHOWN_IF_CHANGED = json.dumps(
    {
        "match": "all",
        "conditions": [
            {"field": "outcome", "operator": "equals", "values": [ObjectionOutcome.CHANGED.value]}
        ],
    }
)


class ExplanationForm(VersionedForm):
    explanation = CleanTextField(
        label="Penjelasan Anda",
        max_length=LENGTH,
        help_text="Tanggapi setiap alasan dengan fakta dan bukti. Pegawai dan atasan Anda membacanya.",
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Tuliskan penjelasannya terlebih dahulu."},
    )


def fit_rating(field: Any, schema: FormSchema, area: Area) -> None:
    """Give a choice of ratings label, levels and their words as the frozen form has them."""
    overall = schema.overall(area)
    scale = schema.scale(overall.scale) if overall else None
    field.label = overall.label if overall else DEFAULT_LABELS[area]
    field.choices = [(level.key, level.label) for level in scale.levels] if scale else Rating.choices
    field.descriptors = {level.key: level.descriptor for level in scale.levels} if scale else {}


class DecisionForm(VersionedForm):
    """Uphold, or change with two new ratings; always with the reason."""

    outcome = forms.ChoiceField(
        label="Keputusan Anda",
        choices=ObjectionOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih keputusannya."},
    )
    rating_hasil_kerja = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    rating_perilaku = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    decision = CleanTextField(
        label="Alasan keputusan",
        max_length=LENGTH,
        help_text="Jelaskan pertimbangan Anda kepada kedua pihak. Keputusan ini final.",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Tuliskan alasannya terlebih dahulu."},
    )

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.evaluation = evaluation
        self.fields["outcome"].descriptors = {
            ObjectionOutcome.UPHELD.value: "Rating dan predikat tidak berubah.",
            ObjectionOutcome.CHANGED.value: "Anda menetapkan kedua rating yang baru di bawah ini.",
        }
        for area, name in RATINGS.items():
            field = self.fields[name]
            fit_rating(field, evaluation.form_version.parsed, area)
            field.label = f"{field.label} yang baru"
            field.show_if = SHOWN_IF_CHANGED

    @property
    def changes(self) -> bool:
        return self.cleaned_data.get("outcome") == ObjectionOutcome.CHANGED

    @property
    def new_ratings(self) -> dict[str, str]:
        """The two ratings as ``Action.DECIDE`` takes them; empty when the result stays."""
        return {name: self.cleaned_data[name] for name in RATINGS.values()} if self.changes else {}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.changes:
            return cleaned
        chosen = [cleaned.get(name) for name in RATINGS.values()]
        for name, rating in zip(RATINGS.values(), chosen, strict=True):
            if not rating and name not in self.errors:
                self.add_error(name, "Pilih rating yang baru.")
        before = [self.evaluation.rating_hasil_kerja, self.evaluation.rating_perilaku]
        if chosen == before:
            self.add_error(
                "outcome", "Kedua rating sama dengan yang lama. Ubah salah satunya, atau pilih hasil tetap."
            )
        return cleaned
