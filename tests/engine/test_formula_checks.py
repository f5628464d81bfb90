"""Every fault of a formula is found at its item, with its place in the text and the way to mend it."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from forms_config.engine import checks
from forms_config.engine.checks import Level, problems
from forms_config.engine.formulas import known_names
from forms_config.engine.schema import (
    Choice,
    Condition,
    Constant,
    Field,
    FieldKind,
    Operator,
    Scale,
    ScaleLevel,
    Visibility,
)
from tests.engine.test_calculated import PLAIN, calculated, field, form

HIDDEN = next(item for item in PLAIN if item.key == "tambahan")
BARE_SCALE = Scale("polos", "Polos", (ScaleLevel("x", "Ekstrem"),))


def found(schema):
    return [problem for problem in problems(schema) if "formula" in problem.code]


def faults(formula, *others, **changes):
    return found(form(calculated(formula, **changes), *others))


CASES = [
    ("formula_empty", "", "belum punya rumus"),
    ("formula_empty", "  \n", "belum punya rumus"),
    ("formula_unreadable", "jam / (hari", "belum benar. Di huruf ke-7 (“(”): kurung ini belum ditutup."),
    ("formula_unknown_name", "jam / har", "di huruf ke-7 (“har”): nama ini tidak dikenal. Mungkin maksud Anda hari."),
    ("formula_unknown_name", "JAM", "Mungkin maksud Anda jam."),
    ("formula_unknown_name", "sum(kegiatan.lam)", "Mungkin maksud Anda kegiatan.lama."),
    ("formula_unknown_name", "sum(umum.lama)", "Mungkin maksud Anda kegiatan.lama."),
    ("formula_unknown_name", "xyzzy", "Pakai isian atau konstanta dari formulir ini."),
    ("formula_rows_outside", "kegiatan.lama + 1", "“Lama” ada di setiap baris. Pakai di dalam sum"),
    ("formula_rows_outside", "sum(kegiatan.lama * 2)", "“Lama” ada di setiap baris."),
    ("formula_rows_outside", 'if(kegiatan.catatan = "a"; 1; 0)', "“Catatan” ada di setiap baris."),
    ("formula_not_a_number", "status + 1", 'Bandingkan dengan pilihannya, misalnya status = "wfh".'),
    ("formula_not_a_number", "sum(kegiatan.catatan)", "“Catatan” bukan angka"),
    ("formula_not_a_number", "predikat", "“Predikat lalu” bukan angka"),
    ("formula_not_a_number", "tanggal", "Pakai isian angka."),
    ("formula_not_a_number", "bukti", "Pakai isian angka."),
    ("formula_not_comparable", 'jam = "wfh"', "di huruf ke-7 (“\"wfh\"”): “Jumlah jam” tidak punya pilihan"),
    ("formula_not_comparable", 'setahun = "wfh"', "tidak punya pilihan"),
    ("formula_unknown_answer", 'status = "WFH"', "jawaban ini tidak ada pada “Status”. Mungkin maksud Anda “wfh”."),
    ("formula_unknown_answer", 'status = "xyz"', "Yang ada: wfh, wfo."),
    ("formula_unknown_answer", 'inovasi = "ya"', "Yang ada: yes, no."),
    ("formula_unknown_answer", 'rating = "TOP"', "Yang ada: ABOVE, MEETS, BELOW."),
    ("formula_scale_without_values", "tanpa_angka * 2", "tingkat “Ekstrem” pada skala “Polos” belum berangka"),
    ("formula_divides_by_zero", "jam / 0", "membagi dengan 0"),
    ("formula_divides_by_zero", "1 + (jam / 0,0) * 2", "membagi dengan 0"),
    ("formula_name_twice", "kembar", "dipakai untuk isian dan juga konstanta"),
    ("formula_on_hidden_item", "tambahan + 1", "tulis default(tambahan; 0)."),
    ("circular_formula", "hasil + 1", "memakai hasilnya sendiri"),
]  # fmt: skip


def faulty(formula):
    """A form with this formula and the items that only the faults need."""
    extra = (
        field("predikat", "Predikat lalu", FieldKind.SYSTEM_FIGURE, source="last.predikat"),
        field("tanggal", "Tanggal", FieldKind.DATE),
        field("bukti", "Bukti", FieldKind.EVIDENCE),
        field("tanpa_angka", "Tanpa angka", FieldKind.SCALE, scale="polos"),
        field("kembar", "Kembar"),
    )
    schema = form(calculated(formula), *extra)
    twin = Constant("kembar", "Kembar", schema.constants[0].value)
    return replace(schema, scales=(*schema.scales, BARE_SCALE), constants=(*schema.constants, twin))


@pytest.mark.parametrize(
    ("code", "formula", "words"), CASES, ids=[f"{code}-{n}" for n, (code, *_) in enumerate(CASES)]
)
def test_the_fault_is_found_at_its_item(code, formula, words):
    (problem,) = found(faulty(formula))

    assert (problem.code, problem.path) == (code, ("umum", "hasil"))
    assert words in problem.message
    assert "“Hasil”" in problem.message
    assert problem.message.endswith(".")


def test_every_kind_of_problem_has_a_case():
    tree = ast.parse((Path(checks.__file__).parent / "formulas.py").read_text())
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("error", "warning")
    ]

    assert {call.args[0].value for call in calls} == {code for code, *_ in CASES}


def test_only_a_hidden_item_is_no_more_than_a_warning():
    levels = {code: found(faulty(formula))[0].level for code, formula, _ in CASES}

    assert {code for code, level in levels.items() if level == Level.WARNING} == {"formula_on_hidden_item"}


@pytest.mark.parametrize(
    "formula",
    [
        "round(sum(kegiatan.lama) / setahun * 100; 2)",
        'if(status = "wfh" dan peran <> "ketua" dan inovasi = "yes"; mutu; rating)',
        "terlambat + umum.jam + count(kegiatan.catatan; status)",
        "max(default(tambahan * 2 + 1; 0); sum(tambahan))",
        "lama_sekali / (hari - hari)",
    ],
)
def test_a_sound_formula_has_no_problem(formula):
    assert faults(formula, calculated("1", key="lama_sekali")) == []


def test_the_same_name_is_reported_once():
    assert [problem.code for problem in faults("har + har / har")] == ["formula_unknown_name"]


def test_an_item_in_the_same_row_needs_no_sum_but_one_of_other_rows_does():
    schema = form(rows=(calculated("lama * hari", key="a"), calculated("lama / kegiatan.lama", key="b")))

    assert [(problem.code, problem.path) for problem in found(schema)] == [
        ("formula_rows_outside", ("kegiatan", "b"))
    ]


def test_a_circle_is_reported_at_each_item_of_it_and_not_at_those_that_read_it():
    schema = form(
        calculated("b", key="a"), calculated("a", key="b"), calculated("a + 1", key="pembaca"),
        rows=(calculated("sum(kegiatan.c)", key="c"),),
    )  # fmt: skip

    assert [(problem.code, problem.path) for problem in found(schema)] == [
        ("circular_formula", ("umum", "a")),
        ("circular_formula", ("umum", "b")),
        ("circular_formula", ("kegiatan", "c")),
    ]


def test_an_item_hidden_under_the_same_condition_is_no_worry():
    condition = HIDDEN.visible_if

    assert [problem.code for problem in faults("tambahan")] == ["formula_on_hidden_item"]
    assert faults("tambahan", visible_if=condition) == []
    other = Visibility((Condition("inovasi", Operator.IS_EMPTY),))
    assert [problem.code for problem in faults("tambahan", visible_if=other)] == ["formula_on_hidden_item"]


def test_an_item_of_a_hidden_section_is_warned_about_from_outside_only():
    schema = form(calculated("rating"))
    hidden = replace(
        schema.sections[2], visible_if=HIDDEN.visible_if, fields=(calculated("rating", key="x"),)
    )
    schema = replace(schema, sections=(*schema.sections[:2], hidden))

    assert [(problem.code, problem.path) for problem in found(schema)] == [
        ("formula_on_hidden_item", ("umum", "hasil"))
    ]


def test_the_checks_never_raise_on_a_broken_draft():
    broken = form(
        calculated("s.x + ada", key="ada"),
        field("ada", "Ada", FieldKind.SCALE, scale="hilang"),
        calculated('ada = "x"', key="ada"),
        rows=(calculated("ada", key="ada"), Field("", "", FieldKind.CALCULATED)),
    )

    assert "formula_unknown_name" in {problem.code for problem in found(broken)}


def test_the_editor_offers_the_names_that_a_formula_can_use():
    schema = form(
        calculated("1"),
        field("judul", "Judul", FieldKind.SHORT_TEXT),
        field("dua-kata", "Dua kata"),
        field("dan", "Dan"),
    )
    offered = {one.name: (one.what, one.answers) for one in known_names(schema)}

    assert list(offered) == [
        "jam", "hari", "inovasi", "status", "peran", "mutu", "terlambat", "tambahan", "hasil",
        "kegiatan.lama", "rating", "setahun",
    ]  # fmt: skip
    assert offered["status"] == (
        "pilihan: bandingkan dengan kode tetapnya",
        (("wfh", "Dari rumah"), ("wfo", "Kantor")),
    )
    assert offered["inovasi"] == ("ya 1, tidak 0", (("yes", "Ya"), ("no", "Tidak")))
    assert offered["setahun"] == ("angka tetap", ())


def test_inside_the_rows_the_editor_offers_the_items_of_the_row_by_their_own_name():
    schema = form(rows=(field("kelas", "Kelas", FieldKind.CHOICE, choices=(Choice("a", "A"),)),))
    names = [one.name for one in known_names(schema, schema.section("kegiatan"))]

    assert "lama" in names
    assert "kegiatan.lama" not in names
    assert "kelas" in names
    assert "kegiatan.kelas" not in [one.name for one in known_names(schema)]
