"""Django's groups follow the roles in force: at every change, by the tick, and when a login is looked up.

Wagtail asks the groups of a user for pages and files, so membership itself has to be right, not only permissions.
"""

from collections.abc import Collection
from datetime import date
from functools import reduce
from operator import or_

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils import timezone

from evaluations.enums import ROLE_GROUPS, Role
from evaluations.models import RoleGrant


def put_in_step(user_ids: Collection[int] | None = None, on: date | None = None) -> int:
    """Make the groups of these people (None: everybody's) what their roles in force say; gives how many changes."""
    on = on or timezone.localdate()
    membership = get_user_model().groups.through
    groups = dict(Group.objects.filter(name__in=ROLE_GROUPS.values()).values_list("name", "pk"))
    granted = RoleGrant.objects.in_force(on).filter(unit=None, role__in=ROLE_GROUPS)
    members = membership.objects.filter(group__in=groups.values())
    if user_ids is not None:
        granted, members = granted.filter(user__in=user_ids), members.filter(user__in=user_ids)
    wanted = {(user, groups[ROLE_GROUPS[role]]) for user, role in granted.values_list("user", "role")}
    present = {(user, group): pk for pk, user, group in members.values_list("pk", "user", "group")}
    surplus = [pk for pair, pk in present.items() if pair not in wanted]
    lacking = [membership(user_id=user, group_id=group) for user, group in wanted - present.keys()]
    if surplus:
        membership.objects.filter(pk__in=surplus).delete()
    if lacking:
        membership.objects.bulk_create(lacking, ignore_conflicts=True)  # another request was quicker
    return len(surplus) + len(lacking)


def with_role_state(users: QuerySet, on: date) -> QuerySet:
    """Each login with ``roles_out_of_step``: do its groups differ from the roles in force on the day?"""
    differences = (_differs(role, group, on) for role, group in ROLE_GROUPS.items())
    return users.annotate(roles_out_of_step=ExpressionWrapper(reduce(or_, differences), BooleanField()))


def _differs(role: Role, group: str, on: date) -> Q:
    held = Exists(RoleGrant.objects.in_force(on).filter(user=OuterRef("pk"), role=role, unit=None))
    memberships = get_user_model().groups.through.objects
    member = Exists(memberships.filter(user=OuterRef("pk"), group__name=group))
    return Q(held, ~member) | Q(member, ~held)
