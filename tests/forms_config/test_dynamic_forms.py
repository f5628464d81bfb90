"""FormSchema → form → answers → page. Without the database mark every query would fail, so there is none."""

import json
from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms_config.dynamic_forms import EvidenceFile
from forms_config.engine.completeness import missing
from forms_config.engine.kinds import KINDS
from forms_config.engine.schema import (
    Choice,
    Condition,
    Field,
    FieldKind,
    FilledBy,
    FormSchema,
    Operator,
    OverallRating,
    Scale,
    ScaleLevel,
    Section,
    SectionKind,
    Visibility,
)
from tests.forms_config.pages import Browser, draw
from tests.schemas import fill_in, official_form, plan_row, to_read

EMPLOYEE, RATER = FilledBy.EMPLOYEE, FilledBy.RATER
SCALE = Scale("skala", "Skala", (ScaleLevel("1", "Kurang", Decimal(1), "Belum"), ScaleLevel("2", "Baik")))
CHOICES = (Choice("a", "Apel"), Choice("b", "Belimbing"), Choice("c", "Ceri"))
PHOTO, LETTER = EvidenceFile(7, "foto.jpg", 2048, "/b/7/"), EvidenceFile(8, "surat.pdf", 4096, "/b/8/")
PLAN = [plan_row("rhk-1", "12"), plan_row("rhk-2")]


def make_schema(*fields: Field, **section) -> FormSchema:
    """One section "bagian", plain unless said otherwise."""
    about = {"key": "bagian", "label": "Bagian", "kind": SectionKind.PLAIN} | section
    return FormSchema("f", "Formulir", (Section(fields=fields, **about),), scales=(SCALE,))


def make_field(kind: FieldKind, key: str = "isian", **settings) -> Field:
    if kind == FieldKind.SCALE:
        settings.setdefault("scale", SCALE.key)
    if kind in (FieldKind.CHOICE, FieldKind.CHOICES):
        settings.setdefault("choices", CHOICES)
    return Field(key=key, label=f"Label {key}", kind=kind, **settings)


def make_rows(*fields: Field, **section) -> FormSchema:
    return make_schema(*fields, kind=SectionKind.FREE_ROWS, row_label="Kegiatan", **section)


def fill(schema: FormSchema, data: dict, *, answers=None, filled_by=EMPLOYEE, **around):
    return fill_in(schema, filled_by=filled_by, answers=answers or {}, data=data, **around)


def posted(text: str, kind: FieldKind, evidence=(), **settings):
    """The form after ``text`` (or a list) was posted for one field of this kind."""
    return fill(make_schema(make_field(kind, **settings)), {"isian": text}, evidence=evidence)


def when(field: str, *values: str, operator=Operator.EQUALS) -> Visibility:
    return Visibility((Condition(field, operator, values),))


# --- Each kind of field -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text", "stored"),
    [
        (FieldKind.SHORT_TEXT, "  Rapat \t koordinasi\r\n", "Rapat koordinasi"),
        (FieldKind.LONG_TEXT, " satu\r\ndua ", "satu\ndua"),
        (FieldKind.LONG_TEXT, "a\x00b\ud800c\x1b", "abc"),
        (FieldKind.LONG_TEXT, "e\u0301", "é"),
        (FieldKind.NUMBER, "12", "12"),
        (FieldKind.SCALE, "2", "2"),
        (FieldKind.CHOICE, "b", "b"),
        (FieldKind.CHOICES, ["c", "a", "a"], ["a", "c"]),
        (FieldKind.YES_NO, "yes", True),
        (FieldKind.YES_NO, "no", False),
        (FieldKind.DATE, "2026-07-31", "2026-07-31"),
        (FieldKind.DATE, "31/7/2026", "2026-07-31"),
        (FieldKind.EVIDENCE, ["8", "7"], [8, 7]),
    ],
)
def test_a_valid_answer_is_stored_in_its_own_shape(kind, text, stored):
    form = posted(text, kind, evidence=[PHOTO, LETTER])

    assert (form.is_valid(), form.answers()) == (True, {"isian": stored})


@pytest.mark.parametrize(
    ("kind", "text", "settings", "message"),
    [
        (FieldKind.SHORT_TEXT, "x" * 251, {}, "Isian Anda 251 huruf, paling banyak 250. Mohon dipersingkat."),
        (
            FieldKind.LONG_TEXT,
            "x" * 5001,
            {},
            "Isian Anda 5.001 huruf, paling banyak 5.000. Mohon dipersingkat.",
        ),
        (
            FieldKind.LONG_TEXT,
            "xxxx",
            {"max_length": 3},
            "Isian Anda 4 huruf, paling banyak 3. Mohon dipersingkat.",
        ),
        (FieldKind.NUMBER, "dua belas", {}, "Isi dengan angka saja, misalnya 12 atau 12,5."),
        (FieldKind.NUMBER, "1e3", {}, "Isi dengan angka saja, misalnya 12 atau 12,5."),
        (FieldKind.NUMBER, "NaN", {}, "Isi dengan angka saja, misalnya 12 atau 12,5."),
        (FieldKind.NUMBER, "1,250.5", {"decimals": 2}, "Isi dengan angka saja, misalnya 12 atau 12,5."),
        (FieldKind.NUMBER, "12,5", {}, "Isi dengan bilangan bulat, tanpa koma."),
        (FieldKind.NUMBER, "12,555", {"decimals": 2}, "Paling banyak 2 angka di belakang koma."),
        (FieldKind.NUMBER, "9" * 16, {}, "Angka ini terlalu besar. Mohon diperiksa lagi."),
        (FieldKind.NUMBER, "-1", {"minimum": Decimal(0)}, "Paling kecil 0."),
        (FieldKind.NUMBER, "120,5", {"maximum": Decimal(120), "decimals": 1}, "Paling besar 120."),
        (FieldKind.SCALE, "3", {}, "Pilihan ini tidak ada. Pilih salah satu yang tersedia."),
        (FieldKind.SCALE, "2", {"scale": "hilang"}, "Pilihan ini tidak ada. Pilih salah satu yang tersedia."),
        (FieldKind.CHOICE, "z", {}, "Pilihan ini tidak ada. Pilih salah satu yang tersedia."),
        (FieldKind.CHOICES, ["a", "z"], {}, "Ada pilihan yang tidak dikenal. Pilih dari yang tersedia."),
        (FieldKind.YES_NO, "mungkin", {}, "Pilihan ini tidak ada. Pilih salah satu yang tersedia."),
        (FieldKind.DATE, "31-02-2026", {}, "Tanggal ini tidak ada. Contoh yang benar: 31-07-2026."),
        (FieldKind.DATE, "besok", {}, "Tanggal ini tidak ada. Contoh yang benar: 31-07-2026."),
        (
            FieldKind.EVIDENCE,
            ["9"],
            {},
            "Berkas yang dipilih tidak ditemukan. Muat ulang halaman, lalu pilih lagi.",
        ),
        (FieldKind.EVIDENCE, ["7", "8"], {"max_files": 1}, "Paling banyak 1 berkas. Lepaskan sebagian."),
        (
            FieldKind.EVIDENCE,
            ["7"],
            {"extensions": ("pdf",)},
            "Berkas “foto.jpg” tidak cocok. Di sini hanya: pdf.",
        ),
    ],
)
def test_a_wrong_answer_is_refused_with_what_to_do(kind, text, settings, message):
    form = posted(text, kind, evidence=[PHOTO, LETTER], **settings)

    assert form.is_valid() is False
    assert form.answers() == {}
    assert [(problem.anchor, problem.label, problem.message) for problem in form.problems] == [
        ("field-isian", "Label isian", message)
    ]


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1.250,5", "1250.5"),
        ("1.250", "1250"),
        ("1.250.000", "1250000"),
        ("1250.125", "1250.125"),
        ("0.125", "0.125"),
        ("0,500", "0.5"),
        ("-3,0", "-3"),
        ("−3", "-3"),
        ("007", "7"),
        (" 12 ", "12"),
    ],
)
def test_numbers_are_read_as_indonesians_write_them(text, stored):
    assert posted(text, FieldKind.NUMBER, decimals=3).answers() == {"isian": stored}


@pytest.mark.parametrize("kind", [key for key, kind in KINDS.items() if kind.is_answered])
def test_an_empty_answer_is_no_error_in_a_draft_and_takes_the_stored_one_away(kind):
    stored = {
        "choices": ["a"],
        "yes_no": True,
        "date": "2026-07-31",
        "evidence": [7],
        "scale": "1",
        "choice": "a",
    }
    schema = make_schema(make_field(kind, required=True))
    form = fill(schema, {"isian": ""}, answers={"isian": stored.get(kind, "12")}, evidence=[PHOTO])

    assert (form.is_valid(), form.answers()) == (True, {})
    assert len(missing(schema, form.answers(), [], EMPLOYEE)) == 1


def test_length_is_counted_without_carriage_returns_and_decomposed_accents():
    assert posted("a\r\n" * 3, FieldKind.LONG_TEXT, max_length=5).answers() == {"isian": "a\na\na"}
    assert posted("e\u0301" * 3, FieldKind.LONG_TEXT, max_length=3).is_valid()


# --- Merging ------------------------------------------------------------------------------------------

TEXT = make_field(FieldKind.LONG_TEXT, "cerita")
NUMBER = make_field(FieldKind.NUMBER, "angka")
NOTE = make_field(FieldKind.LONG_TEXT, "catatan", filled_by=RATER)


def test_what_was_not_posted_stays_as_it_was():
    form = fill(make_schema(TEXT, NUMBER), {"angka": "5"}, answers={"cerita": "lama", "angka": "4"})

    assert form.answers() == {"cerita": "lama", "angka": "5"}


def test_a_wrong_answer_keeps_the_stored_one_and_shows_what_was_typed():
    form = fill(make_schema(NUMBER), {"angka": "lima\x00"}, answers={"angka": "4"})

    [item] = form.sections[0].rows[0].items
    assert form.answers() == {"angka": "4"}
    assert (item.value, item.error) == ("lima", "Isi dengan angka saja, misalnya 12 atau 12,5.")


def test_nobody_writes_into_the_answers_of_the_other_side():
    stored = {"cerita": "pegawai", "catatan": "penilai"}
    schema = make_schema(TEXT, NOTE, overall=OverallRating("nilai", "Nilai", SCALE.key))

    form = fill(schema, {"cerita": "baru", "catatan": "palsu", "nilai": "2"}, answers=stored)
    assert form.answers() == {"cerita": "baru", "catatan": "penilai"}
    form = fill(schema, {"cerita": "palsu", "catatan": "baru", "nilai": "2"}, answers=stored, filled_by=RATER)
    assert form.answers() == {"cerita": "pegawai", "catatan": "baru", "nilai": "2"}


@pytest.mark.parametrize(("kind", "stored"), [(FieldKind.CHOICES, ["a"]), (FieldKind.EVIDENCE, [7])])
def test_an_emptied_list_differs_from_a_list_that_was_not_on_the_page(kind, stored):
    schema = make_schema(make_field(kind))

    kept = fill(schema, {}, answers={"isian": stored}, evidence=[PHOTO])
    emptied = fill(schema, {"_present": ["isian"]}, answers={"isian": stored}, evidence=[PHOTO])

    assert (kept.answers(), emptied.answers()) == ({"isian": stored}, {})


def test_stored_answers_are_not_changed_in_place():
    stored = {"bagian": [{"_row": "r1", "cerita": "lama"}]}
    fill(make_rows(TEXT), {"bagian-r1-cerita": "baru", "add_row": "bagian"}, answers=stored).answers()

    assert stored == {"bagian": [{"_row": "r1", "cerita": "lama"}]}


# --- Conditions ---------------------------------------------------------------------------------------

ASKED = make_field(FieldKind.YES_NO, "ada")
ONLY_IF = make_field(FieldKind.LONG_TEXT, "rincian", visible_if=when("ada", "yes"))


def test_the_answer_to_a_hidden_field_is_dropped():
    schema = make_schema(ASKED, ONLY_IF)

    assert fill(schema, {"ada": "yes", "rincian": "x"}).answers() == {"ada": True, "rincian": "x"}
    assert fill(schema, {"ada": "no", "rincian": "x"}).answers() == {"ada": False}


def test_a_conditional_field_is_on_the_page_hidden_with_its_conditions():
    schema = make_schema(ASKED, ONLY_IF)

    hidden = fill_in(schema, filled_by=EMPLOYEE, answers={}).sections[0].rows[0].items[1]
    shown = fill_in(schema, filled_by=EMPLOYEE, answers={"ada": True}).sections[0].rows[0].items[1]

    assert (hidden.hidden, shown.hidden) == (True, False)
    assert json.loads(hidden.show_if) == {
        "match": "all",
        "conditions": [{"field": "ada", "operator": "equals", "values": ["yes"]}],
    }


def test_hidden_fields_and_sections_are_not_shown_to_who_only_reads():
    schema = make_schema(ASKED, ONLY_IF)
    [section] = to_read(schema, {"ada": False})
    assert [item.name for item in section.rows[0].items] == ["ada"]

    schema = make_schema(TEXT, visible_if=when("lain", "yes"))
    assert to_read(schema, {}) == ()
    assert [section.hidden for section in fill_in(schema, filled_by=EMPLOYEE, answers={}).sections] == [True]


def test_a_condition_in_a_row_looks_into_its_row():
    schema = make_rows(ASKED, ONLY_IF)
    stored = {"bagian": [{"_row": "r1"}, {"_row": "r2"}]}
    posted_rows = {
        f"bagian-r{n}-{key}": value
        for n, ada in ((1, "yes"), (2, "no"))
        for key, value in (
            ("ada", ada),
            ("rincian", f"isi {n}"),
        )
    }

    assert fill(schema, posted_rows, answers=stored).answers() == {
        "bagian": [{"_row": "r1", "ada": True, "rincian": "isi 1"}, {"_row": "r2", "ada": False}]
    }


# --- Free rows ----------------------------------------------------------------------------------------

ONE_ROW = {"bagian": [{"_row": "r1", "cerita": "satu"}]}


def test_a_row_is_added_with_what_was_typed_besides():
    form = fill(make_rows(TEXT), {"bagian-r1-cerita": "ubah", "add_row": "bagian"}, answers=ONE_ROW)

    assert form.answers() == {"bagian": [{"_row": "r1", "cerita": "ubah"}, {"_row": "r2"}]}
    assert [row.label for row in form.sections[0].rows] == ["Kegiatan 1", "Kegiatan 2"]


def test_the_key_of_a_removed_row_never_comes_back():
    schema = make_rows(TEXT)
    answers = fill(schema, {"add_row": "bagian"}, answers=ONE_ROW).answers()
    answers = fill(schema, {"remove_row": "bagian:r2"}, answers=answers).answers()
    assert answers == ONE_ROW | {"_last_rows": {"bagian": 2}}

    answers = fill(schema, {"add_row": "bagian"}, answers=answers).answers()
    assert answers == {"bagian": [{"_row": "r1", "cerita": "satu"}, {"_row": "r3"}]}


def test_an_old_tab_does_not_bring_a_removed_row_back():
    answers = {"_last_rows": {"bagian": 2}} | ONE_ROW

    assert fill(make_rows(TEXT), {"bagian-r2-cerita": "hilang"}, answers=answers).answers() == answers


def test_no_more_rows_than_the_section_may_have():
    form = fill(make_rows(TEXT, max_rows=1), {"add_row": "bagian", "bagian-r1-cerita": "x"}, answers=ONE_ROW)

    assert form.is_valid() is False
    assert [(problem.anchor, problem.message) for problem in form.problems] == [
        ("section-bagian", "Bagian: paling banyak 1 baris.")
    ]
    assert form.answers() == {"bagian": [{"_row": "r1", "cerita": "x"}]}
    assert form.sections[0].add_value == ""


def test_rows_that_are_needed_are_there_and_still_count_as_missing():
    schema = make_rows(TEXT, min_rows=2)
    form = fill_in(schema, filled_by=EMPLOYEE, answers={})

    assert [row.key for row in form.sections[0].rows] == ["r1", "r2"]
    answers = fill(schema, {"bagian-r2-cerita": "x"}).answers()
    assert answers == {"bagian": [{"_row": "r1"}, {"_row": "r2", "cerita": "x"}]}
    assert [gap.message for gap in missing(schema, answers, [], EMPLOYEE)] == [
        "Bagian: isi sedikitnya 2 baris, baru ada 1."
    ]


def test_the_other_side_neither_adds_nor_removes_rows():
    schema = make_rows(TEXT, NOTE)
    form = fill(schema, {"add_row": "bagian", "bagian-r1-catatan": "baik"}, answers=ONE_ROW, filled_by=RATER)
    assert form.answers() == {"bagian": [{"_row": "r1", "cerita": "satu", "catatan": "baik"}]}
    form = fill(schema, {"remove_row": "bagian:r1"}, answers=ONE_ROW, filled_by=RATER)
    assert form.answers() == ONE_ROW
    [section] = form.sections
    assert (section.add_value, section.rows[0].remove_value, section.has_row_buttons) == ("", "", False)


@pytest.mark.parametrize(
    "button", [{"add_row": "lain"}, {"remove_row": "bagian"}, {"remove_row": "bagian:r9"}]
)
def test_a_button_for_what_is_not_there_changes_nothing(button):
    form = fill(make_rows(TEXT), button, answers=ONE_ROW)

    assert (form.is_valid(), form.answers()) == (True, ONE_ROW)


# --- Plan rows ----------------------------------------------------------------------------------------


def make_plan_form() -> FormSchema:
    return make_schema(TEXT, NOTE, kind=SectionKind.PLAN_ROWS, row_label="Hasil kerja")


def test_plan_rows_follow_the_plan_and_carry_what_was_planned():
    form = fill_in(make_plan_form(), filled_by=EMPLOYEE, answers={}, plan_rows=PLAN)

    first, second = form.sections[0].rows
    assert (first.statement, first.kind, first.remove_value) == ("Laporan rhk-1 tersusun", "Utama", "")
    assert [(one.aspect, one.text, one.target) for one in first.indicators] == [
        ("Kuantitas", "Jumlah laporan", "12 laporan")
    ]
    assert [item.anchor for item in second.items] == ["field-bagian-rhk-2-cerita"]


def test_answers_about_planned_rows_are_kept_in_the_order_of_the_plan():
    stored = {"bagian": [{"_row": "rhk-2", "catatan": "x"}, {"_row": "dulu", "cerita": "rencana lama"}]}
    data = {"bagian-rhk-1-cerita": "satu", "bagian-asing-cerita": "tak ada", "bagian-rhk-2-cerita": ""}

    assert fill(make_plan_form(), data, answers=stored, plan_rows=PLAN).answers() == {
        "bagian": [
            {"_row": "rhk-1", "cerita": "satu"},
            {"_row": "rhk-2", "catatan": "x"},
            {"_row": "dulu", "cerita": "rencana lama"},
        ]
    }


def test_without_a_plan_the_page_says_what_to_do():
    [section] = fill_in(make_plan_form(), filled_by=EMPLOYEE, answers={}).sections

    assert section.rows == ()
    assert section.empty_message.endswith("Susun SKP Anda dan mintakan persetujuan penilai lebih dulu.")


# --- Evidence -----------------------------------------------------------------------------------------


def test_uploaded_files_are_ticked_at_their_field():
    schema = make_schema(make_field(FieldKind.EVIDENCE), kind=SectionKind.PLAN_ROWS)
    stored = {"bagian": [{"_row": "rhk-1", "isian": [7]}]}
    form = fill(schema, {}, answers=stored, plan_rows=PLAN, evidence=[PHOTO])

    names = [(upload.name, upload.field, upload.section, upload.row) for upload in form.upload_inputs()]
    assert names == [(f"bagian-{row}-isian-upload", "isian", "bagian", row) for row in ("rhk-1", "rhk-2")]
    for upload in form.upload_inputs():
        form.attach(upload.name, [LETTER])

    assert form.answers() == {"bagian": [{"_row": "rhk-1", "isian": [7, 8]}, {"_row": "rhk-2", "isian": [8]}]}
    assert form.sections[0].rows[0].items[0].files == (PHOTO, LETTER)


def test_an_upload_beyond_the_limit_leaves_what_was_attached():
    schema = make_schema(make_field(FieldKind.EVIDENCE, max_files=1))
    form = fill(schema, {"isian": ["7"]}, answers={"isian": [7]}, evidence=[PHOTO])
    form.attach("isian-upload", [LETTER])

    assert (form.is_valid(), form.answers()) == (False, {"isian": [7]})


def test_only_files_of_the_permitted_kinds_are_offered():
    schema = make_schema(make_field(FieldKind.EVIDENCE, extensions=(".PDF",)))
    [item] = (
        fill_in(schema, filled_by=EMPLOYEE, answers={}, evidence=[PHOTO, LETTER]).sections[0].rows[0].items
    )

    assert (item.other_files, item.accept) == ((LETTER,), ".PDF")


# --- What each side sees ------------------------------------------------------------------------------


def items_of(sections) -> dict[str, object]:
    items = {item.name: item for section in sections for row in section.rows for item in row.items}
    return items | {section.overall.name: section.overall for section in sections if section.overall}


def test_the_rater_reads_the_employees_answers_and_the_employee_not_the_raters():
    stored = {"cerita": "dari pegawai", "catatan": "dari penilai", "nilai": "2"}
    schema = make_schema(TEXT, NOTE, overall=OverallRating("nilai", "Nilai", SCALE.key))

    for_rater = items_of(fill_in(schema, filled_by=RATER, answers=stored).sections)
    assert {name: item.control for name, item in for_rater.items()} == {
        "cerita": "shown",
        "catatan": "long_text",
        "nilai": "radio",
    }
    assert for_rater["cerita"].text == "dari pegawai"
    assert "dari penilai" not in draw(fill_in(schema, filled_by=EMPLOYEE, answers=stored).sections)
    shown = fill_in(schema, filled_by=EMPLOYEE, answers=stored, show_other=True).sections
    assert items_of(shown)["nilai"].text == "Baik"


def test_guides_and_expectation_are_for_the_employee_too_without_the_raters_words():
    stored = {"akuntabel": "kata penilai"}
    form = fill_in(
        official_form(),
        filled_by=EMPLOYEE,
        answers=stored,
        plan_rows=PLAN,
        expectations={"akuntabel": "Jujur"},
    )

    [item] = [item for section in form.sections for item in section.expected if item.name == "akuntabel"]
    assert (len(item.guides), item.expectation, item.text, item.note) == (3, "Jujur", "", "")
    assert "kata penilai" not in draw(form.sections)
    assert not {"akuntabel", "rating_perilaku"} & items_of(form.sections).keys()


def test_figures_are_shown_to_both_and_taken_from_nobody():
    figure = make_field(FieldKind.SYSTEM_FIGURE, "telat", source="attendance.late_minutes", unit="menit")
    for side in FilledBy:
        form = fill(
            make_schema(figure), {"telat": "0"}, filled_by=side, figures={"attendance.late_minutes": "1250"}
        )
        [item] = form.sections[0].rows[0].items
        assert (item.control, item.text, form.answers()) == ("shown", "1.250", {})
    [item] = to_read(make_schema(figure), {})[0].rows[0].items
    assert (item.text, item.note) == ("", "Belum ada data.")


@pytest.mark.parametrize(
    ("kind", "stored", "text"),
    [
        (FieldKind.LONG_TEXT, "satu\ndua", "satu\ndua"),
        (FieldKind.NUMBER, "1250.5", "1.250,5"),
        (FieldKind.SCALE, "1", "Kurang"),
        (FieldKind.CHOICE, "b", "Belimbing"),
        (FieldKind.CHOICES, ["a", "c"], "Apel, Ceri"),
        (FieldKind.YES_NO, False, "Tidak"),
        (FieldKind.DATE, "2026-07-03", "3 Juli 2026"),
    ],
)
def test_a_finished_form_is_read_without_inputs(kind, stored, text):
    sections = to_read(make_schema(make_field(kind)), {"isian": stored})

    [item] = sections[0].rows[0].items
    assert (item.text, item.read_only) == (text, True)
    assert Browser(draw(sections)).sent == {}


def test_one_side_of_a_form_can_be_read_alone():
    sections = to_read(make_schema(TEXT, NOTE), {"cerita": "a", "catatan": "b"}, sides=[EMPLOYEE])

    assert list(items_of(sections)) == ["cerita"]


# --- The page -----------------------------------------------------------------------------------------


def make_everything() -> FormSchema:
    fields = tuple(
        make_field(kind, f"isi_{kind.value}", help_text="Bantuan", decimals=2, guidance_slug="bukti")
        for kind in FieldKind
    )
    many = make_field(FieldKind.CHOICE, "banyak", choices=tuple(Choice(str(n), f"No {n}") for n in range(12)))
    sections = (
        Section("polos", "Polos", SectionKind.PLAIN, fields=(*fields, many)),
        Section(
            "rencana", "Rencana", SectionKind.PLAN_ROWS, fields=(make_field(FieldKind.SCALE, "skor"), TEXT)
        ),
        Section(
            "bebas", "Bebas", SectionKind.FREE_ROWS, fields=(make_field(FieldKind.CHOICES, "pilih"), NUMBER)
        ),
    )
    return FormSchema("semua", "Semua", sections, scales=(SCALE,))


EVERYTHING = {
    "isi_short_text": 'Rapat "A" & <b>',
    "isi_long_text": "satu\n\n  dua </textarea><script>",
    "isi_number": "1250.25",
    "isi_scale": "1",
    "isi_choice": "b",
    "isi_choices": ["a", "c"],
    "isi_yes_no": False,
    "isi_date": "2026-07-31",
    "isi_evidence": [8, 7],
    "banyak": "11",
    "rencana": [{"_row": "rhk-2", "skor": "2", "cerita": "ya"}],
    "bebas": [{"_row": "r2", "pilih": ["b"], "angka": "-3"}, {"_row": "r4"}],
}


def test_a_page_that_is_sent_back_untouched_changes_nothing():
    around = {"plan_rows": PLAN, "evidence": [PHOTO, LETTER]}
    page = Browser(
        draw(fill_in(make_everything(), filled_by=EMPLOYEE, answers=EVERYTHING, **around).sections)
    )

    form = fill(make_everything(), page.sent, answers=EVERYTHING, **around)

    assert (form.is_valid(), form.answers()) == (True, EVERYTHING)


def test_an_empty_page_that_is_sent_back_stays_empty():
    page = Browser(draw(fill_in(make_everything(), filled_by=EMPLOYEE, answers={}, plan_rows=PLAN).sections))

    form = fill(make_everything(), page.sent, plan_rows=PLAN)

    assert (form.is_valid(), form.answers()) == (True, {})


def test_the_enter_key_saves_and_removes_no_row():
    page = draw(fill_in(make_rows(TEXT), filled_by=EMPLOYEE, answers=ONE_ROW).sections)

    first, removing = page.index("<button"), page.index('name="remove_row"')
    assert "name=" not in page[first : page.index(">", first)]
    assert first < page.rindex("<button", 0, removing)


def test_every_missing_answer_has_its_place_on_the_page():
    form = fill_in(official_form(), filled_by=RATER, answers={}, plan_rows=PLAN)
    gaps = missing(official_form(), {}, PLAN, RATER)

    assert gaps
    assert {gap.anchor for gap in gaps} <= Browser(draw(form.sections)).ids


def test_texts_of_forms_and_people_are_escaped():
    evil = "\"><script>alert(1)</script><img src=x onerror='a'>"
    evil_file = EvidenceFile(1, evil, 1, "/b/1/")
    fields = [
        Field(
            key=f"k_{kind.value}",
            label=evil,
            kind=kind,
            help_text=evil,
            guides=(evil,),
            definition=evil,
            how_measured=evil,
            unit=evil,
            scale=SCALE.key,
            choices=(Choice("x", evil),),
            guidance_slug=evil,
            show_expectation=True,
            source="s",
            visible_if=when(evil, evil, operator=Operator.IS_EMPTY),
        )
        for kind in FieldKind
    ]
    schema = FormSchema(
        "f",
        "F",
        (
            Section("polos", evil, SectionKind.PLAIN, description=evil, fields=tuple(fields)),
            Section("plan", evil, SectionKind.PLAN_ROWS, row_label=evil, fields=tuple(fields)),
            Section("baris", evil, SectionKind.FREE_ROWS, row_label=evil, min_rows=1, fields=tuple(fields)),
        ),
        scales=(Scale(SCALE.key, evil, (ScaleLevel("1", evil, None, evil),)),),
    )
    around = {
        "plan_rows": [plan_row(evil, statement=evil, parent=evil)],
        "figures": {"s": evil},
        "evidence": [evil_file],
        "expectations": {field.key: evil for field in fields},
    }
    names = [f"{before}k_{kind.value}" for before in ("", "baris-r1-", f"plan-{evil}-") for kind in FieldKind]

    form = fill(schema, dict.fromkeys(names, evil), **around)
    pages = draw(form.sections) + draw(to_read(schema, form.answers(), **around))

    assert form.answers()["k_long_text"] == evil
    assert {"script", "img"} & set(Browser(pages).tags) == set()


# --- Hostile input ------------------------------------------------------------------------------------

NAMES = [
    "isi_short_text",
    "isi_number",
    "isi_money",
    "isi_scale",
    "isi_choices",
    "isi_date",
    "isi_evidence",
    "banyak",
    "rencana-rhk-1-skor",
    "bebas-r2-angka",
    "add_row",
    "remove_row",
    "_present",
    "_last_rows",
    "bebas",
]
ANYTHING = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=20),
    st.sampled_from(
        ["bebas", "bebas:r2", "\x00", "-", "٣", "9" * 400, "2026-13-45", "isi_choices", "7", "1,,2"]
    ),
)


@settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # the first page compiles its templates
@given(st.dictionaries(st.sampled_from(NAMES), st.lists(ANYTHING, min_size=1, max_size=3)))
def test_whatever_is_posted_is_read_shown_and_stored_without_an_error(data):
    around = {"plan_rows": PLAN, "evidence": [PHOTO, LETTER], "answers": EVERYTHING}
    form = fill(make_everything(), data, **around)

    form.is_valid()
    answers = form.answers()
    draw(form.sections).encode()
    json.dumps(answers, ensure_ascii=False).encode()
    assert fill(make_everything(), {}, **(around | {"answers": answers})).answers() == answers


@pytest.mark.parametrize("value", [None, 5, True, {"a": 1}, [["a"]], [None], b"x"])
@pytest.mark.parametrize("kind", FieldKind)
def test_what_is_no_text_is_refused_and_never_raises(kind, value):
    form = fill(make_schema(make_field(kind)), {"isian": value, "add_row": value, "remove_row": value})

    form.is_valid()
    assert form.answers() == {}
    assert draw(form.sections)


def test_the_posted_query_dict_is_read_and_left_alone():
    data = QueryDict("isian=a&isian=b&_present=isian")

    assert fill(make_schema(make_field(FieldKind.CHOICES)), data).answers() == {"isian": ["a", "b"]}
    assert data.urlencode() == "isian=a&isian=b&_present=isian"


@pytest.mark.parametrize(
    "stored", [{"bagian": "x"}, {"bagian": [1, {"_row": 2}]}, {"_last_rows": [], "cerita": 1}]
)
def test_malformed_stored_answers_do_not_break_the_page(stored):
    for schema in (make_rows(TEXT), make_schema(TEXT), make_plan_form()):
        form = fill(schema, {"add_row": "bagian"}, answers=stored, plan_rows=PLAN)
        assert draw(form.sections) + draw(to_read(schema, stored))
