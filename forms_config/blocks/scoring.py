"""How an answer counts: weights, targets, bands, "tidak berlaku", and when a field becomes required."""

from decimal import Decimal

from wagtail import blocks
from wagtail.blocks import StructValue

from forms_config.adding import adds
from forms_config.engine.schema import DemandKind, NotApplicable, Polarity, ScoreBand, ScoreKind, Scoring
from forms_config.keys import KEY_LENGTH

from .heads import PickBlock, QuietBlock
from .numbers import DecimalBlock
from .reading import text

POLARITIES = (
    (Polarity.HIGHER.value, "Makin tinggi makin baik"),
    (Polarity.LOWER.value, "Makin rendah makin baik"),
)
NUMBER_SCORES = (
    ("", "Tidak"),
    (ScoreKind.VALUE.value, "Ya, angkanya langsung menjadi skor"),
    (ScoreKind.ACHIEVEMENT.value, "Ya, sebagai capaian terhadap target"),
)
NOT_APPLICABLE = (
    (NotApplicable.REFUSED.value, "Tidak boleh"),
    (NotApplicable.LEFT_OUT.value, "Boleh, tidak ikut dihitung (bobotnya dibagi ke butir lain)"),
    (NotApplicable.ZERO.value, "Boleh, dihitung 0"),
    (NotApplicable.FULL.value, "Boleh, dihitung penuh"),
)
DEMANDS = (
    ("", "tidak dipakai"),
    (DemandKind.EXTREME.value, "rating paling rendah atau paling tinggi"),
    (DemandKind.SCORE_AT_LEAST.value, "nilainya paling sedikit …"),
)


def not_applicable_block() -> blocks.ChoiceBlock:
    return blocks.ChoiceBlock(
        label="Jawaban “tidak berlaku”",
        choices=NOT_APPLICABLE,
        default=NotApplicable.REFUSED.value,
        help_text="Untuk butir yang tidak ada pada pekerjaan sebagian orang.",
    )


def weight_block() -> DecimalBlock:
    return DecimalBlock(
        label="Bobot butir",
        default=1,
        min_value=0,
        help_text="Dibandingkan dengan butir lain dalam bagian yang sama. 1 berarti sama berat.",
    )


def weight(value: StructValue) -> Decimal:
    return Decimal(1 if value["weight"] is None else value["weight"])


class ScoreBandBlock(QuietBlock):
    minimum = DecimalBlock(
        label="Mulai dari",
        required=False,
        help_text="Termasuk angka ini. Kosongkan pada rentang paling bawah.",
    )
    score = DecimalBlock(label="Nilainya", help_text="Yang dihitung dalam skor, misalnya 5.")
    label = blocks.CharBlock(label="Sebutan", required=False, max_length=60, help_text="Boleh kosong.")

    class Meta:
        label = "Rentang"
        icon = "order"
        label_format = "mulai {minimum}: {score} {label}"


def score_band(value: StructValue) -> ScoreBand:
    return ScoreBand(value["minimum"], value["score"] or Decimal(0), text(value, "label"))


class ScoreBandStream(blocks.StreamBlock):
    band = ScoreBandBlock()

    class Meta:
        required = False
        collapsed = True
        form_attrs = adds("rentang")


class LevelScoringBlock(blocks.StructBlock):
    scored = blocks.BooleanBlock(label="Ikut dihitung dalam skor bagian", required=False)
    weight = weight_block()

    class Meta:
        label = "Skor"
        icon = "order"
        collapsed = True
        label_format = ""


def level_scoring(value: StructValue) -> Scoring | None:
    return Scoring(ScoreKind.LEVEL, weight(value)) if value["scored"] else None


class NumberScoringBlock(QuietBlock):
    kind = blocks.ChoiceBlock(label="Ikut dihitung dalam skor bagian", choices=NUMBER_SCORES, required=False)
    weight = weight_block()
    target = DecimalBlock(
        label="Target",
        required=False,
        help_text="Untuk capaian. Kosong pada bagian rencana hasil kerja: memakai target SKP tiap baris.",
    )
    polarity = blocks.ChoiceBlock(label="Arah", choices=POLARITIES, default=Polarity.HIGHER.value)
    cap = DecimalBlock(
        label="Batas tertinggi",
        required=False,
        help_text="Capaian di atas batas dihitung sebesar batas, misalnya 120.",
    )
    bands = blocks.ListBlock(
        ScoreBandBlock(),
        label="Rentang nilai",
        default=[],
        help_text="Mengubah capaian menjadi nilai, dari yang tertinggi. Kosong: capaiannya sendiri yang dihitung.",
        form_attrs=adds("rentang"),
    )

    class Meta:
        label = "Skor"
        icon = "order"
        collapsed = True
        label_format = "{kind}"


def number_scoring(value: StructValue) -> Scoring | None:
    if not value["kind"]:
        return None
    return Scoring(
        kind=ScoreKind(value["kind"]),
        weight=weight(value),
        target=value["target"],
        polarity=Polarity(value["polarity"] or Polarity.HIGHER),
        cap=value["cap"],
        bands=tuple(score_band(one) for one in value["bands"]),
    )


class DemandBlock(QuietBlock):
    kind = blocks.ChoiceBlock(label="Bila", choices=DEMANDS, required=False)
    field = PickBlock(
        picks="rated",
        label="Isian yang dilihat",
        required=False,
        max_length=KEY_LENGTH,
        help_text="Rating atau angka pada baris yang sama, atau di bagian lain formulir ini.",
    )
    score = DecimalBlock(label="Batas nilai", required=False, help_text="Untuk “paling sedikit”.")

    class Meta:
        label = "Wajib bila …"
        icon = "warning"
        help_text = "Misalnya bukti dukung hanya untuk rating ekstrem. Kosongkan bila tidak perlu."
        collapsed = True
        label_format = "{kind} {field}"
