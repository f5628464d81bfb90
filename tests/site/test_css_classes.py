"""A class that no style sheet of its page knows is a slip of the pen, and a style that no page uses is dead weight."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import wagtail.admin
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEMPLATES, STATIC = ROOT / "templates", ROOT / "sekin_site/static"
PAGES = {str(page.relative_to(TEMPLATES)): page.read_text() for page in sorted(TEMPLATES.rglob("*.html"))}
WAGTAIL = sorted(Path(wagtail.admin.__file__).parent.glob("static/wagtailadmin/css/**/*.css"))
# What stands on a page of the admin besides the sheets that its template links: see ``forms_config.wagtail_hooks``.
ADMIN = [STATIC / "sekin/css/admin.css", *WAGTAIL]
ADMIN_FOLDERS = ("evaluations_admin/", "forms_config/", "sekin_site/", "wagtailadmin/")

USED = re.compile(r'{% (?:extends|include|drawn) "([^"]+)"')
SHEET = re.compile(r"{% static '([^']+\.css)' %}")
CLASS = re.compile(r"\.((?:[A-Za-z_-]|\\.)(?:[\w-]|\\.)*)")
ELSE = re.compile(r"{% (?:else|elif) ?.*?%}")
TAG = re.compile(r"{%.*?%}")
BODY_CLASS = re.compile(r"{% block body_class %}(.+?){% endblock %}")
VARIABLE = "…"  # stands for what a variable adds to a class


def classes_in(sheet: str) -> set[str]:
    """The classes of a sheet's selectors, those with escaped signs (``sm:w-p-2``) too."""
    without_comments = re.sub(r"(?s)/\*.*?\*/", "", sheet)
    return {name.replace("\\", "") for name in CLASS.findall(without_comments)}


def classes_of(page: str) -> set[str]:
    """Every class that a template writes, in each of its branches; ``badge--…`` where a variable ends it."""
    page = BODY_CLASS.sub(r'class="\1"', page)
    plain = re.sub(r"{{.*?}}", VARIABLE, TAG.sub("", ELSE.sub(" ", page)))
    return {name for names in re.findall(r'\bclass="([^"]*)"', plain) for name in names.split()}


def reach_of(name: str) -> Iterator[str]:
    """The template and all that it extends, includes or draws by name."""
    yield name
    for other in USED.findall(PAGES[name]):
        if other in PAGES and other != name:  # a tree draws itself
            yield from reach_of(other)


WHOLE = [
    name for name in PAGES if name not in {other for page in PAGES.values() for other in USED.findall(page)}
]


def sheets_of(name: str, reach: set[str]) -> list[Path]:
    linked = [STATIC / sheet for part in reach for sheet in SHEET.findall(PAGES[part])]
    if "base.html" in reach or (linked and not name.startswith(ADMIN_FOLDERS)):
        return linked
    if name.startswith(ADMIN_FOLDERS):
        return linked + ADMIN
    return linked + [STATIC / sheet for sheet in SHEET.findall(PAGES["base.html"])]


def knows(known: set[str], name: str) -> bool:
    before, variable, _ = name.partition(VARIABLE)
    return any(other.startswith(before) for other in known if before) if variable else name in known


@pytest.mark.parametrize("name", WHOLE)
def test_every_class_on_a_page_has_a_style_there(name):
    reach = set(reach_of(name))
    known = set().union(*(classes_in(sheet.read_text()) for sheet in sheets_of(name, reach)))
    unknown = {f"{part}: {one}" for part in reach for one in classes_of(PAGES[part]) if not knows(known, one)}
    assert unknown == set()
