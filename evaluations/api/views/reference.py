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
from evaluations.api.serializers import FormVersionSerializer, GuidanceSerializer
from evaluations.domain.reports.reporting import (
    attendance_of,
    employees_of,
    performances_of,
    posts_by_id,
    units_of,
)
from evaluations.enums import ApiScope
from evaluations.exchange.exports import json_row
from evaluations.exchange.reference_columns import (
    ATTENDANCE_COLUMNS,
    EMPLOYEE_COLUMNS,
    FORM_COLUMNS,
    GUIDANCE_COLUMNS,
    PERFORMANCE_COLUMNS,
    PERIOD_COLUMNS,
    UNIT_COLUMNS,
)
from evaluations.filters import (
    AttendanceFilter,
    EmployeeFilter,
    FormFilter,
    GuidanceFilter,
    PerformanceFilter,
    PeriodFilter,
    UnitFilter,
)
from evaluations.models import EvaluationPeriod
from forms_config.domain.headless import clean_html, plain_text, published_pages
from forms_config.engine.kinds import kind_of
from forms_config.engine.schema import FormSchema
from forms_config.models import FormVersion, GuidancePage


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
        return _with_posts(rows)


@list_schema(
    "Rekap presensi bulanan",
    "Satu baris per pegawai dan bulan, dengan unit dari jabatan hari ini. Angka yang tidak diketahui bernilai null, "
    "bukan nol. Dengan `updated_since` baris diurutkan menurut `updated_at`.",
)
class AttendanceList(ListView):
    name = "attendance"
    scopes = (ApiScope.PERSONAL, ApiScope.ATTENDANCE)
    columns = ATTENDANCE_COLUMNS
    filterset_class = AttendanceFilter

    def rows(self) -> QuerySet:
        return attendance_of(self.client, timezone.localdate())

    def complete(self, rows: list[Any]) -> list[Any]:
        return _with_posts(rows)


def _with_posts(rows: list[Any]) -> list[Any]:
    """Each with its ``post`` of today."""
    posts = posts_by_id(rows)
    for row in rows:
        row.post = posts.get(row.post_id)
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


@list_schema("Panduan", "Halaman panduan yang terbit dan boleh dibaca semua orang, sebagai teks biasa.")
class GuidanceList(ListView):
    name = "guidance"
    scopes = tuple(ApiScope)
    columns = GUIDANCE_COLUMNS
    filterset_class = GuidanceFilter
    keyset = Keyset("path")
    counted = True

    def rows(self) -> QuerySet:
        return published_pages()

    def complete(self, rows: list[Any]) -> list[Any]:
        for page in rows:
            _make_readable(page, self.request)
        return rows


class GuidanceDetail(DetailView):
    scopes = tuple(ApiScope)

    @extend_schema(
        operation_id="guidance_retrieve",
        summary="Satu halaman panduan",
        description="Isi halaman sebagai HTML tanpa gaya dan sebagai teks biasa.",
        responses=answers(GuidanceSerializer),
    )
    def get(self, request: Request, slug: str) -> Response:
        page = get_object_or_404(published_pages(), slug=slug)
        _make_readable(page, request)
        html = clean_html(page, request.build_absolute_uri("/"))
        return Response(json_row(GUIDANCE_COLUMNS, page) | {"html": html})


def _make_readable(page: GuidancePage, request: Request) -> None:
    page.address = request.build_absolute_uri(page.get_url(request))
    page.text = plain_text(page)


def _answers(schema: FormSchema) -> list[dict[str, object]]:
    """Every key under which people answer, and what its values are in a table."""
    return [
        {"section": section.key, "key": part.key, "label": part.label, "column": kind_of(part).column.value}
        for section in schema.sections
        for part in section.parts
        if kind_of(part).is_answered
    ]
