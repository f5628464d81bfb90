"""Who has left service (retired, died, dismissed, moved to another agency) has no account from that day on.

Asked of the legal position whenever a login is looked up, so it holds on the day itself, for running sessions too,
whether or not the timer ran. Those on leave (CLTN), suspended, on study or in MPP are still ASN:
they log in and read what is theirs, while their roles and the leader's view of their post rest (``RoleGrant``).
"""

from datetime import date
from functools import lru_cache
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from evaluations.domain.access.role_groups import put_in_step, with_roles_noted
from evaluations.enums import LEFT_SERVICE, LegalStatus
from evaluations.models import Assignment, RoleGrant, legal_status_on
from evaluations.prepared import Prepared


def usable_account(user_id: int) -> AbstractBaseUser | None:
    """The login of somebody who may use it today, with groups that follow the roles of today; None otherwise.

    One statement, at every request, and a second for those with roles; on the day on which a role begins or ends the
    groups are written as well. ``has_rights`` says whether there is any permission to ask for, ``has_scopes`` whether
    there was ever a role over a unit, or a post that leads one.
    """
    on = timezone.localdate()
    user: Any = next(iter(_accounts_on(on).rows(user_id)), None)
    if user is None or not user.is_active or user.legal_status in LEFT_SERVICE:
        return None
    if user.has_roles:
        put_in_step([user.pk], on)
    return user


@lru_cache(maxsize=1)  # one day after the other
def _accounts_on(day: date) -> Prepared:
    users = get_user_model()
    accounts = with_roles_noted(users.objects.annotate(legal_status=legal_status_on(day, "employee")))
    given = [
        way.through.objects.filter(user=OuterRef("pk")) for way in (users.groups, users.user_permissions)
    ]
    over_units = RoleGrant.objects.filter(user=OuterRef("pk"), unit__isnull=False)
    leading = Assignment.objects.filter(employee__user=OuterRef("pk"), is_head=True)
    noted = accounts.annotate(
        has_rights=Q(has_roles=True) | Exists(given[0]) | Exists(given[1]),
        has_scopes=Exists(over_units.order_by()) | Exists(leading.order_by()),
    )
    return Prepared(lambda user_id: noted.filter(pk=user_id))


def left_as(user: AbstractBaseUser) -> LegalStatus | None:
    """The legal position in which the person behind a login has left service by today; None: in service, or no ASN."""
    users = get_user_model().objects.filter(pk=user.pk)
    held = legal_status_on(timezone.localdate(), "employee")
    status = users.values_list(held, flat=True).first()
    return LegalStatus(status) if status in LEFT_SERVICE else None
