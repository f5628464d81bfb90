"""Angka kredit: predikat of the year × coefficient of the jenjang, by months, summed, and what is missing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.evaluating.credit import Account, accounts_of, record_balance
from evaluations.domain.refusals import Refused
from evaluations.downloads.kinds import KINDS, product
from evaluations.enums import AssignmentKind, DownloadKind, State
from evaluations.exchange.credit_columns import CREDIT_COLUMNS, STATUS_COLUMNS
from evaluations.models import CreditBalance
from tests import build

END_2026 = date(2027, 1, 15)


@pytest.fixture
def nurse(cast):
    """A nurse, Ahli Pertama since 2020."""
    cast.employee.assignments.update(post_kind="AHLI_PERTAMA")
    return cast.employee


def year(cast, number: int, predikat: str = "BAIK", state=State.FINAL, **fields):
    period = build.make_period(number, None)
    return build.make_evaluation(
        cast.employee,
        period,
        rater=cast.rater,
        state=state,
        predikat=predikat,
        predikat_label=predikat,
        **fields,
    )


def account(person, day: date = END_2026) -> Account | None:
    return next(iter(accounts_of([person], day)), None)


def lines(found: Account) -> list[tuple[int, str, int, str]]:
    return [(line.evaluation.period.year, line.level, line.months, str(line.points)) for line in found.lines]


def goals(found: Account) -> dict[str, str]:
    return {goal.name: str(goal.missing) for goal in found.goals}


def test_each_year_gives_the_percentage_of_its_predikat_times_the_coefficient(cast, nurse):
    year(cast, 2024, "SANGAT_BAIK")
    year(cast, 2025)
    year(cast, 2026, "BUTUH_PERBAIKAN")
    found = account(nurse)
    assert lines(found) == [
        (2024, "Ahli Pertama", 12, "18.75"), (2025, "Ahli Pertama", 12, "12.50"), (2026, "Ahli Pertama", 12, "9.38"),
    ]  # fmt: skip
    assert (str(found.start), str(found.total)) == ("0", "40.63")
    assert goals(found) == {"kenaikan pangkat": "9.37", "kenaikan jenjang": "59.37"}


def test_what_is_reached_lacks_nothing(cast, nurse, bkpsdm_records):
    bkpsdm_records(Decimal(50), date(2025, 12, 31))
    assert goals(account(nurse)) == {"kenaikan pangkat": "0.00", "kenaikan jenjang": "50.00"}


def test_the_highest_jenjang_has_no_next_one(cast, nurse):
    nurse.assignments.update(post_kind="AHLI_UTAMA")
    assert goals(account(nurse)) == {"kenaikan pangkat": "200"}


@pytest.fixture
def bkpsdm_records(cast):
    def record(points: Decimal, as_of: date, document: str = "PAK 800/1"):
        return record_balance(cast.employee, points=points, as_of=as_of, document=document, actor=cast.bkpsdm)

    return record


@pytest.mark.parametrize(
    ("as_of", "months"),
    [(date(2025, 8, 30), 5), (date(2025, 8, 31), 4), (date(2024, 12, 31), 12), (date(2025, 12, 31), None)],
)
def test_only_months_that_end_after_the_document_are_added(cast, nurse, bkpsdm_records, as_of, months):
    year(cast, 2025)
    bkpsdm_records(Decimal("30.25"), as_of)
    found = account(nurse)
    assert [line.months for line in found.lines] == ([months] if months else [])
    assert found.total == Decimal("30.25") + sum(line.points for line in found.lines)


def test_the_latest_document_counts_and_of_one_day_the_last_recorded(cast, nurse, bkpsdm_records):
    bkpsdm_records(Decimal(10), date(2025, 1, 1))
    bkpsdm_records(Decimal(20), date(2025, 6, 1))
    bkpsdm_records(Decimal(25), date(2025, 6, 1), "Ralat")
    bkpsdm_records(Decimal(5), date(2024, 1, 1))
    assert account(nurse).balance.document == "Ralat"
    assert account(nurse, date(2025, 5, 31)).start == 10


def test_a_year_that_a_promotion_divides_gives_each_jenjang_its_months(cast, nurse, bkpsdm_records):
    bkpsdm_records(Decimal(0), date(2024, 12, 31))
    nurse.assignments.update(ends_on=date(2025, 9, 14))
    build.make_assignment(
        nurse, cast.division, "Perawat Ahli Muda", post_kind="AHLI_MUDA", starts_on=date(2025, 9, 15)
    )
    year(cast, 2025)
    assert lines(account(nurse)) == [(2025, "Ahli Pertama", 8, "8.33"), (2025, "Ahli Muda", 4, "8.33")]


def test_without_a_document_it_begins_with_the_present_jenjang(cast, nurse):
    nurse.assignments.update(ends_on=date(2025, 6, 30))
    build.make_assignment(
        nurse, cast.agency, "Perawat Ahli Muda", post_kind="AHLI_MUDA", starts_on=date(2025, 7, 1)
    )
    year(cast, 2024)
    year(cast, 2025)
    assert lines(account(nurse)) == [(2025, "Ahli Muda", 6, "12.50")]


def test_a_move_within_the_jenjang_begins_nothing_anew(cast, nurse):
    nurse.assignments.update(ends_on=date(2025, 6, 30))
    build.make_assignment(nurse, cast.agency, post_kind="AHLI_PERTAMA", starts_on=date(2025, 7, 1))
    year(cast, 2025)
    assert lines(account(nurse)) == [(2025, "Ahli Pertama", 12, "12.50")]


def test_months_before_the_post_give_nothing(cast, nurse):
    nurse.assignments.update(starts_on=date(2025, 3, 2))
    year(cast, 2025)
    assert lines(account(nurse)) == [(2025, "Ahli Pertama", 10, "10.42")]


@pytest.mark.parametrize(
    "fields",
    [{"state": State.RATED}, {"counts": False}, {"predikat": ""}],
    ids=["not yet known", "does not count", "no predikat"],
)
def test_what_is_no_known_result_of_the_year_gives_nothing(cast, nurse, fields):
    year(cast, 2025, **fields)
    assert lines(account(nurse)) == []


def test_months_and_quarters_give_nothing_beside_the_year(cast, nurse):
    build.make_evaluation(
        nurse, build.make_period(2025, 7), rater=cast.rater, state=State.FINAL, predikat="BAIK"
    )
    assert lines(account(nurse)) == []


@pytest.mark.parametrize(
    "post",
    [
        {"post_kind": ""},
        {"post_kind": "PELAKSANA"},
        {"kind": AssignmentKind.PLT},
        {"ends_on": date(2026, 12, 31)},
    ],
)
def test_who_holds_no_functional_post_today_has_no_account(cast, nurse, login, post):
    nurse.assignments.update(**post)
    assert account(nurse) is None


def test_many_cost_as_many_statements_as_one(cast, nurse):
    year(cast, 2025)
    others = [build.make_employee(f"Perawat {number}") for number in range(3)]
    for other in others:
        build.make_assignment(other, cast.division, post_kind="MAHIR")
    counts = []
    for people in ([nurse], [nurse, *others]):
        with CaptureQueriesContext(connection) as statements:
            assert len(accounts_of(people, END_2026)) == len(people)
        counts.append(len(statements))
    assert counts == [3, 3]


# --- recording ---


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"days": 1}, "as_of_ahead"),
        ({"document": " \u200b "}, "document_missing"),
    ],
)
def test_what_no_document_can_say_is_refused(cast, nurse, given, code):
    given = dict(given)
    ahead = timedelta(days=given.pop("days", 0))
    values = {"points": Decimal(1), "as_of": timezone.localdate() + ahead, "document": "PAK"} | given
    with pytest.raises(Refused) as refused:
        record_balance(nurse, **values, actor=cast.bkpsdm)
    assert refused.value.code == code


@pytest.mark.parametrize("who", ["employee", "rater", "reviewer", "unit_admin", "auditor"])
def test_only_bkpsdm_records(cast, nurse, who):
    user = getattr(getattr(cast, who), "user", getattr(cast, who))
    with pytest.raises(Refused) as refused:
        record_balance(nurse, points=Decimal(1), as_of=date(2026, 1, 1), document="PAK", actor=user)
    assert refused.value.code == "not_yours"


# --- pages and workbooks ---


PAGE = reverse("portal:credit")


def test_the_holder_sees_each_number_with_its_why(cast, nurse, login, bkpsdm_records):
    bkpsdm_records(Decimal("30.5"), date(2024, 12, 31), "PAK 800/77")
    year(cast, 2025, "SANGAT_BAIK", state=State.DELIVERED)
    client = login(nurse)
    html = client.get(PAGE).content.decode()
    for words in (
        "49,25", "PAK 800/77", "30,50", "12 ÷ 12 bulan × 150%", "× 12,5 (Ahli Pertama)", "18,75", "Belum final",
        "Masih kurang <strong>0,75</strong> untuk kenaikan pangkat", "<strong>50,75</strong> untuk kenaikan jenjang",
    ):  # fmt: skip
        assert words in html, words
    assert PAGE in client.get(reverse("portal:evaluations")).content.decode()


@pytest.mark.parametrize("who", ["rater", "reviewer", "bkpsdm"])
def test_others_find_no_such_page(cast, nurse, login, who):
    client = login(getattr(cast, who))
    assert client.get(PAGE).status_code == 404
    assert PAGE not in client.get(reverse("portal:evaluations")).content.decode()


def test_bkpsdm_records_what_a_document_says(cast, nurse, login):
    client = login(cast.bkpsdm)
    assert (
        nurse.full_name
        in client.get(reverse("credits:index"), {"perangkat": cast.agency.pk}).content.decode()
    )
    empty = client.get(reverse("credits:index"), {"perangkat": cast.other_agency.pk}).content.decode()
    assert nurse.full_name not in empty
    url = reverse("credits:record", args=[nurse.pk])
    bad = client.post(url, {"points": "-1", "as_of": "2026-01-01", "document": "PAK 9"})
    assert (bad.status_code, "PAK 9" in bad.content.decode()) == (422, True)
    assert client.post(url, {"points": "12,5", "as_of": "2026-01-01", "document": "PAK 9"}).status_code == 302
    assert (CreditBalance.objects.get().points, "PAK 9" in client.get(url).content.decode()) == (
        Decimal("12.5"),
        True,
    )


def test_who_holds_none_has_no_page_to_record_on(cast, login):
    assert login(cast.bkpsdm).get(reverse("credits:record", args=[cast.rater.pk])).status_code == 404


def cells(columns, rows) -> list[dict]:
    return [{column.header: column.cell(row) for column in columns} for row in rows]


def test_the_workbook_of_an_agency_holds_every_functional_post(cast, nurse, bkpsdm_records):
    bkpsdm_records(Decimal("30.5"), date(2024, 12, 31))
    year(cast, 2025)
    wanted = product(DownloadKind.CREDIT, KINDS[DownloadKind.CREDIT].options(cast.agency, None), cast.bkpsdm)
    assert wanted.count() == 1
    [row] = cells(CREDIT_COLUMNS, wanted._lines())
    assert (row["NIP"], row["Jumlah"], row["Kurang untuk kenaikan jenjang"]) == (
        nurse.nip, Decimal("43.00"), Decimal("57.00"),
    )  # fmt: skip


def test_the_workbook_of_status_holds_the_known_results(cast, nurse):
    row = year(cast, 2025, "SANGAT_BAIK")
    options = KINDS[DownloadKind.STATUS].options(cast.agency, row.period)
    [told] = cells(STATUS_COLUMNS, product(DownloadKind.STATUS, options, cast.bkpsdm)._lines())
    assert (told["NIP"], told["Status kinerja"]) == (nurse.nip, "Di Atas Ekspektasi")


@pytest.mark.parametrize("kind", [DownloadKind.CREDIT, DownloadKind.STATUS])
def test_the_workbooks_are_for_bkpsdm_alone(cast, nurse, kind):
    row = year(cast, 2025)
    options = KINDS[kind].options(cast.agency, row.period)
    for user in (cast.reviewer.user, cast.auditor, cast.unit_admin.user):
        with pytest.raises(Refused) as refused:
            product(kind, options, user).check()
        assert refused.value.code == "not_yours"
    product(kind, options, cast.bkpsdm).check()
