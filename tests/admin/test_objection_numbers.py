"""Keberatan dalam angka: counted by what they are about, agency and period; small groups stay hidden."""

from datetime import timedelta
from io import BytesIO
from random import Random

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from evaluations.domain.reports.objections import Case, Dimension, lines_by
from evaluations.enums import ObjectionOutcome, ObjectionTopic, State
from evaluations.models import Evaluation, Objection
from tests import build
from tests.counting import statements_of

LIST, NUMBERS = reverse("objections:index"), reverse("objections:numbers")


def make_objection(cast, number: int, topic=ObjectionTopic.RESULTS, outcome="", days: int = 3, unit=None):
    person = build.make_employee(f"Pegawai {number}")
    build.make_assignment(person, unit or cast.division)
    period = build.EvaluationPeriod.objects.first() or build.make_period()
    row = build.make_evaluation(
        person, period, rater=cast.rater, reviewer=cast.reviewer, state=State.EXPLAINED
    )
    at = timezone.now() - timedelta(days=days)
    objection = Objection.objects.create(
        evaluation=row, topic=topic, reasons="Keliru", submitted_at=at, explanation="Ya", explained_at=at
    )
    if outcome:
        Objection.objects.filter(pk=objection.pk).update(
            outcome=outcome, decision="Sudah", decided_at=at + timedelta(days=2)
        )
        Evaluation.objects.filter(pk=row.pk).update(state=State.FINAL, final_at=timezone.now())
    return objection


@pytest.fixture
def many(cast):
    for number in range(6):
        make_objection(cast, number, outcome=ObjectionOutcome.UPHELD)
    for number in range(6, 11):
        make_objection(cast, number, outcome=ObjectionOutcome.CHANGED)
    for number in range(11, 16):
        make_objection(cast, number, topic=ObjectionTopic.ATTENDANCE, days=40)
    make_objection(cast, 99, topic=ObjectionTopic.PROCEDURE)


def test_numbers_are_counted_and_lead_to_their_rows(cast, login, many):
    client = login(cast.bkpsdm)
    page = client.get(NUMBERS)
    [about] = [rows for heading, rows in page.context["tables"] if heading == "Pokok keberatan"]
    shown = {row.line.name: [cell.number for cell in row.cells] for row in about}
    assert shown["Penilaian hasil kerja"][:1] == [11]
    assert shown["Cara atau waktu menilai"] == [None] * 4
    for row in about:
        for cell in (*row.cells, row.late):
            if cell.number:
                assert client.get(cell.url).context["page"].paginator.count == cell.number


def test_what_is_late_is_counted_and_listed(cast, login, many):
    client = login(cast.bkpsdm)
    assert client.get(NUMBERS).context["whole"].late.number == 5
    html = client.get(LIST, {"keadaan": "lewat"}).content.decode()
    assert html.count("<strong>Lewat batas</strong>") == 5


def test_filters_stand_in_the_address_and_go_on_to_the_rows(cast, login, many):
    page = login(cast.bkpsdm).get(NUMBERS, {"tentang": "PRESENSI", "perangkat": cast.agency.pk})
    assert page.context["count"] == 5
    assert (
        page.context["whole"]
        .cells[0]
        .url.endswith(f"?perangkat={cast.agency.pk}&tentang=PRESENSI&keadaan=semua")
    )
    assert login(cast.bkpsdm).get(NUMBERS, {"tentang": "x", "perangkat": "y"}).context["count"] == 17


def test_the_workbook_has_every_table_and_no_small_number(cast, login, many):
    answer = login(cast.bkpsdm).get(NUMBERS, {"unduh": "xlsx"})
    content = BytesIO(b"".join(answer.streaming_content))
    rows = list(load_workbook(content).active.values)
    assert {row[0] for row in rows[1:]} == {"Pokok keberatan", "Perangkat daerah", "Periode"}
    assert all(number is None or number == 0 or number >= 5 for row in rows[1:] for number in row[2:6])


def test_the_page_costs_the_same_with_more(cast, login):
    client = login(cast.bkpsdm)
    make_objection(cast, 0)
    few = statements_of(client, NUMBERS)
    for number in range(1, 8):
        make_objection(cast, number)
    assert statements_of(client, NUMBERS) == few


def test_only_managers_find_it(cast, login):
    for who in (cast.rater, cast.unit_admin, cast.auditor):
        assert login(who).get(NUMBERS).status_code != 200


def test_no_subtraction_shows_a_small_group():
    """Of random regencies: whatever is hidden cannot be computed from the rest of its line."""
    chance = Random(5)
    for _ in range(200):
        agencies = [(str(number), f"OPD {number}") for number in range(chance.randint(1, 6))]
        cases = [
            Case(
                {one: chance.choice(agencies) for one in Dimension},
                chance.choice(["open", "UPHELD", "CHANGED"]), None, False,
            )
            for _ in range(chance.randint(0, 60))
        ]  # fmt: skip
        lines = lines_by(cases, Dimension.AGENCY)
        for line in lines:
            if line.total is None:
                assert set(line.counts.values()) == {None}
                continue
            gone = [number for number in line.counts.values() if number is None]
            assert len(gone) != 1 or line.total == sum(n or 0 for n in line.counts.values())
            assert all(n is None or n == 0 or n >= 5 for n in line.counts.values())
