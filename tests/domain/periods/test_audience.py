"""Before opening one sees who would get which form, who none and why, and who matches several rules."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluations.domain.periods import make_period, open_period
from evaluations.domain.periods.audience import conditions, preview
from evaluations.enums import EmploymentType, LegalStatus, PeriodKind, PositionType
from evaluations.models import Assignment, Employee, Evaluation, PeriodForm
from tests import build, schemas


@pytest.fixture
def july(cast):
    """Rule 1: structural posts in Dinas Kesehatan get the sheet of competence; rule 2: everybody the usual form."""
    usual, sheet = build.make_form_version(), build.make_form_version(schemas.competence_sheet())
    period = make_period(PeriodKind.MONTHLY, 2026, 7, forms=[sheet.form, usual.form])
    period.forms.filter(order=1).update(position_type=PositionType.STRUCTURAL, unit=cast.agency)
    return period


def names(placements) -> list[str]:
    return [one.employee.name for one in placements]


def test_the_first_rule_that_matches_wins_and_the_others_are_listed(cast, july):
    found = preview(july)
    first, last = found.rules
    assert (found.by_rule[first.pk], found.by_rule[last.pk]) == (2, 3)
    assert names(found.several) == ["Budi Santoso", "Ratna Dewi"]
    assert found.several[0].rules == (first, last)


def test_the_order_decides_not_the_age_of_the_rule(cast, july):
    PeriodForm.objects.filter(order=1).update(order=9)
    found = preview(july)
    assert found.by_rule[found.rules[0].pk] == 5


def test_who_gets_none_is_listed_with_the_reason(cast, july):
    july.forms.filter(order=2).update(employment_type=EmploymentType.PNS)
    Employee.objects.filter(pk=cast.employee.pk).update(employment_type=EmploymentType.PPPK)
    Employee.objects.filter(pk=cast.unit_admin.pk).update(legal_status=LegalStatus.RETIRED)
    cast.stranger.assignments.all().delete()
    found = preview(july)
    assert [(one.employee.name, one.code) for one in found.left_out] == [
        ("Agus Wibowo", "legal_status"),
        ("Joko Susilo", "no_post"),
        ("Siti Aminah", "no_form"),
    ]
    assert dict(found.without) == {"legal_status": 1, "no_post": 1, "no_form": 1}


def test_what_is_shown_is_what_opening_does(cast, july):
    shown = {one.employee.pk: one.form for one in preview(july).placed}
    open_period(july, actor=cast.bkpsdm)
    assert dict(Evaluation.objects.values_list("employee", "form_version__form__title")) == shown


def test_a_rule_is_said_in_words(cast, july):
    first, last = preview(july).rules
    assert conditions(first) == "Jabatan struktural, Dinas Kesehatan dan di bawahnya"
    assert conditions(last) == "Semua pegawai"


def test_more_people_need_no_more_statements(cast, july):
    with CaptureQueriesContext(connection) as few:
        preview(july)
    for number in range(5):
        build.make_assignment(build.make_employee(f"Pegawai {number}"), cast.division)
    with CaptureQueriesContext(connection) as many:
        assert len(preview(july).placements) == 10
    assert (len(few), len(many)) == (4, 4)


def test_ten_thousand_people_are_placed_within_three_seconds(cast, july):
    people = Employee.objects.bulk_create(
        [Employee(nip=f"1990010120150{number:05}", name=f"Pegawai {number}") for number in range(10_000)],
        batch_size=500,
    )
    Assignment.objects.bulk_create(
        [
            Assignment(employee=one, unit=cast.division, position="Perawat", starts_on="2020-01-01",
                       position_type=PositionType.FUNCTIONAL)
            for one in people
        ],
        batch_size=500,
    )  # fmt: skip
    begun = time.process_time()
    assert len(preview(july).placements) == 10_005
    assert time.process_time() - begun < 3
