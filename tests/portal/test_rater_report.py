"""Ini bukan atasan saya: the employee's page."""

import re

import pytest
from django.utils.html import strip_tags

from evaluations.domain.periods import rater_reports
from evaluations.enums import LegalStatus, PeriodState, RaterReportState, State
from evaluations.models import Employee, Evaluation, RaterReport
from tests import build


@pytest.fixture
def row(cast) -> Evaluation:
    return cast.evaluation(state=State.DRAFT)


@pytest.fixture
def employee(cast, login):
    return login(cast.employee)


def url(row: Evaluation, end: str = "salah-penilai/") -> str:
    return f"/evaluasi/{row.pk}/{end}"


def words(response) -> str:
    return re.sub(r"\s+", " ", strip_tags(response.content.decode()))


@pytest.mark.parametrize("state", [State.OPEN, State.DRAFT, State.RETURNED, State.SUBMITTED])
def test_the_way_stands_beside_the_name_of_the_rater(cast, employee, state):
    row = cast.evaluation(state=state)
    assert url(row) in employee.get(url(row, "")).content.decode()


def test_the_way_stands_beside_the_name_while_filling_in(employee, row):
    assert url(row) in employee.get(url(row, "isi/")).content.decode()


@pytest.mark.parametrize("state", [State.RATED, State.DELIVERED])
def test_once_rated_there_is_no_way_and_the_page_says_why(cast, employee, state):
    row = cast.evaluation(state=state)
    assert url(row) not in employee.get(url(row, "")).content.decode()
    page = employee.get(url(row))
    assert "dapat diganti setelah BKPSDM membuka kembali evaluasinya" in words(page)
    assert "<textarea" not in page.content.decode()


def test_a_report_is_sent_with_a_name_of_ones_own(cast, employee, row):
    sent = employee.post(
        url(row), {"text": "Saya pindah bidang.", "suggested_name": "Kepala Bidang SDK"}, follow=True
    )
    seen = words(sent)
    assert "Laporan terkirim ke BKPSDM." in seen
    assert "Laporan Anda menunggu keputusan BKPSDM" in seen
    assert "Seharusnya: Kepala Bidang SDK" in seen
    report = RaterReport.objects.get()
    assert (report.text, report.employee, report.suggested) == ("Saya pindah bidang.", cast.employee, None)


def test_a_search_lists_colleagues_without_private_data_and_keeps_what_was_typed(cast, employee, row):
    Employee.objects.filter(pk=cast.reviewer.pk).update(email="ratna@example.org")
    page = employee.post(url(row), {"text": "Pindah bidang", "q": "ratna", "action": "cari"})
    seen = page.content.decode()
    assert page.status_code == 200
    assert "Ratna Dewi" in seen
    assert "Kepala Dinas Kesehatan, Dinas Kesehatan" in seen
    assert "Pindah bidang" in seen
    assert cast.reviewer.nip not in seen
    assert "ratna@example.org" not in seen
    assert "Tuliskan mengapa" not in seen
    assert not RaterReport.objects.exists()


def test_the_found_person_is_chosen(cast, employee, row):
    employee.post(url(row), {"text": "Pindah", "q": "ratna", "suggested": cast.reviewer.pk})
    assert RaterReport.objects.get().suggested == cast.reviewer


def test_a_chosen_person_stays_chosen_when_another_name_is_searched(cast, employee, row):
    page = employee.post(url(row), {"q": "joko", "suggested": cast.reviewer.pk, "action": "cari"})
    assert [name for _, name in page.context["form"].fields["suggested"].choices] == [
        "Ratna Dewi",
        "Joko Susilo",
        "Tidak ada di daftar ini",
    ]


@pytest.mark.parametrize(
    ("typed", "said"), [("jo", "Ketik sedikitnya 3 huruf"), ("xyzzy", "Tidak ada pegawai dengan nama itu")]
)
def test_a_search_that_finds_nobody_says_so(employee, row, typed, said):
    assert said in words(employee.post(url(row), {"q": typed, "action": "cari"}))


def test_of_many_people_ten_are_listed_and_the_page_says_so(employee, row):
    for number in range(12):
        build.make_employee(f"Pratama {number:02}")
    page = employee.post(url(row), {"q": "pratama", "action": "cari"})
    assert len(page.context["form"].fields["suggested"].choices) == 11
    assert "Ini sebagian saja." in words(page)


def test_neither_oneself_nor_the_present_rater_nor_retired_people_are_found(cast, row):
    Employee.objects.filter(pk=cast.stranger.pk).update(legal_status=LegalStatus.RETIRED)
    for name in ("siti", "budi", "joko"):
        assert rater_reports.candidates(name, row) == []


def test_a_report_without_reason_is_refused_and_the_rest_stays(employee, row):
    response = employee.post(url(row), {"text": "", "suggested_name": "Kepala Bidang SDK"})
    assert response.status_code == 422
    assert "Tuliskan mengapa penilai ini keliru." in words(response)
    assert 'value="Kepala Bidang SDK"' in response.content.decode()


def test_a_person_who_does_not_exist_is_refused(employee, row):
    response = employee.post(url(row), {"text": "x", "q": "ratna", "suggested": "999999"})
    assert response.status_code == 422
    assert not RaterReport.objects.exists()


def test_a_second_report_is_not_taken(cast, employee, row):
    employee.post(url(row), {"text": "Satu"})
    response = employee.post(url(row), {"text": "Dua"})
    assert response.status_code == 422
    assert RaterReport.objects.get().text == "Satu"


def test_a_report_is_withdrawn(employee, row):
    employee.post(url(row), {"text": "Keliru"})
    page = employee.post(url(row, "salah-penilai/tarik/"), follow=True)
    assert "Laporan Anda ditarik." in words(page)
    assert RaterReport.objects.get().state == RaterReportState.WITHDRAWN
    assert url(row) in page.content.decode()  # may be reported again


def test_to_look_at_the_address_of_withdrawing_withdraws_nothing(employee, row):
    employee.post(url(row), {"text": "Keliru"})
    assert employee.get(url(row, "salah-penilai/tarik/")).status_code == 302
    assert RaterReport.objects.get().state == RaterReportState.WAITING


@pytest.mark.parametrize("moves", [True, False])
def test_the_decision_is_read_with_its_reason(cast, employee, row, moves):
    report = rater_reports.report(row, actor=cast.employee.user, text="Pindah")
    if moves:
        rater_reports.move(report, cast.reviewer, actor=cast.bkpsdm, note="Tim lintas bidang.")
    else:
        rater_reports.keep(report, actor=cast.bkpsdm, note="SK berlaku bulan depan.")
    seen = words(employee.get(url(row, "")))
    if moves:
        assert "Penilai sudah diganti Tim lintas bidang." in seen
        assert "Budi Santoso menjadi Ratna Dewi. Tim lintas bidang." in seen  # in the history
    else:
        assert "Penilai tetap: Budi Santoso SK berlaku bulan depan." in seen


@pytest.mark.parametrize("who", ["rater", "reviewer", "stranger", "unit_admin", "bkpsdm"])
def test_nobody_else_comes_here(cast, login, row, who):
    client = login(getattr(cast, who))
    assert client.get(url(row)).status_code == 404
    assert client.post(url(row), {"text": "x"}).status_code == 404
    assert client.post(url(row, "salah-penilai/tarik/")).status_code == 404


def test_the_rater_reads_nothing_of_the_report(cast, login, row):
    rater_reports.report(row, actor=cast.employee.user, text="Beliau bukan atasan saya")
    assert "Beliau bukan atasan saya" not in words(login(cast.rater).get(url(row, "")))


def test_after_the_period_closed_the_page_says_so(cast, employee):
    row = cast.evaluation(build.make_period(state=PeriodState.CLOSED), state=State.DRAFT)
    assert "tidak sedang dibuka" in words(employee.get(url(row)))
