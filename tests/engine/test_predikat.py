from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from forms_config.engine.explain import lift_text
from forms_config.engine.predikat import from_matrix, index, lifts
from forms_config.engine.schema import Band, WeightSet
from forms_config.engine.scoring import Scores
from tests.schemas import QUADRANT, official_form, pp30_form

FORM = pp30_form()
ORDER = ["SANGAT_BAIK", "BAIK", "BUTUH_PERBAIKAN", "KURANG", "SANGAT_KURANG"]


def result(skp, perilaku, **answers):
    scores = Scores((), {"skp": skp, "perilaku": perilaku})
    return index(FORM.index, FORM, scores, answers)


@pytest.mark.parametrize(("hasil_kerja", "perilaku"), [(None, "MEETS"), ("MEETS", None), ("MEETS", "LAIN")])
def test_no_predikat_while_a_rating_or_a_cell_is_missing(hasil_kerja, perilaku):
    assert from_matrix(QUADRANT, hasil_kerja, perilaku) is None


def test_no_index_while_a_weighted_section_has_no_score():
    assert result(Fraction(100), None) is None
    assert result(None, Fraction(100)) is None


@pytest.mark.parametrize("weights", [(("lama", Decimal(100)),), ()])
def test_weights_of_a_section_that_is_gone_or_of_none_give_no_index(weights):
    scheme = replace(FORM.index, weight_sets=(WeightSet(weights),))

    assert index(scheme, FORM, Scores((), {"lama": Fraction(80)}), {}) is None


@pytest.mark.parametrize(
    ("answers", "weights"),
    [({}, [70, 30]), ({"pendapat_rekan": False}, [70, 30]), ({"pendapat_rekan": True}, [60, 40])],
)
def test_the_set_whose_condition_holds_goes_before_the_usual_one(answers, weights):
    assert [part.weight for part in result(Fraction(80), Fraction(90), **answers).parts] == weights


def test_a_usual_set_listed_first_does_not_hide_the_conditional_one():
    scheme = replace(FORM.index, weight_sets=FORM.index.weight_sets[::-1])
    scores = Scores((), {"skp": Fraction(80), "perilaku": Fraction(90)})

    assert index(scheme, FORM, scores, {"pendapat_rekan": True}).score == Decimal("84.00")


def test_without_a_fitting_weight_set_there_is_no_index():
    scheme = replace(FORM.index, weight_sets=FORM.index.weight_sets[:1])
    scores = Scores((), {"skp": Fraction(80), "perilaku": Fraction(90)})

    assert index(scheme, FORM, scores, {}) is None


@pytest.mark.parametrize(
    ("score", "code"),
    [
        ("120", "BAIK"),
        ("110", "BAIK"),
        ("90", "BAIK"),
        ("89.99", "CUKUP"),
        ("50", "KURANG"),
        ("0", "SANGAT_KURANG"),
    ],
)
def test_a_band_starts_at_its_minimum(score, code):
    assert result(Fraction(score), Fraction(score)).band.code == code


def test_the_rounded_score_is_looked_up():
    """89.995 is shown as 90.00, so it must be in the band that starts at 90."""
    found = result(Fraction("89.995"), Fraction("89.995"))

    assert (str(found.score), found.band.code) == ("90.00", "BAIK")


def test_a_band_whose_condition_fails_is_passed_over_and_remembered():
    without, with_innovation = (result(Fraction(115), Fraction(115), inovasi=yes) for yes in (False, True))

    assert (without.band.code, [band.code for band in without.passed_over]) == ("BAIK", ["SANGAT_BAIK"])
    assert (with_innovation.band.code, with_innovation.passed_over) == ("SANGAT_BAIK", ())


def test_a_score_below_every_band_has_none():
    scheme = replace(FORM.index, bands=(Band("BAIK", "Baik", Decimal(90)),))
    scores = Scores((), {"skp": Fraction(80), "perilaku": Fraction(80)})

    assert index(scheme, FORM, scores, {}).band is None


# --- what would have lifted it ---


def said(form, hasil_kerja, perilaku) -> list[str]:
    return [lift_text(lift) for lift in lifts(form, hasil_kerja, perilaku)]


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [
        (("ABOVE", "ABOVE"), []),
        (("MEETS", "ABOVE"), ["Sangat Baik, bila rating Hasil Kerja Di Atas Ekspektasi"]),
        (("ABOVE", "MEETS"), ["Sangat Baik, bila rating Perilaku Di Atas Ekspektasi"]),
        (
            ("MEETS", "MEETS"),
            [
                "Sangat Baik, bila rating Hasil Kerja Di Atas Ekspektasi dan rating Perilaku Di Atas Ekspektasi"
            ],
        ),
        (("BELOW", "ABOVE"), ["Baik, bila rating Hasil Kerja Sesuai Ekspektasi"]),
        (("ABOVE", "BELOW"), ["Baik, bila rating Perilaku Sesuai Ekspektasi"]),
        (
            ("BELOW", "BELOW"),
            [
                "Butuh Perbaikan, bila rating Perilaku Sesuai Ekspektasi",
                "Kurang/misconduct, bila rating Hasil Kerja Sesuai Ekspektasi",
            ],
        ),
    ],
)
def test_the_fewest_steps_up_that_lift_a_predikat_are_named(ratings, expected):
    assert said(official_form(), *ratings) == expected


@pytest.mark.parametrize("is_falling", [True, False])
def test_a_table_may_list_its_predikats_from_either_end(is_falling):
    form = official_form()
    levels = sorted(form.matrix.levels, key=lambda level: ORDER.index(level.code), reverse=not is_falling)
    form = replace(form, matrix=replace(form.matrix, levels=tuple(levels)))
    assert said(form, "MEETS", "ABOVE") == ["Sangat Baik, bila rating Hasil Kerja Di Atas Ekspektasi"]


def with_cells(cells: dict, *, is_rising: bool = False):
    """The official form with other predikats in these cells; None: none at all."""
    form = official_form()
    table = {(work, conduct): predikat for work, conduct, predikat in form.matrix.cells} | cells
    changed = [(*place, predikat) for place, predikat in table.items() if predikat is not None]
    levels = sorted(form.matrix.levels, key=lambda level: ORDER.index(level.code), reverse=is_rising)
    return replace(form, matrix=replace(form.matrix, cells=tuple(changed), levels=tuple(levels)))


BOTH_UP = ["Sangat Baik, bila rating Hasil Kerja Di Atas Ekspektasi dan rating Perilaku Di Atas Ekspektasi"]
BESIDE_A_CORNER = [
    (("MEETS", "BELOW"), "SANGAT_BAIK"), (("BELOW", "MEETS"), "SANGAT_BAIK"), (("ABOVE", "BELOW"), "SANGAT_BAIK"),
    (("BELOW", "ABOVE"), "SANGAT_BAIK"), (("MEETS", "ABOVE"), "SANGAT_KURANG"), (("ABOVE", "MEETS"), "SANGAT_KURANG"),
    (("ABOVE", "BELOW"), "SANGAT_KURANG"), (("BELOW", "ABOVE"), "SANGAT_KURANG"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "predikat"), BESIDE_A_CORNER)
def test_only_the_corners_of_a_table_tell_which_end_is_the_best(place, predikat):
    assert said(with_cells({place: predikat}), "MEETS", "MEETS") == BOTH_UP


def test_where_the_corners_say_nothing_the_list_begins_with_the_lowest():
    same = {("BELOW", "BELOW"): "BAIK", ("ABOVE", "ABOVE"): "BAIK", ("MEETS", "ABOVE"): "SANGAT_BAIK"}
    expected = ["Sangat Baik, bila rating Perilaku Di Atas Ekspektasi"]
    assert said(with_cells(same, is_rising=True), "MEETS", "MEETS") == expected
    assert said(with_cells({("BELOW", "BELOW"): None}, is_rising=True), "MEETS", "MEETS") == BOTH_UP


def test_a_cell_without_a_predikat_lifts_to_nothing_and_from_nothing():
    assert said(with_cells({("MEETS", "ABOVE"): None, ("ABOVE", "MEETS"): None}), "MEETS", "MEETS") == BOTH_UP
    assert said(with_cells({("MEETS", "MEETS"): None}), "MEETS", "MEETS") == []


def test_a_form_that_asks_for_one_rating_only_lifts_nothing():
    form = official_form()
    asked = (form.sections[0], *(replace(section, overall=None) for section in form.sections[1:]))
    assert lifts(replace(form, sections=asked), "MEETS", "MEETS") == ()


def test_a_single_level_without_a_value_is_enough_to_lift_nothing():
    form = official_form()
    bare = tuple(
        replace(scale, levels=(replace(scale.levels[0], value=None), *scale.levels[1:]))
        for scale in form.scales
    )
    assert lifts(replace(form, scales=bare), "MEETS", "MEETS") == ()


@pytest.mark.parametrize("ratings", [("", "MEETS"), ("MEETS", ""), ("LAIN", "MEETS")])
def test_without_a_predikat_nothing_lifts_it(ratings):
    assert lifts(official_form(), *ratings) == ()


def test_a_form_without_a_table_or_with_levels_without_value_lifts_nothing():
    form = official_form()
    assert lifts(replace(form, matrix=None), "MEETS", "MEETS") == ()
    bare = tuple(
        replace(scale, levels=tuple(replace(level, value=None) for level in scale.levels))
        for scale in form.scales
    )
    assert lifts(replace(form, scales=bare), "MEETS", "MEETS") == ()


def test_a_level_that_left_its_scale_lifts_nothing():
    form = official_form()
    shorter = tuple(replace(scale, levels=scale.levels[1:]) for scale in form.scales)
    assert lifts(replace(form, scales=shorter), "ABOVE", "MEETS") == ()
