"""What somebody finds unclear on a page of the guidance, and a question to BKPSDM."""

from django import forms

from evaluations.models import UnclearReason
from forms_config.text_fields import CleanTextField


class UnclearForm(forms.Form):
    use_required_attribute = False  # our own messages, in Indonesian

    reason = forms.ChoiceField(
        label="Apa yang membingungkan?",
        choices=UnclearReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih apa yang membingungkan."},
    )
    words = CleanTextField(
        label="Ceritakan singkat (boleh kosong)",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class QuestionForm(forms.Form):
    use_required_attribute = False

    text = CleanTextField(
        label="Pertanyaan Anda",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Jangan menulis NIP, nilai, atau penyakit siapa pun.",
        error_messages={"required": "Tulis pertanyaan Anda."},
    )
