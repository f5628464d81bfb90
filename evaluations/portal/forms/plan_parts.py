"""The parts of the page on which a plan (SKP) is written: its fields, and one small form per part.

A draft is read leniently: nothing is required, and what was typed is kept.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from evaluations.domain.evaluating.plan_layout import Columns
from evaluations.domain.evaluating.plan_targets import BY_UNIT
from evaluations.enums import (
    Aspect,
    CoreValue,
    Gathering,
    Perspective,
    PlanAnnex,
    PlanApproach,
    TargetPolarity,
    WorkResultKind,
)
from evaluations.models import WorkResult
from forms_config.numbers import TypedDecimalField
from forms_config.text_fields import CleanTextField

MAX_NUMBER = Decimal(10) ** 12
MAX_ITEMS, ITEM_LENGTH = 20, 500


class NumberField(TypedDecimalField):
    """A number of a plan; None when empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        number = super().to_python(value)
        if number is not None and (abs(number) >= MAX_NUMBER or number != round(number, 2)):
            raise ValidationError("Angka ini terlalu besar atau lebih dari dua angka di belakang koma.")
        return number


class DraftTextField(CleanTextField):
    """A text that is never required, since a draft may be incomplete."""

    def __init__(self, *, multiline: bool = False, **kwargs: Any) -> None:
        if multiline:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 2}))
        super().__init__(required=False, **kwargs)


class ChosenField(forms.ChoiceField):
    """A list in which the first choice stands until another is made."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> str:
        return super().clean(value) or self.choices[0][0]


class LinesField(CleanTextField):
    """Short texts, one in each line; a list when it is cleaned."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines()]
        items = [line.removeprefix("- ").removeprefix("• ").strip() for line in lines if line]
        if len(items) > MAX_ITEMS:
            raise ValidationError(f"Paling banyak {MAX_ITEMS} baris.")
        if any(len(item) > ITEM_LENGTH for item in items):
            raise ValidationError(
                f"Satu baris paling panjang {ITEM_LENGTH} huruf. Pecah menjadi beberapa baris."
            )
        return [item for item in items if item]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class IndicatorForm(forms.Form):
    """Indikator Kinerja Individu (IKI) of one work result."""

    text = DraftTextField(label="Indikator", max_length=300, help_text="Apa yang dihitung atau dilihat.")
    aspect = ChosenField(label="Aspek", choices=Aspect.choices, help_text="Yang diukur dari hasil ini.")
    target = DraftTextField(label="Target", max_length=120, help_text="Contoh: 12 laporan setahun.")
    target_value = NumberField(label="Target dalam angka", help_text="Contoh: 12")
    unit = DraftTextField(label="Satuan", max_length=40, help_text="Contoh: laporan, persen, hari.")
    gathering = forms.ChoiceField(
        label="Cara menghitung setahun",
        required=False,
        choices=[("", BY_UNIT), *Gathering.choices],
        help_text="Bila tidak dipilih: persen, nilai, dan yang makin rendah makin baik sama sepanjang tahun. "
        "Yang lain dijumlahkan.",
    )
    polarity = ChosenField(
        label="Arah", choices=TargetPolarity.choices, help_text="Contoh: makin sedikit keluhan makin baik."
    )

    def __init__(self, *args: Any, columns: Columns, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not columns.has_aspect:
            del self.fields["aspect"]
        if not columns.needs_target:
            text, target = self.fields["text"], self.fields["target"]
            text.label = "Ukuran keberhasilan"
            text.help_text = "Dengan target. Contoh: semua pengaduan dijawab dalam dua hari kerja."
            target.label, target.help_text = "Target, bila belum disebut", "Contoh: 12 laporan setahun."

    def is_empty(self) -> bool:
        return not any(self.cleaned_data.get(name) for name in ("text", "target", "target_value", "unit"))


class ResultForm(forms.Form):
    """Rencana Hasil Kerja (RHK)."""

    statement = DraftTextField(
        label="Rencana hasil kerja",
        multiline=True,
        max_length=1000,
        help_text="Tulis hasilnya, bukan kegiatannya. Contoh: Laporan surveilans tersedia setiap bulan.",
    )
    supported_result = forms.TypedChoiceField(
        label="Hasil kerja pimpinan yang didukung", required=False, coerce=int, empty_value=None
    )
    perspective = forms.ChoiceField(
        label="Perspektif",
        required=False,
        choices=[("", "Belum dipilih"), *Perspective.choices],
        help_text="Sisi mana yang terutama dilayani hasil ini.",
    )
    assigned_by = DraftTextField(
        label="Penugasan dari",
        max_length=200,
        help_text="Siapa yang memberi tugas ini, atau nomor surat tugasnya. Boleh kosong.",
    )
    kind = forms.ChoiceField(choices=WorkResultKind.choices, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, supportable: Iterable[WorkResult], columns: Columns, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not columns.has_perspective:
            del self.fields["perspective"]
        if self["kind"].value() != WorkResultKind.ADDITIONAL:
            del self.fields["assigned_by"]
        choices = [(result.pk, result.statement) for result in supportable]
        if choices:
            self.fields["supported_result"].choices = [("", "Tidak ada"), *choices]
        else:
            del self.fields["supported_result"]


class ExpectationsForm(forms.Form):
    """One text per BerAKHLAK value."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="ekspektasi", **kwargs)
        for value in CoreValue:
            self.fields[value.value] = DraftTextField(label=value.label, multiline=True, max_length=1000)


ANNEX_HINTS = {
    PlanAnnex.RESOURCES: "Yang Anda perlukan: orang, anggaran, alat, atau keputusan. Satu hal per baris.",
    PlanAnnex.ACCOUNTABILITY: "Bagaimana dan kapan hasil dilaporkan kepada pimpinan. Satu hal per baris.",
    PlanAnnex.CONSEQUENCES: "Apa yang mengikuti hasil yang baik dan yang kurang. Satu hal per baris.",
}


class AnnexesForm(forms.Form):
    """The three lists of the annex, one text area each."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="lampiran", **kwargs)
        for annex in PlanAnnex:
            self.fields[annex.value] = LinesField(
                label=annex.label, help_text=ANNEX_HINTS[annex], max_length=MAX_ITEMS * (ITEM_LENGTH + 2)
            )


class ApproachForm(forms.Form):
    """Which approach the plan has; what stands in it until another is chosen."""

    approach = forms.ChoiceField(
        label="Pendekatan", required=False, choices=PlanApproach.choices, widget=forms.RadioSelect
    )

    def clean_approach(self) -> str:
        return self.cleaned_data["approach"] or str(self.initial["approach"])
