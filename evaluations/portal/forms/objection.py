"""The employee's objection."""

from django import forms

from evaluations.portal.forms.versioned import VersionedForm
from forms_config.text_fields import CleanTextField

LENGTH = 4000


class ObjectionForm(VersionedForm):
    reasons = CleanTextField(
        label="Alasan keberatan",
        max_length=LENGTH,
        help_text="Bagian mana yang menurut Anda tidak tepat, apa faktanya, dan bukti apa yang mendukung.",
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Tuliskan alasannya terlebih dahulu."},
    )
