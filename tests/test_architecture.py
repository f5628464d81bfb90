"""The direction of imports, read from the syntax tree: a layer imports only what lies below it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("forms_config", "evaluations", "sekin_site")

# From the bottom up. The longest matching prefix decides on which floor a module stands.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("forms_config.engine",),
    (
        "forms_config",
        "forms_config.models",
        "forms_config.blocks",
        "forms_config.publishing",
        "forms_config.dynamic_forms",
        "forms_config.official",
        "forms_config.tools",
    ),
    ("forms_config.admin", "forms_config.wagtail_hooks"),
    ("evaluations", "evaluations.enums", "evaluations.models"),
    ("evaluations.rules",),
    ("evaluations.domain",),
    ("evaluations.domain.organization",),
    ("evaluations.domain.access",),
    ("evaluations.domain.evaluating",),
    ("evaluations.domain.periods",),
    ("evaluations.domain.reports", "evaluations.queries", "evaluations.filters"),
    ("evaluations.domain.upkeep",),
    ("evaluations.exchange",),
    ("evaluations.demo",),
    ("evaluations.portal", "evaluations.api", "evaluations.admin", "evaluations.management"),
    ("evaluations.wagtail_hooks",),
    ("sekin_site",),
)
STRANGERS = ("evaluations.portal", "evaluations.api", "evaluations.admin")
# Entry points that Django or Wagtail import themselves; nobody else may.
STANDARD_LIBRARY_ONLY = "forms_config.engine"


def modules() -> list[tuple[str, Path]]:
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
                found.append((name, path))
    return found


def layer_of(module: str) -> int:
    matches = [
        (len(prefix), number)
        for number, prefixes in enumerate(LAYERS)
        for prefix in prefixes
        if module == prefix or module.startswith(f"{prefix}.")
    ]
    return max(matches)[1]


def source_of(node: ast.ImportFrom, package: str) -> str:
    """The absolute name of what ``from … import`` imports from, in a module of ``package``."""
    if not node.level:
        return node.module or ""
    base = package.rsplit(".", node.level - 1)[0] if node.level > 1 else package
    return f"{base}.{node.module}" if node.module else base


def all_imports_of(tree: ast.AST, package: str, known: set[str]) -> set[str]:
    """Every module that a tree imports; ``from package import module`` counts as the module."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            source = source_of(node, package)
            for alias in node.names:
                full = f"{source}.{alias.name}"
                names.add(full if full in known else source)
    return names


def imports_of(tree: ast.AST, package: str, known: set[str]) -> set[str]:
    """Our own modules among them."""
    return {name for name in all_imports_of(tree, package, known) if name.split(".")[0] in PACKAGES}


def package_of(name: str, path: Path) -> str:
    return name if path.name == "__init__.py" else name.rpartition(".")[0]


ALL = modules()
NAMES = {name for name, _ in ALL}


@pytest.mark.parametrize(("name", "path"), ALL, ids=[name for name, _ in ALL])
def test_a_module_imports_only_from_its_own_layer_or_below(name, path):
    tree = ast.parse(path.read_text())
    upward = {
        other for other in imports_of(tree, package_of(name, path), NAMES) if layer_of(other) > layer_of(name)
    }
    assert upward == set()


@pytest.mark.parametrize(("name", "path"), ALL, ids=[name for name, _ in ALL])
def test_portal_api_and_admin_do_not_import_each_other(name, path):
    home = next((s for s in STRANGERS if name.startswith(s)), None)
    tree = ast.parse(path.read_text())
    foreign = {
        other
        for other in imports_of(tree, package_of(name, path), NAMES)
        for s in STRANGERS
        if other.startswith(s) and s != home
    }
    assert home is None or foreign == set()


@pytest.mark.parametrize(("name", "path"), ALL, ids=[name for name, _ in ALL])
def test_nothing_is_imported_inside_a_function(name, path):
    tree = ast.parse(path.read_text())
    inside = [
        f"line {node.lineno}"
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.name != "ready"
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


@pytest.mark.parametrize(
    ("name", "path"),
    [m for m in ALL if m[0].startswith(STANDARD_LIBRARY_ONLY)],
    ids=lambda value: str(value)[:60],
)
def test_the_engine_uses_the_standard_library_only(name, path):
    allowed = {
        "__future__", "collections", "dataclasses", "datetime", "decimal", "difflib", "enum", "fractions", "functools",
        "hashlib", "itertools", "json", "math", "operator", "re", "typing", "types", "unicodedata",
    }  # fmt: skip
    names = all_imports_of(ast.parse(path.read_text()), package_of(name, path), NAMES)
    outside = {n for n in names if n.split(".")[0] not in allowed and not n.startswith(STANDARD_LIBRARY_ONLY)}
    assert outside == set()


def test_an_upward_import_would_be_found():
    tree = ast.parse("from evaluations.portal import nav")
    assert layer_of("evaluations.portal.nav") > layer_of("evaluations.domain.evaluating.workflow")
    assert imports_of(tree, "evaluations", NAMES | {"evaluations.portal.nav"}) == {"evaluations.portal.nav"}


def test_only_the_workbook_module_knows_openpyxl():
    users = [
        name for name, path in ALL if "import openpyxl" in (t := path.read_text()) or "from openpyxl" in t
    ]
    assert all(name.startswith("evaluations.exchange.workbook") for name in users)


def test_unsafe_words_do_not_stand_in_our_templates():
    words = ("|safe", "style=", "onclick=", "javascript:", "{% autoescape off")
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in (ROOT / "templates").rglob("*.html")
        for word in words
        if word in path.read_text()
    ]
    assert found == []


def test_dates_are_local():
    text = {name: path.read_text() for name, path in ALL}
    assert [name for name, code in text.items() if "date.today()" in code or "datetime.now()" in code] == []
