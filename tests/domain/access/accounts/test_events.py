"""The log of accounts stays as it was written."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from evaluations.domain.access.accounts.events import forget_traces, log_event
from evaluations.domain.access.accounts.passwords import change_password
from evaluations.domain.access.api_clients import create_client
from evaluations.domain.upkeep import tick
from evaluations.enums import LOGIN_TRACES, AccountAction, ApiScope
from evaluations.models import AccountEvent

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("act", [lambda rows: rows.update(note="lain"), lambda rows: rows.delete()])
def test_an_event_is_neither_changed_nor_deleted(cast, act):
    event = log_event(cast.employee.user, AccountAction.CODE, actor=cast.bkpsdm)
    with pytest.raises(DatabaseError), transaction.atomic():
        act(AccountEvent.objects.filter(pk=event.pk))
    assert AccountEvent.objects.get().note == ""


# --- Traces of logins --------------------------------------------------------------------------------
DAYS = {"young": 89, "of this year": 364, "old": 366}


def events_of(person, action: AccountAction) -> dict[str, AccountEvent]:
    """One for each age."""
    now = timezone.now()
    return {
        name: AccountEvent.objects.create(user=person.user, action=action, at=now - timedelta(days=days))
        for name, days in DAYS.items()
    }


@pytest.mark.parametrize("action", AccountAction)
def test_old_traces_of_logins_go_and_what_was_done_to_an_account_stays(cast, action):
    events = events_of(cast.employee, action)
    goes = action in LOGIN_TRACES
    assert forget_traces(timezone.now()) == int(goes)
    assert set(AccountEvent.objects.all()) == {
        one for name, one in events.items() if not (goes and name == "old")
    }
    assert forget_traces(timezone.now()) == 0


def test_all_old_traces_go_however_many(cast, monkeypatch):
    monkeypatch.setattr("evaluations.domain.access.accounts.events.AT_ONCE", 2)
    for _ in range(3):
        events_of(cast.employee, AccountAction.LOGIN)
    assert forget_traces(timezone.now()) == 3


def test_the_timer_forgets_them(cast):
    events_of(cast.employee, AccountAction.LOGIN)
    assert dict(tick.run())["jejak masuk yang lama dihapus"] == 1


@pytest.mark.parametrize(
    ("days", "left"), [(0, set(DAYS)), (1, {"young"}), (100, {"young"}), (400, set(DAYS))]
)
def test_the_setting_says_for_how_long_but_nothing_young_is_ever_lost(cast, settings, days, left):
    settings.LOGIN_LOG_DAYS = days
    events = events_of(cast.employee, AccountAction.LOGIN)
    forget_traces(timezone.now())
    assert set(AccountEvent.objects.all()) == {events[name] for name in left}


@pytest.mark.parametrize("action", AccountAction)
@pytest.mark.parametrize("age", DAYS)
def test_the_database_itself_lets_nothing_else_go(cast, action, age):
    event = events_of(cast.employee, action)[age]
    rows = AccountEvent.objects.filter(pk=event.pk)
    if action in LOGIN_TRACES and age != "young":
        assert rows.delete()[0] == 1
        return
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_the_log_says_that_the_tokens_of_an_owner_go_on(db, client):
    owner, _ = create_client(name="Dasbor", scope=ApiScope.AGGREGATE, actor=None)
    client.force_login(owner.user)
    session = client.session
    change_password(owner.user, "hujan di sawah kami", session=session)
    event = AccountEvent.objects.get(action=AccountAction.CHANGED)
    assert event.note == "pemilik klien API; tokennya tetap berlaku"
    assert owner.user.auth_token_set.count() == 1
