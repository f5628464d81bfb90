"""What happens at the login stands in the history of the account, and nothing that was typed."""

import pytest
from django.test import Client

from evaluations.models import AccountEvent
from tests.site.login import PASSWORD, attempt
from tests.site.login.test_second_step import CHANGE, CODE, SETUP, code_of, set_up


def history(user) -> list[str]:
    return list(AccountEvent.objects.filter(user=user).order_by("pk").values_list("action", flat=True))


def test_logging_in_and_failing_are_noted_with_the_address(siti):
    client = Client(REMOTE_ADDR="203.0.113.5")
    attempt(client, siti.nip, "salah-ketik")
    attempt(client, siti.nip)
    failed, success = AccountEvent.objects.filter(user=siti.user).order_by("pk")
    assert (failed.action, failed.actor, failed.note) == ("login_failed", None, "Dari 203.0.113.5")
    assert (success.action, success.actor, success.note) == ("login", siti.user, "Dari 203.0.113.5")
    assert not AccountEvent.objects.filter(note__contains="salah-ketik").exists()


def test_the_lock_is_noted_once_however_long_one_goes_on(siti, client):
    for _ in range(9):
        attempt(client, siti.nip, "salah")
    assert history(siti.user) == ["login_failed"] * 5 + ["locked"]


def test_a_name_that_nobody_has_is_nobodys_history(siti, client):
    attempt(client, "tidak-ada", PASSWORD)
    assert not AccountEvent.objects.exists()


def test_the_second_step_is_noted_from_setting_up_to_turning_off(siti, login):
    client, user = login(siti), siti.user
    client.post(SETUP)
    client.post(SETUP, {"code": code_of(user, confirmed=False)})
    client.post(CHANGE, {"act": "codes", "code": code_of(user, later=1)})
    user.totpdevice_set.update(last_t=0)
    client.post(CHANGE, {"act": "off", "code": code_of(user)})
    assert history(user) == ["step_on", "step_codes", "step_off"]


def test_a_wrong_code_is_noted(siti, client):
    set_up(siti.user)
    attempt(client, siti.nip)
    client.post(CODE, {"code": "abc"})
    assert history(siti.user) == ["login", "step_failed"]


@pytest.mark.parametrize("reason", ["Ponsel hilang, dicocokkan dengan KTP"])
def test_the_reset_is_noted_with_who_and_why(people, login, reason):
    user = people.employee.user
    set_up(user)
    login(people.superadmin).post(f"/kelola/langkah-kedua/{user.pk}/", {"reason": reason})
    event = AccountEvent.objects.get(user=user)
    assert (event.action, event.actor, event.note) == ("step_reset", people.superadmin, reason)
