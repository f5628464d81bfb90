"""Beranda and the menu: what waits for whom, the most urgent first."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.enums import PeriodState, PlanState, State
from evaluations.models import EvaluationEvent
from tests import build
from tests.counting import statements_of

HOME = reverse("portal:home")


def tasks(client) -> list[str]:
    context = client.get(HOME).context
    first = [context["first_task"]] if context["first_task"] else []
    return [task.title for task in [*first, *context["other_tasks"]]]


@pytest.fixture
def planned(cast):
    """The employee's plan of this year is approved, so that it is no task."""
    build.make_plan(cast.employee, rater=cast.rater, year=timezone.localdate().year)
    return cast


def test_a_visitor_is_asked_to_log_in(client, db):
    assert client.get(HOME).url == f"/masuk/?next={HOME}"


def test_nothing_to_do_is_said_kindly(planned, login):
    client = login(planned.employee)
    assert tasks(client) == []
    assert "Tidak ada yang menunggu Anda" in client.get(HOME).content.decode()


def test_an_officer_without_employee_record_has_a_home_too(cast, login):
    for who in (cast.bkpsdm, cast.auditor, cast.superadmin):
        html = login(who).get(HOME).content.decode()
        assert "tidak terhubung dengan data pegawai" in html
        assert reverse("portal:monitoring") in html


def test_the_form_to_fill_in_comes_with_its_deadline_in_words(planned, login):
    planned.evaluation(build.make_period(name="Juli 2026"))
    client = login(planned.employee)
    assert tasks(client) == ["Isi evaluasi Juli 2026"]
    assert "Batas kirim: 5 hari lagi" in client.get(HOME).content.decode()


def test_what_came_back_stands_first_with_its_reason(planned, login):
    returned = planned.evaluation(build.make_period(name="Juli 2026"), state=State.RETURNED)
    planned.evaluation(build.make_period(month=6, name="Juni 2026"), state=State.DELIVERED)
    EvaluationEvent.objects.create(
        evaluation=returned, action="return", from_state=State.SUBMITTED, to_state=State.RETURNED,
        actor_name="Budi", note="Sebutkan jumlahnya", version=1, at=timezone.now(),
    )  # fmt: skip
    client = login(planned.employee)
    assert tasks(client) == ["Perbaiki evaluasi Juli 2026", "Hasil evaluasi Juni 2026 sudah ada"]
    assert "Sebutkan jumlahnya" in client.get(HOME).content.decode()


@pytest.mark.parametrize(("days_ago", "first"), [(1, "Isi evaluasi"), (13, "Hasil evaluasi")])
def test_sending_comes_before_reading_unless_the_days_for_an_objection_run_out(
    planned, login, days_ago, first
):
    planned.evaluation(build.make_period(month=8))
    delivered = timezone.now() - timedelta(days=days_ago)
    planned.evaluation(build.make_period(month=6), state=State.DELIVERED, delivered_at=delivered)
    assert login(planned.employee).get("/").context["first_task"].title.startswith(first)


def test_a_missed_deadline_is_named_and_a_closed_period_is_not_a_task(planned, login):
    past = timezone.now() - timedelta(days=1)
    planned.evaluation(build.make_period(name="Juli 2026", fill_until=past))
    planned.evaluation(build.make_period(month=6, state=PeriodState.CLOSED))
    assert tasks(login(planned.employee)) == ["Evaluasi Juli 2026 belum terkirim"]


@pytest.mark.parametrize(
    ("state", "verb"), [(None, "Susun"), (PlanState.DRAFT, "Ajukan"), (PlanState.RETURNED, "Perbaiki")]
)
def test_a_plan_that_is_not_handed_in_is_a_task(cast, login, state, verb):
    year = timezone.localdate().year
    if state:
        build.make_plan(cast.employee, rater=cast.rater, year=year, state=state)
    assert tasks(login(cast.employee)) == [f"{verb} SKP {year}"]


def test_rater_and_superior_see_in_numbers_what_waits_for_them(cast, login):
    year = timezone.localdate().year
    for person in (cast.rater, cast.reviewer):
        build.make_plan(person, year=year)
    build.make_plan(cast.employee, rater=cast.rater, year=year, state=PlanState.SUBMITTED)
    cast.evaluation(build.make_period(month=5), state=State.SUBMITTED)
    cast.evaluation(build.make_period(month=6), state=State.RATED)
    cast.evaluation(build.make_period(month=7), state=State.OBJECTED)
    cast.evaluation(build.make_period(month=8), state=State.EXPLAINED)
    assert tasks(login(cast.rater)) == [
        "1 keberatan menunggu penjelasan Anda",
        "1 evaluasi menunggu penilaian Anda",
        "1 hasil sudah dinilai, belum disampaikan",
        "1 SKP menunggu persetujuan Anda",
    ]
    assert tasks(login(cast.reviewer)) == ["2 keberatan menunggu keputusan Anda"]


def test_the_last_three_known_results_are_shown_and_no_other(planned, login):
    for month in (3, 4, 5, 6):
        planned.evaluation(build.make_period(month=month), state=State.FINAL, predikat="BAIK")
    planned.evaluation(build.make_period(month=7), state=State.RATED, predikat="KURANG")
    results = login(planned.employee).get(HOME).context["results"]
    assert [row.period.month for row in results] == [6, 5, 4]


def test_each_role_has_its_menu(cast, login):
    cast.evaluation()
    own, shared = ["Evaluasi saya", "SKP", "Presensi"], ["Panduan"]
    menus = {
        who: [item.label for item in login(getattr(cast, who)).get(HOME).context["nav"]]
        for who in ("employee", "rater", "unit_admin", "bkpsdm", "auditor", "stranger")
    }
    assert menus == {
        "employee": ["Beranda", *own, *shared],
        "stranger": ["Beranda", *own, *shared],
        "rater": [
            "Beranda",
            "Evaluasi saya",
            "Tim saya",
            "SKP",
            "Presensi",
            "Pantauan",
            "Ringkasan",
            *shared,
        ],
        "unit_admin": ["Beranda", *own, "Pantauan", "Akun pegawai", *shared],
        "bkpsdm": ["Beranda", "Pantauan", "Ringkasan", *shared, "Kelola"],
        "auditor": ["Beranda", "Pantauan", "Ringkasan", *shared],
    }


def test_the_menu_counts_what_waits_and_marks_the_page(cast, login):
    cast.evaluation(state=State.SUBMITTED)
    nav = login(cast.rater).get(reverse("portal:team")).context["nav"]
    assert {item.label: item.count for item in nav if item.count} == {"Tim saya": 1}
    assert [item.label for item in nav if item.is_current] == ["Tim saya"]


def test_an_evaluation_belongs_to_own_ones_or_to_the_team_in_the_menu(cast, login):
    address = reverse("portal:evaluation", args=[cast.evaluation(state=State.SUBMITTED).pk])
    for who, label in ((cast.employee, "Evaluasi saya"), (cast.rater, "Tim saya")):
        nav = login(who).get(address).context["nav"]
        assert [item.label for item in nav if item.is_current] == [label]


def test_home_needs_as_many_statements_for_three_evaluations_as_for_one(planned, login):
    planned.evaluation(build.make_period(month=5), state=State.SUBMITTED)
    planned.evaluation(build.make_period(month=1), state=State.FINAL)
    client, rater = login(planned.employee), login(planned.rater)
    few = statements_of(client, HOME), statements_of(rater, HOME)
    for month in (6, 7):
        planned.evaluation(build.make_period(month=month))
        planned.evaluation(build.make_period(month=month - 4), state=State.FINAL)
    assert (statements_of(client, HOME), statements_of(rater, HOME)) == few
    assert max(few) <= 15  # thirteen for the page, two for the menu


def test_a_unit_administrator_sees_who_has_not_sent_yet_in_the_own_units(cast, login):
    period = build.make_period(name="Juli 2026")
    build.make_evaluation(cast.employee, period)
    build.make_evaluation(cast.rater, period, state=State.SUBMITTED)
    build.make_evaluation(cast.stranger, period)
    page = login(cast.unit_admin).get("/").content.decode()
    assert "1 evaluasi Juli 2026 di unit Anda belum dikirim" in page
    assert f"/pantauan/?periode={period.pk}" in page
    assert "di unit Anda" not in login(cast.stranger).get("/").content.decode()
