"""Attendance: taps as they happened, and the month's figures."""

from datetime import date

from django.db import models
from django.db.models import Q

from evaluations.enums import TapKind
from evaluations.models.people import Employee


class AttendanceTap(models.Model):
    """One row is one check in or out, at server time."""

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="taps")
    kind = models.CharField(max_length=3, choices=TapKind)
    at = models.DateTimeField()
    on = models.DateField(help_text="working day in Asia/Jakarta to which the tap belongs")
    source = models.CharField(max_length=20, default="portal")

    class Meta:
        verbose_name = "ketukan presensi"
        verbose_name_plural = "ketukan presensi"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["employee", "on"])]
        constraints = [
            models.UniqueConstraint(
                name="one_tap_of_a_kind_per_day",
                fields=["employee", "on", "kind"],
                condition=Q(source="portal"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.employee}: {self.get_kind_display()} {self.at}"


class AttendanceMonth(models.Model):
    """One row is one employee's attendance figures of one month; days are working days, minutes whole minutes.

    None means: not known, never zero.
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
    source = models.CharField("sumber", max_length=40)
    updated_at = models.DateTimeField(auto_now=True)

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
