"""The rater reads a plan, fills in the expectations, approves it or gives it back."""

import pytest
from django.urls import reverse

from evaluations.enums import CoreValue, PlanState
from evaluations.models import PerformancePlan
from tests import build
from tests.counting import statements_of


@pytest.fixture
def plan(cast) -> PerformancePlan:
    plan = build.make_plan(cast.employee, rater=cast.rater, state=PlanState.SUBMITTED)
    plan.expectations.exclude(value=CoreValue.LOYAL).delete()
    return plan


def _url(plan) -> str:
    return reverse("portal:plan_review", args=[plan.pk])


def _all_values(**changes) -> dict[str, str]:
    return {f"ekspektasi_{value}": f"Harapan {value}" for value in CoreValue.values} | changes


def _post(client, plan, action: str, **data):
    return client.post(_url(plan), {"version": plan.version, "action": action, **data})


def _fresh(plan) -> PerformancePlan:
    return PerformancePlan.objects.get(pk=plan.pk)


def test_only_the_rater_finds_the_plan(cast, login, plan):
    assert login(cast.rater).get(_url(plan)).status_code == 200
    for who in (cast.employee, cast.reviewer, cast.unit_admin, cast.stranger, cast.bkpsdm, cast.auditor):
        assert login(who).get(_url(plan)).status_code == 404
        assert _post(login(who), plan, "approve", **_all_values()).status_code == 404
    assert _fresh(plan).state == PlanState.SUBMITTED


def test_a_draft_is_the_employees_own(cast, login, plan):
    PerformancePlan.objects.update(state=PlanState.DRAFT)
    assert login(cast.rater).get(_url(plan)).status_code == 404


def test_it_shows_results_targets_and_the_expectations_so_far(cast, login, plan):
    page = login(cast.rater).get(_url(plan)).content.decode()
    for text in ("Hasil kerja 1 terlaksana", "Jumlah laporan 1", "Target: 12 laporan", "Ekspektasi Loyal"):
        assert text in page


def test_approving_takes_the_expectations_with_it(cast, login, plan):
    response = _post(login(cast.rater), plan, "approve", note="Selamat bekerja", **_all_values())
    assert response.url == reverse("portal:team")
    after = _fresh(plan)
    assert (after.state, after.note) == (PlanState.APPROVED, "Selamat bekerja")
    assert dict(after.expectations.values_list("value", "text")) == {
        value: f"Harapan {value}" for value in CoreValue.values
    }


def test_approval_with_an_empty_expectation_is_refused_at_that_field(cast, login, plan):
    response = _post(login(cast.rater), plan, "approve", **_all_values(ekspektasi_adaptif=" "))
    assert list(response.context["form"].errors) == ["ekspektasi_adaptif"]
    page = response.content.decode()
    assert 'href="#field-ekspektasi_adaptif"' in page
    assert "Harapan kolaboratif" in page
    assert _fresh(plan).state == PlanState.SUBMITTED
    assert _fresh(plan).expectations.count() == 1


def test_saving_keeps_what_there_is_and_the_plan_waits(cast, login, plan):
    response = _post(login(cast.rater), plan, "save", ekspektasi_adaptif="Berani mencoba")
    assert response.url == _url(plan)
    after = _fresh(plan)
    assert after.state == PlanState.SUBMITTED
    assert list(after.expectations.values_list("value", "text")) == [("adaptif", "Berani mencoba")]


def test_returning_needs_a_note(cast, login, plan):
    response = _post(login(cast.rater), plan, "return", note=" ", ekspektasi_adaptif="Berani mencoba")
    assert list(response.context["form"].errors) == ["note"]
    assert "Berani mencoba" in response.content.decode()
    assert _fresh(plan).state == PlanState.SUBMITTED
    response = _post(login(cast.rater), plan, "return", note="Targetnya belum terukur")
    assert response.url == reverse("portal:team")
    assert (_fresh(plan).state, _fresh(plan).note) == (PlanState.RETURNED, "Targetnya belum terukur")


def test_an_older_tab_is_refused_and_keeps_what_was_typed(cast, login, plan):
    client = login(cast.rater)
    _post(client, plan, "save", **_all_values())
    response = _post(client, plan, "approve", **_all_values(ekspektasi_loyal="Dari tab lama"))
    page = response.content.decode()
    assert "sudah berubah di tab atau perangkat lain" in page
    assert "Dari tab lama" in page
    assert _fresh(plan).state == PlanState.SUBMITTED


def test_an_approved_plan_is_only_shown(cast, login, plan):
    client = login(cast.rater)
    _post(client, plan, "approve", **_all_values())
    page = client.get(_url(plan)).content.decode()
    assert "Harapan loyal" in page
    assert "Setujui" not in page
    refused = _post(client, _fresh(plan), "return", note="Terlambat", **_all_values())
    assert "keadaannya sekarang: Disetujui" in refused.content.decode()


def test_statements_do_not_grow_with_the_plan(cast, login, plan):
    client = login(cast.rater)
    one = statements_of(client, _url(plan))
    other = build.make_employee("Ani Lestari")
    longer = build.make_plan(other, rater=cast.rater, state=PlanState.SUBMITTED, results=3)
    assert statements_of(client, _url(longer)) == one <= 14
