"""The technical user screen neither gives nor loses roles, and nobody with a history is deleted."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from sekin_site.models import User
from sekin_site.roles import AUDITOR, BKPSDM

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(cast, login):
    return login(cast.superadmin)


def test_roles_are_not_offered_there_and_stay_when_it_is_saved(cast, admin):
    other = Group.objects.create(name="Penguji")
    address = reverse("wagtailusers_users:edit", args=[cast.bkpsdm.pk])
    page = admin.get(address).content.decode()
    assert "Penguji" in page
    assert f"> {AUDITOR}" not in page
    typed = {
        "username": "bkpsdm", "first_name": "Dewi", "last_name": "Lestari", "email": "dewi@bantulkab.example",
        "is_active": "on", "groups": [other.pk],
    }  # fmt: skip
    assert admin.post(address, typed).status_code == 302
    user = User.objects.get(pk=cast.bkpsdm.pk)
    assert (user.last_name, {group.name for group in user.groups.all()}) == ("Lestari", {"Penguji", BKPSDM})
    refused = admin.post(address, typed | {"groups": [Group.objects.get(name=AUDITOR).pk]})
    assert refused.status_code == 200
    assert not user.groups.filter(name=AUDITOR).exists()


def test_who_holds_or_held_a_role_is_not_deleted(cast, admin):
    answer = admin.post(reverse("wagtailusers_users:delete", args=[cast.unit_admin.user.pk]), follow=True)
    assert "Akun tidak dapat dihapus" in answer.content.decode()
    assert User.objects.filter(pk=cast.unit_admin.user.pk).exists()
