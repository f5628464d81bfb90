"""What many blocks share: keys, guidance, conditions, what all fields have, the folds for what is rarely needed."""

from collections.abc import Iterable
from typing import Any

from wagtail import blocks
from wagtail.blocks import BlockGroup, StructValue

from forms_config.adding import adds
from forms_config.engine.schema import FilledBy, Operator
from forms_config.keys import KEY_LENGTH, validate_key

from .choosing import GuidanceChooserBlock
from .heads import PickBlock, QuietBlock

OPERATORS = (
    (Operator.EQUALS.value, "sama dengan"),
    (Operator.ONE_OF.value, "salah satu dari"),
    (Operator.AT_LEAST.value, "paling sedikit"),
    (Operator.IS_EMPTY.value, "belum diisi"),
    (Operator.IS_NOT_EMPTY.value, "sudah diisi"),
)
FILLED_BY = ((FilledBy.EMPLOYEE.value, "ASN"), (FilledBy.RATER.value, "Pejabat penilai"))
KEY_HELP = "Dibuat dari nama. Laporan mengenali isian dengan kode ini, jadi tidak berubah setelah terbit."
NEEDED_LEVELS = ("required_levels", "required_level")
CONDITIONAL = ("visible_if", "demand", "scoring")  # each folds itself, under its own name
RARELY_NEEDED = ("guides", "show_expectation", "guidance_page", "key")


def folded_layout(names: Iterable[str], rare: Iterable[str] = RARELY_NEEDED) -> BlockGroup:
    """First what everybody fills in, below it each rule and what is rarely needed, folded under a name in words.

    Nothing goes into the settings of a block: a gear says nothing of what is behind it.
    """
    names, folds = (
        list(names),
        {"Tingkat yang dibutuhkan jabatan": NEEDED_LEVELS, "Selengkapnya": tuple(rare)},
    )
    away = {*CONDITIONAL, *NEEDED_LEVELS, *folds["Selengkapnya"]}
    groups = (
        BlockGroup(
            [name for name in names if name in within],
            heading=heading,
            classname="collapsed",
            icon="list-ul",
            label_format="",
        )
        for heading, within in folds.items()
    )
    return BlockGroup(
        [
            *(name for name in names if name not in away),
            *(name for name in CONDITIONAL if name in names),
            *(group for group in groups if group.children),
        ]
    )


def key_block() -> blocks.CharBlock:
    block = blocks.CharBlock(
        label="Kode tetap",
        required=False,
        max_length=KEY_LENGTH,
        validators=[validate_key],
        help_text=KEY_HELP,
    )
    block.field.widget.attrs["data-sekin-key"] = ""
    return block


def guidance_block() -> GuidanceChooserBlock:
    return GuidanceChooserBlock(
        label="Halaman panduan",
        required=False,
        page_type="forms_config.GuidancePage",
        help_text="Tautannya muncul di dekat isian.",
    )


class ConditionBlock(QuietBlock):
    field = PickBlock(
        picks="answer",
        label="Isian yang dilihat",
        max_length=KEY_LENGTH,
        help_text="Pilih dari daftar: jawaban isian ini yang menentukan.",
    )
    operator = blocks.ChoiceBlock(label="Syarat", choices=OPERATORS, default=Operator.EQUALS.value)
    values = PickBlock(
        picks="value",
        label="Jawaban",
        required=False,
        help_text="Pilih dari daftar. Beberapa jawaban dipisah koma; untuk angka tulis angkanya.",
    )

    class Meta:
        label = "Syarat"
        icon = "view"
        label_format = "{field} {operator} {values}"


class VisibilityBlock(blocks.StructBlock):
    conditions = blocks.ListBlock(ConditionBlock(), label="Syarat", default=[], form_attrs=adds("syarat"))
    match = blocks.ChoiceBlock(
        label="Bila ada beberapa syarat",
        choices=(("all", "Semua harus terpenuhi"), ("any", "Cukup salah satu")),
        default="all",
    )

    class Meta:
        label = "Tampil bila …"
        icon = "view"
        help_text = "Tanpa syarat: selalu tampil. Yang tersembunyi tidak wajib, dinilai, atau disimpan."
        collapsed = True
        label_format = "{conditions}"


class TidyBlock(blocks.StructBlock):
    """Folds away what is rarely needed."""

    def get_form_layout(self) -> BlockGroup:
        return folded_layout(self.child_blocks)


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

    def own(self, value: StructValue) -> dict[str, Any]:
        """What this kind of field says beside what all fields say, as attributes of ``schema.Field``."""
        return {}


class AnsweredBlock(ShownBlock):
    """What somebody fills in."""

    filled_by = blocks.ChoiceBlock(label="Diisi oleh", choices=FILLED_BY, default=FilledBy.EMPLOYEE.value)
    required = blocks.BooleanBlock(label="Wajib diisi", required=False)
    show_expectation = blocks.BooleanBlock(
        label="Tampilkan ekspektasi khusus pimpinan",
        required=False,
        help_text="Untuk nilai BerAKHLAK: ekspektasi dari SKP dengan kode tetap yang sama.",
    )

    class Meta:
        label_format = "{label} ({filled_by})"
