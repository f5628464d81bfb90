"""Schemas with everything that an item can be: for what is drawn, and for how long drawing takes."""

from dataclasses import replace
from decimal import Decimal

from forms_config.engine.schema import (
    YES,
    Area,
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
    OverallRating,
    RequiredLevel,
    ScoreKind,
    Scoring,
    Section,
    SectionKind,
    Visibility,
)
from tests.schemas import COMPETENCE_LEVELS, EXPECTATION, QUADRANT, official_form

RATER = FilledBy.RATER


def numbers() -> Section:
    """Figures of the system, a number that may be "tidak berlaku", and what follows from them."""
    return Section(
        "kehadiran",
        "Kehadiran dan jam kerja",
        SectionKind.PLAIN,
        fields=(
            Field(
                "hadir",
                "Hari hadir",
                FieldKind.SYSTEM_FIGURE,
                source="attendance.days_present",
                help_text="Diambil sendiri oleh sistem.",
            ),
            Field("lalu", "Predikat lalu", FieldKind.SYSTEM_FIGURE, source="last.predikat"),
            Field(
                "lembur",
                "Jam lembur",
                FieldKind.NUMBER,
                required=True,
                unit="jam",
                minimum=Decimal(0),
                maximum=Decimal(60),
                not_applicable=NotApplicable.LEFT_OUT,
                scoring=Scoring(ScoreKind.VALUE),
            ),
            Field(
                "rata_lembur",
                "Rata-rata lembur per hari kerja",
                FieldKind.CALCULATED,
                unit="jam",
                decimals=2,
                formula="lembur / hari_kerja",
            ),
        ),
    )


def competences() -> Section:
    """Competencies with own descriptors, levels per kind of post, and a demand for a reason and a file."""
    return Section(
        "kompetensi",
        "Kompetensi",
        SectionKind.PLAIN,
        area=Area.KOMPETENSI,
        fields=(
            Field(
                "integritas",
                "Integritas",
                FieldKind.SCALE,
                RATER,
                required=True,
                scale=COMPETENCE_LEVELS.key,
                descriptors=(LevelDescriptor("1", "Jujur dalam tugas sendiri."),),
                required_level="2",
                required_levels=(RequiredLevel("PELAKSANA", "3"), RequiredLevel("ADMINISTRATOR", "4")),
                not_applicable=NotApplicable.FULL,
                scoring=Scoring(ScoreKind.LEVEL),
            ),
            Field(
                "alasan",
                "Alasan",
                FieldKind.LONG_TEXT,
                RATER,
                demand=Demand(DemandKind.EXTREME, "integritas"),
            ),
        ),
    )


def activities(layout: Layout = Layout.TABLE) -> Section:
    """Free rows with one column of most kinds."""
    return Section(
        "kegiatan",
        "Kegiatan tambahan",
        SectionKind.FREE_ROWS,
        row_label="Kegiatan",
        min_rows=2,
        max_rows=10,
        layout=layout,
        fields=(
            Field(
                "nama",
                "Nama kegiatan",
                FieldKind.SHORT_TEXT,
                required=True,
                help_text="Sebut juga tempatnya.",
            ),
            Field("jam", "Lama", FieldKind.NUMBER, unit="jam", required=True, minimum=Decimal(0)),
            Field("mutu", "Mutu menurut Anda", FieldKind.SCALE, scale=EXPECTATION.key, required=True),
            Field("luar", "Di luar jam kerja?", FieldKind.YES_NO),
            Field(
                "sebab",
                "Sebabnya",
                FieldKind.LONG_TEXT,
                visible_if=Visibility((Condition("luar", Operator.EQUALS, (YES,)),)),
            ),
            Field("surat", "Surat tugas", FieldKind.EVIDENCE, max_files=2, extensions=("pdf", "jpg")),
            Field(
                "jam_kali", "Jam dibobot", FieldKind.CALCULATED, formula="jam * 1,5", decimals=1, unit="jam"
            ),
        ),
    )


def rich_form() -> FormSchema:
    """The official form, and beside it everything that an officer may add."""
    official = official_form()
    return replace(
        official,
        key="kaya",
        title="Evaluasi dengan semua jenis isian",
        sections=(*official.sections, numbers(), competences(), activities()),
        scales=(EXPECTATION, COMPETENCE_LEVELS),
        matrix=QUADRANT,
        constants=(Constant("hari_kerja", "Hari kerja", Decimal(22), "hari"),),
    )


def sixty_items() -> FormSchema:
    """60 items of the usual kinds in 8 sections, one of them a table of two rows, each with a condition and help."""
    kinds = (FieldKind.SCALE, FieldKind.LONG_TEXT, FieldKind.NUMBER, FieldKind.YES_NO, FieldKind.CHOICE)
    sizes = (8, 8, 8, 8, 8, 8, 8, 4)
    sections = tuple(
        Section(
            f"bagian_{number}",
            f"Bagian {number}",
            SectionKind.PLAIN if number < len(sizes) else SectionKind.FREE_ROWS,
            layout=Layout.TABLE,
            min_rows=2,
            fields=tuple(_item(number, place, kinds[place % len(kinds)]) for place in range(size)),
            overall=OverallRating(f"rating_{number}", "Rating", EXPECTATION.key),
        )
        for number, size in enumerate(sizes, 1)
    )
    return FormSchema("enam_puluh", "Enam puluh butir", sections, scales=(EXPECTATION, COMPETENCE_LEVELS))


def _item(section: int, place: int, kind: FieldKind) -> Field:
    key = f"butir_{section}_{place}"
    shown_if = Condition(f"butir_{section}_{place - 1}", Operator.IS_NOT_EMPTY)
    return Field(
        key,
        f"Butir {section}.{place}",
        kind,
        help_text="Isi menurut keadaan sebulan terakhir.",
        guides=("Ramah dan cekatan", "Melakukan perbaikan tiada henti"),
        definition="Seberapa jauh hasil memenuhi harapan.",
        guidance_slug="bukti-dukung",
        scale=COMPETENCE_LEVELS.key if kind == FieldKind.SCALE else "",
        required_level="3" if kind == FieldKind.SCALE else "",
        choices=tuple(Choice(f"p{one}", f"Pilihan {one}") for one in range(5)),
        not_applicable=NotApplicable.LEFT_OUT,
        visible_if=Visibility((shown_if,)) if place % 8 == 7 else None,
    )
