"""What the rater's superior writes where a rating goes back."""

from django import forms

from evaluations.portal.forms.versioned import VersionedForm
from forms_config.text_fields import CleanTextField


class ApprovalForm(VersionedForm):
    reason = CleanTextField(
        label="Alasan pengembalian",
        required=False,
        max_length=4000,
        help_text="Penilai membacanya dan menilai lagi; isiannya tetap ada. Pegawai tidak membacanya.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
