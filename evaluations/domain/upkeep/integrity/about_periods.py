"""Periods: pinned forms, states with their moment and their event, form versions that are what was published."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, Subquery

from evaluations.domain.upkeep.integrity.check import Check
from evaluations.enums import PeriodAction, PeriodState
from evaluations.models import Evaluation, EvaluationPeriod, Extension, PeriodEvent, PeriodForm
from forms_config.engine import codec
from forms_config.models import FormVersion

OPENING_OR_CLOSING = (PeriodAction.OPEN, PeriodAction.CLOSE, PeriodAction.REOPEN)


def opened_periods_without_pinned_form() -> Iterable[int]:
    unpinned = PeriodForm.objects.filter(period=OuterRef("pk"), form_version=None)
    rows = EvaluationPeriod.objects.exclude(state=PeriodState.DRAFT).filter(Exists(unpinned))
    return rows.values_list("pk", flat=True)


def periods_that_differ_from_their_last_event() -> Iterable[int]:
    """Closed without having been closed, or closed by its log and open all the same."""
    events = PeriodEvent.objects.filter(period=OuterRef("pk"), action__in=OPENING_OR_CLOSING)
    last = Subquery(events.order_by("-at", "-pk").values("action")[:1])
    closed = Q(state=PeriodState.CLOSED)
    is_closed_by_log = Q(last=PeriodAction.CLOSE)
    rows = EvaluationPeriod.objects.annotate(last=last).filter(
        (closed & (Q(last=None) | ~is_closed_by_log)) | (~closed & is_closed_by_log)
    )
    return rows.values_list("pk", flat=True)


def periods_whose_moment_of_closing_is_wrong() -> Iterable[int]:
    closed = Q(state=PeriodState.CLOSED)
    wrong = (closed & Q(closed_at=None)) | (~closed & Q(closed_at__isnull=False))
    return EvaluationPeriod.objects.filter(wrong).values_list("pk", flat=True)


def periods_in_preparation_with_evaluations() -> Iterable[int]:
    rows = Evaluation.objects.filter(period=OuterRef("pk"))
    drafts = EvaluationPeriod.objects.filter(state=PeriodState.DRAFT, opened_at=None)
    return drafts.filter(Exists(rows)).values_list("pk", flat=True)


def extensions_without_who_or_why() -> Iterable[int]:
    rows = Extension.objects.filter(Q(reason="") | Q(granted_by=None))
    return rows.values_list("pk", flat=True)


def versions_that_differ_from_their_hash() -> Iterable[int]:
    """What was published is what is used: the guard refuses changes, this finds what went past it."""
    for version in FormVersion.objects.defer("source").order_by("pk").iterator(chunk_size=50):
        if codec.content_hash(codec.load(version.schema)) != version.content_hash:
            yield version.pk


CHECKS = (
    Check(
        "form_pin",
        "Periode yang dibuka memakai versi formulir yang dikunci",
        "Pilih formulir pada periode itu lalu buka kembali; hubungi pengembang bila tetap muncul.",
        EvaluationPeriod,
        opened_periods_without_pinned_form,
    ),
    Check(
        "period_event",
        "Keadaan periode sama dengan riwayatnya",
        "Tutup atau buka periode hanya lewat halaman Periode; cari siapa yang mengubahnya langsung.",
        EvaluationPeriod,
        periods_that_differ_from_their_last_event,
    ),
    Check(
        "closed_at",
        "Periode yang ditutup, dan hanya itu, punya waktu penutupan",
        "Buka kembali periode itu dengan alasan, lalu tutup lagi.",
        EvaluationPeriod,
        periods_whose_moment_of_closing_is_wrong,
    ),
    Check(
        "early_evaluation",
        "Periode yang masih disiapkan belum berisi evaluasi",
        "Buka periode itu, atau pulihkan dari cadangan.",
        EvaluationPeriod,
        periods_in_preparation_with_evaluations,
    ),
    Check(
        "extension",
        "Setiap perpanjangan menyebut pemberi dan alasannya",
        "Cabut perpanjangan itu dan berikan lagi lewat halaman Periode.",
        Extension,
        extensions_without_who_or_why,
    ),
    Check(
        "form_hash",
        "Isi versi formulir sama dengan sidiknya saat terbit",
        "Pulihkan versi itu dari cadangan: isinya diubah langsung di basis data.",
        FormVersion,
        versions_that_differ_from_their_hash,
    ),
)
