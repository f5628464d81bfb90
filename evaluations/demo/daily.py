"""Dinas Kesehatan keeps a line a day, and Siti has written some days of the open month."""

from datetime import date, timedelta
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile

from evaluations.demo.people import HEALTH_OFFICE, SITI
from evaluations.demo.story import PDF
from evaluations.domain.evaluating import daily
from evaluations.domain.evaluating.daily import OUTSIDE, Line
from evaluations.models import Employee, OrganizationalUnit

DAYS = 4  # that she has written
# What she did, the unit of the indicator it counts towards ("" : outside the plan), how much.
WRITTEN = (
    ("Melayani pasien poli umum", "pasien", Decimal(6)),
    ("Kunjungan rumah bersama kader posyandu", "pasien", Decimal(3)),
    ("Mencatat waktu tunggu di loket", "menit", Decimal(25)),
    ("Menjadi petugas kesehatan pada upacara kabupaten", "", None),
)
FILE = "Daftar pasien hari ini.pdf"


def write_lines(today: date) -> None:
    officer = get_user_model().objects.get(username="bkpsdm")
    daily.set_keeping(OrganizationalUnit.objects.get(code=HEALTH_OFFICE), True, actor=officer)
    siti = Employee.objects.select_related("user").get(nip=SITI.nip)
    for number, day in enumerate(_working_days(today)):
        aims = {aim.unit: aim for aim in daily.aims_on(siti, day)}
        for text, unit, quantity in (WRITTEN[0], WRITTEN[1 + number % 3]):
            line = Line(day, text, aims.get(unit, OUTSIDE), quantity)
            entry = daily.write(siti, line, actor=siti.user)
            if number == 0 and text == WRITTEN[0][0]:
                daily.add_file(entry, SimpleUploadedFile(FILE, PDF), actor=siti.user)


def _working_days(today: date) -> list[date]:
    """The last days before today in its month, the earliest first; on the first of a month today itself."""
    before = (today - timedelta(days=back) for back in range(1, today.day))
    days = [day for day in before if day.weekday() < 5][:DAYS]
    return days[::-1] or [today]
