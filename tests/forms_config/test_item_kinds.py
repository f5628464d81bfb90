"""Calculated items, "tidak berlaku", figures, levels per post, demands, tables. No database here either."""

import re
import time
from dataclasses import replace
from decimal import Decimal

import pytest

from forms_config.dynamic_forms import EvidenceFile
from forms_config.engine.schema import (
    NOT_APPLICABLE,
    Choice,
    Demand,
    DemandKind,
    Field,
    FieldKind,
    FilledBy,
    FormSchema,
    Layout,
    NotApplicable,
    OverallRating,
    ScoreKind,
    Scoring,
    Section,
    SectionKind,
)
from tests.forms_config.pages import Browser, draw
from tests.forms_config.rich_forms import activities, competences, numbers, rich_form, sixty_items
from tests.schemas import COMPETENCE_LEVELS, fill_in, plan_row, to_read

EMPLOYEE, RATER = FilledBy.EMPLOYEE, FilledBy.RATER
FIGURES = {"attendance.days_present": "21", "last.predikat": "Baik", "post.kind": "ADMINISTRATOR"}
LETTER = EvidenceFile(8, "surat.pdf", 4096, "/b/8/")
OPTIONAL = {"not_applicable": NotApplicable.LEFT_OUT, "scoring": Scoring(ScoreKind.VALUE)}


def one_section(section: Section) -> FormSchema:
    return replace(rich_form(), sections=(section,))


def one_field(kind: FieldKind, **settings) -> FormSchema:
    field = Field("isian", "Isian", kind, **settings)
    return one_section(Section("bagian", "Bagian", SectionKind.PLAIN, fields=(field,)))


def fill(schema: FormSchema, data: dict | None = None, *, answers=None, filled_by=EMPLOYEE, **around):
    around.setdefault("figures", FIGURES)
    return fill_in(schema, filled_by=filled_by, answers=answers or {}, data=data, **around)


def items(sections) -> dict[str, object]:
    return {item.name: item for section in sections for row in section.rows for item in row.items}


# --- Calculated items ---------------------------------------------------------------------------------


@pytest.mark.parametrize("side", FilledBy)
def test_a_calculated_item_is_shown_to_both_sides_with_unit_and_calculation(side):
    item = items(fill(one_section(numbers()), answers={"lembur": "33"}, filled_by=side).sections)[
        "rata_lembur"
    ]

    assert (item.control, item.text, item.unit, item.note) == ("shown", "1,5", "jam", "")
    assert item.origin == (
        "Cara menghitung: Jam lembur (33) ÷ Hari kerja (22) = 1,5. Dihitung ulang setiap kali disimpan."
    )


def test_a_calculated_item_follows_what_is_posted_and_takes_nothing_itself():
    form = fill(one_section(numbers()), {"lembur": "11", "rata_lembur": "99"}, answers={"lembur": "33"})

    assert (items(form.sections)["rata_lembur"].text, form.answers()) == ("0,5", {"lembur": "11"})


def test_a_calculated_item_without_its_answers_says_so():
    item = items(to_read(one_section(numbers()), {}))["rata_lembur"]

    assert (item.text, item.note) == ("", "Belum dapat dihitung.")
    assert item.origin.startswith("Cara menghitung: Jam lembur (kosong)")
    assert "disimpan" not in item.origin


def test_a_calculated_item_does_not_tell_the_employee_what_the_rater_wrote():
    secret = Field("nilai", "Nilai", FieldKind.NUMBER, filled_by=RATER)
    result = Field("hasil", "Hasil", FieldKind.CALCULATED, formula="nilai * 2 + rating_akhir")
    overall = OverallRating("rating_akhir", "Rating", COMPETENCE_LEVELS.key)
    schema = one_section(Section("b", "B", SectionKind.PLAIN, fields=(secret, result), overall=overall))
    stored = {"nilai": "40", "rating_akhir": "5"}

    assert items(fill(schema, answers=stored).sections)["hasil"].text == ""
    assert items(to_read(schema, stored, sides=[EMPLOYEE]))["hasil"].text == ""
    assert items(fill(schema, answers=stored, filled_by=RATER).sections)["hasil"].text == "85"
    assert "40" not in re.sub("<[^>]*>", "", draw(fill(schema, answers=stored).sections))


# --- Not applicable -----------------------------------------------------------------------------------


def test_tidak_berlaku_is_one_more_option_and_says_how_it_counts():
    schema = one_field(FieldKind.SCALE, scale=COMPETENCE_LEVELS.key, required=True, **OPTIONAL)
    form = fill(schema, {"isian": NOT_APPLICABLE})

    last = form.sections[0].rows[0].items[0].options[-1]
    assert form.answers() == {"isian": NOT_APPLICABLE}
    assert (last.value, last.label, last.descriptor, last.selected) == (
        NOT_APPLICABLE,
        "Tidak berlaku",
        "Tidak ikut dihitung.",
        True,
    )


@pytest.mark.parametrize(
    ("counts", "text"),
    [("left_out", "Tidak ikut dihitung."), ("zero", "Dihitung 0."), ("full", "Dihitung penuh.")],
)
def test_each_way_of_counting_is_said_where_it_matters(counts, text):
    scored = one_field(
        FieldKind.NUMBER, not_applicable=NotApplicable(counts), scoring=Scoring(ScoreKind.VALUE)
    )
    not_scored = one_field(FieldKind.NUMBER, not_applicable=NotApplicable(counts))

    assert items(fill(scored).sections)["isian"].na_text == text
    assert items(fill(not_scored).sections)["isian"].na_text == ""


def test_the_box_beside_a_number_wins_over_what_stands_in_it():
    schema = one_field(FieldKind.NUMBER, **OPTIONAL)

    for typed in ("12", "bukan angka", ""):
        form = fill(schema, {"isian": typed, "isian-na": NOT_APPLICABLE}, answers={"isian": "3"})
        assert (form.is_valid(), form.answers()) == (True, {"isian": NOT_APPLICABLE})
    form = fill(schema, {"isian-na": NOT_APPLICABLE})  # the browser does not send the disabled number
    assert form.answers() == {"isian": NOT_APPLICABLE}
    item = items(form.sections)["isian"]
    assert (item.value, item.na_name, item.na_ticked) == ("", "isian-na", True)


def test_taking_the_tick_away_takes_tidak_berlaku_away():
    schema = one_field(FieldKind.NUMBER, **OPTIONAL)

    assert fill(schema, {"isian": ""}, answers={"isian": NOT_APPLICABLE}).answers() == {}
    assert fill(schema, {"isian": "7"}, answers={"isian": NOT_APPLICABLE}).answers() == {"isian": "7"}


@pytest.mark.parametrize(("kind", "settings"), [
    (FieldKind.NUMBER, {}),
    (FieldKind.SCALE, {"scale": COMPETENCE_LEVELS.key}),
    (FieldKind.CHOICE, {"choices": (Choice("a", "A"),)}),
])  # fmt: skip
def test_nobody_answers_tidak_berlaku_where_it_is_not_offered(kind, settings):
    form = fill(one_field(kind, **settings), {"isian": NOT_APPLICABLE, "isian-na": NOT_APPLICABLE})

    assert (form.is_valid(), form.answers()) == (False, {})
    assert "Tidak berlaku" not in draw(form.sections)


def test_tidak_berlaku_is_read_in_words_without_unit():
    schema = one_field(FieldKind.NUMBER, unit="jam", **OPTIONAL)
    [item] = items(to_read(schema, {"isian": NOT_APPLICABLE})).values()

    assert (item.text, item.unit, item.descriptor) == ("Tidak berlaku", "", "Tidak ikut dihitung.")


# --- Figures ------------------------------------------------------------------------------------------


def test_a_figure_comes_with_unit_and_origin_in_words():
    found = items(fill(one_section(numbers())).sections)

    assert (found["hadir"].text, found["hadir"].unit) == ("21", "hari")
    assert found["hadir"].origin == "Diambil dari: Rekap presensi."
    assert (found["lalu"].text, found["lalu"].unit) == ("Baik", "")
    assert items(fill(one_section(numbers()), figures={}).sections)["lalu"].note == "Belum ada data."


def test_a_figure_that_no_longer_exists_is_shown_without_data():
    [item] = items(to_read(one_field(FieldKind.SYSTEM_FIGURE, source="hilang"), {})).values()

    assert (item.text, item.note, item.origin) == ("", "Belum ada data.", "")


# --- Levels -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("post", "level"), [("PELAKSANA", "3 – Menengah"), ("ADMINISTRATOR", "4 – Mumpuni"), (None, "2 – Dasar")]
)
def test_the_needed_level_is_that_of_this_kind_of_post(post, level):
    form = fill(one_section(competences()), filled_by=RATER, figures={"post.kind": post})

    assert items(form.sections)["integritas"].required_level == level


def test_each_level_says_what_it_means_here_and_how_far_it_is_from_the_need():
    options = items(fill(one_section(competences()), filled_by=RATER).sections)["integritas"].options

    assert [option.descriptor for option in options[:2]] == [
        "Jujur dalam tugas sendiri.",
        "Menerapkan sendiri dalam tugas sehari-hari.",
    ]
    assert [option.gap for option in options] == [
        "Kurang 3 dari kebutuhan jabatan.",
        "Kurang 2 dari kebutuhan jabatan.",
        "Kurang 1 dari kebutuhan jabatan.",
        "Sesuai kebutuhan jabatan.",
        "Lebih 1 dari kebutuhan jabatan.",
        "",
    ]


def test_the_gap_is_read_with_the_result():
    sections = to_read(one_section(competences()), {"integritas": "3"}, figures=FIGURES)

    item = items(sections)["integritas"]
    assert (item.text, item.gap) == ("3 – Menengah", "Kurang 1 dari kebutuhan jabatan.")
    assert "Kurang 1 dari kebutuhan jabatan." in draw(sections)


# --- What is asked, in words --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("demand", "text"),
    [
        (Demand(DemandKind.EXTREME, "isian"), "Wajib bila “Isian” dinilai paling rendah atau paling tinggi."),
        (
            Demand(DemandKind.SCORE_AT_LEAST, "isian", Decimal("100.5")),
            "Wajib bila nilai “Isian” sedikitnya 100,5.",
        ),
        (Demand(DemandKind.SCORE_AT_LEAST, "isian"), None),
        (None, None),
    ],
)
def test_a_demand_is_said_under_the_field_that_it_is_about(demand, text):
    asked = Field("alasan", "Alasan", FieldKind.LONG_TEXT, demand=demand)
    rated = Field("isian", "Isian", FieldKind.NUMBER)
    form = fill(one_section(Section("b", "B", SectionKind.PLAIN, fields=(rated, asked))))

    item = items(form.sections)["alasan"]
    assert (item.hints, item.describedby) == (
        ((text,), "field-alasan-help") if text else ((), "")
    )  # the hint is read out with the field


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({}, "Paling banyak 5 berkas."),
        ({"max_files": 1, "extensions": ("pdf",)}, "Paling banyak 1 berkas: PDF."),
        (
            {"max_files": 3, "extensions": ("pdf", ".JPG", "png")},
            "Paling banyak 3 berkas: PDF, JPG atau PNG.",
        ),
    ],
)
def test_number_and_kinds_of_files_are_said_beside_the_control(settings, text):
    form = fill(one_field(FieldKind.EVIDENCE, **settings), evidence=[LETTER])
    without_upload = fill(one_field(FieldKind.EVIDENCE, **settings), evidence=[LETTER], takes_files=False)

    assert text in draw(form.sections, max_bytes=1024)
    assert text in draw(without_upload.sections)
    assert ('type="file"' in draw(form.sections), 'type="file"' in draw(without_upload.sections)) == (
        True,
        False,
    )


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0, None, ""),
        (2, None, "Sedikitnya 2 baris."),
        (0, 10, "Paling banyak 10 baris."),
        (2, 10, "2 sampai 10 baris."),
        (3, 3, "Tepat 3 baris."),
    ],
)
def test_the_number_of_rows_is_said_to_who_adds_them(low, high, text):
    schema = one_section(replace(activities(), min_rows=low, max_rows=high))

    assert fill(schema).sections[0].rows_text == text
    assert fill(schema, filled_by=RATER).sections[0].rows_text == ""


# --- Tables -------------------------------------------------------------------------------------------

ROWS = {
    "kegiatan": [
        {
            "_row": "r1",
            "nama": "Rapat <b>",
            "jam": "2",
            "mutu": "MEETS",
            "luar": True,
            "sebab": "Malam",
            "surat": [8],
        },
        {"_row": "r2", "nama": "Apel", "jam": "1", "mutu": "ABOVE", "luar": False},
    ]
}


def test_rows_are_drawn_as_one_table_with_a_head_and_a_line_per_row():
    page = draw(fill(one_section(activities()), answers=ROWS, evidence=[LETTER]).sections)
    heads = [re.sub(r"<[^>]*>|\s+", " ", head).split("  ")[0] for head in page.split('<th scope="col">')[1:]]

    assert (page.count("<table"), page.count('<th scope="row">'), page.count('name="remove_row"')) == (
        1,
        2,
        2,
    )
    assert [re.sub(r"\s+", " ", head).strip().split(" wajib")[0] for head in heads][:3] == [
        "Kegiatan",
        "Nama kegiatan",
        "Lama",
    ]
    assert "<caption" in page
    assert 'value="kegiatan"' in page[page.index("</table>") :]  # the button for one more row stands below


def test_ratings_and_yes_or_no_are_list_boxes_in_a_table_that_explain_their_levels():
    item = items(fill(one_section(activities()), answers=ROWS).sections)["kegiatan-r1-mutu"]

    assert item.control == "select"
    assert [option.label for option in item.options] == [
        "Di Atas Ekspektasi",
        "Sesuai Ekspektasi",
        "Di Bawah Ekspektasi",
    ]
    assert len(item.explained_options) == 3


def test_a_table_that_is_sent_back_untouched_changes_nothing():
    page = Browser(draw(fill(one_section(activities()), answers=ROWS, evidence=[LETTER]).sections))
    form = fill(one_section(activities()), page.sent, answers=ROWS, evidence=[LETTER])

    assert (form.is_valid(), form.answers()) == (True, ROWS)


def test_an_error_stands_at_its_cell():
    form = fill(one_section(activities()), {"kegiatan-r2-jam": "lama"}, answers=ROWS)
    page = draw(form.sections)

    at = page.index('id="field-kegiatan-r2-jam-error"')
    assert page.rfind("<tr", 0, at) == page.index('<tr id="row-kegiatan-r2"')
    assert [problem.anchor for problem in form.problems] == ["field-kegiatan-r2-jam"]


def test_hidden_cells_leave_the_columns_of_a_table_where_they_are():
    [section] = to_read(one_section(activities()), ROWS, evidence=[LETTER])

    assert len({len(row.items) for row in section.rows} | {len(section.columns)}) == 1
    assert [item.control for item in section.rows[1].items].count("nothing") == 1
    assert Browser(draw([section])).sent == {}


def test_each_row_of_a_table_is_calculated_by_itself():
    found = items(fill(one_section(activities()), answers=ROWS).sections)

    assert [found[f"kegiatan-{row}-jam_kali"].text for row in ("r1", "r2")] == ["3", "1,5"]


def test_rows_of_the_plan_can_be_a_table_too():
    field = Field("realisasi", "Realisasi", FieldKind.SHORT_TEXT)
    plan = Section("rencana", "Rencana", SectionKind.PLAN_ROWS, layout=Layout.TABLE, fields=(field,))
    page = draw(fill(one_section(plan), plan_rows=[plan_row("rhk-1", "12")]).sections)

    assert "Laporan rhk-1 tersusun" in page[page.index("<tbody") :]
    assert "remove_row" not in page


def test_other_rows_stay_cards():
    page = draw(fill(one_section(activities(Layout.CARDS)), answers=ROWS).sections)

    assert ("<table" in page, page.count('class="form-row"')) == (False, 2)


# --- The whole, and how long it takes -----------------------------------------------------------------


def test_a_form_with_everything_is_sent_back_untouched():
    around = {"plan_rows": [plan_row("rhk-1", "12")], "evidence": [LETTER]}
    stored = ROWS | {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "Selesai"}], "lembur": NOT_APPLICABLE}
    page = Browser(draw(fill(rich_form(), answers=stored, **around).sections))
    form = fill(rich_form(), page.sent, answers=stored, **around)

    assert form.is_valid()
    assert form.answers() == stored


def test_every_id_on_a_page_is_there_once():
    page = draw(fill(rich_form(), answers=ROWS, plan_rows=[plan_row("rhk-1")], evidence=[LETTER]).sections)
    ids = re.findall(r'\sid="([^"]+)"', page)

    assert len(ids) == len(set(ids))


def test_sixty_items_are_drawn_without_a_query_and_in_no_time():
    """Without the database mark a query fails. The bench has the exact figure; this is ten times as much."""
    schema = sixty_items()
    assert (len(schema.sections), sum(len(section.fields) for section in schema.sections)) == (8, 60)
    draw(fill(schema).sections)  # templates are compiled

    begun = time.process_time()
    draw(fill(schema).sections)
    assert time.process_time() - begun < 0.6
