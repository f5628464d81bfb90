"""Somebody of Budi's team moves in the middle of the open month, so that the screens show two parts."""

from datetime import date

from evaluations.demo.people import BUDI, HEALTH_OFFICE
from evaluations.domain.organization.assignments import transfer
from evaluations.domain.periods.segments import MIN_DAYS, follow
from evaluations.enums import PeriodKind, PeriodState, PositionType, State
from evaluations.models import Evaluation, OrganizationalUnit

MID_MONTH = 15


def move_in_mid_month(today: date) -> None:
    """To the Dinas itself, where Ratna rates; the first part stays with Budi, already sent.

    On the 15th, or as soon as a part is long enough when the demo is loaded early in a month.
    """
    on = date(today.year, today.month, MID_MONTH if today.day >= MID_MONTH else MIN_DAYS + 1)
    team = Evaluation.objects.filter(
        rater__nip=BUDI.nip, period__kind=PeriodKind.MONTHLY, period__state=PeriodState.OPEN
    )
    waiting = team.filter(state=State.SUBMITTED).order_by("name", "pk").first()
    row = waiting or team.filter(state=State.OPEN).order_by("name", "pk").first()
    if row is None:
        return
    office = OrganizationalUnit.objects.get(code=HEALTH_OFFICE)
    transfer(
        row.employee, office, position="Analis Kebijakan Ahli Pertama",
        position_type=PositionType.FUNCTIONAL, on=on,
    )  # fmt: skip
    follow([row.employee])
