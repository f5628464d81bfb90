"""What can never be shown is found, told once, at the part whose own condition is to blame."""

import time
from dataclasses import replace
from decimal import Decimal

import pytest

from forms_config.engine.checks import INDEX, problems
from forms_config.engine.schema import (
    NOT_APPLICABLE,
    Area,
    Choice,
    Condition,
    Field,
    FieldKind,
    NotApplicable,
    Operator,
    SectionKind,
    Visibility,
)
from tests.engine.test_checks import NUMBER, PLAIN, PP30, RATED_ONCE, SCALE_FIELD, field, form, index

EQUALS, ONE_OF, AT_LEAST = Operator.EQUALS, Operator.ONE_OF, Operator.AT_LEAST
EMPTY, FILLED = Operator.IS_EMPTY, Operator.IS_NOT_EMPTY
YES_NO = field("ada", FieldKind.YES_NO)
ROLE = field("peran", FieldKind.CHOICE, choices=(Choice("a", "A"), Choice("b", "B")))
CODES = {"condition_never_true", "required_field_hidden", "needed_section_hidden", "condition_on_calculated"}
ROLES = replace(ROLE, kind=FieldKind.CHOICES)
BOUNDED = replace(NUMBER, minimum=Decimal(1), maximum=Decimal(10))


def shown_if(*conditions, match="all", key="y", **changes):
    """A field shown under these conditions: (field, operator, values …)."""
    return field(key, visible_if=visible(*conditions, match=match), **changes)


def visible(*conditions, match="all"):
    return Visibility(tuple(Condition(name, op, tuple(values)) for name, op, *values in conditions), match)


NEVER = {
    "two answers to one choice": form(ROLE, shown_if(("peran", EQUALS, "a"), ("peran", EQUALS, "b"))),
    "filled and empty": form(ROLES, shown_if(("peran", EQUALS, "a"), ("peran", EMPTY))),
    "yes and no": form(YES_NO, shown_if(("ada", EQUALS, "yes"), ("ada", EQUALS, "no"))),
    "disjoint lists": form(SCALE_FIELD, shown_if(("x", ONE_OF, "ABOVE"), ("x", ONE_OF, "MEETS", "BELOW"))),
    "above the maximum": form(BOUNDED, shown_if(("x", AT_LEAST, "11"))),
    "outside the bounds": form(BOUNDED, shown_if(("x", EQUALS, "0.5"))),
    "small and large": form(NUMBER, shown_if(("x", EQUALS, "3"), ("x", AT_LEAST, "5"))),
    "every alternative": form(
        BOUNDED, shown_if(("x", AT_LEAST, "11"), ("x", EQUALS, "0"), match="any")
    ),
    "asked only when hidden": form(
        YES_NO,
        shown_if(("ada", EQUALS, "yes"), key="lanjut"),
        shown_if(("lanjut", FILLED), ("ada", EQUALS, "no")),
    ),
    "against the section": form(
        sections=(
            replace(PLAIN, key="r", fields=(YES_NO,)),
            replace(PLAIN, fields=(shown_if(("ada", EQUALS, "no")),), visible_if=visible(("ada", EQUALS, "yes"))),
        )
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NEVER)
def test_what_can_never_be_shown_is_found_once(name):
    assert [(problem.code, problem.path) for problem in problems(NEVER[name])] == [
        ("condition_never_true", ("s", "y"))
    ]


MAYBE = {
    "two of several choices": form(ROLES, shown_if(("peran", EQUALS, "a"), ("peran", EQUALS, "b"))),
    "one alternative": form(ROLE, shown_if(("peran", EQUALS, "a"), ("peran", EQUALS, "b"), match="any")),
    "at the maximum": form(BOUNDED, shown_if(("x", AT_LEAST, "10"), ("x", AT_LEAST, "0"))),
    "any text": form(field(), shown_if(("x", FILLED))),
    "any date": form(field(kind=FieldKind.DATE), shown_if(("x", FILLED))),
    "any file": form(field(kind=FieldKind.EVIDENCE), shown_if(("x", FILLED))),
    "empty because hidden": form(
        YES_NO,
        shown_if(("ada", EQUALS, "yes"), key="lanjut"),
        shown_if(("lanjut", EMPTY), ("ada", EQUALS, "no")),
    ),
    "not applicable": form(
        replace(ROLE, not_applicable=NotApplicable.LEFT_OUT), shown_if(("peran", EQUALS, NOT_APPLICABLE))
    ),
}


@pytest.mark.parametrize("name", MAYBE)
def test_what_can_be_shown_is_left_in_peace(name):
    assert problems(MAYBE[name]) == []


def test_a_required_field_hidden_for_everybody_is_said_so():
    (problem,) = problems(form(BOUNDED, shown_if(("x", AT_LEAST, "11"), required=True)))

    assert (problem.code, problem.message) == (
        "required_field_hidden",
        (
            "“Isian y” wajib diisi, tetapi tidak pernah tampil bagi siapa pun: jawaban “Isian x” yang diminta"
            " tidak mungkin ada. Ubah syaratnya."
        ),
    )


def test_a_section_that_the_result_needs_may_not_be_hidden_always():
    rated = replace(RATED_ONCE, area=Area.GENERAL, visible_if=visible(("x", AT_LEAST, "11")))
    asked = replace(PLAIN, key="t", fields=(BOUNDED,))
    weighed = replace(PP30.sections[1], visible_if=visible(("n", EQUALS, "1"), ("n", EQUALS, "2")))
    number = replace(PLAIN, key="t", fields=(replace(NUMBER, key="n"),))

    found = [
        *problems(form(sections=(asked, rated))),
        *problems(replace(PP30, sections=(number, PP30.sections[0], weighed, PP30.sections[2]))),
    ]

    assert [(problem.code, problem.path) for problem in found] == [
        ("needed_section_hidden", ("s",)),
        ("needed_section_hidden", ("perilaku",)),
    ]
    assert "memuat rating keseluruhan" in found[0].message
    assert "ikut dihitung dalam indeks" in found[1].message


def test_a_hidden_section_without_a_result_is_only_hidden():
    hidden = replace(PLAIN, fields=(field("y"),), visible_if=visible(("x", AT_LEAST, "11")))

    found = problems(form(sections=(replace(PLAIN, key="t", fields=(BOUNDED,)), hidden)))

    assert [(problem.code, problem.path) for problem in found] == [("condition_never_true", ("s",))]


def test_a_condition_of_the_index_that_is_never_met_is_found():
    weight_sets = tuple(
        replace(one, condition=one.condition and Condition("nilai_perilaku", AT_LEAST, ("121",)))
        for one in PP30.index.weight_sets
    )

    found = problems(index(weight_sets=weight_sets))

    assert [(problem.code, problem.path) for problem in found] == [("condition_never_true", (INDEX,))]


def test_only_the_first_cause_is_told():
    unreachable = shown_if(("x", AT_LEAST, "11"), key="a")
    behind = shown_if(("a", FILLED), key="b")

    assert [problem.path for problem in problems(form(BOUNDED, unreachable, behind))] == [("s", "a")]


def test_a_condition_that_is_wrong_already_is_not_judged_again():
    found = problems(form(ROLE, shown_if(("peran", EQUALS, "c"))))

    assert [problem.code for problem in found] == ["condition_unknown_value"]


def test_an_empty_value_is_no_value():
    found = problems(form(NUMBER, shown_if(("x", EQUALS, " "))))

    assert [problem.code for problem in found] == ["condition_without_value"]


def test_a_calculated_item_is_no_condition():
    total = Field("jumlah", "Jumlah", FieldKind.CALCULATED, formula="x + 1")

    (problem,) = problems(form(NUMBER, total, shown_if(("jumlah", AT_LEAST, "5"))))

    assert (problem.code, problem.message) == (
        "condition_on_calculated",
        (
            "“Jumlah” dihitung dari isian lain, jadi tidak dapat menjadi syarat “Isian y”."
            " Pakai isian yang menjadi dasarnya."
        ),
    )


def test_at_least_wants_a_number_or_a_level():
    (problem,) = problems(form(SCALE_FIELD, shown_if(("x", AT_LEAST, "5"))))

    assert problem.message == (
        "Syarat “sedikitnya” pada “Isian y” memakai “Isian x” tanpa batas yang sesuai. Pakai isian angka"
        " dengan batas berupa angka, atau isian skala dengan salah satu tingkatnya."
    )


def test_long_chains_of_conditions_are_judged_quickly():
    chain = [field("f0"), field("f1")]
    chain += [
        shown_if((f"f{n - 1}", FILLED), (f"f{n - 2}", FILLED), key=f"f{n}") for n in range(2, 60)
    ]  # fmt: skip
    started = time.perf_counter()

    assert problems(form(*chain, kind=SectionKind.PLAIN)) == []
    assert time.perf_counter() - started < 5
