"""Where a page looks, by its address: ``?unit=<code>`` (or in what is posted) and ``?periode=<id>``.

Within what the viewer may see; whatever else is named answers 404. Portal and admin read addresses alike.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Model, Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from evaluations import queries
from evaluations.enums import PeriodState
from evaluations.models import EvaluationPeriod, OrganizationalUnit


def whole_number(text: str | None) -> int:
    """A key from a request; 0 for everything that is none."""
    return int(text) if text and text.isdecimal() and len(text) <= 18 else 0


@dataclass(frozen=True)
class Place:
    """One unit with the way up to it and the units below it, as far as the viewer may see.

    ``unit`` is None for somebody with several scopes who has not chosen one yet: ``children`` are the scopes.
    """

    unit: OrganizationalUnit | None
    ancestors: list[OrganizationalUnit]
    children: list[OrganizationalUnit]


def chosen_place(request: HttpRequest, roles: Collection[str]) -> Place:
    """The unit that the address names, else the top of what ``roles`` open up; a foreign unit answers 404."""
    user = request.user
    code = request.POST.get("unit") or request.GET.get("unit")
    if code is None:
        tops = list(queries.top_units(user, roles))
        if len(tops) != 1:
            return Place(None, [], tops)
        unit = tops[0]
    else:
        unit = get_object_or_404(queries.units_in_scope(user, roles), code=code)
    above = unit.path.strip("/").split("/")[:-1]
    family = queries.units_in_scope(user, roles).filter(Q(code__in=above) | Q(parent=unit))
    members = list(family.order_by("path"))
    return Place(
        unit,
        ancestors=[member for member in members if member.code in above],
        children=sorted((m for m in members if m.parent_id == unit.pk), key=lambda m: m.name),
    )


def chosen_period(request: HttpRequest, periods: Sequence[EvaluationPeriod]) -> EvaluationPeriod | None:
    """The one of ``periods`` that the address names, else the first open one, else the first.

    None only when there are none. A period that is not in the list answers 404.
    """
    opened = (period for period in periods if period.state == PeriodState.OPEN)
    return named_period(request, periods) or next(opened, next(iter(periods), None))


def named_period(request: HttpRequest, periods: Iterable[EvaluationPeriod]) -> EvaluationPeriod | None:
    """The one of ``periods`` that the address names, None where it names none. One that is not there answers 404."""
    raw = request.GET.get("periode", "")
    if not raw:
        return None
    for period in periods:
        if str(period.pk) == raw:
            return period
    raise Http404


def named_key(request: HttpRequest, name: str, rows: Iterable[Model]) -> int | None:
    """The key that the address names, None where it names none. One that is not among ``rows`` answers 404."""
    if not request.GET.get(name):
        return None
    key = whole_number(request.GET[name])
    if key not in {row.pk for row in rows}:
        raise Http404
    return key
