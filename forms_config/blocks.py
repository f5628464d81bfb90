"""The vocabulary of the form editor. Only an editor: publishing compiles it, nothing behind it reads blocks.

A block name is stored with every draft and must not change; labels and help texts may.
"""

from wagtail import blocks
from wagtail.blocks import BlockGroup
from wagtail.snippets.blocks import SnippetChooserBlock

from forms_config.engine.schema import Area, FilledBy, Operator, Polarity, ScoreKind
from forms_config.keys import KEY_LENGTH, validate_code, validate_key

FILLED_BY = ((FilledBy.EMPLOYEE.value, "ASN"), (FilledBy.RATER.value, "Pejabat penilai"))
AREAS = (
    (Area.GENERAL.value, "Umum"),
    (Area.HASIL_KERJA.value, "Hasil kerja"),
    (Area.PERILAKU.value, "Perilaku kerja"),
    (Area.KOMPETENSI.value, "Kompetensi (di luar predikat)"),
)
OPERATORS = (
    (Operator.EQUALS.value, "sama dengan"),
    (Operator.ONE_OF.value, "salah satu dari"),
    (Operator.AT_LEAST.value, "paling sedikit (angka)"),
    (Operator.IS_EMPTY.value, "belum diisi"),
    (Operator.IS_NOT_EMPTY.value, "sudah diisi"),
)
POLARITIES = (
    (Polarity.HIGHER.value, "Makin tinggi makin baik"),
    (Polarity.LOWER.value, "Makin rendah makin baik"),
)
NUMBER_SCORES = (
    (ScoreKind.VALUE.value, "Ya, angkanya langsung menjadi skor"),
    (ScoreKind.ACHIEVEMENT.value, "Ya, sebagai capaian terhadap target"),
)
FIGURES = (
    ("attendance.working_days", "Presensi: hari kerja"),
    ("attendance.days_present", "Presensi: hari hadir"),
    ("attendance.late_minutes", "Presensi: menit terlambat"),
    ("attendance.early_minutes", "Presensi: menit pulang cepat"),
    ("attendance.unexcused_days", "Presensi: hari tanpa keterangan"),
    ("attendance.missing_taps", "Presensi: rekaman masuk atau pulang yang hilang"),
    ("feedback.count", "Jumlah catatan umpan balik pada periode ini"),
    ("last.predikat", "Predikat periode sebelumnya"),
)
FILE_KINDS = (
    ("pdf", "PDF"),
    ("jpg", "JPG"),
    ("png", "PNG"),
    ("docx", "Word (docx)"),
    ("xlsx", "Excel (xlsx)"),
    ("pptx", "PowerPoint (pptx)"),
)
KEY_HELP = "Biarkan kosong: dibuat dari nama. Tempat jawaban disimpan, jadi tetap setelah formulir terbit."


def key_block() -> blocks.CharBlock:
    return blocks.CharBlock(
        label="Kunci", required=False, max_length=KEY_LENGTH, validators=[validate_key], help_text=KEY_HELP
    )


def guidance_block() -> blocks.PageChooserBlock:
    return blocks.PageChooserBlock(
        label="Halaman panduan",
        required=False,
        page_type="forms_config.GuidancePage",
        help_text="Tautannya muncul di dekat isian.",
    )


# --- Conditions -------------------------------------------------------------------------------------
class ConditionBlock(blocks.StructBlock):
    field = blocks.CharBlock(label="Kunci isian yang dilihat", max_length=KEY_LENGTH)
    operator = blocks.ChoiceBlock(label="Syarat", choices=OPERATORS, default=Operator.EQUALS.value)
    values = blocks.CharBlock(
        label="Nilai",
        required=False,
        help_text="Kunci pilihan atau kode tingkat, dipisah koma. Ya/tidak ditulis yes atau no.",
    )

    class Meta:
        label = "Syarat"
        icon = "view"
        label_format = "{field} {operator} {values}"


class VisibilityBlock(blocks.StructBlock):
    match = blocks.ChoiceBlock(
        label="Bila ada beberapa syarat",
        choices=(("all", "Semua harus terpenuhi"), ("any", "Cukup salah satu")),
        default="all",
    )
    conditions = blocks.ListBlock(ConditionBlock(), label="Syarat", default=[])

    class Meta:
        label = "Tampilkan hanya bila …"
        icon = "view"
        help_text = "Tanpa syarat: selalu tampil. Yang tersembunyi tidak wajib, dinilai, atau disimpan."
        collapsed = True
        label_format = ""


# --- Scoring ----------------------------------------------------------------------------------------
def weight_block() -> blocks.DecimalBlock:
    return blocks.DecimalBlock(
        label="Bobot butir",
        default=1,
        min_value=0,
        help_text="Dibandingkan dengan butir lain dalam bagian yang sama. 1 berarti sama berat.",
    )


class LevelScoringBlock(blocks.StructBlock):
    scored = blocks.BooleanBlock(label="Ikut dihitung dalam skor bagian", required=False)
    weight = weight_block()

    class Meta:
        label = "Skor"
        icon = "order"
        collapsed = True
        label_format = ""


class NumberScoringBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(label="Ikut dihitung dalam skor bagian", choices=NUMBER_SCORES, required=False)
    weight = weight_block()
    target = blocks.DecimalBlock(
        label="Target",
        required=False,
        help_text="Untuk capaian. Kosong pada bagian rencana hasil kerja: memakai target SKP tiap baris.",
    )
    polarity = blocks.ChoiceBlock(label="Arah", choices=POLARITIES, default=Polarity.HIGHER.value)
    cap = blocks.DecimalBlock(
        label="Batas tertinggi",
        required=False,
        help_text="Capaian di atas batas dihitung sebesar batas, misalnya 120.",
    )

    class Meta:
        label = "Skor"
        icon = "order"
        collapsed = True
        label_format = ""


# --- Fields -----------------------------------------------------------------------------------------
RARELY_NEEDED = ("guides", "show_expectation", "guidance_page", "visible_if", "key")


class TidyBlock(blocks.StructBlock):
    """Keeps what is rarely needed in the settings of the block, folded away."""

    def get_form_layout(self) -> BlockGroup:
        if self.meta.form_layout is not None:
            return super().get_form_layout()
        names = list(self.child_blocks)
        return BlockGroup(
            [name for name in names if name not in RARELY_NEEDED],
            [name for name in names if name in RARELY_NEEDED],
        )


class ShownBlock(TidyBlock):
    """What every field has."""

    label = blocks.CharBlock(label="Nama", max_length=200)
    help_text = blocks.TextBlock(
        label="Petunjuk singkat", required=False, rows=2, help_text="Muncul di bawah nama isian."
    )
    guides = blocks.TextBlock(
        label="Daftar panduan",
        required=False,
        rows=3,
        help_text="Satu panduan per baris, misalnya panduan perilaku.",
    )
    guidance_page = guidance_block()
    visible_if = VisibilityBlock()
    key = key_block()

    class Meta:
        label_format = "{label}"


class AnsweredBlock(ShownBlock):
    filled_by = blocks.ChoiceBlock(label="Diisi oleh", choices=FILLED_BY, default=FilledBy.EMPLOYEE.value)
    required = blocks.BooleanBlock(label="Wajib diisi", required=False)
    show_expectation = blocks.BooleanBlock(
        label="Tampilkan ekspektasi khusus pimpinan",
        required=False,
        help_text="Untuk nilai BerAKHLAK: ekspektasi dari SKP dengan kunci yang sama.",
    )


class TextBlock(AnsweredBlock):
    max_length = blocks.IntegerBlock(
        label="Paling banyak huruf", required=False, min_value=1, max_value=20000
    )


class ShortTextBlock(TextBlock):
    class Meta:
        label = "Teks pendek"
        icon = "pilcrow"


class LongTextBlock(TextBlock):
    class Meta:
        label = "Teks panjang"
        icon = "doc-full"


class NumberBlock(AnsweredBlock):
    unit = blocks.CharBlock(label="Satuan", required=False, max_length=40)
    minimum = blocks.DecimalBlock(label="Paling kecil", required=False)
    maximum = blocks.DecimalBlock(label="Paling besar", required=False)
    decimals = blocks.IntegerBlock(label="Angka di belakang koma", default=0, min_value=0, max_value=6)
    scoring = NumberScoringBlock()

    class Meta:
        label = "Angka"
        icon = "decimal"


class ScaleBlock(AnsweredBlock):
    scale = SnippetChooserBlock("forms_config.RatingScale", label="Skala")
    required_level = blocks.CharBlock(
        label="Tingkat yang disyaratkan",
        required=False,
        max_length=KEY_LENGTH,
        help_text="Kode tingkat yang dibutuhkan jabatan, untuk kompetensi. Boleh kosong.",
    )
    scoring = LevelScoringBlock()

    class Meta:
        label = "Rating pada skala"
        icon = "pick"


class OptionBlock(TidyBlock):
    label = blocks.CharBlock(label="Pilihan", max_length=200)
    key = blocks.CharBlock(
        label="Kunci", required=False, max_length=KEY_LENGTH, validators=[validate_code], help_text=KEY_HELP
    )

    class Meta:
        label = "Pilihan"
        label_format = "{label}"


class ChoiceBlock(AnsweredBlock):
    choices = blocks.ListBlock(OptionBlock(), label="Pilihan", default=[])

    class Meta:
        label = "Pilih satu"
        icon = "radio-full"


class ChoicesBlock(ChoiceBlock):
    class Meta:
        label = "Pilih beberapa"
        icon = "list-ul"


class YesNoBlock(AnsweredBlock):
    class Meta:
        label = "Ya atau tidak"
        icon = "tick"


class DateBlock(AnsweredBlock):
    class Meta:
        label = "Tanggal"
        icon = "date"


class EvidenceBlock(AnsweredBlock):
    max_files = blocks.IntegerBlock(label="Paling banyak berkas", default=5, min_value=1, max_value=20)
    extensions = blocks.MultipleChoiceBlock(
        label="Jenis berkas",
        choices=FILE_KINDS,
        required=False,
        help_text="Kosong berarti semua jenis yang diizinkan.",
    )

    class Meta:
        label = "Bukti dukung (berkas)"
        icon = "upload"


class FigureBlock(ShownBlock):
    source = blocks.ChoiceBlock(
        label="Angka dari sistem",
        choices=FIGURES,
        help_text="Hanya dibaca. Tidak pernah mengurangi nilai diam-diam.",
    )
    unit = blocks.CharBlock(label="Satuan", required=False, max_length=40)

    class Meta:
        label = "Angka dari sistem"
        icon = "history"


class InformationBlock(ShownBlock):
    class Meta:
        label = "Teks informasi"
        icon = "info-circle"


class IndicatorBlock(AnsweredBlock):
    """Takes name, definition, unit, target and scale from the library, copied when the form is published."""

    label = blocks.CharBlock(
        label="Nama lain",
        required=False,
        max_length=200,
        help_text="Kosong: memakai nama dari daftar indikator.",
    )
    indicator = SnippetChooserBlock("forms_config.Indicator", label="Indikator")
    required_level = blocks.CharBlock(
        label="Tingkat yang disyaratkan",
        required=False,
        max_length=KEY_LENGTH,
        help_text="Kode tingkat yang dibutuhkan jabatan, untuk indikator dengan skala. Boleh kosong.",
    )
    scored = blocks.BooleanBlock(
        label="Ikut dihitung dalam skor bagian",
        required=False,
        help_text="Dengan skala: nilai tingkatnya. Dengan target: capaiannya. Lainnya: angkanya.",
    )
    weight = weight_block()
    cap = blocks.DecimalBlock(
        label="Batas tertinggi", required=False, help_text="Batas capaian, misalnya 120."
    )

    class Meta:
        label = "Indikator dari daftar"
        icon = "list-ol"
        label_format = "{indicator} {label}"
        form_layout = BlockGroup(
            children=["indicator", "filled_by", "required", "scored", "weight"],
            settings=["label", "help_text", "cap", "required_level", *RARELY_NEEDED],
        )


class FieldStream(blocks.StreamBlock):
    indicator = IndicatorBlock(group="Dari daftar")
    system_figure = FigureBlock(group="Dari daftar")
    long_text = LongTextBlock(group="Isian")
    short_text = ShortTextBlock(group="Isian")
    number = NumberBlock(group="Isian")
    scale = ScaleBlock(group="Isian")
    choice = ChoiceBlock(group="Isian")
    choices = ChoicesBlock(group="Isian")
    yes_no = YesNoBlock(group="Isian")
    date = DateBlock(group="Isian")
    evidence = EvidenceBlock(group="Isian")
    information = InformationBlock(group="Lainnya")

    class Meta:
        required = False
        collapsed = True


# --- Sections ---------------------------------------------------------------------------------------
class OverallBlock(blocks.StructBlock):
    label = blocks.CharBlock(label="Nama rating", max_length=120)
    scale = SnippetChooserBlock("forms_config.RatingScale", label="Skala")
    help_text = blocks.TextBlock(label="Petunjuk singkat", required=False, rows=2)
    key = key_block()

    class Meta:
        label = "Rating"
        icon = "pick"
        label_format = "{label}"


class SectionBlock(TidyBlock):
    label = blocks.CharBlock(label="Nama bagian", max_length=120)
    area = blocks.ChoiceBlock(label="Tentang", choices=AREAS, default=Area.GENERAL.value)
    description = blocks.TextBlock(label="Penjelasan", required=False, rows=2)
    fields = FieldStream(label="Isian")
    overall = blocks.ListBlock(
        OverallBlock(),
        label="Rating keseluruhan oleh penilai",
        max_num=1,
        default=[],
        help_text="Satu rating untuk seluruh bagian. Rating hasil kerja dan perilaku menentukan predikat.",
    )
    guidance_page = guidance_block()
    visible_if = VisibilityBlock()
    key = key_block()

    class Meta:
        label = "Bagian biasa"
        icon = "form"
        label_format = "{label}"


class PlanRowsBlock(SectionBlock):
    row_label = blocks.CharBlock(label="Sebutan satu baris", default="Hasil kerja", max_length=60)
    min_rows = blocks.IntegerBlock(label="Paling sedikit baris", default=1, min_value=0, max_value=50)

    class Meta:
        label = "Baris dari rencana hasil kerja (SKP)"
        icon = "table"


class FreeRowsBlock(SectionBlock):
    row_label = blocks.CharBlock(label="Sebutan satu baris", default="Kegiatan", max_length=60)
    min_rows = blocks.IntegerBlock(label="Paling sedikit baris", default=0, min_value=0, max_value=50)
    max_rows = blocks.IntegerBlock(label="Paling banyak baris", required=False, min_value=1, max_value=50)

    class Meta:
        label = "Baris bebas (ditambah sendiri)"
        icon = "table"


class SectionStream(blocks.StreamBlock):
    section = SectionBlock()
    plan_rows = PlanRowsBlock()
    free_rows = FreeRowsBlock()

    class Meta:
        required = False


# --- Bands of one item ------------------------------------------------------------------------------
class ScoreBandBlock(blocks.StructBlock):
    minimum = blocks.DecimalBlock(
        label="Mulai dari",
        required=False,
        help_text="Termasuk angka ini. Kosongkan pada rentang paling bawah.",
    )
    score = blocks.DecimalBlock(label="Nilainya", help_text="Yang dihitung dalam skor, misalnya 5.")
    label = blocks.CharBlock(label="Sebutan", required=False, max_length=60, help_text="Boleh kosong.")

    class Meta:
        label = "Rentang"
        icon = "order"
        label_format = "mulai {minimum}: {score} {label}"


class ScoreBandStream(blocks.StreamBlock):
    band = ScoreBandBlock()

    class Meta:
        required = False
        collapsed = True


# --- Index scheme -----------------------------------------------------------------------------------
class SectionWeightBlock(blocks.StructBlock):
    section = blocks.CharBlock(label="Kunci bagian", max_length=KEY_LENGTH)
    percent = blocks.DecimalBlock(label="Bobot (%)", min_value=0, max_value=100)

    class Meta:
        label = "Bobot bagian"
        label_format = "{section}: {percent}%"


class WeightSetBlock(blocks.StructBlock):
    label = blocks.CharBlock(
        label="Kapan dipakai",
        required=False,
        max_length=120,
        help_text="Misalnya: dengan pendapat rekan dan bawahan.",
    )
    weights = blocks.ListBlock(SectionWeightBlock(), label="Bobot tiap bagian")
    condition = blocks.ListBlock(
        ConditionBlock(),
        label="Syarat",
        max_num=1,
        default=[],
        help_text="Tanpa syarat: dipakai bila tidak ada susunan lain yang cocok.",
    )

    class Meta:
        label = "Susunan bobot"
        icon = "order"
        label_format = "{label}"


class WeightSetStream(blocks.StreamBlock):
    weight_set = WeightSetBlock()

    class Meta:
        required = False


class BandBlock(blocks.StructBlock):
    label = blocks.CharBlock(label="Sebutan", max_length=60)
    code = blocks.CharBlock(
        label="Kode",
        max_length=30,
        validators=[validate_code],
        help_text="Kode tetap untuk laporan, misalnya BAIK.",
    )
    minimum = blocks.DecimalBlock(
        label="Mulai dari",
        required=False,
        help_text="Termasuk angka ini. Kosongkan pada rentang paling bawah.",
    )
    condition = blocks.ListBlock(
        ConditionBlock(), label="Syarat tambahan", max_num=1, default=[], help_text="Boleh dikosongkan."
    )

    class Meta:
        label = "Rentang"
        icon = "order"
        label_format = "{label}, mulai {minimum}"


class BandStream(blocks.StreamBlock):
    band = BandBlock()

    class Meta:
        required = False
        collapsed = True
