"""What an API client may read: its part of the tree, and the rows in it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When

from evaluations.domain.evaluating.objection_days import objection_due
from evaluations.domain.evaluating.talent import status_in_sql
from evaluations.duties import IN_EMPLOYEE_HANDS
from evaluations.enums import AssignmentKind
from evaluations.models import (
    ApiClient,
    Assignment,
    AttendanceMonth,
    Employee,
    Evaluation,
    OrganizationalUnit,
    OrganizationPerformance,
    PlanVersion,
    within,
)
from evaluations.models.evaluation import EvaluationQuerySet

# Where the flat fields that are no columns of the evaluation itself come from.
_JOINED = {
    "period_kind": F("period__kind"),
    "year": F("period__year"),
    "month": F("period__month"),
    "form": F("form_version__form__key"),
}
_PINNED = (
    "planversion__plan",
    "planversion__plan__year",
    "planversion__number",
    "planversion__approved_at",
    "planversion__people",
)
_PLAN = {
    "plan": "plan",
    "plan_version": "version",
    "plan_approved_at": "approved_at",
    "plan_position": "position",
    "plan_unit_name": "unit_name",
}
_OWN = (
    "id",
    "nip",
    "name",
    "employment_type",
    "position",
    "unit_code",
    "unit_name",
    "agency_code",
    "agency_name",
    "period",
    "form_version",
    "state",
    "rating_hasil_kerja",
    "rating_perilaku",
    "predikat",
    "predikat_label",
    "index_score",
    "competency_score",
    "rater_nip",
    "rater_name",
    "rated_at",
    "delivered_at",
    "final_at",
    "updated_at",
)


def units_of(client: ApiClient) -> QuerySet[OrganizationalUnit]:
    """The client's unit with everything below it; the whole tree for a client without one."""
    units = OrganizationalUnit.objects.all()
    return units.within(client.unit) if client.unit else units


def evaluations_of(client: ApiClient) -> EvaluationQuerySet:
    """Evaluations of the client's units, by the unit at that time."""
    rows = Evaluation.objects.all()
    return rows.filter(within(client.unit)) if client.unit else rows


def performances_of(client: ApiClient) -> QuerySet[OrganizationPerformance]:
    """What the client's units achieved, as it holds now."""
    rows = OrganizationPerformance.objects.in_force().select_related("unit__agency", "period", "decision")
    return rows.filter(within(client.unit)) if client.unit else rows


def result_rows(evaluations: EvaluationQuerySet) -> QuerySet[Evaluation, dict[str, Any]]:
    """Flat dicts for ``exchange.exports.RESULT_COLUMNS``; scalar columns only, never the JSON documents.

    What ``with_plans`` adds is fetched apart, for a page at a time.
    """
    return evaluations.values(
        *_OWN, **_JOINED, status_kinerja=status_in_sql(), objection_until=objection_due()
    )


def with_plans(rows: Collection[dict[str, Any]]) -> list[dict[str, Any]]:
    """``result_rows`` with what each was reported against; one query.

    ``plans``: ``{"plan", "year", "version", "approved_at", "position", "unit_name"}`` of each approved version, that of
    the own post first, with the post as it was then. The first stands in ``plan…`` as well. What is not sent is not
    reported against any.
    """
    sent = [row["id"] for row in rows if row["state"] not in IN_EMPLOYEE_HANDS]
    plans = _plans_of(sent) if sent else {}
    none = _flat_plan([])
    return [row | (_flat_plan(plans[row["id"]]) if row["id"] in plans else none) for row in rows]


def _plans_of(evaluations: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    pins = PlanVersion.evaluations.through.objects.filter(evaluation__in=evaluations).order_by("pk")
    plans = defaultdict(list)
    for evaluation, plan, year, number, approved_at, people in pins.values_list("evaluation", *_PINNED):
        post = people["employee"]
        plans[evaluation].append(
            {
                "plan": plan,
                "year": year,
                "version": number,
                "approved_at": approved_at,
                "position": post["position"],
                "unit_name": post["unit"],
            }
        )
    return plans


def _flat_plan(plans: list[dict[str, Any]]) -> dict[str, Any]:
    first = plans[0] if plans else dict.fromkeys(_PLAN.values())
    return {"plans": plans, **{name: first[source] for name, source in _PLAN.items()}}


def employees_of(client: ApiClient, on: date) -> QuerySet[Employee]:
    """Employees whose post of that day lies in the client's units, with its id as ``post_id``.

    A client of the whole regency sees those without a post too.
    """
    rows = Employee.objects.annotate(post_id=Subquery(_posts_of("pk", on).values("pk")[:1]))
    return with_post_within(rows, client.unit) if client.unit else rows


def attendance_of(client: ApiClient, on: date) -> QuerySet[AttendanceMonth]:
    """Attendance of the same people as ``employees_of``, with the id of their post of that day as ``post_id``."""
    posts = Subquery(_posts_of("employee", on).values("pk")[:1])
    rows = AttendanceMonth.objects.select_related("employee").annotate(post_id=posts)
    return with_post_within(rows, client.unit) if client.unit else rows


def with_post_within(rows: QuerySet, unit: OrganizationalUnit) -> QuerySet:
    """Of rows with a ``post_id`` those whose post lies in ``unit`` or below."""
    posts = Assignment.objects.filter(within(unit))
    return rows.filter(Q(post_id__in=posts.order_by().values("pk")))


def posts_by_id(rows: list[Any]) -> dict[int, Assignment]:
    """The posts behind the ``post_id`` of rows, with unit and agency; one query."""
    ids = [row.post_id for row in rows if row.post_id]
    return Assignment.objects.select_related("unit__agency").in_bulk(ids)


def _posts_of(outer: str, on: date) -> QuerySet[Assignment]:
    """Posts of the employee under that name of the outer query; the definitive one first, then the latest: the order of
    ``snapshots.posts_on``."""
    rank = Case(When(kind=AssignmentKind.DEFINITIVE, then=0), default=1)
    return Assignment.objects.on(on).filter(employee=OuterRef(outer)).order_by(rank, "-starts_on", "-pk")
