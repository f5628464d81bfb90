"""Who comes before and after in a rater's team, so that one rates on without going back to the list."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from evaluations import queries
from evaluations.duties import deputed_to
from evaluations.models import Evaluation, employee_id_of
from evaluations.portal.team_rows import Sieve, in_order, own_member, query_of, sifted


@dataclass(frozen=True)
class Neighbours:
    """Those beside one of the team, with the place of that one in it.

    ``place`` None: the one that is open is no longer among those that the sieve leaves; ``after`` is then the first of
    them. ``query``: what keeps the sieve in an address.
    """

    before: Any
    after: Any
    place: int | None
    total: int
    query: str = ""


def neighbours(user, evaluation: Evaluation, sieve: str = "") -> Neighbours:
    """Around ``evaluation`` in what ``user`` rates in its period; one query.

    With a ``sieve`` only in the part that it leaves on the page of the team, in the order of that page.
    """
    team = _sifted(user, evaluation, sieve) if sieve in Sieve.values else _by_name(user, evaluation)
    query = query_of(sieve)
    at = next((number for number, row in enumerate(team) if row.pk == evaluation.pk), None)
    if at is None:
        return Neighbours(None, next(iter(team), None), None, len(team), query)
    beside = {number: row for number, row in enumerate(team) if number in (at - 1, at + 1)}
    return Neighbours(beside.get(at - 1), beside.get(at + 1), at + 1, len(team), query)


def _by_name(user, evaluation: Evaluation) -> list[Evaluation]:
    me = employee_id_of(user)
    rows = Evaluation.objects.filter(Q(rater=me) | deputed_to(me), period=evaluation.period_id)
    return list(rows.only("name").order_by("name", "pk"))


def _sifted(user, evaluation: Evaluation, sieve: str) -> list[Evaluation]:
    members = (own_member(user, row) for row in queries.team_of(user, evaluation.period))
    shown, _ = sifted(members, sieve)
    return [line.evaluation for line in in_order(shown)]
