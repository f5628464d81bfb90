"""The period that a page is about: ``?periode=<id>``."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest

from evaluations.enums import PeriodState
from evaluations.models import EvaluationPeriod


def chosen_period(request: HttpRequest, periods: Sequence[EvaluationPeriod]) -> EvaluationPeriod | None:
    """The one of ``periods`` that the address names, else the first open one, else the first.

    None only when there are none. A period that is not in the list answers 404.
    """
    raw = request.GET.get("periode")
    if raw is None:
        opened = (period for period in periods if period.state == PeriodState.OPEN)
        return next(opened, next(iter(periods), None))
    for period in periods:
        if str(period.pk) == raw:
            return period
    raise Http404
