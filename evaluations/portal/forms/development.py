"""Forms of development: proposing a step for a competence, finishing one, dropping one."""

from collections.abc import Sequence
from typing import Any

from django import forms

from evaluations.domain.evaluating.development import PROOF_LENGTH, TITLE_LENGTH, Proposal, proposal_of
from evaluations.enums import DevelopmentKind
from evaluations.models import DevelopmentOffer
from evaluations.models.development import MOST_HOURS, TEXT_LENGTH
from forms_config.text_fields import CleanTextField

OWN = "lain"  # no entry of the catalogue


def _hours_field(label: str, **kwargs: Any) -> forms.IntegerField:
    words = f"Tulis angka antara 1 dan {MOST_HOURS}."
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=MOST_HOURS,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value", "required"), words),
        **kwargs,
    )


class ProposeForm(forms.Form):
    """An entry of the catalogue, or one's own words; until when."""

    use_required_attribute = False

    choice = forms.ChoiceField(
        label="Kegiatan",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Pilih kegiatannya.",
            "invalid_choice": "Kegiatan ini tidak lagi ditawarkan.",
        },
    )
    title = CleanTextField(label="Nama kegiatan lain", max_length=TITLE_LENGTH, required=False)
    kind = forms.ChoiceField(label="Bentuk kegiatan lain", choices=DevelopmentKind.choices, required=False)
    hours = _hours_field("Jam pelajaran (JP) kegiatan lain", required=False)
    place = CleanTextField(label="Tempat kegiatan lain", max_length=TITLE_LENGTH, required=False)
    due_on = forms.DateField(
        label="Paling lambat",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Pilih harinya.", "invalid": "Tulis tanggal seperti 30-11-2026."},
    )

    def __init__(
        self, *args: Any, competence: str, offers: Sequence[DevelopmentOffer], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.competence = competence
        self.offers = {str(offer.pk): offer for offer in offers}
        field = self.fields["choice"]
        field.choices = [*((key, offer.title) for key, offer in self.offers.items()), (OWN, "Kegiatan lain")]
        field.descriptors = {key: _words(offer) for key, offer in self.offers.items()} | {
            OWN: "Tulis sendiri di bawah."
        }

    def clean(self) -> None:
        if self.cleaned_data.get("choice") == OWN and not self.cleaned_data.get("title"):
            self.add_error("title", "Tuliskan kegiatannya.")

    @property
    def proposal(self) -> Proposal:
        """What the valid form says."""
        typed = self.cleaned_data
        offer = self.offers.get(typed["choice"])
        if offer is not None:
            return proposal_of(offer, self.competence, typed["due_on"])
        return Proposal(
            self.competence, typed["title"], typed["kind"], typed["due_on"], typed["hours"], typed["place"]
        )


def _words(offer: DevelopmentOffer) -> str:
    hours = f"{offer.hours} JP" if offer.hours else ""
    return " · ".join(filter(None, (offer.get_kind_display(), hours, offer.place, offer.description)))


class FinishForm(forms.Form):
    """The hours taken, and what proves it."""

    use_required_attribute = False

    hours = _hours_field("Jam pelajaran (JP) yang dijalani")
    certificate = CleanTextField(
        label="Bukti",
        max_length=PROOF_LENGTH,
        help_text="Nomor atau tautan sertifikat, atau surat keterangan.",
        error_messages={"required": "Tuliskan buktinya."},
    )


class DropForm(forms.Form):
    use_required_attribute = False

    reason = CleanTextField(
        label="Alasan dibatalkan",
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Tuliskan mengapa kegiatan ini dibatalkan."},
    )
