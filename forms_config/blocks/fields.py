"""The fields of a section, one block per kind: what officers fill in, and what of the field it makes.

A block is named after its kind (``FieldKind``); only the indicator is none.
"""

from decimal import Decimal
from typing import Any

from wagtail import blocks
from wagtail.blocks import BlockGroup, StructValue

from forms_config.adding import adds
from forms_config.engine.figures import FIGURES, figure
from forms_config.engine.schema import Choice
from forms_config.keys import KEY_LENGTH, validate_code

from .choosing import IndicatorChooserBlock, ScaleChooserBlock
from .levels import (
    descriptors,
    descriptors_block,
    required_level_block,
    required_levels,
    required_levels_block,
)
from .numbers import DecimalBlock
from .parts import KEY_HELP, RARELY_NEEDED, AnsweredBlock, ShownBlock, TidyBlock, folded_layout
from .reading import key_of, text
from .scoring import (
    DemandBlock,
    LevelScoringBlock,
    NumberScoringBlock,
    level_scoring,
    not_applicable_block,
    number_scoring,
    weight_block,
)

MAX_FORMULA = 20000  # the engine refuses earlier, and says so at the place; nothing typed is cut off
FIGURE_CHOICES = tuple((figure.source, figure.label) for figure in FIGURES)
FILE_KINDS = (
    ("pdf", "PDF"),
    ("jpg", "JPG"),
    ("png", "PNG"),
    ("docx", "Word (docx)"),
    ("xlsx", "Excel (xlsx)"),
    ("pptx", "PowerPoint (pptx)"),
)


class FormulaBlock(blocks.TextBlock):
    """The formula of a calculated item; picks.js offers the keys beside it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(rows=2, max_length=MAX_FORMULA, **kwargs)
        self.field.widget.attrs |= {"data-sekin-picks": "formula", "spellcheck": "false"}


def decimals_block(default: int = 0) -> blocks.IntegerBlock:
    return blocks.IntegerBlock(label="Angka di belakang koma", default=default, min_value=0, max_value=6)


class TextBlock(AnsweredBlock):
    max_length = blocks.IntegerBlock(
        label="Paling banyak huruf", required=False, min_value=1, max_value=20000
    )

    def own(self, value: StructValue) -> dict[str, Any]:
        return {"max_length": value["max_length"]}


class ShortTextBlock(TextBlock):
    class Meta:
        label = "Teks pendek"
        icon = "pilcrow"


class LongTextBlock(TextBlock):
    demand = DemandBlock()

    class Meta:
        label = "Teks panjang"
        icon = "doc-full"


class NumberBlock(AnsweredBlock):
    unit = blocks.CharBlock(label="Satuan", required=False, max_length=40)
    minimum = DecimalBlock(label="Paling kecil", required=False)
    maximum = DecimalBlock(label="Paling besar", required=False)
    decimals = decimals_block()
    not_applicable = not_applicable_block()
    scoring = NumberScoringBlock()

    class Meta:
        label = "Angka"
        icon = "decimal"

    def own(self, value: StructValue) -> dict[str, Any]:
        return {
            "unit": text(value, "unit"),
            "minimum": value["minimum"],
            "maximum": value["maximum"],
            "decimals": value["decimals"] or 0,
            "scoring": number_scoring(value["scoring"]),
        }


class MoneyBlock(AnsweredBlock):
    minimum = DecimalBlock(label="Paling kecil (rupiah)", required=False, default=Decimal(0))
    maximum = DecimalBlock(label="Paling besar (rupiah)", required=False)
    not_applicable = not_applicable_block()
    scoring = NumberScoringBlock()

    class Meta:
        label = "Nilai rupiah"
        icon = "tag"

    def own(self, value: StructValue) -> dict[str, Any]:
        return {
            "minimum": value["minimum"],
            "maximum": value["maximum"],
            "scoring": number_scoring(value["scoring"]),
        }


class CalculatedBlock(ShownBlock):
    formula = FormulaBlock(
        label="Rumus",
        help_text=(
            "Misalnya: selesai / masuk * 100. Pilih nama isian dari daftar di bawahnya. "
            "Pembagian dengan nol dan isian yang kosong membuat hasilnya kosong, bukan nol."
        ),
    )
    unit = blocks.CharBlock(label="Satuan", required=False, max_length=40)
    decimals = decimals_block(default=2)
    scoring = NumberScoringBlock()

    class Meta:
        label = "Angka yang dihitung"
        icon = "cogs"
        label_format = "{label} = {formula}"

    def own(self, value: StructValue) -> dict[str, Any]:
        return {
            "formula": text(value, "formula"),
            "unit": text(value, "unit"),
            "decimals": value["decimals"] or 0,
            "scoring": number_scoring(value["scoring"]),
        }


class ScaleBlock(AnsweredBlock):
    scale = ScaleChooserBlock("forms_config.RatingScale", label="Skala")
    descriptors = descriptors_block()
    not_applicable = not_applicable_block()
    required_levels = required_levels_block("Untuk kompetensi. Kesenjangannya terlihat oleh ASN dan penilai.")
    required_level = required_level_block()
    scoring = LevelScoringBlock()

    class Meta:
        label = "Rating pada skala"
        icon = "pick"

    def own(self, value: StructValue) -> dict[str, Any]:
        return {
            "scale": key_of(value["scale"]),
            "descriptors": descriptors(value),
            "required_level": text(value, "required_level"),
            "required_levels": required_levels(value),
            "scoring": level_scoring(value["scoring"]),
        }


class OptionBlock(TidyBlock):
    label = blocks.CharBlock(label="Pilihan", max_length=200)
    key = blocks.CharBlock(
        label="Kode tetap",
        required=False,
        max_length=KEY_LENGTH,
        validators=[validate_code],
        help_text=KEY_HELP,
    )

    class Meta:
        label = "Pilihan"
        label_format = "{label}"


class ChoicesBlock(AnsweredBlock):
    choices = blocks.ListBlock(OptionBlock(), label="Pilihan", default=[], form_attrs=adds("pilihan"))

    class Meta:
        label = "Pilih beberapa"
        icon = "list-ul"

    def own(self, value: StructValue) -> dict[str, Any]:
        return {"choices": tuple(Choice(text(one, "key"), text(one, "label")) for one in value["choices"])}


class ChoiceBlock(ChoicesBlock):
    not_applicable = not_applicable_block()

    class Meta:
        label = "Pilih satu"
        icon = "radio-full"


class YesNoBlock(AnsweredBlock):
    class Meta:
        label = "Ya atau tidak"
        icon = "check"


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
    demand = DemandBlock(label="Bukti wajib bila …")

    class Meta:
        label = "Bukti dukung (berkas)"
        icon = "upload"

    def own(self, value: StructValue) -> dict[str, Any]:
        most = {} if value["max_files"] is None else {"max_files": value["max_files"]}
        return most | {"extensions": tuple(value["extensions"] or ())}


class FigureBlock(ShownBlock):
    source = blocks.ChoiceBlock(
        label="Angka dari sistem",
        choices=FIGURE_CHOICES,
        help_text="Hanya dibaca. Tidak pernah mengurangi nilai diam-diam.",
    )
    unit = blocks.CharBlock(
        label="Satuan lain", required=False, max_length=40, help_text="Kosong: satuan angkanya sendiri."
    )

    class Meta:
        label = "Angka dari sistem"
        icon = "history"

    def own(self, value: StructValue) -> dict[str, Any]:
        source = text(value, "source")
        known = figure(source)
        return {"source": source, "unit": text(value, "unit") or (known.unit if known else "")}


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
    indicator = IndicatorChooserBlock("forms_config.Indicator", label="Indikator")
    not_applicable = not_applicable_block()
    required_levels = required_levels_block("Kosong: memakai tabel pada indikatornya.")
    required_level = required_level_block()
    scored = blocks.BooleanBlock(
        label="Ikut dihitung dalam skor bagian",
        required=False,
        help_text="Dengan skala: nilai tingkatnya. Dengan target: capaiannya. Lainnya: angkanya.",
    )
    weight = weight_block()
    cap = DecimalBlock(
        label="Batas tertinggi", required=False, help_text="Kosong: memakai batas pada indikatornya."
    )

    class Meta:
        label = "Indikator dari daftar"
        icon = "list-ol"
        label_format = "{indicator} {label}"

    def get_form_layout(self) -> BlockGroup:
        names = ["indicator", *(name for name in self.child_blocks if name != "indicator")]
        return folded_layout(names, rare=("label", "help_text", "cap", "not_applicable", *RARELY_NEEDED))


class FieldStream(blocks.StreamBlock):
    indicator = IndicatorBlock(group="Dari daftar")
    system_figure = FigureBlock(group="Dari daftar")
    calculated = CalculatedBlock(group="Dari daftar")
    long_text = LongTextBlock(group="Isian")
    short_text = ShortTextBlock(group="Isian")
    number = NumberBlock(group="Isian")
    money = MoneyBlock(group="Isian")
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
        form_attrs = adds("isian")
