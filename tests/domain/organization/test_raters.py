"""Who rates whom: the cast is Siti (Bidang P2P), Budi her head, Ratna the head of the Dinas."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.domain.organization import structure
from evaluations.domain.organization.raters import resolve, resolve_many
from evaluations.enums import AssignmentKind, ImportKind, LegalStatus
from evaluations.exchange.imports import import_path
from evaluations.models import Assignment, Employee, LegalStatusSpan, OrganizationalUnit, ReportingLine
from tests.build import make_assignment, make_employee, make_head, make_unit
from tests.exchange.conftest import EMPLOYEES, UNITS
from tests.random_data import examples

JULY = date(2026, 7, 1)


def who(person, on=JULY) -> tuple[Employee | None, Employee | None, str, str | None]:
    found = resolve(person, on)
    return found.rater, found.reviewer, found.reason, found.problem


def line(employee, rater, **fields) -> ReportingLine:
    fields = {"reason": "tim kerja lintas unit", "starts_on": date(2026, 1, 1)} | fields
    return ReportingLine.objects.create(employee=employee, rater=rater, **fields)


def test_the_head_of_ones_own_unit_rates_and_the_head_above_reviews(cast):
    assert who(cast.employee) == (
        cast.rater, cast.reviewer, "Kepala Bidang Pencegahan Penyakit, atasan langsung", None,
    )  # fmt: skip


def test_a_head_is_rated_by_the_head_of_the_unit_above(cast):
    assert who(cast.rater) == (cast.reviewer, None, "Kepala Dinas Kesehatan, atasan langsung", None)


def test_without_a_head_of_the_regency_the_head_of_an_opd_has_no_rater(cast):
    rater, reviewer, reason, problem = who(cast.reviewer)
    assert (rater, reviewer, problem) == (None, None, "no_rater")
    assert reason.startswith("Belum ada pimpinan yang aktif di atas jabatan ini (Dinas Kesehatan")


def test_a_head_of_the_regency_who_is_no_asn_rates_the_heads_of_opd(cast):
    bupati = Employee.objects.create(name="Bupati Bantul")
    make_head(bupati, cast.root, "Bupati Bantul")
    assert who(cast.reviewer) == (bupati, None, "Bupati Bantul, atasan langsung", None)
    assert who(cast.rater)[:2] == (cast.reviewer, bupati)


def test_a_vacant_post_is_passed_over_and_said(cast):
    Assignment.objects.filter(employee=cast.rater).update(ends_on=date(2026, 6, 30))
    assert who(cast.employee) == (
        cast.reviewer,
        None,
        "Kepala Dinas Kesehatan, karena jabatan pimpinan Bidang Pencegahan Penyakit kosong",
        None,
    )
    assert who(cast.employee, date(2026, 6, 30))[0] == cast.rater


@pytest.mark.parametrize("status", [status for status in LegalStatus if status != LegalStatus.ACTIVE])
def test_a_head_who_is_not_at_work_does_not_rate(cast, status):
    Employee.objects.filter(pk=cast.rater.pk).update(legal_status=status)
    assert who(cast.employee)[0] == cast.reviewer


def test_a_head_on_leave_does_not_rate_on_those_days(cast):
    LegalStatusSpan.objects.create(
        employee=cast.rater, status=LegalStatus.STUDY, starts_on=date(2026, 6, 1), ends_on=JULY
    )
    days = [date(2026, 5, 31), date(2026, 6, 1), JULY, date(2026, 7, 2)]
    assert [who(cast.employee, day)[0] for day in days] == [
        cast.rater, cast.reviewer, cast.reviewer, cast.rater,
    ]  # fmt: skip


def test_an_exception_does_not_hold_while_the_named_rater_is_on_leave(cast):
    line(cast.employee, cast.stranger)
    LegalStatusSpan.objects.create(employee=cast.stranger, status=LegalStatus.UNPAID_LEAVE, starts_on=JULY)
    assert who(cast.employee, date(2026, 6, 30))[0] == cast.stranger
    assert who(cast.employee)[0] == cast.rater


def test_somebody_without_a_post_has_no_rater(cast):
    nobody = (None, None, "Tidak punya jabatan pada tanggal ini.", "no_post")
    assert who(cast.employee, date(2019, 1, 1)) == nobody


def acting(person, unit, kind, position="Kepala Bidang Pencegahan Penyakit", **fields):
    return make_head(person, unit, position, kind=kind, starts_on=date(2026, 6, 1), **fields)


def test_a_plt_rates_from_the_day_on_which_the_post_is_theirs(cast):
    Assignment.objects.filter(employee=cast.rater).update(ends_on=date(2026, 5, 31))
    acting(cast.unit_admin, cast.division, AssignmentKind.PLT, ends_on=date(2026, 8, 31))
    assert who(cast.employee) == (
        cast.unit_admin,
        cast.reviewer,
        "Plt Kepala Bidang Pencegahan Penyakit sejak 1 Juni 2026, atasan langsung",
        None,
    )
    assert who(cast.employee, date(2026, 5, 31))[0] == cast.rater
    assert who(cast.employee, date(2026, 9, 1))[0] == cast.reviewer


def test_a_plh_stands_in_for_a_head_who_is_there(cast):
    acting(cast.unit_admin, cast.division, AssignmentKind.PLH, ends_on=date(2026, 7, 10))
    assert who(cast.employee)[0] == cast.unit_admin
    assert who(cast.employee)[2].startswith("Plh Kepala Bidang")
    assert who(cast.employee, date(2026, 7, 11))[0] == cast.rater


def test_a_plh_does_not_rate_the_head_for_whom_they_stand_in(cast):
    acting(cast.employee, cast.division, AssignmentKind.PLH)
    assert who(cast.rater)[0] == cast.reviewer


def test_a_plh_of_the_own_unit_is_still_rated_by_its_head(cast):
    acting(cast.employee, cast.division, AssignmentKind.PLH)
    assert who(cast.employee)[0] == cast.rater


def test_a_new_head_comes_before_a_plt_that_nobody_ended(cast):
    acting(cast.unit_admin, cast.division, AssignmentKind.PLT)
    assert who(cast.employee)[0] == cast.unit_admin
    new = make_employee("Kepala Baru")
    make_head(new, cast.division, "Kepala Bidang", starts_on=date(2026, 6, 20))
    assert who(cast.employee)[0] == new


def test_nobody_rates_themselves_by_acting_one_level_up(cast):
    """Budi is Plt of the Dinas while its head is gone: his rater and Siti's reviewer stand above."""
    Assignment.objects.filter(employee=cast.reviewer).update(ends_on=date(2026, 5, 31))
    bupati = Employee.objects.create(name="Bupati Bantul")
    make_head(bupati, cast.root, "Bupati Bantul")
    acting(cast.rater, cast.agency, AssignmentKind.PLT, "Kepala Dinas Kesehatan")
    assert who(cast.rater)[:2] == (bupati, None)
    assert who(cast.employee)[:2] == (cast.rater, bupati)


def test_an_exception_comes_first_on_its_days(cast):
    line(cast.employee, cast.unit_admin, ends_on=date(2026, 7, 15))
    rater, reviewer, reason, problem = who(cast.employee)
    assert (rater, reviewer, problem) == (cast.unit_admin, cast.reviewer, None)
    assert reason == "Analis Kepegawaian, ditetapkan khusus: tim kerja lintas unit"
    assert who(cast.employee, date(2026, 7, 16))[0] == cast.rater
    assert who(cast.employee, date(2025, 12, 31))[0] == cast.rater


def test_an_exception_for_the_rater_gives_the_reviewer(cast):
    line(cast.rater, cast.stranger)
    assert who(cast.employee)[:2] == (cast.rater, cast.stranger)


def test_an_exception_for_somebody_not_at_work_does_not_hold(cast):
    Employee.objects.filter(pk=cast.unit_admin.pk).update(legal_status=LegalStatus.RETIRED)
    line(cast.employee, cast.unit_admin)
    assert who(cast.employee)[0] == cast.rater


def test_of_several_exceptions_the_latest_holds(cast):
    line(cast.employee, cast.stranger, starts_on=date(2026, 3, 1))
    line(cast.employee, cast.unit_admin, starts_on=date(2026, 2, 1))
    assert who(cast.employee)[0] == cast.stranger


def test_two_who_rate_each_other_do_not_review_themselves(cast):
    line(cast.employee, cast.stranger)
    line(cast.stranger, cast.employee)
    rater, reviewer, *_ = who(cast.employee)
    assert rater == cast.stranger
    assert reviewer != cast.employee


def test_a_loop_of_units_is_a_problem_and_no_endless_search(cast):
    lower = make_unit("Seksi", parent=cast.division)
    OrganizationalUnit.objects.filter(pk=cast.division.pk).update(parent=lower)
    Assignment.objects.filter(is_head=True).delete()
    assert who(cast.employee)[0] is None
    assert who(cast.employee)[3] == "unit_loop"


def test_resolving_many_needs_no_more_queries_than_one(cast, django_assert_num_queries):
    with django_assert_num_queries(6):
        resolve_many([cast.employee.pk], JULY)
    for _ in range(5):
        make_assignment(make_employee(), cast.division)
    with django_assert_num_queries(7):
        found = resolve_many(Employee.objects.all(), JULY)
    assert len(found) == Employee.objects.count()


def test_the_regency_of_the_fixtures_has_a_rater_for_all_but_the_top(db, django_assert_max_num_queries):
    import_path(ImportKind.UNITS, UNITS)
    import_path(ImportKind.EMPLOYEES, EMPLOYEES)
    with django_assert_max_num_queries(7):
        found = resolve_many(Employee.objects.all(), JULY)
    without = {pk for pk, resolution in found.items() if resolution.rater is None}
    heads = Assignment.objects.filter(is_head=True)
    tops = set(heads.filter(unit__parent__code="10000").values_list("employee_id", flat=True))
    vacant = OrganizationalUnit.objects.filter(code__in=["12800", "14014"])  # their heads are retired
    directly_below = heads.filter(unit__parent__in=vacant).values_list("employee_id", flat=True)
    members = Assignment.objects.filter(unit__in=vacant).values_list("employee_id", flat=True)
    assert without == tops | set(directly_below) | set(members)
    assert [pk for pk, resolution in found.items() if resolution.rater and resolution.rater.pk == pk] == []


PLH, PLT, SECOND, HEAD = (
    AssignmentKind.PLH, AssignmentKind.PLT, AssignmentKind.SECONDARY, AssignmentKind.DEFINITIVE,
)  # fmt: skip
LATER, EARLIER = date(2026, 6, 1), date(2026, 5, 1)


@pytest.mark.parametrize(
    ("leading", "decides"),
    [
        ([(HEAD, EARLIER)], 0),
        ([(HEAD, LATER), (PLH, EARLIER)], 1),  # the Plh stands in, however long the head has been there
        ([(PLT, EARLIER), (HEAD, LATER)], 1),  # the new head ends the Plt
        ([(HEAD, EARLIER), (PLT, LATER)], 1),  # a Plt after a head who left and was not ended
        ([(SECOND, LATER), (PLT, EARLIER)], 1),
        ([(SECOND, LATER), (HEAD, EARLIER)], 1),
        ([(PLT, LATER), (SECOND, LATER), (PLH, EARLIER)], 2),
        ([(PLT, EARLIER), (PLT, LATER)], 1),
        ([(PLH, EARLIER), (PLH, LATER)], 1),
        ([(PLT, LATER), (PLT, LATER)], 0),  # of two equal ones, the one recorded first
    ],
)
def test_who_decides_when_several_lead_a_unit(cast, leading, decides):
    Assignment.objects.filter(employee=cast.rater).delete()
    people = [make_employee(f"Pemimpin {number}") for number in range(len(leading))]
    for person, (kind, since) in zip(people, leading, strict=True):
        make_head(person, cast.division, kind=kind, starts_on=since)
    assert who(cast.employee)[0] == people[decides]
    for kind_of_leave in (LegalStatus.STUDY, LegalStatus.RETIRED):  # then the next in the order
        LegalStatusSpan.objects.filter(employee=people[decides]).delete()
        LegalStatusSpan.objects.create(employee=people[decides], status=kind_of_leave, starts_on=LATER)
        assert who(cast.employee)[0] != people[decides]


def test_the_reason_names_who_is_away_and_why(cast):
    LegalStatusSpan.objects.create(employee=cast.rater, status=LegalStatus.STUDY, starts_on=LATER)
    assert who(cast.employee)[2] == (
        "Kepala Dinas Kesehatan, karena pimpinan Bidang Pencegahan Penyakit (Budi Santoso) sedang tugas belajar"
    )


def test_units_are_named_and_nested_as_on_that_day(cast):
    fields = {"on": LATER, "reason": "Perbup", "actor": None}
    social_head = make_employee("Kepala Dinas Sosial")
    make_head(social_head, cast.other_agency, "Kepala Dinas Sosial")
    Assignment.objects.filter(employee=cast.rater).update(ends_on=date(2026, 4, 30))
    structure.rename(cast.division, "Bidang Baru", **fields)
    structure.move(cast.division, cast.other_agency, **fields)
    assert who(cast.employee, date(2026, 5, 31))[0::2] == (
        cast.reviewer, "Kepala Dinas Kesehatan, karena jabatan pimpinan Bidang Pencegahan Penyakit kosong",
    )  # fmt: skip
    assert who(cast.employee, LATER)[0::2] == (
        social_head, "Kepala Dinas Sosial, karena jabatan pimpinan Bidang Baru kosong",
    )  # fmt: skip


def test_after_a_merge_the_head_of_the_heir_rates(cast):
    head = make_employee("Kepala Dinas Sosial")
    make_head(head, cast.other_agency, "Kepala Dinas Sosial")
    structure.merge(cast.division, cast.other_agency, on=LATER, reason="Perbup", actor=None)
    assert who(cast.employee, date(2026, 5, 31))[0] == cast.rater
    assert who(cast.employee, LATER)[0] == head
    assert who(cast.rater, LATER)[0] == head  # leads no longer


def test_a_post_left_in_a_merged_unit_counts_for_its_heir(cast):
    structure.merge(cast.division, cast.agency, on=LATER, reason="Perbup", actor=None)
    left = make_employee("Tertinggal")
    make_assignment(left, cast.division)
    assert who(left, JULY)[0] == cast.reviewer


@examples(40)
@given(data=st.data())
def test_nobody_ever_rates_or_reviews_themselves_and_who_rates_is_at_work(cast, data):
    """Whatever posts, exceptions and leave there are: the rater leads a unit above, or is named."""
    people = [cast.employee, cast.rater, cast.reviewer, cast.unit_admin, cast.stranger]
    units = [cast.root, cast.agency, cast.division, cast.other_agency]
    Assignment.objects.all().delete()
    ReportingLine.objects.all().delete()
    LegalStatusSpan.objects.all().delete()
    kinds = st.sampled_from([HEAD, PLT, PLH, SECOND])
    posts = st.tuples(st.sampled_from(people), st.sampled_from(units), kinds, st.booleans())
    for person, unit, kind, leads in data.draw(st.lists(posts, max_size=8)):
        make_assignment(person, unit, kind=kind, is_head=leads)
    for person, rater in data.draw(st.lists(st.tuples(*[st.sampled_from(people)] * 2), max_size=3)):
        if person != rater:
            line(person, rater)
    for person in data.draw(st.lists(st.sampled_from(people), max_size=2, unique=True)):
        LegalStatusSpan.objects.create(employee=person, status=LegalStatus.STUDY, starts_on=EARLIER)
    away = set(LegalStatusSpan.objects.values_list("employee_id", flat=True))
    named = set(ReportingLine.objects.values_list("employee_id", "rater_id"))
    leading = set(Assignment.objects.filter(is_head=True).values_list("employee_id", flat=True))
    for pk, found in resolve_many([person.pk for person in people], JULY).items():
        assert found.reason
        assert (found.rater is None) == (found.problem is not None)
        if found.rater is None:
            continue
        assert found.rater.pk not in {pk} | away
        assert (pk, found.rater.pk) in named or found.rater.pk in leading
        if found.reviewer is not None:
            assert found.reviewer.pk not in {pk, found.rater.pk} | away
