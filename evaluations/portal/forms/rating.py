"""What the rater writes beside the form itself."""

from django import forms

from evaluations.portal.forms.versioned import VersionedForm
from forms_config.text_fields import CleanTextField

LENGTH = 4000


class RemarksForm(VersionedForm):
    """Notes and recommendation (Dokumen Evaluasi, section 5), and the reason for giving the report back."""

    notes = CleanTextField(
        label="Catatan",
        required=False,
        max_length=LENGTH,
        help_text="Apa yang sudah baik dan apa yang perlu diperbaiki. Pegawai membacanya bersama hasil.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    recommendation = CleanTextField(
        label="Rekomendasi",
        required=False,
        max_length=LENGTH,
        help_text="Misalnya pelatihan, pendampingan, atau penugasan.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason = CleanTextField(
        label="Alasan pengembalian",
        required=False,
        max_length=LENGTH,
        help_text="Sebutkan apa yang perlu diperbaiki. Pegawai membacanya dan dapat mengirim ulang.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @property
    def remarks(self) -> dict[str, str]:
        """``notes`` and ``recommendation`` as ``Action.RATE`` takes them."""
        return {name: self.cleaned_data.get(name, "") for name in ("notes", "recommendation")}
