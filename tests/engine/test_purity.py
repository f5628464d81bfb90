"""The engine stays pure: standard library only, no clock, no float."""

import ast
import sys
from pathlib import Path

import pytest

from forms_config import engine

MODULES = sorted(Path(engine.__file__).parent.rglob("*.py"))
CLOCKS = {"today", "now", "utcnow", "time"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_module_is_pure(path):
    imported, constants, names = set(), set(), set()
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Import(names=aliases):
                imported |= {alias.name.split(".")[0] for alias in aliases}
            case ast.ImportFrom(level=0, module=module):
                imported.add(module.split(".")[0])
            case ast.Constant(value=value):
                constants.add(type(value))
            case ast.Name(id=name) | ast.Attribute(attr=name):
                names.add(name)

    assert imported <= sys.stdlib_module_names
    assert float not in constants
    assert names & ({"float"} | CLOCKS) == set()
