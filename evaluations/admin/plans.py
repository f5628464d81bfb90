"""SKP in the Wagtail admin: every plan of a year and who has none, with the rater; one is read in the portal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest
from django.urls import path
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet

from evaluations.admin.managers import ManagersMenuItem, ManagersView
from evaluations.domain.organization.raters import resolve_posts
from evaluations.domain.reports.plans_of_year import LABELS, NONE, PlansOfYear, counted
from evaluations.enums import UNIT_ROLES, PlanState
from evaluations.filters import FIRST_YEAR, LAST_YEAR
from evaluations.models import Assignment, Employee, OrganizationalUnit, PerformancePlan
from evaluations.places import chosen_place

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One plan, or a post that has none; ``rater`` is who it waits for, else who approves it by the tree of today."""

    employee: Employee
    post: Assignment | None
    plan: PerformancePlan | None
    rater: Employee | None
    since: date | datetime

    @property
    def state(self) -> str:
        return self.plan.state if self.plan else NONE

    @property
    def label(self) -> str:
        return LABELS[self.state]

    @property
    def is_waiting(self) -> bool:
        return self.state == PlanState.SUBMITTED


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
        page = Paginator(asked.keys(), PER_PAGE).get_page(self.request.GET.get("p"))
        below = [(unit, counted(numbers, unit.path)) for unit in place.children]
        return super().get_context_data(**kwargs) | {
            "asked": asked,
            "place": place,
            "years": _years(asked.year),
            "states": list(LABELS.items()),
            "title": LABELS.get(asked.state, "Semua SKP"),
            "counts": [(state, LABELS[state], number) for state, number in counted(numbers).items()],
            "below": [(unit, counts, sum(counts.values())) for unit, counts in below if any(counts.values())],
            "page": page,
            "lines": _lines(page, asked),
            **_addresses(asked),
        }


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
    return {"query": f"?{urlencode(kept | unit)}", "unit_query": f"?{urlencode(kept | state)}"}


def _lines(page: Iterable[tuple[str, int, str, int]], asked: PlansOfYear) -> list[Line]:
    """Statements for plans, posts and raters, however long the page."""
    keys = [(state, pk) for state, pk, *_ in page]
    rows = PerformancePlan.objects.filter(pk__in=[pk for state, pk in keys if state != NONE])
    rows = rows.annotate(moved_at=Coalesce(Max("events__at"), "created_at"))
    plans = {plan.pk: plan for plan in rows.select_related("employee", "rater", "assignment__unit")}
    missing = Assignment.objects.filter(pk__in=[pk for state, pk in keys if state == NONE])
    posts = {post.pk: post for post in missing.select_related("employee", "unit")}
    open_posts = [plan.assignment for plan in plans.values() if plan.assignment and not plan.is_approved]
    found = resolve_posts([*posts.values(), *open_posts], asked.on)
    lines = []
    for state, pk in keys:
        if state == NONE and pk in posts:
            post = posts[pk]
            since = max(date(asked.year, 1, 1), post.starts_on)
            lines.append(Line(post.employee, post, None, found[pk].rater, since))
        elif state != NONE and pk in plans:
            lines.append(_line_of(plans[pk], found))
    return lines


def _line_of(plan: PerformancePlan, found: dict) -> Line:
    above = found[plan.assignment_id].rater if plan.assignment_id in found else None
    rater = plan.rater if plan.state in (PlanState.SUBMITTED, PlanState.APPROVED) else above
    moments = {PlanState.SUBMITTED: plan.submitted_at, PlanState.APPROVED: plan.approved_at}
    since = moments.get(PlanState(plan.state)) or plan.moved_at
    return Line(plan.employee, plan.assignment, plan, rater, since)


class PlanViewSet(ViewSet):
    name = "plans"
    url_prefix = "skp"
    icon = "list-ul"
    menu_label = "SKP"
    menu_order = 115
    menu_item_class = ManagersMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list:
        return [path("", IndexView.as_view(), name="index")]
