"""The doctor: each kind finds what is wrong, and is silent where all is well."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluations.domain.organization.doctor import KINDS, Finding, acts, examine, findings_on
from evaluations.domain.refusals import Refused
from evaluations.enums import AssignmentKind, LegalStatus
from evaluations.models import (
    AcceptedFinding,
    Assignment,
    Employee,
    EvaluationSettings,
    LegalStatusSpan,
    OrganizationalUnit,
    ReportingLine,
)
from tests import build

ON = date(2026, 7, 31)


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture
def healthy(cast):
    """The cast with everybody in order: the regent leads the regency, each agency has its head."""
    regent = Employee.objects.create(name="Bupati Bantul")
    build.make_head(regent, cast.root, "Bupati Bantul")
    chief = build.make_employee("Sri Hartati")
    build.make_head(chief, cast.other_agency, "Kepala Dinas Sosial")
    cast.chief = chief
    cast.regent = regent
    return cast


def found(kind: str) -> list[Finding]:
    return [finding for finding in examine(ON) if finding.kind == kind]


def only(kind: str) -> Finding:
    """The one finding of the kind."""
    (finding,) = found(kind)
    return finding


def test_a_healthy_regency_has_no_findings(healthy):
    assert examine(ON) == []


def test_every_kind_has_words_and_a_code_of_its_own():
    assert len({kind.code for kind in KINDS}) == len(KINDS) >= 10
    assert all(kind.title and kind.mend for kind in KINDS)


def test_a_unit_without_head_is_vacant_and_who_has_nobody_above_has_no_rater(cast):
    vacant = {finding.unit_name for finding in found("vacant_head")}
    assert vacant == {"Pemerintah Kabupaten Bantul", "Dinas Sosial"}
    assert {finding.employee_name for finding in found("no_rater")} == {"Ratna Dewi", "Joko Susilo"}
    joko = next(finding for finding in found("no_rater") if finding.employee_name == "Joko Susilo")
    assert joko.sentence.startswith("Joko Susilo, Perawat Ahli Pertama (Dinas Sosial), tidak punya penilai.")
    assert (joko.agency_name, joko.severity) == ("Dinas Sosial", "ERROR")


def test_a_unit_with_a_plt_is_not_vacant(healthy):
    Assignment.objects.filter(employee=healthy.chief).delete()
    build.make_head(healthy.reviewer, healthy.other_agency, "Plt Kepala", kind=AssignmentKind.PLT)
    assert found("vacant_head") == []


def test_an_empty_unit_without_people_needs_no_head(healthy):
    build.make_unit("Seksi kosong", parent=healthy.division)
    assert found("vacant_head") == []


def test_units_that_stand_below_themselves_are_named_in_a_circle(healthy):
    below = build.make_unit("Seksi Surveilans", parent=healthy.division)
    OrganizationalUnit.objects.filter(pk=healthy.division.pk).update(parent=below)
    assert "Bidang Pencegahan Penyakit → Seksi Surveilans" in only("unit_loop").sentence


def test_two_people_who_rate_each_other_are_a_circle(healthy):
    ReportingLine.objects.create(
        employee=healthy.rater, rater=healthy.employee, reason="tim", starts_on=date(2026, 1, 1)
    )
    finding = only("rater_loop")
    assert finding.employee_name == "Budi Santoso"
    assert "Budi Santoso → Siti Aminah → Budi Santoso" in finding.sentence


def test_a_head_who_is_plt_of_the_unit_above_would_rate_themselves(healthy):
    Assignment.objects.filter(employee=healthy.reviewer).delete()
    build.make_head(healthy.rater, healthy.agency, "Plt Kepala Dinas", kind=AssignmentKind.PLT)
    finding = only("self_rating")
    assert finding.employee_name == "Budi Santoso"
    assert finding.sentence.endswith("Sementara ini dinilai Bupati Bantul.")


def test_a_teacher_who_leads_the_own_school_is_no_finding(healthy):
    build.make_head(healthy.stranger, healthy.other_agency, "Kepala sekolah", kind=AssignmentKind.SECONDARY)
    assert found("self_rating") == []


def test_a_named_rater_of_another_agency_is_listed_with_the_reason(healthy):
    ReportingLine.objects.create(
        employee=healthy.employee, rater=healthy.stranger, reason="SK 12", starts_on=date(2026, 1, 1)
    )
    finding = only("rater_outside")
    assert "dinilai Joko Susilo" in finding.sentence
    assert "Dasar: SK 12." in finding.sentence


def test_a_named_rater_who_leads_the_regency_or_the_own_agency_is_not_from_outside(healthy):
    ReportingLine.objects.create(
        employee=healthy.employee, rater=healthy.regent, reason="SK", starts_on=date(2026, 1, 1)
    )
    assert found("rater_outside") == []


def test_a_named_rater_who_retired_is_listed(healthy):
    Employee.objects.filter(pk=healthy.stranger.pk).update(legal_status=LegalStatus.RETIRED)
    ReportingLine.objects.create(
        employee=healthy.employee, rater=healthy.stranger, reason="SK", starts_on=date(2026, 1, 1)
    )
    assert "Sementara ini dinilai Budi Santoso." in only("rater_not_at_work").sentence


def test_more_subordinates_than_the_settings_allow_are_counted(healthy):
    settings = EvaluationSettings.load()
    settings.max_subordinates = 1
    settings.save()
    for number in range(2):
        build.make_assignment(build.make_employee(f"Pegawai {number}"), healthy.division)
    sentences = {finding.employee_name: finding.sentence for finding in found("too_many")}
    assert sentences["Budi Santoso"] == "Budi Santoso menilai 3 orang; batas wajarnya 1."


def test_two_heads_in_a_unit_are_named_and_the_older_one_may_be_ended(healthy):
    older = Assignment.objects.get(employee=healthy.rater)
    build.make_head(healthy.unit_admin, healthy.division, "Kepala Bidang", kind=AssignmentKind.PLT,
                    starts_on=date(2026, 5, 1))  # fmt: skip
    finding = only("two_heads")
    assert finding.posts == (older.pk,)
    assert "Budi Santoso (Definitif" in finding.sentence
    assert "Agus Wibowo (Plt" in finding.sentence


def test_a_plh_beside_the_head_is_no_second_head(healthy):
    build.make_head(healthy.unit_admin, healthy.division, "Plh Kepala", kind=AssignmentKind.PLH)
    assert found("two_heads") == []


def test_a_head_on_leave_without_plh_is_listed_until_a_plh_is_there(healthy):
    LegalStatusSpan.objects.create(
        employee=healthy.rater, status=LegalStatus.UNPAID_LEAVE, starts_on=date(2026, 7, 1)
    )
    assert (
        "Budi Santoso, Kepala Bidang Pencegahan Penyakit, tidak sedang bertugas" in only("head_away").sentence
    )
    build.make_head(healthy.unit_admin, healthy.division, "Plh Kepala", kind=AssignmentKind.PLH)
    assert found("head_away") == []


def test_a_gap_of_this_year_is_listed_and_one_of_earlier_years_is_not(healthy):
    post = Assignment.objects.get(employee=healthy.employee)
    post.ends_on = date(2026, 3, 31)
    post.save()
    build.make_assignment(healthy.employee, healthy.division, starts_on=date(2026, 5, 1))
    finding = only("gap")
    assert "dari 1 April 2026 sampai 30 April 2026" in finding.sentence
    assert finding.key.endswith(".2026-04-01_2026-04-30")
    Assignment.objects.filter(pk=post.pk).update(ends_on=date(2024, 3, 31))
    Assignment.objects.filter(employee=healthy.employee).exclude(pk=post.pk).update(
        starts_on=date(2024, 6, 1)
    )
    assert found("gap") == []


def test_posts_that_follow_each_other_leave_no_gap(healthy):
    Assignment.objects.filter(employee=healthy.employee).update(ends_on=date(2026, 4, 30))
    build.make_assignment(healthy.employee, healthy.division, starts_on=date(2026, 5, 1))
    assert examine(ON) == []


def test_two_definitive_posts_at_once_are_listed_and_the_older_one_may_be_ended(healthy):
    older = Assignment.objects.get(employee=healthy.employee)
    build.make_assignment(healthy.employee, healthy.agency, "Epidemiolog", starts_on=date(2026, 7, 1))
    assert only("overlap").posts == (older.pk,)


@pytest.mark.parametrize(
    ("status", "words"), [(LegalStatus.RETIRED, "sudah pensiun"), (LegalStatus.LEFT, "sudah berhenti")]
)
def test_who_is_gone_but_still_on_a_post_is_listed(healthy, status, words):
    Employee.objects.filter(pk=healthy.employee.pk).update(legal_status=status)
    finding = only("gone_on_post")
    assert finding.sentence == (
        f"Siti Aminah {words}, tetapi masih tercatat sebagai Perawat Ahli Pertama (Bidang Pencegahan Penyakit)."
    )
    assert finding.posts == (Assignment.objects.get(employee=healthy.employee).pk,)


def test_who_will_retire_after_the_day_is_not_listed(healthy):
    LegalStatusSpan.objects.create(
        employee=healthy.employee, status=LegalStatus.RETIRED, starts_on=ON + timedelta(days=1)
    )
    assert examine(ON) == []
    assert [finding.kind for finding in examine(ON + timedelta(days=1))] == ["gone_on_post"]


def test_an_active_person_without_post_is_listed_with_the_last_one(healthy):
    Assignment.objects.filter(employee=healthy.employee).update(ends_on=date(2026, 6, 30))
    finding = only("no_post")
    assert "Jabatan terakhirnya, Perawat Ahli Pertama" in finding.sentence
    assert finding.unit_name == "Bidang Pencegahan Penyakit"


def test_a_post_in_a_closed_unit_is_listed(healthy):
    OrganizationalUnit.objects.filter(pk=healthy.division.pk).update(closed_on=date(2026, 7, 1))
    assert {finding.employee_name for finding in found("closed_unit")} == {"Siti Aminah", "Budi Santoso"}


def test_an_asn_without_nip_is_listed_and_the_regent_is_not(healthy):
    Employee.objects.filter(pk=healthy.employee.pk).update(nip=None)
    assert only("no_nip").employee_name == "Siti Aminah"


def test_what_was_accepted_stays_listed_with_reason_until_its_last_day(healthy):
    ReportingLine.objects.create(
        employee=healthy.employee, rater=healthy.stranger, reason="SK", starts_on=date(2026, 1, 1)
    )
    key = only("rater_outside").key
    AcceptedFinding.objects.create(key=key, reason="SK Bupati", until=ON, accepted_by=healthy.bkpsdm)
    (finding,) = findings_on(ON)
    assert (finding.accepted.reason, finding.accepted.until) == ("SK Bupati", ON)
    (later,) = findings_on(ON + timedelta(days=1))
    assert later.accepted is None


def test_another_rater_from_outside_is_not_covered_by_what_was_accepted(healthy):
    line = ReportingLine.objects.create(
        employee=healthy.employee, rater=healthy.stranger, reason="SK", starts_on=date(2026, 1, 1)
    )
    AcceptedFinding.objects.create(key=only("rater_outside").key, reason="SK")
    line.rater = healthy.chief
    line.save()
    (finding,) = findings_on(ON)
    assert finding.accepted is None


def test_a_mended_finding_is_never_shown_from_the_cache_even_after_a_bulk_update(healthy):
    Employee.objects.filter(pk=healthy.employee.pk).update(legal_status=LegalStatus.RETIRED)
    assert [finding.kind for finding in findings_on(ON)] == ["gone_on_post"]
    assert [finding.kind for finding in findings_on(ON)] == ["gone_on_post"]
    Assignment.objects.filter(employee=healthy.employee).update(ends_on=date(2026, 6, 30))
    assert findings_on(ON) == []


def test_what_was_found_is_kept_while_nothing_changes(healthy, django_assert_num_queries):
    findings_on(ON)
    with django_assert_num_queries(8):  # the facts, their settings, what was accepted
        findings_on(ON)


def test_the_number_of_queries_does_not_grow_with_people_and_findings(cast):
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            examine(ON)
        return len(captured)

    examine(ON)  # makes the row of settings
    few = statements()
    for number in range(5):
        unit = build.make_unit(f"Dinas {number}", parent=cast.root)
        build.make_assignment(build.make_employee(f"Pegawai {number}"), unit)
    assert statements() == few


@pytest.mark.parametrize("do", [acts.mend, acts.preview])
def test_only_managers_mend(cast, do):
    finding = found("no_rater")[0]
    act = acts.accept(reason="x", until=None, actor=cast.unit_admin.user)
    with pytest.raises(Refused) as caught:
        do([finding], act, actor=cast.unit_admin.user)
    assert caught.value.code == "not_yours"
    assert not AcceptedFinding.objects.exists()


def test_today_is_a_day_like_any_other(healthy):
    assert findings_on(timezone.localdate()) == []
