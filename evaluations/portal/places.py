"""Where in the organisation a page looks: ``?unit=<code>`` (or in what is posted), within what the viewer may see."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from evaluations import queries
from evaluations.models import OrganizationalUnit


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
