"""Bukti: the file goes out as a download, only to whom it may go, and can be taken back while filling in."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evaluations.domain.evaluating.evidence import add_evidence, seen_elsewhere, used_before
from evaluations.domain.refusals import Refused
from evaluations.enums import State
from evaluations.models import Evaluation, Evidence
from tests import build
from tests.evidence_files import picture

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def upload(name: str = "rekap.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def url(evidence: Evidence, name: str = "evidence") -> str:
    return reverse(f"portal:{name}", args=[evidence.pk])


@pytest.fixture
def evidence(cast) -> Evidence:
    return add_evidence(cast.evaluation(), upload(), actor=cast.employee.user)


def move_to(evidence: Evidence, state: State) -> None:
    moments = {"submitted_at": evidence.uploaded_at, "receipt_number": "T-9"}
    Evaluation.objects.filter(pk=evidence.evaluation_id).update(state=state, **moments)


def test_the_file_comes_as_a_download_that_no_browser_runs(cast, login, evidence):
    response = login(cast.employee).get(url(evidence))
    assert b"".join(response.streaming_content) == PDF
    assert response.headers["Content-Disposition"] == 'attachment; filename="rekap.pdf"'
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in response.headers["Cache-Control"]


def test_files_of_a_draft_are_the_employees_alone(cast, login, evidence):
    for who in (cast.rater, cast.reviewer, cast.bkpsdm, cast.auditor, cast.unit_admin, cast.stranger):
        assert login(who).get(url(evidence)).status_code == 404
    assert login(cast.employee).get(url(evidence)).status_code == 200


def test_a_sent_file_is_read_by_whoever_may_open_the_evaluation(cast, login, evidence):
    move_to(evidence, State.SUBMITTED)
    for who in (cast.employee, cast.rater, cast.reviewer, cast.bkpsdm, cast.auditor):
        assert login(who).get(url(evidence)).status_code == 200
    for who in (cast.unit_admin, cast.stranger):
        assert login(who).get(url(evidence)).status_code == 404


def test_a_file_that_is_gone_from_the_disk_is_not_found(cast, login, evidence):
    Path(evidence.file.path).unlink()
    assert login(cast.employee).get(url(evidence)).status_code == 404


def test_removing_asks_first_and_then_takes_the_file_away(
    cast, login, evidence, django_capture_on_commit_callbacks
):
    client, path = login(cast.employee), Path(evidence.file.path)
    assert "rekap.pdf" in client.get(url(evidence, "evidence_remove")).content.decode()
    assert Evidence.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url(evidence, "evidence_remove"))
    assert response.url == reverse("portal:fill", args=[evidence.evaluation_id])
    assert not Evidence.objects.exists()
    assert not path.exists()


def test_a_full_place_offers_no_more_uploads_and_says_what_to_do(cast, login, evidence, settings):
    address = reverse("portal:fill", args=[evidence.evaluation_id])
    assert 'id="berkas-baru"' in login(cast.employee).get(address).content.decode()
    settings.EVIDENCE_MAX_FILES = 1
    full = login(cast.employee).get(address).content.decode()
    assert "Tempat untuk bukti sudah penuh. Hapus bukti yang tidak dipakai" in full
    assert 'id="berkas-baru"' not in full
    evidence_upload = reverse("portal:evidence_upload", args=[evidence.evaluation_id])
    refused = login(cast.employee).post(
        evidence_upload, {"berkas": upload("lain.pdf", PDF + b"% lain"), "version": 0}
    )
    assert refused.status_code in (409, 422)
    assert Evidence.objects.count() == 1


def test_a_sent_file_can_no_longer_be_removed(cast, login, evidence):
    move_to(evidence, State.SUBMITTED)
    response = login(cast.employee).post(url(evidence, "evidence_remove"), follow=True)
    assert "sudah dikirim dan menunggu penilaian" in response.content.decode()
    assert Evidence.objects.exists()


def test_nobody_else_can_remove_it(cast, login, evidence):
    move_to(evidence, State.SUBMITTED)
    for who in (cast.rater, cast.bkpsdm, cast.stranger):
        assert login(who).post(url(evidence, "evidence_remove")).status_code == 404
    assert Evidence.objects.exists()


def test_the_kind_is_told_by_the_content_and_the_name_follows(cast):
    evaluation = cast.evaluation()
    stored = add_evidence(evaluation, upload("foto.pdf", picture("PNG")), actor=cast.employee.user)
    assert (stored.name, stored.content_type) == ("foto.pdf.png", "image/png")
    assert stored.file.name.endswith(".png")
    assert "foto" not in stored.file.name


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\data\\rekap.pdf", "rekap.pdf"),
        ("rek\u202eap\x07.PDF", "rekap.PDF"),
        (".pdf", ".pdf.pdf"),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
    ],
)
def test_names_are_cut_to_what_can_be_shown(cast, name, kept):
    file = upload()
    file._name = name
    assert add_evidence(cast.evaluation(), file, actor=cast.employee.user).name == kept


@pytest.mark.parametrize("who", ["rater", "stranger", "bkpsdm"])
def test_only_the_employee_adds_files(cast, who):
    actor = getattr(cast, who)
    with pytest.raises(Refused) as refused:
        add_evidence(cast.evaluation(), upload(), actor=getattr(actor, "user", actor))
    assert refused.value.code == "not_yours"


def test_no_file_is_added_to_a_sent_evaluation(cast):
    with pytest.raises(Refused) as refused:
        add_evidence(cast.evaluation(state=State.SUBMITTED), upload(), actor=cast.employee.user)
    assert refused.value.code == "wrong_state"


# --- one file by itself, while the person goes on ---------------------------------------------------------


def send(client, evaluation: Evaluation, file=None):
    return client.post(reverse("portal:evidence_add", args=[evaluation.pk]), {"berkas": file} if file else {})


def test_a_file_sent_by_itself_is_named_as_it_is_stored_and_stored_once(cast, login):
    evaluation, client = cast.evaluation(), login(cast.employee)
    answers = [send(client, evaluation, upload("rekap.txt")).json() for _ in range(2)]
    stored = Evidence.objects.get()
    assert answers[0] == answers[1]
    assert answers[0]["id"] == stored.pk
    assert answers[0]["name"] == stored.name == "rekap.txt.pdf"
    assert Evaluation.objects.get().version == evaluation.version  # the draft around it stays valid


@pytest.mark.parametrize(
    ("file", "code", "status"),
    [
        (None, "file_empty", 422),
        (("jahat.pdf", b"<html><script>x</script></html>"), "file_type_not_allowed", 422),
        (("besar.pdf", PDF * 1000), "file_too_large", 422),
    ],
)
def test_what_may_not_be_stored_is_answered_with_a_code_and_a_sentence(
    cast, login, settings, file, code, status
):
    settings.EVIDENCE_MAX_BYTES = len(PDF) * 10
    answer = send(login(cast.employee), cast.evaluation(), file and upload(*file))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["message"]
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("who", ["rater", "reviewer", "unit_admin", "stranger", "bkpsdm", "auditor"])
def test_nobody_else_adds_a_file(cast, login, who):
    assert send(login(getattr(cast, who)), cast.evaluation(), upload()).status_code == 404


# --- the same file in other places ---------------------------------------------------------------------------


def test_the_person_is_told_kindly_that_a_file_was_used_before(cast, login):
    june = cast.evaluation(build.make_period(month=6, name="Juni 2026"))
    add_evidence(june, upload(), actor=cast.employee.user)
    hint = send(login(cast.employee), cast.evaluation(build.make_period(month=7)), upload()).json()["hint"]
    assert hint == "Berkas ini sudah Anda pakai pada Juni 2026"


def test_whose_the_other_file_is_stays_unsaid_to_colleagues_and_to_the_rater(cast, login):
    mine = cast.evaluation()
    other = build.make_evaluation(cast.stranger, mine.period, rater=cast.reviewer)
    add_evidence(other, upload(), actor=cast.stranger.user)
    hint = send(login(cast.employee), mine, upload()).json()["hint"]
    assert "dipakai orang lain" in hint
    assert cast.stranger.name not in hint
    [(name, where)] = seen_elsewhere(mine, mine.evidence.with_twins())
    assert (name, where) == ("rekap.pdf", "juga dipakai 1 pegawai lain")


def test_the_rater_sees_the_same_file_as_a_hint(cast, login, evidence):
    june = cast.evaluation(build.make_period(month=6, name="Juni 2026"))
    add_evidence(june, upload(), actor=cast.employee.user)
    move_to(evidence, State.SUBMITTED)
    page = login(cast.rater).get(reverse("portal:rate", args=[evidence.evaluation_id])).content.decode()
    assert "rekap.pdf: juga pada Juni 2026" in page


def test_a_file_of_its_own_is_no_twin(cast, evidence):
    assert used_before(evidence) == ""
    assert seen_elsewhere(evidence.evaluation, evidence.evaluation.evidence.with_twins()) == []
