"""Who works when: the calendar that holds for each of many people on each day, in a few statements for all of them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db.models import Q

from evaluations.enums import AssignmentKind
from evaluations.models import Assignment, CalendarUse, Holiday, Ramadan
from forms_config.engine.attendance.calendars import Calendar, Schedule, Validity


def schedules(employees: Collection[int], first: date, last: date) -> dict[int, Schedule]:
    """The schedule of each of these people (by id) from ``first`` to ``last``; the number of statements is fixed."""
    holidays = dict(Holiday.objects.filter(day__range=(first, last)).values_list("day", "name"))
    fasting = tuple(
        Ramadan.objects.filter(starts_on__lte=last, ends_on__gte=first).values_list("starts_on", "ends_on")
    )
    uses = CalendarUse.objects.filter(_touches(first, last)).filter(
        Q(employee=None) | Q(employee__in=employees)
    )
    found = list(uses.select_related("calendar", "unit").prefetch_related("calendar__hours"))
    calendars = {use.calendar_id: use.calendar.engine for use in found}
    own: dict[int, list[Validity]] = {}
    for use in sorted(found, key=lambda use: use.starts_on, reverse=True):
        if use.employee_id:
            validity = Validity(calendars[use.calendar_id], use.starts_on, use.ends_on)
            own.setdefault(use.employee_id, []).append(validity)
    of_units = [use for use in found if use.unit_id]
    posts = _posts(employees, first, last) if of_units else {}
    return {
        pk: Schedule(
            (*own.get(pk, ()), *_of_posts(posts.get(pk, ()), of_units, calendars)), holidays, fasting
        )
        for pk in employees
    }


def schedule(employee: int, first: date, last: date) -> Schedule:
    return schedules([employee], first, last)[employee]


Post = tuple[str, date, date | None]  # the path of the unit, and the days


def _posts(employees: Collection[int], first: date, last: date) -> dict[int, list[Post]]:
    """Definitive posts by person; who has none works by the days of the regency."""
    rows = Assignment.objects.filter(
        _touches(first, last), employee__in=employees, kind=AssignmentKind.DEFINITIVE
    )
    found: dict[int, list[Post]] = {}
    fields = ("employee_id", "unit__path", "starts_on", "ends_on")
    for pk, path, starts_on, ends_on in rows.order_by("-starts_on", "-pk").values_list(*fields):
        found.setdefault(pk, []).append((path, starts_on, ends_on))
    return found


def _of_posts(
    posts: Iterable[Post], uses: list[CalendarUse], calendars: Mapping[int, Calendar]
) -> Iterable[Validity]:
    """Of each post the calendars of its units: the nearest unit first, in it the latest begun."""
    for path, starts_on, ends_on in posts:
        above = [use for use in uses if use.unit and path.startswith(use.unit.path)]
        for use in sorted(
            above, key=lambda use: (len(use.unit.path if use.unit else ""), use.starts_on), reverse=True
        ):
            ends = [day for day in (use.ends_on, ends_on) if day]
            starts = max(use.starts_on, starts_on)
            yield Validity(calendars[use.calendar_id], starts, min(ends, default=None))


def _touches(first: date, last: date) -> Q:
    return Q(starts_on__lte=last) & (Q(ends_on=None) | Q(ends_on__gte=first))
