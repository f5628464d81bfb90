"""Attendance: taps as they happened, what is said of days besides, and the month's figures."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from evaluations.enums import DayStatus, StatementSource, TapKind, TapSource
from evaluations.models.people import Employee


class AttendanceTapQuerySet(models.QuerySet):
    def around(self, first: date, last: date) -> "AttendanceTapQuerySet":
        """Those that may belong to the working days from ``first`` to ``last``: a night ends on the day after."""
        begins = timezone.make_aware(datetime.combine(first, time.min))
        ends = timezone.make_aware(datetime.combine(last + timedelta(2), time.min))
        return self.filter(at__gte=begins, at__lt=ends)


class AttendanceTap(models.Model):
    """One row is one tap, to the minute: the same from a file, a machine or the portal is one row.

    To which working day it belongs follows from the working calendar: see ``forms_config.engine.attendance``.
    """

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="taps")
    at = models.DateTimeField("waktu")
    kind = models.CharField("jenis", max_length=3, choices=TapKind, blank=True)  # where the person said which
    source = models.CharField("sumber", max_length=8, choices=TapSource)
    device = models.CharField("mesin", max_length=40, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)

    objects = AttendanceTapQuerySet.as_manager()

    class Meta:
        verbose_name = "ketukan presensi"
        verbose_name_plural = "ketukan presensi"
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(name="one_tap_a_minute", fields=["employee", "at"])]

    def __str__(self) -> str:
        return f"{self.employee}: {self.at}"


class DayStatement(models.Model):
    """One row says what somebody did on the working days from ``starts_on`` to ``ends_on``, besides their taps.

    Never why: of leave and illness there is neither kind nor reason here. ``codes`` are those of a recap (TL1,PSW4).
    """

    employee = models.ForeignKey(
        Employee, models.PROTECT, related_name="day_statements", verbose_name="pegawai"
    )
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("sampai")
    status = models.CharField("keterangan", max_length=12, choices=DayStatus)
    codes = models.CharField("kode", max_length=20, blank=True)
    came_at = models.DateTimeField("masuk", null=True, blank=True)  # where the source says so, of one day
    went_at = models.DateTimeField("pulang", null=True, blank=True)
    source = models.CharField("sumber", max_length=8, choices=StatementSource)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "keterangan hari"
        verbose_name_plural = "keterangan hari"
        ordering = ["starts_on", "pk"]
        indexes = [models.Index(fields=["employee", "starts_on"])]
        constraints = [
            models.UniqueConstraint(
                name="one_statement_of_a_source_a_day", fields=["employee", "starts_on", "source"]
            ),
            models.CheckConstraint(
                name="statement_ends_after_start", condition=Q(ends_on__gte=models.F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee}: {self.get_status_display()} {self.starts_on}"


class AttendanceMonth(models.Model):
    """One row is one employee's attendance figures of one month; days are working days, minutes whole minutes.

    None means: not known, never zero. Imported as they are, or what the days come to (``COMPUTED``).
    """

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="attendance_months")
    year = models.PositiveSmallIntegerField("tahun")
    month = models.PositiveSmallIntegerField("bulan")
    working_days = models.PositiveSmallIntegerField("hari kerja", null=True, blank=True)
    days_present = models.PositiveSmallIntegerField("hari hadir", null=True, blank=True)
    unexcused_days = models.PositiveSmallIntegerField("hari tanpa keterangan", null=True, blank=True)
    missing_taps = models.PositiveSmallIntegerField("tidak presensi", null=True, blank=True)
    late_minutes = models.PositiveIntegerField("menit terlambat", null=True, blank=True)
    early_minutes = models.PositiveIntegerField("menit pulang cepat", null=True, blank=True)
    away_minutes = models.PositiveIntegerField("menit meninggalkan kantor", null=True, blank=True)
    missed_ceremonies = models.PositiveSmallIntegerField("tidak ikut upacara", null=True, blank=True)
    open_days = models.PositiveSmallIntegerField("hari belum ada keterangan", null=True, blank=True)
    source = models.CharField("sumber", max_length=40)
    updated_at = models.DateTimeField(auto_now=True)

    COMPUTED = "hitungan harian"  # the ``source`` of a month that the days come to

    class Meta:
        verbose_name = "rekap presensi bulanan"
        verbose_name_plural = "rekap presensi bulanan"
        ordering = ["-year", "-month", "employee__name", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_attendance_month", fields=["employee", "year", "month"]),
            models.CheckConstraint(name="attendance_month_1_to_12", condition=Q(month__gte=1, month__lte=12)),
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.year}-{self.month:02}"

    @property
    def first_day(self) -> date:
        """The month as a date, for its name in words."""
        return date(self.year, self.month, 1)
