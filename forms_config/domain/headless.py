"""A guidance page for programs: its body as HTML without our looks, and as plain text."""

from urllib.parse import urljoin

from bs4 import BeautifulSoup

from forms_config.finding.entries import tidy
from forms_config.models import GuidancePage

_KEPT = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "video": {"src", "controls"},
    "th": {"scope"},
}
_DRAWN = "svg"
_BLOCKS = ("h2", "p", "li", "summary", "tr", "figcaption", "caption", "dt", "dd")


def published_pages():
    """What everybody may read, in the order of the page tree."""
    return GuidancePage.objects.live().public().order_by("path")


def clean_html(page: GuidancePage, site: str) -> str:
    """The body without classes, icons and boxes; addresses are absolute below ``site`` (``https://…/``)."""
    body = BeautifulSoup(page.body.render_as_block(), "html.parser")
    for drawn in body.find_all(_DRAWN):
        drawn.decompose()
    for box in body.find_all("div"):
        box.unwrap()
    for tag in body.find_all(True):
        kept = {name: value for name, value in tag.attrs.items() if name in _KEPT.get(tag.name, ())}
        tag.attrs = kept | {name: urljoin(site, kept[name]) for name in ("href", "src") if name in kept}
    return body.decode(formatter="minimal").strip()


def plain_text(page: GuidancePage) -> str:
    """The body as lines of words: a paragraph, a step, a question, a row of a table each on its own."""
    body = BeautifulSoup(page.body.render_as_block(), "html.parser")
    for block in body.find_all(_BLOCKS):
        block.append("\n")
    lines = (tidy(line) for line in body.get_text(" ").split("\n"))
    return "\n".join(line for line in lines if line)
