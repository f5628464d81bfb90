"""Accounts stay: the technical screen of users deletes nobody, alone or in bulk."""

from django.urls import reverse
from wagtail.models import Page

from sekin_site.models import User


def test_a_user_is_not_deleted_and_the_screen_says_what_to_do_instead(cast, login):
    admin = login(cast.superadmin)
    answer = admin.post(reverse("wagtailusers_users:delete", args=[cast.employee.user.pk]), follow=True)
    assert answer.status_code == 200
    assert "Nonaktifkan saja akunnya." in answer.content.decode()
    assert User.objects.filter(pk=cast.employee.user.pk).exists()


def test_users_are_not_deleted_in_bulk(cast, login):
    url = reverse("wagtail_bulk_action", args=["sekin_site", "user", "delete"])
    answer = login(cast.superadmin).post(
        f"{url}?id={cast.employee.user.pk}&id={cast.rater.user.pk}", follow=True
    )
    assert "Nonaktifkan saja akunnya." in answer.content.decode()
    assert User.objects.filter(pk__in=[cast.employee.user.pk, cast.rater.user.pk]).count() == 2


def test_other_bulk_actions_go_on(cast, login):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    assert login(cast.superadmin).get(f"{url}?id={Page.objects.last().pk}").status_code == 200
