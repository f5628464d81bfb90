"""What of stored answers survives in another schema, and what that schema asks for in addition."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from forms_config.engine.carrying import Carried, carry, named, put_back, required_label, unchanged
from forms_config.engine.schema import (
    Choice,
    Condition,
    Field,
    FieldKind,
    FilledBy,
    FormSchema,
    Operator,
    Scale,
    ScaleLevel,
    Section,
    SectionKind,
    Visibility,
)
from tests import schemas

SCALE = Scale("skala", "Skala", (ScaleLevel("a", "Cukup"), ScaleLevel("b", "Baik")))
BOTH = (Choice("p", "Pagi"), Choice("s", "Sore"))


def text(key: str, **changes) -> Field:
    return Field(key, changes.pop("label", key.title()), FieldKind.SHORT_TEXT, **changes)


def form(*fields: Field, kind: SectionKind = SectionKind.PLAIN, **changes) -> FormSchema:
    """A form of one section "isi" with these fields."""
    section = Section("isi", "Isi", kind, fields=fields, **changes)
    return FormSchema("coba", "Coba", (section,), scales=(SCALE,))


def losses(carried: Carried) -> list[tuple[str, str]]:
    return [(lost.label, lost.words) for lost in carried.lost]


def asked(carried: Carried, schema: FormSchema) -> list[str]:
    return [required_label(schema, gap) for gap in carried.newly_required]


def test_corrected_words_leave_the_very_same_document():
    answers = {"dua": "b", "satu": "a", "_last_rows": {"x": 3}}  # not in the order of the form
    carried = carry(
        form(text("satu"), text("dua")), form(text("satu", label="Sadu"), text("dua")), answers, ()
    )
    assert json.dumps(carried.answers) == json.dumps(answers)
    assert (carried.kept, carried.lost, carried.newly_required) == (2, (), ())
    assert carried.changes_nothing
    assert unchanged(answers) == carried


def test_an_answer_whose_field_is_gone_is_lost_and_named_with_its_value():
    carried = carry(
        form(text("satu"), text("dua", label="Catatan")), form(text("satu")), {"satu": "a", "dua": "b"}
    )
    assert (carried.answers, carried.kept) == ({"satu": "a"}, 1)
    assert losses(carried) == [("Isi: Catatan", "b")]
    assert carried.lost[0].to_json() == {
        "section": None,
        "row": None,
        "field": "dua",
        "filled_by": "employee",
        "label": "Isi: Catatan",
        "words": "b",
        "value": "b",
    }


@pytest.mark.parametrize(
    ("field", "stored", "words"),
    [
        (Field("x", "X", FieldKind.SCALE, scale="skala"), "b", "Baik"),
        (Field("x", "X", FieldKind.CHOICE, choices=(Choice("p", "Pagi"),)), "p", "Pagi"),
        (Field("x", "X", FieldKind.CHOICES, choices=BOTH), ["p", "s"], "Pagi, Sore"),
        (Field("x", "X", FieldKind.YES_NO), True, "Ya"),
        (Field("x", "X", FieldKind.YES_NO), False, "Tidak"),
        (Field("x", "X", FieldKind.NUMBER), "1234.5", "1.234,5"),
        (Field("x", "X", FieldKind.EVIDENCE), [4, 9], "2 berkas"),
        (text("x"), "12.5", "12.5"),
        (text("x"), "@na", "Tidak berlaku"),
    ],
)  # fmt: skip
def test_a_lost_value_is_told_in_words(field, stored, words):
    carried = carry(form(field), form(text("lain")), {"x": stored})
    assert [(lost.value, lost.words) for lost in carried.lost] == [(stored, words)]


def test_a_value_that_no_longer_fits_is_lost_and_others_are_kept():
    before = form(Field("n", "Jumlah", FieldKind.NUMBER), text("satu"))
    after = form(Field("n", "Jumlah", FieldKind.NUMBER, maximum=Decimal(10)), text("satu"))
    assert losses(carry(before, after, {"n": "12", "satu": "a"})) == [("Isi: Jumlah", "12")]
    assert losses(carry(before, after, {"n": "9", "satu": "a"})) == []


def test_an_answer_survives_a_change_of_kind_that_still_takes_it():
    before, after = form(text("x")), form(Field("x", "X", FieldKind.LONG_TEXT))
    assert carry(before, after, {"x": "a"}).answers == {"x": "a"}


def test_of_several_ticked_choices_those_that_still_exist_are_kept():
    before, after = (form(Field("x", "Waktu", FieldKind.CHOICES, choices=c)) for c in (BOTH, BOTH[:1]))
    carried = carry(before, after, {"x": ["p", "s"]})
    assert carried.answers == {"x": ["p"]}
    assert losses(carried) == [("Isi: Waktu", "Sore")]
    assert losses(carry(before, after, {"x": ["s"]})) == [("Isi: Waktu", "Sore")]


def test_what_becomes_hidden_is_lost():
    shown_if = Visibility((Condition("satu", Operator.EQUALS, ("ya",)),))
    before, after = form(text("satu"), text("dua")), form(text("satu"), text("dua", visible_if=shown_if))
    assert losses(carry(before, after, {"satu": "tidak", "dua": "b"})) == [("Isi: Dua", "b")]
    assert losses(carry(before, after, {"satu": "ya", "dua": "b"})) == []


def test_rows_are_carried_by_their_key_with_what_the_draft_remembers():
    rows = {"kind": SectionKind.FREE_ROWS, "row_label": "Kegiatan"}
    before, after = form(text("satu"), text("dua"), **rows), form(text("satu"), **rows)
    answers = {
        "isi": [{"_row": "r2", "satu": "a"}, {"_row": "r3", "satu": "c", "dua": "d"}],
        "_last_rows": {"isi": 4},
    }
    carried = carry(before, after, answers)
    assert carried.answers == {
        "isi": [{"_row": "r2", "satu": "a"}, {"_row": "r3", "satu": "c"}],
        "_last_rows": {"isi": 4},
    }
    assert losses(carried) == [("Isi, Kegiatan 2: Dua", "d")]


def test_added_rows_are_lost_where_the_section_follows_the_plan_instead():
    before, after = (form(text("satu"), kind=kind) for kind in (SectionKind.FREE_ROWS, SectionKind.PLAN_ROWS))
    plan = [schemas.plan_row("rhk-1")]
    carried = carry(before, after, {"isi": [{"_row": "r1", "satu": "a"}]}, plan)
    assert losses(carried) == [("Isi, Baris 1: Satu", "a")]
    assert carried.answers == {"isi": []}


def test_an_answer_to_a_work_result_that_left_the_plan_is_not_touched():
    schema = form(text("satu"), kind=SectionKind.PLAN_ROWS)
    answers = {"isi": [{"_row": "rhk-9", "satu": "a"}]}
    assert carry(schema, schema, answers, [schemas.plan_row("rhk-1")]).answers == answers


def test_an_answer_that_no_form_knows_is_told_under_its_key():
    assert losses(carry(form(text("satu")), form(text("satu")), {"liar": "x"})) == [("liar", "x")]


@pytest.mark.parametrize(
    "broken", [{"isi": [3, {"_row": "r1"}]}, {"isi": [{}]}, {"satu": {"x": 1}}, {"isi": [[]]}]
)
def test_malformed_answers_never_raise(broken):
    rows = form(text("satu"), kind=SectionKind.FREE_ROWS)
    for schema in (form(text("satu")), rows):
        carry(schema, rows, broken)
        carry(rows, schema, broken)


def test_a_new_required_field_is_asked_for_and_an_answered_one_is_not():
    before = form(text("satu"), text("dua"))
    after = form(text("satu", required=True), text("dua", required=True), text("tiga", required=True))
    assert asked(carry(before, after, {"satu": "a"}), after) == ["Isi: Dua", "Isi: Tiga"]


def test_what_was_missing_before_is_not_newly_required():
    before, after = (
        form(text("satu", required=True)),
        form(text("satu", required=True), text("dua", required=True)),
    )
    assert asked(carry(before, after, {}), after) == ["Isi: Dua"]


def test_a_required_answer_that_is_lost_is_asked_for_again():
    before = form(Field("n", "Jumlah", FieldKind.NUMBER, required=True))
    after = form(Field("n", "Jumlah", FieldKind.NUMBER, required=True, maximum=Decimal(10)))
    assert asked(carry(before, after, {"n": "12"}), after) == ["Isi: Jumlah"]


def test_both_sides_are_carried_and_asked():
    official = schemas.official_form()
    work, conduct = official.sections
    rater_only = text("usulan", label="Usulan", required=True, filled_by=FilledBy.RATER)
    after = replace(official, sections=(replace(work, overall=None), replace(conduct, fields=(rater_only,))))
    answers = {"rating_hasil_kerja": "ABOVE", "loyal": "Bagus", "rating_perilaku": "MEETS"}
    carried = carry(official, after, answers, [schemas.plan_row("rhk-1")])
    assert carried.answers == {"rating_perilaku": "MEETS"}
    assert losses(carried) == [
        ("Hasil Kerja: Rating Hasil Kerja", "Di Atas Ekspektasi"),
        ("Perilaku Kerja: Loyal", "Bagus"),
    ]
    assert {lost.filled_by for lost in carried.lost} == {FilledBy.RATER}
    assert asked(carried, after) == ["Perilaku Kerja: Usulan"]


def test_rows_that_a_section_asks_for_are_named():
    before, after = (form(text("satu"), kind=SectionKind.FREE_ROWS, min_rows=n) for n in (0, 2))
    assert asked(carry(before, after, {}), after) == ["Isi: jumlah baris"]


# --- Naming and putting back --------------------------------------------------------------------------


def rated_form() -> FormSchema:
    """What the employee tells and what the rater adds: in a plain section, in a planned row, in rows of one's own."""
    told, added = text("isi_pegawai"), text("isi_penilai", filled_by=FilledBy.RATER)
    sections = (
        Section("umum", "Umum", SectionKind.PLAIN, fields=(told, added)),
        Section(
            "rencana",
            "Rencana",
            SectionKind.PLAN_ROWS,
            fields=(text("a"), text("b", filled_by=FilledBy.RATER)),
        ),
        Section("usul", "Usul", SectionKind.FREE_ROWS, fields=(text("c", filled_by=FilledBy.RATER),)),
    )
    return FormSchema("coba", "Coba", sections, scales=(SCALE,))


ROWS = [{"_row": "k1"}, {"_row": "k2"}]
GIVEN = {
    "isi_pegawai": "Saya", "isi_penilai": "Budi",
    "rencana": [{"_row": "k1", "a": "Saya", "b": "Budi"}, {"_row": "k2", "b": "Budi dua"}],
    "usul": [{"_row": "r1", "c": "Magang"}],
}  # fmt: skip


def of_the_rater() -> list[dict]:
    found = named(rated_form(), GIVEN, ROWS)
    return [one.to_json() for one in found if one.filled_by == FilledBy.RATER]


def test_every_answer_is_named_with_its_place_and_its_words():
    assert [(one["label"], one["words"]) for one in of_the_rater()] == [
        ("Umum: Isi_Penilai", "Budi"), ("Rencana, Baris 1: B", "Budi"), ("Rencana, Baris 2: B", "Budi dua"),
        ("Usul, Baris 1: C", "Magang"),
    ]  # fmt: skip


def test_they_are_named_in_the_order_of_the_form_however_they_are_stored():
    turned = {key: GIVEN[key] for key in reversed(GIVEN)}
    turned["rencana"] = [dict(reversed(row.items())) for row in GIVEN["rencana"]]
    assert named(rated_form(), turned, ROWS) == named(rated_form(), GIVEN, ROWS)


def test_what_was_kept_comes_back_where_nothing_stands():
    left = {"isi_pegawai": "Saya", "rencana": [{"_row": "k1", "a": "Saya"}]}
    assert put_back(rated_form(), left, ROWS, of_the_rater()) == GIVEN
    assert left == {
        "isi_pegawai": "Saya",
        "rencana": [{"_row": "k1", "a": "Saya"}],
    }  # is not changed in place


def test_what_stands_there_already_stays():
    own = {
        "isi_penilai": "Sri",
        "rencana": [{"_row": "k2", "b": "Sri dua"}],
        "usul": [{"_row": "r1", "c": "Kursus"}],
    }
    after = put_back(rated_form(), own, ROWS, of_the_rater())
    assert after == own | {"rencana": [{"_row": "k2", "b": "Sri dua"}, {"_row": "k1", "b": "Budi"}]}


def test_where_nothing_comes_back_it_is_the_very_document():
    assert put_back(rated_form(), GIVEN, ROWS, of_the_rater()) is GIVEN


def test_what_the_form_does_not_know_or_take_any_more_stays_away():
    gone = [one | {"section": "lain"} for one in of_the_rater()[1:2]]
    unplanned = [one | {"row": "k9"} for one in of_the_rater()[1:2]]
    unreadable = [one | {"value": 3} for one in of_the_rater()[:1]]
    for kept in (gone, unplanned, unreadable):
        assert put_back(rated_form(), {}, ROWS, kept) == {}
