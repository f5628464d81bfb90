"""Part-timers (PPPK paruh waktu) are evaluated by quarter and year, and by no month, as the templates are shipped."""

import pytest

from evaluations.domain.periods.audience import placements, preview
from evaluations.domain.periods.calendar import create, plan
from evaluations.domain.periods.official import load_official_periods
from evaluations.enums import EmploymentType, PeriodKind
from evaluations.models import PeriodTemplate
from tests import build

PART_TIMER, OTHERS = {"PPPK Paruh Waktu"}, {"PNS", "CPNS", "PPPK"}


@pytest.fixture
def people(db) -> None:
    """One of each kind."""
    for key in ("evaluasi-kinerja", "evaluasi-tahunan"):
        build.make_form_version(key=key)
    load_official_periods()
    agency = build.make_unit(parent=build.make_unit("Pemerintah Kabupaten Bantul"))
    for kind in EmploymentType:
        build.make_assignment(build.make_employee(kind.label, employment_type=kind), agency)


@pytest.mark.parametrize(
    ("kind", "month", "evaluated"),
    [
        (PeriodKind.MONTHLY, 7, OTHERS),
        (PeriodKind.QUARTERLY, 9, PART_TIMER),
        (PeriodKind.ANNUAL, None, OTHERS | PART_TIMER),
    ],
)
def test_each_kind_of_period_is_for_its_kinds_of_employees(people, kind, month, evaluated):
    found = preview(create(plan(PeriodTemplate.objects.get(kind=kind), 2026, month)))
    placed = {one.employee.name: one for one in placements(found.people, found.rules)}
    assert {name for name, one in placed.items() if one.rules} == evaluated
    assert all(len(one.rules) == 1 for name, one in placed.items() if name in evaluated)
    left_out = {one.reason for name, one in placed.items() if name not in evaluated}
    assert left_out <= {"Tidak ada formulir untuk jenis pegawai, golongan, jabatan, atau unitnya."}
