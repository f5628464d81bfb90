"""The files of the fixtures: the good ones are those of the demo."""

import json
from pathlib import Path

import pytest

from evaluations.domain.upkeep.integrity import findings
from evaluations.enums import ImportKind, ImportState
from evaluations.exchange.changes import Outcome
from evaluations.exchange.import_report import Report
from evaluations.exchange.imports import import_path
from evaluations.exchange.kept_rows import kept
from evaluations.models import ImportBatch

ROOT = Path(__file__).resolve().parent.parent.parent
GOOD = ROOT / "evaluations" / "demo" / "data"
DATA = ROOT / "tests" / "data"

UNITS = GOOD / "unor.json"
EMPLOYEES = GOOD / "pegawai_siasn.xlsx"
ATTENDANCE = GOOD / "templat_bulanan_2026-06.xlsx"
BROKEN = DATA / "pegawai_siasn_rusak.xlsx"


@pytest.fixture
def units(db) -> Report:
    """The units of the regency, imported."""
    return import_path(ImportKind.UNITS, UNITS)


@pytest.fixture
def employees(units) -> Report:
    """The 1200 employees, imported."""
    return import_path(ImportKind.EMPLOYEES, EMPLOYEES)


@pytest.fixture(scope="session")
def summary() -> dict:
    return json.loads((DATA / "ringkasan.json").read_text())


@pytest.fixture(scope="session")
def expected() -> dict:
    return json.loads((DATA / "pegawai_siasn_rusak.expected.json").read_text())


CASES = DATA / "cases"


@pytest.fixture(autouse=True)
def integrity(request):
    """After every import here the integrity checks find nothing, but for what a test says that it damages itself."""
    if "db" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("db")  # so that the database is still there afterwards
    yield
    if ImportBatch.objects.filter(state=ImportState.APPLIED).exists():
        damaged = request.node.get_closest_marker("damages")
        assert {finding.check.code for finding in findings()} == set(damaged.args if damaged else ())


def rows_of(batch: ImportBatch) -> list[dict]:
    """Every row that a batch keeps, whatever its outcome."""
    return list(kept(batch, *Outcome))
