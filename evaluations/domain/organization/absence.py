"""Who can act on a day, and who may take over for somebody who cannot.

Somebody is there who is at work and has an open account. Whoever retired, died, left or is on leave, and whoever
lost the account, is gone: what waits for them must go to somebody else.
"""

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from evaluations.domain.organization.legal_statuses import NOT_AT_WORK, statuses_on
from evaluations.domain.refusals import Refused
from evaluations.enums import LegalStatus
from evaluations.models import Employee, legal_status_on


def gone(on: date) -> QuerySet[Employee]:
    """People who cannot act on that day."""
    people = Employee.objects.alias(held_status=legal_status_on(on))
    return people.exclude(held_status=LegalStatus.ACTIVE, user__is_active=True).order_by()


def can_act(person: Employee, on: date) -> bool:
    """The same of one person; one query."""
    return not gone(on).filter(pk=person.pk).exists()


def why_gone(people: Collection[int], on: date) -> dict[int, str]:
    """In words, after the name, by id: "sudah pensiun", "tidak punya akun yang terbuka"; two queries."""
    return {
        pk: NOT_AT_WORK.get(status, "tidak punya akun yang terbuka")
        for pk, status in statuses_on(on, people).items()
    }


def check_stand_in(to: Employee, *, for_whom: int, instead_of: int | None) -> None:
    """``for_whom`` is the one who is rated. Raises ``Refused``: rates_themselves, same_rater, not_at_work."""
    if to.pk == for_whom:
        raise Refused("rates_themselves", "Seseorang tidak dapat menilai dirinya sendiri.", "to")
    if to.pk == instead_of:
        raise Refused("same_rater", f"Langkah ini sudah menunggu {to}.", "to")
    today = timezone.localdate()
    if not can_act(to, today):
        why = why_gone([to.pk], today)[to.pk]
        raise Refused("not_at_work", f"{to} {why}, jadi tidak dapat mengambil alih.", "to")
