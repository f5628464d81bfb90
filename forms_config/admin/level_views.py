"""The inputs that follow from a scale: drawn while it is being chosen, before anything is saved."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from forms_config.admin.widgets import JsonWidget
from forms_config.models import Indicator, PredikatMatrix

MODELS = {"indikator": Indicator, "kuadran": PredikatMatrix}


@require_POST
@permission_required("forms_config.change_evaluationform", raise_exception=True)
def level_inputs(request: HttpRequest, model: str) -> JsonResponse:
    """The editor's form: ``{name of the field: its inputs as HTML}`` for each field that follows from the scale."""
    if model not in MODELS:
        raise Http404
    form_class = MODELS[model].snippet_viewset.get_edit_handler().get_form_class()
    form = form_class(request.POST, instance=MODELS[model](), for_user=request.user)
    following = [bound for bound in form if isinstance(bound.field.widget, JsonWidget)]
    return JsonResponse({bound.html_name: str(bound) for bound in following})
