"""The year as the annual evaluation sees it: its months with their results, and what they suggest."""

from django.db.models import QuerySet

from evaluations.duties import RESULT_KNOWN_TO_EMPLOYEE
from evaluations.enums import PeriodKind
from evaluations.models import Evaluation
from evaluations.models.evaluation import DOCUMENTS
from forms_config.engine.yearly import Month


def months_of_year(evaluation: Evaluation) -> QuerySet[Evaluation]:
    """The person's delivered monthly and quarterly results in the year of ``evaluation``, in order.

    Of a month with parts those that count: one, or each of them where the rule of the month says so. Beside a part of
    the year only what has a day in it.
    """
    return periods_of_year(evaluation).filter(state__in=RESULT_KNOWN_TO_EMPLOYEE)


def year_of(evaluation: Evaluation) -> list[Month]:
    """The same for the engine, with the periods that have no delivered result yet; none beside a month. One query."""
    return [as_month(row) for row in periods_of_year(evaluation)] if evaluation.is_annual else []


def periods_of_year(evaluation: Evaluation) -> QuerySet[Evaluation]:
    """The rows behind it, delivered or not, in order and without their documents."""
    rows = Evaluation.objects.filter(
        employee=evaluation.employee_id, period__year=evaluation.period.year, counts=True
    )
    if evaluation.is_part:
        rows = rows.touching(evaluation.first_day, evaluation.last_day)
    rows = rows.exclude(period__kind=PeriodKind.ANNUAL).select_related("period").defer(*DOCUMENTS)
    return rows.order_by("period__ends_on", "segment", "pk")


def as_month(row: Evaluation) -> Month:
    """Nobody learns of a rating that was not delivered."""
    if row.state not in RESULT_KNOWN_TO_EMPLOYEE:
        return Month(row.period.name)
    return Month(row.period.name, row.rating_hasil_kerja or None, row.rating_perilaku or None)
