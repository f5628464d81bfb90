"""An account for every person, from the day on which the person is known: a row without a usable kata sandi."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import transaction

from evaluations.models import Employee

BATCH = 500
WITHOUT_NIP = "penilai"  # of people who are not ASN: "penilai-17"
OTHERWISE = "pegawai"  # where somebody else's login is called like the NIP


@transaction.atomic
def create_missing_accounts(employees: Iterable[Employee]) -> list[Any]:
    """Give each stored person without an account one that nobody can log in to yet; returns the new accounts.

    The username is the NIP of that moment. A later NIP is looked up on the employee, so the login goes on. Two queries
    and two statements for every ``BATCH`` people.
    """
    without = [person for person in employees if person.user_id is None]
    taken = _taken_names(person.nip for person in without if person.nip)
    made = [_account(person, taken) for person in without]
    get_user_model().objects.bulk_create(made, batch_size=BATCH)
    for person, user in zip(without, made, strict=True):
        person.user = user
    Employee.objects.bulk_update(without, ["user"], batch_size=BATCH)
    return made


def _taken_names(names: Iterable[str]) -> set[str]:
    wanted, taken = list(names), set()
    for start in range(0, len(wanted), BATCH):
        users = get_user_model().objects.filter(username__in=wanted[start : start + BATCH])
        taken |= set(users.values_list("username", flat=True))
    return taken


def _account(person: Employee, taken: set[str]) -> Any:
    if not person.nip:
        username = f"{WITHOUT_NIP}-{person.pk}"
    else:
        username = person.nip if person.nip not in taken else f"{OTHERWISE}-{person.pk}"
    # make_password(None) is random: the token of an e-mail link depends on it
    return get_user_model()(username=username, first_name=person.name[:150], password=make_password(None))
