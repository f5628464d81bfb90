"""Results: flat rows for reporting, and one with its answers and explanation."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.api.lists import DetailView, ListView
from evaluations.api.openapi import answers, list_schema
from evaluations.api.serializers import ResultDetailSerializer
from evaluations.domain.evaluating.performance import performance_of
from evaluations.domain.reports.item_scores import scored_rows, with_items
from evaluations.domain.reports.reporting import evaluations_of, result_rows, with_plans
from evaluations.duties import RESULT_KNOWN_TO_EMPLOYEE
from evaluations.exchange.exports import RESULT_COLUMNS, json_row
from evaluations.exchange.item_columns import ITEM_COLUMNS
from evaluations.filters import ResultFilter
from evaluations.models import Evaluation


@list_schema(
    "Hasil evaluasi",
    "Satu baris per evaluasi, dalam semua keadaan (`state`). Rating, predikat, dan skor bernilai null sampai "
    "hasil disampaikan kepada pegawai. Dengan `updated_since` baris diurutkan menurut `updated_at`; mulailah "
    "penarikan berikutnya beberapa menit sebelum `updated_at` terakhir, karena tulisan bersamaan dapat "
    "selesai belakangan. Pegawai yang pindah di tengah periode punya satu baris per bagian; `counts=true` "
    "menyisakan bagian yang menjadi hasil periode. `plan_version` adalah nomor versi SKP (`plan`) yang dilaporkan, "
    "disetujui pada `plan_approved_at` untuk jabatan `plan_position`; null sebelum dikirim dan bila tidak ada SKP yang "
    "disetujui. Jabatan itu dapat berbeda dari `position` bila kemudian berubah.",
)
class ResultList(ListView):
    name = "results"
    columns = RESULT_COLUMNS
    filterset_class = ResultFilter

    def rows(self) -> QuerySet:
        return result_rows(evaluations_of(self.client))

    def complete(self, rows: list[Any]) -> list[Any]:
        return with_plans(rows)


@list_schema(
    "Nilai per butir",
    "Satu baris per evaluasi yang sudah disampaikan dan per butir yang dinilai, dari dokumen yang dibekukan. `limit` "
    "menghitung evaluasi, bukan baris. `score` bernilai null bila tidak ada yang dapat dihitung; `row` membedakan "
    "baris hasil kerja pada butir yang sama.",
)
class IndicatorScoreList(ListView):
    name = "indicator_scores"
    columns = ITEM_COLUMNS
    filterset_class = ResultFilter
    is_row_each = False
    most_in_workbook = 5_000  # each has tens of items
    counted_in_workbook = "evaluasi"

    def rows(self) -> QuerySet:
        return scored_rows(evaluations_of(self.client))

    def complete(self, rows: list[Any]) -> list[Any]:
        return list(with_items(rows))


class ResultDetail(DetailView):
    @extend_schema(
        operation_id="results_retrieve",
        summary="Satu hasil evaluasi",
        description="Isian, penjelasan, dan catatan bernilai null sampai hasil disampaikan kepada pegawai.",
        responses=answers(ResultDetailSerializer),
    )
    def get(self, request: Request, pk: int) -> Response:
        evaluations = evaluations_of(self.client)
        row = result_rows(evaluations).filter(pk=pk).first()
        if row is None:
            raise Http404
        [row] = with_plans([row])
        evaluation = evaluations.select_related("period", "unit").defer("expectations").get(pk=pk)
        known = evaluation.state in RESULT_KNOWN_TO_EMPLOYEE
        return Response(
            json_row(RESULT_COLUMNS, row)
            | {name: getattr(evaluation, name) if known else None for name in DOCUMENTS}
            | {"plans": [_plan(plan) for plan in row["plans"]]}
            | {"part": _part(evaluation), "organization_performance": _performance(evaluation)}
            | {"events": [_event(event) for event in evaluation.events.all()]}
        )


# Until delivery the answers belong to employee and rater; the overall ratings are among them.
DOCUMENTS = ("answers", "plan_rows", "figures", "trace", "index_label", "notes", "recommendation")


def _plan(plan: dict[str, Any]) -> dict[str, Any]:
    return plan | {"approved_at": timezone.localtime(plan["approved_at"]).isoformat()}


def _part(evaluation: Evaluation) -> dict[str, Any]:
    """Which days of the period it covers, and whether it is (part of) the result of the period."""
    return {
        "number": evaluation.segment,
        "starts_on": evaluation.first_day.isoformat(),
        "ends_on": evaluation.last_day.isoformat(),
        "counts": evaluation.counts,
    }


def _performance(evaluation: Evaluation) -> dict[str, Any] | None:
    """What belongs on its document."""
    found = performance_of(evaluation)
    if found is None:
        return None
    return {
        "level": found.level,
        "level_label": found.get_level_display(),
        "unit_code": found.unit.code,
        "unit_name": found.unit.name,
        "decided_on": found.decision.decided_on.isoformat(),
    }


def _event(event: Any) -> dict[str, Any]:
    """What happened when; neither notes nor decided values, which are for the persons concerned."""
    return {
        "action": event.action,
        "from_state": event.from_state,
        "to_state": event.to_state,
        "actor_name": event.actor_name,
        "at": timezone.localtime(event.at).isoformat(),
    }
