"""A file is ordered, made by a job in pieces, cancelled, taken up again when its worker died, and gone after a day."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluations.domain.evaluating.verifying import issue
from evaluations.domain.refusals import Refused
from evaluations.domain.upkeep import downloads as upkeep
from evaluations.domain.upkeep import tick
from evaluations.downloads import documents_of_unit, making
from evaluations.downloads.documents_of_unit import DocumentsOfUnit
from evaluations.downloads.making import make
from evaluations.downloads.ordering import cancel, check_fetching, order
from evaluations.enums import DownloadKind, DownloadState, State
from evaluations.models import Download, Evaluation
from tests import build
from tests.documents.test_plan_pdf import words_of

PRIVATE = storages["private"]
SILENT = upkeep.SILENCE + timedelta(seconds=1)


@pytest.fixture
def period(cast):
    """Two final results in the agency, one that is not, one final elsewhere."""
    period = build.make_period()
    for name, unit, state in (
        ("Ani", cast.division, State.FINAL), ("Bima", cast.agency, State.FINAL),
        ("Citra", cast.agency, State.DELIVERED), ("Dewi", cast.other_agency, State.FINAL),
    ):  # fmt: skip
        result(cast, period, name, unit, state)
    return period


def result(cast, period, name: str, unit, state=State.FINAL, **fields) -> Evaluation:
    person = fields.pop("person", None) or build.make_employee(name)
    if not person.assignments.exists():
        build.make_assignment(person, unit)
    rated = {"predikat": "BAIK", "predikat_label": "Baik", "rater": cast.rater}
    return build.make_evaluation(person, period, state=state, **rated, **fields)


def ordered(cast, period, *, by=None, unit=None) -> Download:
    by = by or cast.reviewer.user
    return order(DownloadKind.DOCUMENTS, DocumentsOfUnit.options(unit or cast.agency, period), actor=by)


def made(download: Download) -> Download:
    make(download.pk)
    download.refresh_from_db()
    return download


def archive(download: Download) -> dict[str, bytes]:
    with PRIVATE.open(download.file.name) as file, ZipFile(BytesIO(file.read())) as found:
        assert found.testzip() is None
        return {name: found.read(name) for name in found.namelist()}


def number_of_statements(download: Download) -> int:
    with CaptureQueriesContext(connection) as statements:
        make(download.pk)
    return len(statements)


def refusal(act, *args, **more) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **more)
    return refused.value.code


def kept_files() -> set[str]:
    return set(PRIVATE.listdir("downloads")[1]) if PRIVATE.exists("downloads") else set()


@pytest.fixture(autouse=True)
def nothing_lies_about(db):
    before = kept_files()
    yield
    for name in kept_files() - before:
        PRIVATE.delete(f"downloads/{name}")


# --- what is in it ---


def test_it_holds_one_document_of_each_final_result_of_the_unit_in_folders_by_unit(cast, period):
    download = made(ordered(cast, period))
    assert (download.state, download.done, download.total) == (DownloadState.READY, 2, 2)
    assert download.name == "dokumen-evaluasi-periode-7-2026-dinas-kesehatan.zip"
    found = archive(download)
    nips = dict(Evaluation.objects.values_list("name", "nip"))
    assert list(found) == [
        f"dinas-kesehatan/bima-{nips['Bima']}.pdf",
        f"bidang-pencegahan-penyakit/ani-{nips['Ani']}.pdf",
    ]
    assert download.size == PRIVATE.size(download.file.name) > sum(map(len, found.values())) / 2
    assert "PREDIKAT" in words_of(next(iter(found.values()))).upper()


def test_the_code_on_a_document_leads_to_the_address_of_the_site(cast, period, settings):
    settings.SITE_URL = "https://sekin.example"
    row = Evaluation.objects.get(name="Bima")
    issue([row])
    document = next(iter(archive(made(ordered(cast, period))).values()))
    assert f"https://sekin.example/verifikasi/{row.verification.code[:4]}" in words_of(document)


def test_two_parts_of_one_person_are_two_files(cast, period):
    person = Evaluation.objects.get(name="Bima").employee
    result(cast, period, "Bima", cast.agency, person=person, segment=2)
    assert len(archive(made(ordered(cast, period)))) == 3


def test_memory_and_statements_grow_by_pieces_and_not_with_the_people(cast, period, monkeypatch):
    """A few statements for each document, some for each piece."""
    few = ordered(cast, period)
    two = number_of_statements(few)
    for number in range(8):
        result(cast, period, f"Orang {number}", cast.agency)
    more = ordered(cast, period)
    ten = number_of_statements(more)
    assert ten - two <= 8 * 2
    monkeypatch.setattr(documents_of_unit, "AT_ONCE", 3)
    assert len(archive(made(ordered(cast, period)))) == 10


# --- who may ---


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("reviewer", True), ("bkpsdm", True), ("auditor", True), ("superadmin", True), ("rater", False),
        ("unit_admin", False), ("employee", False), ("stranger", False),
    ],
)  # fmt: skip
def test_who_reads_the_results_of_the_whole_agency_orders_them(cast, period, who, may):
    user = getattr(getattr(cast, who), "user", getattr(cast, who))
    if may:
        assert archive(made(ordered(cast, period, by=user)))
    else:
        assert refusal(ordered, cast, period, by=user) == "not_yours"
        assert not Download.objects.exists()


def test_a_leader_of_a_part_orders_that_part(cast, period):
    assert len(archive(made(ordered(cast, period, by=cast.rater.user, unit=cast.division)))) == 1


def test_where_nothing_is_final_nothing_is_made(cast):
    assert refusal(ordered, cast, build.make_period()) == "nothing_there"


def test_who_lost_the_role_meanwhile_gets_nothing(cast, period):
    leader = cast.reviewer
    waiting = ordered(cast, period, by=leader.user)
    ready = made(ordered(cast, period, by=leader.user, unit=cast.division))
    check_fetching(ready, actor=leader.user)
    leader.assignments.update(is_head=False)
    later = type(leader.user).objects.get(pk=leader.user.pk)  # what one leads is remembered within a request
    assert refusal(check_fetching, ready, actor=later) == "not_yours"
    assert made(waiting).state == DownloadState.FAILED
    assert "berwenang" in waiting.reason


# --- waiting, cancelling ---


def test_who_asks_again_while_it_is_made_gets_the_same(cast, period):
    first = ordered(cast, period)
    assert ordered(cast, period) == first
    assert ordered(cast, period, by=cast.bkpsdm) != first
    made(first)
    assert ordered(cast, period) != first


def test_ordering_starts_the_job_once_the_order_is_stored(cast, period, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        download = ordered(cast, period)
    download.refresh_from_db()
    assert download.state == DownloadState.READY  # jobs are done at once in tests
    assert download.job


def test_what_was_cancelled_before_its_turn_is_not_made(cast, period):
    download = ordered(cast, period)
    cancel(download, actor=cast.reviewer.user)
    assert made(download).state == DownloadState.CANCELLED
    assert not download.file
    cancel(download, actor=cast.reviewer.user)  # a second press


def test_what_is_made_is_not_cancelled_any_more(cast, period):
    download = made(ordered(cast, period))
    assert refusal(cancel, download, actor=cast.reviewer.user) == "wrong_state"
    assert download.file


def test_nobody_cancels_what_another_ordered(cast, period):
    assert refusal(cancel, ordered(cast, period), actor=cast.bkpsdm) == "wrong_state"


def interrupted(monkeypatch, act) -> None:
    """``act`` happens while the first document is written."""
    pdf, calls = DocumentsOfUnit._pdf, []
    monkeypatch.setattr(making, "SAY_EVERY", 0)

    def writing(self, row):
        if not calls:
            calls.append(row)
            act()
        return pdf(self, row)

    monkeypatch.setattr(DocumentsOfUnit, "_pdf", writing)


def test_the_job_stops_with_the_next_piece_once_it_is_cancelled(cast, period, monkeypatch):
    before, download = kept_files(), ordered(cast, period)
    interrupted(monkeypatch, lambda: cancel(download, actor=cast.reviewer.user))
    assert (made(download).state, download.done) == (DownloadState.CANCELLED, 0)
    assert kept_files() == before
    assert upkeep.forget_files(timezone.now()) == 1
    assert not Download.objects.exclude(file="").exists()


def test_the_progress_is_told_while_it_is_made(cast, period, monkeypatch):
    download, seen = ordered(cast, period), []
    monkeypatch.setattr(making, "SAY_EVERY", 0)
    pdf = DocumentsOfUnit._pdf

    def writing(self, row):
        seen.append((Download.objects.get().state, Download.objects.get().done))
        return pdf(self, row)

    monkeypatch.setattr(DocumentsOfUnit, "_pdf", writing)
    made(download)
    assert seen == [(DownloadState.MAKING, 0), (DownloadState.MAKING, 1)]


# --- when something dies ---


def dead(download: Download, *, silent_for: timedelta) -> None:
    """As a worker leaves it that was killed in the middle."""
    path = PRIVATE.save("downloads/halfway.zip", ContentFile(b"PK half"))
    heard = timezone.now() - silent_for
    Download.objects.filter(pk=download.pk).update(state=DownloadState.MAKING, file=path, heard_at=heard)


@pytest.mark.parametrize(
    ("silent_for", "taken_up"), [(SILENT, 1), (upkeep.SILENCE - timedelta(seconds=5), 0)]
)
def test_only_a_silent_worker_is_taken_for_dead(cast, period, monkeypatch, silent_for, taken_up):
    monkeypatch.setattr(upkeep, "put_back", lambda job: True)
    download = ordered(cast, period)
    dead(download, silent_for=silent_for)
    assert upkeep.take_up_stalled_downloads(timezone.now()) == taken_up
    assert upkeep.take_up_stalled_downloads(timezone.now()) == 0
    download.refresh_from_db()
    assert download.state == (DownloadState.WAITING if taken_up else DownloadState.MAKING)


def test_another_worker_makes_it_from_the_beginning_and_removes_the_half_file(cast, period, monkeypatch):
    monkeypatch.setattr(upkeep, "put_back", lambda job: True)
    download = ordered(cast, period)
    dead(download, silent_for=SILENT)
    half = Download.objects.get().file.name
    upkeep.take_up_stalled_downloads(timezone.now())
    assert len(archive(made(download))) == 2
    assert not PRIVATE.exists(half)


def test_it_fails_once_no_worker_survives_it(cast, period, monkeypatch):
    monkeypatch.setattr(upkeep, "put_back", lambda job: False)
    download = ordered(cast, period)
    dead(download, silent_for=SILENT)
    half = Download.objects.get().file.name
    assert dict(tick.run())["unduhan yang terhenti diulang"] == 1
    download.refresh_from_db()
    assert (download.state, download.reason, download.file.name) == (DownloadState.FAILED, upkeep.STOPPED, "")
    assert not PRIVATE.exists(half)


def test_a_worker_that_comes_back_late_spoils_nothing(cast, period, monkeypatch):
    """It was silent, another one made the file; its own attempt ends without a word."""
    download = ordered(cast, period)

    def another_makes_it():
        monkeypatch.undo()
        make(download.pk)

    interrupted(monkeypatch, another_makes_it)
    assert (made(download).state, len(archive(download))) == (DownloadState.READY, 2)
    assert kept_files() >= {download.file.name.removeprefix("downloads/")}


def test_an_error_ends_it_with_a_sentence_and_without_a_file(cast, period, monkeypatch):
    before, download = kept_files(), ordered(cast, period)
    monkeypatch.setattr(DocumentsOfUnit, "_pdf", lambda self, row: 1 / 0)
    assert (made(download).state, download.reason) == (DownloadState.FAILED, upkeep.STOPPED)
    assert kept_files() == before


def test_a_failed_order_is_ordered_anew(cast, period, monkeypatch):
    download = ordered(cast, period)
    with monkeypatch.context() as broken:
        broken.setattr(DocumentsOfUnit, "_pdf", lambda self, row: 1 / 0)
        made(download)
    assert made(ordered(cast, period)).state == DownloadState.READY


# --- its day ---


def test_the_file_is_there_for_a_day_and_then_gone(cast, period):
    download = made(ordered(cast, period))
    path, end = download.file.name, download.expires_at
    assert end - download.finished_at == timedelta(days=1)
    assert upkeep.forget_files(end - timedelta(seconds=1)) == 0
    check_fetching(download, actor=cast.reviewer.user)
    assert upkeep.forget_files(end) == 1
    assert upkeep.forget_files(end) == 0
    download.refresh_from_db()
    assert (download.state, download.file.name, PRIVATE.exists(path)) == (DownloadState.EXPIRED, "", False)
    assert refusal(check_fetching, download, actor=cast.reviewer.user) == "not_ready"


def test_after_its_day_it_is_refused_also_before_the_timer_comes(cast, period):
    download = made(ordered(cast, period))
    Download.objects.update(expires_at=timezone.now())
    download.refresh_from_db()
    assert refusal(check_fetching, download, actor=cast.reviewer.user) == "not_ready"
