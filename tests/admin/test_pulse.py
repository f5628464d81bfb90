"""Suara pegawai for BKPSDM: by agency over periods, beside the objections, as a page and as a workbook."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from evaluations.enums import State
from evaluations.models import Evaluation, Objection
from tests import build, pulse
from tests.counting import statements_of

PAGE, NUMBERS, LIST = (reverse(f"objections:{name}") for name in ("pulse", "numbers", "index"))


@pytest.fixture
def period(cast):
    return pulse.asking(name="Juli 2026")


@pytest.fixture
def answered(cast, period):
    """Of one agency seven, of the other five, of a third four; in the month after five of the first one."""
    pulse.say(pulse.readers(cast.division, period, 12)[:7])
    pulse.say(pulse.readers(cast.other_agency, period, 5), adil="BELOW")
    small = build.make_unit("Dinas Perikanan", parent=cast.root, code="12000")
    pulse.say(pulse.readers(small, period, 4))
    later = pulse.asking(8, form=period.pulse_form, name="Agustus 2026")
    pulse.say(pulse.readers(cast.division, later, 5))


def rows_of(response) -> list[tuple]:
    return [
        (row.line.name, row.line.number, row.line.rate, row.line.objections)
        for row in response.context["rows"]
    ]


@pytest.mark.parametrize("who", ["employee", "rater", "reviewer", "unit_admin", "auditor"])
def test_the_page_of_the_admin_is_for_bkpsdm(cast, login, period, who):
    """Leaders and auditors read theirs in the portal."""
    response = login(getattr(cast, who)).get(PAGE)
    assert response.status_code in (302, 403)
    assert login(cast.bkpsdm).get(PAGE).status_code == 200


def test_periods_are_compared_and_lead_to_their_agencies(cast, login, period, answered):
    client = login(cast.bkpsdm)
    page = client.get(PAGE)
    assert rows_of(page) == [("Agustus 2026", 5, None, 0), ("Juli 2026", 10, 59, 0)]
    july = client.get(PAGE + page.context["rows"][1].url)
    assert rows_of(july) == [("Dinas Kesehatan", 5, 42, 0), ("Dinas Sosial", 5, None, 0)]
    assert [line.name for line in july.context["questions"][0].lines] == ["Dinas Kesehatan", "Dinas Sosial"]
    health = client.get(PAGE + july.context["rows"][0].url)
    assert [row[0] for row in rows_of(health)] == ["Agustus 2026", "Juli 2026"]
    assert "Dinas Perikanan" not in page.content.decode()


def test_objections_stand_beside_and_lead_to_their_numbers(cast, login, period, answered):
    for row in Evaluation.objects.filter(agency=cast.agency, period=period)[:6]:
        Evaluation.objects.filter(pk=row.pk).update(state=State.OBJECTED)
        Objection.objects.create(evaluation=row, reasons="Keliru", submitted_at=row.delivered_at)
    client = login(cast.bkpsdm)
    page = client.get(PAGE, {"periode": period.pk})
    assert rows_of(page)[0] == ("Dinas Kesehatan", 5, 42, 6)
    address = page.context["rows"][0].objections_url
    assert address == f"{NUMBERS}?periode={period.pk}&perangkat={cast.agency.pk}"
    assert client.get(address).context["count"] == 6


def test_the_workbook_holds_what_the_page_shows(cast, login, period, answered):
    client = login(cast.bkpsdm)
    page = client.get(PAGE, {"periode": period.pk, "perangkat": cast.other_agency.pk})
    response = client.get(PAGE + page.context["download"])
    assert 'filename="suara-pegawai.xlsx"' in response["Content-Disposition"]
    header, *rows = load_workbook(BytesIO(response.getvalue())).active.iter_rows(values_only=True)
    assert header == (
        "Periode", "Perangkat daerah", "Pertanyaan", "Jawaban", "Banyaknya", "Bagian (%)", "Semua jawaban",
        "Tingkat jawab (%)", "Keberatan",
    )  # fmt: skip
    assert rows[:4] == [
        ("Juli 2026", "Dinas Sosial", "Penilaian saya adil", "Di Atas Ekspektasi", 0, 0, 5, None, 0),
        ("Juli 2026", "Dinas Sosial", "Penilaian saya adil", "Sesuai Ekspektasi", 0, 0, 5, None, 0),
        ("Juli 2026", "Dinas Sosial", "Penilaian saya adil", "Di Bawah Ekspektasi", 5, 100, 5, None, 0),
        ("Juli 2026", "Dinas Sosial", "Penilaian saya adil", "Tidak menjawab", 0, 0, 5, None, 0),
    ]
    whole = load_workbook(BytesIO(client.get(PAGE, {"unduh": "xlsx"}).getvalue())).active
    assert {row[:2] for row in whole.iter_rows(min_row=2, values_only=True)} == {
        ("Juli 2026", "Dinas Kesehatan"), ("Juli 2026", "Dinas Sosial"), ("Agustus 2026", "Dinas Kesehatan"),
    }  # fmt: skip


def test_before_there_is_anything_the_page_says_when(cast, login, period):
    html = login(cast.bkpsdm).get(PAGE).content.decode()
    assert "Angka tampil setelah lima orang di satu perangkat daerah menjawab." in html


@pytest.mark.parametrize("query", [{"perangkat": "x"}, {"periode": "9" * 30}, {"perangkat": "-1"}])
def test_an_address_that_names_nothing_shown_is_not_there(cast, login, period, query):
    assert login(cast.bkpsdm).get(PAGE, query).status_code == 404


def test_the_pages_of_objections_lead_there(cast, login, period):
    client = login(cast.bkpsdm)
    for address in (NUMBERS, LIST):
        assert f'href="{PAGE}"' in client.get(address).content.decode()


def test_many_agencies_cost_as_many_statements_as_one(cast, login, period):
    client = login(cast.bkpsdm)
    pulse.say(pulse.readers(cast.division, period, 5))
    client.get(PAGE)
    before = statements_of(client, PAGE)
    for number in range(3):
        unit = build.make_unit(f"Dinas {number}", parent=cast.root, code=f"1300{number}")
        pulse.say(pulse.readers(unit, period, 5))
    assert statements_of(client, PAGE) == before
