"""Puts the official data into an installation. What exists already, by its key, is left as BKPSDM made it."""

import json
from typing import Any

from django.db import transaction

from forms_config.actors import Actor
from forms_config.domain.approval import add_default_workflow, add_guidance_workflow
from forms_config.domain.transfer.blocks import checked, to_raw
from forms_config.domain.transfer.kinds import resolver
from forms_config.models import (
    EvaluationForm,
    IndexScheme,
    Indicator,
    MatrixPredikat,
    PredikatMatrix,
    RatingScale,
    ScaleLevel,
)

from .catalogue import catalogue, read
from .forms import OfficialForm, official_forms
from .guidance import load_guidance

SECTIONS = EvaluationForm._meta.get_field("sections").stream_block


@transaction.atomic
def load_official(actor: Actor | None = None) -> None:
    """Scales, matrix, index, indicators, guidance and published forms; idempotent, overwrites nothing.

    ``actor``: the user who publishes the forms, None for the system.
    """
    everything = catalogue()
    for data in everything["scales"]:
        _add_scale(data)
    scales = dict(RatingScale.objects.values_list("key", "pk"))
    for data in everything["matrices"]:
        _add_matrix(data, scales)
    for data in everything["indexes"]:
        _add_index(data)
    for data in everything["indicators"]:
        _add_indicator(data, scales, levels=everything["competence_levels"])
    load_guidance(read("guidance.json"), read("guidance_data.json"))
    for form in official_forms():
        _add_form(form, actor)
    add_default_workflow()
    add_guidance_workflow()


def _add_scale(data: dict[str, Any]) -> None:
    if RatingScale.objects.filter(key=data["key"]).exists():
        return
    scale = RatingScale(key=data["key"], name=data["name"], description=data["description"])
    scale.levels = [ScaleLevel(sort_order=number, **level) for number, level in enumerate(data["levels"])]
    scale.save()


def _add_matrix(data: dict[str, Any], scales: dict[str, int]) -> None:
    if PredikatMatrix.objects.filter(key=data["key"]).exists():
        return
    matrix = PredikatMatrix(
        key=data["key"],
        name=data["name"],
        legal_basis=data["legal_basis"],
        scale_id=scales[data["scale"]],
        cells=data["cells"],
    )
    matrix.predikats = [
        MatrixPredikat(sort_order=number, **one) for number, one in enumerate(data["predikats"])
    ]
    matrix.save()


def _add_index(data: dict[str, Any]) -> None:
    if IndexScheme.objects.filter(key=data["key"]).exists():
        return
    IndexScheme.objects.create(
        key=data["key"],
        name=data["name"],
        legal_basis=data["legal_basis"],
        weight_sets=json.dumps([{"type": "weight_set", "value": value} for value in data["weight_sets"]]),
        bands=json.dumps([{"type": "band", "value": value} for value in data["bands"]]),
    )


def _add_indicator(data: dict[str, Any], scales: dict[str, int], levels: dict[str, str]) -> None:
    """``levels``: what each kind of post usually needs of a competence, until BKPSDM sets it (PermenPANRB 38/2017)."""
    values = {name: value for name, value in data.items() if name not in ("code", "scale")}
    values["scale_id"] = scales[data["scale"]] if "scale" in data else None
    if data["group"] == Indicator.Group.KOMPETENSI:
        values["required_levels"] = levels
    Indicator.objects.get_or_create(code=data["code"], defaults=values)


def _add_form(official: OfficialForm, actor: Actor) -> None:
    if EvaluationForm.objects.filter(key=official.key).exists():
        return
    form = EvaluationForm(
        key=official.key,
        title=official.title,
        introduction=official.introduction,
        sections=json.dumps(
            to_raw(SECTIONS, checked(SECTIONS, official.sections, official.title), resolver())
        ),
        matrix=PredikatMatrix.objects.get(key=official.matrix) if official.matrix else None,
        index=IndexScheme.objects.get(key=official.index) if official.index else None,
        purpose=official.purpose,
        live=False,
    )
    form.save()
    form.save_revision(user=actor).publish(user=actor, skip_permission_checks=True)
