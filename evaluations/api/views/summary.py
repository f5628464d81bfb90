"""Aggregates by one or two dimensions."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.http import HttpResponseBase
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.api import parameters
from evaluations.api.errors import BadRequest
from evaluations.api.lists import ClientView, file_response
from evaluations.api.negotiation import FileByAccept
from evaluations.api.openapi import summary_schema
from evaluations.api.permissions import READ_SCOPES
from evaluations.domain.refusals import Refused
from evaluations.domain.reports.indicators import indicators_by
from evaluations.domain.reports.reporting import evaluations_of
from evaluations.domain.reports.summaries import (
    COMPLETENESS_COUNTS,
    DIMENSIONS,
    DISTRIBUTION_COUNTS,
    PERSONAL_DIMENSIONS,
    STRUCTURES,
    completeness_by,
    distribution_by,
)
from evaluations.enums import ApiScope
from evaluations.exchange.columns import Column
from evaluations.exchange.exports import json_row, table_schema
from evaluations.exchange.reference_columns import INDICATOR_COLUMNS, count_columns, summary_columns
from evaluations.filters import EvaluationFilter


class SummaryView(ClientView):
    """One row per group, the whole answer at once. Without personal scope, small groups are hidden."""

    scopes = READ_SCOPES
    content_negotiation_class = FileByAccept
    name: ClassVar[str]
    counted: ClassVar[Sequence[Column]]
    summary: ClassVar[Callable[..., list[dict[str, Any]]]]

    def get(self, request: Request) -> HttpResponseBase:
        data = request.query_params
        parameters.check_names(data, [*EvaluationFilter.base_filters, "by", "structure", "format"])
        wanted = parameters.format_of(request)
        dimensions = parameters.dimensions_of(data, DIMENSIONS)
        structure = parameters.one_of(data, "structure", STRUCTURES)
        is_personal = self.client.scope == ApiScope.PERSONAL
        if not is_personal and set(dimensions) & set(PERSONAL_DIMENSIONS):
            raise PermissionDenied
        evaluations = self.filtered(EvaluationFilter, evaluations_of(self.client))
        columns = summary_columns(dimensions, self.counted)
        if wanted == "schema":
            return Response(table_schema(columns))
        try:
            rows = self.summary(evaluations, dimensions, hide_small=not is_personal, structure=structure)
        except Refused as refused:
            raise BadRequest(refused.code, {"by": [refused.message]}) from refused
        if wanted != "json":
            return file_response(self.name, wanted, columns, iter(rows))
        results = [json_row(columns, row) for row in rows]
        return Response({"count": len(results), "next": None, "previous": None, "results": results})


@summary_schema("Sebaran predikat", "Banyaknya hasil yang sudah disampaikan per predikat.")
class Distribution(SummaryView):
    name = "distribution"
    counted = count_columns(DISTRIBUTION_COUNTS)
    summary = staticmethod(distribution_by)


@summary_schema("Kelengkapan", "Banyaknya evaluasi per tahap, dari belum dimulai sampai selesai.")
class Completeness(SummaryView):
    name = "completeness"
    counted = count_columns(COMPLETENESS_COUNTS)
    summary = staticmethod(completeness_by)


@summary_schema(
    "Rata-rata per butir",
    "Rata-rata tiap butir yang dinilai pada hasil yang sudah disampaikan, satu baris per kelompok dan butir. "
    "`evaluations`: evaluasi yang punya nilai pada butir itu. `scores`: banyaknya nilai, sebab satu butir dapat "
    "dinilai per baris hasil kerja.",
)
class Indicators(SummaryView):
    name = "indicators"
    counted = INDICATOR_COLUMNS
    summary = staticmethod(indicators_by)
