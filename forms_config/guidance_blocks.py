"""Blocks of the guidance pages. Few on purpose: every page looks alike; the API serves them as they are."""

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from forms_config.adding import adds
from forms_config.guidance_references import told_value, unknown_in, value_choices

PLAYED = ("mp4", "webm")  # what every browser plays by itself
INLINE = ["bold", "italic", "link"]
TONES = (("info", "Informasi"), ("success", "Kabar baik"), ("warning", "Perhatian"))


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Langkah", max_length=120)
    text = blocks.TextBlock(label="Penjelasan", rows=2)

    class Meta:
        label = "Langkah"
        label_format = "{title}"


class PictureStepBlock(StepBlock):
    image = ImageChooserBlock(label="Gambar", required=False)
    description = blocks.CharBlock(
        label="Yang terlihat pada gambar",
        required=False,
        max_length=250,
        help_text="Dibacakan kepada orang yang tidak melihat gambarnya.",
    )


class VideoBlock(blocks.StructBlock):
    """A film of our own plays on the page; one that stands elsewhere is only a link, so that nobody is followed."""

    title = blocks.CharBlock(label="Judul", max_length=120)
    file = DocumentChooserBlock(label="Berkas video", required=False, help_text="MP4 atau WebM.")
    link = blocks.URLBlock(label="Atau tautannya", required=False)
    text = blocks.TextBlock(
        label="Isi video dalam kata",
        rows=3,
        help_text="Bagi yang tidak dapat mendengar atau kuotanya terbatas.",
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not cleaned.get("file") and not cleaned.get("link"):
            raise blocks.StructBlockValidationError(
                block_errors={"file": ValidationError("Pilih berkas, atau tulis tautannya.")}
            )
        if cleaned.get("file") and cleaned["file"].file_extension.lower() not in PLAYED:
            raise blocks.StructBlockValidationError(
                block_errors={"file": ValidationError("Pilih berkas MP4 atau WebM.")}
            )
        return cleaned

    class Meta:
        label_format = "{title}"


class DownloadBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Nama di tombol", max_length=120)
    file = DocumentChooserBlock(label="Berkas")

    class Meta:
        label_format = "{title}"


class RegulationsBlock(blocks.StaticBlock):
    """Every regulation as it is kept under Dasar hukum."""

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        rows = apps.get_model("forms_config", "LegalBasis").objects.select_related("replaced_by")
        today = timezone.localdate()
        told = [(row, row.holds_on(today)) for row in rows]
        return super().get_context(value, parent_context=parent_context) | {"regulations": told}


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


class TermBlock(blocks.StructBlock):
    term = blocks.CharBlock(label="Istilah", max_length=120)
    meaning = blocks.TextBlock(label="Artinya", rows=2)

    class Meta:
        label = "Istilah"
        label_format = "{term}"


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


class RuleBlock(blocks.ChoiceBlock):
    """The page keeps only which value it is."""

    def get_context(self, value: str, parent_context: Any = None) -> dict[str, Any]:
        return super().get_context(value, parent_context=parent_context) | {"text": told_value(value)}

    def get_api_representation(self, value: str, context: Any = None) -> str:
        return told_value(value)

    def get_searchable_content(self, value: str) -> list[str]:
        return []


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
        PictureStepBlock(),
        label="Langkah demi langkah",
        icon="list-ol",
        template="guidance/blocks/steps.html",
        form_attrs=adds("langkah"),
    )
    callout = CalloutBlock(label="Kotak penting", icon="warning", template="guidance/blocks/callout.html")
    rule = RuleBlock(
        choices=value_choices,
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
    glossary = blocks.ListBlock(
        TermBlock(),
        label="Daftar istilah",
        icon="list-ul",
        template="guidance/blocks/glossary.html",
        form_attrs=adds("istilah"),
    )
    table = TypedTableBlock(
        [("text", blocks.CharBlock(label="Teks", required=False))],
        label="Tabel",
        icon="table",
        template="guidance/blocks/table.html",
    )
    example = ExampleBlock(label="Contoh", icon="user", template="guidance/blocks/example.html")
    picture = PictureBlock(label="Gambar", icon="image", template="guidance/blocks/picture.html")
    video = VideoBlock(label="Video", icon="media", template="guidance/blocks/video.html")
    download = DownloadBlock(label="Unduhan", icon="download", template="guidance/blocks/download.html")
    regulations = RegulationsBlock(
        label="Daftar dasar hukum",
        icon="clipboard-list",
        admin_text="Semua peraturan dari menu Dasar hukum, beserta masa berlakunya.",
        template="guidance/blocks/regulations.html",
    )

    def clean(self, value: Any) -> Any:
        """Refuses a reference that nothing keeps: whoever reads the page would find a hole there."""
        cleaned = super().clean(value)
        if unknown := unknown_in(str(self.get_prep_value(cleaned))):
            names = ", ".join(f"[[{code}]]" for code in unknown)
            raise blocks.StreamBlockValidationError(
                non_block_errors=[f"Tidak ada setelan, tombol, atau halaman dengan kode {names}."]
            )
        return cleaned

    class Meta:
        required = False
        form_attrs = adds("isi halaman")
