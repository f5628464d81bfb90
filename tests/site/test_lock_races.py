"""Every row lock of an act on its own, on PostgreSQL: one act stops half-way, another comes, and waits for it.

``tests/site/test_races.py`` presses buttons and shows what people see of it; here each lock is the only thing that
stands between two acts, so that each of these tests fails without it (``make mutate`` takes them away one by one).
"""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event, current_thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from evaluations.domain.evaluating import batches, plan_writing, plans, workflow
from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.periods import extensions, make_period, open_period
from evaluations.domain.refusals import Refused
from evaluations.enums import Action, ImportKind, PeriodKind, PlanState, State, Step
from evaluations.exchange import applying, imports
from evaluations.models import Evaluation, Extension, ImportBatch, OrganizationalUnit, PulseTally
from tests import build, pulse
from tests.domain.periods.test_extensions import DAY

AT_MOST = 30  # seconds for the whole race
HALF_WAY = 1.0  # seconds that the first act stays half-way where the second one has to wait

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def _rows_are_locked(db):
    if not connection.features.has_select_for_update:
        pytest.skip("SQLite lets one write after the other, whoever asks for a lock.")


@pytest.fixture
def race(monkeypatch):
    """``race(first, second, at=(module, name))``: the first act stops before ``name``, then the second one begins.

    Gives what each of them was answered: "done" or the code of its refusal.
    """

    def _race(first: Callable[[], Any], second: Callable[[], Any], *, at: tuple[Any, str]) -> tuple[str, str]:
        module, name = at
        goes_on, is_there, runner = getattr(module, name), Event(), []
        second_done = Event()

        def stops(*args, **kwargs):
            if current_thread() in runner and not is_there.is_set():
                is_there.set()
                second_done.wait(HALF_WAY)
            return goes_on(*args, **kwargs)

        def run_first() -> str:
            runner.append(current_thread())
            return answer(first)

        def run_second() -> str:
            assert is_there.wait(AT_MOST), f"the first act never came to {name}"
            try:
                return answer(second)
            finally:
                second_done.set()

        monkeypatch.setattr(module, name, stops)
        with ThreadPoolExecutor(2) as pool:
            both = [pool.submit(run_first), pool.submit(run_second)]
            return tuple(one.result(AT_MOST) for one in both)

    return _race


def answer(act: Callable[[], Any]) -> str:
    try:
        act()
    except Refused as refused:
        return refused.code
    finally:
        connection.close()
    return "done"


# --- evaluations ---


@pytest.mark.parametrize("as_read", [False, True])
def test_an_evaluation_is_sent_once(cast, race, as_read):
    row = cast.evaluation(build.make_period())
    answers = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "12 laporan"}]}

    def send():
        return perform(row, Action.SUBMIT, actor=cast.employee.user, answers=answers, as_read=as_read)

    assert race(send, send, at=(workflow, "event_of")) == ("done", "wrong_state")
    assert [event.action for event in row.events.all()] == [Action.SUBMIT]
    assert Evaluation.objects.get().version == row.version + 1


def test_two_timers_make_final_once(cast, race):
    long_ago = timezone.now() - timedelta(days=60)
    row = cast.evaluation(build.make_period(), state=State.DELIVERED, delivered_at=long_ago)

    race(batches.finalize_due, batches.finalize_due, at=(batches, "event_of"))
    assert [event.action for event in row.events.all()] == [Action.FINALIZE]


# --- plans ---


def test_a_plan_is_handed_in_once(cast, race):
    plan = build.make_plan(cast.employee, state=PlanState.DRAFT)

    def hand_in():
        return plans.submit_plan(plan, actor=cast.employee.user)

    assert race(hand_in, hand_in, at=(plans, "_moved")) == ("done", "wrong_state")
    assert [event.action for event in plan.events.all()] == ["submit"]


def test_what_is_being_handed_in_is_not_written_over_meanwhile(cast, race):
    plan = build.make_plan(cast.employee, state=PlanState.DRAFT)
    me = cast.employee.user

    def write():
        return plan_writing.save_plan(plan, actor=me, results=[])

    answers = race(lambda: plans.submit_plan(plan, actor=me), write, at=(plans, "_moved"))
    assert answers == ("done", "wrong_state")
    plan.refresh_from_db()
    assert (plan.state, plan.results.count()) == (PlanState.SUBMITTED, 1)


# --- what people say without their name ---


def test_of_two_answers_for_one_agency_none_is_lost(cast, race):
    first, second = pulse.readers(cast.division, pulse.asking(), 2)
    pulse.say(pulse.readers(cast.division, first.period, 1))  # so that the row is there already
    answers = race(lambda: pulse.say([first]), lambda: pulse.say([second]), at=(PulseTally, "add"))
    assert answers == ("done", "done")
    assert PulseTally.objects.get().answers == 3


def test_of_two_tabs_of_one_person_one_counts(cast, race):
    (row,) = pulse.readers(cast.division, pulse.asking(), 1)
    answers = race(lambda: pulse.say([row]), lambda: pulse.say([row]), at=(PulseTally, "add"))
    assert answers == ("done", "answered_already")
    assert PulseTally.objects.get().answers == 1


# --- extensions ---


@pytest.fixture
def period(cast):
    period = build.make_period()
    cast.evaluation(period)
    return period


def test_the_same_time_is_given_once(cast, race, period):
    def give():
        until = period.fill_until + DAY
        people = {"employee": cast.employee, "actor": cast.bkpsdm}
        return extensions.grant(period, step=Step.FILL, until=until, reason="Banjir", **people)

    assert race(give, give, at=(extensions, "record")) == ("done", "nothing_gained")
    assert Extension.objects.count() == period.events.count() == 1


def test_time_given_while_an_extension_is_taken_back_is_there_afterwards(cast, race, period):
    until = period.fill_until + DAY

    def give():
        people = {"employee": cast.employee, "actor": cast.bkpsdm}
        return extensions.grant(period, step=Step.FILL, until=until, reason="Banjir", **people)

    (given,) = give()

    def take_back():
        return extensions.revoke(given, actor=cast.bkpsdm, note="Keliru")

    assert race(take_back, give, at=(extensions, "record")) == ("done", "done")
    assert Extension.objects.filter(revoked_at=None).count() == 1


def test_an_extension_is_taken_back_once(cast, race, period):
    people = {"employee": cast.employee, "actor": cast.bkpsdm}
    until = period.fill_until + DAY
    (given,) = extensions.grant(period, step=Step.FILL, until=until, reason="Banjir", **people)

    def take_back():
        return extensions.revoke(given, actor=cast.bkpsdm, note="Keliru")

    assert race(take_back, take_back, at=(extensions, "record")) == ("done", "already_revoked")
    assert period.events.count() == 2


# --- imports ---


def renaming(cast, name: str) -> ImportBatch:
    """A file that gives the agency of the cast another name, read and not yet confirmed."""
    units = [
        {
            "id": unit.code,
            "id_jenis_unor": str(unit.kind),
            "parent_id": unit.parent and unit.parent.code,
            "name": unit.name,
        }
        for unit in OrganizationalUnit.objects.order_by("path")
    ]
    for unit in units:
        unit["name"] = name if unit["id"] == cast.agency.code else unit["name"]
    return imports.preview(
        ImportKind.UNITS, json.dumps({"result": units}).encode(), "unor.json", actor=cast.bkpsdm
    )


def test_an_import_is_confirmed_once_and_says_what_it_changed(cast, race):
    batch = renaming(cast, "Dinas Kesehatan dan Gizi")

    def confirm():
        return imports.confirm(batch, actor=cast.bkpsdm)

    assert race(confirm, confirm, at=(applying, "lock_periods")) == ("done", "wrong_state")
    batch.refresh_from_db()
    assert batch.report["updated"] == 1  # the second one found nothing left to do, and would say 0


def test_an_import_that_is_being_confirmed_is_not_thrown_away(cast, race):
    batch = renaming(cast, "Dinas Kesehatan dan Gizi")
    answers = race(
        lambda: imports.confirm(batch, actor=cast.bkpsdm),
        lambda: imports.discard(batch, actor=cast.bkpsdm),
        at=(applying, "lock_periods"),
    )
    assert answers == ("done", "wrong_state")
    cast.agency.refresh_from_db()
    assert cast.agency.name == "Dinas Kesehatan dan Gizi"


def test_a_period_that_opens_during_an_import_opens_with_what_the_import_wrote(cast, race):
    version = build.make_form_version()
    period = make_period(PeriodKind.MONTHLY, 2026, 7, forms=[version.form])
    batch = renaming(cast, "Dinas Kesehatan dan Gizi")
    answers = race(
        lambda: imports.confirm(batch, actor=cast.bkpsdm),
        lambda: open_period(period, actor=cast.bkpsdm),
        at=(applying, "plan_anew"),
    )
    assert answers == ("done", "done")
    names = Evaluation.objects.filter(agency=cast.agency).values_list("agency_name", flat=True)
    assert set(names) == {"Dinas Kesehatan dan Gizi"}
    assert {row.state for row in Evaluation.objects.all()} == {State.OPEN}
