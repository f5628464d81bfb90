"""An objection with what supports it: all of it or nothing, and never afterwards."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations.domain.evaluating.evidence import add_link, add_prepared, prepared
from evaluations.domain.evaluating.objecting import make_objection
from evaluations.domain.refusals import Refused
from evaluations.enums import ObjectionTopic, State
from evaluations.models import Evaluation, Evidence, Objection
from tests.evidence_files import PDF


@pytest.fixture
def delivered(cast) -> Evaluation:
    return cast.evaluation(state=State.DELIVERED)


def files(*contents: bytes):
    return [prepared(SimpleUploadedFile("surat tugas.pdf", content)) for content in contents or (PDF,)]


def deliver(evaluation: Evaluation) -> None:
    now = timezone.now()
    Evaluation.objects.filter(pk=evaluation.pk).update(
        state=State.DELIVERED, submitted_at=now, receipt_number="1", rated_at=now, delivered_at=now,
        rater_name="Budi",
    )  # fmt: skip
    evaluation.refresh_from_db()


def make(cast, evaluation, given=(), **fields):
    fields = {"topic": ObjectionTopic.EVIDENCE, "reasons": "Bukti saya belum dibaca"} | fields
    return make_objection(evaluation, files=given, actor=cast.employee.user, **fields)


@pytest.fixture
def new_on_disk():
    """Gives how many files have come since the test began."""
    folder = Path(settings.PRIVATE_MEDIA_ROOT)

    def found() -> set[Path]:
        return {path for path in folder.rglob("*") if path.is_file()}

    before = found()
    return lambda: len(found() - before)


def test_files_come_with_the_reasons_and_stay(cast, delivered):
    after = make(cast, delivered, files(PDF, PDF + b"% dua"))
    assert after.state == State.OBJECTED
    assert list(after.evidence.values_list("name", "is_for_objection")) == [("surat tugas.pdf", True)] * 2
    with pytest.raises(IntegrityError), transaction.atomic():
        after.evidence.all().delete()


def test_what_is_refused_leaves_neither_reasons_nor_files(cast, delivered, new_on_disk):
    for wrong in ({"expected_version": 7}, {"reasons": "  "}):
        with pytest.raises(Refused):
            make(cast, delivered, files(), **wrong)
    assert (Evidence.objects.count(), Objection.objects.count(), new_on_disk()) == (0, 0, 0)


def test_it_ends_with_the_last_second(cast, delivered, new_on_disk):
    at = timezone.now() - timedelta(days=20)
    Evaluation.objects.update(delivered_at=at)
    last = at + timedelta(days=14)
    with pytest.raises(Refused, match="14 hari sejak hasil disampaikan") as refused:
        make(cast, delivered, files(), now=last + timedelta(seconds=1))
    assert (refused.value.code, new_on_disk()) == ("objection_days_over", 0)
    assert make(cast, delivered, files(), now=last).evidence.count() == 1


def test_nobody_objects_for_somebody_else(cast, delivered):
    with pytest.raises(Refused) as refused:
        make_objection(
            delivered, topic=ObjectionTopic.OTHER, reasons="Saya yang menilai", actor=cast.rater.user
        )
    assert refused.value.code == "not_yours"


def test_the_same_file_as_in_the_report_is_not_stored_twice(cast, new_on_disk):
    evaluation = cast.evaluation()
    [given] = files()
    reported = add_prepared(evaluation, given, actor=cast.employee.user)
    deliver(evaluation)
    with pytest.raises(Refused):
        make(cast, evaluation, files(), expected_version=99)
    assert new_on_disk() == 1  # that of the report stays
    make(cast, evaluation, files())
    assert list(Evidence.objects.all()) == [reported]


def test_a_full_report_leaves_room_for_an_objection(cast, monkeypatch):
    monkeypatch.setattr(settings, "EVIDENCE_MAX_FILES", 1)
    evaluation = cast.evaluation()
    add_link(evaluation, "https://bantul.go.id/", actor=cast.employee.user)
    with pytest.raises(Refused):
        add_link(evaluation, "https://bantul.go.id/lain", actor=cast.employee.user)
    deliver(evaluation)
    make(cast, evaluation, files())
    assert Evidence.objects.filter(is_for_objection=True).count() == 1


@pytest.mark.parametrize("state", [State.SUBMITTED, State.RATED, State.OBJECTED, State.EXPLAINED])
def test_the_database_takes_no_evidence_but_with_an_objection(cast, state):
    evaluation = cast.evaluation(state=state)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.create(
            evaluation=evaluation, kind="LINK", url="https://bantul.go.id/", name="Rekap",
            uploaded_by=cast.employee.user, is_for_objection=True,
        )  # fmt: skip


def test_a_result_takes_no_evidence_that_is_not_for_an_objection(cast, delivered):
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.create(
            evaluation=delivered, kind="LINK", url="https://bantul.go.id/", name="Rekap",
            uploaded_by=cast.employee.user,
        )  # fmt: skip
