"""Determining what units achieved: one document for many, never rewritten, always with a reason for another word."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from evaluations.domain.periods.performances import Basis, determine, units_to_determine, usual_decider
from evaluations.domain.refusals import Refused
from evaluations.enums import OrganizationLevel, PeriodState
from evaluations.models import OrganizationPerformance, PerformanceDecision
from tests import build
from tests.evidence_files import PDF

GOOD, POOR = OrganizationLevel.GOOD, OrganizationLevel.POOR


@pytest.fixture
def period(cast):
    return build.make_period()


def basis(**changes) -> Basis:
    return Basis(
        **({"source": "Nota 1", "decided_by": "Bupati Bantul", "decided_on": date(2026, 7, 1)} | changes)
    )


def levels() -> dict[str, str]:
    rows = OrganizationPerformance.objects.filter(ended_at=None)
    return dict(rows.values_list("unit__name", "level"))


def refused(period, given, actor, *, seen=None, **changes) -> str:
    with pytest.raises(Refused) as caught:
        determine(period, given, basis(**changes), actor=actor, seen=seen)
    return caught.value.code


def test_many_units_share_one_document(cast, period):
    document = SimpleUploadedFile("Penetapan.pdf", PDF)
    made = determine(
        period, {cast.agency: GOOD, cast.other_agency: POOR}, basis(document=document), actor=cast.bkpsdm
    )
    assert levels() == {"Dinas Kesehatan": GOOD, "Dinas Sosial": POOR}
    assert (made.name, made.content_type, made.recorded_by) == (
        "Penetapan.pdf",
        "application/pdf",
        cast.bkpsdm,
    )
    assert made.file.read() == PDF


def test_another_word_follows_with_its_reason_and_the_first_stays_readable(cast, period):
    first = determine(period, {cast.agency: GOOD}, basis(), actor=cast.bkpsdm)
    assert refused(period, {cast.agency: POOR}, cast.bkpsdm, reason="\u200b ") == "reason_required"
    second = determine(period, {cast.agency: POOR}, basis(reason="Angka dikoreksi"), actor=cast.bkpsdm)
    assert levels() == {"Dinas Kesehatan": POOR}
    assert (first.levels.get().level, first.levels.get().ended_at) == (GOOD, second.recorded_at)
    assert second.reason == "Angka dikoreksi"


def test_what_stays_the_same_is_left_out(cast, period):
    determine(period, {cast.agency: GOOD}, basis(), actor=cast.bkpsdm)
    again = {cast.agency: GOOD, cast.other_agency: POOR}
    made = determine(period, again, basis(), actor=cast.bkpsdm)
    assert [row.unit for row in made.levels.all()] == [cast.other_agency]
    assert refused(period, again, cast.bkpsdm) == "nothing_changed"


def test_a_level_is_taken_back_and_determined_again_without_a_reason_for_the_second(cast, period):
    determine(period, {cast.agency: GOOD}, basis(), actor=cast.bkpsdm)
    determine(period, {cast.agency: ""}, basis(reason="Keliru unit"), actor=cast.bkpsdm)
    assert not OrganizationPerformance.objects.in_force().exists()
    determine(period, {cast.agency: POOR}, basis(), actor=cast.bkpsdm)
    assert levels() == {"Dinas Kesehatan": POOR}


def test_only_bkpsdm_and_the_leader_one_step_up_determine_it(cast, period):
    for who in (cast.auditor, cast.reviewer.user, cast.rater.user, cast.unit_admin.user):
        assert refused(period, {cast.agency: GOOD}, who) == "not_yours"
    for who in (cast.auditor, cast.rater.user, cast.unit_admin.user, cast.stranger.user):
        assert refused(period, {cast.division: GOOD}, who) == "not_yours"
    assert refused(period, {cast.division: GOOD, cast.agency: GOOD}, cast.reviewer.user) == "not_yours"
    assert not PerformanceDecision.objects.exists()
    determine(period, {cast.division: GOOD}, basis(), actor=cast.reviewer.user)
    assert levels() == {"Bidang Pencegahan Penyakit": GOOD}


def test_a_leader_finds_the_open_units_right_below_and_none_that_one_leads_oneself(cast):
    today = timezone.localdate()
    other = build.make_unit("Bidang Pelayanan", parent=cast.agency)
    build.make_unit("Seksi Imunisasi", parent=cast.division)
    closed = build.make_unit("Bidang Lama", parent=cast.agency)
    type(closed).objects.filter(pk=closed.pk).update(closed_on=today)
    assert list(units_to_determine(cast.reviewer.pk, today)) == [other, cast.division]
    build.make_head(cast.reviewer, other)
    assert list(units_to_determine(cast.reviewer.pk, today)) == [cast.division]
    for who in (cast.employee, cast.unit_admin, cast.stranger):
        assert not units_to_determine(who.pk, today)


def test_not_before_the_period_is_opened_and_not_with_a_day_ahead(cast, period):
    ahead = build.make_period(2026, 9, state=PeriodState.DRAFT)
    assert refused(ahead, {cast.agency: GOOD}, cast.bkpsdm) == "wrong_state"
    today = timezone.localdate()
    assert (
        refused(period, {cast.agency: GOOD}, cast.bkpsdm, decided_on=today + timedelta(days=1))
        == "decided_ahead"
    )
    determine(period, {cast.agency: GOOD}, basis(decided_on=today), actor=cast.bkpsdm)


def test_of_two_officers_the_second_is_told(cast, period):
    seen = {cast.agency.pk: 0}
    determine(period, {cast.agency: GOOD}, basis(), actor=cast.bkpsdm, seen=seen)
    assert refused(period, {cast.agency: POOR}, cast.bkpsdm, seen=seen, reason="x") == "changed_meanwhile"
    assert levels() == {"Dinas Kesehatan": GOOD}


def test_a_document_is_told_by_its_content(cast, period):
    program = SimpleUploadedFile("penetapan.pdf", b"MZ\x90" + b"0" * 100)
    assert refused(period, {cast.agency: GOOD}, cast.bkpsdm, document=program) == "file_type_not_allowed"
    assert not PerformanceDecision.objects.exists()


def test_the_leader_above_is_proposed_as_the_one_who_decides(cast):
    assert usual_decider(cast.agency) == "Kepala Dinas Kesehatan"
    assert usual_decider(cast.root) == usual_decider(None) == ""
