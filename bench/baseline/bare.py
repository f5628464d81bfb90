"""The floor: the same questions read by the same form, one INSERT, and nothing else."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from wagtail.contrib.forms.models import FormSubmission

from bench.baseline.models import FormPage
from bench.questions import form_schema, questions
from bench.world import ASKED
from forms_config import dynamic_forms
from forms_config.dynamic_forms import Surroundings
from forms_config.engine.schema import FilledBy


@cache
def page_id() -> int:
    return FormPage.objects.values_list("pk", flat=True)[0]


@cache
def surroundings() -> Surroundings:
    return Surroundings(form_schema(questions(ASKED)), {})


@csrf_exempt
def bare(request: HttpRequest) -> HttpResponse:
    form = dynamic_forms.build(surroundings(), filled_by=FilledBy.EMPLOYEE, data=request.POST)
    assert form.is_valid(), form.problems
    FormSubmission.objects.create(form_data=form.answers(), page_id=page_id())
    return HttpResponse("Terima kasih")
