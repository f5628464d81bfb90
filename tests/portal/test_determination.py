"""Penetapan predikat kinerja: a team for its rater, a unit for who reads results there, as page and as PDF."""

import pytest
from django.urls import reverse

from evaluations.enums import Predikat, State
from tests import build
from tests.counting import statements_of
from tests.documents.test_plan_pdf import stands_in_order, words_of

COLUMNS = ("No", "NIP", "Nama", "Jabatan", "Rating Hasil Kerja", "Rating Perilaku Kerja", "Predikat Kinerja")


@pytest.fixture
def period(cast):
    """Two rated by Budi, one that waits for him; one in another agency."""
    period = build.make_period()
    rate(cast, period, "Ani", cast.division, Predikat.VERY_GOOD, "ABOVE")
    rate(cast, period, "Bima", cast.division, Predikat.GOOD, "MEETS", state=State.RATED)
    rate(cast, period, "Citra", cast.division, "", "", state=State.SUBMITTED)
    rate(cast, period, "Fajar", cast.other_agency, Predikat.POOR, "BELOW", rater=cast.stranger)
    return period


def rate(cast, period, name, unit, predikat, rating, state=State.DELIVERED, rater=None):
    person = build.make_employee(name)
    build.make_assignment(person, unit)
    return build.make_evaluation(
        person, period, rater=rater or cast.rater, reviewer=cast.reviewer, state=state, predikat=predikat,
        predikat_label=Predikat(predikat).label if predikat else "", rating_hasil_kerja=rating,
        rating_perilaku=rating, position="Perawat",
    )  # fmt: skip


def page(name: str, period, unit=None) -> str:
    return reverse(f"portal:{name}", args=[period.pk], query={"unit": unit.code} if unit else {})


def test_the_rater_has_the_table_of_the_own_team_with_what_is_still_open(cast, login, period):
    html = login(cast.rater).get(page("determination", period)).content.decode()
    assert stands_in_order(html, "Tim Budi Santoso, Bidang Pencegahan Penyakit", "Belum ditetapkan", *COLUMNS)
    assert stands_in_order(
        html, "Ani", "Di Atas Ekspektasi", "Sangat Baik", "Bima", "Sesuai Ekspektasi", "Baik"
    )
    assert "Sangat Baik 1, Baik 1, Butuh Perbaikan 0, Kurang/misconduct 0, Sangat Kurang 0" in " ".join(
        html.split()
    )
    assert "1 orang belum dinilai." in html
    assert "1 hasil belum disampaikan dan masih dapat berubah." in html
    assert "Citra" not in html
    assert "Fajar" not in html


def test_the_pdf_says_the_same_with_date_and_unit_at_its_foot_and_no_code(cast, login, period):
    build.determine(period, {cast.agency: "BAIK"})
    answer = login(cast.rater).get(page("determination_pdf", period))
    assert answer.headers["Content-Type"] == "application/pdf"
    said = words_of(answer.content)
    assert stands_in_order(
        said, "PENETAPAN PREDIKAT KINERJA PEGAWAI", "Tim Budi Santoso", "Periode penilaian",
        "Capaian Kinerja Organisasi", "Baik (Dinas Kesehatan", "Sebaran predikat", *COLUMNS, "1", "Ani", "2", "Bima",
        "1 orang belum dinilai.", "Pejabat Penilai Kinerja", "Budi Santoso",
    )  # fmt: skip
    assert "Bidang Pencegahan Penyakit, dicetak" in said
    assert "Kode verifikasi" not in said


@pytest.mark.parametrize("who", ["reviewer", "bkpsdm", "auditor", "rater"])
def test_who_reads_the_results_of_a_unit_has_its_table(cast, login, period, who):
    html = login(getattr(cast, who)).get(page("determination", period, cast.division)).content.decode()
    assert ("Ani" in html, "Bima" in html, "Fajar" in html) == (True, True, False)


@pytest.mark.parametrize("name", ["determination", "determination_pdf"])
@pytest.mark.parametrize("who", ["employee", "unit_admin", "stranger"])
def test_others_find_neither_page_nor_file_of_the_unit(cast, login, period, who, name):
    client = login(getattr(cast, who))
    assert client.get(page(name, period, cast.division)).status_code == 404


@pytest.mark.parametrize("who", ["employee", "unit_admin", "reviewer", "bkpsdm"])
def test_who_rates_nobody_has_no_team(cast, login, period, who):
    assert login(getattr(cast, who)).get(page("determination", period)).status_code == 404


def test_the_pages_that_lead_there(cast, login, period):
    team = login(cast.rater).get(reverse("portal:team"), {"periode": period.pk}).content.decode()
    assert page("determination", period) in team
    overview = login(cast.reviewer).get(reverse("portal:overview"), {"periode": period.pk}).content.decode()
    assert page("determination", period, cast.agency) in overview


def test_more_people_need_no_more_statements(cast, login, period):
    client, address = login(cast.rater), page("determination", period)
    few = statements_of(client, address)
    for number in range(5):
        rate(cast, period, f"Orang {number}", cast.division, Predikat.GOOD, "MEETS")
    assert statements_of(client, address) == few


def test_parts_that_do_not_count_and_names_in_any_script_do_no_harm(cast, login, period):
    row = rate(cast, period, "Нина 王 <b>&", cast.division, Predikat.GOOD, "MEETS")
    type(row).objects.filter(pk=row.pk).update(counts=False)
    client = login(cast.rater)
    assert "Нина" not in client.get(page("determination", period)).content.decode()
    type(row).objects.filter(pk=row.pk).update(counts=True)
    assert "<b>&" in words_of(client.get(page("determination_pdf", period)).content)
