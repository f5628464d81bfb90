"""Before opening one sees who would get which form, who none and why, and who matches several rules."""

import random
import time
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluations.domain.periods import make_period, open_period
from evaluations.domain.periods.audience import conditions, people, placements, preview, rules_of
from evaluations.domain.periods.segments import planned_segments
from evaluations.enums import AssignmentKind, EmploymentType, LegalStatus, PeriodKind, PositionType
from evaluations.models import Assignment, Employee, Evaluation, PeriodForm
from tests import build, schemas


@pytest.fixture
def july(cast):
    """Rule 1: structural posts in Dinas Kesehatan get the sheet of competence; rule 2: everybody the usual form."""
    usual, sheet = build.make_form_version(), build.make_form_version(schemas.competence_sheet())
    period = make_period(PeriodKind.MONTHLY, 2026, 7, forms=[sheet.form, usual.form])
    period.forms.filter(order=1).update(position_type=PositionType.STRUCTURAL, unit=cast.agency)
    return period


def placed(period, **narrowed):
    """Everybody in the preview of the period, as far as ``narrowed``."""
    found = preview(period)
    return placements(found.people.filter(**narrowed), found.rules)


def names(shown) -> list[str]:
    return [one.employee.name for one in shown]


def test_the_first_rule_that_matches_wins_and_the_others_are_listed(cast, july):
    found = preview(july)
    first, last = found.rules
    assert (found.by_rule[first.pk], found.by_rule[last.pk]) == (2, 3)
    several = placed(july, matching__gt=1)
    assert (found.several, names(several)) == (2, ["Budi Santoso", "Ratna Dewi"])
    assert several[0].rules == (first, last)


def test_the_order_decides_not_the_age_of_the_rule(cast, july):
    PeriodForm.objects.filter(order=1).update(order=9)
    found = preview(july)
    assert found.by_rule[found.rules[0].pk] == 5


def test_of_the_same_number_the_rule_for_everybody_comes_last(cast, july):
    special, usual = rules_of(july)
    PeriodForm.objects.update(order=1)
    special.pk = None
    special.save()  # the younger of the two
    PeriodForm.objects.exclude(pk__in=[special.pk, usual.pk]).delete()
    assert rules_of(july) == [special, usual]
    assert preview(july).by_rule == {special.pk: 2, usual.pk: 3}


def test_who_gets_none_is_listed_with_the_reason(cast, july):
    july.forms.filter(order=2).update(employment_type=EmploymentType.PNS)
    Employee.objects.filter(pk=cast.employee.pk).update(employment_type=EmploymentType.PPPK)
    Employee.objects.filter(pk=cast.unit_admin.pk).update(legal_status=LegalStatus.RETIRED)
    cast.stranger.assignments.all().delete()
    found = preview(july)
    assert [(one.employee.name, one.code) for one in placed(july) if one.code] == [
        ("Agus Wibowo", "legal_status"),
        ("Joko Susilo", "no_post"),
        ("Siti Aminah", "no_form"),
    ]
    assert dict(found.without) == {"legal_status": 1, "no_post": 1, "no_form": 1}


def test_what_is_shown_is_what_opening_does(cast, july):
    shown = {one.employee.pk: one.form for one in placed(july, code="")}
    open_period(july, actor=cast.bkpsdm)
    assert dict(Evaluation.objects.values_list("employee", "form_version__form__title")) == shown


def test_a_rule_is_said_in_words(cast, july):
    first, last = preview(july).rules
    assert conditions(first) == "Jabatan struktural, Dinas Kesehatan dan di bawahnya"
    assert conditions(last) == "Semua pegawai"


def test_more_people_need_no_more_statements(cast, july):
    with CaptureQueriesContext(connection) as few:
        placed(july)
    for number in range(5):
        build.make_assignment(build.make_employee(f"Pegawai {number}"), cast.division)
    with CaptureQueriesContext(connection) as many:
        assert len(placed(july)) == 10
    assert (len(few), len(many)) == (5, 5)


def test_twenty_thousand_people_are_counted_within_a_second(cast, july):
    people = Employee.objects.bulk_create(
        [Employee(nip=f"1990010120150{number:05}", name=f"Pegawai {number}") for number in range(20_000)],
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
    found = preview(july)
    assert sum(found.by_rule.values()) == 20_005
    assert len(placements(found.people[:30], found.rules)) == 30
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    ("conditioned", "found"),
    [
        ({"position_words": "guru"}, ["Siti Aminah"]),
        ({"position_words": "kepala bidang, GURU"}, ["Budi Santoso", "Siti Aminah"]),
        ({"position_words": "dokter"}, []),
        ({"ranks": "III"}, ["Joko Susilo", "Siti Aminah"]),
        ({"ranks": "III/a, IX"}, ["Budi Santoso", "Siti Aminah"]),
        ({"ranks": "I"}, []),
        ({"position_words": "guru", "ranks": "IX"}, []),
        ({"post_kind": "AHLI_PERTAMA"}, ["Siti Aminah"]),
    ],
)
def test_an_audience_is_chosen_by_name_of_post_group_and_rank(cast, july, conditioned, found):
    cast.employee.assignments.update(position="Guru Ahli Pertama", post_kind="AHLI_PERTAMA")
    Employee.objects.update(rank="")
    for person, rank in ((cast.employee, "III/a"), (cast.stranger, "III/d"), (cast.rater, "IX")):
        Employee.objects.filter(pk=person.pk).update(rank=rank)
    july.forms.filter(order=1).update(position_type="", unit=None, **conditioned)
    first = rules_of(july)[0]
    assert names(placed(july, rule=first.pk)) == found


def test_a_rule_says_post_and_rank_in_words(cast, july):
    july.forms.filter(order=1).update(
        position_words="guru, kepala sekolah", ranks="III/c, IV", position_type=""
    )
    assert conditions(rules_of(july)[0]) == (
        "nama jabatan memuat “guru” atau “kepala sekolah”, golongan “III/c” atau “IV”, "
        "Dinas Kesehatan dan di bawahnya"
    )


def test_who_only_stood_in_for_somebody_until_the_middle_has_no_post(cast, july):
    person = build.make_employee("Wahyu")
    build.make_assignment(
        person, cast.division, kind=AssignmentKind.PLT, starts_on=date(2026, 6, 1), ends_on=date(2026, 7, 9)
    )
    [shown] = placed(july, pk=person.pk)
    assert (shown.code, shown.post) == ("no_post", None)


@pytest.mark.parametrize("seed", range(6))
def test_the_deciding_post_is_that_of_the_last_part_whoever_moves(cast, july, seed):
    """The database finds the post of whoever holds one throughout, ``planned_segments`` that of the others."""
    chance = random.Random(seed)
    for number in range(25):
        person = build.make_employee(f"Pegawai {number}")
        for _ in range(chance.randint(0, 3)):
            starts = date(2026, 5, 1) + timedelta(days=chance.randint(0, 120))
            ends = chance.choice([None, starts + timedelta(days=chance.randint(0, 60))])
            kind = chance.choice([AssignmentKind.DEFINITIVE, AssignmentKind.DEFINITIVE, AssignmentKind.PLT])
            unit = chance.choice([cast.division, cast.agency, cast.other_agency])
            build.make_assignment(person, unit, kind=kind, starts_on=starts, ends_on=ends)
    for today in (date(2026, 7, 10), date(2026, 9, 1)):
        plans = planned_segments(None, july, today=today)
        shown = people(july, rules_of(july), today=today)
        assert {one.pk: one.post for one in shown} == {
            one.pk: plans[one.pk][-1].post.pk if one.pk in plans else None for one in shown
        }
