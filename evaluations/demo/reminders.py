"""Two reminders: Siti has not sent the open month yet, and Budi has evaluations to rate."""

from django.contrib.auth import get_user_model

from evaluations.demo.people import AGUS, BUDI, SITI
from evaluations.domain.periods.reminders import remind_now
from evaluations.enums import PeriodState, Step
from evaluations.models import Evaluation


def remind() -> None:
    """The unit administrator pressed the button for both."""
    agus = get_user_model().objects.get(username=AGUS.nip)
    rows = Evaluation.objects.filter(period__state=PeriodState.OPEN)
    remind_now(rows.filter(employee__nip=SITI.nip), Step.FILL, actor=agus)
    remind_now(rows.filter(rater__nip=BUDI.nip), Step.RATE, actor=agus)
