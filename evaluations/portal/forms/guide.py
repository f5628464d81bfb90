"""The reason for a team that deviates from the pattern of distribution."""

from django import forms

from forms_config.text_fields import CleanTextField


class DeviationForm(forms.Form):
    reason = CleanTextField(
        label="Mengapa sebaran tim ini berbeda dari pola",
        max_length=2000,
        help_text="Sebutkan faktanya, misalnya target yang terlampaui. Tersimpan dengan nama dan waktunya.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Tuliskan alasannya terlebih dahulu."},
    )
