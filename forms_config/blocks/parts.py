"""What many blocks share: keys, guidance, conditions, what all fields have, the fold for what is rarely needed."""

from typing import Any

from wagtail import blocks
from wagtail.blocks import BlockGroup, StructValue

from forms_config.engine.schema import FilledBy, Operator
from forms_config.keys import KEY_LENGTH, validate_key

OPERATORS = (
    (Operator.EQUALS.value, "sama dengan"),
    (Operator.ONE_OF.value, "salah satu dari"),
    (Operator.AT_LEAST.value, "paling sedikit"),
    (Operator.IS_EMPTY.value, "belum diisi"),
    (Operator.IS_NOT_EMPTY.value, "sudah diisi"),
)
FILLED_BY = ((FilledBy.EMPLOYEE.value, "ASN"), (FilledBy.RATER.value, "Pejabat penilai"))
KEY_HELP = "Dibuat dari nama. Tempat jawaban disimpan, jadi tidak berubah setelah formulir terbit."
RARELY_NEEDED = ("guides", "show_expectation", "guidance_page", "visible_if", "key")


class PickBlock(blocks.CharBlock):
    """A text for which the editor offers what may stand there (``picks``, see picks.js): keys, values, levels."""

    def __init__(self, *, picks: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field.widget.attrs |= {"data-sekin-picks": picks, "autocomplete": "off"}


def key_block() -> blocks.CharBlock:
    block = blocks.CharBlock(
        label="Kunci", required=False, max_length=KEY_LENGTH, validators=[validate_key], help_text=KEY_HELP
    )
    block.field.widget.attrs["data-sekin-key"] = ""
    return block


def guidance_block() -> blocks.PageChooserBlock:
    return blocks.PageChooserBlock(
        label="Halaman panduan",
        required=False,
        page_type="forms_config.GuidancePage",
        help_text="Tautannya muncul di dekat isian.",
    )


class ConditionBlock(blocks.StructBlock):
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
        help_text="Untuk nilai BerAKHLAK: ekspektasi dari SKP dengan kunci yang sama.",
    )

    class Meta:
        label_format = "{label} ({filled_by})"
