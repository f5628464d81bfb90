"""From a filled form to ratings, predikat, index, competence and explanation."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms_config.engine.completeness import missing
from forms_config.engine.outcome import evaluate
from forms_config.engine.schema import Condition, FilledBy, Operator, Visibility
from tests.random_data import examples
from tests.schemas import competence_sheet, official_form, plan_row, pp30_form

RATED = {"rating_hasil_kerja": "MEETS", "rating_perilaku": "ABOVE"}
PLAN = [plan_row("a", "10")]


def make_combined_form():
    """The official form with the numeric index and the competence sheet beside it."""
    official, pp30, sheet = official_form(), pp30_form(), competence_sheet("3")
    numeric = tuple(replace(s, key=f"indeks_{s.key}", fields=_renamed(s)) for s in pp30.sections)
    weight_sets = tuple(
        replace(w, weights=tuple((f"indeks_{key}", weight) for key, weight in w.weights))
        for w in pp30.index.weight_sets
    )
    return replace(
        official,
        sections=(*official.sections, *numeric, *sheet.sections),
        scales=official.scales + sheet.scales,
        index=replace(pp30.index, weight_sets=weight_sets),
    )


def _renamed(section):
    return tuple(replace(f, key="angka") if f.key == "realisasi" else f for f in section.fields)


def test_the_official_form_has_ratings_and_predikat_and_no_numbers():
    outcome = evaluate(official_form(), RATED, PLAN)

    assert (outcome.rating_hasil_kerja, outcome.rating_perilaku) == ("MEETS", "ABOVE")
    assert (outcome.predikat, outcome.predikat_label) == ("BAIK", "Baik")
    assert (outcome.index_score, outcome.index_code, outcome.competency_score) == (None, None, None)
    assert outcome.items == ()


def test_the_index_never_overrides_the_matrix():
    answers = RATED | {
        "rating_hasil_kerja": "BELOW",
        "indeks_skp": [{"_row": "a", "angka": "12"}],
        "nilai_perilaku": "120",
        "inovasi": True,
        "integritas": "5",
    }

    outcome = evaluate(make_combined_form(), answers, PLAN)

    assert (outcome.predikat, outcome.index_code) == ("BUTUH_PERBAIKAN", "SANGAT_BAIK")
    assert (outcome.index_score, outcome.competency_score) == (Decimal("120.00"), Decimal("5.00"))


def test_an_empty_form_has_no_outcome_but_an_explanation():
    outcome = evaluate(make_combined_form(), {})

    assert [outcome.predikat, outcome.index_score, outcome.competency_score] == [None, None, None]
    assert "Predikat muncul setelah kedua rating diberikan." in [step.text for step in outcome.trace]


def test_the_rating_of_a_hidden_section_does_not_count():
    form = official_form()
    hidden = Visibility((Condition("loyal", Operator.IS_NOT_EMPTY),))
    form = replace(form, sections=(replace(form.sections[0], visible_if=hidden), form.sections[1]))

    assert evaluate(form, RATED).predikat is None
    assert evaluate(form, RATED | {"loyal": "Baik"}).predikat == "BAIK"


@pytest.mark.parametrize("raw", ["MEET", "", 1, None, ["MEETS"], {"MEETS": 1}, True])
def test_a_malformed_rating_counts_as_missing(raw):
    outcome = evaluate(official_form(), RATED | {"rating_hasil_kerja": raw})

    assert (outcome.rating_hasil_kerja, outcome.rating_perilaku, outcome.predikat) == (None, "ABOVE", None)


def test_a_matrix_without_overall_ratings_gives_no_predikat():
    form = replace(pp30_form(), matrix=official_form().matrix)

    assert evaluate(form, RATED).predikat is None


FORM = make_combined_form()
KEYS = [part.key for section in FORM.sections for part in section.parts] + [s.key for s in FORM.sections]
SCALAR = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
SCALAR |= st.sampled_from(["MEETS", "3", "12.5"])
ROW = st.dictionaries(st.sampled_from([*KEYS, "_row"]), SCALAR | st.just("a"), max_size=4)
VALUE = SCALAR | st.lists(SCALAR | ROW, max_size=3) | ROW
ANSWERS = st.dictionaries(st.sampled_from(KEYS), VALUE, max_size=8) | VALUE


@examples(60)
@given(ANSWERS)
def test_no_answers_whatever_make_it_raise(answers):
    outcome = evaluate(FORM, answers, PLAN)

    assert outcome.rating_hasil_kerja in (None, "MEETS")
    for filled_by in FilledBy:
        assert all(gap.message for gap in missing(FORM, answers, PLAN, filled_by))
