"""A kind of field is complete in every half, and only its records tell it from others."""

import ast
from pathlib import Path

import pytest
from django.urls import reverse

from forms_config.blocks.fields import FieldStream
from forms_config.dynamic_forms import with_examples
from forms_config.dynamic_forms.kinds import CONTROLS
from forms_config.engine.kinds import KINDS
from forms_config.engine.schema import Choice, Field, FieldKind, FilledBy, FormSchema, Section, SectionKind
from sekin_site.roles import BKPSDM
from tests.build import make_user
from tests.forms_config.pages import draw
from tests.schemas import EXPECTATION, fill_in, to_read

ROOT = Path(__file__).resolve().parents[2]
RECORDS = {
    "forms_config/engine/kinds.py",
    "forms_config/dynamic_forms/kinds.py",
}
INVENTED = {"evaluations/demo/sheets.py", "bench/questions.py", "bench/impact.py"}
APPS = ("forms_config", "evaluations", "sekin_site", "bench")


def test_every_kind_has_its_control():
    assert set(CONTROLS) == set(FieldKind)


def test_what_people_answer_has_a_form_field_and_an_input_and_nothing_else_has():
    for key, control in CONTROLS.items():
        assert (control.build is not None, control.edit is not None) == (KINDS[key].is_answered,) * 2


@pytest.mark.parametrize("key", FieldKind)
def test_whatever_is_typed_or_read_has_a_body_to_be_drawn_in(key):
    asked = Field("isian", "Isian", key, scale=EXPECTATION.key, choices=(Choice("a", "A"),))
    schema = FormSchema("f", "F", (Section("b", "B", SectionKind.PLAIN, fields=(asked,)),), (EXPECTATION,))
    answers = with_examples(schema, {}, filled_by=FilledBy.EMPLOYEE)
    edited = fill_in(schema, filled_by=FilledBy.EMPLOYEE, answers=answers).sections
    read = to_read(schema, answers)

    assert "Isian" in draw(edited)
    assert "Isian" in draw(read)
    controls = {item.control for sections in (edited, read) for item in sections[0].rows[0].items}
    assert KINDS[key].is_answered == (len(controls) == 2)


def test_officers_can_choose_every_kind():
    assert set(FieldStream().child_blocks) == {*FieldKind, "indicator"}


@pytest.mark.django_db
def test_the_editor_learns_from_the_server_what_it_may_offer_of_a_kind(login):
    officer = make_user("petugas", groups=(BKPSDM,))
    kinds = login(officer).get(reverse("forms_config:library")).json()["kinds"]

    assert set(kinds) == set(FieldKind)
    assert {key for key, kind in kinds.items() if not kind["is_answered"]} == {
        "system_figure",
        "calculated",
        "information",
    }
    assert [key for key, kind in kinds.items() if kind["answers"]] == ["yes_no"]
    assert kinds["yes_no"]["answers"] == [["yes", "Ya"], ["no", "Tidak"]]


def kinds_told_apart(code: str) -> list[int]:
    """Lines that name a member of ``FieldKind`` otherwise than to make a field of that kind."""
    tree = ast.parse(code)
    made = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "kind":
            made |= set(ast.walk(node.value))
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            made |= {inner for key, value in pairs if is_text(key, "kind") for inner in ast.walk(value)}
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and is_name(node.value, "FieldKind") and node not in made
    ]


def is_text(node: ast.AST | None, text: str) -> bool:
    return isinstance(node, ast.Constant) and node.value == text


def is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def test_only_the_records_tell_kinds_apart():
    assert kinds_told_apart("field.kind == FieldKind.DATE\nWORDS = {FieldKind.DATE: 1}") == [1, 2]
    assert kinds_told_apart("Field(kind=FieldKind.DATE)\nx = {'kind': FieldKind.DATE}") == []

    codes = {path: path.read_text() for app in APPS for path in (ROOT / app).rglob("*.py")}
    found = {
        str(path.relative_to(ROOT))
        for path, code in codes.items()
        if "FieldKind." in code and kinds_told_apart(code)
    }
    assert found - RECORDS - INVENTED == set()
