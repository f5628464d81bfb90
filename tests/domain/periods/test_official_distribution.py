"""The pattern that ships: every case of the reference results comes out, from the rows that BKPSDM edits."""

import json
from pathlib import Path

import pytest

from evaluations.domain.periods.official_distribution import load_official_distribution
from evaluations.models import DistributionBound, DistributionRules
from forms_config.engine.distribution import Standing, findings

REFERENCE = json.loads((Path(__file__).parents[2] / "data" / "hasil_rujukan.json").read_text())


@pytest.fixture
def bounds(db) -> list[DistributionBound]:
    load_official_distribution()
    return list(DistributionBound.objects.order_by("pk"))


@pytest.mark.parametrize("case", REFERENCE["distribusi_se_3_2023"], ids=lambda case: case["no"])
def test_every_case_of_the_reference_results_matches(bounds, case):
    fitting = [row.bound for row in bounds if row.level == case["predikat_organisasi"]]
    found = findings(case["jumlah"], fitting)
    assert [one.bound.code for one in found if one.standing == Standing.BROKEN] == case["dilanggar"]


def test_the_reference_has_all_fifteen_cases():
    assert len(REFERENCE["distribusi_se_3_2023"]) == 15


def test_the_bounds_are_those_of_the_reference_in_codes_and_in_words(bounds):
    codes = [(one["predikat_organisasi"], one["kode"]) for one in REFERENCE["kode_batas"]]
    assert [(row.level, row.code) for row in bounds] == codes
    assert [row.words for row in bounds] == [
        "Sangat Baik bagian terbesar",
        "Sangat Baik paling banyak 70%",
        "Baik paling banyak 70%",
        "Butuh Perbaikan dan/atau Kurang/misconduct ada",
        "Sangat Baik paling banyak 10%",
        "Butuh Perbaikan paling sedikit 60%",
        "Sangat Baik paling banyak 10%",
        "Butuh Perbaikan paling sedikit 10%",
        "Kurang/misconduct paling sedikit 60%",
        "tidak ada Sangat Baik",
        "Butuh Perbaikan dan/atau Kurang/misconduct paling sedikit 10%",
        "Sangat Kurang paling sedikit 60%",
    ]


def test_loading_again_overwrites_nothing(bounds):
    DistributionRules.objects.update(name="Pola Bantul")
    load_official_distribution()
    assert [row.name for row in DistributionRules.objects.all()] == ["Pola Bantul"]
    assert DistributionBound.objects.count() == len(bounds)
