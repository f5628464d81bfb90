"""Every kind of problem has a test: the codes in the source are those of the cases."""

import ast
from pathlib import Path

from forms_config.engine import checks
from tests.engine import test_checks, test_item_checks, test_reach


def codes(*left_out):
    """The code of every ``error`` and ``warning`` that the checks report."""
    return {
        node.args[0].value
        for path in Path(checks.__file__).parent.glob("*.py")
        if path.stem not in left_out
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("error", "warning")
    }


def test_every_kind_of_problem_has_a_case():
    tested = {code for code, *_ in (*test_checks.CASES, *test_item_checks.CASES)} | test_reach.CODES

    assert codes("formulas") == tested  # those of formulas are counted beside their own cases


def test_there_are_more_than_eighty_kinds():
    assert len(codes()) > 80
