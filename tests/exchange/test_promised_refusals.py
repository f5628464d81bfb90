"""Whatever a docstring of imports or of the structure of units promises to refuse is refused, and a test tries it."""

import ast
import re
from pathlib import Path

import pytest

from tests.exchange.conftest import ROOT

PROMISING = (
    ROOT / "evaluations" / "exchange",
    ROOT / "evaluations" / "domain" / "organization" / "structure",
)
CODE = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")


def promised() -> list[str]:
    """The codes named after ``Refused`` in docstrings."""
    codes = set()
    for folder in PROMISING:
        for path in folder.glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
                    _, found, after = (ast.get_docstring(node) or "").partition("``Refused``")
                    if found:
                        codes.update(CODE.findall(re.sub(r"``.*?``", "", after)))
    return sorted(codes)


def text_of(folder: Path) -> str:
    return "".join(path.read_text() for path in folder.rglob("*.py"))


SOURCE, TESTS = text_of(ROOT / "evaluations"), text_of(ROOT / "tests")


def test_docstrings_promise_something():
    assert len(promised()) > 20


@pytest.mark.parametrize("code", promised())
def test_a_promised_refusal_is_made_and_tried(code):
    assert f'"{code}"' in SOURCE
    assert f'"{code}"' in TESTS or f"-{code}" in TESTS
