"""The supporting index: weights per section, then bands."""

from wagtail import blocks

from forms_config.adding import adds
from forms_config.keys import KEY_LENGTH, validate_code

from .heads import PickBlock, QuietBlock
from .numbers import DecimalBlock
from .parts import ConditionBlock


class SectionWeightBlock(QuietBlock):
    section = PickBlock(
        picks="section", label="Bagian", max_length=KEY_LENGTH, help_text="Pilih bagian formulir dari daftar."
    )
    percent = DecimalBlock(label="Bobot (%)", min_value=0, max_value=100)

    class Meta:
        label = "Bobot bagian"
        label_format = "{section} {percent}%"


class WeightSetBlock(blocks.StructBlock):
    label = blocks.CharBlock(
        label="Kapan dipakai",
        required=False,
        max_length=120,
        help_text="Misalnya: dengan pendapat rekan dan bawahan.",
    )
    weights = blocks.ListBlock(
        SectionWeightBlock(), label="Bobot tiap bagian", form_attrs=adds("bobot satu bagian")
    )
    condition = blocks.ListBlock(
        ConditionBlock(),
        label="Syarat",
        max_num=1,
        default=[],
        help_text="Tanpa syarat: dipakai bila tidak ada susunan lain yang cocok.",
        form_attrs=adds("syarat"),
    )

    class Meta:
        label = "Susunan bobot"
        icon = "order"
        label_format = "{label}"


class WeightSetStream(blocks.StreamBlock):
    weight_set = WeightSetBlock()

    class Meta:
        required = False
        form_attrs = adds("susunan bobot")


class BandBlock(blocks.StructBlock):
    label = blocks.CharBlock(label="Sebutan", max_length=60)
    code = blocks.CharBlock(
        label="Kode",
        max_length=30,
        validators=[validate_code],
        help_text="Kode tetap untuk laporan, misalnya BAIK.",
    )
    minimum = DecimalBlock(
        label="Mulai dari",
        required=False,
        help_text="Termasuk angka ini. Kosongkan pada rentang paling bawah.",
    )
    condition = blocks.ListBlock(
        ConditionBlock(),
        label="Syarat tambahan",
        max_num=1,
        default=[],
        help_text="Boleh dikosongkan.",
        form_attrs=adds("syarat"),
    )

    class Meta:
        label = "Rentang"
        icon = "order"
        label_format = "{label} {minimum}"


class BandStream(blocks.StreamBlock):
    band = BandBlock()

    class Meta:
        required = False
        collapsed = True
        form_attrs = adds("rentang")
