"""Attendance: figures that a month can hold."""

from collections.abc import Iterable

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce, Mod
from django.utils import timezone

from evaluations.domain.attendance.moments import DRIFT
from evaluations.domain.upkeep.integrity.check import Check
from evaluations.models import AttendanceMonth, AttendanceTap

SHORT_MONTHS = (4, 6, 9, 11)
DAY_FIGURES = ("working_days", "days_present", "unexcused_days")


def _days_of_month() -> Case:
    """The number of days of ``year`` and ``month``; centuries need no thought before 2100."""
    return Case(
        When(month__in=SHORT_MONTHS, then=Value(30)),
        When(month=2, leap=0, then=Value(29)),
        When(month=2, then=Value(28)),
        default=Value(31),
        output_field=IntegerField(),
    )


def months_with_too_many_days() -> Iterable[int]:
    rows = AttendanceMonth.objects.annotate(leap=Mod(F("year"), Value(4))).annotate(days=_days_of_month())
    rows = rows.annotate(together=Coalesce("days_present", 0) + Coalesce("unexcused_days", 0))
    wrong = Q(together__gt=F("days"))
    for name in DAY_FIGURES:
        wrong |= Q(**{f"{name}__gt": F("days")})
    return rows.filter(wrong).values_list("pk", flat=True)


def months_with_more_present_than_working_days() -> Iterable[int]:
    """People come on free days too, but not without a single working day in the month."""
    rows = AttendanceMonth.objects.filter(working_days=0, days_present__gt=0)
    return rows.values_list("pk", flat=True)


def months_that_lie_ahead() -> Iterable[int]:
    today = timezone.localdate()
    rows = AttendanceMonth.objects.filter(Q(year__gt=today.year) | Q(year=today.year, month__gt=today.month))
    return rows.values_list("pk", flat=True)


def taps_that_lie_ahead() -> Iterable[int]:
    rows = AttendanceTap.objects.filter(at__gt=timezone.now() + DRIFT)
    return rows.values_list("pk", flat=True)


_IMPORT_AGAIN = "Impor ulang presensi bulan itu dengan berkas yang benar."

CHECKS = (
    Check(
        "month_days",
        "Hari presensi tidak lebih banyak daripada hari dalam bulannya",
        _IMPORT_AGAIN,
        AttendanceMonth,
        months_with_too_many_days,
    ),
    Check(
        "no_working_day",
        "Tidak ada kehadiran pada bulan tanpa hari kerja",
        _IMPORT_AGAIN,
        AttendanceMonth,
        months_with_more_present_than_working_days,
    ),
    Check(
        "future_month",
        "Presensi bulanan tidak mendahului bulan berjalan",
        _IMPORT_AGAIN,
        AttendanceMonth,
        months_that_lie_ahead,
    ),
    Check(
        "future_tap",
        "Presensi harian tidak mendahului hari ini",
        "Periksa jam server dan sumber presensi itu.",
        AttendanceTap,
        taps_that_lie_ahead,
    ),
)
