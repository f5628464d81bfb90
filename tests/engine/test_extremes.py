"""Which overall ratings at an end of their scale stand there without a fact of the form."""

from dataclasses import replace

import pytest

from forms_config.engine.extremes import bare_extremes
from forms_config.engine.schema import Condition, Operator, Scale, ScaleLevel, Visibility
from tests import schemas


def strict(schema=None):
    """The official form whose extremes need a fact."""
    form = schema or schemas.official_form()
    sections = (
        replace(section, overall=section.overall and replace(section.overall, extremes_need_fact=True))
        for section in form.sections
    )
    return replace(form, sections=tuple(sections))


def rated(work: str, conduct: str = "MEETS", **more) -> dict:
    return {"rating_hasil_kerja": work, "rating_perilaku": conduct} | more


def found(answers, schema=None) -> list[tuple[str, str]]:
    return [(one.overall.key, one.level.key) for one in bare_extremes(schema or strict(), answers)]


def test_the_ends_need_a_fact_and_the_middle_does_not():
    assert found(rated("ABOVE")) == [("rating_hasil_kerja", "ABOVE")]
    assert found(rated("MEETS", "BELOW")) == [("rating_perilaku", "BELOW")]
    assert found(rated("MEETS")) == []
    assert found(rated("BELOW", "ABOVE")) == [("rating_hasil_kerja", "BELOW"), ("rating_perilaku", "ABOVE")]


def test_where_the_form_does_not_ask_for_it_nothing_is_needed():
    assert found(rated("ABOVE", "ABOVE"), schemas.official_form()) == []


def test_what_is_not_rated_or_no_level_needs_nothing():
    assert found({}) == found(rated("", "")) == found(rated("TERBAIK", "MEETS")) == []


def test_evidence_and_a_remark_of_the_rater_are_facts_of_their_own_section():
    work, conduct = strict().sections
    evidence = next(field.key for field in work.fields if field.kind == "evidence")
    remark = next(field.key for field in conduct.fields if field.filled_by == "rater")
    with_evidence = rated("ABOVE", "ABOVE", hasil_kerja=[{"_row": "rhk-1", evidence: [7]}])
    assert found(with_evidence) == [("rating_perilaku", "ABOVE")]
    assert found(with_evidence | {remark: "Menenangkan warga"}) == []
    assert found(rated("ABOVE", "ABOVE", **{remark: "Sigap"})) == [("rating_hasil_kerja", "ABOVE")]


def test_what_the_employee_wrote_is_no_fact_and_neither_is_an_empty_remark():
    work = strict().sections[0]
    mine = next(f.key for f in work.fields if f.kind == "long_text" and f.filled_by == "employee")
    remark = next(f.key for f in work.fields if f.filled_by == "rater")
    row = {"_row": "rhk-1", mine: "Tercapai 12", remark: "  "}
    assert found(rated("ABOVE", hasil_kerja=[row])) == [("rating_hasil_kerja", "ABOVE")]


@pytest.mark.parametrize(("count", "asked"), [(2, False), (3, True), (5, True)])
def test_a_scale_without_a_middle_has_no_ends(count, asked):
    levels = tuple(ScaleLevel(str(number), f"Tingkat {number}") for number in range(count))
    form = strict()
    scales = tuple(Scale(scale.key, scale.label, levels) for scale in form.scales)
    assert bool(found(rated("0", ""), replace(form, scales=scales))) == asked
    assert bool(found(rated(str(count - 1), ""), replace(form, scales=scales))) == asked


def test_a_section_without_a_rating_and_a_rating_without_a_scale_ask_for_nothing():
    form = strict()
    plain = replace(form.sections[1], key="lain", overall=None)
    assert found(rated("MEETS"), replace(form, sections=(*form.sections, plain))) == []
    assert found(rated("ABOVE", "ABOVE"), replace(form, scales=())) == []


def test_a_number_of_the_rater_says_no_more_than_the_rating():
    work, conduct = strict().sections
    number = schemas.pp30_form().section("perilaku").fields[0]
    form = replace(strict(), sections=(work, replace(conduct, fields=(number,))))
    assert found(rated("MEETS", "ABOVE", **{number.key: "110"}), form) == [("rating_perilaku", "ABOVE")]


def test_a_section_that_is_hidden_asks_for_nothing():
    form = strict()
    never = Visibility((Condition("rating_perilaku", Operator.EQUALS, ("BELOW",)),))
    hidden = replace(form, sections=(replace(form.sections[0], visible_if=never), form.sections[1]))
    assert found(rated("ABOVE"), hidden) == []
