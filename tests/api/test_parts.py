"""After a transfer in mid-period the API tells the parts apart, and counts what the period's rule says."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from evaluations.domain.periods.segments import sync
from evaluations.enums import SegmentRule, State
from evaluations.models import Evaluation, PeriodForm
from tests import build

pytestmark = pytest.mark.django_db

FIRST, SECOND = "BAIK", "SANGAT_BAIK"  # 1–19 July, then 20–31 July elsewhere
COUNTING = {SegmentRule.LONGEST: [FIRST], SegmentRule.LAST: [SECOND], SegmentRule.BOTH: [FIRST, SECOND]}


@pytest.fixture(params=list(COUNTING))
def rule(request):
    return request.param


@pytest.fixture
def july(cast, delivered, rule):
    """Siti went to the social office on the 20th; both parts were rated and delivered, each by its own rater."""
    july = build.make_period(2026, 7, ends_on=date(2026, 7, 31), segment_rule=rule)
    version = build.make_form_version()
    PeriodForm.objects.create(period=july, form=version.form, form_version=version)
    build.make_head(build.make_employee("Rina Hartati"), cast.other_agency)
    cast.employee.assignments.update(ends_on=date(2026, 7, 19))
    build.make_assignment(cast.employee, cast.other_agency, starts_on=date(2026, 7, 20))
    cast.evaluation(july, version=version)
    sync(july, date(2026, 7, 25))
    for row, predikat in zip(Evaluation.objects.order_by("segment"), (FIRST, SECOND), strict=True):
        Evaluation.objects.filter(pk=row.pk).update(
            state=State.DELIVERED, predikat=predikat, submitted_at=july.opened_at, rated_at=july.opened_at,
            delivered_at=july.opened_at, receipt_number=f"T{row.pk}", rating_hasil_kerja="MEETS",
            rating_perilaku="MEETS",
        )  # fmt: skip
    return july


def predikats(rows) -> list[str]:
    return sorted(row["predikat"] for row in rows)


def test_the_list_has_every_part_and_the_filter_leaves_what_counts(api, july, rule):
    reader = api()
    assert predikats(reader.results("results/")) == [FIRST, SECOND]
    assert predikats(reader.results("results/", counts="true")) == COUNTING[rule]
    others = sorted({FIRST, SECOND} - set(COUNTING[rule]))
    assert predikats(reader.results("results/", counts="false")) == others


def test_the_workbook_has_the_same_rows(api, july, rule):
    content = api().get("results/", format="xlsx", counts="true").getvalue()
    header, *rows = load_workbook(io.BytesIO(content), read_only=True).active.iter_rows(values_only=True)
    assert sorted(row[header.index("predikat")] for row in rows) == COUNTING[rule]


def test_the_distribution_counts_what_the_rule_says(api, july, rule):
    [row] = api().results("summary/distribution/")
    assert {code for code in (FIRST, SECOND) if row[code]} == set(COUNTING[rule])
    assert row["total"] == len(COUNTING[rule])


def test_progress_counts_every_part(api, july):
    [row] = api().results("summary/completeness/")
    assert (row["total"], row["delivered"]) == (2, 2)


def test_one_result_says_which_days_it_is_about_and_whether_it_counts(api, july, rule):
    first = Evaluation.objects.get(segment=1)
    assert api().get(f"results/{first.pk}/").json()["part"] == {
        "number": 1, "starts_on": "2026-07-01", "ends_on": "2026-07-19", "counts": FIRST in COUNTING[rule],
    }  # fmt: skip


def test_what_is_neither_true_nor_false_is_refused(api):
    answer = api().get("results/", counts="ya")
    assert answer.status_code == 400
    assert "counts" in answer.json()["fields"]
