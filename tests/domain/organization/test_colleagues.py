"""Who may be asked about somebody: what each is to the person follows from the posts of the day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.domain.organization.colleagues import colleagues_of
from evaluations.enums import AssignmentKind, FeedbackRelation, LegalStatus
from tests import build

TODAY = timezone.localdate()
DAY = timedelta(days=1)
RATER, SUPERIOR, PEER, SUBORDINATE = FeedbackRelation


def known(person, on=TODAY) -> dict[str, FeedbackRelation]:
    return {one.person.name: one.relation for one in colleagues_of(person, on)}


@pytest.fixture
def peer(cast):
    person = build.make_employee("Rina Wati")
    build.make_assignment(person, cast.division, "Epidemiolog")
    return person


def test_leaders_and_peers_of_somebody_without_subordinates(cast, peer):
    assert known(cast.employee) == {"Budi Santoso": RATER, "Ratna Dewi": SUPERIOR, "Rina Wati": PEER}
    first, *_, last = colleagues_of(cast.employee, TODAY)
    assert (first.position, last.position) == ("Kepala Bidang Pencegahan Penyakit", "Epidemiolog")


def test_a_head_has_subordinates_and_the_heads_beside_as_peers(cast, peer):
    beside = build.make_unit("Bidang Kesehatan Masyarakat", parent=cast.agency)
    head, elsewhere = build.make_employee("Tono"), build.make_employee("Wati")
    build.make_head(head, beside)
    build.make_assignment(elsewhere, beside)
    assert known(cast.rater) == {
        "Ratna Dewi": RATER, "Tono": PEER, "Siti Aminah": SUBORDINATE, "Rina Wati": SUBORDINATE,
    }  # fmt: skip


def test_the_head_of_an_agency_leads_its_staff_and_the_heads_of_its_divisions(cast):
    assert known(cast.reviewer) == {"Agus Wibowo": SUBORDINATE, "Budi Santoso": SUBORDINATE}


def test_over_a_division_that_nobody_leads_those_rated_belong_to_the_head_above(cast, peer):
    cast.rater.assignments.all().delete()
    build.make_evaluation(peer, build.make_period(starts_on=TODAY, ends_on=TODAY), rater=cast.reviewer)
    assert known(cast.reviewer) == {"Agus Wibowo": SUBORDINATE, "Rina Wati": SUBORDINATE}


def test_an_exception_decides_who_rates_and_the_head_of_the_unit_stays_above(cast, peer):
    cast.employee.reporting_lines.create(rater=cast.stranger, reason="Tim lintas", starts_on=TODAY)
    assert known(cast.employee)["Joko Susilo"] == RATER
    assert known(cast.employee)["Budi Santoso"] == SUPERIOR
    assert known(cast.stranger) == {"Siti Aminah": SUBORDINATE}


@pytest.mark.parametrize(("ends", "is_there"), [(TODAY - DAY, False), (TODAY, True)])
def test_who_moved_away_is_no_colleague_any_more(cast, ends, is_there):
    person = build.make_employee("Rina Wati")
    build.make_assignment(person, cast.division, ends_on=ends)
    assert ("Rina Wati" in known(cast.employee)) == is_there


@pytest.mark.parametrize("gone", ["retired", "without account"])
def test_who_cannot_act_is_not_offered(cast, peer, gone):
    if gone == "retired":
        peer.legal_status = LegalStatus.RETIRED
        peer.save()
    else:
        peer.user.is_active = False
        peer.user.save()
    assert "Rina Wati" not in known(cast.employee)


def test_a_post_held_beside_the_own_one_brings_its_unit(cast, peer):
    build.make_assignment(cast.stranger, cast.division, "Plt Seksi", kind=AssignmentKind.PLT)
    assert known(cast.employee)["Joko Susilo"] == PEER


def test_somebody_without_a_post_has_nobody(cast):
    assert known(build.make_employee("Baru")) == {}


def test_many_colleagues_cost_as_many_queries_as_one(cast, peer, django_assert_max_num_queries):
    for number in range(5):
        build.make_assignment(build.make_employee(f"Rekan {number}"), cast.division)
    with django_assert_max_num_queries(14):
        assert len(colleagues_of(cast.employee, TODAY)) == 8
