"""The search of the guidance: words that mean the same, what people look for, and the index of what is published."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.db.models.functions import Cast, Length
from django.utils import timezone
from wagtail.query import PageQuerySet

from forms_config.finding import Entry, Hit, Index, entries_of
from forms_config.finding.index import ANSWERED_FROM
from forms_config.finding.words import words
from forms_config.guidance_references import named

KEPT_LENGTH = 60
MOST_ROWS = 5000


class GuidanceSynonym(models.Model):
    """One row is a group of words that people use for the same thing."""

    words = models.CharField(
        "kata yang sama artinya",
        max_length=250,
        unique=True,
        help_text="Pisahkan dengan koma, misalnya: absen, presensi, kehadiran. Boleh lebih dari satu kata.",
    )
    changed_at = models.DateTimeField("diubah pada", auto_now=True)

    class Meta:
        verbose_name = "padanan kata"
        verbose_name_plural = "padanan kata"
        ordering = ("words",)

    def __str__(self) -> str:
        return self.words

    @property
    def group(self) -> list[str]:
        return [word.strip() for word in self.words.split(",") if word.strip()]

    def clean(self) -> None:
        if len(self.group) < 2:
            raise ValidationError({"words": "Tulis sedikitnya dua kata, dipisahkan dengan koma."})


class GuidanceSearch(models.Model):
    """One row says how often some words were looked for, and whether they led to something. No person stands here."""

    words = models.CharField("kata yang dicari", max_length=KEPT_LENGTH, unique=True)
    times = models.PositiveIntegerField("berapa kali", default=1)
    hits = models.PositiveIntegerField("hasil")
    is_answered = models.BooleanField("terjawab")
    last_at = models.DateTimeField("terakhir", default=timezone.now)

    class Meta:
        verbose_name = "pencarian panduan"
        verbose_name_plural = "pencarian panduan"
        ordering = ("-times", "words")

    def __str__(self) -> str:
        return self.words


def remember(query: str, hits: list[Hit]) -> None:
    """Count a search. Words with digits are left out, since a NIP may be among them; so are very long ones.

    Two statements at most; once the table is full only words that it knows are counted.
    """
    said = " ".join(word for word in words(query) if word.isalpha())
    if not said or len(said) > KEPT_LENGTH:
        return
    found: dict[str, Any] = {"hits": len(hits), "is_answered": is_answered(hits), "last_at": timezone.now()}
    if GuidanceSearch.objects.filter(words=said).update(times=F("times") + 1, **found):
        return
    if GuidanceSearch.objects.count() < MOST_ROWS:
        GuidanceSearch.objects.bulk_create([GuidanceSearch(words=said, **found)], ignore_conflicts=True)


def is_answered(hits: list[Hit]) -> bool:
    """Whether the search led to something that knows most of what was asked."""
    return any(hit.covered >= ANSWERED_FROM for hit in hits)


_kept: tuple[Any, Index] | None = (
    None  # of this process: the stamp, and the index made from what it stands for
)


def index_of(pages: PageQuerySet) -> Index:
    """The index of these pages; made anew where a page or a synonym has changed since. Two statements, else three."""
    global _kept
    stamp = _stamp(pages)
    if _kept is None or _kept[0] != stamp:
        entries = [
            entry for page in pages for entry in entries_of(_as_entry(page), page.body.raw_data, named)
        ]
        _kept = stamp, Index(entries, [GuidanceSynonym(words=row).group for row in stamp[1]])
    return _kept[1]


def _stamp(pages: PageQuerySet) -> tuple[Any, ...]:
    """What differs whenever the index would: it is the same in every process."""
    told = pages.annotate(length=Length(Cast("body", models.TextField()))).values_list(
        "pk", "slug", "title", "summary", "length", "last_published_at", "latest_revision_created_at"
    )
    return tuple(told), tuple(GuidanceSynonym.objects.values_list("words", flat=True))


def _as_entry(page: Any) -> Entry:
    return Entry(page.pk, page.slug, page.title, page.title, text="", summary=page.summary)
