"""``summary/indicators/``: the mean of each item, whether its sum is kept or counted anew."""

from collections import defaultdict
from decimal import Decimal
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluations.domain.reports import item_summaries
from evaluations.domain.reports.item_summaries import refresh_items
from evaluations.enums import ApiScope, EmploymentType, State
from evaluations.models import Evaluation, ItemSummary
from forms_config.engine.rounding import round_half_up
from tests import build, schemas

pytestmark = pytest.mark.django_db

INDICATORS = "summary/indicators/"
PLAN = [schemas.plan_row("a", "10"), schemas.plan_row("b", "4")]
NUMBERS = ("evaluations", "scores", "average")
# What groups, under the names of both lists.
GROUPS = {
    "": (), "unit": ("unit_code",), "agency": ("agency_code",), "period": ("period",), "month": ("year", "month"),
    "employment_type": ("employment_type",), "period,unit": ("period", "unit_code"), "form": (),
}  # fmt: skip


def answers(*numbers: object, behaviour: object = "90") -> dict:
    rows = [
        {"_row": key, "realisasi": str(n)} for key, n in zip("ab", numbers, strict=False) if n is not None
    ]
    return {"skp": rows, "nilai_perilaku": None if behaviour is None else str(behaviour)}


@pytest.fixture
def scored(cast, delivered):
    version = build.make_form_version(schemas.pp30_form())

    def _scored(employee, period, given, **fields) -> Evaluation:
        documents = {"answers": given, "plan_rows": PLAN, "version": version}
        return delivered(employee, period, **(documents | fields))

    return _scored


@pytest.fixture
def regency(cast, scored):
    """Two dozen results of twelve people, some without an answer, in three units and two months."""
    random, version = Random(7), build.make_form_version(schemas.pp30_form())
    months = [build.make_period(2026, month) for month in (6, 7)]
    units = [cast.division, cast.agency, cast.other_agency]
    kinds = [EmploymentType.PNS, EmploymentType.PPPK]
    for number in range(12):
        person = build.make_employee(f"Pegawai {number}", employment_type=random.choice(kinds))
        for month in months:
            given = answers(
                random.choice([None, 3, 5, 10]),
                random.choice([None, 2, 4]),
                behaviour=random.choice([None, 80, 95]),
            )
            more = {"version": version} if number % 4 == 0 else {}
            scored(person, month, given, unit=random.choice(units), rater=cast.rater, **more)
    return months


def counted(rows: list[dict], names: tuple[str, ...]) -> dict:
    """The same means, from one row per item of ``indicator-scores/``."""
    found = defaultdict(list)
    for row in rows:
        if row["score"] is not None and row["counts"]:
            key = (*(row[name] for name in names), row["form"], row["section"], row["item"])
            found[key].append((row["evaluation"], Decimal(row["score"])))
    return {
        key: (
            len({pk for pk, _ in scores}),
            len(scores),
            str(round_half_up(sum(s for _, s in scores) / len(scores), 2)),
        )
        for key, scores in found.items()
    }


def told(rows: list[dict], names: tuple[str, ...]) -> dict:
    return {
        (*(row[name] for name in names), row["form"], row["section"], row["item"]): tuple(
            row[n] for n in NUMBERS
        )
        for row in rows
    }


@pytest.mark.parametrize("by", GROUPS)
def test_every_mean_is_that_of_the_scores_kept_or_not_and_half_kept(api, regency, by):
    reader, names = api(), GROUPS[by]
    given = {"by": by} if by else {}
    expected = counted(reader.results("indicator-scores/"), names)
    assert {key[-1] for key in expected} == {"realisasi", "nilai_perilaku"}
    assert told(reader.results(INDICATORS, **given), names) == expected
    refresh_items(timezone.now())
    assert told(reader.results(INDICATORS, **given), names) == expected
    ItemSummary.objects.filter(period=regency[0]).delete()
    assert told(reader.results(INDICATORS, **given), names) == expected


@pytest.mark.parametrize("given", [{"employment_type": "PPPK"}, {"month": 7}, {"unit": "10200"}])
def test_filters_choose_the_same_results(api, regency, given):
    refresh_items(timezone.now())
    reader = api()
    assert told(reader.results(INDICATORS, **given), ()) == counted(
        reader.results("indicator-scores/", **given), ()
    )


def test_what_is_kept_and_unchanged_costs_four_statements_and_reads_no_document(api, regency):
    refresh_items(timezone.now())
    reader = api()
    with CaptureQueriesContext(connection) as asked:
        reader.get(INDICATORS, by="unit")
    ours = [one["sql"] for one in asked if "itemsummary" in one["sql"] or '_evaluation"' in one["sql"]]
    assert (len(ours), [sql for sql in ours if '"answers"' in sql]) == (2, [])


def test_a_result_that_changes_goes_or_moves_is_counted_as_it_is_now(api, cast, scored):
    month = build.make_period()
    people = [build.make_employee(f"Pegawai {number}") for number in range(3)]
    first, second, third = (scored(person, month, answers(5, None), unit=cast.agency) for person in people)
    refresh_items(timezone.now())

    def mean() -> tuple:
        return told(api().results(INDICATORS), ())[first.form_version.form.key, "skp", "realisasi"]

    assert mean() == (3, 3, "50.00")
    second.answers = answers(10, None)
    second.save(update_fields=["answers", "updated_at"])
    assert mean() == (3, 3, "66.67")
    Evaluation.objects.filter(pk=first.pk).update(state=State.RATED)
    assert mean() == (2, 2, "75.00")
    Evaluation.objects.filter(pk=third.pk).update(counts=False)
    assert mean() == (1, 1, "100.00")
    assert refresh_items(timezone.now()) == 1
    assert mean() == (1, 1, "100.00")
    Evaluation.objects.filter(pk=second.pk).update(state=State.RATED)
    assert (api().results(INDICATORS), refresh_items(timezone.now()), ItemSummary.objects.count()) == (
        [],
        0,
        0,
    )


def test_the_tick_sums_only_what_has_changed_and_so_many_at_once(regency, monkeypatch):
    monkeypatch.setattr(item_summaries, "AT_ONCE", 2)
    cells = {(row.period_id, row.unit_id, row.form_version_id) for row in Evaluation.objects.all()}
    made = []
    while number := refresh_items(timezone.now()):
        made.append(number)
    assert (sum(made), max(made)) == (len(cells), 2)
    row = Evaluation.objects.first()
    row.save(update_fields=["updated_at"])
    assert [refresh_items(timezone.now()) for _ in range(2)] == [1, 0]


def test_one_person_of_many_months_is_no_group_and_cannot_be_had_by_subtraction(api, cast, scored):
    """Two groups hold one and eight people: the larger is hidden with it where both are on a line."""
    months = [build.make_period(2026, month) for month in range(1, 8)]
    alone = build.make_employee("Sendirian")
    for month in months:
        scored(alone, month, answers(5, 2), unit=cast.other_agency)
    for number in range(8):
        scored(build.make_employee(f"Pegawai {number}"), months[0], answers(5, 2), unit=cast.division)
    for _ in range(2):
        rows = api(ApiScope.AGGREGATE).results(INDICATORS, by="unit")
        assert {row["unit_code"] for row in rows} == {"20071", cast.other_agency.code}
        assert {(row["suppressed"], *(row[n] for n in NUMBERS)) for row in rows} == {(True, None, None, None)}
        whole = api(ApiScope.AGGREGATE).results(INDICATORS, month=1)
        assert {(row["suppressed"], row["evaluations"]) for row in whole} == {(False, 9)}
        assert not any(row["suppressed"] for row in api().results(INDICATORS, by="unit"))
        refresh_items(timezone.now())


def test_an_item_that_few_have_is_hidden_though_the_group_is_large(api, cast, scored):
    month = build.make_period()
    for number in range(9):
        behaviour = 90 if number < 4 else None
        scored(
            build.make_employee(f"Pegawai {number}"),
            month,
            answers(5, 2, behaviour=behaviour),
            unit=cast.agency,
        )
    rows = {row["item"]: row["evaluations"] for row in api(ApiScope.AGGREGATE).results(INDICATORS)}
    assert rows == {"realisasi": 9, "nilai_perilaku": None}


def test_nobody_without_personal_scope_groups_by_rater(api, cast, regency):
    assert api(ApiScope.AGGREGATE).get(INDICATORS, by="rater").status_code == 403
    assert {row["rater_nip"] for row in api().results(INDICATORS, by="rater")} == {cast.rater.nip}


def test_too_many_documents_at_once_are_refused_in_words(api, regency, monkeypatch):
    monkeypatch.setattr("evaluations.domain.reports.indicators.MOST_DOCUMENTS", 23)
    answer = api().get(INDICATORS)
    assert (answer.status_code, answer.json()["code"]) == (400, "too_many_rows")
    assert answer.json()["fields"] == {
        "by": ["Paling banyak 23 hasil sekaligus. Persempit periode atau unitnya."]
    }
    refresh_items(timezone.now())
    assert api().get(INDICATORS).status_code == 200


def test_labels_are_those_of_the_newest_version_and_the_file_says_the_same(api, regency):
    rows = api().results(INDICATORS)
    assert {(row["section_label"], row["item_label"]) for row in rows} >= {("SKP", "Realisasi")}
    response = api().get(INDICATORS, format="csv")
    text = b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()
    assert len(text.splitlines()) == len(rows) + 1
    assert (
        text.splitlines()[0]
        == "form,section,section_label,item,item_label,indicator,evaluations,scores,average,suppressed"
    )
