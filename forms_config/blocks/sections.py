"""The sections of a form."""

from typing import Any

from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue

from forms_config.adding import adds
from forms_config.engine.schema import Area, Layout

from .choosing import ChoosingStreamValue, ScaleChooserBlock
from .fields import FieldStream
from .parts import TidyBlock, VisibilityBlock, guidance_block, key_block

AREAS = (
    (Area.GENERAL.value, "Umum"),
    (Area.HASIL_KERJA.value, "Hasil kerja"),
    (Area.PERILAKU.value, "Perilaku kerja"),
    (Area.KOMPETENSI.value, "Kompetensi (di luar predikat)"),
)
LAYOUTS = (
    (Layout.CARDS.value, "Satu kotak tiap baris"),
    (Layout.TABLE.value, "Tabel: satu kolom tiap isian"),
)


class OverallBlock(TidyBlock):
    label = blocks.CharBlock(label="Nama rating", max_length=120)
    scale = ScaleChooserBlock("forms_config.RatingScale", label="Skala")
    help_text = blocks.TextBlock(label="Petunjuk singkat", required=False, rows=2)
    extremes_need_fact = blocks.BooleanBlock(
        label="Tingkat tertinggi dan terendah perlu fakta",
        required=False,
        help_text="Alasan pada catatan, umpan balik, atau bukti dukung. Tanpa itu rating belum dapat ditetapkan.",
    )
    is_suggested = blocks.BooleanBlock(
        label="Beri saran dari isian yang dinilai",
        required=False,
        help_text="Tampil di samping rating bila lebih dari separuh isian penilai berskala sama menunjuk satu tingkat. "
        "Hanya saran: tidak dipilihkan dan tidak disimpan.",
    )
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
        form_attrs=adds("rating keseluruhan"),
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
    layout = blocks.ChoiceBlock(
        label="Bentuk",
        choices=LAYOUTS,
        default=Layout.CARDS.value,
        help_text="Tabel cocok untuk isian yang pendek. Di ponsel setiap baris tetap menjadi kotak.",
    )

    class Meta:
        label = "Baris bebas (ditambah sendiri)"
        icon = "table"


class SectionStream(blocks.StreamBlock):
    section = SectionBlock()
    plan_rows = PlanRowsBlock()
    free_rows = FreeRowsBlock()

    def to_python(self, value: Any) -> StreamValue:
        found = super().to_python(value)
        return ChoosingStreamValue(self, list(found.raw_data), is_lazy=True) if found.is_lazy else found

    class Meta:
        required = False
        collapsed = True
        form_attrs = adds("bagian")
