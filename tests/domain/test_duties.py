"""Whose turn it is: the table, the workflow, the queries and what people are shown say the same."""

import re
from itertools import product

import pytest
from django.urls import reverse

from evaluations.domain.evaluating.transitions import TRANSITIONS
from evaluations.domain.evaluating.workflow import allowed_actions
from evaluations.duties import (
    APPROVE_PLAN,
    EVALUATION,
    OWN_DUTIES,
    PLAN,
    RATER_REPORT,
    TEAM_DUTIES,
    Party,
    duties_in,
    stages_from,
    states_at,
    states_before,
    states_from,
)
from evaluations.enums import Action, PeriodState, PlanState, RaterReportState, Stage, State
from evaluations.models import Evaluation, PerformancePlan
from evaluations.portal.next_steps import PAGES
from evaluations.portal.tasks import OWN_TASKS, TEAM_TASKS
from tests import build

# What ends a wait. One who rated may rate again until it is delivered: allowed, and nobody waits for it.
ENDS = {duty.action for duty in duties_in(EVALUATION)}
AGAIN = {(State.PROPOSED, Action.RATE), (State.RATED, Action.RATE)}


@pytest.fixture
def rows(cast) -> dict[tuple[State, PeriodState], Evaluation]:
    """One evaluation in every state, in open periods and in closed ones."""
    made = {}
    for number, (state, period_state) in enumerate(product(State, (PeriodState.OPEN, PeriodState.CLOSED))):
        period = build.make_period(2000 + number, 1, state=period_state, name=f"Periode {number}")
        made[state, period_state] = cast.evaluation(period, state=state)
    return made


@pytest.mark.parametrize(
    ("table", "states"), [(EVALUATION, State), (PLAN, PlanState), (RATER_REPORT, RaterReportState)]
)
def test_every_state_has_a_line_in_its_table(table, states):
    assert set(table) == set(states)


def test_the_duties_of_people_are_their_own_or_those_of_their_team():
    assert {*OWN_DUTIES, *TEAM_DUTIES} == set(duties_in(EVALUATION))
    assert {duty.party for duty in OWN_DUTIES} == {Party.EMPLOYEE}
    assert {duty.party for duty in TEAM_DUTIES} == {Party.RATER, Party.REVIEWER}


def test_every_duty_has_its_words_on_the_home_page_and_its_page_in_lists():
    assert set(OWN_TASKS) == set(OWN_DUTIES)
    assert set(TEAM_TASKS) == {*TEAM_DUTIES, APPROVE_PLAN}
    assert set(PAGES) == {duty.action for duty in TEAM_DUTIES}
    assert all(duty.waiting for duty in TEAM_TASKS)


def test_stages_hold_every_state_once_and_in_order():
    assert [state for stage in Stage for state in states_at(stage)] == list(EVALUATION)
    for stage in Stage:
        assert states_before(stage) + states_from(stage) == tuple(EVALUATION)
    assert stages_from(Stage.RATED) == (Stage.RATED, Stage.DELIVERED, Stage.FINAL)


@pytest.mark.parametrize("party", [Party.EMPLOYEE, Party.RATER, Party.REVIEWER])
def test_whose_turn_it_is_may_act_and_who_may_act_is_told(cast, rows, party):
    user = getattr(cast, party).user
    for (state, period_state), row in rows.items():
        told = {
            duty.action for duty in duties_in(EVALUATION) if row in Evaluation.objects.awaiting(user, duty)
        }
        may = {
            action for action in allowed_actions(user, row) if action in ENDS and (state, action) not in AGAIN
        }
        assert told == may, (state, period_state)
        assert (row in Evaluation.objects.awaiting(user)) == bool(told)


def test_the_one_who_acts_by_the_table_is_the_one_whom_the_rule_admits(cast, rows):
    for state, standing in EVALUATION.items():
        for duty in standing.duties:
            transition, row = TRANSITIONS[duty.action], rows[state, PeriodState.OPEN]
            assert state in transition.sources
            assert transition.rule(getattr(cast, duty.party).user, row)


@pytest.mark.parametrize("who", ["bkpsdm", "auditor", "unit_admin", "stranger", "superadmin"])
def test_nothing_waits_for_people_who_stand_in_no_row(cast, rows, who):
    user = getattr(getattr(cast, who), "user", getattr(cast, who))
    Evaluation.objects.filter(state=State.OPEN).update(rater=None, reviewer=None)
    assert not Evaluation.objects.awaiting(user).exists()
    assert not PerformancePlan.objects.awaiting(user).exists()


def badge(page: str, label: str) -> int:
    entry = re.search(rf">{label}\s*(?:</span>)?(.*?)</a>", page, re.S)
    number = re.search(r"\d+", re.sub(r"<[^>]+>", " ", entry[1]))
    return int(number[0]) if number else 0


@pytest.mark.parametrize("who", ["employee", "rater", "reviewer"])
def test_badge_tasks_and_lists_count_the_same(cast, rows, login, who):
    for number, state in enumerate(PlanState):
        build.make_plan(cast.unit_admin, rater=cast.rater, year=1990 + number, state=state)
    person = getattr(cast, who)
    client = login(person)
    home = client.get(reverse("portal:home"))
    shown = [home.context["first_task"], *home.context["other_tasks"]]
    team = reverse("portal:team")
    titles = [task.title for task in shown if task and task.url == team]
    in_tasks = sum(int(title.split()[0]) for title in titles)
    found = Evaluation.objects.awaiting(person.user, *TEAM_DUTIES)
    plans = PerformancePlan.objects.awaiting(person.user, APPROVE_PLAN)
    listed = set()
    for period in {row.period for row in rows.values()} if who != "employee" else ():  # rates nobody
        page = client.get(team, {"periode": period.pk}).context
        listed |= {row.pk for row in page["approvals"]}
        listed |= {row.pk for row, _, _ in page["objections"]} | {f"plan {plan.pk}" for plan in page["plans"]}
        listed |= {member.evaluation.pk for member in page["waiting"]}
        assert all(step for _, step, _ in page["objections"])
    text = home.content.decode()
    assert in_tasks == len(listed) == found.count() + plans.count()
    assert in_tasks == (badge(text, "Tim saya") if who != "employee" else 0)
    own = [task for task in shown if task and task.url.startswith("/evaluasi/")]
    assert (
        len(own)
        == Evaluation.objects.awaiting(person.user, *OWN_DUTIES).count()
        == badge(text, "Evaluasi saya")
    )
