"""The year as the annual evaluation sees it: its months with their results."""

from django.db.models import QuerySet

from evaluations.enums import RESULT_KNOWN_TO_EMPLOYEE, PeriodKind
from evaluations.models import Evaluation


def months_of_year(evaluation: Evaluation) -> QuerySet[Evaluation]:
    """The person's delivered monthly and quarterly results in the year of ``evaluation``, in order."""
    return (
        Evaluation.objects.filter(
            employee=evaluation.employee_id,
            period__year=evaluation.period.year,
            state__in=RESULT_KNOWN_TO_EMPLOYEE,
        )
        .exclude(period__kind=PeriodKind.ANNUAL)
        .select_related("period")
        .order_by("period__ends_on", "segment", "pk")
    )
