"""Posts and exceptions: how they begin and end, and what is refused with which sentence at which field."""

from datetime import date

import pytest

from evaluations.domain.organization import assignments
from evaluations.domain.organization.assignments import assign, current_post, name_rater, transfer
from evaluations.domain.refusals import Refused
from evaluations.enums import AssignmentKind, LegalStatus
from evaluations.models import Assignment, Employee, LegalStatusSpan, OrganizationalUnit, ReportingLine
from tests.build import make_assignment, make_employee, make_head, make_unit

JUNE = date(2026, 6, 1)
MAY_31 = date(2026, 5, 31)


def post(employee, unit, **fields) -> Assignment:
    fields = {"position": "Perawat Mahir", "position_type": "FUNGSIONAL", "starts_on": JUNE} | fields
    return Assignment(employee=employee, unit=unit, **fields)


def head(employee, unit, **fields) -> Assignment:
    return post(
        employee, unit, **{"position": "Kepala", "position_type": "STRUKTURAL", "is_head": True} | fields
    )


def refusal(act, *args, **kwargs) -> tuple[str, str]:
    """Code and field."""
    rows = Assignment.objects.count(), ReportingLine.objects.count()
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    assert (Assignment.objects.count(), ReportingLine.objects.count()) == rows
    return refused.value.code, refused.value.details


def line(employee, rater, **fields) -> ReportingLine:
    return ReportingLine(employee=employee, rater=rater, **{"reason": "tim", "starts_on": JUNE} | fields)


def test_the_current_post_is_the_definitive_one_of_that_day(cast):
    person = make_employee()
    old = make_assignment(person, cast.agency, starts_on=date(2020, 1, 1), ends_on=MAY_31)
    new = make_assignment(person, cast.division, starts_on=JUNE)
    make_assignment(person, cast.other_agency, kind=AssignmentKind.PLT, starts_on=date(2026, 6, 15))
    assert current_post(person, MAY_31) == old
    assert current_post(person, JUNE) == new
    assert current_post(person, date(2026, 7, 1)) == new
    assert current_post(person, date(2019, 12, 31)) is None


def test_a_post_is_stored_and_its_kind_guessed(cast):
    stored = assign(post(make_employee(), cast.division))
    assert Assignment.objects.get(pk=stored.pk).post_kind == "MAHIR"


def test_a_post_that_ends_before_it_starts_is_refused(cast):
    assert refusal(assign, post(make_employee(), cast.division, ends_on=MAY_31)) == (
        "ends_before_start",
        "ends_on",
    )
    own = cast.employee.assignments.get()
    assert refusal(assignments.end, own, date(2019, 1, 1)) == ("ends_before_start", "ends_on")


def test_two_definitive_posts_on_one_day_are_refused_and_others_not(cast):
    assert refusal(assign, post(cast.employee, cast.agency)) == ("post_overlap", "starts_on")
    assign(post(cast.employee, cast.agency, kind=AssignmentKind.SECONDARY))
    assignments.end(cast.employee.assignments.get(kind=AssignmentKind.DEFINITIVE), MAY_31)
    assign(post(cast.employee, cast.agency))
    early = post(cast.employee, cast.agency, starts_on=date(2019, 1, 1), ends_on=date(2020, 1, 1))
    assert refusal(assign, early) == ("post_overlap", "starts_on")


def test_nobody_leads_two_units_but_as_plt_plh_or_secondary(cast):
    section = make_unit("Seksi", parent=cast.division)
    assert refusal(assign, head(cast.rater, section)) == ("head_twice", "kind")
    for kind in (AssignmentKind.PLT, AssignmentKind.PLH, AssignmentKind.SECONDARY):
        assign(head(cast.rater, section, kind=kind))


def test_a_unit_has_one_definitive_head_at_a_time(cast):
    new = make_employee("Kepala Baru")
    assert refusal(assign, head(new, cast.division)) == ("second_head", "is_head")
    assignments.end(cast.rater.assignments.get(), MAY_31)
    assign(head(new, cast.division))


def test_a_plt_is_for_a_vacant_post_else_it_is_a_plh(cast):
    deputy = cast.unit_admin
    assert refusal(assign, head(deputy, cast.division, kind=AssignmentKind.PLT)) == ("not_vacant", "kind")
    assign(head(deputy, cast.division, kind=AssignmentKind.PLH, ends_on=date(2026, 6, 10)))
    assignments.end(cast.rater.assignments.get(), date(2026, 6, 10))
    acting = assignments.appoint(
        deputy, cast.division, kind=AssignmentKind.PLT, position="Plt Kepala", position_type="STRUKTURAL",
        starts_on=date(2026, 6, 11), is_head=True,
    )  # fmt: skip
    assert acting.post_kind == "ADMINISTRATOR"


def test_the_post_of_a_head_on_leave_may_have_a_plt(cast):
    LegalStatusSpan.objects.create(employee=cast.rater, status=LegalStatus.UNPAID_LEAVE, starts_on=JUNE)
    assign(head(cast.unit_admin, cast.division, kind=AssignmentKind.PLT))
    early = head(cast.unit_admin, cast.division, kind=AssignmentKind.PLT, starts_on=MAY_31, ends_on=MAY_31)
    assert refusal(assign, early) == ("not_vacant", "kind")


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "field"),
    [
        (date(2026, 5, 1), None, "starts_on"),  # the unit is opened in June
        (date(2026, 7, 1), None, "ends_on"),  # it is closed in September
        (date(2026, 9, 1), None, "unit"),
        (date(2026, 7, 1), date(2026, 8, 31), None),
    ],
)
def test_a_post_lies_within_the_life_of_its_unit(cast, starts_on, ends_on, field):
    OrganizationalUnit.objects.filter(pk=cast.other_agency.pk).update(
        opened_on=JUNE, closed_on=date(2026, 9, 1)
    )
    cast.other_agency.refresh_from_db()
    wanted = post(make_employee(), cast.other_agency, starts_on=starts_on, ends_on=ends_on)
    if field:
        assert refusal(assign, wanted) == ("unit_not_open", field)
    else:
        assign(wanted)


def test_a_transfer_ends_the_old_post_the_day_before(cast):
    fields = {"position": "Perawat Mahir", "position_type": "FUNGSIONAL"}
    transfer(cast.employee, cast.other_agency, on=JUNE, **fields)
    rows = cast.employee.assignments.order_by("starts_on").values_list("unit__code", "starts_on", "ends_on")
    assert list(rows) == [("20071", date(2020, 1, 1), MAY_31), ("11000", JUNE, None)]
    assert refusal(transfer, cast.employee, cast.agency, on=JUNE, **fields) == (
        "transfer_too_early",
        "starts_on",
    )


def test_a_refused_transfer_does_not_end_the_old_post(cast):
    OrganizationalUnit.objects.filter(pk=cast.other_agency.pk).update(closed_on=JUNE)
    cast.other_agency.refresh_from_db()
    fields = {"position": "Perawat Mahir", "position_type": "FUNGSIONAL"}
    assert refusal(transfer, cast.employee, cast.other_agency, on=JUNE, **fields) == ("unit_not_open", "unit")
    assert cast.employee.assignments.get().ends_on is None


def test_a_rater_named_by_exception_is_stored_with_the_reason(cast):
    name_rater(line(cast.employee, cast.stranger, reason="tim lintas unit"))
    assert ReportingLine.objects.get().reason == "tim lintas unit"


def test_nobody_is_named_their_own_rater(cast):
    assert refusal(name_rater, line(cast.employee, cast.employee)) == ("rates_themselves", "rater")


def test_an_exception_that_ends_before_it_starts_is_refused(cast):
    assert refusal(name_rater, line(cast.employee, cast.stranger, ends_on=MAY_31)) == (
        "ends_before_start",
        "ends_on",
    )


def test_two_exceptions_on_one_day_are_refused(cast):
    name_rater(line(cast.employee, cast.stranger, ends_on=date(2026, 6, 30)))
    assert refusal(name_rater, line(cast.employee, cast.unit_admin)) == ("line_overlap", "starts_on")
    name_rater(line(cast.employee, cast.unit_admin, starts_on=date(2026, 7, 1)))


def test_two_people_cannot_rate_each_other_on_one_day(cast):
    name_rater(line(cast.employee, cast.stranger, ends_on=date(2026, 6, 30)))
    assert refusal(name_rater, line(cast.stranger, cast.employee)) == ("rating_loop", "rater")
    name_rater(line(cast.stranger, cast.employee, starts_on=date(2026, 7, 1)))


def test_who_is_rated_by_the_tree_cannot_rate_back(cast):
    assert refusal(name_rater, line(cast.rater, cast.employee)) == ("rating_loop", "rater")
    name_rater(line(cast.employee, cast.reviewer))
    name_rater(line(cast.rater, cast.employee))  # Siti is rated by Ratna now


def test_a_bupati_without_nip_may_be_named(cast):
    bupati = Employee.objects.create(name="Bupati Bantul")
    name_rater(line(cast.reviewer, bupati))
    make_head(bupati, cast.root, "Bupati Bantul")
