"""The year as the annual evaluation sees it: its months with their results."""

from django.db.models import QuerySet

from evaluations.duties import RESULT_KNOWN_TO_EMPLOYEE
from evaluations.enums import PeriodKind
from evaluations.models import Evaluation


def months_of_year(evaluation: Evaluation) -> QuerySet[Evaluation]:
    """The person's delivered monthly and quarterly results in the year of ``evaluation``, in order.

    Of a month with parts those that count: one, or each of them where the rule of the month says so. Beside a part of
    the year only what has a day in it.
    """
    rows = Evaluation.objects.filter(
        employee=evaluation.employee_id,
        period__year=evaluation.period.year,
        state__in=RESULT_KNOWN_TO_EMPLOYEE,
        counts=True,
    )
    if evaluation.is_part:
        rows = rows.touching(evaluation.first_day, evaluation.last_day)
    rows = rows.exclude(period__kind=PeriodKind.ANNUAL).select_related("period")
    return rows.order_by("period__ends_on", "segment", "pk")
