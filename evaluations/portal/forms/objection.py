"""The employee's answer to a result: a word to the rater, or an objection."""

from django import forms

from evaluations.enums import ObjectionTopic
from evaluations.portal.forms.versioned import VersionedForm
from forms_config.text_fields import CleanTextField

LENGTH = 4000
COMMENT_LENGTH = 2000


class AcknowledgementForm(forms.Form):
    use_required_attribute = False

    comment = CleanTextField(
        label="Tanggapan untuk penilai Anda, boleh dikosongkan",
        required=False,
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ObjectionForm(VersionedForm):
    topic = forms.ChoiceField(
        label="Keberatan ini terutama tentang apa?",
        choices=ObjectionTopic.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih satu yang paling mendekati."},
    )
    reasons = CleanTextField(
        label="Alasan keberatan",
        max_length=LENGTH,
        help_text="Bagian mana yang menurut Anda tidak tepat, apa faktanya, dan bukti apa yang mendukung.",
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Tuliskan alasannya terlebih dahulu."},
    )
