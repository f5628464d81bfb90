"""Making one period by hand."""

from collections.abc import Iterable
from datetime import timedelta

from evaluations.domain.periods.naming import end_of_day, name_of, span_of
from evaluations.enums import PeriodKind
from evaluations.models import EvaluationPeriod, EvaluationSettings, PeriodForm
from forms_config.models import EvaluationForm


def make_period(
    kind: PeriodKind,
    year: int,
    month: int | None = None,
    *,
    forms: Iterable[EvaluationForm] = (),
    fill_days: int = 5,
    rate_days: int = 10,
) -> EvaluationPeriod:
    """A period in preparation: deadlines ``fill_days`` and ``rate_days`` after its last day, every date editable."""
    starts_on, ends_on = span_of(kind, year, month)
    period = EvaluationPeriod.objects.create(
        name=name_of(kind, year, month),
        kind=kind,
        year=year,
        month=month,
        starts_on=starts_on,
        ends_on=ends_on,
        fill_until=end_of_day(ends_on + timedelta(days=fill_days)),
        rate_until=end_of_day(ends_on + timedelta(days=rate_days)),
        **EvaluationSettings.load().for_periods,
    )
    for order, form in enumerate(forms, start=1):
        PeriodForm.objects.create(period=period, order=order, form=form)
    return period
