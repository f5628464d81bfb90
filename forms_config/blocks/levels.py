"""The level of a scale that a post needs (competence)."""

from wagtail import blocks
from wagtail.blocks import StructValue

from forms_config.engine.figures import POSTS
from forms_config.engine.schema import RequiredLevel
from forms_config.keys import KEY_LENGTH

from .parts import PickBlock
from .reading import text


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
