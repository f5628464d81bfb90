"""The words of an edit, on top of a form whose library has moved on."""

from dataclasses import replace

from forms_config.engine.compare import changes, is_wording_only, with_words
from tests.schemas import official_form

PUBLISHED = official_form()


def with_other_library(schema):
    scale, *others = schema.scales
    levels = tuple(replace(level, label=f"{level.label} baru") for level in scale.levels[1:])
    return replace(schema, scales=(replace(scale, levels=levels), *others))


def reworded(schema):
    first, *others = schema.sections
    field, *rest = first.fields
    renamed = replace(first, label="Nama lain", fields=(replace(field, help_text="Tulis singkat."), *rest))
    return replace(schema, title="Judul lain", sections=(renamed, *others))


def test_the_words_come_and_the_library_stays():
    today = with_other_library(PUBLISHED)
    merged = with_words(PUBLISHED, today, reworded(today))
    assert merged == reworded(PUBLISHED)
    assert is_wording_only(PUBLISHED, merged)


def test_without_an_edit_nothing_comes():
    today = with_other_library(PUBLISHED)
    assert with_words(PUBLISHED, today, today) == PUBLISHED


def test_without_a_change_of_the_library_the_edit_comes_whole():
    assert changes(with_words(PUBLISHED, PUBLISHED, reworded(PUBLISHED)), reworded(PUBLISHED)) == ()
