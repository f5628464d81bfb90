"""Dialogs: what both have confirmed was talked about, and each confirmation was given by somebody of that side."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from evaluations.domain.evaluating.dialogs import CONFIRM
from evaluations.domain.upkeep.integrity.check import Check
from evaluations.enums import DialogSide, PointState
from evaluations.models import DialogEvent, DialogPoint, PerformanceDialog


def open_points_of_closed_dialogs() -> Iterable[int]:
    rows = DialogPoint.objects.filter(dialog__closed_at__isnull=False, state=PointState.OPEN)
    return rows.values_list("pk", flat=True)


def confirmed_by_nobody() -> Iterable[int]:
    given = DialogEvent.objects.filter(dialog=OuterRef("pk"), action=CONFIRM)
    rows = PerformanceDialog.objects.annotate(
        by_employee=Exists(given.filter(side=DialogSide.EMPLOYEE)),
        by_rater=Exists(given.filter(side=DialogSide.RATER)),
    )
    wrong = Q(employee_confirmed_at__isnull=False, by_employee=False) | Q(
        rater_confirmed_at__isnull=False, by_rater=False
    )
    return rows.filter(wrong).values_list("pk", flat=True)


_BY_HAND = "Bandingkan dengan riwayat dialognya; dialog hanya berubah lewat halamannya."

CHECKS = (
    Check(
        "dialog_points",
        "Dialog yang dikonfirmasi keduanya tidak punya pokok bahasan yang belum dibahas",
        _BY_HAND,
        DialogPoint,
        open_points_of_closed_dialogs,
    ),
    Check(
        "dialog_event",
        "Setiap konfirmasi dialog diberikan oleh orang di pihak itu",
        _BY_HAND,
        PerformanceDialog,
        confirmed_by_nobody,
    ),
)
