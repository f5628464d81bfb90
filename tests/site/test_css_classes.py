"""A class that no style sheet knows is a slip of the pen: the button would look like the browser's own."""

import re
from pathlib import Path

import pytest
from django.conf import settings

FOLDERS = (
    "portal",
    "components",
    "forms",
    "guidance",
    "registration",
)  # the admin has Wagtail's styles besides
LITERAL = re.compile(r'\bclass="([^"{}]*)"')


def test_every_class_in_the_portal_has_a_style():
    folder = Path(settings.BASE_DIR, "sekin_site/static/sekin/css")
    sheets = [*folder.glob("*.css"), *folder.glob("slips/*.css")]
    known = set(re.findall(r"\.([A-Za-z_][\w-]*)", " ".join(sheet.read_text() for sheet in sheets)))
    templates = Path(settings.BASE_DIR, "templates")
    pages = [page for folder in FOLDERS for page in (templates / folder).rglob("*.html")]
    unknown = {
        f"{page.relative_to(templates)}: {name}"
        for page in pages
        for names in LITERAL.findall(page.read_text())
        for name in names.split()
        if name not in known
    }
    assert len(pages) > 50
    assert unknown == set()


@pytest.mark.parametrize("folder", ["evaluations_admin", "forms_config", "sekin_site", "wagtailadmin"])
def test_a_notice_in_the_admin_comes_with_its_sign(folder):
    """Written by hand its colour alone would tell, and the gap for the sign would stay empty: ``{% help_block %}``."""
    pages = list(Path(settings.BASE_DIR, "templates", folder).rglob("*.html"))
    assert pages
    assert [page.name for page in pages if "help-block" in page.read_text()] == []
