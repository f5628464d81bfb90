"""Viruses: refused at the upload; where the scanner is away the file waits for the tick, closed to others."""

import socket
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.evaluating.evidence import (
    add_evidence,
    add_link,
    earlier_evidence,
    reuse_evidence,
    scan_pending,
)
from evaluations.domain.evaluating.evidence.clamd import ScannerUnreachable, found_in
from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.refusals import Refused
from evaluations.domain.upkeep import integrity
from evaluations.enums import Action, Scan, State
from evaluations.models import Evaluation, Evidence
from tests import build
from tests.clamd import EICAR, clamd
from tests.evidence_files import PDF, pdf_with_stream

NOBODY = "127.0.0.1:1"  # where no clamd listens
INFECTED = pdf_with_stream(EICAR, "")


@pytest.fixture(autouse=True)
def own_disk(monkeypatch, tmp_path) -> Path:
    """Numbers of evaluations come again in other tests, and folders are named after them."""
    monkeypatch.setattr(Evidence._meta.get_field("file"), "storage", FileSystemStorage(tmp_path))
    return tmp_path


def files_on(disk: Path) -> list[Path]:
    return [path for path in disk.rglob("*") if path.is_file()]


def upload(cast, evaluation: Evaluation, content: bytes = PDF) -> Evidence:
    return add_evidence(evaluation, SimpleUploadedFile("rekap.pdf", content), actor=cast.employee.user)


def waiting(cast, settings, evaluation: Evaluation, content: bytes = PDF) -> Evidence:
    settings.CLAMD = NOBODY
    return upload(cast, evaluation, content)


def answers_with(evidence: Evidence) -> dict:
    row = {"_row": "rhk-1", "realisasi": "12 laporan", "bukti_dukung": [evidence.pk]}
    return {"hasil_kerja": [row]}


def tick(settings, address: str | None = None) -> int:
    if address is not None:
        settings.CLAMD = address
    return scan_pending(timezone.now())


# --- the client ---


@pytest.mark.parametrize("is_socket", [True, False], ids=["socket", "port"])
def test_clamd_is_asked_over_a_socket_or_a_port(tmp_path, is_socket):
    with clamd(path=tmp_path / "clamd.ctl" if is_socket else None) as address:
        clean, infected = BytesIO(PDF * 5000), BytesIO(INFECTED)
        infected.read()
        assert found_in(clean, address, 5) == ""
        assert found_in(infected, address, 5) == "Eicar-Test-Signature"
        assert clean.read() == PDF * 5000  # read from its beginning again


@pytest.mark.parametrize(
    "answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK, but\0", b"\xff" * 5000]
)
def test_an_answer_that_is_no_verdict_is_none(answer):
    with clamd(answer) as address, pytest.raises(ScannerUnreachable):
        found_in(BytesIO(PDF), address, 5)


@pytest.mark.parametrize("address", [NOBODY, "/tidak/ada/clamd.ctl", "clamd", "127.0.0.1:pintu"])
def test_nobody_at_the_address_is_said_at_once(address):
    with pytest.raises(ScannerUnreachable):
        found_in(BytesIO(PDF), address, 5)


def test_a_silent_clamd_is_not_waited_for_longer_than_allowed():
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(ScannerUnreachable):
        found_in(BytesIO(PDF), f"127.0.0.1:{silent.getsockname()[1]}", 0.2)


# --- at the upload ---


def test_without_a_scanner_nothing_is_said_of_a_file(cast):
    assert upload(cast, cast.evaluation()).scan == Scan.NONE


def test_a_clean_file_is_stored_as_such(cast, settings):
    with clamd() as settings.CLAMD:
        assert upload(cast, cast.evaluation()).scan == Scan.CLEAN


def test_the_test_virus_inside_a_pdf_is_refused_by_the_name_of_the_file_and_leaves_nothing(
    cast, settings, own_disk
):
    with clamd() as settings.CLAMD, pytest.raises(Refused, match=r"rekap\.pdf") as refused:
        upload(cast, cast.evaluation(), INFECTED)
    assert refused.value.code == "file_infected"
    assert files_on(own_disk) == []
    assert not Evidence.objects.exists()


def test_an_infected_upload_is_answered_in_a_sentence(cast, settings, login):
    evaluation = cast.evaluation()
    with clamd() as settings.CLAMD:
        file = SimpleUploadedFile("rekap.pdf", INFECTED)
        answer = login(cast.employee).post(
            reverse("portal:evidence_add", args=[evaluation.pk]), {"berkas": file}
        )
    assert (answer.status_code, answer.json()["code"]) == (422, "file_infected")
    assert "ditemukan virus" in answer.json()["message"]


def test_while_the_scanner_is_away_files_are_taken_and_say_so(cast, settings, login):
    settings.CLAMD = NOBODY
    evaluation = cast.evaluation()
    answer = login(cast.employee).post(
        reverse("portal:evidence_add", args=[evaluation.pk]), {"berkas": SimpleUploadedFile("a.pdf", PDF)}
    )
    assert Evidence.objects.get().scan == Scan.PENDING
    assert "Sedang diperiksa" in answer.json()["size"]


# --- what waits ---


def test_what_waits_does_not_keep_the_evaluation_from_being_sent_and_the_rater_reads_so(
    cast, settings, login
):
    evaluation = cast.evaluation()
    evidence = waiting(cast, settings, evaluation)
    perform(evaluation, Action.SUBMIT, actor=cast.employee.user, answers=answers_with(evidence))
    address = reverse("portal:evidence", args=[evidence.pk])
    assert login(cast.employee).get(address).status_code == 200
    for who in (cast.rater, cast.reviewer, cast.bkpsdm, cast.auditor):
        assert login(who).get(address).status_code == 404
    page = login(cast.rater).get(reverse("portal:rate", args=[evaluation.pk])).content.decode()
    assert "Sedang diperiksa" in page
    assert address not in page
    with clamd() as there:
        assert tick(settings, there) == 1
    assert login(cast.rater).get(address).status_code == 200
    page = login(cast.rater).get(reverse("portal:rate", args=[evaluation.pk])).content.decode()
    assert "Sedang diperiksa" not in page
    assert address in page


def test_the_timer_asks_until_the_scanner_is_there_and_once_for_each_stored_file(cast, settings):
    june = cast.evaluation(build.make_period(month=6))
    source = waiting(cast, settings, june)
    reuse_evidence(cast.evaluation(build.make_period(month=7)), source.pk, actor=cast.employee.user)
    assert tick(settings) == 0
    with clamd() as there:
        assert tick(settings, there) == 1
        assert tick(settings, there) == 0
    assert set(Evidence.objects.values_list("scan", flat=True)) == {Scan.CLEAN}


def test_without_the_setting_nothing_waits_any_more(cast, settings):
    waiting(cast, settings, cast.evaluation())
    assert tick(settings, "") == 1
    assert Evidence.objects.get().scan == Scan.NONE


def test_a_file_that_is_not_on_the_disk_holds_up_no_other(cast, settings):
    evaluation = cast.evaluation()
    Path(waiting(cast, settings, evaluation).file.path).unlink()
    other = waiting(cast, settings, evaluation, PDF + b"% lain")
    with clamd() as there:
        assert tick(settings, there) == 1
    other.refresh_from_db()
    assert other.scan == Scan.CLEAN


# --- found later ---


def test_what_is_found_in_a_draft_leaves_the_disk_and_the_answers_and_stays_by_its_name(
    cast, settings, login, own_disk
):
    evaluation = cast.evaluation()
    evidence = waiting(cast, settings, evaluation, INFECTED)
    row = perform(evaluation, Action.SAVE, actor=cast.employee.user, answers=answers_with(evidence))
    with clamd() as there:
        assert tick(settings, there) == 1
    after = Evaluation.objects.get()
    assert after.answers["hasil_kerja"] == [{"_row": "rhk-1", "realisasi": "12 laporan"}]
    assert after.version == row.version + 1
    assert files_on(own_disk) == []
    client = login(cast.employee)
    page = client.get(reverse("portal:fill", args=[evaluation.pk])).content.decode()
    assert "rekap.pdf" in page
    assert "Berisi virus, sudah dihapus" in page
    assert client.get(reverse("portal:evidence", args=[evidence.pk])).status_code == 404
    assert integrity.findings() == []
    with pytest.raises(Refused) as refused:  # from a tab that is older
        perform(after, Action.SUBMIT, actor=cast.employee.user, answers=answers_with(evidence))
    assert refused.value.code == "evidence_gone"


def test_what_is_found_after_sending_is_named_to_the_rater_and_opened_by_nobody(
    cast, settings, login, own_disk
):
    evaluation = cast.evaluation()
    evidence = waiting(cast, settings, evaluation, INFECTED)
    perform(evaluation, Action.SUBMIT, actor=cast.employee.user, answers=answers_with(evidence))
    with clamd() as there:
        assert tick(settings, there) == 1
    assert Evaluation.objects.get().state == State.SUBMITTED
    page = login(cast.rater).get(reverse("portal:rate", args=[evaluation.pk])).content.decode()
    assert "Berisi virus, sudah dihapus" in page
    for who in (cast.employee, cast.rater):
        assert login(who).get(reverse("portal:evidence", args=[evidence.pk])).status_code == 404
    assert files_on(own_disk) == []
    assert integrity.findings() == []


def test_what_was_infected_is_not_used_again_and_a_copy_made_meanwhile_follows(cast, settings):
    june = cast.evaluation(build.make_period(month=6))
    source = waiting(cast, settings, june, INFECTED)
    with clamd() as there:
        tick(settings, there)
        # Used again a moment before the verdict, and written down a moment after it.
        late = Evidence.objects.get()
        late.pk, late.evaluation = None, cast.evaluation(build.make_period(month=7))
        late.scan, late._state.adding = Scan.PENDING, True
        late.save()
        assert tick(settings, there) == 1
    late.refresh_from_db()
    assert late.scan == Scan.INFECTED
    august = cast.evaluation(build.make_period(month=8))
    assert earlier_evidence(august) == []
    with pytest.raises(Refused) as refused:
        reuse_evidence(august, source.pk, actor=cast.employee.user)
    assert refused.value.code == "evidence_gone"


# --- what the database holds ---


def test_only_a_verdict_may_be_written_down_and_only_once(cast, settings):
    evidence = waiting(cast, settings, cast.evaluation())
    rows = Evidence.objects.filter(pk=evidence.pk)
    for change in (
        {"name": "lain.pdf"},
        {"scan": Scan.CLEAN, "sha256": "b" * 64},
        {"file": "evidence/x.pdf"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    rows.update(scan=Scan.CLEAN)
    for verdict in (Scan.PENDING, Scan.INFECTED, Scan.NONE):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(scan=verdict)


def test_links_are_not_scanned(cast):
    link = add_link(cast.evaluation(), "https://example.go.id/a", actor=cast.employee.user)
    link.pk, link.url, link.scan, link._state.adding = None, "https://example.go.id/b", Scan.PENDING, True
    with pytest.raises(IntegrityError):
        link.save()
