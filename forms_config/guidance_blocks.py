"""Blocks of the guidance pages. Few on purpose: every page looks alike; the API serves them as they are."""

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageChooserBlock

from forms_config.adding import adds

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
