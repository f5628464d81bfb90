"""Filters of reporting lists, by the codes of the contract. What is not valid is an error, never ignored."""

import re
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db.models import QuerySet
from django_filters import FilterSet, filters
from django_filters.fields import IsoDateTimeField

from evaluations.domain.reports.reporting import with_post_within
from evaluations.duties import RESULT_KNOWN_TO_EMPLOYEE
from evaluations.enums import (
    EmploymentType,
    OrganizationLevel,
    PeriodKind,
    PeriodState,
    Predikat,
    State,
    UnitKind,
)
from evaluations.models import EvaluationPeriod, OrganizationalUnit
from forms_config.models import EvaluationForm, GuidancePage

BOOLEANS = {"true": True, "false": False}
BY_CHANGE = "berubah sejak, mengurutkan menurut updated_at"
FIRST_YEAR, LAST_YEAR = 2000, 2100
# Far enough from the edges of what a date can be that no time zone leads over them.
EARLIEST, LATEST = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(LAST_YEAR, 1, 1, tzinfo=UTC)


_LOST_SIGN = re.compile(r"(:\d\d(?:\.\d+)?) (\d\d:?\d\d)$")


def _choice(codes: type, **kwargs: Any) -> filters.ChoiceFilter:
    sentence = f"Pakai salah satu dari: {', '.join(str(code) for code in codes.values)}."
    return filters.ChoiceFilter(choices=codes.choices, error_messages={"invalid_choice": sentence}, **kwargs)


class _WholeNumberFilter(filters.NumberFilter):
    field_class = forms.IntegerField


def _whole_number(field_name: str, low: int, high: int, label: str) -> _WholeNumberFilter:
    sentence = f"Isi bilangan bulat dari {low} sampai {high}."
    return _WholeNumberFilter(
        field_name=field_name,
        label=label,
        validators=[MinValueValidator(low, sentence), MaxValueValidator(high, sentence)],
        error_messages={"invalid": sentence},
    )


def _year(field_name: str) -> filters.NumberFilter:
    return _whole_number(field_name, FIRST_YEAR, LAST_YEAR, "tahun")


def _month(field_name: str) -> filters.NumberFilter:
    return _whole_number(field_name, 1, 12, "bulan terakhir rentang periode, 1 sampai 12")


class _MomentField(IsoDateTimeField):
    """Also where a client forgot to write the sign of "+07:00" as %2B, so that it arrives as a space."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(_LOST_SIGN.sub(r"\1+\2", value) if isinstance(value, str) else value)


class _MomentFilter(filters.IsoDateTimeFilter):
    field_class = _MomentField


def _moment(field_name: str, label: str) -> filters.IsoDateTimeFilter:
    sentence = "Isi waktu seperti 2026-07-01T00:00:00Z, tahun 2000 sampai 2099."
    return _MomentFilter(
        field_name=field_name,
        lookup_expr="gte",
        label=label,
        validators=[MinValueValidator(EARLIEST, sentence), MaxValueValidator(LATEST, sentence)],
        error_messages={"invalid": sentence},
    )


def _nip(field_name: str = "nip") -> filters.CharFilter:
    sentence = "NIP terdiri dari 18 angka."
    is_nip = RegexValidator(r"\A[0-9]{18}\Z", sentence)
    return filters.CharFilter(field_name=field_name, label="NIP, 18 angka", validators=[is_nip])


class WithinUnits(FilterSet):
    """Has ``unit``: a unit code, with everything below it. ``units`` are those that the asker may name."""

    unit_path = "unit__path"

    unit = filters.ModelChoiceFilter(
        queryset=OrganizationalUnit.objects.none(),
        to_field_name="code",
        method="within",
        label="kode unit, dengan semua unit di bawahnya",
        error_messages={"invalid_choice": "Tidak ada unit dengan kode ini dalam cakupan Anda."},
    )

    def __init__(self, data: Any, queryset: QuerySet, *, units: QuerySet[OrganizationalUnit]):
        super().__init__(data, queryset)
        self.filters["unit"].queryset = units

    def within(self, rows: QuerySet, name: str, unit: OrganizationalUnit) -> QuerySet:
        return rows.filter(**{f"{self.unit_path}__startswith": unit.path})


class PeriodicFilter(WithinUnits):
    """Of what belongs to a period."""

    period = filters.ModelChoiceFilter(
        queryset=EvaluationPeriod.objects.all(),
        label="id periode",
        error_messages={"invalid_choice": "Tidak ada periode dengan id ini."},
    )
    year = _year("period__year")
    month = _month("period__month")
    kind = _choice(PeriodKind, field_name="period__kind", label="jenis periode")


class PerformanceFilter(PeriodicFilter):
    level = _choice(OrganizationLevel, label="capaian")


class EvaluationFilter(PeriodicFilter):
    """Filters that tell nothing of single persons: for results and for aggregates."""

    employment_type = _choice(EmploymentType, label="jenis pegawai")
    form = filters.ModelChoiceFilter(
        field_name="form_version__form",
        queryset=EvaluationForm.objects.all(),
        to_field_name="key",
        label="kunci formulir",
        error_messages={"invalid_choice": "Tidak ada formulir dengan kunci ini."},
    )


class ResultFilter(EvaluationFilter):
    predikat = _choice(Predikat, method="with_reported_predikat", label="predikat yang sudah disampaikan")
    state = _choice(State, label="keadaan")
    nip = _nip()
    updated_since = _moment("updated_at", BY_CHANGE)
    counts = filters.ChoiceFilter(
        choices=[(word, word) for word in BOOLEANS],
        method="with_counting",
        label="true: hanya yang menjadi hasil periode; false: hanya bagian yang tidak dihitung",
        error_messages={"invalid_choice": f"Pakai salah satu dari: {', '.join(BOOLEANS)}."},
    )

    def with_reported_predikat(self, rows: QuerySet, name: str, predikat: str) -> QuerySet:
        """A predikat that was not delivered yet is not reported, and so is not found by it either."""
        return rows.filter(predikat=predikat, state__in=RESULT_KNOWN_TO_EMPLOYEE)

    def with_counting(self, rows: QuerySet, name: str, word: str) -> QuerySet:
        """After a transfer in mid-period one person has several rows; the period's rule says which of them counts."""
        return rows.filter(counts=BOOLEANS[word])


class UnitFilter(WithinUnits):
    unit_path = "path"

    kind = filters.TypedChoiceFilter(
        choices=UnitKind.choices,
        coerce=int,
        label="jenis unit",
        error_messages={"invalid_choice": f"Pakai salah satu dari: {', '.join(map(str, UnitKind.values))}."},
    )


class WithPostWithinUnits(WithinUnits):
    """``unit`` means that of the post of today."""

    def within(self, rows: QuerySet, name: str, unit: OrganizationalUnit) -> QuerySet:
        return with_post_within(rows, unit)


class EmployeeFilter(WithPostWithinUnits):
    nip = _nip()
    employment_type = _choice(EmploymentType, label="jenis pegawai")


class AttendanceFilter(WithPostWithinUnits):
    nip = _nip("employee__nip")
    year = _year("year")
    month = _whole_number("month", 1, 12, "bulan, 1 sampai 12")
    updated_since = _moment("updated_at", BY_CHANGE)


class GuidanceFilter(FilterSet):
    audience = _choice(GuidancePage.Audience, label="terutama untuk siapa")


class PeriodFilter(FilterSet):
    year = _year("year")
    month = _month("month")
    kind = _choice(PeriodKind, label="jenis periode")
    state = _choice(PeriodState, label="keadaan periode")


class FormFilter(FilterSet):
    """Forms have no filter yet; the list is short."""
