"""The trial calculation beside the ranges of an indicator: computed from what is typed, saved or not."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from forms_config.domain.indicator_trial import about_bands, tried
from forms_config.engine.values import read_number
from forms_config.models import Indicator

TRIED = "coba-realisasi"
READ = (
    "target",
    "polarity",
    "cap",
    "unit",
    "bands",
)  # whatever else is wrong in the editor does not matter here


@require_POST
@permission_required("forms_config.change_indicator", raise_exception=True)
def try_indicator(request: HttpRequest) -> JsonResponse:
    """The editor's form with a figure (``coba-realisasi``): ``{"about": what the ranges read, "message": what the
    figure comes to, or what is missing}``.
    """
    form_class = Indicator.snippet_viewset.get_edit_handler().get_form_class()
    form = form_class(request.POST, instance=Indicator(), for_user=request.user)
    form.is_valid()
    if any(name in form.errors for name in READ):
        return JsonResponse(
            {"about": "", "message": "Perbaiki dulu target, batas, atau rentang yang ditandai."}
        )
    written = request.POST.get(TRIED, "").strip()
    return JsonResponse({"about": about_bands(form.instance), "message": _message(form.instance, written)})


def _message(indicator: Indicator, written: str) -> str:
    if not written:
        return ""
    try:
        trial = tried(indicator, read_number(written))
    except ValueError:
        return "Tulis angka saja, misalnya 18 atau 18,5."
    if not trial.reached:
        return "Belum dapat dihitung: target harus lebih dari 0."
    steps = [f"Dihitung {trial.reached}"]
    if trial.band:
        steps.append(f"masuk rentang {trial.band}")
    steps.append(
        f"nilainya {trial.score}" if trial.score else "tidak masuk rentang mana pun, jadi tidak bernilai"
    )
    return f"{', '.join(steps)}."
