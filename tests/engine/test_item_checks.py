"""Faults of what items can do (not applicable, bands, demands, levels per post, tables) and of names."""

from dataclasses import replace
from decimal import Decimal

import pytest

from forms_config.engine.checks import CONSTANTS, SCALES, Level, problems
from forms_config.engine.schema import (
    Area,
    Choice,
    Constant,
    Demand,
    DemandKind,
    FieldKind,
    FilledBy,
    FormSchema,
    Layout,
    LevelDescriptor,
    NotApplicable,
    RequiredLevel,
    Scale,
    ScaleLevel,
    ScoreBand,
    ScoreKind,
    Section,
    SectionKind,
)
from tests.engine.test_checks import (
    BARE_SCALE,
    FREE_ROWS,
    NUMBER,
    PLAIN,
    RATED_ONCE,
    SCALE_FIELD,
    field,
    form,
    index,
    scored,
)
from tests.schemas import EXPECTATION, competence_sheet, pp30_form, service_form

SHEET = competence_sheet()
FULL, LEFT_OUT, ZERO = NotApplicable.FULL, NotApplicable.LEFT_OUT, NotApplicable.ZERO
EXTREME, SCORE = DemandKind.EXTREME, DemandKind.SCORE_AT_LEAST
OF_EMPLOYEE = replace(SCALE_FIELD, filled_by=FilledBy.EMPLOYEE)
EVIDENCE = field("bukti", FieldKind.EVIDENCE)
TABLE = replace(FREE_ROWS, layout=Layout.TABLE)


def sections(*parts, **changes):
    return form(sections=parts, **changes)


def levels(*posts, level="MEETS"):
    return replace(SCALE_FIELD, required_levels=tuple(RequiredLevel(post, level) for post in posts))


def banded(*limits, part=NUMBER, **changes):
    """A scored field with bands from these limits; "" is the band without one."""
    bands = tuple(ScoreBand(Decimal(one) if one else None, Decimal(1)) for one in limits)
    return scored(part=part, bands=bands, **changes)


def asking(name, kind=EXTREME, score=None, part=EVIDENCE):
    return replace(part, demand=Demand(kind, name, None if score is None else Decimal(score)))


def weighing(*weights):
    return form(
        *(scored(part=replace(NUMBER, key=f"x{n}"), weight=Decimal(w)) for n, w in enumerate(weights))
    )


def with_skipped(*ways):
    """The index form whose conduct section has one scored field for each way to count "tidak berlaku"."""
    skp, conduct, rest = pp30_form().sections
    fields = tuple(replace(conduct.fields[0], key=f"n{n}", not_applicable=way) for n, way in enumerate(ways))
    return index_form(skp, replace(conduct, fields=fields), rest)


def index_form(*parts):
    return replace(index(), sections=parts)


CASES = [
    ("label_missing", ("s", "x"), form(replace(NUMBER, label=" "))),
    ("label_missing", ("s",), sections(replace(PLAIN, label="", fields=(field(),)))),
    ("label_missing", ("s", "r"), sections(replace(RATED_ONCE, overall=replace(RATED_ONCE.overall, label="")))),
    ("label_missing", ("s", "x"), form(field(kind=FieldKind.CHOICE, choices=(Choice("a", ""),)))),
    ("label_missing", ("s", "x"), form(replace(field(kind=FieldKind.INFORMATION), label=""))),
    ("label_missing", (SCALES, "t"), form(field(), scales=(Scale("t", "T", (ScaleLevel("1", ""),)),))),
    ("label_too_long", ("s", "x"), form(replace(NUMBER, label="x" * 201))),
    ("bad_key", ("s", "x"), form(field(kind=FieldKind.CHOICE, choices=(Choice("@na", "A"),)))),
    ("bad_key", (SCALES, "t"), form(field(), scales=(Scale("t", "T", (ScaleLevel("@na", "A"),)),))),
    ("duplicate_key", (CONSTANTS, "k"), form(field(), constants=(Constant("k", "K", Decimal(1)),) * 2)),
    ("rows_max_not_positive", ("baris",), sections(replace(FREE_ROWS, max_rows=0))),
    ("table_without_rows", ("s",), sections(replace(PLAIN, fields=(field(),), layout=Layout.TABLE))),
    ("table_too_wide", ("baris",), sections(replace(TABLE, fields=tuple(field(f"x{n}") for n in range(7))))),
    ("figure_unknown_source", ("s", "x"), form(field(kind=FieldKind.SYSTEM_FIGURE, source="presensi.lama"))),
    ("evidence_without_files", ("s", "x"), form(field(kind=FieldKind.EVIDENCE, max_files=0, required=True))),
    ("descriptor_unknown_level", ("s", "x"), form(replace(SCALE_FIELD, descriptors=(LevelDescriptor("TOP", "A"),)))),
    ("unknown_required_level", ("s", "x"), form(levels("MAHIR", level="TOP"))),
    ("required_level_unknown_post", ("s", "x"), form(levels("LURAH"))),
    ("required_level_twice", ("s", "x"), form(levels("MAHIR", "MAHIR"))),
    (
        "competence_without_required_level",
        ("s",),
        sections(replace(PLAIN, area=Area.KOMPETENSI, fields=(SCALE_FIELD,))),
    ),
    (
        "scale_without_descriptors",
        (SCALES, "ekspektasi"),
        form(SCALE_FIELD, scales=(replace(EXPECTATION, levels=(ScaleLevel("1", "1"),)),)),
    ),
    ("words_figure_scored", ("s", "x"), form(scored(part=field(kind=FieldKind.SYSTEM_FIGURE, source="last.predikat")))),
    ("score_band_overlap", ("s", "x"), form(banded("90", "90", ""))),
    ("score_band_not_descending", ("s", "x"), form(banded("70", "90", ""))),
    ("score_band_not_descending", ("s", "x"), form(banded("", "90"))),
    ("score_band_without_floor", ("s", "x"), form(banded("90", "70"))),
    ("score_band_unreachable", ("s", "x"), form(banded("130", "", cap=Decimal(120)))),
    ("item_weights_not_100", ("s",), weighing(60, 30)),
    ("not_applicable_without_effect", ("s", "x"), form(field(not_applicable=ZERO))),
    ("not_applicable_without_maximum", ("s", "x"), form(scored(part=replace(NUMBER, not_applicable=FULL)))),
    ("not_applicable_everywhere", ("perilaku",), with_skipped(LEFT_OUT, LEFT_OUT)),
    (
        "suggestion_without_items",
        ("s", "r"),
        sections(replace(RATED_ONCE, overall=replace(RATED_ONCE.overall, is_suggested=True), fields=(OF_EMPLOYEE,))),
    ),
    ("demand_unknown_field", ("s", "bukti"), form(asking("hilang"))),
    ("demand_unknown_field", ("s", "bukti"), form(asking("bukti"))),
    ("demand_without_answer", ("s", "i"), form(SCALE_FIELD, asking("x", part=field("i", FieldKind.INFORMATION)))),
    ("demand_without_effect", ("s", "bukti"), form(SCALE_FIELD, replace(asking("x"), required=True))),
    ("demand_field_in_rows", ("s", "bukti"), sections(FREE_ROWS, replace(PLAIN, fields=(asking("isi"),)))),
    ("demand_on_rater_answer", ("s", "bukti"), form(SCALE_FIELD, replace(asking("x"), filled_by=FilledBy.EMPLOYEE))),
    ("demand_without_scale", ("s", "bukti"), form(NUMBER, asking("x"))),
    ("demand_without_score", ("s", "bukti"), form(NUMBER, asking("x", SCORE))),
    ("demand_without_score", ("s", "bukti"), form(field(), asking("x", SCORE, 3))),
    (
        "demand_without_score",
        ("s", "bukti"),
        form(replace(SCALE_FIELD, scale="t"), asking("x", SCORE, 3), scales=(BARE_SCALE,)),
    ),
]  # fmt: skip

WARNINGS = {
    "label_too_long",
    "table_without_rows",
    "table_too_wide",
    "competence_without_required_level",
    "scale_without_descriptors",
    "score_band_unreachable",
    "item_weights_not_100",
    "not_applicable_without_effect",
    "not_applicable_everywhere",
    "demand_without_effect",
    "demand_on_rater_answer",
    "suggestion_without_items",
}

SOUND = [
    service_form(),
    form(banded("90", "0")),
    form(banded("90", "50", part=replace(NUMBER, minimum=Decimal(50)))),
    form(scored(ScoreKind.ACHIEVEMENT, replace(NUMBER, not_applicable=FULL), target=Decimal(5))),
    weighing(1, 2, 3),
    weighing(60, 60),
    weighing(70, 30),
    with_skipped(LEFT_OUT, ZERO),
    with_skipped(LEFT_OUT, NotApplicable.REFUSED),
    form(SCALE_FIELD, asking("x"), asking("x", SCORE, 3, part=field("c", FieldKind.LONG_TEXT))),
    form(replace(field(kind=FieldKind.INFORMATION, help_text="Bacalah."), label=""), field("y")),
    sections(
        Section("s", "S", SectionKind.FREE_ROWS, fields=(SCALE_FIELD, asking("x"))),
        replace(RATED_ONCE, key="t", fields=(asking("r", part=field("z", FieldKind.EVIDENCE)),)),
    ),
]


@pytest.mark.parametrize(
    ("code", "path", "faulty"), CASES, ids=[f"{c}-{n}" for n, (c, _, _) in enumerate(CASES)]
)
def test_the_fault_is_found_at_its_place(code, path, faulty):
    found = [problem for problem in problems(faulty) if problem.code == code]

    assert [problem.path for problem in found] == [path]
    assert found[0].message.endswith(".")
    assert (found[0].level == Level.WARNING) == (code in WARNINGS)


@pytest.mark.parametrize("number", range(len(SOUND)))
def test_what_is_sound_has_no_problem(number):
    assert [problem for problem in problems(SOUND[number]) if problem.code != "overall_without_matrix"] == []


@pytest.mark.parametrize(
    ("faulty", "message"),
    [
        (
            form(banded("90", "70")),
            (
                "Rentang nilai “Isian x” berlubang: nilai di bawah 70 tidak masuk rentang mana pun."
                " Tambahkan rentang tanpa batas bawah."
            ),
        ),
        (
            weighing("60", "30.5"),
            (
                "Bobot butir di bagian “Bagian” berjumlah 90,5, bukan 100. Sesuaikan bila maksudnya persen;"
                " bila tidak, nilai tetap dihitung menurut perbandingannya."
            ),
        ),
        (
            form(replace(NUMBER, label="")),
            "Isian tanpa nama: Isian ke-1 di bagian “Bagian”. Isi namanya.",
        ),
        (
            form(SCALE_FIELD, replace(asking("x"), filled_by=FilledBy.EMPLOYEE)),
            (
                "“Isian bukti” diisi pegawai, tetapi baru wajib setelah penilai menilai “Isian x”. Saat pegawai"
                " mengirim, kewajiban ini belum berlaku. Biarkan penilai yang mengisinya."
            ),
        ),
    ],
)
def test_the_message_names_the_block_and_says_how_to_mend(faulty, message):
    assert [problem.message for problem in problems(faulty)] == [message]


def test_own_descriptors_make_up_for_those_of_the_scale():
    bare = Scale("t", "T", (ScaleLevel("1", "1"), ScaleLevel("2", "2")))
    told = tuple(LevelDescriptor(key, "Artinya") for key in "12")
    one, other = (replace(SCALE_FIELD, key=key, scale="t", descriptors=told) for key in "xy")

    assert problems(form(one, other, scales=(bare,))) == []
    assert [p.code for p in problems(form(one, replace(other, descriptors=told[:1]), scales=(bare,)))] == [
        "scale_without_descriptors"
    ]


def test_the_checks_take_any_draft():
    empty = Section(
        "", "", SectionKind.FREE_ROWS, fields=(field("", FieldKind.SCALE), field("", FieldKind.EVIDENCE))
    )

    assert problems(FormSchema("", "", (empty, empty)))
    assert problems(replace(SHEET, scales=()))
