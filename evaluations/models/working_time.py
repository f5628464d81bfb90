"""Working time: calendars with the hours of each weekday, for whom they hold on which days, and when Ramadan is."""

from datetime import time

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from evaluations.enums import Weekday
from evaluations.models.organization import OrganizationalUnit
from evaluations.models.people import DatedQuerySet, Employee
from forms_config.engine.attendance.calendars import DAY, Calendar, Hours

_HALF_DAY = MaxValueValidator(240)


class WorkingCalendar(ClusterableModel):
    """One row is one way of working: which weekdays, from when to when."""

    name = models.CharField("nama", max_length=80, unique=True)
    works_on_holidays = models.BooleanField(
        "bekerja juga pada hari libur",
        default=False,
        help_text="Untuk pelayanan yang tidak berhenti, misalnya jaga di rumah sakit dan puskesmas.",
    )
    flexible_minutes = models.PositiveSmallIntegerField(
        "jam lentur (menit)",
        default=0,
        validators=[_HALF_DAY],
        help_text="Datang sekian menit kemudian tidak terlambat, bila pulangnya bergeser sama banyak. 0: tidak ada.",
    )
    tolerance_minutes = models.PositiveSmallIntegerField(
        "toleransi terlambat (menit)",
        default=0,
        validators=[_HALF_DAY],
        help_text="Sampai sekian menit tidak dihitung terlambat; lewat dari itu semua menitnya dihitung.",
    )
    is_part_time = models.BooleanField(
        "paruh waktu", default=False, help_text="Jam seminggunya memang kurang dari 37,5."
    )

    class Meta:
        verbose_name = "kalender kerja"
        verbose_name_plural = "kalender kerja"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def engine(self) -> Calendar:
        """As the engine reads it; one query unless ``hours`` are prefetched."""
        rows = list(self.hours.all())
        return Calendar(
            self.name,
            {row.weekday: row.engine for row in rows if not row.in_ramadan},
            {row.weekday: row.engine for row in rows if row.in_ramadan},
            self.works_on_holidays,
            self.flexible_minutes,
            self.tolerance_minutes,
        )


class WorkingHours(models.Model):
    """One row is the working hours of one weekday; ``ends_at`` not after ``starts_at`` lies on the next day."""

    calendar = ParentalKey(WorkingCalendar, related_name="hours")
    weekday = models.PositiveSmallIntegerField("hari", choices=Weekday)
    in_ramadan = models.BooleanField("pada bulan Ramadan", default=False)
    starts_at = models.TimeField("masuk")
    ends_at = models.TimeField(
        "pulang", help_text="Jam yang tidak sesudah masuk berarti pulang pada hari berikutnya."
    )
    rest_minutes = models.PositiveSmallIntegerField("istirahat (menit)", default=60, validators=[_HALF_DAY])

    class Meta:
        verbose_name = "jam kerja"
        verbose_name_plural = "jam kerja"
        ordering = ["calendar", "in_ramadan", "weekday"]
        constraints = [
            models.UniqueConstraint(
                name="one_row_of_hours_a_weekday", fields=["calendar", "weekday", "in_ramadan"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()}, {self.starts_at:%H.%M}–{self.ends_at:%H.%M}"

    def clean(self) -> None:
        if self.starts_at and self.ends_at and self.engine.worked <= 0:
            raise ValidationError({"rest_minutes": "Istirahatnya sepanjang jam kerja atau lebih."})

    @property
    def engine(self) -> Hours:
        starts, ends = _minutes(self.starts_at), _minutes(self.ends_at)
        return Hours(starts, ends if ends > starts else ends + DAY, self.rest_minutes)


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


class CalendarUse(models.Model):
    """One row says that a calendar holds for a person, or a unit and all below it, from/to these days.

    A person's own comes before that of the unit, and the nearest unit before those above; the latest begun decides.
    """

    calendar = models.ForeignKey(
        WorkingCalendar, models.PROTECT, related_name="uses", verbose_name="kalender kerja"
    )
    unit = models.ForeignKey(
        OrganizationalUnit, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="unit"
    )
    employee = models.ForeignKey(
        Employee, models.CASCADE, null=True, blank=True, related_name="calendar_uses", verbose_name="pegawai"
    )
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("sampai", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "pemakaian kalender kerja"
        verbose_name_plural = "pemakaian kalender kerja"
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="calendar_for_a_unit_or_a_person",
                condition=Q(unit=None, employee__isnull=False) | Q(unit__isnull=False, employee=None),
                violation_error_message="Pilih satu: unit atau pegawai.",
            ),
            models.CheckConstraint(
                name="calendar_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                violation_error_message="“Sampai” tidak boleh sebelum “mulai”.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calendar}: {self.unit or self.employee}"


class Ramadan(models.Model):
    """One row is the month of fasting of one year, on whose working days the hours of Ramadan hold."""

    starts_on = models.DateField("hari pertama", unique=True)
    ends_on = models.DateField("hari terakhir")

    class Meta:
        verbose_name = "bulan Ramadan"
        verbose_name_plural = "bulan Ramadan"
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                name="ramadan_ends_after_start",
                condition=Q(ends_on__gte=models.F("starts_on")),
                violation_error_message="Hari terakhir tidak boleh sebelum hari pertama.",
            )
        ]

    def __str__(self) -> str:
        return f"Ramadan {self.starts_on.year}"
