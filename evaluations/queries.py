"""Reads for lists and aggregates, shared by the portal, the API and the admin.

Every function that returns rows of people narrows them by ``visible_to`` or ``monitored_by``, or takes a
queryset that its caller has narrowed so.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from evaluations.domain.evaluating.lateness import NAMES, with_lateness
from evaluations.domain.organization.structure import AGENCY_KINDS
from evaluations.duties import (
    APPROVE,
    APPROVE_PLAN,
    DECIDE,
    DELIVER,
    EVALUATION,
    EXPLAIN,
    RATE,
    RESULT_KNOWN_TO_EMPLOYEE,
    TEAM_DUTIES,
    deputed_to,
    stages_from,
)
from evaluations.enums import (
    UNIT_ROLES,
    Lateness,
    PeriodKind,
    PeriodState,
    Predikat,
    Stage,
    Step,
)
from evaluations.models import (
    COVERS_REGENCY,
    Employee,
    Evaluation,
    EvaluationPeriod,
    Feedback,
    OrganizationalUnit,
    PerformancePlan,
    WorkResult,
    employee_id_of,
    paths_of,
    within,
)
from evaluations.models.evaluation import DOCUMENTS, EvaluationQuerySet

STAGE_LABELS: dict[str, str] = dict(Stage.choices)
HANDED_IN = tuple(stage.value for stage in stages_from(Stage.SUBMITTED))

# How the two steps stand to their due moments; what is still pending is the rest.
LATENESS_COUNTS: dict[str, tuple[Step, Lateness]] = {
    f"{step.value.lower()}_{kind.value.lower()}": (step, kind)
    for step in Step
    for kind in (Lateness.ON_TIME, Lateness.LATE, Lateness.MISSING)
}
LATENESS_LABELS = {
    "fill_on_time": "Terkirim tepat waktu",
    "fill_late": "Terlambat mengirim",
    "fill_missing": "Belum mengirim, lewat batas",
    "rate_on_time": "Dinilai tepat waktu",
    "rate_late": "Terlambat dinilai",
    "rate_missing": "Belum dinilai, lewat batas",
}
COMPLETENESS = ("total", *STAGE_LABELS, *LATENESS_COUNTS)  # what ``completeness`` counts


Counts = dict[str, int]


# --- aggregates -------------------------------------------------------------------------------------


def completeness(
    evaluations: EvaluationQuerySet, by: Sequence[str] = (), now: datetime | None = None
) -> list[dict[str, Any]]:
    """How many evaluations stand at each stage, and how their steps stand to the due moments; one query.

    Gives ``[{*by, *COMPLETENESS}]``, one row per group. ``by`` are field lookups such as ``"unit__path"``; without any
    there is exactly one row. Every part of a split evaluation counts: each has to be filled in and rated.
    """
    told_apart = ("state", *NAMES.values())
    counted = with_lateness(evaluations, now).order_by().values(*by, *told_apart).annotate(number=Count("pk"))
    groups: dict[tuple, dict[str, Any]] = {} if by else {(): dict.fromkeys(COMPLETENESS, 0)}
    for found in counted.order_by(*by):
        key = tuple(found[name] for name in by)
        row = groups.setdefault(key, dict(zip(by, key, strict=True)) | dict.fromkeys(COMPLETENESS, 0))
        for name in _counted_as(found):
            row[name] += found["number"]
    return list(groups.values())


def _counted_as(found: dict[str, Any]) -> Iterator[str]:
    """The names under ``COMPLETENESS`` that a group of equal rows adds to."""
    yield "total"
    yield EVALUATION[found["state"]].stage.value
    for name, (step, kind) in LATENESS_COUNTS.items():
        if found[NAMES[step]] == kind:
            yield name


def stages(evaluations: EvaluationQuerySet) -> Counts:
    """How many evaluations stand at each stage, with the ``total``; one cheap query, without any due moment."""
    counts = {"total": 0} | dict.fromkeys(STAGE_LABELS, 0)
    for state, number in evaluations.order_by().values_list("state").annotate(number=Count("pk")):
        counts["total"] += number
        counts[EVALUATION[state].stage.value] += number
    return counts


def distribution(evaluations: EvaluationQuerySet, by: Sequence[str] = ()) -> list[dict[str, Any]]:
    """How many delivered results have each predikat: ``[{*by, "total", *Predikat}]``; one query.

    Ratings that were not delivered yet may still change, so they do not count; neither do parts of an evaluation whose
    result is not the one of the period (``domain.periods.segments``).
    """
    counts = {"total": Count("pk")} | {code: Count("pk", filter=Q(predikat=code)) for code in Predikat.values}
    rows = evaluations.filter(state__in=RESULT_KNOWN_TO_EMPLOYEE, counts=True).exclude(predikat="").order_by()
    if not by:
        return [rows.aggregate(**counts)]
    return list(rows.values(*by).annotate(**counts).order_by(*by))


def completeness_below(
    evaluations: EvaluationQuerySet, units: Iterable[OrganizationalUnit]
) -> list[tuple[OrganizationalUnit, Counts]]:
    """Progress of each unit with everything below it, in the given order; one query however many units."""
    return _rolled_up(completeness(evaluations, by=["unit__path"]), COMPLETENESS, units)


def distribution_below(
    evaluations: EvaluationQuerySet, units: Iterable[OrganizationalUnit]
) -> list[tuple[OrganizationalUnit, Counts]]:
    """Predikat counts of each unit with everything below it; one query."""
    return _rolled_up(distribution(evaluations, by=["unit__path"]), ("total", *Predikat.values), units)


def _rolled_up(
    rows: list[dict[str, Any]], names: Sequence[str], units: Iterable[OrganizationalUnit]
) -> list[tuple[OrganizationalUnit, Counts]]:
    """Rows by ``unit__path`` summed up for each unit and everything below it."""
    totals = []
    for unit in units:
        below = [row for row in rows if row["unit__path"].startswith(unit.path)]
        totals.append((unit, {name: sum(row[name] for row in below) for name in names}))
    return totals


# --- what somebody rates or reviews -----------------------------------------------------------------


def team_of(user, period: EvaluationPeriod) -> EvaluationQuerySet:
    """The evaluations of a period that ``user`` rates, for a rater who is away as well; by name.

    Each with its objection, and with ``had_one_before`` and ``rater_before`` of the last evaluation of that kind.
    """
    me = employee_id_of(user)  # narrower than ``visible_to``, which would ask for roles
    rows = Evaluation.objects.filter(Q(rater=me) | deputed_to(me), period=period)
    before = Evaluation.objects.filter(
        employee=OuterRef("employee"), period__kind=period.kind, period__ends_on__lt=period.starts_on
    ).order_by("-period__ends_on", "-segment", "-pk")
    known = rows.annotate(had_one_before=Exists(before), rater_before=Subquery(before.values("rater")[:1]))
    return _listed(known).select_related("objection")


def waiting_by_period(user, *, but: EvaluationPeriod) -> list[dict[str, Any]]:
    """``{"period", "period__name", "number"}`` of what waits for ``user`` in other periods; the latest first."""
    rows = Evaluation.objects.awaiting(user, *TEAM_DUTIES).exclude(period=but).order_by()
    counted = rows.values("period", "period__name").annotate(number=Count("pk"))
    return list(counted.order_by("-period__ends_on", "period"))


def reviewed_by(user, period: EvaluationPeriod) -> EvaluationQuerySet:
    """The evaluations of a period whose rater is a subordinate of ``user``; by rater and name."""
    rows = Evaluation.objects.visible_to(user).filter(reviewer=employee_id_of(user), period=period)
    return _listed(rows).order_by("rater_name", "name", "pk")


def to_rate(user) -> EvaluationQuerySet:
    """What waits for the rating of ``user``, of any period; by name."""
    rows = Evaluation.objects.awaiting(user, RATE).select_related("employee", "rater", "reviewer", "period")
    return rows.order_by("name", "pk")


def results_to_deliver(user) -> EvaluationQuerySet:
    """What ``user`` has rated and not delivered, of any period; by period and name."""
    rows = Evaluation.objects.awaiting(user, DELIVER).select_related("employee", "rater", "period")
    return rows.defer(*DOCUMENTS).order_by("period__ends_on", "name", "pk")


def approvals_awaiting(user) -> EvaluationQuerySet:
    """Ratings of any period that wait for the approval of ``user``; by period, rater and name."""
    rows = Evaluation.objects.awaiting(user, APPROVE).select_related(
        "employee", "rater", "reviewer", "period"
    )
    return rows.defer(*DOCUMENTS).order_by("period__ends_on", "rater_name", "name", "pk")


def after_rating(user) -> EvaluationQuerySet:
    """Of any period: objections that ``user`` has to explain as rater or to decide as its superior, the oldest first,
    and ratings to approve."""
    rows = Evaluation.objects.awaiting(user, APPROVE, EXPLAIN, DECIDE)
    return _listed(rows).select_related("objection").order_by("objection__submitted_at", "rated_at", "pk")


def objections_of(user) -> EvaluationQuerySet:
    """Evaluations with an objection, decided or not, whose progress ``user`` follows; the oldest objection first."""
    rows = Evaluation.objects.monitored_by(user).filter(objection__isnull=False).defer(*DOCUMENTS)
    return rows.select_related("objection", "period").order_by("objection__submitted_at", "pk")


def plans_awaiting(user) -> QuerySet[PerformancePlan]:
    """Plans that wait for the approval of ``user``, the oldest first."""
    rows = PerformancePlan.objects.visible_to(user).awaiting(user, APPROVE_PLAN)
    return rows.select_related("employee").order_by("submitted_at", "pk")


def subordinates_of(user) -> QuerySet[Employee]:
    """Those whom ``user`` rates or reviews in a period that is open; by name."""
    me = employee_id_of(user)
    led = Q(rater=me) | Q(reviewer=me) | deputed_to(me)
    rows = Evaluation.objects.filter(led, period__state=PeriodState.OPEN).exclude(employee=me)
    return Employee.objects.filter(pk__in=rows.order_by().values("employee")).order_by("name", "pk")


def periods_of_rater(user) -> QuerySet[EvaluationPeriod]:
    """Opened periods in which ``user`` rates or reviews somebody, the latest first."""
    me = employee_id_of(user)
    rows = Evaluation.objects.filter(Q(rater=me) | Q(reviewer=me) | deputed_to(me)).order_by()
    return opened_periods().filter(pk__in=rows.values("period"))


def opened_periods() -> QuerySet[EvaluationPeriod]:
    """Periods that were opened, closed ones too: the latest first, of the same start the shorter first."""
    return EvaluationPeriod.objects.exclude(state=PeriodState.DRAFT).order_by("-starts_on", "ends_on", "pk")


def results_before(evaluation: Evaluation, count: int = 3) -> EvaluationQuerySet:
    """The person's delivered monthly results before the period of ``evaluation`` that count, the latest first."""
    rows = Evaluation.objects.filter(
        employee=evaluation.employee_id,
        period__kind=PeriodKind.MONTHLY,
        period__ends_on__lt=evaluation.period.ends_on,
        state__in=RESULT_KNOWN_TO_EMPLOYEE,
        counts=True,
    )
    return (
        rows.select_related("period").defer(*DOCUMENTS).order_by("-period__ends_on", "-segment", "pk")[:count]
    )


def _listed(evaluations: EvaluationQuerySet) -> EvaluationQuerySet:
    """With the people, the period and the due moments that ``rules`` and ``workflow`` ask for, without documents."""
    people = with_lateness(evaluations).select_related("employee", "rater", "reviewer", "period")
    return people.defer(*DOCUMENTS).order_by("name", "pk")


def result_statements(notes: Iterable[Feedback]) -> dict[tuple[int, str], str]:
    """The work results that notes are about, in words, by employee and key; one query."""
    about = {(note.employee_id, note.result_key) for note in notes if note.result_key}
    rows = WorkResult.objects.filter(
        plan__employee__in={employee for employee, _ in about}, key__in={key for _, key in about}
    )
    return {
        (employee, key): statement
        for employee, key, statement in rows.values_list("plan__employee", "key", "statement")
    }


# --- monitoring -------------------------------------------------------------------------------------


def units_in_scope(user, roles: Collection[str] = UNIT_ROLES) -> QuerySet[OrganizationalUnit]:
    """The units over which ``user`` holds one of ``roles``, with everything below them."""
    units = OrganizationalUnit.objects.order_by("path")
    if user.has_perm(COVERS_REGENCY):
        return units
    return units.filter(within(*paths_of(user, *roles), at=""))


def agencies() -> QuerySet[OrganizationalUnit]:
    """Every perangkat daerah, by name."""
    return OrganizationalUnit.objects.filter(kind__in=AGENCY_KINDS).order_by("name")


def top_units(user, roles: Collection[str] = UNIT_ROLES) -> QuerySet[OrganizationalUnit]:
    """Where ``user`` starts looking: the root of the regency, or the highest units of the own scopes."""
    if user.has_perm(COVERS_REGENCY):
        return OrganizationalUnit.objects.filter(parent=None).order_by("path")
    paths = {*paths_of(user, *roles)}
    highest = [path for path in paths if not any(path.startswith(other) for other in paths - {path})]
    return OrganizationalUnit.objects.filter(path__in=highest).order_by("path")


def page_after(rows: EvaluationQuerySet, after: int | None, size: int) -> tuple[list[Evaluation], int | None]:
    """One page of a list by name and the key of the next page (None: this is the last).

    Keyset instead of OFFSET: the last page of a regency costs what the first one costs.
    """
    rows = rows.order_by("name", "pk")
    if after is not None:
        name = Evaluation.objects.filter(pk=after).values_list("name", flat=True).first() or ""
        rows = rows.filter(Q(name__gt=name) | Q(name=name, pk__gt=after))
    page = list(rows[: size + 1])
    return page[:size], (page[size - 1].pk if len(page) > size else None)


def with_readable(evaluations: EvaluationQuerySet, user) -> EvaluationQuerySet:
    """The same rows for a list, each with ``is_readable``: may ``user`` open it?"""
    readable = Evaluation.objects.visible_to(user).filter(pk=OuterRef("pk")).order_by()
    return evaluations.defer(*DOCUMENTS).annotate(is_readable=Exists(readable))
