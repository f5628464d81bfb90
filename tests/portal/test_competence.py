"""The competence sheet: the level that the post needs and the gap, on every page that shows what was rated."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from evaluations.domain.evaluating.workflow import perform
from evaluations.enums import Action
from evaluations.models import Evaluation
from forms_config.engine.schema import RequiredLevel
from tests import build, schemas

KEYS = [field.key for section in schemas.competence_sheet().sections for field in section.fields]


def with_levels():
    """Level 2 for everybody, 4 for administrators."""
    form = schemas.competence_sheet(required_level="2")
    levels = (RequiredLevel("ADMINISTRATOR", "4"),)
    [section] = form.sections
    fields = tuple(replace(field, required_levels=levels) for field in section.fields)
    return replace(form, sections=(replace(section, fields=fields),))


def html(client, evaluation: Evaluation, name: str) -> str:
    response = client.get(reverse(f"portal:{name}", args=[evaluation.pk]))
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def submitted(cast) -> Evaluation:
    evaluation = cast.evaluation(version=build.make_form_version(with_levels()))
    return perform(evaluation, Action.SUBMIT, actor=cast.employee.user, answers={})


@pytest.fixture
def delivered(cast, submitted) -> Evaluation:
    cast.employee.assignments.update(post_kind="ADMINISTRATOR")
    answers = dict.fromkeys(KEYS, "3")
    perform(submitted, Action.RATE, actor=cast.rater.user, answers=answers)
    return perform(submitted, Action.DELIVER, actor=cast.rater.user)


@pytest.mark.parametrize(("kind", "level"), [("ADMINISTRATOR", "4"), ("PELAKSANA", "2"), ("", "2")])
def test_the_rater_sees_what_the_post_needs_while_rating(cast, login, submitted, kind, level):
    cast.employee.assignments.update(post_kind=kind)
    form = login(cast.rater).get(reverse("portal:rate", args=[submitted.pk])).context["form"]
    scale = schemas.competence_sheet().scales[0]
    needed = {item.required_level for section in form.sections for row in section.rows for item in row.items}
    assert needed == {scale.level(level).label}


@pytest.mark.parametrize("name", ["evaluation", "document"])
def test_result_and_document_show_the_gap_that_was_frozen(cast, login, delivered, name):
    cast.employee.assignments.update(post_kind="PELAKSANA")  # a later move changes nothing
    shown = html(login(cast.employee), delivered, name)
    assert len(re.findall(r"Kurang 1 dari kebutuhan jabatan\.", shown)) >= len(KEYS)


def test_the_document_of_a_form_without_competencies_has_no_annex(cast, login):
    evaluation = cast.evaluation(version=build.make_form_version())
    report = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "Dua belas laporan"}]}
    ratings = {"rating_hasil_kerja": "ABOVE", "rating_perilaku": "MEETS"}
    perform(evaluation, Action.SUBMIT, actor=cast.employee.user, answers=report)
    perform(evaluation, Action.RATE, actor=cast.rater.user, answers=report | ratings)
    perform(evaluation, Action.DELIVER, actor=cast.rater.user)
    assert "Lampiran" not in html(login(cast.employee), evaluation, "document")


def test_the_annex_names_each_competence_with_both_levels(cast, login, delivered):
    shown = html(login(cast.employee), delivered, "document")
    annex = shown[shown.index("Lampiran: Kompetensi") :]
    for label in schemas.COMPETENCIES.values():
        assert label in annex
    scale = schemas.competence_sheet().scales[0]
    for level in ("3", "4"):
        assert annex.count(scale.level(level).label) >= len(KEYS)
