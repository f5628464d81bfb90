"""Announcements of BKPSDM to whoever they are for, and answers to one's own questions; on the first page."""

from dataclasses import dataclass

from django.db.models import Exists, Q, Value
from django.http import HttpRequest
from django.urls import reverse

from evaluations.enums import Role
from evaluations.models import Employee, Evaluation, GuidanceQuestion, paths_of
from evaluations.portal.nav import NEWS, facts_of
from forms_config.models import GuidancePage

Audience = GuidancePage.Audience
SHOWN = 5
ANSWER = "answer"


@dataclass(frozen=True)
class Notice:
    title: str
    text: str
    url: str
    icon: str


def notices(request: HttpRequest, employee: Employee | None) -> list[Notice]:
    """Answers that were not opened yet, then what is announced, the latest first; one query, none where the menu has
    counted nothing of both.

    From when to when a page is an announcement is its schedule: it is published and taken down at its moments.
    """
    user = request.user
    if not facts_of(request)[NEWS]:
        return []
    announced = GuidancePage.objects.live().filter(
        _meant_for(user, employee), kind=GuidancePage.Kind.ANNOUNCEMENT
    )
    pages = announced.order_by().values_list(Value("page"), "title", "summary", "slug", "first_published_at")
    answers = (
        GuidanceQuestion.objects.of(user)
        .answered_unseen()
        .order_by()
        .values_list(
            Value(ANSWER), Value("BKPSDM menjawab pertanyaan Anda"), "text", Value(""), "answered_at"
        )
    )
    rows = sorted(
        pages.union(answers, all=True),
        key=lambda row: (row[0] != ANSWER, -row[4].timestamp() if row[4] else 0),
    )
    return [_notice(*row) for row in rows[:SHOWN]]


def _meant_for(user, employee: Employee | None) -> Q:
    meant = Q(audience=Audience.ALL)
    if employee is not None:
        rated = Evaluation.objects.filter(Q(rater=employee.pk) | Q(reviewer=employee.pk)).order_by()
        meant |= Q(audience=Audience.EMPLOYEE) | (Q(audience=Audience.RATER) & Exists(rated))
    if paths_of(user, Role.UNIT_ADMIN):
        meant |= Q(audience=Audience.UNIT_ADMIN)
    return meant


def _notice(kind: str, title: str, text: str, slug: str, at: object) -> Notice:
    if kind == ANSWER:
        return Notice(title, text, reverse("portal:guidance_ask"), "message")
    return Notice(title, text, reverse("wagtail_serve", args=[f"{slug}/"]), "bell")
