"""What results refer to: units, employees, periods, forms and their frozen versions."""

from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.api.lists import DetailView, ListView
from evaluations.api.openapi import answers, list_schema
from evaluations.api.pagination import Keyset
from evaluations.api.permissions import READ_SCOPES
from evaluations.api.serializers import FormVersionSerializer
from evaluations.domain.reports.reporting import employees_of, performances_of, posts_by_id, units_of
from evaluations.exchange.reference_columns import (
    EMPLOYEE_COLUMNS,
    FORM_COLUMNS,
    PERFORMANCE_COLUMNS,
    PERIOD_COLUMNS,
    UNIT_COLUMNS,
)
from evaluations.filters import EmployeeFilter, FormFilter, PerformanceFilter, PeriodFilter, UnitFilter
from evaluations.models import EvaluationPeriod
from forms_config.engine.kinds import kind_of
from forms_config.engine.schema import FormSchema
from forms_config.models import FormVersion


@list_schema("Unit organisasi", "Pohon unit sampai ke akarnya, menurut kode.")
class UnitList(ListView):
    name = "units"
    scopes = READ_SCOPES
    columns = UNIT_COLUMNS
    filterset_class = UnitFilter
    keyset = Keyset("code")
    counted = True

    def rows(self) -> QuerySet:
        return units_of(self.client).select_related("parent", "agency")


@list_schema("Pegawai", "Pegawai dengan jabatan dan unit hari ini.")
class EmployeeList(ListView):
    name = "employees"
    columns = EMPLOYEE_COLUMNS
    filterset_class = EmployeeFilter

    def rows(self) -> QuerySet:
        return employees_of(self.client, timezone.localdate())

    def complete(self, rows: list[Any]) -> list[Any]:
        """Each with its ``post`` of today."""
        posts = posts_by_id(rows)
        for employee in rows:
            employee.post = posts.get(employee.post_id)
        return rows


@list_schema("Periode", "Bulan, triwulan, dan tahun yang dievaluasi.")
class PeriodList(ListView):
    name = "periods"
    scopes = READ_SCOPES
    columns = PERIOD_COLUMNS
    filterset_class = PeriodFilter
    counted = True

    def rows(self) -> QuerySet:
        return EvaluationPeriod.objects.all()


@list_schema(
    "Capaian kinerja organisasi",
    "Capaian yang berlaku per unit dan periode, dengan dasarnya. Unit tanpa baris mengikuti unit di atasnya sampai "
    "perangkat daerah.",
)
class PerformanceList(ListView):
    name = "performances"
    scopes = READ_SCOPES
    columns = PERFORMANCE_COLUMNS
    filterset_class = PerformanceFilter
    counted = True

    def rows(self) -> QuerySet:
        return performances_of(self.client)


@list_schema("Formulir", "Formulir yang pernah terbit, masing-masing dengan versi terbarunya.")
class FormList(ListView):
    name = "forms"
    scopes = READ_SCOPES
    columns = FORM_COLUMNS
    filterset_class = FormFilter
    counted = True

    def rows(self) -> QuerySet:
        of_form = FormVersion.objects.filter(form=OuterRef("form")).order_by().values("form")
        newest = of_form.annotate(newest=Max("number")).values("newest")
        rows = FormVersion.objects.filter(number=Subquery(newest))
        return rows.select_related("form").only(
            "form__key", "form__title", "number", "published_at", "content_hash"
        )


class FormVersionDetail(DetailView):
    scopes = READ_SCOPES

    @extend_schema(
        operation_id="form_versions_retrieve",
        summary="Versi formulir",
        description="Isi formulir yang dibekukan saat terbit; `form_version` pada hasil menunjuk ke sini.",
        responses=answers(FormVersionSerializer),
    )
    def get(self, request: Request, pk: int) -> Response:
        version = get_object_or_404(FormVersion.objects.select_related("form"), pk=pk)
        return Response(
            {
                "id": version.pk,
                "form": version.form.key,
                "title": version.form.title,
                "number": version.number,
                "published_at": timezone.localtime(version.published_at).isoformat(),
                "content_hash": version.content_hash,
                "answers": _answers(version.parsed),
                "schema": version.schema,
            }
        )


def _answers(schema: FormSchema) -> list[dict[str, object]]:
    """Every key under which people answer, and what its values are in a table."""
    return [
        {"section": section.key, "key": part.key, "label": part.label, "column": kind_of(part).column.value}
        for section in schema.sections
        for part in section.parts
        if kind_of(part).is_answered
    ]
