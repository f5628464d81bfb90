"""The description of the API, made from the same columns and filters that answer it."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any, ClassVar, Protocol, TypeVar

from django import forms
from django_filters import FilterSet
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers

from evaluations.api.pagination import DEFAULT_SIZE, MAX_SIZE
from evaluations.api.parameters import FORMATS, NDJSON
from evaluations.domain.reports.summaries import DIMENSIONS, STRUCTURES
from evaluations.exchange.columns import Column, Kind
from evaluations.exchange.reference_columns import summary_columns
from evaluations.exchange.workbook import CONTENT_TYPE
from evaluations.filters import EvaluationFilter

_FIELDS: dict[Kind, Callable[..., serializers.Field]] = {
    Kind.TEXT: serializers.CharField,
    Kind.NUMBER: serializers.IntegerField,
    Kind.SCORE: partial(serializers.DecimalField, max_digits=6, decimal_places=2),
    Kind.DECIMAL: partial(serializers.DecimalField, max_digits=None, decimal_places=None),
    Kind.DATE: serializers.DateField,
    Kind.MOMENT: serializers.DateTimeField,
    Kind.FLAG: serializers.BooleanField,
}


class ErrorSerializer(serializers.Serializer):
    code = serializers.CharField(help_text="Kode tetap, misalnya invalid_parameter.")
    message = serializers.CharField(help_text="Kalimat untuk orang.")
    fields = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))


_ERRORS = {
    400: OpenApiResponse(
        ErrorSerializer,
        "unknown_parameter, invalid_parameter, invalid_cursor, too_many_rows; kiriman: invalid_body, too_many_taps, "
        "clock_drift, parse_error",
    ),
    401: OpenApiResponse(ErrorSerializer, "not_authenticated, invalid_token, token_expired"),
    403: OpenApiResponse(ErrorSerializer, "scope_missing"),
    404: OpenApiResponse(ErrorSerializer, "not_found"),
    429: OpenApiResponse(ErrorSerializer, "throttled"),
}


def only_our_endpoints(endpoints: list[tuple], **kwargs: Any) -> list[tuple]:
    """The generator's list without Wagtail's own addresses."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]


class ClientTokenScheme(OpenApiAuthenticationExtension):
    target_class = "evaluations.api.authentication.ClientTokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "Token klien API dari BKPSDM."}


def answers(serializer: type[serializers.Serializer]) -> dict[Any, Any]:
    """The good answer and every error that can stand in its place."""
    return {200: serializer, **_ERRORS}


def row_serializer(
    name: str, columns: Sequence[Column], *, optional: Collection[str] = ()
) -> type[serializers.Serializer]:
    """A serializer that describes rows of ``columns``; the optional ones may be absent."""
    fields = {column.header: _field(column, required=column.header not in optional) for column in columns}
    return type(f"{name}Serializer", (serializers.Serializer,), fields)


class Listed(Protocol):
    """What a ``ListView`` says of itself."""

    name: ClassVar[str]
    columns: ClassVar[Sequence[Column]]
    counted: ClassVar[bool]
    filterset_class: ClassVar[type[FilterSet]]


class Summarised(Protocol):
    """What a ``SummaryView`` says of itself."""

    name: ClassVar[str]
    counted: ClassVar[Sequence[Column]]


L = TypeVar("L", bound=Listed)
S = TypeVar("S", bound=Summarised)
V = TypeVar("V")


def list_schema(summary: str, description: str) -> Callable[[type[L]], type[L]]:
    """Describes a ``ListView`` from its columns and filters."""

    def describe(view: type[L]) -> type[L]:
        row = row_serializer(f"{view.name}_row".title().replace("_", ""), view.columns)
        envelope = _envelope(view.name, row, counted=view.counted)
        return _described(
            view,
            operation_id=f"{view.name}_list",
            summary=summary,
            description=description,
            parameters=[*_filter_parameters(view.filterset_class), *_PAGE_PARAMETERS, _FORMAT],
            responses=answers(envelope) | _FILES,
        )

    return describe


def summary_schema(summary: str, description: str) -> Callable[[type[S]], type[S]]:
    """Describes a ``SummaryView``: every dimension's names may stand in a row."""

    def describe(view: type[S]) -> type[S]:
        columns = summary_columns(list(DIMENSIONS), view.counted)
        names = {name for sources in DIMENSIONS.values() for name in sources}
        row = row_serializer(f"{view.name}_row".title().replace("_", ""), columns, optional=names)
        return _described(
            view,
            operation_id=f"summary_{view.name}",
            summary=summary,
            description=f"{description} {_SMALL_GROUPS}",
            parameters=[_BY, _STRUCTURE, *_filter_parameters(EvaluationFilter), _FORMAT],
            responses=answers(_envelope(view.name, row, counted=True)) | _FILES,
        )

    return describe


_SMALL_GROUPS = (
    "Tanpa cakupan data pribadi, kelompok dengan kurang dari lima orang bernilai null (`suppressed`), "
    "begitu pula kelompok lain yang dapat membuka nilainya lewat pengurangan."
)
_BY = OpenApiParameter(
    "by",
    str,
    description=f"Satu atau dua, dipisah koma: {', '.join(DIMENSIONS)}. `rater` perlu cakupan data pribadi.",
)
_STRUCTURE = OpenApiParameter(
    "structure",
    str,
    enum=list(STRUCTURES),
    description="Untuk `by=unit` dan `by=agency`. `then`: susunan dan nama pada masa itu. `now`: susunan hari ini, "
    "unit yang sudah digabung masuk ke penerusnya. Tanpa ini: unit pada masa itu dengan nama sekarang.",
)
_FORMAT = OpenApiParameter(
    "format",
    str,
    enum=FORMATS,
    default="json",
    description="Berkas memuat seluruh daftar pada satu saat. ndjson: satu objek per baris, baris terakhir "
    '`{"rows": n, "complete": true}`; tanpa baris itu tarikan terputus. csv: banyaknya baris ada di `X-Rows`. '
    "schema: jenis tiap kolom (Table Schema).",
)
_PAGE_PARAMETERS = [
    OpenApiParameter(
        "limit", int, default=DEFAULT_SIZE, description=f"Baris per halaman, 1 sampai {MAX_SIZE}."
    ),
    OpenApiParameter("cursor", str, description="Dari `next` atau `previous`."),
]
_FILES = {
    (200, "text/csv"): OpenApiTypes.STR,
    (200, NDJSON): OpenApiTypes.STR,
    (200, CONTENT_TYPE): OpenApiTypes.BINARY,
}


def _described(view: type[V], **description: Any) -> type[V]:
    return extend_schema_view(get=extend_schema(**description))(view)


def _field(column: Column, *, required: bool) -> serializers.Field:
    return _FIELDS[column.kind](allow_null=True, required=required)


def _envelope(name: str, row: type[serializers.Serializer], *, counted: bool) -> type[serializers.Serializer]:
    fields: dict[str, serializers.Field] = {"count": serializers.IntegerField()} if counted else {}
    fields["next"] = serializers.URLField(allow_null=True)
    fields["previous"] = serializers.URLField(allow_null=True)
    fields["results"] = row(many=True)
    return type(f"{name.title()}ListSerializer", (serializers.Serializer,), fields)


def _filter_parameters(filterset_class: type[FilterSet]) -> list[OpenApiParameter]:
    return [_filter_parameter(name, filter_) for name, filter_ in filterset_class.base_filters.items()]


def _filter_parameter(name: str, filter_: Any) -> OpenApiParameter:
    field = filter_.field_class
    choices = [code for code, _ in filter_.extra.get("choices", ())]
    kind: type[str] | type[int] | OpenApiTypes = str
    if issubclass(field, forms.ModelChoiceField):
        kind = str if "to_field_name" in filter_.extra else int
    elif issubclass(field, forms.DateTimeField):
        kind = OpenApiTypes.DATETIME
    elif issubclass(field, forms.IntegerField) or any(isinstance(code, int) for code in choices):
        kind = int
    return OpenApiParameter(name, kind, enum=choices or None, description=filter_.label)
