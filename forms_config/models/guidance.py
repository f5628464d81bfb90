"""Guidance: what the evaluation is for and how it works, in plain words. Public: no personal data."""

import re
from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.search import index

from forms_config.guidance_blocks import GuidanceStream

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

    def get_context(self, request, *args, **kwargs) -> dict[str, object]:
        query = request.GET.get(SEARCH_PARAMETER, "").replace("\x00", "").strip()[:SEARCH_LENGTH]
        found = self.search(query) if query else list(self.pages())
        return super().get_context(request, *args, **kwargs) | {"query": query, "guidance_pages": found}

    def search(self, query: str) -> list["GuidancePage"]:
        """The published pages with all words of ``query``, best first. Signs are no words: a lone quotation mark
        would be a syntax error in SQLite's full text search."""
        words = " ".join(re.findall(r"\w+", query))
        return list(self.pages().search(words, order_by_relevance=True)) if words else []


class GuidancePage(Page):
    """One row is a page of the guidance. Its address is /panduan/<slug>/; fields of a form may link to it."""

    class Audience(models.TextChoices):
        ALL = "all", "Semua"
        EMPLOYEE = "employee", "ASN yang dinilai"
        RATER = "rater", "Pejabat penilai"

    summary = models.CharField(
        "ringkasan", max_length=250, help_text="Satu kalimat untuk daftar dan hasil pencarian."
    )
    audience = models.CharField("terutama untuk", max_length=10, choices=Audience, default=Audience.ALL)
    body = EditorField(GuidanceStream(), verbose_name="isi", blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("audience"),
        FieldPanel("body"),
        HelpPanel(
            "Terbit nanti? Tekan “Status” di kanan atas, lalu “Atur jadwal”. Sesudah itu pilih “Jadwalkan terbit”."
        ),
    ]
    template = "guidance/guidance_page.html"
    parent_page_types = ["forms_config.GuidanceIndexPage"]
    subpage_types: list[str] = []
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

    def get_context(self, request, *args, **kwargs) -> dict[str, object]:
        siblings = list(
            GuidancePage.objects.sibling_of(self).live().order_by("path").only("title", "url_path")
        )
        place = next((number for number, page in enumerate(siblings) if page.pk == self.pk), None)
        previous_page = siblings[place - 1] if place else None
        next_page = siblings[place + 1] if place is not None and place + 1 < len(siblings) else None
        index_page = self.get_parent()
        return super().get_context(request, *args, **kwargs) | {
            "trail": [(index_page.title, index_page.get_url(request))],
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


class GuidanceRead(models.Model):
    """One row says that a person confirmed to have read a page, as it was published at ``version``."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="guidance_reads")
    page = models.ForeignKey(GuidancePage, models.CASCADE, related_name="reads", verbose_name="halaman")
    version = models.DateTimeField("terbitan halaman")
    read_at = models.DateTimeField("dibaca pada", auto_now_add=True)

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
        """Whether the page has not been published again since."""
        return self.version == self.page.edition
