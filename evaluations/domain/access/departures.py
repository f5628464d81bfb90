"""What is written down when people leave, move or come back: at once by the admin, else by the tick.

Whether somebody may log in is asked of ``leaving``, and which roles hold of ``RoleGrant``; nothing waits for this.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from evaluations.domain.access.accounts import end_sessions
from evaluations.domain.access.accounts.events import log_events
from evaluations.domain.access.role_groups import put_in_step
from evaluations.domain.access.roles import end_departed
from evaluations.domain.organization.legal_statuses import out_of_service
from evaluations.enums import AccountAction
from evaluations.models import AccountEvent, RoleGrant


@dataclass(frozen=True)
class Settled:
    """What followed from the legal positions and posts of a day."""

    closed: list[AbstractBaseUser] = field(default_factory=list)
    reopened: list[AbstractBaseUser] = field(default_factory=list)
    ended: list[RoleGrant] = field(default_factory=list)
    regrouped: int = 0  # memberships of groups that changed

    @property
    def count(self) -> int:
        return len(self.closed) + len(self.reopened) + len(self.ended) + self.regrouped


@transaction.atomic
def settle(on: date, employee_ids: Collection[int] | None = None) -> Settled:
    """Close and reopen accounts, end roles and put groups in step, of these people (None: of everybody).

    A closed account is switched off and its sessions end; after a correction it is switched on again, but only where
    it was closed here: whom the superadmin switched off stays so. Roles that ended are given anew by people.
    """
    users = get_user_model().objects.order_by("pk")
    if employee_ids is not None:
        users = users.filter(employee__in=employee_ids)
    closed, reopened = _close(users, on), _reopen(users, on)
    ended = end_departed(on, employee_ids)
    return Settled(
        closed,
        reopened,
        ended,
        put_in_step(None if employee_ids is None else list(users.values_list("pk", flat=True)), on),
    )


def _close(users: QuerySet, on: date) -> list[AbstractBaseUser]:
    closing = list(users.filter(is_active=True, employee__in=out_of_service(on).values("pk")))
    _switch(closing, False, AccountAction.CLOSED)
    for user in users.filter(pk__in=[user.pk for user in closing], login_sessions__isnull=False).distinct():
        end_sessions(user)
    return closing


def _reopen(users: QuerySet, on: date) -> list[AbstractBaseUser]:
    events = AccountEvent.objects.filter(
        user=OuterRef("pk"), action__in=[AccountAction.CLOSED, AccountAction.REOPENED]
    )
    last = Subquery(events.order_by("-at", "-pk").values("action")[:1])
    back = users.filter(is_active=False).alias(last=last).filter(last=AccountAction.CLOSED)
    opening = list(back.exclude(employee__in=out_of_service(on).values("pk")))
    _switch(opening, True, AccountAction.REOPENED)
    return opening


def _switch(users: list[AbstractBaseUser], is_active: bool, action: AccountAction) -> None:
    pks = [user.pk for user in users]
    if pks:
        get_user_model().objects.filter(pk__in=pks).update(is_active=is_active)
        log_events(pks, action)
