"""The direction of imports, read from the syntax tree: a floor imports only what lies below it, nobody in circles."""

import ast
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import filter as filter_names
from functools import cache
from graphlib import CycleError, TopologicalSorter
from itertools import product
from pathlib import Path

import pytest

from tests.mutation.running import missing

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("forms_config", "evaluations", "sekin_site")

# From the bottom up. The longest matching prefix decides on which floor a module stands.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("forms_config.engine",),
    (
        "forms_config.actors",
        "forms_config.adding",
        "forms_config.finding",
        "forms_config.keys",
        "forms_config.guidance_blocks",
        "forms_config.guidance_references",
        "forms_config.numbers",
        "forms_config.text_fields",
        "forms_config.fitting",
    ),
    ("forms_config.blocks", "forms_config.dynamic_forms"),
    ("forms_config.models",),
    ("forms_config.compiling",),
    ("forms_config", "forms_config.domain"),
    ("forms_config.official", "forms_config.sandbox"),
    ("forms_config.apps",),
    ("forms_config.admin", "forms_config.templatetags"),
    ("forms_config.wagtail_hooks",),
    ("evaluations.enums",),
    ("evaluations.duties",),
    ("evaluations", "evaluations.models"),
    ("evaluations.rules",),
    ("evaluations.domain",),
    ("evaluations.domain.organization",),
    ("evaluations.domain.attendance",),
    ("evaluations.domain.access",),
    ("evaluations.domain.evaluating",),
    ("evaluations.domain.periods",),
    ("evaluations.domain.reports", "evaluations.queries", "evaluations.filters"),
    ("evaluations.places", "evaluations.progress", "evaluations.performance_forms"),
    ("evaluations.domain.upkeep",),
    ("evaluations.exchange", "evaluations.documents"),
    ("evaluations.downloads", "evaluations.guidance_references"),
    ("evaluations.demo",),
    ("evaluations.portal", "evaluations.api", "evaluations.admin", "evaluations.management"),
    ("evaluations.wagtail_hooks",),
    ("sekin_site",),
)
STRANGERS = ("evaluations.portal", "evaluations.api", "evaluations.admin")
STANDARD_LIBRARY = {
    "__future__", "collections", "dataclasses", "datetime", "decimal", "difflib", "enum", "fractions", "functools",
    "hashlib", "itertools", "json", "math", "operator", "re", "typing", "types", "unicodedata",
}  # fmt: skip


@dataclass(frozen=True)
class Module:
    name: str
    package: str
    text: str
    tree: ast.Module


def read(path: Path) -> Module:
    text = path.read_text()
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    return Module(name, package, text, ast.parse(text))


def paths() -> Iterable[Path]:
    for package in PACKAGES:
        yield from (p for p in sorted((ROOT / package).rglob("*.py")) if "migrations" not in p.parts)


MODULES = {module.name: module for module in map(read, paths())}


@cache
def floor_of(name: str) -> int:
    matches = [
        (len(prefix), number)
        for number, prefixes in enumerate(FLOORS)
        for prefix in prefixes
        if within(name, prefix)
    ]
    return max(matches)[1]


def within(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(f"{prefix}.")


def source_of(node: ast.ImportFrom, package: str) -> str:
    """The absolute name of what ``from … import`` imports from, in a module of ``package``."""
    if not node.level:
        return node.module or ""
    base = package.rsplit(".", node.level - 1)[0] if node.level > 1 else package
    return f"{base}.{node.module}" if node.module else base


def imports_of(module: Module) -> set[str]:
    """Every module that it imports; ``from package import module`` counts as the module."""
    names = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            source = source_of(node, module.package)
            for alias in node.names:
                full = f"{source}.{alias.name}"
                names.add(full if full in MODULES else source)
    return names


IMPORTS = {name: imports_of(module) for name, module in MODULES.items()}
OURS = {name: {n for n in names if n.split(".")[0] in PACKAGES} - {name} for name, names in IMPORTS.items()}


def circle_in(graph: Mapping[str, set[str]]) -> list[str]:
    """One circle of modules, the first again at its end; empty where there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_only_from_its_own_floor_or_below(name):
    assert {other for other in OURS[name] if floor_of(other) > floor_of(name)} == set()


def test_no_modules_import_each_other_in_a_circle():
    assert circle_in(OURS) == []


def test_a_circle_would_be_found():
    assert circle_in({"a": {"b"}, "b": {"c"}, "c": {"a"}}) != []


@pytest.mark.parametrize("home", STRANGERS)
def test_portal_api_and_admin_do_not_import_each_other(home):
    others = [one for one in STRANGERS if one != home]
    foreign = {
        (name, other)
        for name in MODULES
        if within(name, home)
        for other in OURS[name]
        if any(within(other, one) for one in others)
    }
    assert foreign == set()


@pytest.mark.parametrize("name", MODULES)
def test_nothing_is_imported_inside_a_function(name):
    inside = [
        f"line {node.lineno}"
        for function in ast.walk(MODULES[name].tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.name != "ready"
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


@pytest.mark.parametrize("name", [name for name in MODULES if within(name, "forms_config.engine")])
def test_the_engine_uses_the_standard_library_only(name):
    outside = {n for n in IMPORTS[name] if n.split(".")[0] not in STANDARD_LIBRARY}
    assert {n for n in outside if not within(n, "forms_config.engine")} == set()


def test_an_upward_import_would_be_found():
    tree = ast.parse("from evaluations.portal import nav")
    assert imports_of(Module("evaluations.x", "evaluations", "", tree)) == {"evaluations.portal.nav"}
    assert floor_of("evaluations.portal.nav") > floor_of("evaluations.domain.evaluating.workflow")


def test_only_the_workbook_module_knows_openpyxl():
    users = [
        name for name, one in MODULES.items() if "import openpyxl" in one.text or "from openpyxl" in one.text
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


def test_what_lies_below_a_unit_is_asked_in_one_place():
    said = [n for n, one in MODULES.items() if re.search(r"path__startswith|\.path\.startswith", one.text)]
    ours = [name for name in said if within(name, "evaluations") and "portal.nav" not in name]
    assert ours == [
        "evaluations.domain.upkeep.integrity.about_units",  # compares two paths of one row
        "evaluations.models.organization",
    ]


def test_no_template_compares_a_state():
    """Who knows the states says in a named property what one means: ``plan.is_returned``, ``evaluation.is_final``."""
    comparison = re.compile(r"""\b\w*(?:state|lateness|next_step) *[!=]=|[!=]= *["'][A-Z][A-Z_]+["']""")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in (ROOT / "templates").rglob("*.html")
        for line in path.read_text().splitlines()
        if comparison.search(line)
    ]
    assert found == []


def test_dates_are_local():
    assert [
        n for n, one in MODULES.items() if "date.today()" in one.text or "datetime.now()" in one.text
    ] == []


DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("*.md", "docs/**/*.md", "deploy/*.md")
    for path in ROOT.glob(pattern)
)
ROOMS = (
    "bench",
    "deploy",
    "docs",
    "evaluations",
    "forms_config",
    "locale",
    "sekin_site",
    "templates",
    "tests",
)
NAMED = re.compile(r"`([\w.{}*,-]+(?:/[\w.{}*,-]+)*(?:/|\.(?:py|html|js|css|md|sh|txt|in|toml|svg|sql)))`")


@cache
def endings() -> set[str]:
    """Every file and folder of ours by its path from the root, and by each end of it: ``a/b.py``, ``b.py``."""
    inside = (path for room in ROOMS for path in (ROOT / room).rglob("*") if "__pycache__" not in path.parts)
    top = (
        path for path in ROOT.iterdir() if path.is_file() or path.name in ROOMS
    )  # not what running leaves behind
    parts = (path.relative_to(ROOT).parts for path in (*top, *inside))
    return {"/".join(one[start:]) for one in parts for start in range(len(one))}


def spelt_out(name: str) -> list[str]:
    """``a/{b,c}.py`` is ``a/b.py`` and ``a/c.py``."""
    parts = [part.split(",") for part in re.split(r"[{}]", name.rstrip("/"))]
    return ["".join(choice) for choice in product(*parts)]


def missing_in(text: str) -> set[str]:
    """What ``text`` names between backticks and is not there."""
    wanted = {name for found in NAMED.findall(text) for name in spelt_out(found)}
    return {name for name in wanted if name not in endings() and not filter_names(endings(), name)}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_a_document_names_exists(document):
    assert missing_in((ROOT / document).read_text()) == set()


def test_a_name_of_nothing_would_be_found():
    text = "`domain/{tick,tock}.py`, `evaluations/rules.py`, `rules.py`, `exchange/import_*.py`, `evaluations/nowhere/`"
    assert missing_in(text) == {"domain/tick.py", "domain/tock.py", "evaluations/nowhere"}


def test_what_the_small_faults_are_put_into_exists():
    targets = tomllib.loads((ROOT / "tests/mutation/targets.toml").read_text())
    assert missing(targets) == []
    named = {
        "evaluations.rules.py": {"tests": ["tests/test_rules.py"]},
        "evaluations/rules.py": {"only": ["no_rule"]},
    }
    assert missing(named) == ["evaluations.rules.py", "no_rule in evaluations/rules.py"]


# In our texts ``domain.upkeep.tick`` is a module by the end of its name, or something in it. Others (``request.POST``)
# begin with what is no room of ours.
SAID = re.compile(
    r"``((?:domain|access|evaluating|exchange|engine|models|portal|sekin_site|forms_config)(?:\.\w+)+)"
)


def is_known(name: str) -> bool:
    """Whether it is a module, or a word that stands in the module which it names but for its last part."""
    place, _, thing = name.rpartition(".")
    modules = [one for one in MODULES if f".{one}".endswith(f".{name}")]
    homes = [one.text for one in MODULES.values() if f".{one.name}".endswith(f".{place}")]
    return bool(modules) or any(re.search(rf"\b{thing}\b", text) for text in homes)


def test_what_comments_name_exists():
    said = {(name, one) for name, module in MODULES.items() for one in SAID.findall(module.text)}
    assert {(name, one) for name, one in said if not is_known(one)} == set()


def test_a_comment_about_nothing_would_be_found():
    assert SAID.findall("``domain.tick`` of ``request.POST``, ``domain.upkeep.tick.run()``") == [
        "domain.tick",
        "domain.upkeep.tick.run",
    ]
    assert is_known("domain.upkeep.tick.run")
    assert is_known("domain.upkeep.tick")
    assert not is_known("domain.tick")
