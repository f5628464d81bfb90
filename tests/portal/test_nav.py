"""The menu offers what its reader may open, and nothing else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.enums import AssignmentKind, Role
from tests import build
from tests.counting import statements_of

pytestmark = pytest.mark.django_db

LIMITED = {"/pantauan/": "Pantauan", "/ringkasan/": "Ringkasan"}


def _acting_head(cast):
    build.make_head(cast.stranger, cast.agency, kind=AssignmentKind.PLH, starts_on=timezone.localdate())
    return cast.stranger


def _granted(role: Role, *, everywhere: bool = False):
    def make(cast):
        build.make_grant(cast.stranger, role, None if everywhere else cast.agency)
        return cast.stranger

    return make


WHO = {
    "employee": lambda cast: cast.employee,
    "rater, head of a division": lambda cast: cast.rater,
    "head of an agency": lambda cast: cast.reviewer,
    "acting head": _acting_head,
    "unit administrator": lambda cast: cast.unit_admin,
    "leader": _granted(Role.LEADER),
    "auditor of a unit": _granted(Role.AUDITOR),
    "auditor": lambda cast: cast.auditor,
    "auditor by grant": _granted(Role.AUDITOR, everywhere=True),
    "drafter": _granted(Role.DRAFTER, everywhere=True),
    "bkpsdm": lambda cast: cast.bkpsdm,
    "superadmin": lambda cast: cast.superadmin,
}
WITH_RATINGS = {*WHO} - {"employee", "unit administrator", "drafter"}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("with_period", [True, False])
def test_every_entry_of_the_menu_opens_and_what_would_not_open_is_absent(cast, login, who, with_period):
    if with_period:
        cast.evaluation()
    client = login(WHO[who](cast))
    menu = {item.url: item.label for item in client.get("/").context["nav"]}
    for address in menu:
        assert client.get(address, follow=True).status_code == 200, address
    for address in LIMITED:
        assert (client.get(address).status_code == 200) == (address in menu), address


@pytest.mark.parametrize("who", WHO)
def test_ratings_in_sum_are_for_leaders_auditors_and_bkpsdm(cast, login, who):
    cast.evaluation()
    assert ("/ringkasan/" in [item.url for item in login(WHO[who](cast)).get("/").context["nav"]]) == (
        who in WITH_RATINGS
    )


def test_the_menu_costs_a_head_one_statement_more_than_an_employee(cast, login):
    cast.evaluation()
    few, head = (statements_of(login(who), "/presensi/") for who in (cast.employee, cast.reviewer))
    assert head <= few + 1  # the units


def test_the_menu_follows_the_day_in_a_process_that_lives_on(cast, login, monkeypatch):
    """The question is put together once: whatever in it depends on the day must not be kept over midnight."""
    build.keep_daily(cast.agency)
    today = timezone.localdate()
    cast.employee.assignments.update(ends_on=today)

    def entries() -> list[str]:
        return [item.label for item in login(cast.employee).get(reverse("portal:home")).context["nav"]]

    assert "Harian" in entries()
    monkeypatch.setattr("evaluations.portal.nav.timezone.localdate", lambda *_: today + timedelta(days=1))
    assert "Harian" not in entries()
