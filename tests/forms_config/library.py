"""Builders for the editor's tests: scales, schemes, forms made of blocks, and the POST that the editor sends."""

import json
from typing import Any

from django.forms import CheckboxInput, SelectMultiple
from wagtail import blocks

from forms_config.admin.editing import CONFIRMED
from forms_config.models import (
    EvaluationForm,
    Indicator,
    MatrixPredikat,
    PredikatMatrix,
    RatingScale,
    ScaleLevel,
)

CELLS = {
    "ABOVE": {"ABOVE": "SANGAT_BAIK", "MEETS": "BAIK", "BELOW": "KURANG"},
    "MEETS": {"ABOVE": "BAIK", "MEETS": "BAIK", "BELOW": "KURANG"},
    "BELOW": {"ABOVE": "BUTUH_PERBAIKAN", "MEETS": "BUTUH_PERBAIKAN", "BELOW": "SANGAT_KURANG"},
}


def make_scale(key: str = "ekspektasi", levels: tuple[str, ...] = ("ABOVE", "MEETS", "BELOW"), **fields: Any):
    scale = RatingScale(key=key, name=fields.pop("name", key.title()), **fields)
    scale.levels = [
        ScaleLevel(
            key=level, label=level.title(), value=number, descriptor=f"Arti {level}.", sort_order=number
        )
        for number, level in enumerate(levels)
    ]
    scale.save()
    return scale


def make_matrix(scale: RatingScale, key: str = "kuadran", **fields: Any) -> PredikatMatrix:
    matrix = PredikatMatrix(key=key, name="Kuadran", scale=scale, **{"cells": CELLS} | fields)
    codes = ("SANGAT_BAIK", "BAIK", "BUTUH_PERBAIKAN", "KURANG", "SANGAT_KURANG")
    matrix.predikats = [
        MatrixPredikat(code=code, label=code.replace("_", " ").title(), sort_order=number)
        for number, code in enumerate(codes)
    ]
    matrix.save()
    return matrix


def make_indicator(code: str = "layanan", **fields: Any) -> Indicator:
    return Indicator.objects.create(code=code, name=fields.pop("name", code.title()), **fields)


def field(kind: str = "long_text", label: str = "Realisasi", **value: Any) -> dict[str, Any]:
    return {"type": kind, "value": {"label": label, **value}}


def section(label: str = "Hasil kerja", *fields: Any, kind: str = "section", **value: Any) -> dict[str, Any]:
    return {"type": kind, "value": {"label": label, "fields": list(fields), **value}}


def overall(scale: RatingScale, label: str = "Rating", **value: Any) -> dict[str, Any]:
    return {"label": label, "scale": scale.pk, **value}


def make_form(*sections: Any, key: str = "coba", **fields: Any) -> EvaluationForm:
    """A saved draft with these sections."""
    form = EvaluationForm(
        key=key,
        title=fields.pop("title", "Formulir coba"),
        sections=json.dumps(sections),
        live=False,
        **fields,
    )
    form.save()
    form.save_revision()
    return form


def rated_sections(scale: RatingScale) -> list[dict[str, Any]]:
    """The smallest form of the regulation: two sections, each with its overall rating."""
    return [
        section("Hasil kerja", field(), area="hasil_kerja", overall=[overall(scale, "Rating hasil kerja")]),
        section(
            "Perilaku", field(label="Contoh"), area="perilaku", overall=[overall(scale, "Rating perilaku")]
        ),
    ]


def posted(*sections: Any, title: str = "Formulir coba", **values: Any) -> dict[str, Any]:
    """What the browser sends for a form with these sections: every input of every block."""
    stream = EvaluationForm(sections=json.dumps(sections)).sections
    data = {
        "title": title,
        "introduction": "",
        "key": "",
        "purpose": "EVALUATION",
        "year_rule": "REFERENCE",
        "matrix": "",
        "index": "",
        "required_page": "",
        "is_active": "on",
    }
    return (
        data
        | {name: str(value) for name, value in values.items()}
        | inputs("sections", stream.stream_block, stream)
    )


def posted_indicator(**values: Any) -> dict[str, Any]:
    """What the browser sends for an indicator; bands as a list of (minimum, score, label)."""
    blank = (
        *("definition", "how_measured", "guides", "aspect", "unit", "target", "scale", "guidance_page"),
        *("numerator", "denominator", "denominator_constant", "cap"),
    )
    bands = [
        {"type": "band", "value": {"minimum": minimum, "score": score, "label": label}}
        for minimum, score, label in values.pop("bands", ())
    ]
    stream = Indicator(bands=json.dumps(bands)).bands
    return (
        dict.fromkeys(blank, "")
        | {"group": "hasil_kerja", "polarity": "HIGHER", "multiplier": "100", "is_active": "on"}
        | {name: str(value) for name, value in values.items()}
        | inputs("bands", stream.stream_block, stream)
    )


def publish(client, url: str, data: dict[str, Any], button: str = "action-publish"):
    """Press the button; where only warnings stand against it, press it again as the page asks."""
    response = client.post(url, data | {button: "x"})
    found = response.context["form"] if response.status_code == 200 else None
    if found is not None and found.to_confirm:
        return client.post(url, data | {button: "x", CONFIRMED: found.to_confirm})
    return response


def inputs(prefix: str, block: blocks.Block, value: Any) -> dict[str, Any]:
    """The inputs of one block, named as Wagtail's editor names them."""
    if isinstance(block, blocks.StreamBlock):
        return _children(prefix, [(child.block, child.value, child.block_type, child.id) for child in value])
    if isinstance(block, blocks.ListBlock):
        return _children(prefix, [(block.child_block, one, None, None) for one in value])
    if isinstance(block, blocks.StructBlock):
        found: dict[str, Any] = {}
        for name, child in block.child_blocks.items():
            found |= inputs(f"{prefix}-{name}", child, value[name])
        return found
    raw = block.value_for_form(value)
    if isinstance(block.field.widget, CheckboxInput):
        return {prefix: "on"} if raw else {}
    if isinstance(block.field.widget, SelectMultiple):
        return {prefix: raw} if raw else {}
    return {prefix: "" if raw is None else str(getattr(raw, "pk", raw))}


def _children(
    prefix: str, children: list[tuple[blocks.Block, Any, str | None, str | None]]
) -> dict[str, Any]:
    found = {f"{prefix}-count": str(len(children))}
    for number, (block, value, kind, block_id) in enumerate(children):
        one = f"{prefix}-{number}"
        found |= {f"{one}-order": str(number), f"{one}-deleted": "", f"{one}-id": block_id or ""}
        found |= {f"{one}-type": kind} if kind else {}
        found |= inputs(f"{one}-value", block, value)
    return found
