"""Beranda and the menu: what waits for whom, the most urgent first."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.periods.reminders import remind_about_plans, remind_now
from evaluations.duties import EVALUATION, PLAN, duties_in
from evaluations.enums import PeriodState, PlanState, ReminderStep, State, Step
from evaluations.models import Evaluation, EvaluationEvent
from evaluations.portal.tasks import WHY
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
        "Anda belum memberi umpan balik kepada 1 dari 1 orang",
    ]
    assert tasks(login(cast.reviewer)) == ["2 keberatan menunggu keputusan Anda"]


def test_the_last_known_results_are_drawn_and_no_other(planned, login):
    for month, predikat in ((3, "BAIK"), (4, "KURANG"), (5, "BAIK"), (6, "SANGAT_BAIK")):
        planned.evaluation(build.make_period(month=month), state=State.FINAL, predikat=predikat)
    planned.evaluation(build.make_period(month=7), state=State.RATED, predikat="KURANG")
    response = login(planned.employee).get(HOME)
    assert [row.period.month for row in response.context["results"]] == [6, 5, 4, 3]
    points = response.context["trend"].points
    assert [(point.short, point.code) for point in points] == [
        ("Mar", "BAIK"),
        ("Apr", "KURANG"),
        ("Mei", "BAIK"),
        ("Jun", "SANGAT_BAIK"),
    ]
    assert points[3].y < points[0].y == points[2].y < points[1].y  # the better, the higher
    html = response.content.decode()
    assert "Lihat sebagai tabel" in html
    assert "Juli" not in html.partition("Hasil terakhir Anda")[2]


def test_one_result_alone_is_no_line(planned, login):
    planned.evaluation(build.make_period(month=6), state=State.FINAL, predikat="BAIK")
    response = login(planned.employee).get(HOME)
    assert response.context["trend"] is None
    assert "Hasil terakhir Anda" in response.content.decode()


def test_months_and_the_year_are_not_drawn_as_one_line(planned, login):
    planned.evaluation(build.make_period(month=None), state=State.FINAL, predikat="BAIK")
    for month in (5, 6):
        planned.evaluation(build.make_period(month=month), state=State.FINAL, predikat="KURANG")
    results = login(planned.employee).get(HOME).context["results"]
    assert [row.period.month for row in results] == [None]  # the year ends last


def test_a_part_that_is_not_the_result_is_not_drawn(planned, login):
    planned.evaluation(build.make_period(month=6), state=State.FINAL, predikat="BAIK", counts=False)
    assert login(planned.employee).get(HOME).context["results"] == []


# --- What for, and what next ------------------------------------------------------------------------
def test_every_task_says_in_one_sentence_what_it_is_for(planned, login):
    planned.evaluation(build.make_period(month=7))
    planned.evaluation(build.make_period(month=6), state=State.DELIVERED)
    client = login(planned.employee)
    assert "dasar penilaian" in client.get(HOME).content.decode()
    assert all(WHY.values())
    assert set(WHY) == {*duties_in(EVALUATION), *duties_in(PLAN)}


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.SUBMITTED, "Sekarang giliran Budi Santoso menilai. Batasnya 10 hari lagi"),
        (State.RATED, "Sudah dinilai. Budi Santoso akan menyampaikan hasilnya."),
        (State.OBJECTED, "Keberatan Anda menunggu penjelasan Budi Santoso, lalu keputusan"),
        (State.EXPLAINED, "Keberatan Anda menunggu keputusan"),
        (State.ACKNOWLEDGED, "Bila tidak ada keberatan, hasil tetap setelah"),
    ],
)
def test_what_was_handed_in_says_who_does_what_next_and_by_when(planned, login, state, said):
    planned.evaluation(build.make_period(month=7, name="Juli 2026"), state=state)
    assert said in login(planned.employee).get(HOME).content.decode()


def test_a_rated_result_says_when_it_is_delivered_where_that_is_known(planned, login):
    at = timezone.now() + timedelta(days=3)
    planned.evaluation(build.make_period(deliver_at=at), state=State.RATED)
    assert "Hasilnya disampaikan 3 hari lagi" in login(planned.employee).get(HOME).content.decode()


def test_a_plan_that_was_handed_in_waits_for_its_rater_by_name(cast, login):
    year = timezone.localdate().year
    build.make_plan(cast.employee, rater=cast.rater, year=year, state=PlanState.SUBMITTED)
    assert "Menunggu persetujuan Budi Santoso sejak " in login(cast.employee).get(HOME).content.decode()


def test_what_is_over_or_in_ones_own_hands_does_not_run(planned, login):
    for month, state in ((5, State.FINAL), (6, State.DELIVERED), (7, State.DRAFT)):
        planned.evaluation(build.make_period(month=month), state=state)
    assert login(planned.employee).get(HOME).context["running"] == []


# --- Reminders --------------------------------------------------------------------------------------
def test_a_reminder_is_a_word_on_its_task_and_not_a_second_one(planned, login):
    planned.evaluation(build.make_period(name="Juli 2026"))
    planned.evaluation(build.make_period(month=8, name="Agustus 2026"))
    remind_now(Evaluation.objects.filter(period__month=8), Step.FILL, actor=planned.bkpsdm)
    response = login(planned.employee).get(HOME)
    tasks = [response.context["first_task"], *response.context["other_tasks"]]
    told = {task.title: task.reminded_on for task in tasks}
    assert told == {"Isi evaluasi Juli 2026": None, "Isi evaluasi Agustus 2026": timezone.localdate()}
    assert response.content.decode().count("Agustus 2026") == 1
    assert "Anda diingatkan" in response.content.decode()


def test_a_rater_is_told_on_the_number_of_what_waits(planned, login):
    planned.evaluation(build.make_period(), state=State.SUBMITTED)
    remind_now(Evaluation.objects.all(), Step.RATE, actor=planned.bkpsdm)
    task = login(planned.rater).get(HOME).context["first_task"]
    assert (task.title, task.reminded_on) == ("1 evaluasi menunggu penilaian Anda", timezone.localdate())


def test_a_reminder_of_plans_is_a_word_on_the_task_of_the_plan(cast, login):
    build.make_plan(
        cast.employee, rater=cast.rater, year=timezone.localdate().year, state=PlanState.SUBMITTED
    )
    remind_about_plans({cast.rater.pk}, ReminderStep.PLAN, actor=cast.bkpsdm)
    remind_about_plans({cast.rater.pk}, ReminderStep.APPR, actor=cast.bkpsdm)
    page = login(cast.rater).get(HOME)
    tasks = [page.context["first_task"], *page.context["other_tasks"]]
    assert [task.reminded_on for task in tasks] == [timezone.localdate()] * 2


# --- The own unit -----------------------------------------------------------------------------------
def test_who_leads_a_unit_sees_how_far_it_has_come(cast, login):
    period = build.make_period(name="Juli 2026")
    build.make_evaluation(cast.employee, period, state=State.SUBMITTED)
    build.make_evaluation(cast.unit_admin, period)
    build.make_evaluation(cast.stranger, period)  # of another agency
    found = login(cast.reviewer).get(HOME).context["unit_progress"]
    assert (found["period"], found["progress"].total, found["progress"].handed_in) == (period, 2, 1)
    for who in (cast.employee, cast.unit_admin, cast.auditor, cast.stranger):
        assert login(who).get(HOME).context["unit_progress"] is None


def test_without_an_open_period_there_is_nothing_to_show_of_a_unit(cast, login):
    build.make_evaluation(cast.employee, build.make_period(state=PeriodState.CLOSED))
    assert login(cast.reviewer).get(HOME).context["unit_progress"] is None


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
    assert max(few) <= 23  # twenty-one for the page of who leads a unit as well, two for the menu


def test_a_unit_administrator_sees_who_has_not_sent_yet_in_the_own_units(cast, login):
    period = build.make_period(name="Juli 2026")
    build.make_evaluation(cast.employee, period)
    build.make_evaluation(cast.rater, period, state=State.SUBMITTED)
    build.make_evaluation(cast.stranger, period)
    page = login(cast.unit_admin).get("/").content.decode()
    assert "1 evaluasi Juli 2026 di unit Anda belum dikirim" in page
    assert f"/pantauan/?periode={period.pk}" in page
    assert "di unit Anda" not in login(cast.stranger).get("/").content.decode()
