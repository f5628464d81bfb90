"""A text of signs that nobody sees is no text, in every field of every form, and through every door behind them."""

import importlib
import pkgutil

import pytest
from django import forms

import evaluations.admin
import evaluations.portal.forms
from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.refusals import Refused
from evaluations.enums import Action
from evaluations.portal.forms.feedback import FeedbackForm
from forms_config.dynamic_forms.fields import TextField
from forms_config.engine.schema import Field, FieldKind
from forms_config.text_fields import CleanTextField
from tests import build

UNSEEN = "\u200b\ufeff \u2060"


def form_classes() -> list[type]:
    found = set()
    for package in (evaluations.portal.forms, evaluations.admin):
        for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(info.name)
            found |= {
                thing
                for thing in vars(module).values()
                if isinstance(thing, type)
                and issubclass(thing, forms.BaseForm)
                and thing.__module__ == info.name
            }
    return sorted(found, key=lambda form: form.__qualname__)


@pytest.mark.parametrize("form", form_classes(), ids=lambda form: form.__qualname__)
def test_every_text_field_of_our_forms_is_a_clean_one(form):
    declared = getattr(form, "declared_fields", {})
    raw = [
        name
        for name, field in declared.items()
        if type(field) is forms.CharField and not isinstance(field.widget, forms.PasswordInput)
    ]
    assert raw == []


@pytest.mark.parametrize("widget", [forms.TextInput, forms.Textarea])
def test_a_required_text_of_unseen_signs_is_missing(widget):
    field = CleanTextField(label="Alasan", widget=widget)
    with pytest.raises(forms.ValidationError) as error:
        field.clean(UNSEEN)
    assert error.value.code == "required"


def test_words_line_break_becomes_a_line_end():
    assert CleanTextField(widget=forms.Textarea).clean("a\x0bb") == "a\nb"
    assert CleanTextField().clean("a\u2028b") == "a b"


def test_a_note_of_unseen_signs_is_no_feedback():
    form = FeedbackForm({"about_on": "2026-06-01", "about": "", "text": UNSEEN}, results=[])
    assert "text" in form.errors


@pytest.mark.parametrize("kind", [FieldKind.SHORT_TEXT, FieldKind.LONG_TEXT])
def test_an_answer_of_unseen_signs_is_none(kind):
    field = Field("uraian", "Uraian", kind)
    answer = TextField(field, multiline=kind == FieldKind.LONG_TEXT)
    assert answer.clean(UNSEEN) is None
    assert answer.clean("a\x0bb") == ("a\nb" if kind == FieldKind.LONG_TEXT else "a b")


@pytest.mark.django_db
def test_a_return_with_an_unseen_reason_is_refused():
    cast = build.make_cast()
    evaluation = cast.evaluation(build.make_period(), state="SUBMITTED")
    with pytest.raises(Refused) as refused:
        perform(
            evaluation,
            Action.RETURN,
            actor=cast.rater.user,
            note=UNSEEN,
            expected_version=evaluation.version,
        )
    assert refused.value.code == "note_required"
