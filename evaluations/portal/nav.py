"""The main menu: a context processor that asks the database only when a page draws the menu."""

from dataclasses import dataclass

from django.db.models import Count, Q, Value
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
    scopes_of,
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
    """``nav``: the menu of whoever is logged in; a query or two, and none where no menu is drawn."""
    return {"nav": SimpleLazyObject(lambda: menu(request))}


def menu(request: HttpRequest) -> list[NavItem]:
    """What this person may open, in the order in which they need it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    facts = _facts(user)
    is_employee, roles = bool(employee_id_of(user)), {role for role, _ in scopes_of(user)}
    oversees, administers = not roles.isdisjoint(OVERSEERS), Role.UNIT_ADMIN in roles
    covers_regency = user.has_perm(COVERS_REGENCY)
    match = request.resolver_match
    page = match.url_name if match and match.namespace == "portal" else None
    page = getattr(request, "nav_page", page)  # a page about somebody else belongs to another entry

    def item(label: str, name: str, icon: str, pages: tuple[str, ...] = (), count: int = 0) -> NavItem:
        return NavItem(label, reverse(f"portal:{name}"), icon, page in (name, *pages), count)

    items = [item("Beranda", "home", "home")]
    if is_employee:
        items.append(item("Evaluasi saya", "evaluations", "form", OWN_PAGES, facts["own"]))
    if facts["rated by me"] or facts["plans before me"]:
        items.append(item("Tim saya", "team", "team", TEAM_PAGES, facts["team"] + facts["plans"]))
    if is_employee:
        items.append(item("SKP", "plans", "star", PLAN_PAGES))
        items.append(item("Presensi", "attendance", "clock"))
    if oversees or administers or covers_regency:
        items.append(item("Pantauan", "monitoring", "eye"))
    if administers:
        items.append(item("Akun pegawai", "accounts", "shield", ACCOUNT_PAGES))
    if oversees or covers_regency:
        items.append(item("Ringkasan", "overview", "chart"))
    items.append(NavItem("Panduan", "/panduan/", "book", request.path.startswith("/panduan/")))
    if user.has_perm("wagtailadmin.access_admin"):
        items.append(NavItem("Kelola", reverse("wagtailadmin_home"), "settings", is_current=False))
    return items


def _facts(user) -> dict[str, int]:
    """How much there is of whatever decides the menu, in one query, beside those that know who the user is.

    One SELECT after the other, not one inside the other: for those Django copies every condition several times.
    """
    me = employee_id_of(user)
    evaluations, plans = Evaluation.objects.order_by(), PerformancePlan.objects.order_by()
    counted = [
        ("own", evaluations.awaiting(user, *OWN_DUTIES)),
        ("team", evaluations.awaiting(user, *TEAM_DUTIES)),
        ("plans", plans.awaiting(user, APPROVE_PLAN)),
        ("rated by me", evaluations.filter(Q(rater=me) | Q(reviewer=me))),
        ("plans before me", plans.filter(rater=me)),
    ]
    first, *others = (rows.values_list(Value(name)).annotate(n=Count("pk")) for name, rows in counted)
    return dict.fromkeys(dict(counted), 0) | dict(first.union(*others, all=True))
