"""The kinds of finding are a contract: those of the fixtures, and nothing that is not in the table."""

import ast
import json
from pathlib import Path

import pytest

from evaluations import exchange
from evaluations.exchange.finding_kinds import is_kind
from evaluations.exchange.findings import Finding
from tests.exchange.conftest import DATA

FOLDER = Path(exchange.__file__).parent
REPORTING = {"refuse": 1, "reject": 1, "warn": 1, "doubt": 1, "Finding": 2, "NipError": 0, "NoDay": 0}
ENGINE = FOLDER.parent.parent / "forms_config" / "engine" / "nip.py"


def literal_kinds() -> list[tuple[str, str]]:
    """(module, kind) of every finding that is made with a literal kind."""
    found = []
    for path in (*FOLDER.rglob("*.py"), ENGINE):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                place = REPORTING.get(name)
                if (
                    place is not None
                    and len(node.args) > place
                    and isinstance(node.args[place], ast.Constant)
                ):
                    found.append((path.name, str(node.args[place].value)))
    return found


def test_every_kind_in_the_code_is_in_the_table():
    kinds = literal_kinds()
    assert len(kinds) > 30
    assert [(module, kind) for module, kind in kinds if not is_kind(kind)] == []


def test_every_kind_of_the_contract_is_in_the_table():
    expected = json.loads((DATA / "pegawai_siasn_rusak.expected.json").read_text())
    kinds = {entry["kind"] for part in ("errors", "warnings") for entry in expected[part]} - {
        "private_garbage"
    }
    named = {"cell_error", "nip_unicode_digits", "duplicate_nip_normalised", "date_out_of_range"}
    assert {kind for kind in kinds | named if not is_kind(kind)} == set()


@pytest.mark.parametrize("kind", ["error_cell", "whatever", "MISSING_nama", ""])
def test_a_finding_of_another_kind_cannot_be_made(kind):
    with pytest.raises(ValueError, match="no kind"):
        Finding(2, "nama", kind, "…")
