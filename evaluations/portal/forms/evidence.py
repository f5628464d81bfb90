"""Evidence that is not uploaded: a link, and the number of a letter."""

from typing import Any

from django import forms

from evaluations.domain.evaluating.evidence import add_letter, add_link
from evaluations.domain.evaluating.evidence.references import NAME_LENGTH, NUMBER_LENGTH
from evaluations.models import Evaluation, Evidence
from evaluations.models.evidence import LINK_LENGTH
from forms_config.text_fields import CleanTextField


class LinkForm(forms.Form):
    use_required_attribute = False  # our own messages, in Indonesian

    url = CleanTextField(
        label="Alamat tautan",
        max_length=LINK_LENGTH,
        help_text="Diawali https:// dan dapat dibuka penilai Anda. Periksa izin berbaginya.",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        error_messages={"required": "Tempelkan alamat tautannya."},
    )
    title = CleanTextField(
        label="Nama bukti", max_length=NAME_LENGTH, required=False, help_text="Misalnya: Rekap layanan Juli."
    )

    def kept(self, evaluation: Evaluation, *, actor: Any) -> Evidence:
        """Raises ``Refused`` as ``add_link``."""
        data = self.cleaned_data
        return add_link(evaluation, data["url"], name=data["title"], actor=actor)


class LetterForm(forms.Form):
    use_required_attribute = False

    number = CleanTextField(
        label="Nomor surat",
        max_length=NUMBER_LENGTH,
        help_text="Seperti tertulis pada surat, misalnya 800/123/BKPSDM.",
        error_messages={"required": "Tuliskan nomor suratnya."},
    )
    day = forms.DateField(
        label="Tanggal surat",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Isi tanggal suratnya.",
            "invalid": "Tanggal ini tidak ada. Contoh yang benar: 31-07-2026.",
        },
    )
    about = CleanTextField(
        label="Perihal", max_length=NAME_LENGTH, error_messages={"required": "Tuliskan perihal suratnya."}
    )

    def kept(self, evaluation: Evaluation, *, actor: Any) -> Evidence:
        """Raises ``Refused`` as ``add_letter``."""
        data = self.cleaned_data
        return add_letter(evaluation, data["number"], data["day"], data["about"], actor=actor)
