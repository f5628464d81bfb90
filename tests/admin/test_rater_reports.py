"""The queue of "Ini bukan atasan saya" in the admin, and its decisions."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from evaluations.domain.organization.raters import resolve
from evaluations.domain.periods import rater_reports
from evaluations.enums import RaterReportState, State
from evaluations.models import Evaluation, RaterReport, ReportingLine
from tests import build
from tests.counting import statements_of

URL = "/kelola/salah-penilai/"


@pytest.fixture
def officer(cast, login):
    return login(cast.bkpsdm)


@pytest.fixture
def row(cast) -> Evaluation:
    return cast.evaluation(state=State.DRAFT)


@pytest.fixture
def report(cast, row) -> RaterReport:
    return rater_reports.report(
        row, actor=cast.employee.user, text="Saya di tim Ratna.", suggested=cast.reviewer
    )


def words(response) -> str:
    return re.sub(r"\s+", " ", strip_tags(response.content.decode()))


def decide(officer, report, decision: str, **given):
    data = {"putusan": decision} | {f"{decision}-{name}": value for name, value in given.items()}
    return officer.post(f"{URL}{report.pk}/", data, follow=True)


def test_the_queue_shows_the_oldest_first_with_what_the_tree_says_today(cast, officer, report):
    other = build.make_evaluation(cast.stranger, report.evaluation.period, rater=cast.rater)
    older = rater_reports.report(
        other, actor=cast.stranger.user, text="Salah dinas", now=timezone.now() - timedelta(days=3)
    )
    page = officer.get(URL)
    assert [line.report for line in page.context["lines"]] == [older, report]
    seen = words(page)
    assert "Kepala Bidang Pencegahan Penyakit, atasan langsung" in seen
    assert "Ratna Dewi" in seen
    assert "Belum ada pimpinan yang aktif di atas jabatan ini" in seen


def test_the_queue_is_filtered_by_agency_and_state(cast, officer, report):
    def shown(**asked) -> list[RaterReport]:
        return [line.report for line in officer.get(URL, asked).context["lines"]]

    assert shown(perangkat=cast.other_agency.pk) == []
    assert shown(perangkat=cast.agency.pk) == [report]
    rater_reports.keep(report, actor=cast.bkpsdm, note="Tetap")
    assert shown() == []
    assert shown(keadaan="KEPT") == [report]
    assert shown(keadaan="semua") == [report]


def test_the_number_of_queries_is_fixed(cast, officer, report):
    few = statements_of(officer, URL)
    for number in range(3):
        person = build.make_employee(f"Pegawai {number}")
        build.make_assignment(person, cast.division)
        other = build.make_evaluation(person, report.evaluation.period, rater=cast.rater)
        rater_reports.report(other, actor=person.user, text="Salah")
    assert statements_of(officer, URL) == few


@pytest.mark.parametrize("who", ["auditor", "rater", "unit_admin", "employee"])
def test_only_managers_come_here_and_decide(cast, login, report, who):
    client = login(getattr(cast, who))
    for address in (URL, f"{URL}{report.pk}/"):
        response = client.get(address)
        assert response.status_code in (302, 403)
        assert "Saya di tim Ratna" not in response.content.decode()
    client.post(f"{URL}{report.pk}/", {"putusan": "tetap", "tetap-note": "x"})
    report.refresh_from_db()
    assert report.state == RaterReportState.WAITING


def test_a_report_shows_everything_that_is_known(cast, officer, report):
    seen = words(officer.get(f"{URL}{report.pk}/"))
    for text in ("Saya di tim Ratna.", "Budi Santoso", "atasan langsung", "Pindahkan", "Penilai tetap"):
        assert text in seen


def test_bkpsdm_keeps_the_rater_with_a_message(cast, officer, report):
    seen = words(decide(officer, report, "tetap", note="SK berlaku Agustus."))
    assert "Penilai tetap." in seen
    report.refresh_from_db()
    assert (report.state, report.decision) == ("KEPT", "SK berlaku Agustus.")


def test_bkpsdm_moves_the_evaluation_and_the_old_rater_gets_404(cast, officer, login, row, report):
    seen = words(decide(officer, report, "pindah", to=cast.reviewer.pk, note="Tim kerja."))
    assert "Evaluasi dipindahkan ke Ratna Dewi." in seen
    assert Evaluation.objects.get(pk=row.pk).rater == cast.reviewer
    cast.rater.assignments.update(is_head=False)  # else the unit is still in sight of who leads it
    assert login(cast.rater).get(f"/evaluasi/{row.pk}/").status_code == 404
    detail = words(login(cast.reviewer).get(f"/evaluasi/{row.pk}/"))
    assert "Penilai diganti" in detail
    assert "Budi Santoso menjadi Ratna Dewi. Tim kerja." in detail


def test_later_periods_find_the_same_rater_on_request(cast, officer, report):
    decide(officer, report, "pindah", to=cast.reviewer.pk, note="Tim kerja.", line_from="2026-08-01")
    assert resolve(cast.employee, date(2026, 8, 31)).rater == cast.reviewer


def test_wrong_input_is_said_at_the_field_and_nothing_typed_is_lost(cast, officer, report):
    response = decide(officer, report, "pindah", note="Tim kerja lintas unit", line_from="besok")
    assert response.status_code == 422
    seen = response.content.decode()
    assert "Pilih orangnya." in seen
    assert "Tim kerja lintas unit" in seen
    response = decide(officer, report, "pindah", to=cast.rater.pk, note="Tim")
    assert "sudah menjadi penilai evaluasi ini" in words(response)
    response = decide(officer, report, "tetap", note="")
    assert "Tuliskan alasannya untuk pegawai." in words(response)


def test_an_overlapping_exception_is_said_at_the_day(cast, officer, report):
    ReportingLine.objects.create(
        employee=cast.employee, rater=cast.unit_admin, reason="nanti", starts_on=date(2026, 9, 1)
    )
    response = decide(officer, report, "pindah", to=cast.reviewer.pk, note="Tim", line_from="2026-08-01")
    assert response.status_code == 422
    assert response.context["move"].errors["line_from"]


def test_a_rated_evaluation_is_not_moved_and_the_screen_says_how(cast, officer, row, report):
    Evaluation.objects.filter(pk=row.pk).update(
        state=State.RATED, submitted_at=timezone.now(), rated_at=timezone.now(), receipt_number="R1"
    )
    response = decide(officer, report, "pindah", to=cast.reviewer.pk, note="Tim")
    assert "dapat diganti setelah BKPSDM membuka kembali evaluasinya" in words(response)


def test_a_second_decision_is_told(cast, officer, report):
    decide(officer, report, "tetap", note="Tetap")
    response = decide(officer, report, "tetap", note="Tetap lagi")
    assert "Laporan ini sudah selesai" in words(response) or response.status_code == 422
    report.refresh_from_db()
    assert report.decision == "Tetap"
