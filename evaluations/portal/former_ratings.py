"""For whoever rated before: who rates now, what was kept, and what they have just typed on a page that is too old."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime

from evaluations.models import FormerRating
from evaluations.portal.forms.rating import RemarksForm
from evaluations.portal.posting import CONFLICT, refusal_as_json
from forms_config import dynamic_forms
from forms_config.dynamic_forms import Surroundings, without_answers
from forms_config.engine.carrying import named, put_back
from forms_config.engine.schema import FilledBy

View = Callable[..., HttpResponse]
CODE = "rater_changed"
SHOWN = ("evaluation__period", "evaluation__form_version", "evaluation__rater")


@dataclass(frozen=True)
class Stale:
    """What somebody sent about an evaluation that became another's meanwhile; ``typed``: (what it is, the words)."""

    former: FormerRating
    typed: list[tuple[str, str]]

    @property
    def message(self) -> str:
        """Who rates now. The name stands within the sentence: after a title's full stop one more would be too many."""
        evaluation = self.former.evaluation
        since = f"{date_format(localtime(self.former.kept_at), 'DATETIME_FORMAT')} WIB"
        who = evaluation.rater or "orang lain"  # on a fixed rating the copied name is that of whoever gave it
        return f"Evaluasi {evaluation.name} sekarang dinilai {who}, sejak {since}."

    @property
    def what_stays(self) -> str:
        kept = "Yang sudah tersimpan sampai saat itu tetap dapat Anda baca. " if self.former.has_words else ""
        return f"{kept}Yang baru Anda ketik belum tersimpan dan masih ada di halaman ini."


def told_who_rates_now(*, in_json: bool = False) -> Callable[[View], View]:
    """Decorator of a rater's page: where it is found no more since another rates, the former rater is told so.

    With 409 and all that was typed, or led to what was kept where nothing was sent.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, pk: int, **kwargs) -> HttpResponse:
            try:
                return view(request, pk=pk, **kwargs)
            except Http404:
                former = left_by(request.user, [pk]).first()
                if former is None:
                    raise
            if request.method != "POST":
                return redirect("portal:former_rating", pk=former.pk)
            stale = stale_of(former, request.POST)
            if in_json:
                return refusal_as_json(CODE, f"{stale.message} {stale.what_stays}", CONFLICT)
            return render(request, "portal/rating/stale.html", {"stale": [stale]}, status=CONFLICT)

        return wrapped

    return decorate


def left_by(user, evaluations: Iterable[int]):
    """What ``user`` left behind of these evaluations, the latest first."""
    return FormerRating.objects.left_by(user).filter(evaluation__in=evaluations).select_related(*SHOWN)


def stale_of(former: FormerRating, data: Mapping[str, Any]) -> Stale:
    return Stale(former, _typed(former, data))


def _typed(former: FormerRating, data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The rater's answers as they stood on the page, in words, and the remarks. Never those of the rater of today."""
    evaluation = former.evaluation
    schema, plan = evaluation.form_version.parsed, evaluation.plan_rows
    report = without_answers(schema, evaluation.answers, filled_by=FilledBy.RATER)
    around = Surroundings(schema, put_back(schema, report, plan, former.answers), plan)
    form = dynamic_forms.build(
        around, filled_by=FilledBy.RATER, data=data, show_other=False, takes_files=False
    )
    found = named(schema, form.answers(), plan)
    told = [(one.label, one.words) for one in found if one.filled_by == FilledBy.RATER]
    remarks = RemarksForm(data)
    written = [(str(field.label), str(field.value() or "")) for field in remarks.visible_fields()]
    return told + [(label, text) for label, text in written if text]
