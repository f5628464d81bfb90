"""Gaps, agreed and done steps by unit and competence; what is about fewer than five people is hidden."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.domain.evaluating.competences import note_levels
from evaluations.domain.evaluating.development import Proposal, agree, finish, propose
from evaluations.domain.reports.development import development_report
from evaluations.enums import DevelopmentKind
from evaluations.models import EvaluationPeriod
from tests import build, competence, schemas
from tests.competence import GAP, KEYS


@pytest.fixture
def people(cast) -> list:
    """Six in the division and two in the other agency, each with the same gap."""
    version, period = build.make_form_version(schemas.competence_sheet()), build.make_period()
    found = []
    for number, unit in enumerate([cast.division] * 6 + [cast.other_agency] * 2):
        person = build.make_employee(f"Pegawai {number}")
        build.make_assignment(person, unit)
        competence.told(build.make_evaluation(person, period, rater=cast.rater, version=version))
        found.append(person)
    note_levels(timezone.now())
    return found


def planned(cast, person):
    proposal = Proposal(GAP, "Pelatihan", DevelopmentKind.CLASSROOM, timezone.localdate() + timedelta(days=9))
    return agree(propose(person, proposal, actor=person.user), actor=cast.rater.user)


def test_people_are_counted_by_gap_agreed_and_done(cast, people, django_assert_num_queries):
    finish(planned(cast, people[0]), hours=8, certificate="No. 1", actor=people[0].user)
    planned(cast, people[1])
    period = EvaluationPeriod.objects.get()
    with django_assert_num_queries(2):
        report = development_report(period, cast.agency, [cast.division])
    lines = {line.competence: line.counts for line in report.by_competence}
    assert lines[GAP] == {"assessed": 6, "gaps": 6, "agreed": 2, "done": 1}
    assert lines[KEYS[1]] == {"assessed": 6, "gaps": 0, "agreed": 0, "done": 0}
    assert [(line.unit, line.counts["assessed"]) for line in report.of(GAP)] == [(cast.division, 6)]


def test_units_with_fewer_than_five_are_hidden_and_cannot_be_reckoned(cast, people):
    report = development_report(EvaluationPeriod.objects.get(), cast.root, [cast.agency, cast.other_agency])
    assert {line.unit: line.counts for line in report.of(GAP)} == {cast.agency: None, cast.other_agency: None}
    assert {line.competence: line.counts["gaps"] for line in report.by_competence}[GAP] == 8


def test_a_total_of_fewer_than_five_is_hidden(cast, people):
    report = development_report(EvaluationPeriod.objects.get(), cast.other_agency, [])
    assert {line.counts for line in report.by_competence} == {None}
