"""What the rated items suggest for the overall rating: the level with more than half, and why; never a rating."""

from dataclasses import replace
from decimal import Decimal

import pytest

from forms_config.engine.schema import (
    NOT_APPLICABLE,
    Condition,
    Field,
    FieldKind,
    FilledBy,
    NotApplicable,
    Operator,
    ScoreKind,
    Scoring,
    SectionKind,
    Visibility,
)
from forms_config.engine.suggesting import suggestion_texts, suggestions
from tests import schemas

LEVEL = Field(
    key="rating_baris",
    label="Rating baris",
    kind=FieldKind.SCALE,
    filled_by=FilledBy.RATER,
    scale=schemas.EXPECTATION.key,
    not_applicable=NotApplicable.LEFT_OUT,
)
A, S, B = "ABOVE", "MEETS", "BELOW"


def rated_rows(schema=None, *, fields=(LEVEL,), **changes):
    """The official form with items in the section of work results, whose overall rating is suggested."""
    form = schema or schemas.official_form()
    work, *others = form.sections
    overall = replace(work.overall, is_suggested=True)
    return replace(
        form, sections=(replace(work, fields=(*work.fields, *fields), overall=overall, **changes), *others)
    )


def rows(*levels) -> dict:
    """One row for each level; None: not rated."""
    named = (
        ({"_row": f"r{n}"} | ({"rating_baris": level} if level else {})) for n, level in enumerate(levels)
    )
    return {"hasil_kerja": list(named)}


def plan(count: int) -> list:
    return [schemas.plan_row(f"r{number}") for number in range(count)]


def told(*levels, schema=None) -> str:
    found = suggestion_texts(schema or rated_rows(), rows(*levels), plan(len(levels)))
    return found["rating_hasil_kerja"]


def level(*levels, schema=None) -> str | None:
    one = suggestions(schema or rated_rows(), rows(*levels), plan(len(levels)))["rating_hasil_kerja"]
    return one.level.key if one and one.level else None


def test_the_level_of_most_items_is_suggested_with_the_count_of_the_others():
    assert told(S, S, B, S, S) == (
        "Saran dari isian: Sesuai Ekspektasi, karena 4 dari 5 hasil kerja Sesuai Ekspektasi, 1 Di Bawah Ekspektasi."
    )
    assert told(A) == "Saran dari isian: Di Atas Ekspektasi, karena 1 dari 1 hasil kerja Di Atas Ekspektasi."


@pytest.mark.parametrize(
    ("given", "suggested"),
    [
        ((A, S), None),
        ((A, A, S), A),
        ((A, A, S, S), None),
        ((A, A, S, B), None),
        ((A, A, S, B, A), A),
        ((B, B, S), B),
    ],
)
def test_only_more_than_half_is_a_suggestion(given, suggested):
    assert level(*given) == level(*reversed(given)) == suggested


def test_a_tie_says_how_the_items_are_divided():
    assert told(B, A) == told(A, B)
    assert told(A, B).startswith("Isian terbagi, jadi tidak ada saran: 1 ")
    assert {"1 Di Atas Ekspektasi", "1 Di Bawah Ekspektasi"} == {
        part.removesuffix(".") for part in told(A, B).partition(": ")[2].split(", ")
    }


def test_what_is_not_rated_counts_neither_for_nor_against_and_is_said():
    assert level(A, None, None, None) == A
    assert told(A, None, None) == (
        "Saran dari isian: Di Atas Ekspektasi, karena 1 dari 1 hasil kerja Di Atas Ekspektasi. 2 belum dinilai."
    )
    assert told(A, S, None).endswith("1 Sesuai Ekspektasi. 1 belum dinilai.")


def test_nothing_rated_is_no_suggestion():
    assert told(None, None) == told() == ""
    assert suggestions(rated_rows(), {}, plan(2)) == {"rating_hasil_kerja": None}
    assert told("TERBAIK", 3) == ""


def test_not_applicable_is_neither_rated_nor_missing():
    assert (
        told(S, NOT_APPLICABLE)
        == "Saran dari isian: Sesuai Ekspektasi, karena 1 dari 1 hasil kerja Sesuai Ekspektasi."
    )


def weighing(*weights):
    """A plain section with one item for each weight."""
    fields = [
        replace(LEVEL, key=f"butir_{n}", scoring=Scoring(ScoreKind.LEVEL, Decimal(weight)))
        for n, weight in enumerate(weights)
    ]
    return rated_rows(fields=fields, kind=SectionKind.PLAIN, key="bagian")


def weighed(weights, *levels) -> str:
    answers = {f"butir_{n}": one for n, one in enumerate(levels)}
    return suggestion_texts(weighing(*weights), answers)["rating_hasil_kerja"]


def test_heavier_items_count_more_and_the_reason_says_so():
    assert weighed((60, 20, 20), A, S, S) == (
        "Saran dari isian: Di Atas Ekspektasi, karena 1 dari 3 isian (bobot 60%) Di Atas Ekspektasi, "
        "2 (bobot 40%) Sesuai Ekspektasi."
    )
    assert weighed((50, 25, 25), A, S, S).startswith("Isian terbagi")
    assert weighed((20, 20, 20), A, S, S) == (
        "Saran dari isian: Sesuai Ekspektasi, karena 2 dari 3 isian Sesuai Ekspektasi, 1 Di Atas Ekspektasi."
    )


def test_a_draft_with_senseless_weights_says_nothing_wrong():
    assert weighed((0, 0), A, S).startswith("Isian terbagi")
    assert weighed((-5, 5), A, A).startswith("Saran dari isian: Di Atas Ekspektasi")
    assert weighed((-5, 5), A, S).startswith("Saran dari isian: Sesuai Ekspektasi")


def test_only_what_the_rater_rates_on_the_same_scale_counts():
    others = (
        replace(LEVEL, key="sendiri", filled_by=FilledBy.EMPLOYEE),
        replace(LEVEL, key="lain", scale=schemas.COMPETENCE_LEVELS.key),
    )
    form = rated_rows(fields=(*others, LEVEL))
    form = replace(form, scales=(*form.scales, schemas.COMPETENCE_LEVELS))
    row = {"_row": "r0", "sendiri": A, "lain": "1", "rating_baris": B}
    assert suggestion_texts(form, {"hasil_kerja": [row]}, plan(1))["rating_hasil_kerja"] == (
        "Saran dari isian: Di Bawah Ekspektasi, karena 1 dari 1 hasil kerja Di Bawah Ekspektasi."
    )


def test_several_items_in_a_row_are_items_and_no_rows():
    form = rated_rows(fields=(LEVEL, replace(LEVEL, key="mutu")))
    answers = {"hasil_kerja": [{"_row": "r0", "rating_baris": S, "mutu": S}]}
    assert "2 dari 2 isian" in suggestion_texts(form, answers, plan(1))["rating_hasil_kerja"]


def test_hidden_items_and_hidden_sections_suggest_nothing():
    never = Visibility((Condition("rating_perilaku", Operator.EQUALS, ("BELOW",)),))
    assert told(S, schema=rated_rows(fields=(replace(LEVEL, visible_if=never),))) == ""
    assert suggestions(rated_rows(visible_if=never), rows(S), plan(1)) == {}


def test_a_form_that_wants_none_a_rating_without_scale_and_a_section_without_rating_get_none():
    work, conduct = rated_rows().sections
    off = replace(work, overall=replace(work.overall, is_suggested=False))
    form = replace(rated_rows(), sections=(off, replace(conduct, overall=None)))
    assert suggestions(form, rows(S), plan(1)) == {}
    assert suggestions(replace(rated_rows(), scales=()), rows(S), plan(1)) == {"rating_hasil_kerja": None}


def test_the_overall_rating_itself_and_the_official_form_suggest_nothing():
    assert (
        suggestions(rated_rows(), rows(None) | {"rating_hasil_kerja": A}, plan(1))["rating_hasil_kerja"]
        is None
    )
    assert suggestions(schemas.official_form(), rows(S), plan(1)) == {}
