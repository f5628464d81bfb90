"""What a draft would do, computed on the real data: evaluations in progress, and results of a past period."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluations.domain.periods.impact import (
    changed_people,
    draft_of,
    on_progress,
    on_results,
    periods_with_results,
    whole,
)
from evaluations.domain.refusals import Refused
from evaluations.enums import PeriodState, State
from evaluations.models import Evaluation
from forms_config.domain.publishing import freeze
from forms_config.models import EvaluationForm
from tests import build
from tests.forms_config.library import (
    CELLS,
    field,
    make_form,
    make_matrix,
    make_scale,
    rated_sections,
    section,
)

ANSWERS = {
    "realisasi": "12 laporan",
    "contoh": "Ramah",
    "rating_hasil_kerja": "MEETS",
    "rating_perilaku": "MEETS",
}


@pytest.fixture
def scale(db):
    return make_scale()


@pytest.fixture
def matrix(scale):
    return make_matrix(scale)


@pytest.fixture
def form(scale, matrix) -> EvaluationForm:
    """A form with one published version, and a draft that says the same."""
    form = make_form(*rated_sections(scale), matrix=matrix)
    freeze(form, actor=None)
    return form


@pytest.fixture
def past(db):
    return build.make_period(2026, 6, state=PeriodState.CLOSED)


def edit(form: EvaluationForm, *sections, **values):
    """Save another draft."""
    form.sections = json.dumps(sections)
    for name, value in values.items():
        setattr(form, name, value)
    form.save_revision()
    return draft_of(EvaluationForm.objects.get(pk=form.pk))


def running(cast, form, person=None, **fields) -> Evaluation:
    period = build.make_period(year=2026, month=7) if not hasattr(form, "open_period") else form.open_period
    form.open_period = period
    return build.make_evaluation(
        person or cast.employee, period, rater=cast.rater, version=form.versions.last(), **fields
    )


def rated(cast, form, past, person=None, **fields) -> Evaluation:
    result = {
        "predikat": "BAIK",
        "predikat_label": "Baik",
        "rating_hasil_kerja": "MEETS",
        "rating_perilaku": "MEETS",
    }
    fields = {"state": State.FINAL, "answers": ANSWERS} | result | fields
    return build.make_evaluation(
        person or cast.employee, past, rater=cast.rater, version=form.versions.last(), **fields
    )


def test_a_draft_that_changes_nothing_touches_nobody(cast, form, past):
    running(cast, form, state=State.DRAFT, answers=ANSWERS)
    rated(cast, form, past)
    draft = draft_of(form)
    progress, results = on_progress(draft), on_results(draft, past)
    assert (progress.counts["untouched"], progress.counts["losing"], progress.counts["asked"]) == (1, 0, 0)
    assert (results.counts["same"], results.counts["changed"], results.people) == (1, 0, [])
    assert results.moved == {("BAIK", "BAIK"): 1}


def test_what_running_evaluations_would_lose_and_be_asked_is_counted_and_named(cast, form, scale, matrix):
    running(cast, form, state=State.DRAFT, answers=ANSWERS)
    running(cast, form, person=cast.stranger)
    work, conduct = rated_sections(scale)
    conduct["value"]["fields"] = [field(label="Hambatan", required=True)]
    found = on_progress(edit(form, work, conduct))
    assert (found.seen, found.counts["untouched"], found.counts["losing"], found.counts["asked"]) == (
        2,
        0,
        1,
        2,
    )
    assert found.lost == {"Perilaku: Contoh": 1}
    assert found.required == {"Perilaku: Hambatan": 2}
    assert [(p.name, p.text) for p in found.people] == [("Siti Aminah", "Perilaku: Contoh")]


def test_rated_evaluations_and_closed_periods_are_not_in_progress(cast, form, past):
    running(cast, form, state=State.RATED)
    build.make_evaluation(cast.employee, past, version=form.versions.last())
    assert on_progress(draft_of(form)).seen == 0


def test_one_changed_cell_of_the_quadrant_shows_who_would_get_another_predikat(cast, form, past, matrix):
    rated(cast, form, past)
    above = {"rating_hasil_kerja": "ABOVE", "rating_perilaku": "MEETS"}
    rated(cast, form, past, person=cast.stranger, answers=ANSWERS | above, **above)
    matrix.cells = CELLS | {"ABOVE": CELLS["ABOVE"] | {"MEETS": "SANGAT_BAIK"}}
    matrix.save()
    found = on_results(draft_of(EvaluationForm.objects.get(pk=form.pk)), past)
    assert found.moved == {("BAIK", "BAIK"): 1, ("BAIK", "SANGAT_BAIK"): 1}
    assert (found.counts["changed"], found.counts["predikat"], found.counts["rating_perilaku"]) == (1, 1, 0)
    person = found.people[0]
    assert (person.name, person.nip, person.unit) == ("Joko Susilo", cast.stranger.nip, "Dinas Sosial")
    assert person.text == "Predikat: Baik → Sangat Baik"
    assert (person.was["predikat"], person.would_be["predikat"]) == ("Baik", "Sangat Baik")


def test_a_form_that_no_longer_asks_for_a_rating_shows_it(cast, form, past, scale):
    rated(cast, form, past)
    work, conduct = rated_sections(scale)
    del conduct["value"]["overall"]
    found = on_results(edit(form, work, conduct, matrix=None), past)
    assert found.people[0].text == "Rating perilaku: Meets → –; Predikat: Baik → –"
    assert found.moved == {("BAIK", ""): 1}


def test_results_come_from_the_frozen_inputs_and_nothing_is_written(cast, form, past, scale):
    row = rated(cast, form, past)
    before = Evaluation.objects.filter(pk=row.pk).values().get()
    with CaptureQueriesContext(connection) as captured:
        on_results(edit(form, *rated_sections(scale), matrix=None), past)
    assert Evaluation.objects.filter(pk=row.pk).values().get() == before
    assert not [
        q for q in captured if "evaluations_evaluation" in q["sql"] and not q["sql"].startswith("SELECT")
    ]


def test_chunks_add_up_to_the_whole(cast, form, past, matrix):
    for person in (cast.employee, cast.stranger, cast.unit_admin):
        rated(cast, form, past, person=person)
    matrix.cells = CELLS | {"MEETS": CELLS["MEETS"] | {"MEETS": "SANGAT_BAIK"}}
    matrix.save()
    draft = draft_of(EvaluationForm.objects.get(pk=form.pk))
    first = on_results(draft, past, size=2)
    assert (first.seen, first.after) == (2, Evaluation.objects.order_by("pk")[1].pk)
    total = whole(lambda after: on_results(draft, past, after, 2))
    alone = on_results(draft, past)
    assert (total.seen, total.counts, total.moved, total.people, total.after) == (
        3, alone.counts, alone.moved, alone.people, None,
    )  # fmt: skip
    assert [person.name for person in changed_people(draft, past)] == [p.name for p in alone.people]


def test_a_chunk_takes_the_same_statements_for_three_people_as_for_one(cast, form, past, scale):
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            on_progress(draft)
            on_results(draft, past)
        return len(captured)

    draft = edit(form, rated_sections(scale)[0], section("Lain", field(required=True, label="Baru")))
    running(cast, form)
    rated(cast, form, past)
    build.make_plan(cast.employee)
    one = statements()
    for person in (cast.stranger, cast.unit_admin):
        running(cast, form, person=person)
        rated(cast, form, past, person=person)
        build.make_plan(person)
    assert statements() == one


def test_a_draft_that_changed_meanwhile_or_has_problems_is_refused(cast, form, scale, matrix):
    draft = draft_of(form)
    draft.check(draft.fingerprint)
    with pytest.raises(Refused) as refused:
        edit(form, *rated_sections(scale), title="Lain").check(draft.fingerprint)
    assert refused.value.code == "draft_changed"
    broken = edit(form, section("Kosong"))
    with pytest.raises(Refused) as refused:
        broken.check(broken.fingerprint)
    assert refused.value.code == "draft_has_problems"


def test_an_edited_quadrant_changes_the_fingerprint_though_it_makes_no_revision(form, matrix):
    before = draft_of(form).fingerprint
    matrix.cells = CELLS | {"MEETS": CELLS["MEETS"] | {"MEETS": "SANGAT_BAIK"}}
    matrix.save()
    assert draft_of(EvaluationForm.objects.get(pk=form.pk)).fingerprint != before


def test_periods_to_compare_with_are_those_with_results_on_this_form(cast, form, past):
    assert list(periods_with_results(form)) == []
    running(cast, form)
    rated(cast, form, past)
    assert list(periods_with_results(form)) == [past]
