"""The main menu: a context processor that asks the database only when a page draws the menu."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import BooleanField, Count, Exists, IntegerField, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from evaluations.duties import APPROVE_PLAN, OWN_DUTIES, TEAM_DUTIES
from evaluations.enums import Role
from evaluations.models import (
    COVERS_REGENCY,
    OVERSEERS,
    Evaluation,
    PerformancePlan,
    employee_id_of,
    scope_sources,
)

# Which entry of the menu a page belongs to, by the names in ``urls``.
TEAM_PAGES = (
    "rate", "return", "deliver", "explain", "decide", "plan_review", "feedback", "feedback_give",
)  # fmt: skip
OWN_PAGES = (
    "evaluation", "fill", "submit", "receipt", "objection", "document", "evidence_upload", "evidence_remove",
    "wrong_rater",
)  # fmt: skip
PLAN_PAGES = ("plan", "plan_edit")
ACCOUNT_PAGES = ("account_code", "account_batch")


@dataclass(frozen=True)
class NavItem:
    label: str
    url: str
    icon: str
    is_current: bool
    count: int = 0  # what waits for the person there


def navigation(request: HttpRequest) -> dict[str, object]:
    """``nav``: the menu of whoever is logged in; two queries, and none where no menu is drawn."""
    return {"nav": SimpleLazyObject(lambda: menu(request))}


def menu(request: HttpRequest) -> list[NavItem]:
    """What this person may open, in the order in which they need it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    facts = _facts(user)
    covers_regency = user.has_perm(COVERS_REGENCY)
    match = request.resolver_match
    page = match.url_name if match and match.namespace == "portal" else None
    page = getattr(request, "nav_page", page)  # a page about somebody else belongs to another entry

    def item(label: str, name: str, icon: str, pages: tuple[str, ...] = (), count: int = 0) -> NavItem:
        return NavItem(label, reverse(f"portal:{name}"), icon, page in (name, *pages), count)

    items = [item("Beranda", "home", "home")]
    if facts["is_employee"]:
        items.append(item("Evaluasi saya", "evaluations", "form", OWN_PAGES, facts["own"]))
    if facts["leads"]:
        items.append(item("Tim saya", "team", "team", TEAM_PAGES, facts["team"] + facts["plans"]))
    if facts["is_employee"]:
        items.append(item("SKP", "plans", "star", PLAN_PAGES))
        items.append(item("Presensi", "attendance", "clock"))
    if facts["oversees"] or facts["administers"] or covers_regency:
        items.append(item("Pantauan", "monitoring", "eye"))
    if facts["administers"]:
        items.append(item("Akun pegawai", "accounts", "shield", ACCOUNT_PAGES))
    if facts["oversees"] or covers_regency:
        items.append(item("Ringkasan", "overview", "chart"))
    items.append(NavItem("Panduan", "/panduan/", "book", request.path.startswith("/panduan/")))
    if user.has_perm("wagtailadmin.access_admin"):
        items.append(NavItem("Kelola", reverse("wagtailadmin_home"), "settings", is_current=False))
    return items


def _facts(user) -> dict[str, int]:
    """What decides the menu, in one query (and the one that knows who the user is)."""
    me = employee_id_of(user)
    evaluations, plans = Evaluation.objects.order_by(), PerformancePlan.objects.order_by()
    granted, led = scope_sources(user)
    facts = (
        get_user_model()
        .objects.filter(pk=user.pk)
        .values(
            is_employee=Value(bool(me), output_field=BooleanField()),
            leads=Exists(evaluations.filter(rater=me))
            | Exists(evaluations.filter(reviewer=me))
            | Exists(plans.filter(rater=me)),
            oversees=Exists(granted.filter(scope__in=OVERSEERS)) | Exists(led),
            administers=Exists(granted.filter(scope=Role.UNIT_ADMIN)),
            own=_count(evaluations.awaiting(user, *OWN_DUTIES)),
            team=_count(evaluations.awaiting(user, *TEAM_DUTIES)),
            plans=_count(plans.awaiting(user, APPROVE_PLAN)),
        )
    )
    return facts.get()


def _count(rows) -> Coalesce:
    counted = rows.values(grouped=Value(1)).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
