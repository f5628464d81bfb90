"""Which periods use a form, as a column of the list of forms."""

from typing import Any

from evaluations.models import PeriodForm
from forms_config.admin.columns import PerPageColumn

NAMED = 3


def periods_column() -> PerPageColumn:
    return PerPageColumn("periods", periods_of, label="Dipakai oleh periode")


def periods_of(forms: list[Any]) -> dict[int, str]:
    """How many periods name each form, and the latest of them: "5: Juli 2026, Juni 2026, Mei 2026, …"; one query."""
    rows = PeriodForm.objects.filter(form__in=forms).order_by("-period__ends_on", "-period")
    names: dict[int, list[str]] = {}
    for form, period in rows.values_list("form", "period__name").distinct():
        names.setdefault(form, []).append(period)
    return {form: _in_words(periods) for form, periods in names.items()}


def _in_words(names: list[str]) -> str:
    return f"{len(names)}: {', '.join([*names[:NAMED], *(['…'] if len(names) > NAMED else [])])}"
