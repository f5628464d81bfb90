"""Umpan balik: who may write to whom, who reads it, and taking it back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.enums import PeriodState, State
from evaluations.models import Feedback
from tests import build
from tests.counting import statements_of
from tests.guards import take_guards_off

LIST = reverse("portal:feedback")


@pytest.fixture
def period(db):
    today = timezone.localdate()
    return build.make_period(
        year=today.year, month=today.month, starts_on=today.replace(day=1), ends_on=today + timedelta(days=31)
    )


@pytest.fixture
def team(cast, period):
    cast.evaluation(period, state=State.OPEN)
    return cast


def _give(employee) -> str:
    return reverse("portal:feedback_give", args=[employee.pk])


def _data(**changes) -> dict[str, str]:
    return {"about_on": f"{timezone.localdate():%Y-%m-%d}", "about": "", "text": "Cepat tanggap"} | changes


def test_rater_and_superior_write_to_their_people_and_nobody_else_does(team, login):
    for who, status in ((team.rater, 302), (team.reviewer, 302)):
        assert login(who).post(_give(team.employee), _data()).status_code == status
    for who in (team.employee, team.unit_admin, team.stranger, team.bkpsdm):
        assert login(who).get(_give(team.employee)).status_code == 404
        assert login(who).post(_give(team.employee), _data()).status_code == 404
    assert set(Feedback.objects.values_list("author__name", flat=True)) == {"Budi Santoso", "Ratna Dewi"}


def test_a_note_reaches_the_employee_and_stays_with_the_author(team, login):
    login(team.rater).post(_give(team.employee), _data(about="nilai:akuntabel"))
    note = Feedback.objects.get()
    assert (note.value, note.result_key) == ("akuntabel", "")
    assert [n.feedback for n in login(team.employee).get(LIST).context["received"]] == [note]
    assert [one.note.feedback for one in login(team.rater).get(LIST).context["given"]] == [note]
    for who in (team.stranger, team.bkpsdm, team.unit_admin):
        context = login(who).get(LIST).context
        assert context["received"] == context["given"] == []


def test_a_note_may_name_a_work_result_of_the_plan(team, login):
    if not team.employee.plans.filter(year=timezone.localdate().year).exists():
        build.make_plan(team.employee, rater=team.rater, year=timezone.localdate().year)
    login(team.rater).post(_give(team.employee), _data(about="hasil:rhk-1"))
    notes = login(team.employee).get(LIST).context["received"]
    assert [(n.feedback.result_key, n.result) for n in notes] == [("rhk-1", "Hasil kerja 1 terlaksana")]
    assert "Hasil kerja 1 terlaksana" in login(team.employee).get(LIST).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"about": "hasil:rhk-milik-orang-lain"}, "about"),
        ({"about_on": "kemarin"}, "about_on"),
        ({"about_on": f"{timezone.localdate() + timedelta(days=1):%Y-%m-%d}"}, "about_on"),
    ],
)
def test_a_wrong_note_is_refused_and_stays_in_the_form(team, login, changes, field):
    response = login(team.rater).post(_give(team.employee), _data(**changes))
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"]["text"].value() == _data(**changes)["text"]
    assert not Feedback.objects.exists()


def test_a_note_can_be_taken_back_on_the_day_of_writing_by_its_author_only(team, login):
    login(team.rater).post(_give(team.employee), _data())
    note = Feedback.objects.get()
    url = reverse("portal:feedback_delete", args=[note.pk])
    assert login(team.stranger).post(url).status_code == 404
    login(team.employee).post(url)
    assert Feedback.objects.exists()
    assert login(team.rater).get(url).status_code == 302
    login(team.rater).post(url)
    assert not Feedback.objects.exists()


def test_an_older_note_stays(team, login):
    note = Feedback.objects.create(
        employee=team.employee, author=team.rater, about_on=timezone.localdate(), text="Baik"
    )
    take_guards_off()
    Feedback.objects.update(created_at=timezone.now() - timedelta(days=2))
    client = login(team.rater)
    assert "Hapus" not in client.get(LIST).content.decode()
    response = client.post(reverse("portal:feedback_delete", args=[note.pk]), follow=True)
    assert "hanya dapat dihapus pada hari ditulis" in response.content.decode()
    assert Feedback.objects.exists()


def test_people_of_closed_periods_are_no_longer_offered(team, login, period):
    assert list(login(team.rater).get(LIST).context["subordinates"]) == [team.employee]
    period.state = PeriodState.CLOSED
    period.save()
    assert login(team.rater).get(LIST).context["subordinates"] == []


def test_a_former_rater_reads_notes_about_the_own_days_only(team, period):
    change = period.starts_on + timedelta(days=14)
    row = team.employee.evaluations.get()
    row.ends_on = change - timedelta(days=1)
    row.save()
    days = (row.ends_on, change)
    before, after = (
        Feedback.objects.create(employee=team.employee, author=team.reviewer, about_on=on, text="Baik")
        for on in days
    )
    assert list(Feedback.objects.visible_to(team.rater.user)) == [before]
    assert set(Feedback.objects.visible_to(team.employee.user)) == {before, after}


def test_the_picker_leads_to_the_form(team, login):
    response = login(team.rater).get(LIST, {"untuk": team.employee.pk})
    assert response.url == _give(team.employee)


def test_statements_do_not_grow_with_notes(team, login):
    client = login(team.rater)
    client.post(_give(team.employee), _data(about="nilai:loyal"))
    one = statements_of(client, LIST)
    for _ in range(2):
        client.post(_give(team.employee), _data())
    assert statements_of(client, LIST) == one <= 12
    assert statements_of(client, _give(team.employee)) <= 10
