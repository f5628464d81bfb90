"""The log of accounts stays as it was written."""

import pytest
from django.db import DatabaseError, transaction

from evaluations.domain.accounts.events import log_event
from evaluations.domain.accounts.passwords import change_password
from evaluations.domain.api_clients import create_client
from evaluations.enums import AccountAction, ApiScope
from evaluations.models import AccountEvent

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("act", [lambda rows: rows.update(note="lain"), lambda rows: rows.delete()])
def test_an_event_is_neither_changed_nor_deleted(cast, act):
    event = log_event(cast.employee.user, AccountAction.CODE, actor=cast.bkpsdm)
    with pytest.raises(DatabaseError), transaction.atomic():
        act(AccountEvent.objects.filter(pk=event.pk))
    assert AccountEvent.objects.get().note == ""


def test_the_log_says_that_the_tokens_of_an_owner_go_on(db, client):
    owner, _ = create_client(name="Dasbor", scope=ApiScope.AGGREGATE, actor=None)
    client.force_login(owner.user)
    session = client.session
    change_password(owner.user, "hujan di sawah kami", session=session)
    event = AccountEvent.objects.get(action=AccountAction.CHANGED)
    assert event.note == "pemilik klien API; tokennya tetap berlaku"
    assert owner.user.auth_token_set.count() == 1
