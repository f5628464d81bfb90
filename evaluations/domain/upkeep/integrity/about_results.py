"""Results: recomputed from what was frozen, and the names beside them as they were when it was rated."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.fields.json import KT

from evaluations.domain.evaluating.answers import Sheet
from evaluations.domain.organization.snapshots import COPIED, FINGERPRINT, fingerprint
from evaluations.domain.reports.item_summaries import differing
from evaluations.domain.upkeep.integrity.check import Check
from evaluations.duties import RATED
from evaluations.enums import Action, State
from evaluations.models import Evaluation, EvaluationEvent, ItemSummary
from forms_config.engine.outcome import Outcome

AT_ONCE = 500
RESULT = ("rating_hasil_kerja", "rating_perilaku", "predikat", "index_score", "competency_score")
INPUTS = ("form_version", "answers", "plan_rows", "expectations", "figures")


def results_that_differ_from_their_inputs() -> Iterable[int]:
    """Recompute every rated evaluation from its frozen inputs. The one check that reads the documents."""
    rows = Evaluation.objects.filter(state__in=RATED).select_related("form_version").order_by("pk")
    schema = ("form_version__form", "form_version__content_hash", "form_version__schema")
    for row in rows.only(*RESULT, *INPUTS, *schema).iterator(chunk_size=AT_ONCE):
        sheet = Sheet(row.form_version.parsed, row.answers, row.plan_rows, row.expectations, row.figures)
        if tuple(getattr(row, name) for name in RESULT) != _computed(sheet.outcome()):
            yield row.pk


def _computed(outcome: Outcome) -> tuple[object, ...]:
    return (
        outcome.rating_hasil_kerja or "",
        outcome.rating_perilaku or "",
        outcome.predikat or "",
        outcome.index_score,
        outcome.competency_score,
    )


def names_that_differ_from_their_moment() -> Iterable[int]:
    """Names, numbers, posts and units on a rated row that are others than those that the rating has copied.

    The log remembers a fingerprint of them; ratings from before that have none and are passed over.
    """
    last = EvaluationEvent.objects.filter(evaluation=OuterRef("pk"), action=Action.RATE)
    told = last.order_by("-at", "-pk").annotate(told=KT(f"data__{FINGERPRINT}")).values("told")[:1]
    rows = Evaluation.objects.filter(state__in=RATED).annotate(told=Subquery(told)).exclude(told=None)
    for row in rows.order_by("pk").only(*COPIED).iterator(chunk_size=5000):
        if fingerprint(row) != row.told:
            yield row.pk


def final_without_end() -> Iterable[int]:
    """Final rows whose history knows neither a decision nor the end of the days for an objection."""
    ends = EvaluationEvent.objects.filter(
        evaluation=OuterRef("pk"), action__in=[Action.FINALIZE, Action.DECIDE]
    )
    return Evaluation.objects.filter(state=State.FINAL).exclude(Exists(ends)).values_list("pk", flat=True)


_RESTORE = "Pulihkan baris itu dari cadangan: hasilnya diubah sesudah dinilai."

CHECKS = (
    Check(
        "result",
        "Hasil sama dengan hitungan ulang dari isian yang dibekukan",
        _RESTORE,
        Evaluation,
        results_that_differ_from_their_inputs,
    ),
    Check(
        "names",
        "Nama, NIP, jabatan, dan unit pada hasil sama dengan saat dinilai",
        _RESTORE,
        Evaluation,
        names_that_differ_from_their_moment,
    ),
    Check(
        "final_event",
        "Hasil final punya keputusan atau akhir masa keberatan dalam riwayatnya",
        _RESTORE,
        Evaluation,
        final_without_end,
    ),
    Check(
        "item_sums",
        "Rata-rata butir yang disimpan sama dengan hitungan ulang dari isian",
        "Hapus baris jumlah itu; tick membuatnya lagi. Cari sebabnya: isian diubah langsung pada basis data.",
        ItemSummary,
        differing,
    ),
)
