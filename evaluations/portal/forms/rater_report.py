"""What an employee writes with "Ini bukan atasan saya"."""

from collections.abc import Sequence
from typing import Any

from django import forms

from evaluations.domain.periods.rater_reports import MOST_CANDIDATES, SHORTEST_SEARCH, Candidate
from forms_config.text_fields import CleanTextField

LENGTH = 2000
NOBODY = ""  # chosen when the right rater is not in the list


class RaterReportForm(forms.Form):
    """Why the rater is wrong, and who it should be: one of the people found, or a name."""

    use_required_attribute = (
        False  # our own messages, in Indonesian; the search works before the reason is written
    )

    text = CleanTextField(
        label="Mengapa ini bukan atasan Anda?",
        max_length=LENGTH,
        help_text="Misalnya: sejak 1 Juli saya bertugas di bidang lain. Sebutkan nomor SK bila ada.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Tuliskan mengapa penilai ini keliru."},
    )
    q = CleanTextField(
        label="Siapa atasan Anda?",
        max_length=100,
        required=False,
        help_text="Boleh dikosongkan. Ketik sebagian namanya, lalu tekan Cari.",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    suggested = forms.ChoiceField(
        label="Pilih orangnya",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Orang ini tidak ditemukan. Cari lagi."},
    )
    suggested_name = CleanTextField(
        label="Bila tidak ditemukan, tulis nama atau jabatannya",
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, found: Sequence[Candidate] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["suggested"].choices = [
            *((str(one.pk), one.name) for one in found),
            (NOBODY, "Tidak ada di daftar ini"),
        ]
        self.fields["suggested"].descriptors = {str(one.pk): one.place for one in found} | {NOBODY: ""}
        if len(found) >= MOST_CANDIDATES:
            self.fields[
                "suggested"
            ].help_text = "Ini sebagian saja. Ketik namanya lebih lengkap bila belum ada."
        if not found:
            del self.fields["suggested"]

    @property
    def suggested_id(self) -> int | None:
        """The person of the valid form; None where nobody was chosen."""
        chosen = self.cleaned_data.get("suggested")
        return int(chosen) if chosen else None


def nothing_found(words: str) -> str:
    """What to say below a search without people."""
    if len(words.strip()) < SHORTEST_SEARCH:
        return f"Ketik sedikitnya {SHORTEST_SEARCH} huruf dari namanya."
    return "Tidak ada pegawai dengan nama itu. Periksa ejaannya, atau tulis namanya di bawah."
