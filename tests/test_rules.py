"""Every clause of a permission sentence refuses somebody: what one may do, and who is not let in for which reason."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations import rules
from evaluations.enums import AssignmentKind, DialogSide, LegalStatus, Role, State
from evaluations.models import Employee, Evaluation, Feedback, PerformancePlan, accounts_kept_by
from sekin_site.models import User
from tests import build, dialogs

NOBODY = None  # the system itself


@pytest.fixture
def row(cast) -> Evaluation:
    return cast.evaluation()


# --- one evaluation ---


def test_only_the_person_who_is_evaluated_is_its_employee(cast, row):
    assert rules.is_employee(cast.employee.user, row)
    assert not rules.is_employee(cast.rater.user, row)
    assert not rules.is_employee(NOBODY, row)


def test_only_the_person_behind_a_login_is_the_same(cast):
    assert rules.is_same_person(cast.employee.user, cast.employee)
    assert not rules.is_same_person(cast.rater.user, cast.employee)


def test_only_the_person_named_rates(cast, row):
    assert rules.is_rater(cast.rater.user, row)
    for other in (cast.reviewer.user, cast.employee.user, cast.bkpsdm, NOBODY):
        assert not rules.is_rater(other, row)


def test_without_a_rater_nobody_rates(cast, row):
    row.rater = None
    for who in (cast.rater.user, cast.employee.user, NOBODY):
        assert not rules.is_rater(who, row)


def test_nobody_rates_themselves_even_where_the_row_says_so(cast, row):
    row.rater = row.employee
    assert not rules.is_rater(cast.employee.user, row)
    assert not rules.is_system_or_rater(cast.employee.user, row)


def test_only_the_superior_of_the_rater_decides_on_an_objection(cast, row):
    assert rules.is_reviewer(cast.reviewer.user, row)
    for other in (cast.rater.user, cast.employee.user, cast.bkpsdm, NOBODY):
        assert not rules.is_reviewer(other, row)


def test_without_a_superior_nobody_decides(cast, row):
    row.reviewer = None
    for who in (cast.reviewer.user, cast.employee.user, NOBODY):
        assert not rules.is_reviewer(who, row)


@pytest.mark.parametrize("who", ["employee", "rater"])
def test_nobody_decides_on_the_own_objection_or_on_the_own_rating(cast, row, who):
    row.reviewer = getattr(row, who)
    assert not rules.is_reviewer(getattr(cast, who).user, row)


@pytest.mark.parametrize("party", ["rater", "reviewer"])
def test_the_database_too_lets_nobody_rate_or_review_themselves(row, party):
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.filter(pk=row.pk).update(**{party: row.employee})


def test_the_system_and_bkpsdm_act_for_all_and_a_rater_for_the_own_rows(cast, row):
    assert [rules.is_manager(who) for who in (cast.bkpsdm, cast.rater.user, NOBODY)] == [True, False, False]
    who = (NOBODY, cast.bkpsdm, cast.rater.user, cast.employee.user)
    assert [rules.is_system_or_manager(one, row) for one in who] == [True, True, False, False]
    assert [rules.is_system_or_rater(one, row) for one in who] == [True, False, True, False]


def test_bkpsdm_moves_a_rater_but_nobody_moves_the_own_one(cast, row):
    assert rules.can_move_rater(NOBODY, row)
    assert rules.can_move_rater(cast.bkpsdm, row)
    assert not rules.can_move_rater(cast.rater.user, row)
    row.employee.user = cast.bkpsdm
    assert not rules.can_move_rater(cast.bkpsdm, row)


def test_a_draft_belongs_to_the_employee_alone_until_it_is_sent(cast, row):
    assert rules.can_read_employee_answers(cast.employee.user, row)
    assert not rules.can_read_employee_answers(cast.rater.user, row)
    row.state = State.SUBMITTED
    assert rules.can_read_employee_answers(cast.employee.user, row)
    assert rules.can_read_employee_answers(cast.rater.user, row)


@pytest.mark.parametrize(
    ("state", "employee", "others"),
    [(State.SUBMITTED, False, False), (State.RATED, False, True), (State.DELIVERED, True, True)],
)
def test_the_employee_sees_ratings_once_delivered_and_others_once_rated(cast, row, state, employee, others):
    row.state = state
    assert rules.can_read_result(cast.employee.user, row) == employee
    assert rules.can_read_result(cast.rater.user, row) == others


def test_a_note_is_deleted_by_its_author_and_not_by_whom_it_is_about(cast):
    note = Feedback(employee=cast.employee, author=cast.rater)
    assert rules.can_delete_feedback(cast.rater.user, note)
    assert not rules.can_delete_feedback(cast.employee.user, note)


def test_in_a_dialog_the_person_writes_on_one_side_and_who_rates_now_on_the_other(cast, row):
    assert rules.side_in_dialog(cast.employee.user, row) == DialogSide.EMPLOYEE
    assert rules.side_in_dialog(cast.rater.user, row) == DialogSide.RATER
    for other in (cast.reviewer.user, cast.bkpsdm, NOBODY):
        assert rules.side_in_dialog(other, row) is None


def test_an_agreement_is_ended_by_the_person_and_who_rates_them_now(cast):
    agreement = dialogs.closed(dialogs.this_month(cast)).agreements.get()
    assert rules.can_end_agreement(cast.employee.user, agreement)
    assert rules.can_end_agreement(cast.rater.user, agreement)
    for other in (cast.reviewer.user, cast.stranger.user, cast.bkpsdm):
        assert not rules.can_end_agreement(other, agreement)


def test_development_is_agreed_by_the_person_and_who_rates_them_now(cast, row):
    assert rules.side_in_development(cast.employee.user, cast.employee) == DialogSide.EMPLOYEE
    assert rules.side_in_development(cast.rater.user, cast.employee) == DialogSide.RATER
    for other in (cast.reviewer.user, cast.stranger.user, cast.bkpsdm):
        assert rules.side_in_development(other, cast.employee) is None


# --- one plan ---


def test_a_plan_is_written_by_its_owner_and_approved_by_another(cast):
    plan = PerformancePlan(employee=cast.employee, rater=cast.rater)
    assert rules.is_plan_owner(cast.employee.user, plan)
    assert not rules.is_plan_owner(cast.rater.user, plan)
    assert rules.is_plan_rater(cast.rater.user, plan)
    assert not rules.is_plan_rater(cast.reviewer.user, plan)
    plan.rater = None
    assert not rules.is_plan_rater(cast.rater.user, plan)
    plan.rater = cast.employee
    assert not rules.is_plan_rater(cast.employee.user, plan)


# --- the regency and its units ---


def test_who_monitors_who_reminds_and_who_reads_ratings_in_sum(cast):
    unit, other = cast.division, cast.other_agency
    may = {
        name: (
            rules.can_monitor(who), rules.can_remind(who, unit), rules.can_remind(who, other),
            rules.can_read_distribution(who), rules.can_download_results(who, unit),
            rules.can_download_results(who, other),
        )
        for name, who in {
            "BKPSDM": cast.bkpsdm, "auditor": cast.auditor, "unit administrator": cast.unit_admin.user,
            "head": cast.reviewer.user, "employee": cast.employee.user,
        }.items()
    }  # fmt: skip
    assert may == {
        "BKPSDM": (True, True, True, True, True, True),
        "auditor": (True, False, False, True, True, True),
        "unit administrator": (True, True, False, False, False, False),
        "head": (True, False, False, True, True, False),
        "employee": (False, False, False, False, False, False),
    }


def test_the_leader_of_the_agency_calibrates_and_never_the_own_result(cast):
    row = cast.evaluation(state=State.RATED)
    names = ("employee", "rater", "reviewer", "unit_admin", "stranger")
    may = {name for name in names if rules.can_calibrate(getattr(cast, name).user, row)}
    assert may == {"reviewer"}
    assert not rules.can_calibrate(cast.bkpsdm, row)
    assert not rules.can_calibrate(None, row)
    row.employee = cast.reviewer
    assert not rules.can_calibrate(cast.reviewer.user, row)
    row.employee, row.agency = cast.employee, None
    assert not rules.can_calibrate(cast.reviewer.user, row)


def test_whoever_calibrated_is_no_reviewer_of_it(cast):
    row = cast.evaluation(state=State.OBJECTED)
    assert rules.is_reviewer(cast.reviewer.user, row)
    row.calibrated_by = cast.reviewer.user
    assert not rules.is_reviewer(cast.reviewer.user, row)


def test_whoever_rated_for_an_absent_rater_is_no_reviewer_of_it(cast):
    row = cast.evaluation(state=State.OBJECTED)
    row.rated_by = cast.reviewer.user
    assert not rules.is_reviewer(cast.reviewer.user, row)
    row.rated_by = cast.unit_admin.user
    assert rules.is_reviewer(cast.reviewer.user, row)


def test_a_deputy_acts_until_the_last_day_and_never_for_the_own_evaluation(cast):
    today, day = timezone.localdate(), timedelta(days=1)
    row = cast.evaluation(state=State.SUBMITTED, deputy=cast.unit_admin, deputy_until=today, deputy_as="Plh")
    names = ("employee", "rater", "reviewer", "unit_admin", "stranger")
    assert {name for name in names if rules.is_deputy(getattr(cast, name).user, row)} == {"unit_admin"}
    assert {name for name in names if rules.acts_as_rater(getattr(cast, name).user, row)} == {
        "rater",
        "unit_admin",
    }
    assert not rules.is_deputy(None, row)
    assert not rules.is_deputy(cast.bkpsdm, row)
    row.deputy_until = today - day
    assert not rules.is_deputy(cast.unit_admin.user, row)
    row.deputy_until, row.employee = today + day, cast.unit_admin
    assert not rules.is_deputy(cast.unit_admin.user, row)
    row.deputy, row.deputy_until = None, None
    assert not rules.is_deputy(cast.bkpsdm, row)


def test_whoever_leads_the_unit_above_determines_what_it_achieved_or_bkpsdm_writes_it_down(cast):
    can = rules.can_determine_performance
    assert can(cast.bkpsdm, [cast.agency, cast.division])
    assert can(cast.reviewer.user, [cast.division])
    assert not can(cast.reviewer.user, [cast.agency])  # led oneself
    assert not can(cast.reviewer.user, [cast.division, cast.other_agency])  # one is another's
    assert not can(cast.reviewer.user, [])
    for who in (cast.auditor, cast.unit_admin.user, cast.rater.user, cast.employee.user, cast.stranger.user):
        assert not can(who, [cast.division])
    build.make_head(cast.reviewer, cast.division)
    assert not can(cast.reviewer.user, [cast.division])  # led for the time being as well


def test_bkpsdm_gives_roles_but_its_own_is_given_by_the_superadmin(cast):
    assert rules.can_give_role(cast.bkpsdm, Role.LEADER)
    assert not rules.can_give_role(cast.bkpsdm, Role.BKPSDM)
    assert rules.can_give_role(cast.superadmin, Role.BKPSDM)
    assert not rules.can_give_role(cast.unit_admin.user, Role.LEADER)


def test_codes_are_ordered_for_the_own_units_and_for_everybody_by_bkpsdm_alone(cast):
    keeper = cast.unit_admin.user
    assert [rules.can_keep_accounts(who) for who in (cast.bkpsdm, keeper, cast.rater.user)] == [
        True,
        True,
        False,
    ]
    assert rules.can_order_codes(cast.bkpsdm, None)
    assert rules.can_order_codes(cast.bkpsdm, cast.division)
    assert rules.can_order_codes(keeper, cast.division)
    assert not rules.can_order_codes(keeper, cast.other_agency)
    assert not rules.can_order_codes(keeper, None)


def test_a_code_is_given_by_who_keeps_accounts_to_whose_account_they_keep(cast):
    keeper = cast.unit_admin.user
    assert rules.can_issue_code(keeper, cast.employee)
    assert not rules.can_issue_code(keeper, cast.stranger)
    assert not rules.can_issue_code(cast.rater.user, cast.employee)


def test_a_superadmin_whose_login_is_switched_off_gives_no_codes(cast):
    """The rights are gone then, the mark of a superadmin is not."""
    gone = build.make_user("dulu", is_superuser=True, is_active=False)
    assert not rules.can_issue_code(gone, cast.employee)


def test_the_second_step_is_taken_away_by_another_superadmin_only(cast):
    other = build.make_user("admin2", is_superuser=True)
    assert rules.can_reset_second_step(cast.superadmin, other)
    assert not rules.can_reset_second_step(cast.superadmin, cast.superadmin)
    assert not rules.can_reset_second_step(cast.bkpsdm, other)


# --- whose accounts somebody keeps ---


def kept_by(who) -> set:
    return set(accounts_kept_by(getattr(who, "user", who)))


def test_a_unit_administrator_keeps_those_who_work_only_below_and_are_not_its_head(cast):
    leads_below = cast.rater
    assert kept_by(cast.unit_admin) == {cast.employee, leads_below}
    build.make_assignment(cast.employee, cast.other_agency, kind=AssignmentKind.PLT)
    assert kept_by(cast.unit_admin) == {leads_below}


def test_whoever_has_no_post_at_all_belongs_to_no_unit(cast):
    nowhere = build.make_employee("Tanpa jabatan")
    assert nowhere not in kept_by(cast.unit_admin)
    assert nowhere in kept_by(cast.bkpsdm)


def test_colleagues_of_the_administrators_own_unit_are_kept_but_not_its_head(cast):
    colleague = build.make_employee("Rekan seunit")
    build.make_assignment(colleague, cast.agency)
    assert colleague in kept_by(cast.unit_admin)
    assert cast.reviewer not in kept_by(cast.unit_admin)


def test_who_has_left_or_was_switched_off_gets_no_code_from_anybody(cast):
    retired, switched_off = cast.employee, cast.stranger
    Employee.objects.filter(pk=retired.pk).update(legal_status=LegalStatus.RETIRED)
    User.objects.filter(pk=switched_off.user_id).update(is_active=False)
    for keeper in (cast.superadmin, cast.bkpsdm, cast.unit_admin):
        assert not kept_by(keeper) & {retired, switched_off}


def test_nobody_makes_a_code_for_the_own_account(cast):
    cast.employee.user = cast.superadmin
    cast.employee.save()
    assert kept_by(cast.superadmin) == {cast.rater, cast.reviewer, cast.unit_admin, cast.stranger}


def right(codename: str, of: type = Evaluation) -> Permission:
    kind = ContentType.objects.get_for_model(of)
    return Permission.objects.get_or_create(
        codename=codename, content_type=kind, defaults={"name": codename}
    )[0]


def access_to_the_admin() -> Permission:
    return Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin")


def in_group(user, *rights: Permission) -> None:
    group = Group.objects.create(name="Kelompok")
    group.permissions.set(rights)
    user.groups.add(group)


TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.mark.parametrize(
    "opens_it",
    [
        lambda user: User.objects.filter(pk=user.pk).update(is_superuser=True),
        lambda user: User.objects.filter(pk=user.pk).update(is_staff=True),
        lambda user: user.user_permissions.add(access_to_the_admin()),
        lambda user: user.user_permissions.add(right("manage_evaluations")),
        lambda user: in_group(user, access_to_the_admin()),
        lambda user: build.make_grant(user, Role.BKPSDM, starts_on=TOMORROW),
        lambda user: build.make_grant(user, Role.DRAFTER, starts_on=TOMORROW),
    ],
    ids=[
        "superadmin",
        "staff",
        "own right",
        "right to manage",
        "group",
        "BKPSDM from tomorrow",
        "drafter from tomorrow",
    ],
)
def test_who_enters_the_admin_is_left_to_the_superadmin(cast, opens_it):
    opens_it(cast.employee.user)
    assert cast.employee in kept_by(cast.superadmin)
    assert cast.employee not in kept_by(cast.bkpsdm)
    assert cast.employee not in kept_by(cast.unit_admin)


@pytest.mark.parametrize(
    "right_of_another_kind",
    [
        lambda: right("access_admin", of=Group),
        lambda: right("view_evaluation"),
        lambda: right("add_evaluation"),
    ],
    ids=["a right of that name elsewhere", "to read", "to add"],
)
def test_other_rights_do_not_open_the_admin(cast, right_of_another_kind):
    cast.employee.user.user_permissions.add(right_of_another_kind())
    assert cast.employee in kept_by(cast.bkpsdm)


def test_who_holds_a_role_or_is_in_a_group_is_left_to_bkpsdm(cast):
    in_group(cast.employee.user)
    build.make_grant(cast.rater, Role.LEADER, cast.other_agency, starts_on=TOMORROW)
    assert kept_by(cast.unit_admin) == set()
    assert {cast.employee, cast.rater} <= kept_by(cast.bkpsdm)


# --- the cascade of plans ---


def test_a_leader_and_who_reads_results_of_all_units_led_reads_the_cascade(cast):
    led = [cast.division]
    auditor = build.make_employee("Pemeriksa dinas")
    build.make_grant(auditor, Role.AUDITOR, cast.agency)
    for who in (
        cast.rater.user,
        cast.reviewer.user,
        auditor.user,
        cast.bkpsdm,
        cast.auditor,
        cast.superadmin,
    ):
        assert rules.can_read_cascade(who, cast.rater, led)
    for who in (cast.employee.user, cast.unit_admin.user, cast.stranger.user):
        assert not rules.can_read_cascade(who, cast.rater, led)
    assert not rules.can_read_cascade(cast.reviewer.user, cast.rater, [cast.division, cast.other_agency])


def test_of_who_leads_no_unit_only_the_person_and_the_regency_read_the_cascade(cast):
    assert rules.can_read_cascade(cast.employee.user, cast.employee, [])
    assert rules.can_read_cascade(cast.bkpsdm, cast.employee, [])
    assert not rules.can_read_cascade(cast.rater.user, cast.employee, [])
