"""Who has an account in which state, for those who help people into it."""

from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from evaluations.models import ActivationCode, Employee, accounts_kept_by, has_password

NEVER, PENDING, ACTIVE = "belum", "kode", "aktif"
STATES = {NEVER: "Belum aktif", PENDING: "Kode sudah dibuat", ACTIVE: "Aktif"}


def with_account_state(people: QuerySet[Employee]) -> QuerySet[Employee]:
    """Each person with ``account_state`` (of ``STATES``), ``is_pending`` (a code was made and nothing else), and
    ``code_until``, the last moment of an open code."""
    codes = ActivationCode.objects.usable(timezone.now()).filter(employee=OuterRef("pk"))
    state = Case(
        When(has_password(), then=Value(ACTIVE)),
        When(Exists(codes), then=Value(PENDING)),
        default=Value(NEVER),
    )
    is_pending = ExpressionWrapper(Q(account_state=PENDING), BooleanField())
    return people.annotate(
        account_state=state, is_pending=is_pending, code_until=codes.values("valid_until")[:1]
    )


def with_keeper(people: QuerySet[Employee], user) -> QuerySet[Employee]:
    """Each person with ``is_kept``: may ``user`` make a code for them?"""
    return people.annotate(is_kept=Exists(accounts_kept_by(user).filter(pk=OuterRef("pk")).order_by()))


def named(people: QuerySet[Employee], words: str) -> QuerySet[Employee]:
    """Those whose name or NIP, present or former, holds every word."""
    for word in words.replace("\x00", "").split():
        people = people.filter(
            Q(name__icontains=word) | Q(nip__contains=word) | Q(former_nips__nip__contains=word)
        )
    return people.distinct()
