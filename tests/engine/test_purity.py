"""The engine stays pure: standard library only, no clock, no float."""

import ast
import sys
from pathlib import Path

import pytest

from forms_config import engine

MODULES = sorted(Path(engine.__file__).parent.rglob("*.py"))
CLOCKS = {"today", "now", "utcnow", "time"}


def nodes(path, kind):
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, kind)]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_module_is_pure(path):
    imported = {alias.name.split(".")[0] for node in nodes(path, ast.Import) for alias in node.names}
    imported |= {node.module.split(".")[0] for node in nodes(path, ast.ImportFrom) if node.level == 0}
    constants = {type(node.value) for node in nodes(path, ast.Constant)}
    names = {node.id for node in nodes(path, ast.Name)} | {node.attr for node in nodes(path, ast.Attribute)}

    assert imported <= sys.stdlib_module_names
    assert float not in constants
    assert names & ({"float"} | CLOCKS) == set()
