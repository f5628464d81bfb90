"""Activation codes: who may make them for whom, what is stored, and that they are shown once."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from evaluations.domain.access.accounts import activate, code_for, order_codes, take_codes
from evaluations.domain.access.accounts.codes import ALPHABET, go_on, make_codes
from evaluations.domain.refusals import Refused
from evaluations.enums import AccountAction, CodeBatchState, IdentityProof, Role
from evaluations.models import AccountEvent, ActivationCode, CodeBatch
from tests.build import make_assignment, make_grant

pytestmark = pytest.mark.django_db

NEW = "hujan di sawah kami"


def issue(cast, actor=None, person=None) -> str:
    actor = actor or cast.unit_admin.user
    batch = order_codes(actor=actor, employee=person or cast.employee, proof=IdentityProof.MET)
    (slip,) = take_codes(batch, actor=actor)
    return slip.code


def refusal(call, *args, **kwargs) -> str:
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    return caught.value.code


def test_a_code_is_readable_and_only_its_digest_is_stored(cast):
    code = issue(cast)
    assert [len(part) for part in code.split("-")] == [4, 4, 4]
    assert set(code) <= {*ALPHABET, "-"}
    assert not set("01OI") & set(ALPHABET)
    stored = ActivationCode.objects.get()
    kept = f"{vars(stored)} {vars(stored.batch)}"
    assert code not in kept
    assert code.replace("-", "") not in kept
    assert stored.batch.seed == ""


def test_a_code_is_used_once_with_the_nip_however_it_is_written(cast):
    code = issue(cast)
    found = code_for("19900315 201503 2 501", code.lower().replace("-", " "))
    activate(found, NEW)
    cast.employee.user.refresh_from_db()
    assert cast.employee.user.check_password(NEW)
    assert refusal(code_for, cast.employee.nip, code) == "code_wrong"
    assert refusal(activate, found, NEW) == "code_wrong"


def test_a_former_nip_opens_the_account_too(cast):
    cast.employee.former_nips.create(nip="199003152010032001", until=timezone.localdate())
    assert code_for("199003152010032001", issue(cast)).employee == cast.employee


def test_the_code_of_one_person_is_worth_nothing_for_another(cast):
    code = issue(cast)
    assert refusal(code_for, cast.rater.nip, code) == "code_wrong"
    assert (
        AccountEvent.objects.filter(user=cast.employee.user, action=AccountAction.CODE_REFUSED).count() == 1
    )


def test_a_new_code_replaces_the_old_one(cast):
    old, new = issue(cast), issue(cast)
    assert refusal(code_for, cast.employee.nip, old) == "code_wrong"
    assert code_for(cast.employee.nip, new).employee == cast.employee


def test_a_code_ends_after_its_days(cast, settings):
    settings.ACTIVATION_CODE_DAYS = 0
    assert refusal(code_for, cast.employee.nip, issue(cast)) == "code_wrong"


def test_a_disabled_account_is_not_opened_by_a_code(cast):
    code = issue(cast)
    cast.employee.user.is_active = False
    cast.employee.user.save()
    assert refusal(code_for, cast.employee.nip, code) == "code_wrong"


def test_codes_are_taken_once_and_only_by_who_asked(cast):
    batch = order_codes(actor=cast.bkpsdm, unit=cast.agency)
    assert refusal(take_codes, batch, actor=cast.unit_admin.user) == "not_yours"
    slips = take_codes(batch, actor=cast.bkpsdm)
    assert len(slips) == batch.total > 1
    assert refusal(take_codes, batch, actor=cast.bkpsdm) == "taken"


def test_codes_that_nobody_took_in_a_day_are_void(cast):
    batch = order_codes(actor=cast.bkpsdm, unit=cast.agency)
    assert go_on(timezone.now() + timedelta(hours=25)) == 1
    batch.refresh_from_db()
    assert (batch.state, batch.seed) == (CodeBatchState.EXPIRED, "")
    assert not ActivationCode.objects.open().exists()
    assert refusal(take_codes, batch, actor=cast.bkpsdm) == "expired"


def test_a_batch_whose_worker_died_is_finished_by_the_timer(cast):
    batch = order_codes(actor=cast.bkpsdm, unit=cast.agency)
    CodeBatch.objects.filter(pk=batch.pk).update(state=CodeBatchState.MAKING, done=1)
    batch.codes.exclude(pk=batch.codes.first().pk).delete()
    go_on(timezone.now() + timedelta(minutes=11))
    batch.refresh_from_db()
    assert (batch.state, batch.codes.count()) == (CodeBatchState.READY, batch.total)


def test_codes_for_a_unit_leave_out_who_has_a_password_or_a_code(cast):
    cast.rater.user.set_password(NEW)
    cast.rater.user.save()
    issue(cast)
    batch = order_codes(actor=cast.bkpsdm, unit=cast.agency)
    assert set(batch.codes.values_list("employee", flat=True)) == {cast.reviewer.pk, cast.unit_admin.pk}
    again = order_codes(actor=cast.bkpsdm, unit=cast.agency, keeps_pending=False)
    assert again.total == 3  # all but the one with a password


def test_codes_of_more_people_are_left_to_a_job(cast, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("evaluations.domain.access.accounts.codes.AT_ONCE", 1)
    with django_capture_on_commit_callbacks(execute=True):
        batch = order_codes(actor=cast.bkpsdm)
        assert (batch.state, batch.done) == (CodeBatchState.WAITING, 0)
    batch.refresh_from_db()
    assert (batch.state, batch.done) == (CodeBatchState.READY, batch.total)
    assert make_codes(batch).done == batch.total  # running again changes nothing


# --- who may --------------------------------------------------------------------------------------------


def may(actor, person) -> bool:
    try:
        order_codes(actor=actor, employee=person, proof=IdentityProof.MET)
    except Refused as refused:
        return refused.code != "not_yours"
    return True


def test_a_unit_administrator_makes_codes_for_the_own_subtree_only(cast):
    admin = cast.unit_admin.user
    assert may(admin, cast.employee)
    assert may(admin, cast.rater)
    assert not may(admin, cast.stranger)
    assert not may(admin, cast.unit_admin)  # oneself: change the password instead
    assert not may(cast.rater.user, cast.employee)
    assert not may(cast.stranger.user, cast.employee)


def test_a_unit_administrator_never_gets_hold_of_an_account_that_may_more(cast):
    admin = cast.unit_admin.user
    assert not may(admin, cast.reviewer)  # leads the unit
    make_assignment(cast.rater, cast.other_agency, kind="PLT", is_head=True)
    assert not may(admin, cast.rater)  # also at work outside


@pytest.mark.parametrize("role", ["superuser", "bkpsdm", "auditor", "right", "unit"])
def test_whoever_holds_a_role_is_left_to_bkpsdm(cast, role):
    give(cast, cast.employee.user, role)
    assert not may(cast.unit_admin.user, cast.employee)
    assert may(cast.bkpsdm, cast.employee) == (role in ("auditor", "unit"))
    assert may(cast.superadmin, cast.employee)


def give(cast, user, role: str) -> None:
    if role == "superuser":
        user.is_superuser = True
        user.save()
    elif role in ("bkpsdm", "auditor"):
        make_grant(user, Role.BKPSDM if role == "bkpsdm" else Role.AUDITOR)
    elif role == "right":
        user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    else:
        make_grant(user, Role.UNIT_ADMIN, cast.division)


def test_a_unit_order_says_how_many_are_left_to_bkpsdm(cast):
    batch = order_codes(actor=cast.unit_admin.user, unit=cast.agency)
    assert set(batch.codes.values_list("employee", flat=True)) == {cast.employee.pk, cast.rater.pk}
    assert batch.skipped == 2  # the head, and the administrator


def test_orders_for_another_unit_or_everybody_are_refused(cast):
    assert refusal(order_codes, actor=cast.unit_admin.user, unit=cast.other_agency) == "not_yours"
    assert refusal(order_codes, actor=cast.unit_admin.user, unit=cast.root) == "not_yours"
    assert refusal(order_codes, actor=cast.unit_admin.user) == "not_yours"


def test_the_question_must_be_answered_and_is_logged(cast):
    order = {"actor": cast.unit_admin.user, "employee": cast.employee}
    assert refusal(order_codes, **order, proof="") == "proof_needed"
    assert refusal(order_codes, **order, proof=IdentityProof.OTHER, remark=" ") == "remark_needed"
    order_codes(**order, proof=IdentityProof.OTHER, remark="datang bersama atasannya")
    event = AccountEvent.objects.get()
    assert (event.user, event.actor) == (cast.employee.user, cast.unit_admin.user)
    assert (event.proof, event.note) == (IdentityProof.OTHER, "datang bersama atasannya")


def test_nobody_left_is_said(cast):
    for person in (cast.employee, cast.rater):
        person.user.set_password(NEW)
        person.user.save()
    assert refusal(order_codes, actor=cast.unit_admin.user, unit=cast.agency) == "nobody"
