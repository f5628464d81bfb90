"""Guidance: what the evaluation is for and how it works, in plain words. Public: no personal data."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.search import index

from forms_config.finding import Hit
from forms_config.guidance_blocks import GuidanceStream

from .guidance_search import index_of, is_answered, remember
from .stream import EditorField

SEARCH_PARAMETER = "cari"
SEARCH_LENGTH = 100
FIRST_EDITION = datetime(1970, 1, 1, tzinfo=UTC)


class GuidanceIndexPage(Page):
    """One row is the start of the guidance at /panduan/: introduction, search and the list of pages."""

    introduction = models.TextField(
        "pengantar", blank=True, help_text="Beberapa kalimat di atas daftar halaman."
    )

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    template = "guidance/guidance_index_page.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["forms_config.GuidancePage"]
    max_count = 1
    page_description = "Halaman depan panduan. Hanya ada satu."

    class Meta:
        verbose_name = "halaman depan panduan"
        verbose_name_plural = "halaman depan panduan"

    def pages(self) -> PageQuerySet:
        """The published pages, in the order that BKPSDM gave them in the page tree."""
        return GuidancePage.objects.child_of(self).live().order_by("path")

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """The pages of every level answer directly below this one."""
        if len(path_components) != 1:
            return super().route(request, path_components)
        page = GuidancePage.objects.descendant_of(self).filter(slug=path_components[0]).first()
        if page is None:
            raise Http404
        return page.route(request, [])

    def get_context(self, request, *args, **kwargs) -> dict[str, object]:
        query = request.GET.get(SEARCH_PARAMETER, "").replace("\x00", "").strip()[:SEARCH_LENGTH]
        found = {"hits": self.search(query, is_counted=not request.is_preview)} if query else {}
        pages = [] if query else list(self.pages())
        return super().get_context(request, *args, **kwargs) | {
            "query": query,
            "guidance_pages": pages,
            "hits": [],
            "is_answered": is_answered(found.get("hits", [])),
            **found,
        }

    def search(self, query: str, *, is_counted: bool = False) -> list[Hit]:
        """What of the published pages knows any of the words of ``query``, best first. Statements: three at most,
        two more where the search is counted."""
        hits = index_of(GuidancePage.objects.live().public().order_by("path")).search(query)
        if is_counted:
            remember(query, hits)
        return hits


class GuidancePageForm(WagtailAdminPageForm):
    """What the editor says about this edit, beside what stands on the page."""

    is_material = forms.BooleanField(
        label="Perubahan berarti",
        required=False,
        help_text="Centang bila yang sudah membaca perlu membaca lagi. Untuk perbaikan kecil, biarkan kosong.",
    )

    def save(self, commit: bool = True) -> Any:
        if self.cleaned_data.get("is_material"):
            self.instance.material_since = timezone.now()
        return super().save(commit)


class GuidancePage(Page):
    """One row is a page of the guidance. Its address is /panduan/<slug>/ wherever it stands in the tree, so that a page
    that is moved keeps it; fields of a form may link to it."""

    class Audience(models.TextChoices):
        ALL = "all", "Semua"
        EMPLOYEE = "employee", "ASN yang dinilai"
        RATER = "rater", "Pejabat penilai"
        UNIT_ADMIN = "unit", "Pengelola kepegawaian unit"

    class Kind(models.TextChoices):
        ARTICLE = "article", "Artikel"
        FAQ = "faq", "Tanya jawab"
        STEPS = "steps", "Langkah demi langkah"
        VIDEO = "video", "Video"
        GLOSSARY = "glossary", "Daftar istilah"
        REGULATION = "regulation", "Peraturan"
        ANNOUNCEMENT = "announcement", "Pengumuman"
        DOWNLOAD = "download", "Unduhan"

    summary = models.CharField(
        "ringkasan", max_length=250, help_text="Satu kalimat untuk daftar dan hasil pencarian."
    )
    audience = models.CharField("terutama untuk", max_length=10, choices=Audience, default=Audience.ALL)
    kind = models.CharField(
        "jenis halaman",
        max_length=12,
        choices=Kind,
        default=Kind.ARTICLE,
        help_text="Pengumuman tampil di Beranda mereka yang dituju, dari jadwal terbit sampai jadwal berakhirnya.",
    )
    # Since when the content is materially another one: whoever read it before is asked again. None: never changed so.
    material_since = models.DateTimeField("berubah berarti sejak", null=True, blank=True, editable=False)
    body = EditorField(GuidanceStream(), verbose_name="isi", blank=True)

    # Fingerprint of the content as it came with the product; while it fits, nobody has edited the page.
    shipped_mark = models.CharField(max_length=64, blank=True, editable=False)

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("audience")]),
        FieldPanel("body"),
        FieldPanel("is_material"),
        HelpPanel(
            "Terbit nanti? Tekan “Status” di kanan atas, lalu “Atur jadwal”. Sesudah itu pilih “Jadwalkan terbit”."
        ),
    ]
    template = "guidance/guidance_page.html"
    parent_page_types = ["forms_config.GuidanceIndexPage", "forms_config.GuidancePage"]
    subpage_types = ["forms_config.GuidancePage"]
    base_form_class = GuidancePageForm
    page_description = "Satu halaman panduan dengan paragraf, langkah, contoh, tabel, atau tanya jawab."
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary", boost=2),
        index.SearchField("body"),
        index.FilterField("audience"),
    ]

    class Meta:
        verbose_name = "halaman panduan"
        verbose_name_plural = "halaman panduan"

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str | None, str | None] | None:
        """Directly below the start of the guidance, however deep the page stands."""
        parts = super().get_url_parts(request)
        return parts and (*parts[:2], reverse("wagtail_serve", args=[f"{self.slug}/"]))

    def clean(self) -> None:
        """The address is free among all pages of the guidance, and not only beside this one."""
        super().clean()
        if self.slug and GuidancePage.objects.filter(slug=self.slug).exclude(pk=self.pk).exists():
            raise ValidationError({"slug": "Sudah ada halaman panduan dengan alamat ini."})

    def get_context(self, request, *args, **kwargs) -> dict[str, object]:
        siblings = list(GuidancePage.objects.sibling_of(self).live().order_by("path").only("title", "slug"))
        place = next((number for number, page in enumerate(siblings) if page.pk == self.pk), None)
        previous_page = siblings[place - 1] if place else None
        next_page = siblings[place + 1] if place is not None and place + 1 < len(siblings) else None
        above = [page.specific for page in self.get_ancestors().filter(depth__gt=1)]
        return super().get_context(request, *args, **kwargs) | {
            "trail": [(page.title, page.get_url(request)) for page in above],
            "pages_below": GuidancePage.objects.child_of(self).live().order_by("path"),
            "indicators": self.indicators.filter(is_active=True).order_by("name"),
            "previous_page": previous_page,
            "next_page": next_page,
            "may_confirm": request.user.is_authenticated and not request.is_preview,
            "last_read": None if request.is_preview else self.last_read_by(request.user),
        }

    @property
    def edition(self) -> datetime:
        """What tells one published state from the next; a page that no editor has published yet has none."""
        return self.last_published_at or FIRST_EDITION

    def last_read_by(self, user) -> "GuidanceRead | None":
        """The latest reading that this person confirmed, perhaps of an earlier edition."""
        if not user.is_authenticated:
            return None
        return self.reads.filter(user=user).order_by("version").last()

    def mark_read(self, user) -> None:
        """Remember that this person read the present edition; a second time changes nothing."""
        GuidanceRead.objects.get_or_create(user=user, page=self, version=self.edition)


class GuidanceReadQuerySet(models.QuerySet):
    def current(self) -> "GuidanceReadQuerySet":
        """Readings since which the page has not changed materially; as ``is_current``."""
        return self.filter(Q(page__material_since__isnull=True) | Q(version__gte=F("page__material_since")))


class GuidanceRead(models.Model):
    """One row says that a person confirmed to have read a page, as it was published at ``version``."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="guidance_reads")
    page = models.ForeignKey(GuidancePage, models.CASCADE, related_name="reads", verbose_name="halaman")
    version = models.DateTimeField("terbitan halaman")
    read_at = models.DateTimeField("dibaca pada", auto_now_add=True)

    objects = GuidanceReadQuerySet.as_manager()

    class Meta:
        verbose_name = "panduan yang dibaca"
        verbose_name_plural = "panduan yang dibaca"
        constraints = [
            models.UniqueConstraint(fields=("user", "page", "version"), name="one_reading_per_edition")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.page}"

    @property
    def is_current(self) -> bool:
        """Whether the page has not changed materially since."""
        return self.version >= (self.page.material_since or FIRST_EDITION)
