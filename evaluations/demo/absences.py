"""A rater of the Dinas Kesehatan is away this week, so that Ratna finds what she may do for them."""

from datetime import date, timedelta

from evaluations.demo.people import BUDI, HEALTH_OFFICE, RATNA
from evaluations.domain.periods.deputies import announce
from evaluations.enums import PeriodState, State
from evaluations.models import Evaluation


def announce_one(today: date) -> None:
    """The first of Ratna's raters, besides Budi, who has reports to rate."""
    waiting = Evaluation.objects.filter(
        agency__code=HEALTH_OFFICE, reviewer__nip=RATNA.nip, period__state=PeriodState.OPEN, state=State.SUBMITTED,
        rater__user__isnull=False,
    )  # fmt: skip
    row = waiting.exclude(rater__nip=BUDI.nip).select_related("rater__user").order_by("pk").first()
    if row is not None and row.rater is not None:
        rater = row.rater
        announce(rater, starts_on=today, ends_on=today + timedelta(days=7), actor=rater.user)
