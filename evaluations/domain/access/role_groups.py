"""Django's groups follow the roles in force: at every change, by the tick, and when a login is looked up.

Wagtail asks the groups of a user for pages and files, so membership itself has to be right, not only permissions.
"""

from collections.abc import Collection
from datetime import date

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.utils import timezone

from evaluations.enums import ROLE_GROUPS
from evaluations.models import RoleGrant

Membership = tuple[int, str]  # user, name of the group


def out_of_step(user_ids: Collection[int] | None, on: date) -> tuple[set[Membership], set[Membership]]:
    """Of these people (None: of all) the memberships without a role in force, and those that a role lacks.

    One statement.
    """
    granted = RoleGrant.objects.in_force(on).filter(unit=None, role__in=ROLE_GROUPS)
    members = _memberships()
    if user_ids is not None:
        granted, members = granted.filter(user__in=user_ids), members.filter(user__in=user_ids)
    roles = granted.order_by().values_list(Value("role"), "user", "role")
    rows = roles.union(members.order_by().values_list(Value("group"), "user", "group__name"), all=True)
    wanted, present = set(), set()
    for source, user, name in rows:
        if source == "role":
            wanted.add((user, ROLE_GROUPS[name]))
        else:
            present.add((user, name))
    return present - wanted, wanted - present


def put_in_step(user_ids: Collection[int] | None = None, on: date | None = None) -> int:
    """Make the groups of these people (None: everybody's) what their roles in force say; gives how many changes."""
    surplus, lacking = out_of_step(user_ids, on or timezone.localdate())
    for user, name in surplus:
        _memberships().filter(user=user, group__name=name).delete()
    if lacking:
        groups = dict(Group.objects.filter(name__in=ROLE_GROUPS.values()).values_list("name", "pk"))
        through = get_user_model().groups.through
        added = [through(user_id=user, group_id=groups[name]) for user, name in lacking]
        through.objects.bulk_create(added, ignore_conflicts=True)  # another request was quicker
    return len(surplus) + len(lacking)


def with_roles_noted(users: QuerySet) -> QuerySet:
    """Each login with ``has_roles``: was it ever given a role of the regency, or is it in the group of one?

    Hardly anybody is, so that this cheap question spares the others the whole of ``out_of_step``.
    """
    given = RoleGrant.objects.filter(user=OuterRef("pk"), unit=None)
    return users.annotate(has_roles=Exists(given) | Exists(_memberships().filter(user=OuterRef("pk"))))


def _memberships() -> QuerySet:
    return get_user_model().groups.through.objects.filter(group__name__in=ROLE_GROUPS.values())
