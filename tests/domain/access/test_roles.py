"""Roles given to people: who may give which, from when to when they hold, and how they end by themselves."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from evaluations.domain.access import roles
from evaluations.domain.access.role_groups import out_of_step, put_in_step
from evaluations.domain.refusals import Refused
from evaluations.enums import ROLE_GROUPS, AssignmentKind, LegalStatus, Role
from evaluations.models import Evaluation, LegalStatusSpan, RoleGrant, scope_sources, scopes_of
from tests import build

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def person(cast):
    """Somebody of the Dinas Kesehatan without any role."""
    return cast.employee


def fresh(person):
    """The login as a new request finds it."""
    return get_user_model().objects.get(pk=getattr(person, "user_id", person.pk))


def give(cast, person, role=Role.UNIT_ADMIN, unit="agency", **changes) -> RoleGrant:
    given = {"starts_on": timezone.localdate(), "reason": "SK 12/2026", "actor": cast.bkpsdm}
    where = getattr(cast, unit) if unit else None
    return roles.give(getattr(person, "user", person), role, unit=where, **given | changes)


def refusal(act, *args, **kwargs) -> str:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value.code


# --- giving -------------------------------------------------------------------------------------------


def test_a_role_over_a_unit_is_a_scope_from_its_first_to_its_last_day(cast, person, today):
    give(cast, person, starts_on=today + DAY, ends_on=today + 3 * DAY)
    held = [[row.scope for row in scope_sources(person.user, today + number * DAY)[0]] for number in range(5)]
    assert held == [[], ["UNIT_ADMIN"], ["UNIT_ADMIN"], ["UNIT_ADMIN"], []]
    assert scopes_of(fresh(person)) == []


@pytest.mark.parametrize("role", ROLE_GROUPS)
def test_a_role_over_the_regency_gives_its_group_and_taking_it_takes_the_group(cast, person, today, role):
    grant = give(cast, person, role, unit=None, actor=cast.superadmin)
    assert [group.name for group in person.user.groups.all()] == [ROLE_GROUPS[role]]
    roles.take(grant, on=today, reason="Pindah tugas", actor=cast.superadmin)
    assert not person.user.groups.exists()


def test_an_auditor_of_a_unit_reads_that_unit_alone(cast, person):
    give(cast, person, Role.AUDITOR, unit="other_agency")
    user = fresh(person)
    assert scopes_of(user) == [("AUDITOR", cast.other_agency.path)]
    assert not user.has_perm("evaluations.view_all_evaluations")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"role": Role.BKPSDM, "unit": None}, "not_yours"),
        ({"unit": None}, "unit_needed"),
        ({"role": Role.LEADER, "unit": None}, "unit_needed"),
        ({"role": Role.DRAFTER}, "no_unit"),
        ({"starts_on": timezone.localdate() - DAY}, "starts_in_the_past"),
        ({"ends_on": timezone.localdate() - DAY}, "ends_before_start"),
        ({"reason": "  "}, "reason_required"),
    ],
)
def test_what_cannot_be_given_is_refused(cast, person, changes, code):
    assert refusal(give, cast, person, **changes) == code
    assert not person.user.role_grants.exists()


@pytest.mark.parametrize("who", ["auditor", "unit_admin", "reviewer", "stranger"])
def test_only_bkpsdm_and_the_superadmin_give_roles(cast, person, who):
    actor = getattr(cast, who)
    assert refusal(give, cast, person, actor=getattr(actor, "user", actor)) == "not_yours"


@pytest.mark.parametrize("who", ["bkpsdm", "superadmin"])
def test_nobody_gives_themselves_a_role(cast, who):
    actor = getattr(cast, who)
    assert refusal(give, cast, actor, actor=actor) == "own_role"
    with pytest.raises(IntegrityError), transaction.atomic():
        build.make_grant(actor, Role.LEADER, cast.agency, given_by=actor)


def test_the_superadmin_alone_gives_and_takes_the_role_of_bkpsdm(cast, person, today):
    grant = give(cast, person, Role.BKPSDM, unit=None, actor=cast.superadmin)
    assert refusal(roles.take, grant, on=today, reason="x", actor=cast.bkpsdm) == "not_yours"
    roles.take(grant, on=today, reason="Selesai", actor=cast.superadmin)


def test_the_same_role_twice_at_a_time_is_refused_but_one_after_the_other_is_not(cast, person, today):
    give(cast, person, ends_on=today + 5 * DAY)
    assert refusal(give, cast, person, starts_on=today + 5 * DAY) == "already_given"
    give(cast, person, starts_on=today + 6 * DAY)
    give(cast, person, Role.LEADER)
    give(cast, person, unit="other_agency")


def test_who_has_left_gets_no_role(cast, person):
    person.legal_status = LegalStatus.RETIRED
    person.save()
    assert refusal(give, cast, person) == "has_left"


# --- taking -------------------------------------------------------------------------------------------


def test_a_role_is_taken_today_or_from_a_later_day_on(cast, person, today):
    now, later = give(cast, person), give(cast, person, unit="other_agency")
    roles.take(now, on=today, reason="Selesai", actor=cast.bkpsdm)
    roles.take(later, on=today + 2 * DAY, reason="Pensiun", actor=cast.bkpsdm)
    assert scopes_of(fresh(person)) == [("UNIT_ADMIN", cast.other_agency.path)]
    assert not scope_sources(person.user, today + 2 * DAY)[0]
    taken = RoleGrant.objects.get(pk=now.pk)
    assert (taken.ended_by, taken.ended_reason, taken.ended_on) == (cast.bkpsdm, "Selesai", today)


def test_an_end_may_come_earlier_but_never_later(cast, person, today):
    grant = roles.take(give(cast, person), on=today + 5 * DAY, reason="Selesai", actor=cast.bkpsdm)
    assert refusal(roles.take, grant, on=today + 5 * DAY, reason="x", actor=cast.bkpsdm) == "ended_already"
    roles.take(grant, on=today + DAY, reason="Lebih awal", actor=cast.bkpsdm)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"on": timezone.localdate() - DAY}, "ends_in_the_past"),
        ({"on": timezone.localdate() + 9 * DAY}, "ends_anyway"),
        ({"reason": " "}, "reason_required"),
    ],
)
def test_what_cannot_be_taken_so_is_refused(cast, person, today, changes, code):
    grant = give(cast, person, ends_on=today + 5 * DAY)
    assert refusal(roles.take, grant, **{"on": today, "reason": "x", "actor": cast.bkpsdm} | changes) == code


@pytest.mark.parametrize(
    "change",
    [
        "role = 'LEADER'",
        "unit_id = NULL, role = 'AUDITOR'",
        "starts_on = '2020-01-01'",
        "ends_on = NULL",
        "reason = 'lain'",
        "given_by_id = NULL",
        "in_own_agency = NOT in_own_agency",
        "ended_on = '2099-01-01'",
        "ended_on = NULL, ended_at = NULL, ended_by_id = NULL, ended_reason = ''",
    ],
)
def test_the_database_refuses_to_change_what_was_given_and_ended(cast, person, today, change):
    grant = roles.take(
        give(cast, person, ends_on=today + 9 * DAY), on=today, reason="Selesai", actor=cast.bkpsdm
    )
    for statement in (
        f"UPDATE evaluations_rolegrant SET {change} WHERE id = {grant.pk}",
        f"DELETE FROM evaluations_rolegrant WHERE id = {grant.pk}",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


# --- by the post ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", AssignmentKind)
def test_a_head_of_any_kind_leads_the_unit_on_the_days_of_the_post(cast, person, today, kind):
    build.make_head(
        person, cast.other_agency, kind=kind, starts_on=today + DAY, ends_on=today + 2 * DAY
    )  # fmt: skip
    led = [len(scope_sources(person.user, today + number * DAY)[1]) for number in range(4)]
    assert led == [0, 1, 1, 0]


def test_a_head_sees_the_own_unit_and_a_head_away_sees_it_no_longer(cast, today):
    row = cast.evaluation()
    head = cast.reviewer
    other = build.make_evaluation(cast.stranger, row.period, rater=cast.rater)
    assert scopes_of(fresh(head)) == [("LEADER", cast.agency.path)]
    assert set(Evaluation.objects.overseen_by(fresh(head))) == {row}
    assert other not in Evaluation.objects.visible_to(fresh(head))
    LegalStatusSpan.objects.create(employee=head, status=LegalStatus.UNPAID_LEAVE, starts_on=today)
    assert scopes_of(fresh(head)) == []


# --- holders who are away, leave or move ----------------------------------------------------------------


@pytest.mark.parametrize("status", [one for one in LegalStatus if one != LegalStatus.ACTIVE])
def test_a_role_rests_while_its_holder_is_not_at_work(cast, person, today, status):
    give(cast, person)
    drafter = give(cast, person, Role.DRAFTER, unit=None)
    span = LegalStatusSpan.objects.create(employee=person, status=status, starts_on=today)
    assert scopes_of(fresh(person)) == []
    assert drafter in RoleGrant.objects.resting(today)
    put_in_step()
    assert not person.user.groups.exists()
    span.delete()
    put_in_step()
    assert scopes_of(fresh(person)) == [("UNIT_ADMIN", cast.agency.path)]
    assert person.user.groups.get().name == "Penyusun Formulir"


def test_roles_of_who_left_end_by_themselves_those_ahead_too(cast, person, today):
    now, ahead = give(cast, person), give(cast, person, unit="other_agency", starts_on=today + 9 * DAY)
    person.legal_status = LegalStatus.DECEASED
    person.save()
    assert {grant.pk for grant in roles.end_departed(today)} == {now.pk, ahead.pk}
    ended = RoleGrant.objects.get(pk=now.pk)
    assert (ended.ended_on, ended.ended_by, ended.ended_reason) == (
        today,
        None,
        "Pemegang tidak lagi bertugas",
    )
    assert roles.end_departed(today) == []


def move(person, unit, on) -> None:
    person.assignments.update(ends_on=on - DAY)
    build.make_assignment(person, unit, starts_on=on)


def test_a_role_in_the_own_agency_goes_with_the_post_on_the_day(cast, person, today):
    grant = give(cast, person)
    move(person, cast.other_agency, today + 2 * DAY)
    assert len(scope_sources(person.user, today + DAY)[0]) == 1
    assert len(scope_sources(person.user, today + 2 * DAY)[0]) == 0
    assert roles.end_departed(today) == []
    assert roles.end_departed(today + 2 * DAY) == [grant]
    assert RoleGrant.objects.get(pk=grant.pk).ended_reason == "Pemegang pindah ke Dinas Sosial"


def test_a_move_within_the_agency_and_a_role_from_outside_change_nothing(cast, person, today):
    give(cast, person)
    give(cast, cast.stranger)  # from another agency from the start
    move(person, cast.agency, today)
    move(cast.stranger, cast.root, today)
    assert roles.end_departed(today) == []
    assert scopes_of(fresh(person)) == scopes_of(fresh(cast.stranger)) == [("UNIT_ADMIN", cast.agency.path)]


def test_without_a_post_a_role_rests_and_does_not_end(cast, person, today):
    give(cast, person)
    person.assignments.update(ends_on=today - DAY)
    assert scopes_of(fresh(person)) == []
    assert roles.end_departed(today) == []
    build.make_assignment(person, cast.division, starts_on=today)
    assert scopes_of(fresh(person)) == [("UNIT_ADMIN", cast.agency.path)]


# --- groups ---------------------------------------------------------------------------------------------


def test_a_group_without_a_role_and_a_role_without_its_group_are_out_of_step(cast, person, today):
    assert out_of_step(None, today) == (set(), set())
    person.user.groups.set(cast.bkpsdm.groups.all())
    cast.auditor.groups.clear()
    surplus, lacking = {(person.user.pk, "Pengelola BKPSDM")}, {(cast.auditor.pk, "Auditor")}
    assert out_of_step(None, today) == (surplus, lacking)
    assert out_of_step([cast.auditor.pk], today) == (set(), lacking)
    assert put_in_step() == 2
    assert out_of_step(None, today) == (set(), set())
