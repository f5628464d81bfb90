"""SKP in the Wagtail admin: every plan of a year and who has none, with the rater; one is read in the portal."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet

from evaluations.admin.managers import PER_PAGE, ManagersMenuItem, ManagersView, Number, check_manager
from evaluations.domain.evaluating.plan_posts import HANDED_IN
from evaluations.domain.organization.raters import resolve_posts
from evaluations.domain.periods.reminders import remind_about_plans
from evaluations.domain.refusals import Refused
from evaluations.domain.reports.plans_of_year import LABELS, NONE, PlansOfYear, counted
from evaluations.enums import UNIT_ROLES, PlanState, ReminderStep
from evaluations.filters import FIRST_YEAR, LAST_YEAR
from evaluations.models import Assignment, Employee, OrganizationalUnit, PerformancePlan, Reminder
from evaluations.places import chosen_place, whole_number

BUTTONS = {ReminderStep.PLAN: "Ingatkan yang belum mengajukan", ReminderStep.APPR: "Ingatkan penilai"}
# Of what somebody is reminded who can go on from this state.
STEPS = {
    NONE: ReminderStep.PLAN,
    PlanState.DRAFT.value: ReminderStep.PLAN,
    PlanState.RETURNED.value: ReminderStep.PLAN,
    PlanState.SUBMITTED.value: ReminderStep.APPR,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One plan, or a post that has none; ``rater`` is who it waits for, else who approves it by the tree of today."""

    employee: Employee
    post: Assignment | None
    plan: PerformancePlan | None
    rater: Employee | None
    since: date | datetime
    reminded: Reminder | None = None  # the last one about it

    @property
    def state(self) -> str:
        return self.plan.state if self.plan else NONE

    @property
    def label(self) -> str:
        return LABELS[self.state]

    @property
    def is_waiting(self) -> bool:
        return self.state == PlanState.SUBMITTED

    @property
    def leads(self) -> bool:
        return self.post is not None and self.post.is_head

    @property
    def step(self) -> ReminderStep | None:
        """Of what one may be reminded."""
        return STEPS.get(self.state)

    @property
    def is_over(self) -> bool:
        """Whether the post is no longer held: what is missing then may still be written, but nobody is reminded."""
        return (
            self.post is not None
            and self.post.ends_on is not None
            and self.post.ends_on < timezone.localdate()
        )

    @property
    def may_be_reminded_of(self) -> bool:
        return self.whom is not None and (self.is_waiting or (self.step is not None and not self.is_over))

    @property
    def whom(self) -> Employee | None:
        return self.rater if self.is_waiting else self.employee


def asked_for(request: HttpRequest, unit: OrganizationalUnit | None) -> PlansOfYear:
    """What the address names: ``tahun``, ``keadaan``, ``nama``. A value that does not exist answers 404."""
    today = timezone.localdate()
    year = request.GET.get("tahun") or str(today.year)
    state = request.GET.get("keadaan", "")
    if not (year.isdecimal() and FIRST_YEAR <= int(year[:5]) < LAST_YEAR) or (state and state not in LABELS):
        raise Http404
    words = request.GET.get("nama", "").replace("\x00", "").strip()[:100]
    return PlansOfYear(int(year), today, unit, state, words)


class IndexView(ManagersView, TemplateView):
    """Plans and posts without one, by name; ``unit`` and the filters of ``asked_for``, ``p``."""

    template_name = "evaluations_admin/plans/index.html"
    page_title = "SKP"
    header_icon = "list-ul"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        place = chosen_place(self.request, UNIT_ROLES)
        asked = asked_for(self.request, place.unit)
        numbers = asked.numbers()
        counts = counted(numbers)
        paginator = Paginator(asked.keys(), PER_PAGE)
        paginator.count = counts[asked.state] if asked.state else sum(counts.values())  # counted already
        page = paginator.get_page(self.request.GET.get("p"))
        addresses = _addresses(asked)
        return super().get_context_data(**kwargs) | {
            "asked": asked,
            "place": place,
            "words": asked.words,
            "years": [(year, year) for year in _years(asked.year)],
            "states": list(LABELS.items()),
            "title": LABELS.get(asked.state, "Semua SKP"),
            "numbers": [
                Number(LABELS[state], number, f"{addresses['query']}&keadaan={state}#orang")
                for state, number in counts.items()
            ],
            "units": [] if asked.state or asked.words else _units(place.children, numbers),
            "page": page,
            "lines": _lines(page, asked),
            "reminders": _reminders(asked, counts),
            **addresses,
        }


@dataclass(frozen=True, slots=True)
class UnitLine:
    """How many there are of each state at or below a unit."""

    unit: OrganizationalUnit
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def _units(units: Iterable[OrganizationalUnit], numbers: list[tuple[str, str, int]]) -> list[UnitLine]:
    """Those that have anything."""
    lines = (UnitLine(unit, counted(numbers, unit.path)) for unit in units)
    return [line for line in lines if line.total]


def _years(year: int) -> list[int]:
    """Those that have plans, this one and the next, the latest first."""
    this = timezone.localdate().year
    known = PerformancePlan.objects.order_by().values_list("year", flat=True).distinct()
    return sorted({*known, this, this + 1, year}, reverse=True)


def _addresses(asked: PlansOfYear) -> dict[str, str]:
    """Parts of addresses: ``query`` keeps everything but the state, ``unit_query`` everything but the unit."""
    kept = {"tahun": str(asked.year)} | ({"nama": asked.words} if asked.words else {})
    unit = {"unit": asked.unit.code} if asked.unit else {}
    state = {"keadaan": asked.state} if asked.state else {}
    return {
        "query": f"?{urlencode(kept | unit)}",
        "unit_query": f"?{urlencode(kept | state)}",
        "filtered": f"?{urlencode(kept | unit | state)}",
    }


def _reminders(asked: PlansOfYear, counts: dict[str, int]) -> list[tuple[str, str, int]]:
    """(step, button, how many plans) that remind everybody of the list; of this year only."""
    if not _is_this_year(asked):
        return []
    meant = {state: number for state, number in counts.items() if not asked.state or state == asked.state}
    sums = {step: sum(n for state, n in meant.items() if STEPS.get(state) == step) for step in BUTTONS}
    return [(step.value, BUTTONS[step], number) for step, number in sums.items() if number]


def _is_this_year(asked: PlansOfYear) -> bool:
    return asked.year == asked.on.year


def _lines(page: Iterable[tuple[str, int, str, int]], asked: PlansOfYear) -> list[Line]:
    """Statements for plans, posts and raters, however long the page."""
    keys = [(state, pk) for state, pk, *_ in page]
    rows = PerformancePlan.objects.filter(pk__in=[pk for state, pk in keys if state != NONE])
    rows = rows.annotate(moved_at=Coalesce(Max("events__at"), "created_at"))
    plans = {plan.pk: plan for plan in rows.select_related("employee", "rater", "assignment__unit")}
    missing = Assignment.objects.filter(pk__in=[pk for state, pk in keys if state == NONE])
    posts = {post.pk: post for post in missing.select_related("employee", "unit")}
    open_posts = [plan.assignment for plan in plans.values() if plan.assignment and not plan.is_approved]
    above = {pk: found.rater for pk, found in resolve_posts([*posts.values(), *open_posts], asked.on).items()}
    lines = []
    for state, pk in keys:
        if state == NONE and pk in posts:
            post = posts[pk]
            since = max(date(asked.year, 1, 1), post.starts_on)
            lines.append(Line(post.employee, post, None, above[pk], since))
        elif state != NONE and pk in plans:
            lines.append(_line_of(plans[pk], above))
    return _with_reminders(lines) if _is_this_year(asked) else lines


def _line_of(plan: PerformancePlan, above: dict[int, Employee | None]) -> Line:
    rater = plan.rater if plan.state in HANDED_IN else above.get(plan.assignment_id or 0)
    moments = {PlanState.SUBMITTED: plan.submitted_at, PlanState.APPROVED: plan.approved_at}
    return Line(plan.employee, plan.assignment, plan, rater, moments.get(plan.state) or plan.moved_at)


def _with_reminders(lines: list[Line]) -> list[Line]:
    """Each with the last reminder of this year about plans to whoever can go on; one query."""
    people = {line.whom.pk for line in lines if line.whom}
    rows = Reminder.objects.filter(period=None, employee__in=people, day__year=timezone.localdate().year)
    last = {(row.employee_id, row.step): row for row in rows.select_related("sent_by").order_by("day", "pk")}
    return [
        replace(line, reminded=last.get((line.whom.pk, line.step)) if line.whom else None) for line in lines
    ]


@require_POST
def remind_view(request: HttpRequest) -> HttpResponse:
    """Remind of one step (``langkah``) one person (``orang``), or all of the list that the query string keeps."""
    check_manager(request)
    step, who = request.POST.get("langkah", ""), whole_number(request.POST.get("orang"))
    if step not in BUTTONS or ("orang" in request.POST and not who):
        raise Http404
    asked = asked_for(request, chosen_place(request, UNIT_ROLES).unit)
    people = {who} if who else asked.people(ReminderStep(step))
    try:
        messages.success(request, str(remind_about_plans(people, ReminderStep(step), actor=request.user)))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(f"{reverse('plans:index')}?{request.GET.urlencode()}")


class PlanViewSet(ViewSet):
    name = "plans"
    url_prefix = "skp"
    icon = "list-ul"
    menu_label = "Semua SKP"
    menu_item_class = ManagersMenuItem

    def get_urlpatterns(self) -> list:
        return [
            path("", IndexView.as_view(), name="index"),
            path("ingatkan/", remind_view, name="remind"),
        ]
