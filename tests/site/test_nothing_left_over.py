"""What nothing uses any more goes: templates, components, styles, icons, scripts, template tags, functions."""

import ast
import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from django.conf import settings
from django.template.utils import get_app_template_dirs

from sekin_site.templatetags import sekin
from tests.site.test_css_classes import PAGES, STATIC, VARIABLE, WAGTAIL, classes_in, classes_of

ROOT = Path(settings.BASE_DIR)
APPS = ("forms_config", "evaluations", "sekin_site")
# Django asks for these by name.
BY_NAME = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html", "registration/login.html"}
# Of the rules that product and law ask for, ahead of the page that will show them.
AHEAD = {"credit", "COEFFICIENTS"}
# Classes as a value of code or an argument of a tag: ``{"class": "…"}``, ``classname="…"``, ``{% icon "home" "…" %}``.
HANDED_OVER = re.compile(r"""(?:class\w*["']?\s*[:=]\s*|{% icon "[\w-]+" )["']([^"']+)["']""")


@cache
def code() -> str:
    """Everything but tests that may name something of ours."""
    files = [path for app in (*APPS, "bench") for path in (ROOT / app).rglob("*.py")]
    files += (STATIC / "sekin/js").rglob("*.js")
    return "\n".join([*(path.read_text() for path in files), *PAGES.values()])


def test_every_template_is_drawn_by_somebody():
    elsewhere = get_app_template_dirs("templates")
    put_together = tuple(re.findall(r'f"([\w/]+/){[^"]*}\.html"', code()))  # forms/controls/
    unused = {
        name
        for name in PAGES
        if f'"{name}"' not in code()
        and not any((folder / name).exists() for folder in elsewhere)
        and not (name.startswith(put_together) and f'"{Path(name).stem}"' in code())
    }
    assert unused - BY_NAME == set()


def test_every_style_is_worn_by_something():
    written = set().union(*map(classes_of, PAGES.values()))
    beginnings = tuple(name.partition(VARIABLE)[0] for name in written if VARIABLE in name)
    scripts = [path.read_text() for path in (STATIC / "sekin/js").rglob("*.js")]
    handed_over = [*scripts, *HANDED_OVER.findall(code())]
    known = (
        written
        | set(re.findall(r"[\w-]+", " ".join(handed_over)))
        | set().union(*(classes_in(sheet.read_text()) for sheet in WAGTAIL))
    )
    unused = {
        f"{sheet.name}: {name}"
        for sheet in (STATIC / "sekin/css").rglob("*.css")
        for name in classes_in(sheet.read_text())
        if name not in known and not name.startswith(beginnings)
    }
    assert unused == set()


def test_every_icon_of_the_sprite_is_shown():
    symbols = {element.get("id") for element in ElementTree.parse(STATIC / "sekin/img/icons.svg").getroot()}
    assert {name for name in symbols if f'"{name}"' not in code()} == set()


def test_every_script_style_sheet_and_picture_is_loaded():
    sheets = "".join(sheet.read_text() for sheet in (STATIC / "sekin/css").rglob("*.css"))
    files = [path for path in (STATIC / "sekin").rglob("*") if path.is_file()]
    assert {path.name for path in files if path.name not in code() + sheets} == set()


def test_every_template_tag_stands_in_a_template():
    pages = "\n".join(PAGES.values())
    used = set(re.findall(r"{% (\w+)|\|(\w+)", pages))
    assert {*sekin.register.tags, *sekin.register.filters} - {name for pair in used for name in pair} == set()


def test_every_function_and_constant_is_used():
    """One whose name stands nowhere but in its definition, or in tests alone.

    Decorated ones are called by others; the names of settings and formats are Django's.
    """
    words: dict[str, int] = {}
    for word in re.findall(r"\w+", code()):
        words[word] = words.get(word, 0) + 1
    unused = set()
    for path in [path for app in APPS for path in (ROOT / app).rglob("*.py")]:
        if {"migrations", "settings", "formats"}.isdisjoint(path.parts):
            names = _definitions(ast.parse(path.read_text()))
            unused |= {f"{path.relative_to(ROOT)}: {name}" for name in names - AHEAD if words[name] == 1}
    assert unused == set()


def _definitions(tree: ast.Module) -> set[str]:
    names = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.decorator_list:
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return names
