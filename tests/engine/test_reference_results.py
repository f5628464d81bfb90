"""Every case of the reference results (computed with exact fractions elsewhere) comes out exactly."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from forms_config.engine import outcome
from forms_config.engine.angka_kredit import COEFFICIENTS, PERCENTAGES, credit
from forms_config.engine.nip import NipError, parse_nip
from tests.schemas import official_form, plan_row, pp30_form

REFERENCE = json.loads((Path(__file__).parents[1] / "data" / "hasil_rujukan.json").read_text())
POLARITY = {"naik": "HIGHER", "turun": "LOWER"}


@pytest.mark.parametrize(
    "case", REFERENCE["kuadran"], ids=lambda case: f"{case['hasil_kerja']}-{case['perilaku_kerja']}"
)
def test_quadrant(case):
    ratings = {"rating_hasil_kerja": case["hasil_kerja"], "rating_perilaku": case["perilaku_kerja"]}

    result = outcome.evaluate(official_form(), ratings)

    assert (result.predikat, result.predikat_label) == (case["predikat"], case["label"])


@pytest.mark.parametrize(
    "case",
    REFERENCE["pp30_2019"],
    ids=lambda case: f"{case['no']}-{case['nilai_kinerja']}-{case['predikat']}",
)
def test_pp30_2019(case):
    items = case["butir_skp"]
    plan = [plan_row(f"rhk-{n}", item["target"], POLARITY[item["arah"]]) for n, item in enumerate(items)]
    answers = {
        "skp": [{"_row": f"rhk-{n}", "realisasi": item["realisasi"]} for n, item in enumerate(items)],
        "nilai_perilaku": case["nilai_perilaku"],
        "pendapat_rekan": case["pendapat_rekan_dan_bawahan"],
        "inovasi": case["inovasi"],
    }

    result = outcome.evaluate(pp30_form(), answers, plan)

    assert [str(item.score) for item in result.items if item.section == "skp"] == case["capaian_butir"]
    assert str(result.index_score) == case["nilai_kinerja"]
    assert result.index_code == case["predikat"]
    weights = next(step for step in result.trace if step.kind == "weights")
    assert [value for _, value in weights.rows] == [f"{case['bobot_skp']}%", f"{case['bobot_perilaku']}%"]


@pytest.mark.parametrize(
    "case", REFERENCE["angka_kredit"], ids=lambda case: f"{case['no']}-{case['jenjang']}-{case['predikat']}"
)
def test_angka_kredit(case):
    assert COEFFICIENTS[case["jenjang"]] == Decimal(case["koefisien"])
    assert PERCENTAGES[case["predikat"]] == case["persen"]
    earned = credit(case["predikat"], COEFFICIENTS[case["jenjang"]], case["bulan"])
    assert str(earned) == case["angka_kredit"]


@pytest.mark.parametrize("case", REFERENCE["nip"], ids=lambda case: f"{case['no']}-{case['alasan']}")
def test_nip(case):
    if case["sah"]:
        assert parse_nip(case["masukan"]).number == case["ternormalisasi"]
    else:
        with pytest.raises(NipError) as refused:
            parse_nip(case["masukan"])
        assert refused.value.kind == case["kind"]
