"""Blocks of the guidance pages. Few on purpose: every page looks alike; the API serves them as they are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wagtail import blocks, hooks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageChooserBlock

from forms_config.adding import adds

RULE_HOOK = "register_guidance_rule"
INLINE = ["bold", "italic", "link"]
TONES = (("info", "Informasi"), ("success", "Kabar baik"), ("warning", "Perhatian"))


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Langkah", max_length=120)
    text = blocks.TextBlock(label="Penjelasan", rows=2)

    class Meta:
        label = "Langkah"
        label_format = "{title}"


class CalloutBlock(blocks.StructBlock):
    tone = blocks.ChoiceBlock(label="Jenis", choices=TONES, default="info")
    title = blocks.CharBlock(label="Judul", max_length=120)
    text = blocks.TextBlock(label="Isi", rows=3)

    class Meta:
        label_format = "{title}"


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label="Pertanyaan", max_length=250)
    answer = blocks.RichTextBlock(label="Jawaban", features=[*INLINE, "ul", "ol"])

    class Meta:
        label = "Tanya jawab"
        label_format = "{question}"


class ExampleBlock(blocks.StructBlock):
    who = blocks.CharBlock(label="Siapa", max_length=120, help_text="Misalnya: Perawat di puskesmas.")
    text = blocks.TextBlock(label="Contoh", rows=4)

    class Meta:
        label_format = "{who}"


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label="Gambar")
    description = blocks.CharBlock(
        label="Yang terlihat",
        max_length=250,
        help_text="Dibacakan kepada orang yang tidak melihat gambarnya.",
    )
    caption = blocks.CharBlock(label="Keterangan di bawah gambar", required=False, max_length=250)

    class Meta:
        label_format = "{description}"


@dataclass(frozen=True)
class GuidanceRule:
    """A rule in force, told in the words of whoever keeps it: so that no page says what a setting has changed."""

    code: str  # stored in pages
    label: str  # for the editor
    tell: Callable[[], str]


def rules() -> dict[str, GuidanceRule]:
    """What other apps announce by the hook: functions without arguments that give a ``GuidanceRule``."""
    return {rule.code: rule for rule in (register() for register in hooks.get_hooks(RULE_HOOK))}


def _rule_choices() -> list[tuple[str, str]]:
    return [(rule.code, rule.label) for rule in rules().values()]


class RuleBlock(blocks.ChoiceBlock):
    """The page keeps only which rule it is."""

    def get_context(self, value: str, parent_context: Any = None) -> dict[str, Any]:
        return super().get_context(value, parent_context=parent_context) | {"text": _told(value)}

    def get_api_representation(self, value: str, context: Any = None) -> str:
        return _told(value)

    def get_searchable_content(self, value: str) -> list[str]:
        return []


def _told(code: str) -> str:
    """Empty where nobody keeps such a rule any more."""
    rule = rules().get(code)
    return rule.tell() if rule else ""


class GuidanceStream(blocks.StreamBlock):
    heading = blocks.CharBlock(
        label="Judul bagian", icon="title", max_length=120, template="guidance/blocks/heading.html"
    )
    paragraph = blocks.RichTextBlock(
        label="Paragraf",
        icon="pilcrow",
        features=[*INLINE, "ul", "ol"],
        template="guidance/blocks/paragraph.html",
    )
    steps = blocks.ListBlock(
        StepBlock(),
        label="Langkah demi langkah",
        icon="list-ol",
        template="guidance/blocks/steps.html",
        form_attrs=adds("langkah"),
    )
    callout = CalloutBlock(label="Kotak penting", icon="warning", template="guidance/blocks/callout.html")
    rule = RuleBlock(
        choices=_rule_choices,
        label="Aturan yang berlaku",
        icon="cog",
        help_text="Isinya mengikuti setelan, jadi tidak perlu diubah di sini.",
        template="guidance/blocks/rule.html",
    )
    faq = blocks.ListBlock(
        QuestionBlock(),
        label="Tanya jawab",
        icon="help",
        template="guidance/blocks/faq.html",
        form_attrs=adds("tanya jawab"),
    )
    table = TypedTableBlock(
        [("text", blocks.CharBlock(label="Teks", required=False))],
        label="Tabel",
        icon="table",
        template="guidance/blocks/table.html",
    )
    example = ExampleBlock(label="Contoh", icon="user", template="guidance/blocks/example.html")
    picture = PictureBlock(label="Gambar", icon="image", template="guidance/blocks/picture.html")

    class Meta:
        required = False
        form_attrs = adds("isi halaman")
