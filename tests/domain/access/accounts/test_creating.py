"""Everybody who is known has an account, which nobody can log in to before it is activated."""

import pytest

from evaluations.domain.access.accounts import create_missing_accounts
from evaluations.models import Employee
from tests.build import make_employee, make_user

pytestmark = pytest.mark.django_db


def person(nip: str | None, name: str = "Siti Aminah") -> Employee:
    return Employee.objects.create(nip=nip, name=name)


def test_an_account_is_called_like_the_nip_and_has_no_password():
    siti = person("199003152015032501")
    (user,) = create_missing_accounts([siti])
    siti.refresh_from_db()
    assert (siti.user, user.username, user.has_usable_password()) == (user, siti.nip, False)


def test_a_rater_without_nip_gets_a_name_to_log_in_with():
    bupati = person(None, "Bupati Bantul")
    create_missing_accounts([bupati])
    assert bupati.user.username == f"penilai-{bupati.pk}"


def test_somebody_elses_login_is_never_taken_over():
    other = make_user("199003152015032501")
    siti = person("199003152015032501")
    create_missing_accounts([siti])
    assert siti.user != other
    assert siti.user.username == f"pegawai-{siti.pk}"


def test_who_has_an_account_keeps_it():
    siti = make_employee()
    assert create_missing_accounts([siti]) == []


@pytest.mark.parametrize("people", [1, 3])
def test_many_cost_as_few_statements_as_one(people, django_assert_num_queries):
    rows = [person(f"1990031520150325{number:02}") for number in range(people)]
    with django_assert_num_queries(5):  # transaction, names, accounts, people, transaction
        create_missing_accounts(rows)
