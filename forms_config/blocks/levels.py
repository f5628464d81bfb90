"""Levels of a scale at one field: what each means there, and the one that a post needs (competence)."""

from wagtail import blocks
from wagtail.blocks import StructValue

from forms_config.adding import adds
from forms_config.engine.figures import POSTS
from forms_config.engine.schema import LevelDescriptor, RequiredLevel
from forms_config.keys import KEY_LENGTH

from .heads import PickBlock
from .reading import text


class LevelDescriptorBlock(blocks.StructBlock):
    level = PickBlock(picks="level", label="Tingkat", max_length=KEY_LENGTH)
    text = blocks.TextBlock(label="Artinya pada isian ini", required=False, rows=2)

    class Meta:
        label = "Arti"
        label_format = "{level}: {text}"


def descriptors_block() -> blocks.ListBlock:
    return blocks.ListBlock(
        LevelDescriptorBlock(),
        label="Arti tiap tingkat",
        default=[],
        help_text="Hanya untuk isian ini; skalanya tidak berubah. Tingkat yang kosong memakai arti pada skala.",
        form_attrs=adds("arti satu tingkat") | {"data-sekin-descriptors": ""},
    )


def descriptors(value: StructValue) -> tuple[LevelDescriptor, ...]:
    written = ((text(one, "level"), text(one, "text").strip()) for one in value["descriptors"])
    return tuple(LevelDescriptor(level, what) for level, what in written if what)


class RequiredLevelBlock(blocks.StructBlock):
    post = blocks.ChoiceBlock(label="Jenjang jabatan", choices=POSTS)
    level = PickBlock(picks="level", label="Tingkat", max_length=KEY_LENGTH)

    class Meta:
        label = "Jenjang"
        label_format = "{post}: {level}"


def required_levels_block(help_text: str) -> blocks.ListBlock:
    return blocks.ListBlock(
        RequiredLevelBlock(),
        label="Tingkat yang dibutuhkan tiap jenjang",
        default=[],
        help_text=help_text,
        form_attrs=adds("jenjang"),
    )


def required_level_block() -> PickBlock:
    return PickBlock(
        picks="level",
        label="Tingkat yang dibutuhkan jabatan lain",
        required=False,
        max_length=KEY_LENGTH,
        help_text="Untuk kompetensi, bagi jenjang yang tidak disebut. Boleh kosong.",
    )


def required_levels(value: StructValue) -> tuple[RequiredLevel, ...]:
    return tuple(RequiredLevel(text(one, "post"), text(one, "level")) for one in value["required_levels"])
