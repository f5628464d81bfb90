"""Whose turn it is: for every state one line that says how far it has come, who acts next, and in which words.

From these tables follow, in SQL and in Python, what ``awaiting`` finds, the badges of the menu, the tasks on the home
page, the next step on a row, the stages of the monitoring, reminders, and the groups of states at the end. Who may do
what is another question: ``domain.evaluating.workflow`` answers it; ``tests/domain/test_duties.py`` holds the two
together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Q
from django.utils import timezone

from evaluations.enums import Action, PeriodState, PlanState, RaterReportState, Stage, State, Step


class Party(StrEnum):
    """Who acts. The value is the field of the row that names the person; BKPSDM stands in no row."""

    EMPLOYEE = "employee"
    RATER = "rater"
    REVIEWER = "reviewer"
    BKPSDM = "bkpsdm"


@dataclass(frozen=True)
class Duty:
    """What ``party`` is to do.

    ``label`` is the button; ``waiting`` follows a number, where several are told in one line. ``step`` is counted and
    reminded of, by the deadline of ``due``. ``while_open``: nobody can do it any more once the period is closed;
    ``in_its_time``: nobody can do it before the period may be rated. ``by_deputy``: whoever acts for a rater who is
    away may do it as well.
    """

    party: Party
    action: Action | None  # what ends it, where ``workflow`` does
    label: str
    waiting: str = ""
    step: Step | None = None
    due: Step | None = None
    while_open: bool = False
    in_its_time: bool = False
    by_deputy: bool = False


@dataclass(frozen=True)
class Standing:
    """What a state means for people, with its sign. For evaluations also: the stage, and a remark at its step."""

    duties: tuple[Duty, ...] = ()
    stage: Stage = Stage.NOT_STARTED
    icon: str = ""
    remark: str = ""


FILL = Duty(Party.EMPLOYEE, Action.SUBMIT, "Isi", step=Step.FILL, due=Step.FILL, while_open=True)
MEND = Duty(Party.EMPLOYEE, Action.SUBMIT, "Perbaiki", step=Step.FILL, due=Step.RATE, while_open=True)
READ = Duty(Party.EMPLOYEE, Action.ACKNOWLEDGE, "Baca hasil")
RATE = Duty(
    Party.RATER, Action.RATE, "Nilai", "evaluasi menunggu penilaian Anda", Step.RATE, Step.RATE,
    while_open=True, in_its_time=True, by_deputy=True,
)  # fmt: skip
# Where the period asks for it (``needs_approval``): until rating is due, and no longer than it is open.
APPROVE = Duty(
    Party.REVIEWER, Action.APPROVE, "Periksa penilaian", "penilaian menunggu persetujuan Anda", due=Step.RATE,
    while_open=True, in_its_time=True,
)  # fmt: skip
DELIVER = Duty(
    Party.RATER, Action.DELIVER, "Sampaikan hasil", "hasil sudah dinilai, belum disampaikan", in_its_time=True,
    by_deputy=True,
)  # fmt: skip
EXPLAIN = Duty(Party.RATER, Action.EXPLAIN, "Beri penjelasan", "keberatan menunggu penjelasan Anda")
DECIDE = Duty(Party.REVIEWER, Action.DECIDE, "Putuskan", "keberatan menunggu keputusan Anda")

OWN_DUTIES = (FILL, MEND, READ)
TEAM_DUTIES = (RATE, APPROVE, DELIVER, EXPLAIN, DECIDE)

EVALUATION: dict[State, Standing] = {
    State.OPEN: Standing((FILL,), Stage.NOT_STARTED, "circle"),
    State.DRAFT: Standing((FILL,), Stage.IN_PROGRESS, "edit"),
    State.RETURNED: Standing((MEND,), Stage.IN_PROGRESS, "return", "Perlu diperbaiki"),
    State.SUBMITTED: Standing((RATE,), Stage.SUBMITTED, "send"),
    State.PROPOSED: Standing((APPROVE,), Stage.RATED, "check-circle", "Menunggu persetujuan"),
    State.RATED: Standing((DELIVER,), Stage.RATED, "star"),
    State.DELIVERED: Standing((READ,), Stage.DELIVERED, "bell"),
    State.ACKNOWLEDGED: Standing((), Stage.DELIVERED, "check"),
    # PP 30/2019 art. 56-59: the superior asks both sides; nobody has to wait for a rater who does not answer.
    State.OBJECTED: Standing((EXPLAIN, DECIDE), Stage.DELIVERED, "scale", "Ada keberatan"),
    State.EXPLAINED: Standing((DECIDE,), Stage.DELIVERED, "message", "Ada keberatan"),
    State.FINAL: Standing((), Stage.FINAL, "lock"),
}

WRITE_PLAN = Duty(Party.EMPLOYEE, None, "Ajukan SKP")
MEND_PLAN = Duty(Party.EMPLOYEE, None, "Perbaiki SKP")
APPROVE_PLAN = Duty(Party.RATER, None, "Periksa SKP", "SKP menunggu persetujuan Anda")

PLAN: dict[PlanState, Standing] = {
    PlanState.DRAFT: Standing((WRITE_PLAN,), icon="edit"),
    PlanState.RETURNED: Standing((MEND_PLAN,), icon="return"),
    PlanState.SUBMITTED: Standing((APPROVE_PLAN,), icon="send"),
    PlanState.APPROVED: Standing(icon="check"),
}

MOVE_RATER = Duty(Party.BKPSDM, None, "Putuskan", "laporan salah penilai menunggu keputusan")

RATER_REPORT: dict[RaterReportState, Standing] = {
    RaterReportState.WAITING: Standing((MOVE_RATER,)),
    RaterReportState.MOVED: Standing(),
    RaterReportState.KEPT: Standing(),
    RaterReportState.WITHDRAWN: Standing(),
}

Standings = Mapping[Any, Standing]


def duties_in(standings: Standings) -> list[Duty]:
    """Each duty once, in the order of the table."""
    return list(dict.fromkeys(duty for standing in standings.values() for duty in standing.duties))


def duties_at(state: str) -> tuple[Duty, ...]:
    """What is to be done at an evaluation in this state."""
    return EVALUATION[State(state)].duties


def states_of(duty: Duty, standings: Standings) -> list[Any]:
    """The states in which somebody has to do it."""
    return [state for state, standing in standings.items() if duty in standing.duties]


def waits_for(standings: Standings, me: int, *duties: Duty) -> Q:
    """Rows where one of ``duties`` (none named: any) is for the person with this id."""
    found = Q(pk__in=[])
    for duty in duties or duties_in(standings):
        if duty.party != Party.BKPSDM:
            mine = Q(**{duty.party.value: me})
            found |= waits(standings, duty) & (mine | deputed_to(me) if duty.by_deputy else mine)
    return found


def deputed_to(me: int) -> Q:
    """Evaluations whose rater is away, and for whom the person with this id may act today."""
    return Q(deputy=me, deputy_until__gte=timezone.localdate())


def waits(standings: Standings, *duties: Duty) -> Q:
    """Rows where one of ``duties`` is to be done, whoever does it."""
    found = Q(pk__in=[])
    for duty in duties:
        to_do = Q(state__in=states_of(duty, standings))
        if duty.while_open:
            to_do &= Q(period__state=PeriodState.OPEN)
        if duty.in_its_time:
            to_do &= may_be_rated(timezone.localdate())
        found |= to_do
    return found


def may_be_rated(on: date, period: str = "period__") -> Q:
    """Rows of periods whose rating has begun by this day: ``EvaluationPeriod.rating_starts_on`` in SQL.

    ``period`` leads from the row to its period.
    """
    by_setting, by_itself = (
        {f"{period}rates_from__lte": on},
        {f"{period}rates_from": None, f"{period}ends_on__lt": on},
    )
    return Q(**by_setting) | Q(**by_itself)


def stages_from(stage: Stage) -> tuple[Stage, ...]:
    """This stage and those after it."""
    return tuple(Stage)[list(Stage).index(stage) :]


def states_from(stage: Stage) -> tuple[State, ...]:
    """The states of an evaluation that has come so far, or further."""
    return tuple(s for s, standing in EVALUATION.items() if standing.stage in stages_from(stage))


def states_at(stage: Stage) -> tuple[State, ...]:
    """The states of an evaluation that has come exactly so far."""
    return tuple(state for state, standing in EVALUATION.items() if standing.stage == stage)


def states_before(stage: Stage) -> tuple[State, ...]:
    """The states of an evaluation that has not come so far yet."""
    reached = states_from(stage)
    return tuple(state for state in EVALUATION if state not in reached)


def states_with(step: Step) -> tuple[State, ...]:
    """The states in which the step is still to be done."""
    return tuple(s for s, standing in EVALUATION.items() if any(d.step == step for d in standing.duties))


IN_EMPLOYEE_HANDS = states_before(Stage.SUBMITTED)
NOT_YET_RATED = states_before(Stage.RATED)
# What can go no further once the period is closed: to be sent, rated or approved.
NOT_YET_SETTLED = (*NOT_YET_RATED, *states_of(APPROVE, EVALUATION))
RATED = states_from(Stage.RATED)
RESULT_KNOWN_TO_EMPLOYEE = states_from(Stage.DELIVERED)
OBJECTION_OPEN = tuple(states_of(DECIDE, EVALUATION))
