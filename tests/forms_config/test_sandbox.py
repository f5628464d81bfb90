"""The sandbox: a draft walked as ASN, rater and result, and nothing written."""

import json
import re

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forms_config.domain.publishing import freeze
from forms_config.engine.completeness import missing
from forms_config.engine.schema import FilledBy
from forms_config.models import EvaluationForm
from forms_config.sandbox.trial import Act, Step, Trial
from sekin_site.roles import AUDITOR, BKPSDM
from tests.build import make_employee, make_user
from tests.forms_config.library import field, make_form, make_matrix, make_scale, rated_sections, section
from tests.schemas import competence_sheet, official_form, pp30_form


def press(trial: Trial, action: str, **typed) -> Trial:
    """The next page after a button: what a browser would send, with ``typed`` over it."""
    data = {"_jawaban": trial.state, "_langkah": trial.step.value, "_tombol": action}
    return Trial(trial.schema, data | typed)


def address(form: EvaluationForm) -> str:
    return reverse("forms_config:sandbox", args=[form.pk])


def posted(html: str) -> dict[str, str]:
    """The answers and the step that travel in the page."""
    found = dict(re.findall(r'name="(_jawaban|_langkah)"\s+value="([^"]*)"', html))
    return {name: value.replace("&quot;", '"') for name, value in found.items()}


def count_rows() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


# --- The walk -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "schema", [official_form(), competence_sheet(), pp30_form()], ids=lambda one: one.key
)
def test_examples_fill_both_sides_so_that_nothing_is_missing(schema):
    trial = press(Trial(schema), Act.FILL)
    assert trial.missing == []
    trial = press(press(trial, Act.NEXT), Act.FILL)
    assert (trial.step, trial.missing) == (Step.RATER, [])
    trial = press(trial, Act.NEXT)

    assert trial.step == Step.RESULT
    around = trial.around
    for side in FilledBy:
        assert missing(schema, trial.answers, around.plan_rows, side, figures=around.figures) == []


def test_the_result_is_computed_from_what_was_rated():
    trial = press(press(press(Trial(official_form()), Act.FILL), Act.NEXT), Act.FILL)
    trial = press(trial, Act.NEXT, rating_hasil_kerja="ABOVE", rating_perilaku="ABOVE")

    assert (trial.outcome.predikat, trial.ratings[0]) == (
        "SANGAT_BAIK",
        ("Rating Hasil Kerja", "Di Atas Ekspektasi"),
    )


def test_examples_are_the_same_each_time_and_leave_what_was_typed():
    name = "hasil_kerja-contoh-1-realisasi"
    trial = press(Trial(official_form()), Act.FILL, **{name: "Ditulis sendiri"})

    assert trial.answers["hasil_kerja"][0]["realisasi"] == "Ditulis sendiri"
    assert trial.answers == press(trial, Act.FILL).answers
    assert press(Trial(official_form()), Act.FILL).answers == press(Trial(official_form()), Act.FILL).answers


def test_nobody_goes_on_while_something_is_missing_but_may_skip_it():
    trial = press(Trial(official_form()), Act.NEXT)
    assert (trial.step, trial.is_asked_to_go_on, len(trial.missing)) == (Step.EMPLOYEE, True, 2)

    trial = press(trial, Act.SKIP)
    assert (trial.step, trial.is_asked_to_go_on) == (Step.RATER, False)
    assert press(press(trial, Act.SKIP), Act.BACK).step == Step.RATER


def test_emptying_takes_this_sides_answers_and_rows_and_leaves_the_others():
    filled = press(press(press(Trial(official_form()), Act.FILL), Act.NEXT), Act.FILL)
    emptied = press(filled, Act.CLEAR)

    assert "rating_perilaku" not in emptied.answers
    assert [set(row) for row in emptied.answers["hasil_kerja"]] == [{"_row", "realisasi", "bukti_dukung"}] * 2


def test_a_wrong_answer_is_named_and_keeps_what_was_typed():
    trial = press(Trial(pp30_form()), Act.NEXT, **{"skp-contoh-1-realisasi": "banyak"})

    [problem] = trial.form.problems
    assert (trial.step, problem.anchor) == (Step.EMPLOYEE, "field-skp-contoh-1-realisasi")
    assert trial.sections[0].rows[0].items[0].value == "banyak"


def test_the_invented_file_can_be_attached_and_none_uploaded():
    trial = Trial(official_form())
    item = next(item for item in trial.sections[0].rows[0].items if item.kind == "evidence")
    assert ([file.name for file in item.other_files], item.upload_name) == (["contoh-bukti.pdf"], "")

    trial = press(trial, "", **{item.name: ["1"]})
    assert trial.answers["hasil_kerja"] == [{"_row": "contoh-1", "bukti_dukung": [1]}]


# --- Invented surroundings ----------------------------------------------------------------------------


def test_target_and_direction_of_the_plan_can_be_changed():
    around = {"_keadaan-shown": "1", "_keadaan-plan_1": "Menekan keluhan", "_keadaan-target_1": "1.250,5"}
    trial = Trial(pp30_form(), around | {"_keadaan-polarity_1": "LOWER"})

    [row] = trial.around.plan_rows
    assert (row["statement"], row["indicators"][0]["target_value"], row["indicators"][0]["polarity"]) == (
        "Menekan keluhan",
        "1250.5",
        "LOWER",
    )


def test_a_number_that_is_none_is_marked_and_counts_as_unknown():
    trial = Trial(pp30_form(), {"_keadaan-shown": "1", "_keadaan-plan_1": "x", "_keadaan-target_1": "banyak"})

    assert trial.surroundings.errors["target_1"] == ["Isi dengan angka saja, misalnya 12 atau 12,5."]
    assert trial.around.plan_rows[0]["indicators"][0]["target_value"] is None


def test_only_what_the_form_uses_is_asked():
    assert list(Trial(competence_sheet()).surroundings.fields) == ["shown"]
    assert "expectation" in Trial(official_form()).surroundings.fields


# --- What travels in the page -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "state",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 5000,
        '{"rating_perilaku": "\\ud800"}',
        '{"rating_perilaku": "PALSU"}',
        "9" * 9999,
    ],
)
def test_a_state_that_is_not_ours_is_dropped(state):
    trial = Trial(official_form(), {"_jawaban": state, "_langkah": "hasil"})

    assert (trial.answers, trial.step) == ({}, Step.RESULT)
    assert trial.outcome.predikat is None


@pytest.mark.parametrize("data", [{}, {"_langkah": "lain"}, {"_tombol": "hapus"}, {"add_row": "\x00"}])
def test_an_unknown_step_or_button_shows_the_first_page(data):
    assert Trial(official_form(), data).step == Step.EMPLOYEE


# --- Through the admin --------------------------------------------------------------------------------


@pytest.fixture
def officer(login, db):
    return login(make_user("petugas", groups=(BKPSDM,)))


@pytest.fixture
def form(db):
    scale = make_scale()
    return make_form(*rated_sections(scale), matrix=make_matrix(scale))


def test_a_whole_walk_writes_no_row(officer, form):
    before = count_rows()
    html = officer.get(address(form)).content.decode()
    with CaptureQueriesContext(connection) as queries:
        for action in (Act.FILL, Act.NEXT, Act.FILL, Act.NEXT):
            response = officer.post(address(form), posted(html) | {"_tombol": action})
            assert response.status_code == 200
            html = response.content.decode()

    assert "Bagaimana hasil ini muncul" in html
    assert "Kedua rating dicocokkan" in html
    assert count_rows() == before
    written = [
        query["sql"]
        for query in queries
        if not query["sql"].startswith(("SELECT", "(SELECT", "BEGIN", "COMMIT"))
    ]
    assert [sql for sql in written if not sql.startswith(("SAVEPOINT", "RELEASE"))] == []


def test_the_latest_draft_is_tried_or_a_version_when_asked_for(officer, form):
    freeze(form, actor=None)
    form.title = "Judul draf"
    form.save_revision()

    assert "Judul draf" in officer.get(address(form)).content.decode()
    html = officer.get(address(form), {"versi": "1"}).content.decode()
    assert ("Judul draf" in html, "Versi 1" in html) == (False, True)
    for wrong in ("2", "x", "9" * 30, "-1"):
        assert officer.get(address(form), {"versi": wrong}).status_code == 404


def test_a_draft_with_errors_is_walked_to_the_end_with_its_problems_above(officer, db):
    form = make_form(section("Hasil", field("scale", label="Mutu"), field("choice", label="Pilih")))
    html = officer.get(address(form)).content.decode()
    assert "perlu diperbaiki sebelum terbit" in html
    for action in (Act.FILL, Act.SKIP, Act.SKIP):
        response = officer.post(address(form), posted(html) | {"_tombol": action})
        html = response.content.decode()
    assert json.loads(posted(html)["_jawaban"]) == {}
    assert "Formulir ini tidak menghasilkan predikat." in html


def test_only_who_may_change_or_view_forms_may_try_them(login, form):
    person = make_employee()
    auditor = make_user("auditor", groups=(AUDITOR,))
    for user in (person, auditor):
        assert login(user).get(address(form)).status_code in (302, 403)
        assert login(user).post(address(form), {"_tombol": "isi"}).status_code in (302, 403)


def test_the_editor_offers_the_sandbox(officer, form):
    edit = reverse(form.snippet_viewset.get_url_name("edit"), args=[form.pk])
    assert address(form) in officer.get(edit).content.decode()
