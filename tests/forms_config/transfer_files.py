"""Builders for the tests of export and import: a form with everything, its file, and files changed by hand."""

import json
from collections.abc import Callable
from typing import Any

from forms_config.domain import transfer
from forms_config.domain.transfer.exporting import digest
from forms_config.models import Constant, EvaluationForm, IndexScheme, Indicator, RatingScale
from tests.forms_config.library import (
    field,
    make_form,
    make_indicator,
    make_matrix,
    make_scale,
    overall,
    section,
)

CONSTANT = {"key": "hari_kerja", "name": "Hari kerja", "value": "220", "unit": "hari"}
BANDS = [{"type": "band", "value": {"minimum": "90", "score": "5", "label": "Baik"}}]


def make_index(key: str = "indeks") -> IndexScheme:
    weights = [{"section": "hasil_kerja", "percent": "100"}]
    value = {"label": "", "weights": weights, "condition": []}
    band = {"label": "Baik", "code": "BAIK", "minimum": None, "condition": []}
    return IndexScheme.objects.create(
        key=key,
        name="Indeks lokal",
        weight_sets=json.dumps([{"type": "weight_set", "value": value}]),
        bands=json.dumps([{"type": "band", "value": band}]),
    )


def make_full_form(key: str = "lengkap") -> EvaluationForm:
    """A draft that refers to one thing of every kind, some of them only through others."""
    scale, competence = make_scale(), make_scale("kompetensi", ("1", "2", "3"))
    constant = Constant.objects.create(**CONSTANT)
    ratio = make_indicator(
        "kehadiran", numerator="Hari hadir", denominator_constant=constant, bands=json.dumps(BANDS)
    )
    skill = make_indicator(
        "integritas", scale=competence, descriptors={"1": "Jujur"}, required_levels={"ADMINISTRATOR": "2"}
    )
    work = section(
        "Hasil kerja",
        field("number", "Selesai", key="selesai"),
        field("calculated", "Tiap hari", key="tiap_hari", formula="selesai / hari_kerja"),
        {"type": "indicator", "value": {"indicator": ratio.pk, "key": "hadir", "scored": True}},
        {"type": "indicator", "value": {"indicator": skill.pk, "key": "integritas"}},
        key="hasil_kerja",
        overall=[overall(scale, "Rating hasil kerja", key="rating_hasil_kerja")],
    )
    return make_form(work, key=key, title="Formulir lengkap", matrix=make_matrix(scale), index=make_index())


def forget_everything() -> None:
    """As on a new installation. For forms that were never published."""
    EvaluationForm.objects.all().delete()
    for model in (Indicator, IndexScheme, Constant):
        model.objects.all().delete()
    for scale in RatingScale.objects.all():
        scale.matrices.all().delete()
        scale.delete()


def file_of(form: EvaluationForm) -> str:
    return transfer.export(form.get_latest_revision_as_object())


def changed(text: str, change: Callable[[dict[str, Any]], Any]) -> str:
    """The file after ``change(content)``, with its hash put right."""
    file = json.loads(text)
    change(file["content"])
    file["sha256"] = digest(file["content"])
    return json.dumps(file)
