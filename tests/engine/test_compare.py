"""Two forms side by side: every attribute is noticed, said in words, and sorted by what it touches."""

import dataclasses
import typing
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum

import pytest

from forms_config.engine import schema as schema_module
from forms_config.engine.compare import SCALES, ChangeKind, Effect, changes, is_wording_only
from forms_config.engine.compare.words import ENUMS
from forms_config.engine.schema import (
    Area,
    Band,
    Choice,
    Condition,
    Constant,
    Demand,
    DemandKind,
    Field,
    FieldKind,
    FilledBy,
    FormSchema,
    Layout,
    LevelDescriptor,
    NotApplicable,
    Operator,
    Polarity,
    Reading,
    RequiredLevel,
    Scale,
    ScaleLevel,
    ScoreBand,
    ScoreKind,
    Scoring,
    Section,
    SectionKind,
    Visibility,
    WeightSet,
)
from tests.schemas import COMPETENCE_LEVELS, QUADRANT, official_form, pp30_form

# --- Every attribute of every class -----------------------------------------------------------------
RICH = Field(
    key="mutu",
    label="Mutu",
    kind=FieldKind.SCALE,
    help_text="Nilai mutunya.",
    guides=("Teliti",),
    guidance_slug="mutu",
    indicator="MUTU",
    definition="Mutu laporan",
    how_measured="Dari telaah",
    unit="poin",
    minimum=Decimal(1),
    maximum=Decimal(5),
    decimals=1,
    max_length=100,
    scale=COMPETENCE_LEVELS.key,
    descriptors=(LevelDescriptor("1", "Mulai paham."), LevelDescriptor("2", "Paham.")),
    required_level="2",
    required_levels=(RequiredLevel("PENGAWAS", "3"),),
    choices=(Choice("a", "Pilihan A"), Choice("b", "Pilihan B")),
    extensions=("pdf",),
    source="attendance.percentage",
    formula="mutu * 2",
    not_applicable=NotApplicable.LEFT_OUT,
    demand=Demand(DemandKind.SCORE_AT_LEAST, "catatan", Decimal(100)),
    visible_if=Visibility((Condition("rating_perilaku", Operator.ONE_OF, ("ABOVE",)),)),
    scoring=Scoring(
        ScoreKind.LEVEL,
        Decimal(1),
        Decimal(10),
        Polarity.HIGHER,
        Decimal(120),
        (ScoreBand(Decimal(1), Decimal(1), "x"),),
    ),
)


def rich_form() -> FormSchema:
    """A form in which every attribute is set somewhere."""
    form = official_form()
    only = Section(
        key="tambahan",
        label="Kegiatan Tambahan",
        kind=SectionKind.FREE_ROWS,
        description="Di luar rencana.",
        guidance_slug="tambahan",
        fields=(RICH, Field("catatan", "Catatan", FieldKind.LONG_TEXT)),
        overall=replace(form.sections[0].overall, key="rating_tambahan", help_text="Satu rating."),
        max_rows=5,
        visible_if=Visibility((Condition("rating_perilaku", Operator.EQUALS, ("MEETS",)),)),
    )
    return replace(
        form,
        sections=(only, *form.sections),
        scales=(COMPETENCE_LEVELS, *form.scales),
        index=replace(
            pp30_form().index,
            weight_sets=(
                WeightSet(
                    (("hasil_kerja", Decimal(60)), ("perilaku", Decimal(40))),
                    "khusus",
                    Condition("rating_perilaku", Operator.EQUALS, ("ABOVE",)),
                ),
                WeightSet((("hasil_kerja", Decimal(70)), ("perilaku", Decimal(30)))),
            ),
        ),
        constants=(Constant("hari_kerja", "Hari kerja", Decimal(240), "hari"),),
        reading=Reading("cara-mengisi", "Cara Mengisi"),
    )


CLASSES = [
    one
    for one in vars(schema_module).values()
    if dataclasses.is_dataclass(one) and one.__module__ == schema_module.__name__
]
ATTRIBUTES = [(cls, attribute.name) for cls in CLASSES for attribute in dataclasses.fields(cls)]

# Where a change reports another name than "Class.attribute": a key is an identity, and small values are
# told as a whole by the attribute that holds them.
NAMED_BY = {
    "Section.key": "Section",
    "Section.fields": "Field",
    "Section.overall": "OverallRating",
    "Field.key": "Field",
    "OverallRating.key": "OverallRating",
    "Choice.key": "Field.choices",
    "Scale.key": "Scale",
    "ScaleLevel.key": "Scale.levels",
    "PredikatLevel.code": "MatrixScheme.levels",
    "Band.code": "WeightedScheme.bands",
    "Constant.key": "FormSchema.constants",
    "FormSchema.sections": "Section",
    "FormSchema.scales": "Scale",
    "FormSchema.matrix": "MatrixScheme",
    "FormSchema.index": "WeightedScheme",
}
HELD_BY = {
    "Visibility": {"Section.visible_if", "Field.visible_if"},
    "Condition": {"Section.visible_if", "Field.visible_if", "WeightSet.condition"},
    "Demand": {"Field.demand"},
    "RequiredLevel": {"Field.required_levels"},
    "LevelDescriptor": {"Field.descriptors"},
    "ScoreBand": {"Scoring.bands"},
}
WORDS_ONLY = {
    "FormSchema.key", "FormSchema.title", "FormSchema.introduction", "Reading.title",
    "Section.label", "Section.description", "Section.guidance_slug", "Section.row_label", "Section.layout",
    "Field.label", "Field.help_text", "Field.guides", "Field.guidance_slug", "Field.definition",
    "Field.how_measured", "Field.unit", "Field.descriptors", "LevelDescriptor.level", "LevelDescriptor.text",
    "OverallRating.label", "OverallRating.help_text", "Choice.label",
    "Scale.label", "ScaleLevel.label", "ScaleLevel.descriptor",
    "MatrixScheme.label", "MatrixScheme.legal_basis", "PredikatLevel.label",
    "WeightedScheme.label", "WeightedScheme.legal_basis", "WeightSet.label", "Band.label",
    "Constant.label", "Constant.unit",
}  # fmt: skip


def other(value: object) -> object:
    """Another value of the same type."""
    match value:
        case bool():
            return not value
        case StrEnum():
            members = list(type(value))
            return members[(members.index(value) + 1) % len(members)]
        case Decimal() | int():
            return value + 1
        case str():
            return {"all": "any"}.get(value, f"{value}_x")
        case tuple() if value and dataclasses.is_dataclass(value[0]):
            return value[1:]
        case tuple() if value and isinstance(value[0], tuple):
            return ((*value[0][:-1], other(value[0][-1])), *value[1:])
        case tuple():
            return (*value, "baru")
    assert value is not None, "set it in rich_form"
    return None


def with_other(tree: object, cls: type, attribute: str) -> object:
    """``tree`` with another value for this attribute of the first object that has one; None if there is none."""
    if isinstance(tree, cls) and getattr(tree, attribute) is not None:
        return replace(tree, **{attribute: other(getattr(tree, attribute))})
    if isinstance(tree, tuple):
        for number, inner in enumerate(tree):
            if (changed := with_other(inner, cls, attribute)) is not None:
                return (*tree[:number], changed, *tree[number + 1 :])
    elif dataclasses.is_dataclass(tree):
        for one in dataclasses.fields(tree):
            if (changed := with_other(getattr(tree, one.name), cls, attribute)) is not None:
                return replace(tree, **{one.name: changed})
    return None


@pytest.mark.parametrize(("cls", "attribute"), ATTRIBUTES, ids=[f"{c.__name__}.{a}" for c, a in ATTRIBUTES])
def test_a_change_of_any_attribute_is_named_and_weighed(cls, attribute):
    name = f"{cls.__name__}.{attribute}"
    form = rich_form()
    edited = with_other(form, cls, attribute)
    assert edited not in (None, form), "rich_form must set this attribute"

    found = changes(form, edited)

    expected = HELD_BY.get(cls.__name__, {NAMED_BY.get(name, name)})
    assert {change.attribute for change in found} & expected
    assert all(change.sentence.endswith(".") and change.where for change in found)
    assert is_wording_only(form, edited) == (name in WORDS_ONLY)


def test_what_was_switched_on_or_off_is_said_on_both_sides():
    form = pp30_form()
    (change,) = changes(form, with_field(form, "realisasi", required=False))
    assert (change.before, change.after) == ("wajib", "tidak wajib")


def test_equal_forms_have_no_changes():
    assert changes(rich_form(), rich_form()) == ()
    assert is_wording_only(rich_form(), rich_form())


def test_every_member_of_every_enum_that_is_shown_has_words():
    hints = [typing.get_type_hints(cls) for cls in CLASSES]
    shown = {kind for hint in hints for kind in hint.values() if kind in ENUMS}
    assert shown == set(ENUMS)
    assert [(enum, set(enum) - set(names)) for enum, names in ENUMS.items() if set(enum) != set(names)] == []


# --- The words --------------------------------------------------------------------------------------
def told(before: FormSchema, after: FormSchema) -> list[str]:
    return [change.sentence for change in changes(before, after)]


def with_field(form: FormSchema, name: str, **values: object) -> FormSchema:
    sections = tuple(
        replace(s, fields=tuple(replace(f, **values) if f.key == name else f for f in s.fields))
        for s in form.sections
    )
    return replace(form, sections=sections)


def with_fields(form: FormSchema, number: int, fields: tuple[Field, ...]) -> FormSchema:
    sections = list(form.sections)
    sections[number] = replace(sections[number], fields=fields)
    return replace(form, sections=tuple(sections))


def test_an_added_field_says_whether_it_must_be_answered_and_by_whom():
    form = official_form()
    new = Field("kendala", "Kendala", FieldKind.LONG_TEXT, required=True)

    (change,) = changes(form, with_fields(form, 0, (*form.sections[0].fields, new)))

    assert change.sentence == "Isian “Kendala” ditambahkan (wajib, diisi pegawai, teks panjang)."
    assert (change.kind, change.effect, change.path) == (
        ChangeKind.ADDED,
        Effect.FILLING,
        ("hasil_kerja", "kendala"),
    )
    assert (change.where, change.before) == ("Hasil Kerja › Kendala", "")


def test_what_is_removed_stands_on_the_side_before():
    form = official_form()

    (change,) = changes(form, with_fields(form, 0, form.sections[0].fields[:2]))

    assert change.sentence == "Isian “Umpan balik berkelanjutan” dihapus (diisi penilai, teks panjang)."
    assert (change.before, change.after) == ("diisi penilai, teks panjang", "")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"label": "Realisasi kerja"}, "Nama isian berubah dari “Realisasi” menjadi “Realisasi kerja”."),
        ({"required": False}, "“Realisasi” tidak lagi wajib diisi."),
        ({"minimum": None}, "Angka paling kecil “Realisasi” dihapus, sebelumnya 0."),
        ({"maximum": Decimal("1250.5")}, "Angka paling besar “Realisasi” ditambahkan: 1.250,5."),
        ({"filled_by": FilledBy.RATER}, "Yang mengisi “Realisasi” berubah dari pegawai menjadi penilai."),
        ({"help_text": "Isi " * 30}, "Petunjuk singkat “Realisasi” ditambahkan."),
        ({"help_text": "Isi angkanya."}, "Petunjuk singkat “Realisasi” ditambahkan."),
        (
            {"scoring": None},
            "“Realisasi” tidak lagi ikut dihitung dalam skor (sebelumnya capaian terhadap target, bobot 1).",
        ),
        (
            {"visible_if": Visibility((Condition("pendapat_rekan", Operator.EQUALS, ("yes",)),))},
            "Syarat tampil “Realisasi” ditambahkan: hanya bila “Ada pendapat rekan kerja dan bawahan” dijawab Ya.",
        ),
    ],
)
def test_an_attribute_of_a_field_is_told(values, sentence):
    form = pp30_form()
    assert told(form, with_field(form, "realisasi", **values)) == [sentence]


def test_the_weight_of_an_item_and_of_a_section_are_told():
    form = pp30_form()
    scoring = form.sections[0].fields[0].scoring
    heavier = with_field(form, "realisasi", scoring=replace(scoring, weight=Decimal("2.5")))
    assert told(form, heavier) == ["Bobot “Realisasi” berubah dari 1 menjadi 2,5."]

    special, usual = form.index.weight_sets
    usual = replace(usual, weights=(("skp", Decimal(80)), ("perilaku", Decimal(20))))
    edited = replace(form, index=replace(form.index, weight_sets=(special, usual)))
    assert told(form, edited) == [
        "Bobot “SKP” berubah dari 70% menjadi 80%.",
        "Bobot “Perilaku kerja” berubah dari 30% menjadi 20%.",
    ]
    assert {change.effect for change in changes(form, edited)} == {Effect.RESULT}


def test_a_weight_set_whose_condition_changed_is_the_same_set():
    form = pp30_form()
    special, usual = form.index.weight_sets
    other_condition = replace(special, condition=Condition("inovasi", Operator.EQUALS, ("yes",)))
    edited = replace(form, index=replace(form.index, weight_sets=(other_condition, usual)))

    (change,) = changes(form, edited)

    assert change.attribute == "WeightSet.condition"
    assert told(form, replace(form, index=replace(form.index, weight_sets=(usual,)))) == [
        "Susunan bobot dihapus: dengan pendapat rekan dan bawahan (SKP 60%, Perilaku kerja 40%)."
    ]


def test_a_cell_of_the_quadrant_is_told_with_both_ratings():
    form = official_form()
    cells = (*QUADRANT.cells[:3], ("MEETS", "ABOVE", "SANGAT_BAIK"), *QUADRANT.cells[4:])

    (change,) = changes(form, replace(form, matrix=replace(QUADRANT, cells=cells)))

    assert change.sentence == ("Sel kuadran Sesuai Ekspektasi × Di Atas Ekspektasi: Baik → Sangat Baik.")
    assert (change.before, change.after, change.effect) == ("Baik", "Sangat Baik", Effect.RESULT)


def test_a_quadrant_that_comes_or_goes_is_one_change():
    form = official_form()
    assert told(form, replace(form, matrix=None)) == ["Kuadran “Kuadran Kinerja Pegawai” tidak lagi dipakai."]
    assert told(replace(form, matrix=None), form) == ["Kuadran “Kuadran Kinerja Pegawai” kini dipakai."]


@pytest.mark.parametrize(
    ("minimum", "sentence"),
    [
        (Decimal(89), "Rentang “Baik” kini mulai dari 89, sebelumnya 90."),
        (None, "Rentang “Baik” kini tanpa batas bawah, sebelumnya 90."),
    ],
)
def test_the_start_of_a_band_is_told(minimum, sentence):
    form = pp30_form()
    bands = tuple(replace(b, minimum=minimum) if b.code == "BAIK" else b for b in form.index.bands)
    assert told(form, replace(form, index=replace(form.index, bands=bands))) == [sentence]


def test_two_bands_of_one_code_are_not_mixed_up():
    form = pp30_form()
    twice = (*form.index.bands[:2], Band("BAIK", "Baik", Decimal(80)), *form.index.bands[2:])
    edited = replace(form, index=replace(form.index, bands=twice))
    assert told(form, edited) == ["Rentang “Baik” ditambahkan pada indeks: mulai dari 80."]


def test_levels_of_a_scale_are_told():
    form = official_form()
    scale = form.scales[0]
    levels = (ScaleLevel("TOP", "Istimewa", Decimal(4)), replace(scale.levels[0], value=Decimal("3.5")))
    edited = replace(form, scales=(replace(scale, levels=(*levels, scale.levels[1])),))

    found = changes(form, edited)

    assert [change.sentence for change in found] == [
        "Tingkat “Istimewa” ditambahkan pada skala “Rating terhadap ekspektasi”: nilai 4.",
        "Nilai tingkat “Di Atas Ekspektasi” berubah dari 3 menjadi 3,5.",
        "Tingkat “Di Bawah Ekspektasi” dihapus pada skala “Rating terhadap ekspektasi”: nilai 1.",
    ]
    assert {(change.effect, change.path) for change in found} == {(Effect.RESULT, (SCALES, scale.key))}


def test_levels_are_named_by_the_scale_of_their_own_field():
    clash = Scale("lain", "Lain", (ScaleLevel("1", "Buruk"), ScaleLevel("2", "Lumayan")))
    form = replace(rich_form(), scales=(clash, *rich_form().scales))
    edited = with_field(form, "mutu", required_level="1")
    assert told(form, edited) == ["Tingkat yang disyaratkan “Mutu” berubah dari 2 – Dasar menjadi 1 – Paham."]


# --- What moves -------------------------------------------------------------------------------------
def test_only_the_field_that_moved_is_told():
    form = official_form()
    first, *others = form.sections[1].fields
    edited = with_fields(form, 1, (*others, first))

    (change,) = changes(form, edited)

    assert change.kind == ChangeKind.MOVED
    assert change.sentence == f"Isian “{first.label}” kini setelah “{others[-1].label}”."
    assert told(edited, form) == [f"Isian “{first.label}” kini paling atas."]


def test_sections_that_swap_places_are_one_move():
    form = official_form()
    found = changes(form, replace(form, sections=form.sections[::-1]))
    assert [(c.kind, c.attribute) for c in found] == [(ChangeKind.MOVED, "Section")]


def test_a_field_in_another_section_keeps_its_history_and_warns_where_rows_are_concerned():
    form = pp30_form()
    rows, conduct, facts = form.sections
    innovation = facts.fields[1]
    into_plain = replace(
        form,
        sections=(
            rows,
            replace(conduct, fields=(*conduct.fields, replace(innovation, required=False))),
            replace(facts, fields=facts.fields[:1]),
        ),
    )
    into_rows = replace(
        form,
        sections=(
            replace(rows, fields=(*rows.fields, innovation)),
            conduct,
            replace(facts, fields=facts.fields[:1]),
        ),
    )
    moved, changed = changes(form, into_plain)
    assert (moved.kind, moved.before, moved.after, moved.warning) == (
        ChangeKind.MOVED,
        "Keadaan",
        "Perilaku kerja",
        "",
    )
    assert changed.sentence == f"“{innovation.label}” tidak lagi wajib diisi."
    (moved,) = changes(form, into_rows)
    assert moved.warning.endswith("tidak ikut terbawa.")


def test_a_moved_item_that_counts_changes_the_result():
    form = pp30_form()
    rows, conduct, facts = form.sections
    edited = replace(
        form, sections=(rows, replace(conduct, fields=()), replace(facts, fields=conduct.fields))
    )
    effects = {c.attribute: c.effect for c in changes(form, edited) if c.path[-1] == "nilai_perilaku"}
    assert effects == {"Field": Effect.RESULT}


# --- The same name under another key ----------------------------------------------------------------
def test_the_same_label_under_another_key_is_removed_and_added_with_a_warning():
    form = official_form()
    edited = with_field(form, "realisasi", key="realisasi_2")

    added, removed = changes(form, edited)

    assert (added.kind, removed.kind) == (ChangeKind.ADDED, ChangeKind.REMOVED)
    assert "(realisasi → realisasi_2). Jawaban yang sudah ada tidak ikut terbawa." in added.warning


@pytest.mark.parametrize(("cls", "key"), [(Section, "key"), (Choice, "key"), (ScaleLevel, "key")])
def test_sections_choices_and_levels_warn_as_well(cls, key):
    form = rich_form()
    warnings = [change.warning for change in changes(form, with_other(form, cls, key)) if change.warning]
    assert any("tidak ikut terbawa" in warning for warning in warnings)


def test_another_label_under_another_key_warns_of_nothing():
    form = official_form()
    edited = with_field(form, "realisasi", key="baru", label="Sesuatu yang baru")
    assert [change.warning for change in changes(form, edited)] == ["", ""]


# --- Unfinished drafts ------------------------------------------------------------------------------
def test_duplicate_and_empty_keys_of_a_draft_are_compared_all_the_same():
    form = official_form()
    twin = replace(form.sections[0].fields[0], label="Kembar")
    edited = with_fields(
        form, 0, (*form.sections[0].fields, twin, Field("", "", FieldKind.SCALE, scale="hilang"))
    )
    assert [change.kind for change in changes(form, edited)] == [ChangeKind.ADDED, ChangeKind.ADDED]


def test_conditions_that_read_the_same_are_told_to_differ():
    form = official_form()
    scale = replace(
        form.scales[0], levels=tuple(replace(level, label="Sama") for level in form.scales[0].levels)
    )
    form = replace(form, scales=(scale,))
    one, two = (
        with_field(
            form, "loyal", visible_if=Visibility((Condition("rating_perilaku", Operator.EQUALS, (key,)),))
        )
        for key in ("ABOVE", "MEETS")
    )
    (sentence,) = told(one, two)
    assert sentence == "Syarat tampil “Loyal” berubah, meskipun sebutannya tetap sama."


def test_a_table_instead_of_cards_and_the_area_are_of_different_weight():
    form = official_form()
    table = replace(form.sections[0], layout=Layout.TABLE)
    about = replace(form.sections[0], area=Area.GENERAL)
    assert is_wording_only(form, replace(form, sections=(table, form.sections[1])))
    assert changes(form, replace(form, sections=(about, form.sections[1])))[0].effect == Effect.RESULT
