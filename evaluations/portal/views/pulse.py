"""Suara Anda: the questions on fairness after one's own result, and for leaders and auditors what was answered.

Answering and passing over go to the same address and are thanked for in the same words, so that neither a log nor
a session tells them apart. What was typed is kept nowhere but in the page that says what is wrong with it.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from evaluations import rules
from evaluations.domain.evaluating.deadlines import in_words
from evaluations.domain.evaluating.pulse import Asked, answer_pulse, asked_now, pass_over
from evaluations.domain.refusals import Refused
from evaluations.domain.reports.pulse import By, pulse_figures
from evaluations.models import Evaluation
from evaluations.places import named_key, whole_number
from evaluations.portal.posting import CONFLICT, UNPROCESSABLE
from evaluations.portal.views.evaluations import visible_evaluation
from forms_config import dynamic_forms
from forms_config.dynamic_forms import AnswerForm, Surroundings
from forms_config.engine.schema import FilledBy

SKIP, VERSION = "lewati", "_version"
DONE = "Terima kasih. Anda tidak ditanya lagi tentang periode ini."


@login_required
@never_cache
@sensitive_post_parameters()  # a report of a failure shows no answer
@require_http_methods(["GET", "HEAD", "POST"])
def pulse(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer, or pass over, with what is stored of it; one's own result only."""
    row = visible_evaluation(request.user, pk)
    if not rules.is_employee(request.user, row):
        raise Http404
    try:
        asked = asked_now(row, actor=request.user)
        if request.method != "POST":
            return _page(request, row, asked)
        if SKIP in request.POST:
            pass_over(row, actor=request.user)
        else:
            version = whole_number(request.POST.get(VERSION))
            form = _form(asked, request.POST)
            if version == asked.version.pk and not form.is_valid():
                return _page(request, row, asked, form, status=UNPROCESSABLE)
            answer_pulse(row, form.answers(), actor=request.user, version=version)
    except Refused as refused:
        return _refused(request, row, refused)
    messages.success(request, DONE)
    return redirect("portal:evaluation", pk)


@login_required
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """What may be shown by period, of one agency (``perangkat``) or of all; of a period (``periode``) by agency."""
    if not rules.can_read_distribution(request.user):
        raise Http404
    found = pulse_figures(request.user)
    agency = named_key(request, "perangkat", found.agencies)
    period = named_key(request, "periode", found.periods)
    chosen = found.of(agency=agency, period=period)
    by = By.PERIOD if period is None else By.AGENCY
    context = {
        "agencies": [(unit.pk, unit.name) for unit in found.agencies],
        "periods": [(one.pk, one.name) for one in found.periods],
        "agency": agency,
        "period": period,
        "by": by,
        "beside": chosen.beside(by),
        "questions": chosen.questions(by),
    }
    return render(request, "portal/pulse/figures.html", context)


def _form(asked: Asked, data=None) -> AnswerForm:
    around = Surroundings(asked.version.parsed, {})
    return dynamic_forms.build(around, filled_by=FilledBy.EMPLOYEE, data=data, takes_files=False)


def _page(
    request: HttpRequest,
    row: Evaluation,
    asked: Asked,
    form: AnswerForm | None = None,
    told: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "evaluation": row,
        "form": form or _form(asked),
        "title": asked.version.parsed.title,
        "introduction": asked.version.parsed.introduction,
        "version": asked.version.pk,
        "until": in_words(asked.until),
        "told": told,
    }
    return render(request, "portal/pulse/questions.html", context, status=status)


def _refused(request: HttpRequest, row: Evaluation, refused: Refused) -> HttpResponse:
    """Back to the result where it is done; the questions once more where they can still be answered."""
    if refused.code == "answered_already":
        messages.info(request, refused.message)
        return redirect("portal:evaluation", row.pk)
    if refused.code in ("questions_changed", "nothing_said"):
        status = CONFLICT if refused.code == "questions_changed" else UNPROCESSABLE
        return _page(request, row, asked_now(row, actor=request.user), told=refused, status=status)
    status = CONFLICT if request.method == "POST" else 200
    return render(request, "portal/pulse/closed.html", {"evaluation": row, "told": refused}, status=status)
