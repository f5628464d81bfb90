"""What is typed where the achievement of units is determined, and what stands around it; for portal and admin alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Prefetch, Q, QuerySet
from wagtail.admin.widgets import AdminDateInput

from evaluations.domain.evaluating.evidence import KINDS_IN_WORDS
from evaluations.domain.periods.performances import Basis
from evaluations.enums import OrganizationLevel
from evaluations.models import (
    EvaluationPeriod,
    OrganizationalUnit,
    OrganizationPerformance,
    PerformanceDecision,
)
from forms_config.text_fields import CleanTextField

ON_DOCUMENT = {"reason_required": "reason", "decided_ahead": "decided_on"}  # which field a refusal is about
BASIS = ("source", "decided_by", "decided_on", "document", "reason")
LEVELS = [("", "Belum ditetapkan"), *OrganizationLevel.choices]


@dataclass(frozen=True)
class Line:
    """One unit: what holds, and the field that changes it."""

    unit: OrganizationalUnit
    now: OrganizationPerformance | None  # its level is empty where it was taken back
    field: forms.BoundField


class PerformanceForm(forms.Form):
    """A level for each of ``units``, and on what all that change rest.

    ``day_input``: how a day is typed where that is not as in the admin.
    """

    use_required_attribute = False

    source = CleanTextField(
        label="Dasar",
        max_length=250,
        help_text="Misalnya: Format Penetapan Predikat Kinerja nomor 800/12, realisasi rencana aksi triwulan III.",
        error_messages={"required": "Tuliskan dasarnya."},
    )
    decided_by = CleanTextField(
        label="Ditetapkan oleh",
        max_length=200,
        help_text="Jabatan pimpinan satu tingkat di atas unit.",
        error_messages={"required": "Tuliskan jabatan yang menetapkan."},
    )
    decided_on = forms.DateField(
        label="Tanggal penetapan",
        widget=AdminDateInput,
        error_messages={"required": "Isi tanggal penetapan."},
    )
    document = forms.FileField(
        label="Dokumen penetapan",
        required=False,
        help_text=f"{KINDS_IN_WORDS}. Hanya dibaca BKPSDM, auditor, dan pimpinan unitnya.",
    )
    reason = CleanTextField(
        label="Alasan perubahan",
        max_length=250,
        required=False,
        help_text="Wajib bila mengubah capaian yang sudah ditetapkan.",
    )

    def __init__(
        self,
        *args: Any,
        period: EvaluationPeriod | None,
        units: Sequence[OrganizationalUnit],
        day_input: forms.Widget | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if day_input is not None:
            self.fields["decided_on"].widget = day_input
        self.period, self.units = period, units
        rows = OrganizationPerformance.objects.filter(period=period, unit__in=units, ended_at=None)
        self.known = {row.unit_id: row for row in rows.select_related("decision")}
        for unit in units:
            row = self.known.get(unit.pk)
            self.fields[_level_name(unit)] = forms.ChoiceField(
                label=f"Capaian {unit.name}", choices=LEVELS, required=False, initial=row.level if row else ""
            )
            self.fields[_seen_name(unit)] = forms.IntegerField(
                required=False, widget=forms.HiddenInput, initial=row.pk if row else 0
            )

    def levels(self) -> dict[OrganizationalUnit, str]:
        return {unit: self.cleaned_data[_level_name(unit)] for unit in self.units}

    def seen(self) -> dict[int, int]:
        return {unit.pk: self.cleaned_data[_seen_name(unit)] or 0 for unit in self.units}

    def basis(self) -> Basis:
        return Basis(**{name: self.cleaned_data[name] for name in BASIS})

    @property
    def lines(self) -> list[Line]:
        return [Line(unit, self.known.get(unit.pk), self[_level_name(unit)]) for unit in self.units]

    @property
    def hidden(self) -> list[forms.BoundField]:
        return [self[_seen_name(unit)] for unit in self.units]

    @property
    def about_document(self) -> list[forms.BoundField]:
        return [self[name] for name in BASIS]

    def log(self) -> QuerySet[PerformanceDecision]:
        """Every determination of the period that touched one of these units, the latest first; of each only them."""
        levels = OrganizationPerformance.objects.filter(unit__in=self.units, period=self.period)
        touching = Q(pk__in=levels.order_by().values("decision"))
        rows = PerformanceDecision.objects.filter(touching, period=self.period).select_related("recorded_by")
        return rows.prefetch_related(Prefetch("levels", levels.select_related("unit")))


def _level_name(unit: OrganizationalUnit) -> str:
    return f"unit-{unit.pk}"


def _seen_name(unit: OrganizationalUnit) -> str:
    return f"dilihat-{unit.pk}"
