"""After a part of the library was saved: which forms name it, which running periods use those, and what to look at."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from evaluations.enums import PeriodState
from evaluations.models import EvaluationPeriod
from forms_config.domain.pending import latest_versions, moved_on
from forms_config.domain.uses import Part, uses_of
from forms_config.models import EvaluationForm

NAMED = 5


def tell_what_follows(request: HttpRequest, instance: Any) -> None:
    """For the hook ``after_edit_snippet``. Silent where no published form would come out differently."""
    if not isinstance(instance, Part):
        return
    forms = _forms_that_change(instance)
    if not forms:
        return
    periods = EvaluationPeriod.objects.filter(state=PeriodState.OPEN, forms__form__in=forms).distinct()
    names = [period.name for period in periods.order_by("-starts_on", "pk")]
    messages.warning(
        request,
        format_html(
            "Perubahan ini belum berlaku di mana pun. Ia ikut terbit bila formulir berikut diterbitkan lagi: {}. {} "
            "Lihat dulu dampaknya.",
            format_html_join(", ", '<a href="{}">{}</a>', ((_impact(form), form.title) for form in forms)),
            f"Periode berjalan yang memakainya: {_listed(names)}."
            if names
            else "Tidak ada periode berjalan yang memakainya.",
        ),
    )


def _forms_that_change(part: Part) -> list[EvaluationForm]:
    """Those whose latest version names the part and would come out differently today."""
    versions = {version.pk: version.form for version in uses_of(part).versions}
    named = [versions[pk] for pk in latest_versions(versions.values()).values() if pk in versions]
    changed = moved_on(named)
    return [form for form in named if form.pk in changed]


def _impact(form: EvaluationForm) -> str:
    return reverse("form_impact:page", args=[form.pk])


def _listed(names: list[str]) -> str:
    more = f", dan {len(names) - NAMED} lagi" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
