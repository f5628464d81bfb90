"""The main menu: a context processor that asks the database only when a page draws the menu."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial

from django.db.models import Count, Q, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from evaluations.duties import APPROVE_PLAN, OWN_DUTIES, TEAM_DUTIES, deputed_to
from evaluations.enums import Role
from evaluations.models import (
    COVERS_REGENCY,
    OVERSEERS,
    Assignment,
    Evaluation,
    GuidanceQuestion,
    PerformancePlan,
    employee_id_of,
    scope_sources,
)
from evaluations.prepared import Prepared
from forms_config.models import GuidancePage

# Which entry of the menu a page belongs to, by the names in ``urls``.
TEAM_PAGES = (
    "rate", "return", "deliver", "explain", "decide", "plan_review", "plan_approvals", "plan_cascade",
    "feedback", "feedback_give", "feedback_note", "feedback_ask", "feedback_answer", "guide", "absences",
    "absence_cancel", "determination", "approval", "approvals", "former_rating", "former_ratings",
)  # fmt: skip
OWN_PAGES = (
    "evaluation", "fill", "fill_whole", "fill_step", "fill_check", "submit", "receipt", "withdraw", "objection",
    "pulse", "document", "document_pdf", "appraisal", "appraisal_pdf", "credit",
    "evidence_upload", "evidence_more", "evidence_remove", "wrong_rater",
    "dialogs", "dialog_of", "dialog", "dialog_agenda", "agreement",
    "development", "development_of", "development_propose", "development_step",
)  # fmt: skip
DAILY_PAGES = ("daily_month", "daily_edit", "daily_export")
PLAN_PAGES = ("plan", "plan_edit", "plan_actions", "plan_take", "plan_version")
OVERVIEW_PAGES = (
    "calibration", "calibration_change", "calibration_close", "calibration_record", "downloads",
    "pulse_figures", "performances",
)  # fmt: skip
ACCOUNT_PAGES = ("account_code", "account_batch")
OWN, TEAM, LEADS, DAILY, NEWS = "own", "team", "leads", "daily", "news"


@dataclass(frozen=True)
class NavItem:
    label: str
    url: str
    icon: str
    is_current: bool
    count: int = 0  # what waits for the person there


def navigation(request: HttpRequest) -> dict[str, object]:
    """``nav``: the menu of whoever is logged in; one query, none where it is not drawn."""
    return {"nav": SimpleLazyObject(lambda: menu(request))}


def menu(request: HttpRequest) -> list[NavItem]:
    """What this person may open, in the order in which they need it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    facts = facts_of(request)
    is_employee = bool(employee_id_of(user))
    roles = {role for role in Role.values if facts[role]}
    oversees, administers = not roles.isdisjoint(OVERSEERS), Role.UNIT_ADMIN in roles
    covers_regency = user.has_perm(COVERS_REGENCY)
    match = request.resolver_match
    page = match.url_name if match and match.namespace == "portal" else None
    page = getattr(request, "nav_page", page)  # a page about somebody else belongs to another entry

    def item(label: str, name: str, icon: str, pages: tuple[str, ...] = (), count: int = 0) -> NavItem:
        return NavItem(label, reverse(f"portal:{name}"), icon, page in (name, *pages), count)

    follows = oversees or administers or covers_regency
    entries = (
        (True, item("Beranda", "home", "home")),
        (is_employee, item("Evaluasi saya", "evaluations", "form", OWN_PAGES, facts[OWN])),
        (facts[DAILY], item("Harian", "daily", "edit", DAILY_PAGES)),
        (facts[LEADS], item("Tim saya", "team", "team", TEAM_PAGES, facts[TEAM])),
        (is_employee, item("SKP", "plans", "star", PLAN_PAGES)),
        (is_employee, item("Presensi", "attendance", "clock")),
        (follows, item("Pantauan", "monitoring", "eye")),
        (administers, item("Akun pegawai", "accounts", "shield", ACCOUNT_PAGES)),
        (oversees or covers_regency, item("Ringkasan", "overview", "chart", OVERVIEW_PAGES)),
        (True, NavItem("Panduan", "/panduan/", "book", request.path.startswith("/panduan/"))),
        (
            user.has_perm("wagtailadmin.access_admin"),
            NavItem("Kelola", reverse("wagtailadmin_home"), "settings", is_current=False),
        ),
    )
    return [entry for is_shown, entry in entries if is_shown]


def facts_of(request: HttpRequest) -> Counter[str]:
    """How much there is of whatever decides the menu, roles over units among it, in one query (and the one that knows
    who the user is); asked once for a request. ``NEWS``: announcements to anybody, and answers to this person."""
    if not hasattr(request, "nav_facts"):
        request.nav_facts = _facts(request.user)
    return request.nav_facts


def _facts(user) -> Counter[str]:
    facts: Counter[str] = Counter()
    # Whoever never had a role over a unit nor led one has none today: the long question is for the few others.
    keys = (employee_id_of(user), user.pk) if getattr(user, "has_scopes", True) else (employee_id_of(user),)
    for fact, number in _counts_on(timezone.localdate(), len(keys)).rows(*keys):
        facts[fact] += number
    return facts


@lru_cache(maxsize=2)  # one day after the other
def _counts_on(day: date, keys: int) -> Prepared:
    """``keys``: how many the query is asked with, so that each kind has its own SQL."""
    return Prepared(partial(_counts, day))


def _counts(day: date, me: int, user: int | None = None) -> QuerySet:
    """One SELECT after the other, not one inside the other: for those Django copies every condition several times."""
    evaluations, plans = Evaluation.objects.order_by(), PerformancePlan.objects.order_by()
    counted = [
        _count(OWN, evaluations.waiting_for(me, *OWN_DUTIES)),
        _count(TEAM, evaluations.waiting_for(me, *TEAM_DUTIES)),
        _count(TEAM, plans.waiting_for(me, APPROVE_PLAN)),
        _count(LEADS, evaluations.filter(Q(rater=me) | Q(reviewer=me) | deputed_to(me))),
        _count(LEADS, plans.filter(rater=me)),
        _count(NEWS, GuidancePage.objects.live().filter(kind=GuidancePage.Kind.ANNOUNCEMENT)),
        _count(NEWS, GuidanceQuestion.objects.answered_unseen().filter(asked_by__employee=me)),
        _count(DAILY, Assignment.objects.on(day).filter(employee=me).keeping_daily()),
    ]
    if user is not None:
        counted += [
            rows.order_by().values_list("scope").annotate(n=Count("pk")) for rows in scope_sources(user, day)
        ]
    return counted[0].union(*counted[1:], all=True)


def _count(fact: str, rows: QuerySet) -> QuerySet:
    return rows.order_by().values_list(Value(fact)).annotate(n=Count("pk"))
