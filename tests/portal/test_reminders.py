"""Reminders in the portal: the buttons of those who follow progress. What is reminded of: ``test_home``."""

import pytest
from django.urls import reverse

from evaluations.enums import PeriodState, Role, State
from evaluations.models import Evaluation, Reminder
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(cast) -> Evaluation:
    return cast.evaluation()


@pytest.fixture
def press(login, cast, own):
    """``press(who, step="FILL", **more)``: the button of the division, or of one person with ``orang``."""

    def _press(who, step: str = "FILL", **more):
        data = {"periode": own.period_id, "unit": cast.division.code, "langkah": step} | more
        return login(who).post(reverse("portal:remind"), data, follow=True)

    return _press


def reminded() -> list[str]:
    return [row.employee.name for row in Reminder.objects.order_by("pk")]


# --- The buttons ------------------------------------------------------------------------------------
def test_a_unit_administrator_reminds_the_unit(cast, press):
    html = press(cast.unit_admin).content.decode()
    assert "1 orang diingatkan" in html
    assert reminded() == ["Siti Aminah"]
    assert "sudah diingatkan hari ini" in press(cast.unit_admin).content.decode()


def test_one_person_is_reminded(cast, own, press):
    other = build.make_employee("Dewi")
    build.make_assignment(other, cast.division)
    build.make_evaluation(other, own.period, rater=cast.rater)
    press(cast.unit_admin, orang=own.pk)
    assert reminded() == ["Siti Aminah"]


def test_raters_are_reminded_of_what_was_sent(cast, own, press):
    Evaluation.objects.update(state=State.SUBMITTED, submitted_at=own.created_at, receipt_number="T")
    press(cast.unit_admin, "RATE")
    assert reminded() == ["Budi Santoso"]


def test_bkpsdm_may_remind_everywhere(cast, press):
    press(cast.bkpsdm)
    assert reminded() == ["Siti Aminah"]


@pytest.mark.parametrize("who", ["auditor", "employee", "rater", "stranger"])
def test_who_only_looks_may_not_remind(cast, press, who):
    assert press(getattr(cast, who)).status_code == 404
    assert reminded() == []


def test_a_leader_may_not_remind(cast, press):
    assert press(cast.reviewer).status_code == 404


def test_a_foreign_unit_is_out_of_reach(cast, own, press):
    build.make_evaluation(cast.stranger, own.period, rater=cast.rater)
    assert press(cast.unit_admin, unit=cast.other_agency.code).status_code == 404
    html = press(cast.unit_admin, orang=Evaluation.objects.get(employee=cast.stranger).pk).content.decode()
    assert "tidak ada yang diingatkan" in html
    assert reminded() == []


def test_who_leads_another_unit_may_only_look_there(login, cast, own, press):
    build.make_grant(cast.unit_admin, Role.LEADER, cast.other_agency)
    build.make_evaluation(cast.stranger, own.period, rater=cast.rater)
    there = f"{reverse('portal:monitoring')}?unit={cast.other_agency.code}"
    assert "ngatkan" not in login(cast.unit_admin).get(there).content.decode()
    assert press(cast.unit_admin, unit=cast.other_agency.code).status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"langkah": "LAIN"}, {"periode": "x"}, {"unit": "tidak-ada"}, {"orang": "x"}]
)
def test_wrong_input_is_not_found(cast, press, wrong):
    assert press(cast.unit_admin, **wrong).status_code == 404


def test_a_closed_period_reminds_nobody_and_shows_no_button(login, cast, own, press):
    url = f"{reverse('portal:monitoring')}?unit={cast.division.code}"
    assert "Kirim pengingat" in login(cast.unit_admin).get(url).content.decode()
    own.period.state = PeriodState.CLOSED
    own.period.save()
    assert "Kirim pengingat" not in login(cast.unit_admin).get(url).content.decode()
    assert "tidak sedang dibuka" in press(cast.unit_admin).content.decode()


def test_the_auditor_sees_no_button(login, cast, own):
    url = f"{reverse('portal:monitoring')}?unit={cast.division.code}"
    assert "ngatkan" not in login(cast.auditor).get(url).content.decode()


def test_the_page_tells_when_people_were_reminded_last(login, cast, own, press):
    assert "terakhir diingatkan" in press(cast.unit_admin).content.decode()
