"""Evaluation forms and their frozen versions."""

from functools import reduce
from operator import or_

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models, transaction
from django.db.models import Q
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin
from wagtail.search import index as search

from forms_config.blocks import SectionStream
from forms_config.blocks.choosing import borrow
from forms_config.blocks.keys import fill_blank_keys
from forms_config.engine import codec
from forms_config.engine.schema import FilledBy, FormSchema
from forms_config.engine.vocabulary import YearRule
from forms_config.fitting import fitted

from .constant import Constant
from .guidance import GuidancePage
from .indicator import Indicator
from .keyed import Keyed
from .scale import RatingScale
from .scheme import IndexScheme, PredikatMatrix
from .stream import EditorField

PREVIEW_MODES = ((FilledBy.EMPLOYEE.value, "Sebagai ASN"), (FilledBy.RATER.value, "Sebagai penilai"))


class FormPurpose(models.TextChoices):
    """For what a form is asked; what may stand in it follows (``domain.purposes``)."""

    EVALUATION = "EVALUATION", "Evaluasi kinerja"
    FEEDBACK = "FEEDBACK", "Umpan balik dari rekan"
    PULSE = "PULSE", "Suara pegawai"


YEAR_RULES = (
    (YearRule.REFERENCE.value, "Hanya ditampilkan sebagai bahan"),
    (YearRule.MOST_FREQUENT.value, "Saran: rating yang paling sering"),
    (YearRule.LAST.value, "Saran: rating dari hasil terakhir"),
)


class EvaluationForm(
    PreviewableMixin, WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, search.Indexed, Keyed
):
    """One row is a form that BKPSDM edits. Evaluations never read it: they pin a ``FormVersion``."""

    title = models.CharField("judul", max_length=150, help_text="Terlihat oleh ASN dan penilai.")
    purpose = models.CharField(
        "untuk apa",
        max_length=12,
        choices=FormPurpose,
        default=FormPurpose.EVALUATION,
        help_text="Formulir umpan balik dijawab oleh rekan yang dimintai, tanpa rating dan tanpa predikat. Suara "
        "pegawai dijawab tanpa nama setelah hasil dibaca: hanya pertanyaan pilihan, yang jawabannya dihitung.",
    )
    introduction = models.TextField(
        "pengantar", blank=True, help_text="Satu atau dua kalimat di atas formulir. Boleh kosong."
    )
    sections = EditorField(SectionStream(), verbose_name="bagian", blank=True)
    matrix = models.ForeignKey(
        PredikatMatrix,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="forms",
        verbose_name="kuadran predikat",
        help_text="Menentukan predikat dari rating hasil kerja dan rating perilaku.",
    )
    index = models.ForeignKey(
        IndexScheme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="forms",
        verbose_name="indeks pendukung",
        help_text="Angka pendukung untuk keperluan lokal. Tidak pernah mengubah predikat.",
    )
    required_page = models.ForeignKey(
        GuidancePage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="wajib dibaca",
        help_text="Halaman panduan yang harus dibaca ASN sebelum mengirim untuk pertama kali. Boleh kosong.",
    )
    year_rule = models.CharField(
        "hasil bulanan dalam evaluasi tahunan",
        max_length=13,
        choices=YEAR_RULES,
        default=YearRule.REFERENCE.value,
        help_text="Hanya untuk evaluasi tahunan. Saran tidak mengikat: rating tetap ditetapkan penilai.",
    )
    is_active = models.BooleanField(
        "aktif",
        default=True,
        help_text="Yang nonaktif tidak dapat dipilih untuk periode baru. Periode berjalan tidak berubah.",
    )
    # Chosen when publishing, and part of the draft so that it goes the way through approval with it.
    keeps_library = models.BooleanField("hanya kata-kata yang terbit", default=False, editable=False)
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="evaluation_form")

    search_fields = [
        search.SearchField("title"),
        search.AutocompleteField("title"),
        search.FilterField("is_active"),
        search.FilterField("title"),  # lists are ordered by it, while searching too
        search.FilterField("live"),
    ]

    class Meta:
        verbose_name = "formulir"
        verbose_name_plural = "formulir"
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title

    # A form is live when somebody publishes it, never at an hour set before: nothing asks for one.
    scheduled_revision = None

    @property
    def revisions(self):
        return self._revisions

    def get_workflow(self):
        """Asked by every button of the editor."""
        if not hasattr(self, "_workflow"):
            self._workflow = super().get_workflow()
        return self._workflow

    def get_latest_revision(self):
        """Its draft is made from this row, which is not read again."""
        revision = super().get_latest_revision()
        if revision is not None:
            revision.content_object = self
        return revision

    def with_content_json(self, content):
        """This form with the content of a revision or a version, which may be older than today's blocks and than the
        library. What is chosen here as well is not read again.
        """
        content, _ = fitted(content, type(self))
        chosen = {
            name: self._chosen(name, content.get(name)) for name in ("matrix", "index", "required_page")
        }
        form = super().with_content_json(content | {name: row and row.pk for name, row in chosen.items()})
        for name, row in chosen.items():
            setattr(form, name, row)
        borrow(form.sections, self.sections)
        return form

    @classmethod
    def from_serializable_data(cls, data, check_fks=True, strict_fks=False):
        """``with_content_json`` sees to what is chosen, and every other reference is the row's own."""
        return super().from_serializable_data(data, check_fks=False)

    def _chosen(self, name, pk):
        """None where it is gone: a draft protects nothing."""
        if pk == getattr(self, f"{name}_id"):
            return getattr(self, name)
        return self._meta.get_field(name).related_model.objects.filter(pk=pk).first()

    def clean(self) -> None:
        """Every save of a draft comes through here, also the automatic ones."""
        super().clean()
        fill_blank_keys(self.sections)

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        return list(PREVIEW_MODES)

    def get_preview_template(self, request, mode_name: str) -> str:
        """The template compiles the draft, see the tag ``preview_of``: a model does not."""
        return "forms_config/preview_of_draft.html"

    def get_preview_context(self, request, mode_name: str) -> dict[str, object]:
        return super().get_preview_context(request, mode_name) | {"mode_name": mode_name}

    @transaction.atomic
    def publish(self, revision, user=None, **kwargs):
        """Publish a revision and freeze it; both or neither (freezing may find problems)."""
        revision.published_by = user  # for ``publishing``: who approves is not who wrote the revision
        return super().publish(revision, user=user, **kwargs)


PARSED_KEPT = 256
_PARSED: dict[str, FormSchema] = {}  # by content hash: equal content is the same schema, in tests too


class FrozenRow(Exception):
    """Somebody tried to change what was published."""


class FormVersion(models.Model):
    """One row is a form as it was published: complete in itself, never changed, never deleted.

    The database refuses UPDATE and DELETE as well, see ``freezing``.
    """

    form = models.ForeignKey(EvaluationForm, models.PROTECT, related_name="versions", verbose_name="formulir")
    number = models.PositiveIntegerField("versi")
    schema = models.JSONField("isi")
    content_hash = models.CharField("sidik isi", max_length=64)
    # What stood in the editor (``EvaluationForm.serializable_data``), so that a draft can be taken back to it.
    # None for versions from before this column: it was added where nothing may be updated.
    source = models.JSONField("isi editor", null=True)
    published_at = models.DateTimeField("terbit pada")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="diterbitkan oleh"
    )

    class Meta:
        verbose_name = "versi formulir"
        verbose_name_plural = "versi formulir"
        ordering = ("form", "-number")
        constraints = [
            models.UniqueConstraint(fields=("form", "number"), name="one_version_per_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_number_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.form} versi {self.number}"

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise FrozenRow(f"{self} sudah terbit dan tidak dapat diubah.")
        super().save(*args, **kwargs)

    @property
    def parsed(self) -> FormSchema:
        """The schema as objects; parsed once per process and content, since the content can never change."""
        known = _PARSED.get(self.content_hash)
        if known is None:
            if len(_PARSED) >= PARSED_KEPT:
                _PARSED.clear()
            known = _PARSED[self.content_hash] = codec.load(self.schema)
        return known

    def delete(self, *args, **kwargs):
        raise FrozenRow(f"{self} sudah terbit dan tidak dapat dihapus.")


USED = ("indicator", "scale", "matrix", "index", "constant")


def _only(name: str) -> Q:
    """One of the references is set and the others are empty."""
    return Q(**{f"{name}__isnull": False}, **{other: None for other in USED if other != name})


class FormVersionUse(models.Model):
    """One row says that a form version was made with this scale, indicator, matrix, index or constant.

    Choosers in a StreamField are no foreign keys; this is what keeps a used one from being deleted.
    """

    version = models.ForeignKey(FormVersion, models.PROTECT, related_name="uses")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="version_uses")
    scale = models.ForeignKey(RatingScale, models.PROTECT, null=True, related_name="version_uses")
    matrix = models.ForeignKey(PredikatMatrix, models.PROTECT, null=True, related_name="version_uses")
    index = models.ForeignKey(IndexScheme, models.PROTECT, null=True, related_name="version_uses")
    constant = models.ForeignKey(Constant, models.PROTECT, null=True, related_name="version_uses")

    class Meta:
        verbose_name = "pemakaian dalam versi formulir"
        verbose_name_plural = "pemakaian dalam versi formulir"
        constraints = [
            models.CheckConstraint(
                condition=reduce(or_, (_only(name) for name in USED)),
                name="a_use_names_one_thing",
            )
        ]

    def __str__(self) -> str:
        used = next(filter(None, (getattr(self, name) for name in USED)))
        return f"{self.version}: {used}"
