"""A published form survives storage exactly, and nothing that is no form gets in."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms_config.engine.codec import BadSchema, UnknownFormat, content_hash, dump, load
from forms_config.engine.schema import (
    Choice,
    Condition,
    Field,
    FieldKind,
    FilledBy,
    FormSchema,
    Polarity,
    Scoring,
    Section,
    SectionKind,
    Visibility,
)
from tests.random_data import examples
from tests.schemas import competence_sheet, official_form, pp30_form

SMALL = {
    "format": 1,
    "key": "kecil",
    "title": "Formulir Kecil",
    "sections": [
        {
            "key": "umum",
            "label": "Umum",
            "kind": "plain",
            "fields": [
                {
                    "key": "jumlah",
                    "label": "Jumlah",
                    "kind": "number",
                    "minimum": "0.5",
                    "visible_if": {
                        "conditions": [{"field": "ada", "operator": "equals", "values": ["yes"]}],
                    },
                }
            ],
        }
    ],
    "matrix": {"key": "m", "label": "Tabel", "levels": [], "cells": [["A", "B", "C"]]},
}


@pytest.mark.parametrize(
    "form", [official_form(), competence_sheet(), pp30_form()], ids=lambda form: form.key
)
def test_load_gives_back_what_was_dumped_through_json(form):
    assert load(json.loads(json.dumps(dump(form)))) == form


NUMBERS = st.decimals(allow_nan=False, allow_infinity=False)
FIELDS = st.builds(
    Field,
    kind=st.sampled_from(FieldKind),
    filled_by=st.sampled_from(FilledBy),
    required=st.booleans(),
    guides=st.lists(st.text(), max_size=2).map(tuple),
    minimum=st.none() | NUMBERS,
    max_length=st.none() | st.integers(),
    choices=st.lists(st.builds(Choice), max_size=2).map(tuple),
    visible_if=st.none() | st.builds(Visibility, conditions=st.tuples(st.builds(Condition))),
    scoring=st.none()
    | st.builds(Scoring, weight=NUMBERS, target=NUMBERS, polarity=st.sampled_from(Polarity)),
)


@examples(20)
@given(FIELDS)
def test_any_field_survives(field):
    form = FormSchema("f", "F", (Section("s", "S", SectionKind.PLAIN, fields=(field,)),))

    stored = load(json.loads(json.dumps(dump(form))))

    assert stored == form
    assert content_hash(stored) == content_hash(form)


def test_a_stored_form_is_read_and_written_unchanged():
    """Guards old versions: a default whose meaning changes needs a new format number."""
    assert dump(load(SMALL)) == SMALL
    assert content_hash(load(SMALL))[:12] == "d5f0d61bf34a"


def test_equal_forms_have_equal_hashes_however_numbers_were_written():
    form = competence_sheet()
    scale = form.scales[0]
    levels = tuple(replace(level, value=Decimal(f"{level.value}.00")) for level in scale.levels)
    rewritten = replace(form, scales=(replace(scale, levels=levels),))

    assert content_hash(rewritten) == content_hash(form)
    assert content_hash(replace(form, title="Lain")) != content_hash(form)


@pytest.mark.parametrize("found", [None, 0, 2, "1", True, 1.0])
def test_another_format_is_refused(found):
    with pytest.raises(UnknownFormat) as refused:
        load(SMALL | {"format": found})

    assert refused.value.found == found


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"judul": "x"}, ""),
        ({"title": 5}, "title"),
        ({"sections": {}}, "sections"),
        ({"sections": [None]}, "sections[0]"),
        ({"sections": [{"key": "a", "label": "A"}]}, "sections[0]"),
        ({"sections": [{"key": "a", "label": "A", "kind": "tabel"}]}, "sections[0].kind"),
        ({"sections": [{"key": "a", "label": "A", "kind": []}]}, "sections[0].kind"),
        ({"sections": [{"key": "a", "label": "A", "kind": "plain", "min_rows": True}]},
         "sections[0].min_rows"),
        ({"scales": [{"key": "s", "label": "S", "levels": [{"key": "1", "label": "1", "value": 1.5}]}]},
         "scales[0].levels[0].value"),
        ({"scales": [{"key": "s", "label": "S", "levels": [{"key": "1", "label": "1", "value": "NaN"}]}]},
         "scales[0].levels[0].value"),
        ({"scales": [{"key": "s", "label": "S", "levels": [{"key": "1", "label": "1", "value": "satu"}]}]},
         "scales[0].levels[0].value"),
        ({"matrix": {"key": "m", "label": "M", "levels": [], "cells": [["A", "B"]]}}, "matrix.cells[0]"),
    ],
)  # fmt: skip
def test_what_is_no_form_is_refused_with_its_place(change, path):
    with pytest.raises(BadSchema) as refused:
        load(SMALL | change)

    assert refused.value.path == path


@pytest.mark.parametrize("data", [None, [], "{}", 1])
def test_only_an_object_can_be_a_form(data):
    with pytest.raises(BadSchema):
        load(data)
