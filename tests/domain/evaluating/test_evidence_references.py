"""Links and letters are evidence as files are; each piece is used again where it is needed, and stored once."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.utils import timezone

from evaluations.domain.evaluating.evidence import (
    add_evidence,
    add_letter,
    add_link,
    earlier_evidence,
    remove_evidence,
    reuse_evidence,
    seen_elsewhere,
)
from evaluations.domain.evaluating.evidence.references import checked_link
from evaluations.domain.refusals import Refused
from evaluations.enums import EvidenceKind, State
from evaluations.models import Evaluation, Evidence
from tests import build
from tests.evidence_files import PDF

LINK = "https://drive.example.go.id/rekap?bulan=7"
DAY = date(2026, 7, 3)


@pytest.fixture(autouse=True)
def own_disk(monkeypatch, tmp_path) -> Path:
    """Numbers of evaluations come again in other tests, and folders are named after them."""
    monkeypatch.setattr(Evidence._meta.get_field("file"), "storage", FileSystemStorage(tmp_path))
    return tmp_path


def files_on(disk: Path) -> list[Path]:
    return [path for path in disk.rglob("*") if path.is_file()]


def upload(cast, evaluation: Evaluation, name: str = "rekap.pdf", more: bytes = b"") -> Evidence:
    return add_evidence(evaluation, SimpleUploadedFile(name, PDF + more), actor=cast.employee.user)


def month(cast, number: int, **fields) -> Evaluation:
    return cast.evaluation(build.make_period(month=number), **fields)


# --- links ---


def test_a_link_is_kept_once_and_named_as_the_person_says(cast):
    evaluation = cast.evaluation()
    first, again = (add_link(evaluation, LINK, name="Rekap Juli", actor=cast.employee.user) for _ in range(2))
    assert first == again == Evidence.objects.get()
    assert (first.kind, first.name, first.url) == (EvidenceKind.LINK, "Rekap Juli", LINK)
    assert first.host == "drive.example.go.id"


def test_a_link_without_a_name_is_called_by_its_address(cast):
    evidence = add_link(cast.evaluation(), f"  {LINK}\u200b", actor=cast.employee.user)
    assert (evidence.name, evidence.url) == ("drive.example.go.id/rekap?bulan=7", LINK)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://example.go.id/a", "link_not_https"),
        ("javascript:alert(1)", "link_not_https"),
        ("example.go.id", "link_not_https"),
        ("", "link_not_https"),
        ("https://", "link_not_readable"),
        ("https://bank.go.id@jahat.example/", "link_not_readable"),
        ("https://bank.go.id\\@jahat.example/", "link_not_readable"),
        ("https://[::1/", "link_not_readable"),
        ("https://example.go.id/dua kata", "link_not_readable"),
        ("https://example.go.id/" + "a" * 479, "link_too_long"),
    ],
)
def test_what_is_no_plain_secure_address_is_refused_in_a_sentence(address, code):
    with pytest.raises(Refused) as refused:
        checked_link(address)
    assert refused.value.code == code
    assert refused.value.message.endswith(".")


def test_the_longest_address_is_taken_and_its_scheme_is_written_small():
    address = "https://example.go.id/" + "a" * 478
    assert len(address) == 500
    assert checked_link("HTTPS" + address[5:]) == address


# --- letters ---


def test_a_letter_is_kept_by_number_date_and_subject_once(cast):
    evaluation = cast.evaluation()
    first, again = (
        add_letter(evaluation, "800/12/BKPSDM", DAY, "Undangan rapat", actor=cast.employee.user)
        for _ in range(2)
    )
    assert first == again == Evidence.objects.get()
    stored = (first.kind, first.letter_number, first.letter_date, first.name)
    assert stored == (EvidenceKind.LETTER, "800/12/BKPSDM", DAY, "Undangan rapat")
    other = add_letter(evaluation, "800/12/BKPSDM", DAY + timedelta(days=1), "Lain", actor=cast.employee.user)
    assert other != first


@pytest.mark.parametrize(("number", "about"), [("", "Undangan"), ("800/12", " "), ("\u200b", "Undangan")])
def test_a_letter_without_number_or_subject_is_refused(cast, number, about):
    with pytest.raises(Refused) as refused:
        add_letter(cast.evaluation(), number, DAY, about, actor=cast.employee.user)
    assert refused.value.code == "letter_incomplete"


def test_a_letter_may_be_of_today_and_not_of_tomorrow(cast):
    evaluation, today = cast.evaluation(), timezone.localdate()
    assert add_letter(evaluation, "1", today, "Undangan", actor=cast.employee.user)
    with pytest.raises(Refused) as refused:
        add_letter(evaluation, "2", today + timedelta(days=1), "Undangan", actor=cast.employee.user)
    assert refused.value.code == "letter_in_future"


# --- what all kinds share ---

ADD = {
    "link": lambda evaluation, actor: add_link(evaluation, LINK, actor=actor),
    "letter": lambda evaluation, actor: add_letter(evaluation, "1", DAY, "Undangan", actor=actor),
}


@pytest.mark.parametrize("add", ADD.values(), ids=ADD)
def test_only_the_employee_adds_and_only_while_filling_in(cast, add):
    for actor in (cast.rater.user, cast.stranger.user, cast.bkpsdm):
        with pytest.raises(Refused) as refused:
            add(
                cast.evaluation(segment=2) if not Evaluation.objects.exists() else Evaluation.objects.get(),
                actor,
            )
        assert refused.value.code == "not_yours"
    Evaluation.objects.update(state=State.SUBMITTED, submitted_at=timezone.now(), receipt_number="T-1")
    with pytest.raises(Refused) as refused:
        add(Evaluation.objects.get(), cast.employee.user)
    assert refused.value.code == "wrong_state"
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("add", ADD.values(), ids=ADD)
def test_links_and_letters_count_among_the_pieces_of_an_evaluation(cast, settings, add):
    settings.EVIDENCE_MAX_FILES = 1
    evaluation = cast.evaluation()
    upload(cast, evaluation)
    with pytest.raises(Refused) as refused:
        add(evaluation, cast.employee.user)
    assert refused.value.code == "too_many_files"


LETTER = {"kind": "LETTER", "name": "Undangan", "letter_number": "1", "letter_date": DAY}
AS_LINK = {"kind": "LINK", "name": "Rekap", "url": LINK}
AS_FILE = {"kind": "FILE", "name": "a.pdf", "file": "evidence/1/a.pdf", "sha256": "a" * 64}


@pytest.mark.parametrize(
    "fields",
    [
        AS_FILE | {"file": ""}, AS_FILE | {"sha256": ""}, AS_FILE | {"url": LINK}, AS_FILE | {"letter_number": "1"},
        AS_FILE | {"letter_date": DAY}, AS_LINK | {"url": ""}, AS_LINK | {"url": "http://a.go.id"},
        AS_LINK | {"size": 1}, AS_LINK | {"file": "evidence/1/a.pdf"}, AS_LINK | {"letter_number": "1"},
        LETTER | {"letter_number": ""}, LETTER | {"letter_date": None}, LETTER | {"url": LINK},
        LETTER | {"sha256": "a" * 64}, LETTER | {"kind": "OTHER"},
    ],
)  # fmt: skip
def test_the_database_takes_exactly_the_fields_of_each_kind(cast, fields):
    evaluation = cast.evaluation()
    for whole in (AS_FILE, AS_LINK, LETTER):
        Evidence.objects.create(evaluation=evaluation, uploaded_by=cast.employee.user, **whole)
    Evidence.objects.all().delete()
    with pytest.raises(IntegrityError):
        Evidence.objects.create(evaluation=evaluation, uploaded_by=cast.employee.user, **fields)


def test_links_and_letters_of_others_are_no_same_file(cast):
    mine = cast.evaluation()
    other = build.make_evaluation(cast.stranger, mine.period, rater=cast.reviewer)
    add_link(mine, LINK, actor=cast.employee.user)
    add_link(other, LINK + "&lain", actor=cast.stranger.user)
    assert seen_elsewhere(mine, mine.evidence.with_twins()) == []


# --- used again ---


def test_a_file_of_an_earlier_month_is_used_again_without_a_second_copy(cast, own_disk, settings):
    source = upload(cast, month(cast, 6))
    july = month(cast, 7)
    settings.EVIDENCE_MAX_TOTAL_BYTES = source.size - 1  # its bytes count where it was uploaded
    again = reuse_evidence(july, source.pk, actor=cast.employee.user)
    assert again.pk != source.pk
    assert (again.evaluation, again.file.name, again.is_reused) == (july, source.file.name, True)
    assert len(files_on(own_disk)) == 1
    assert reuse_evidence(july, source.pk, actor=cast.employee.user) == again  # pressed twice


@pytest.mark.parametrize("first", ["source", "again"])
def test_a_file_goes_only_with_the_last_evidence_that_refers_to_it(
    cast, own_disk, django_capture_on_commit_callbacks, first
):
    source = upload(cast, month(cast, 6))
    pieces = {"source": source, "again": reuse_evidence(month(cast, 7), source.pk, actor=cast.employee.user)}
    with django_capture_on_commit_callbacks(execute=True):
        remove_evidence(pieces.pop(first), actor=cast.employee.user)
    assert len(files_on(own_disk)) == 1
    [last] = pieces.values()
    assert last.file.read() == PDF
    with django_capture_on_commit_callbacks(execute=True):
        remove_evidence(last, actor=cast.employee.user)
    assert files_on(own_disk) == []


def test_links_and_letters_are_used_again_as_they_are(cast):
    june, july = month(cast, 6), month(cast, 7)
    sources = [add(june, cast.employee.user) for add in ADD.values()]
    again = [reuse_evidence(july, one.pk, actor=cast.employee.user) for one in sources]
    assert [one.name for one in again] == [one.name for one in sources]
    assert july.evidence.count() == 2


def test_evidence_of_somebody_else_or_removed_meanwhile_is_gone(cast):
    mine = month(cast, 7)
    other = build.make_evaluation(cast.stranger, build.make_period(month=6), rater=cast.reviewer)
    foreign = add_link(other, LINK, actor=cast.stranger.user)
    for number in (foreign.pk, foreign.pk + 1):
        with pytest.raises(Refused) as refused:
            reuse_evidence(mine, number, actor=cast.employee.user)
        assert refused.value.code == "evidence_gone"


def test_nobody_else_uses_it_for_the_employee_and_nobody_after_sending(cast):
    source = add_link(month(cast, 6), LINK, actor=cast.employee.user)
    with pytest.raises(Refused) as refused:
        reuse_evidence(month(cast, 7), source.pk, actor=cast.rater.user)
    assert refused.value.code == "not_yours"
    sent = month(cast, 8, state=State.SUBMITTED)
    with pytest.raises(Refused) as refused:
        reuse_evidence(sent, source.pk, actor=cast.employee.user)
    assert refused.value.code == "wrong_state"


def test_one_chooses_among_the_own_evidence_of_the_last_months_each_once_the_newest_first(
    cast, django_assert_num_queries
):
    january, june, july = month(cast, 1), month(cast, 6), month(cast, 12)
    upload(cast, january, "lama.pdf", b"% lama")
    old = upload(cast, june, "rapat.pdf")
    link = add_link(june, LINK, name="Rekap", actor=cast.employee.user)
    again = reuse_evidence(month(cast, 11), old.pk, actor=cast.employee.user)
    here = add_letter(june, "800/1", DAY, "Undangan", actor=cast.employee.user)
    reuse_evidence(july, here.pk, actor=cast.employee.user)
    other = build.make_evaluation(cast.stranger, june.period, rater=cast.reviewer)
    add_link(other, LINK + "&orang=lain", actor=cast.stranger.user)
    with django_assert_num_queries(2):
        assert earlier_evidence(july) == [again, link]
    assert earlier_evidence(july, "REK") == [link]
    assert earlier_evidence(july, "example.go.id") == [link]
    assert earlier_evidence(july, "tidak ada") == []
