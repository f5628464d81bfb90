"""Several plans (SKP) that wait for one rater are approved together: those that were read, each for itself."""

import pytest
from django.urls import reverse

from evaluations.domain.evaluating import plans
from evaluations.domain.refusals import Refused
from evaluations.enums import CoreValue, PlanState
from evaluations.models import PerformancePlan
from tests import build
from tests.counting import statements_of

LIST = reverse("portal:plan_approvals")


@pytest.fixture
def waiting(cast) -> list[PerformancePlan]:
    """Three people of the division, all of whose plans wait for Budi."""
    people = [cast.employee, build.make_employee("Ani Lestari"), build.make_employee("Bayu Pratama")]
    for person in people[1:]:
        build.make_assignment(person, cast.division)
    return [build.make_plan(one, rater=cast.rater, state=PlanState.SUBMITTED) for one in people]


@pytest.fixture
def client(cast, login):
    return login(cast.rater)


def read(client, *found: PerformancePlan) -> None:
    for plan in found:
        client.get(reverse("portal:plan_review", args=[plan.pk]))


def approve(client, *found: PerformancePlan) -> list[str]:
    answer = client.post(LIST, {"skp": [plan.pk for plan in found]}, follow=True)
    return [str(message) for message in answer.context["messages"]]


def states(found: list[PerformancePlan]) -> list[str]:
    by_pk = dict(PerformancePlan.objects.values_list("pk", "state"))
    return [by_pk[plan.pk] for plan in found]


def test_those_that_were_read_are_approved_together(client, waiting):
    read(client, *waiting[:2])
    assert approve(client, *waiting[:2]) == ["2 SKP disetujui: Siti Aminah; Ani Lestari"]
    assert states(waiting) == ["APPROVED", "APPROVED", "SUBMITTED"]
    assert [plan.versions.count() for plan in waiting] == [1, 1, 0]


def test_what_was_not_read_has_no_box_and_is_refused_although_it_was_ticked(client, waiting):
    read(client, waiting[0])
    page = client.get(LIST).content.decode()
    assert f'name="skp" value="{waiting[0].pk}"' in page
    assert f'name="skp" value="{waiting[1].pk}"' not in page
    assert "Belum Anda baca sejak diajukan." in page
    said = approve(client, *waiting)
    assert len(said) == 3
    assert said[-1] == "1 SKP disetujui: Siti Aminah"
    assert said[0] == "SKP Ani Lestari tidak disetujui. Belum Anda baca sejak diajukan. Buka dahulu SKP-nya."
    assert states(waiting) == ["APPROVED", "SUBMITTED", "SUBMITTED"]


def test_what_was_read_before_it_was_handed_in_again_counts_as_unread(cast, client, waiting):
    read(client, waiting[0])
    plans.return_plan(waiting[0], actor=cast.rater.user, note="Ubah")
    plans.submit_plan(waiting[0], actor=cast.employee.user)
    assert "Belum Anda baca" in approve(client, waiting[0])[0]
    assert states(waiting[:1]) == ["SUBMITTED"]


def test_one_that_is_not_complete_says_so_and_holds_up_no_other(client, waiting):
    read(client, *waiting)
    waiting[0].expectations.filter(value=CoreValue.LOYAL).delete()
    assert "1 ekspektasi khusus Anda belum diisi." in client.get(LIST).content.decode()
    said = approve(client, *waiting)
    assert said == [
        "SKP Siti Aminah tidak disetujui. Ekspektasi khusus pimpinan belum diisi: Loyal.",
        "2 SKP disetujui: Ani Lestari; Bayu Pratama",
    ]
    assert states(waiting) == ["SUBMITTED", "APPROVED", "APPROVED"]


def test_the_second_press_says_the_same_and_does_nothing_more(client, waiting):
    read(client, waiting[0])
    assert approve(client, waiting[0]) == approve(client, waiting[0])
    assert waiting[0].versions.count() == 1


def test_a_plan_that_was_withdrawn_meanwhile_is_not_approved(cast, client, waiting):
    read(client, waiting[0])
    PerformancePlan.objects.filter(pk=waiting[0].pk).update(state=PlanState.RETURNED)
    assert "keadaannya sekarang: Dikembalikan" in approve(client, waiting[0])[0]


@pytest.mark.parametrize("nothing", [{}, {"skp": ["x", "9" * 30]}])
def test_without_a_tick_one_is_told_to_tick(client, waiting, nothing):
    answer = client.post(LIST, nothing, follow=True)
    assert "Centang SKP yang akan Anda setujui." in answer.content.decode()


def test_nobody_approves_what_waits_for_another(cast, login, waiting):
    PerformancePlan.objects.update(read_at=waiting[0].submitted_at)
    for who in (cast.employee, cast.reviewer, cast.unit_admin, cast.stranger, cast.bkpsdm, cast.auditor):
        client = login(who)
        assert "Tidak ada SKP yang menunggu Anda" in client.get(LIST).content.decode()
        client.post(LIST, {"skp": [plan.pk for plan in waiting]})
    assert states(waiting) == ["SUBMITTED"] * 3
    with pytest.raises(Refused) as refused:
        plans.approve_read_plan(waiting[0], actor=cast.reviewer.user)
    assert refused.value.code == "not_yours"


def test_the_team_page_leads_there_where_there_are_several(cast, client, waiting):
    assert f'href="{LIST}"' in client.get(reverse("portal:team")).content.decode()
    PerformancePlan.objects.exclude(pk=waiting[0].pk).update(state=PlanState.DRAFT)
    assert f'href="{LIST}"' not in client.get(reverse("portal:team")).content.decode()


def test_the_list_costs_the_same_for_many(cast, client, waiting):
    PerformancePlan.objects.filter(pk=waiting[0].pk).update(state=PlanState.DRAFT)
    few = statements_of(client, LIST)
    PerformancePlan.objects.update(state=PlanState.SUBMITTED)
    assert statements_of(client, LIST) == few <= 12
