"""A NIP that changes: the person, the history and the login stay."""

from datetime import date

import pytest

from evaluations.domain.organization.nips import change_nip, find_by_nip, people_by_nip
from evaluations.domain.refusals import Refused
from evaluations.models import Employee
from sekin_site.auth import NipOrUsernameBackend
from tests.build import make_user

JUNE = date(2026, 6, 1)
OLD, NEW, NEWER = "199003152015032501", "199003152026212001", "199003152026212002"


def change(person, number, on=JUNE, reason="Pindah instansi") -> Employee:
    return change_nip(person, number, on=on, reason=reason)


def refusal(person, number, **kwargs) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        change(person, number, **kwargs)
    assert Employee.objects.get(pk=person.pk).nip == person.nip
    return refused.value.code, refused.value.details


def test_the_old_nip_is_kept_with_its_last_day_and_the_person_stays(cast):
    changed = change(cast.employee, "19900315 202621 2 001")
    assert (changed.pk, changed.nip) == (cast.employee.pk, NEW)
    former = changed.former_nips.get()
    assert (former.nip, former.until, former.reason) == (OLD, date(2026, 5, 31), "Pindah instansi")


def test_a_person_is_found_under_old_and_new_numbers(cast, django_assert_num_queries):
    change(cast.employee, NEW)
    change(cast.employee, NEWER, on=date(2026, 7, 1))
    assert [find_by_nip(number) for number in (OLD, NEW, NEWER)] == [cast.employee] * 3
    assert find_by_nip("1") is None
    with django_assert_num_queries(2):
        found = people_by_nip([OLD, NEWER, cast.rater.nip, "1"])
    assert found == {OLD: cast.employee, NEWER: cast.employee, cast.rater.nip: cast.rater}
    assert found[OLD].nip == NEWER


def test_evaluations_keep_the_number_they_were_made_with(cast):
    evaluation = cast.evaluation()
    change(cast.employee, NEW)
    evaluation.refresh_from_db()
    assert (evaluation.employee, evaluation.nip) == (cast.employee, OLD)


def test_the_login_follows_when_it_was_the_old_nip_which_still_finds_the_person(cast):
    login = NipOrUsernameBackend().authenticate
    cast.employee.user.set_password("rahasia-sekali")
    cast.employee.user.save()
    change(cast.employee, NEW)
    assert login(None, username=NEW, password="rahasia-sekali") == cast.employee.user
    assert login(None, username=OLD, password="rahasia-sekali") == cast.employee.user


def test_another_login_stays(cast):
    Employee.objects.filter(pk=cast.stranger.pk).update(user=make_user("joko"))
    person = Employee.objects.get(pk=cast.stranger.pk)
    assert change(person, NEW).user.username == "joko"


def test_a_number_of_somebody_else_is_refused_present_or_former(cast):
    assert refusal(cast.employee, cast.rater.nip) == ("nip_taken", "nip")
    change(cast.stranger, NEW)
    assert refusal(cast.employee, "199107072016011505") == ("nip_taken", "nip")
    make_user(NEWER)
    assert refusal(cast.employee, NEWER) == ("nip_taken", "nip")


def test_a_wrong_number_or_the_same_is_refused(cast):
    assert refusal(cast.employee, "12345") == ("nip_length", "nip")
    assert refusal(cast.employee, OLD) == ("nothing_changed", "nip")


def test_a_day_ahead_or_before_the_last_change_is_refused(cast):
    assert refusal(cast.employee, NEW, on=date(2999, 1, 1)) == ("future_day", "on")
    cast.employee = change(cast.employee, NEW)
    assert refusal(cast.employee, NEWER, on=date(2026, 5, 31)) == ("before_last_change", "on")


def test_a_mistaken_change_is_mended_by_going_back(cast):
    changed = change(cast.employee, NEW)
    change(changed, OLD, on=date(2026, 6, 2))
    assert list(changed.former_nips.values_list("nip", flat=True)) == [NEW]
    assert find_by_nip(OLD) == cast.employee


def test_somebody_without_nip_can_get_one(cast):
    bupati = Employee.objects.create(name="Bupati")
    assert change(bupati, NEW).former_nips.count() == 0
