"""The guidance as it comes with the product: pages, synonyms of the search, legal bases.

A page that nobody has edited follows the product; what an officer has changed, moved or unpublished stays theirs.
"""

import json
from hashlib import sha256
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, Site

from forms_config.models import GuidanceIndexPage, GuidancePage, GuidanceSynonym, LegalBasis

from .catalogue import read

FOLLOWED = ("title", "summary", "audience", "kind")


def load_guidance(pages: dict[str, Any], data: dict[str, Any]) -> None:
    """``pages``: ``guidance.json``, parents before their children; ``data``: ``guidance_data.json``. Idempotent."""
    index = GuidanceIndexPage.objects.first() or _add_index(pages["index"])
    there = {page.slug: page for page in GuidancePage.objects.descendant_of(index)}
    earlier = set(read("guidance_earlier.json"))
    for page in pages["pages"]:
        stands = there.get(page["slug"])
        if stands is None:
            parent = there.get(page["parent"]) or index
            parent.refresh_from_db()  # treebeard counts children in the row
            there[page["slug"]] = parent.add_child(instance=_filled(GuidancePage(slug=page["slug"]), page))
        elif mark_of(stands) in {stands.shipped_mark, *earlier}:
            _filled(stands, page).save()
    _add_synonyms(data["synonyms"])
    for basis in data["legal_bases"]:
        LegalBasis.objects.get_or_create(number=basis["number"], defaults=basis)


def _filled(page: GuidancePage, data: dict[str, Any]) -> GuidancePage:
    for name in FOLLOWED:
        setattr(page, name, data[name])
    page.draft_title = page.title
    page.body = json.dumps(stored(data["body"]))
    page.shipped_mark = mark_of(page)
    return page


def stored(body: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks of a page as a StreamField keeps them."""
    return [_block(block) for block in body]


def mark_of(page: GuidancePage) -> str:
    """The same for the same content, whatever keys the editor has given its blocks."""
    content = [page.title, page.summary, _bare(list(page.body.raw_data))]
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _bare(value: Any) -> Any:
    """A stored value without the keys of blocks and of items in lists, and without what was left empty."""
    if isinstance(value, dict):
        if value.get("type") == "item":
            return _bare(value["value"])
        return {name: _bare(part) for name, part in value.items() if name != "id" and part not in (None, "")}
    return [_bare(part) for part in value] if isinstance(value, list) else value


def _add_synonyms(groups: list[str]) -> None:
    """Groups that share no word with one that is there already."""
    known = {word.lower() for row in GuidanceSynonym.objects.all() for word in row.group}
    for words in groups:
        row = GuidanceSynonym(words=words)
        if known.isdisjoint(word.lower() for word in row.group):
            row.save()


def _add_index(data: dict[str, Any]) -> GuidanceIndexPage:
    root = Page.get_first_root_node()
    values = {"title": data["title"], "slug": data["slug"], "introduction": data["intro"]}
    index = root.add_child(instance=GuidanceIndexPage(**values))
    site = Site.objects.filter(is_default_site=True).first() or Site(
        hostname="localhost", is_default_site=True
    )
    site.root_page, site.site_name = index, "Sekin Bantul"
    site.save()
    # Wagtail's first migration puts a welcome page there, of the bare page type that nobody else uses.
    for page in root.get_children().filter(content_type=ContentType.objects.get_for_model(Page)):
        page.delete()
    return index


def _block(block: dict[str, Any]) -> dict[str, Any]:
    if block["type"] != "table":
        return block
    table = block["value"]
    columns = [{"type": "text", "heading": heading} for heading in table["header"]]
    rows = [{"values": row} for row in table["rows"]]
    return {"type": "table", "value": {"columns": columns, "rows": rows, "caption": table["caption"]}}
