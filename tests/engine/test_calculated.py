"""Calculated items of a whole form: which values the names find, in which order, and what employees read."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms_config.engine.calculated import calculations
from forms_config.engine.schema import (
    NOT_APPLICABLE,
    YES,
    Choice,
    Condition,
    Constant,
    Field,
    FieldKind,
    FormSchema,
    Operator,
    OverallRating,
    Section,
    SectionKind,
    Visibility,
)
from tests.random_data import examples
from tests.schemas import EXPECTATION, official_form, plan_row
from tests.scores import calculated_values

ONLY_WITH_INNOVATION = Visibility((Condition("inovasi", Operator.EQUALS, (YES,)),))


def field(key, label, kind=FieldKind.NUMBER, **changes):
    return Field(key=key, label=label, kind=kind, **changes)


def calculated(formula, key="hasil", label="Hasil", decimals=2, **changes):
    return field(key, label, FieldKind.CALCULATED, formula=formula, decimals=decimals, **changes)


PLAIN = (
    field("jam", "Jumlah jam"),
    field("hari", "Hari kerja"),
    field("inovasi", "Inovasi", FieldKind.YES_NO),
    field(
        "status", "Status", FieldKind.CHOICE, choices=(Choice("wfh", "Dari rumah"), Choice("wfo", "Kantor"))
    ),
    field(
        "peran", "Peran", FieldKind.CHOICES, choices=(Choice("ketua", "Ketua"), Choice("anggota", "Anggota"))
    ),
    field("mutu", "Mutu", FieldKind.SCALE, scale=EXPECTATION.key),
    field("terlambat", "Menit terlambat", FieldKind.SYSTEM_FIGURE, source="attendance.late_minutes"),
    field("tambahan", "Tambahan", visible_if=ONLY_WITH_INNOVATION),
)
ROWS = (field("lama", "Lama"), field("catatan", "Catatan", FieldKind.SHORT_TEXT))


def form(*plain, rows=(), kind=SectionKind.FREE_ROWS, **changes):
    """A form with all kinds of items, to which the given ones are added."""
    sections = (
        Section("umum", "Umum", SectionKind.PLAIN, fields=(*PLAIN, *plain)),
        Section("kegiatan", "Kegiatan", kind, fields=(*ROWS, *rows)),
        Section(
            "nilai", "Nilai", SectionKind.PLAIN, overall=OverallRating("rating", "Rating", EXPECTATION.key)
        ),
    )
    constants = (Constant("setahun", "Hari kerja setahun", Decimal(240)),)
    return FormSchema("f", "F", sections, (EXPECTATION,), constants=constants, **changes)


ANSWERS = {
    "jam": "120",
    "hari": "20",
    "inovasi": True,
    "status": "wfh",
    "peran": ["anggota", "ketua"],
    "mutu": "MEETS",
    "tambahan": "5",
    "rating": "ABOVE",
    "kegiatan": [
        {"_row": "a", "lama": "3", "catatan": "Rapat"},
        {"_row": "b", "lama": "4.5"},
        {"_row": "c"},
    ],
}
FIGURES = {"attendance.late_minutes": "12"}
HASIL = ("umum", None, "hasil")


def result(formula, answers=ANSWERS, *, figures=FIGURES, decimals=2):
    return calculations(form(calculated(formula, decimals=decimals)), answers, (), figures)[HASIL]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("jam / hari", "6"),
        ("umum.jam", "120"),
        ("mutu", "2"),
        ("rating", "3"),
        ("inovasi", "1"),
        ("terlambat", "12"),
        ("setahun / hari", "12"),
        ("tambahan", "5"),
        ("sum(kegiatan.lama)", "7.5"),
        ("sum(lama)", "7.5"),
        ("avg(kegiatan.lama)", "3.75"),
        ("count(kegiatan.lama)", "2"),
        ("count(kegiatan.catatan)", "1"),
        ("count(status; peran; jam)", "3"),
        ('if(status = "wfh"; 1; 0)', "1"),
        ('peran = "ketua"', "1"),
        ('mutu = "MEETS"', "1"),
        ('rating <> "ABOVE"', "0"),
        ('inovasi = "yes"', "1"),
        ('inovasi = "no"', "0"),
        ("2 / 3", "0.67"),
        ("0,005", "0.01"),
        ("-0,005", "-0.01"),
        ("status", None),
        ("status + 1", None),
        ("kegiatan.lama", None),
        ("tak_ada", None),
        ("setahun.jam", None),
        ("kegiatan.jam", None),
    ],
)
def test_a_name_finds_its_value(formula, value):
    assert result(formula).value == (None if value is None else Decimal(value))


@pytest.mark.parametrize("key", ["jam", "inovasi", "status", "mutu", "rating", "tambahan", "peran"])
def test_what_is_missing_or_not_applicable_gives_nothing(key):
    formula = f'if({key} = "wfh"; 1; 1)' if key in ("status", "peran") else f"{key} + 1"
    without = {name: value for name, value in ANSWERS.items() if name != key}

    assert result(formula, without).value is None
    assert result(formula, ANSWERS | {key: NOT_APPLICABLE}).value is None
    assert result(f"count({key})", without).value == 0
    assert result(f"count({key})", ANSWERS | {key: NOT_APPLICABLE}).value == 0


def test_a_system_figure_that_is_missing_or_in_words_gives_nothing():
    assert result("terlambat", figures=None).value is None
    assert result("terlambat", figures={"attendance.late_minutes": "banyak"}).value is None
    assert result("terlambat", figures={}).why == "“Menit terlambat” belum ada dari sistem"


def test_a_hidden_figure_gives_nothing_and_a_hidden_item_has_no_place():
    hidden = replace(PLAIN[6], key="angka", visible_if=ONLY_WITH_INNOVATION)
    schema = form(hidden, calculated("angka"), calculated("jam", key="lagi", visible_if=ONLY_WITH_INNOVATION))

    assert calculated_values(schema, ANSWERS, (), FIGURES) == {HASIL: 12, ("umum", None, "lagi"): 120}
    assert calculated_values(schema, ANSWERS | {"inovasi": False}, (), FIGURES) == {HASIL: None}


def test_in_a_row_the_same_row_comes_first_then_the_form():
    schema = form(rows=(calculated("lama * hari / sum(kegiatan.lama)", key="bagian", decimals=1),))

    assert calculated_values(schema, ANSWERS) == {
        ("kegiatan", "a", "bagian"): Decimal("8.0"),
        ("kegiatan", "b", "bagian"): Decimal("12.0"),
        ("kegiatan", "c", "bagian"): None,
    }


def test_plan_rows_are_all_there_answered_or_not():
    schema = form(
        calculated("count(kegiatan.lipat)"),
        rows=(calculated("default(lama; 1) * 2", key="lipat"),),
        kind=SectionKind.PLAN_ROWS,
    )
    plan = [plan_row("a"), plan_row("z")]

    assert calculated_values(schema, ANSWERS, plan) == {
        ("kegiatan", "a", "lipat"): 6,
        ("kegiatan", "z", "lipat"): 2,
        HASIL: 2,
    }


def test_calculated_items_may_build_on_each_other_in_any_order():
    schema = form(
        calculated("sum(kegiatan.lipat) + pecahan"),
        calculated("2 / 3", key="pecahan", decimals=1),
        rows=(calculated("dasar * lama", key="lipat"), calculated("hari / 10", key="dasar")),
    )

    assert calculated_values(schema, ANSWERS)[HASIL] == Decimal("15.7")  # 0.7 as it is shown, not 0.666…


def test_formulas_in_a_circle_have_no_result_and_leave_the_others_alone():
    schema = form(
        calculated("b + 1", key="a"),
        calculated("a + 1", key="b"),
        calculated("diri", key="diri"),
        calculated("default(a; 5)"),
        rows=(calculated("sum(kegiatan.lipat)", key="lipat"),),
    )
    found = calculations(schema, ANSWERS)

    assert found[HASIL].value == 5
    circular = [found["umum", None, key] for key in ("a", "b", "diri")] + [found["kegiatan", "a", "lipat"]]
    assert {(one.value, one.why) for one in circular} == {
        (None, "rumusnya berputar kembali ke dirinya sendiri")
    }


def test_what_reads_a_circle_is_computed_behind_it():
    schema = form(
        calculated("default(c; 1) + 1"), calculated("b + 1", key="c"), calculated("b", key="b", label="B")
    )
    found = calculations(schema, ANSWERS)

    assert found[HASIL].value == 2
    assert found["umum", None, "c"].why == "“B” belum ada hasilnya"


def test_three_hundred_items_in_a_chain_are_computed():
    chain = [calculated(f"n{number - 1} + 1", key=f"n{number}") for number in range(300, 0, -1)]
    schema = form(*chain, calculated("1", key="n0"))

    assert calculated_values(schema, ANSWERS)["umum", None, "n300"] == 301


def test_a_form_without_calculated_items_has_no_values():
    assert calculated_values(official_form(), {}) == {}


@pytest.mark.parametrize("decimals", [-3, 0, 6, 10**9])
def test_any_number_of_decimals_is_computed(decimals):
    assert result("2 / 3", decimals=decimals).value == (1 if decimals <= 0 else Decimal("0.666667"))


def test_a_constant_beyond_all_bounds_gives_nothing_also_in_words():
    schema = replace(form(calculated("besar")), constants=(Constant("besar", "Besar", Decimal("1e999999")),))
    found = calculations(schema, ANSWERS)[HASIL]

    assert (found.value, found.words) == (
        None,
        "Besar (kosong): tidak dapat dihitung karena angkanya terlalu besar.",
    )


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("jam / hari", "Jumlah jam (120) ÷ Hari kerja (20) = 6"),
        ("jam * (hari - 2,5)", "Jumlah jam (120) × (Hari kerja (20) − 2,5) = 2.100"),
        ("setahun / 7", "Hari kerja setahun (240) ÷ 7 = 34,29"),
        ("sum(kegiatan.lama) / hari", "jumlah Lama (3; 4,5) ÷ Hari kerja (20) = 0,38"),
        ("count(kegiatan.catatan)", "banyaknya Catatan (1 terisi) = 1"),
        ("min(jam; 100)", "yang terkecil dari (Jumlah jam (120); 100) = 100"),
        ("round(jam / 7; 1)", "(Jumlah jam (120) ÷ 7, dibulatkan 1 desimal) = 17,1"),
        ("default(tambahan; 0)", "(Tambahan (5), atau 0 bila kosong) = 5"),
        (
            'if(status = "wfo"; mutu; 1)',
            "(jika Status (Dari rumah) = “Kantor” maka Mutu (Sesuai Ekspektasi, 2), selain itu 1) = 1",
        ),
        ("hari >= 20 atau inovasi", "Hari kerja (20) ≥ 20 atau Inovasi (Ya) = 1"),
        ("bukan inovasi", "bukan Inovasi (Ya) = 0"),
        ('peran <> "ketua"', "Peran (Anggota, Ketua) ≠ “Ketua” = 0"),
        ("rating - 1", "Rating (Di Atas Ekspektasi, 3) − 1 = 2"),
    ],
)
def test_the_calculation_in_words(formula, words):
    assert result(formula).words == words


@pytest.mark.parametrize(
    ("formula", "changes", "words"),
    [
        (
            "jam / hari",
            {"hari": "0"},
            "Jumlah jam (120) ÷ Hari kerja (0): tidak dapat dihitung karena pembaginya 0.",
        ),
        (
            "jam / hari",
            {"hari": None},
            "Jumlah jam (120) ÷ Hari kerja (kosong): tidak dapat dihitung karena “Hari kerja” belum diisi.",
        ),
        (
            "jam / hari",
            {"hari": NOT_APPLICABLE},
            "Jumlah jam (120) ÷ Hari kerja (kosong): tidak dapat dihitung karena “Hari kerja” tidak berlaku.",
        ),
        (
            "tambahan",
            {"inovasi": False},
            "Tambahan (kosong): tidak dapat dihitung karena “Tambahan” tidak tampil.",
        ),
        (
            "sum(kegiatan.lama)",
            {"kegiatan": []},
            "jumlah Lama (kosong): tidak dapat dihitung karena tidak ada nilai yang terisi.",
        ),
        ("jam +", {}, "Tidak ada hasil: rumusnya belum benar."),
        ("hasil + 1", {}, "Tidak ada hasil: rumusnya berputar kembali ke dirinya sendiri."),
    ],
)
def test_why_there_is_no_result_is_told(formula, changes, words):
    answers = {key: value for key, value in (ANSWERS | changes).items() if value is not None}
    assert result(formula, answers).words == words


def test_many_rows_are_told_with_the_first_ones():
    rows = [{"_row": str(number), "lama": str(number)} for number in range(1, 30)]

    assert result("sum(kegiatan.lama)", {"kegiatan": rows}).words == (
        "jumlah Lama (1; 2; 3; 4; 5; 6; 7; 8; …) = 435"
    )


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["1e9", "NaN", "ABOVE"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["_row", "lama"]), inner),
    max_leaves=6,
)
ALL_NAMES = 'default(jam + hari * mutu; 0) + sum(kegiatan.lipat; inovasi) + if(peran = "ketua"; 1; rating)'


@given(st.dictionaries(st.sampled_from([*ANSWERS]), JUNK), st.dictionaries(st.sampled_from([*FIGURES]), JUNK))
@examples(75)
def test_no_answers_make_it_raise(answers, figures):
    schema = form(calculated(ALL_NAMES), rows=(calculated("lama / (lama - 1)", key="lipat"),))

    for calculation in calculations(schema, answers, (), figures).values():
        assert calculation.words
