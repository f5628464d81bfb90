"""What the editor's JavaScript needs: how its inputs are drawn, and what it offers while somebody writes."""

import json
from collections import Counter
from typing import Any

from django.apps import apps
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from forms_config.blocks.keys import stored_keys
from forms_config.engine import formulas
from forms_config.engine.kinds import KINDS, answer_labels
from forms_config.engine.schema import Field, FormSchema, SectionKind
from forms_config.models import Constant, EvaluationForm, FormVersion, Indicator, RatingScale
from forms_config.models.stream import EditorField

LIBRARY, CHECK_FORMULA = "forms_config:library", "forms_config:check_formula"
MAY_EDIT = permission_required("forms_config.change_evaluationform", raise_exception=True)


def library_url(form_pk: int | None = None) -> str:
    """Address of ``library``, for the form that is being edited or for none."""
    return reverse(LIBRARY) + (f"?formulir={form_pk}" if form_pk else "")


@require_safe
def definition(request: HttpRequest) -> HttpResponse:
    """The definition of the blocks of one column (``isian``), as a script that hands it to its inputs on the page.

    The same for everybody; its address changes with it (``sidik``), so browsers keep it.
    """
    label = request.GET.get("isian", "")
    known = (
        field for model in apps.get_app_config("forms_config").get_models() for field in model._meta.fields
    )
    column = next((one for one in known if isinstance(one, EditorField) and one.label == label), None)
    if column is None:
        raise Http404
    place = json.dumps(f'[data-sekin-stream="{label}"]')
    script = (
        f"for (const place of document.querySelectorAll({place})) {{\n"
        "  place.dataset.wBlockArgumentsValue = place.nextElementSibling.textContent;\n"
        f"  place.dataset.wBlockDataValue = JSON.stringify({column.definition.json});\n"
        "}\n"
    )
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@require_safe
@MAY_EDIT
def library(request: HttpRequest) -> JsonResponse:
    """What there is to choose from; ``?formulir=pk`` while that form is edited.

    ``{kinds: {kind: {is_answered, …}}, scales, indicators: {pk: …}, constants, sections: [[key, label]], functions,
    published: {block id: key}, answers: {key: {label, values: [[key, label]]}}}``. In the editor of a form the
    answers stand on the page.
    """
    pk = request.GET.get("formulir", "")
    return JsonResponse(
        {
            "kinds": _kinds(),
            "scales": _scales(),
            "indicators": _indicators(),
            "constants": list(Constant.objects.filter(is_active=True).values_list("key", "name")),
            "sections": _sections(),
            "answers": {} if pk else _answers(),
            "functions": [
                {"name": one.key, "help": one.help, "example": one.example}
                for one in formulas.describe_functions()
            ],
            "published": _published_keys(int(pk)) if pk.isdecimal() else {},
            "check_url": reverse(CHECK_FORMULA),
        }
    )


@require_POST
@MAY_EDIT
def check_formula(request: HttpRequest) -> JsonResponse:
    """``{"message": what is wrong with the formula, or ""}``. POST only because a formula may be long.

    ``rumus`` is the formula, ``nama`` (many) are the names that it may use on the page that is being edited.
    """
    written = request.POST.get("rumus", "")
    if not written.strip():
        return JsonResponse({"message": ""})
    try:
        formulas.refuse_unknown(formulas.parse(written), request.POST.getlist("nama"))
    except formulas.FormulaError as error:
        return JsonResponse({"message": str(error)})
    return JsonResponse({"message": ""})


def _kinds() -> dict[str, dict[str, Any]]:
    """What may be asked of each kind of field; ``answers`` where they are always the same, as [key, label]."""
    nothing = FormSchema("", "", ())
    return {
        key: {
            "is_answered": kind.is_answered,
            "is_rated": kind.has_levels or kind.is_amount,
            "in_formulas": bool(kind.in_formulas),
            "has_choices": kind.has_choices,
            "answers": list((kind.labels(nothing, Field("", "", key)) or {}).items()),
        }
        for key, kind in KINDS.items()
    }


def _scales() -> dict[int, dict[str, Any]]:
    scales = RatingScale.objects.prefetch_related("levels")
    return {
        scale.pk: {
            "label": scale.name,
            "levels": [[one.key, one.label, one.descriptor] for one in scale.levels.all()],
        }
        for scale in scales
    }


def _indicators() -> dict[int, dict[str, Any]]:
    rows = Indicator.objects.values("pk", "name", "code", "scale")
    return {row["pk"]: {name: row[name] for name in ("name", "code", "scale")} for row in rows}


def _sections() -> list[list[str]]:
    """The sections of all drafts, by key, each once: what an index may weigh, also before the form is published."""
    found: dict[str, str] = {}
    for form in EvaluationForm.objects.select_related("latest_revision").order_by("title"):
        draft = form.latest_revision
        for block in json.loads(draft.content["sections"]) if draft else form.sections.raw_data:
            value = block["value"]
            if value.get("key"):
                found.setdefault(value["key"], value.get("label") or "")
    return [[key, label] for key, label in _told_apart(found).items()]


def _answers() -> dict[str, dict[str, Any]]:
    """What the conditions of an index may ask: the answers of all published forms, by key."""
    found: dict[str, dict[str, Any]] = {}
    for version in FormVersion.objects.order_by("form__title", "-number").distinct():
        for section in version.parsed.sections:
            for part in section.parts if section.kind == SectionKind.PLAIN else ():
                values = [list(pair) for pair in answer_labels(version.parsed, part).items()]
                found.setdefault(part.key, {"label": part.label, "values": values})
    labels = _told_apart({key: one["label"] for key, one in found.items()})
    return {key: one | {"label": labels[key]} for key, one in found.items()}


def _told_apart(labels: dict[str, str]) -> dict[str, str]:
    """The labels by key; with its key behind it only what is called as something else is."""
    often = Counter(labels.values())
    return {
        key: f"{label} ({key})" if often[label] > 1 or not label else label for key, label in labels.items()
    }


def _published_keys(pk: int) -> dict[str, str]:
    form = EvaluationForm.objects.filter(pk=pk, versions__isnull=False).only("sections").first()
    return {} if form is None else stored_keys(form.sections)
