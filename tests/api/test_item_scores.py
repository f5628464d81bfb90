"""One flat row per delivered evaluation and scored item, as the engine counted it."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluations.enums import State
from evaluations.models import Evaluation
from forms_config.engine.outcome import evaluate
from tests import build, schemas

pytestmark = pytest.mark.django_db

PLAN = [schemas.plan_row("a", "10"), schemas.plan_row("b", "4", "LOWER"), schemas.plan_row("c")]
ANSWERS = {
    "skp": [
        {"_row": "a", "realisasi": "9"},
        {"_row": "b", "realisasi": "5"},
        {"_row": "c", "realisasi": "1"},
    ],
    "perilaku": "95.5",
}


@pytest.fixture
def scored(cast, delivered):
    version = build.make_form_version(schemas.pp30_form())
    period = build.make_period()

    def _scored(employee=None, **fields) -> Evaluation:
        documents = {"answers": ANSWERS, "plan_rows": PLAN, "version": version}
        return delivered(employee or cast.employee, fields.pop("period", period), **(documents | fields))

    return _scored


def test_each_scored_item_is_a_row_with_its_place_and_how_it_came_to_its_score(api, scored):
    evaluation = scored()
    evaluation.refresh_from_db()
    rows = api().results("indicator-scores/")
    assert rows[0] == {
        "evaluation": evaluation.pk,
        "nip": "199003152015032501",
        "name": "Siti Aminah",
        "employment_type": "PNS",
        "unit_code": "20071",
        "unit_name": "Bidang Pencegahan Penyakit",
        "agency_code": "10200",
        "agency_name": "Dinas Kesehatan",
        "period": evaluation.period_id,
        "year": 2026,
        "month": 7,
        "form": evaluation.form_version.form.key,
        "form_version": evaluation.form_version_id,
        "counts": True,
        "section": "skp",
        "section_label": "SKP",
        "area": "hasil_kerja",
        "row": "a",
        "row_label": "Laporan a tersusun",
        "item": "realisasi",
        "item_label": "Realisasi",
        "indicator": None,
        "weight": "1",
        "answer": "9",
        "level": None,
        "level_label": None,
        "target": "10",
        "score": "90.00",
        "not_applicable": False,
        "updated_at": timezone.localtime(evaluation.updated_at).isoformat(),
    }
    assert [(row["row"], row["score"]) for row in rows[1:3]] == [("b", "75.00"), ("c", None)]


def test_the_rows_are_what_the_result_was_counted_from(api, scored):
    evaluation = scored()
    outcome = evaluate(evaluation.form_version.parsed, ANSWERS, PLAN)
    expected = [
        (item.row, item.field, None if item.score is None else str(item.score)) for item in outcome.items
    ]
    assert [(row["row"], row["item"], row["score"]) for row in api().results("indicator-scores/")] == expected
    assert len(expected) > 3


@pytest.mark.parametrize("state", [State.OPEN, State.SUBMITTED, State.RATED])
def test_nothing_is_told_before_delivery(api, scored, state):
    scored(state=state)
    assert api().results("indicator-scores/") == []


def test_a_client_of_a_unit_reads_its_people_only(api, cast, scored):
    scored()
    other = scored(cast.stranger)
    assert {row["evaluation"] for row in api(unit=cast.other_agency).results("indicator-scores/")} == {
        other.pk
    }
    assert {row["unit_code"] for row in api().results("indicator-scores/", unit="10200")} == {"20071"}


def test_pages_count_evaluations_and_lose_no_row(api, cast, scored):
    scored()
    scored(cast.rater)
    reader = api()
    whole = reader.results("indicator-scores/")
    first = reader.get("indicator-scores/", limit=1).json()
    second = reader.get(first["next"].split("/api/v1/")[1]).json()
    assert first["results"] + second["results"] == whole
    assert second["next"] is None


def test_what_has_changed_since_comes_in_the_order_of_its_change(api, cast, scored):
    old, late, early = scored(), scored(cast.rater), scored(cast.stranger)
    now = timezone.now()
    for evaluation, days in ((old, 9), (early, 2), (late, 1)):
        Evaluation.objects.filter(pk=evaluation.pk).update(updated_at=now - timedelta(days=days))
    rows = api().results("indicator-scores/", updated_since=(now - timedelta(days=3)).isoformat())
    assert list(dict.fromkeys(row["evaluation"] for row in rows)) == [early.pk, late.pk]


def test_the_file_says_the_same_as_json(api, scored):
    scored()
    reader = api()
    response = reader.get("indicator-scores/", format="csv")
    text = b"".join(response.streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    expected = reader.results("indicator-scores/")
    assert [(row["row"], row["answer"], row["score"]) for row in rows] == [
        (row["row"] or "", row["answer"] or "", row["score"] or "") for row in expected
    ]
    assert Decimal(rows[0]["score"]) == 90


def test_a_workbook_of_too_many_evaluations_is_refused_in_words(api, cast, scored, monkeypatch):
    scored()
    scored(cast.rater)
    monkeypatch.setattr("evaluations.api.views.results.IndicatorScoreList.most_in_workbook", 1)
    response = api().get("indicator-scores/", format="xlsx")
    assert (response.status_code, response.json()["code"]) == (400, "too_many_rows")
    assert response.json()["fields"] == {"format": ["Paling banyak 1 evaluasi."]}


def test_a_page_needs_as_many_statements_for_three_evaluations_as_for_one(api, cast, scored):
    reader = api()

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            reader.results("indicator-scores/", year=2026)
        return len(captured)

    scored()
    with_one = statements()
    scored(cast.rater)
    scored(cast.stranger)
    assert statements() == with_one <= 4
