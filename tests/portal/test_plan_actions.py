"""Rencana aksi on the pages: a step for each result, many months at once, and read wherever the plan is read."""

import pytest
from django.urls import reverse

from evaluations.domain.evaluating.plan_actions import save_actions
from evaluations.domain.evaluating.plans import approve_plan, submit_plan
from evaluations.enums import PlanState
from evaluations.models import PerformancePlan, WorkResult
from tests import build
from tests.portal.test_plans import FIRST

YEAR = 2026
ACTION = "Rekap layanan setiap Jumat"


@pytest.fixture
def plan(cast) -> PerformancePlan:
    return build.make_plan(cast.employee, rater=cast.rater, state=PlanState.DRAFT, results=2)


@pytest.fixture
def client(cast, login):
    return login(cast.employee)


def url(plan: PerformancePlan, key: str = "rhk-1") -> str:
    return reverse("portal:plan_actions", args=[plan.year, plan.assignment_id, key])


def post(client, plan: PerformancePlan, key: str = "rhk-1", **data):
    version = PerformancePlan.objects.get(pk=plan.pk).version
    boxes = {f"bulan{month}": "" for month in range(1, 13)}
    return client.post(url(plan, key), {"version": version, "same": ""} | boxes | data)


def actions(key: str = "rhk-1") -> list[str]:
    return WorkResult.objects.get(key=key).actions


def test_one_result_after_the_other_and_then_the_plan(client, plan):
    first = post(client, plan, bulan1=ACTION, then="next")
    assert first.url == url(plan, "rhk-2")
    assert actions() == [ACTION, *[""] * 11]
    assert client.get(first.url).status_code == 200
    assert post(client, plan, "rhk-2", then="next").url == reverse("portal:plan", args=[plan.pk])
    assert actions("rhk-2") == []


def test_one_text_fills_every_month_that_is_empty(client, plan):
    answer = post(client, plan, same=ACTION, bulan6="Evaluasi semester", isi="bulan")
    assert answer.url == url(plan)
    assert actions() == [*[ACTION] * 5, "Evaluasi semester", *[ACTION] * 6]
    assert ACTION in client.get(answer.url).content.decode()


def test_one_text_fills_the_end_of_every_quarter(client, plan):
    post(client, plan, same=ACTION, isi="triwulan")
    assert [month for month, text in enumerate(actions(), start=1) if text] == [3, 6, 9, 12]


def test_a_press_without_a_text_says_what_is_missing_and_keeps_what_was_typed(client, plan):
    answer = post(client, plan, bulan1=ACTION, isi="bulan")
    assert "Tulis dahulu rencananya" in client.get(answer.url).content.decode()
    assert actions() == [ACTION, *[""] * 11]


def test_a_plan_of_some_months_asks_for_these_alone_and_ends_its_last_quarter(cast, login):
    person = cast.stranger
    post_held = person.assignments.get()
    post_held.starts_on, post_held.ends_on = f"{YEAR}-03-10", f"{YEAR}-08-20"
    post_held.save()
    post_held.refresh_from_db()
    plan = build.make_plan(person, state=PlanState.DRAFT, post=post_held)
    client = login(person)
    html = client.get(url(plan)).content.decode()
    assert [month for month in range(1, 13) if f'name="bulan{month}"' in html] == [3, 4, 5, 6, 7, 8]
    post(client, plan, same=ACTION, isi="triwulan")
    assert [month for month, text in enumerate(actions(), start=1) if text] == [3, 6, 8]


def test_a_text_too_long_is_said_and_stays_on_the_page(client, plan):
    answer = post(client, plan, bulan1="x" * 301)
    assert answer.status_code == 422
    assert "x" * 301 in answer.content.decode()
    assert actions() == []


def test_another_tab_was_quicker_and_what_was_typed_stays_on_the_page(client, plan):
    post(client, plan, bulan1="Dari tab lain")
    answer = post(client, plan, version=plan.version, bulan1=ACTION)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "berubah di tab atau perangkat lain" in page
    assert ACTION in page
    assert actions()[0] == "Dari tab lain"


def test_the_second_press_leads_where_the_first_led(client, plan):
    typed = {"version": plan.version, "bulan1": ACTION, "then": "next"}
    assert post(client, plan, **typed).url == post(client, plan, **typed).url == url(plan, "rhk-2")


@pytest.mark.parametrize("who", ["rater", "reviewer", "unit_admin", "stranger", "bkpsdm", "auditor"])
def test_nobody_else_finds_the_page(cast, login, plan, who):
    assert login(getattr(cast, who)).get(url(plan)).status_code == 404


def test_a_result_that_is_not_there_and_a_plan_that_is_handed_in_have_no_page(client, cast, plan):
    assert client.get(url(plan, "rhk-9")).status_code == 404
    submit_plan(plan, actor=cast.employee.user)
    assert client.get(url(plan)).url == reverse("portal:plan", args=[plan.pk])
    assert post(client, plan, bulan1=ACTION).status_code == 409
    assert actions() == []


def test_the_button_in_the_plan_saves_first_and_leads_to_a_new_result_as_well(client, cast):
    held = cast.employee.assignments.get()
    edit = reverse("portal:plan_edit", args=[YEAR, held.pk])
    answer = client.post(edit, {"version": 1, **FIRST, "aksi": "new0"})
    key = WorkResult.objects.get().key
    assert answer.url == reverse("portal:plan_actions", args=[YEAR, held.pk, key])


def test_everybody_who_reads_the_plan_reads_them_and_the_month_has_its_own(client, cast, login, plan):
    save_actions(plan, "rhk-1", ["", *["Rekap"] * 5, ACTION], actor=cast.employee.user)
    page = client.get(reverse("portal:plan", args=[plan.pk])).content.decode()
    assert "Februari–Juni" in page
    assert url(plan) in page
    submit_plan(plan, actor=cast.employee.user)
    review = login(cast.rater).get(reverse("portal:plan_review", args=[plan.pk])).content.decode()
    assert ACTION in review
    approve_plan(plan, actor=cast.rater.user)
    version = client.get(reverse("portal:plan_version", args=[plan.pk, 1])).content.decode()
    assert ACTION in version
    assert url(plan) not in client.get(reverse("portal:plan", args=[plan.pk])).content.decode()
    evaluation = build.make_evaluation(
        cast.employee, build.make_period(month=7), rater=cast.rater, reviewer=cast.reviewer
    )
    month = client.get(reverse("portal:fill_whole", args=[evaluation.pk])).content.decode()
    assert f"Rencana bulan ini: {ACTION}" in month
