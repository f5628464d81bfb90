"""What each role may do in the admin."""

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page

from sekin_site.roles import AUDITOR, BKPSDM, DRAFTER, PERMISSIONS, apply_roles, groups_with_other_rights
from tests.build import make_user

pytestmark = pytest.mark.django_db

LIBRARY = ("indicator", "ratingscale", "predikatmatrix", "indexscheme", "constant", "evaluationform")


@pytest.mark.parametrize("role", PERMISSIONS)
def test_a_role_has_exactly_its_permissions(role):
    assert make_user(groups=(role,)).get_all_permissions() == PERMISSIONS[role]


def test_a_drafter_writes_forms_and_the_library_but_publishes_and_deletes_nothing():
    drafter = make_user(groups=(DRAFTER,))
    for model in LIBRARY:
        assert drafter.has_perms([f"forms_config.{act}_{model}" for act in ("add", "change", "view")])
    kinds = {permission.partition(".")[2].partition("_")[0] for permission in drafter.get_all_permissions()}
    assert kinds == {"access", "add", "change", "view"}
    assert not any(one.startswith("evaluations.") for one in drafter.get_all_permissions())


def test_bkpsdm_may_publish_what_drafters_write():
    officer = make_user(groups=(BKPSDM,))
    assert officer.has_perm("forms_config.publish_evaluationform")
    assert officer.get_all_permissions() >= make_user(groups=(DRAFTER,)).get_all_permissions()


def test_an_auditor_does_not_enter_the_admin():
    assert not make_user(groups=(AUDITOR,)).has_perm("wagtailadmin.access_admin")


def test_roles_are_set_right_again_after_every_migrate():
    group, root = Group.objects.get(name=DRAFTER), Page.get_first_root_node()
    group.permissions.set(Permission.objects.filter(codename="publish_evaluationform"))
    page_right = Permission.objects.get(codename="publish_page")
    GroupPagePermission.objects.create(group=group, page=root, permission=page_right)
    GroupPagePermission.objects.filter(group__name=BKPSDM).delete()
    assert groups_with_other_rights()
    apply_roles()
    assert make_user(groups=(DRAFTER,)).get_all_permissions() == PERMISSIONS[DRAFTER]
    assert groups_with_other_rights() == []
