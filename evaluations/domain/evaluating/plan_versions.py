"""What of a plan (SKP) was approved: freezing it, and which of it an evaluation is reported against.

The last approved version holds, also while the plan is being revised. An evaluation of a part is reported against the
plan of the part's own post; what was approved for posts held beside it (Plt, tugas tambahan) on its days is added.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.db.models import Max, QuerySet
from django.utils import timezone

from evaluations.domain.evaluating.plan_content import annexes_of, expectations_of, plan_rows_of
from evaluations.domain.evaluating.plan_layout import layout_of
from evaluations.domain.evaluating.verifying import issue
from evaluations.domain.organization.snapshots import posts_on
from evaluations.models import Employee, Evaluation, PerformancePlan, PlanVersion, WorkResult
from evaluations.prepared import Prepared
from forms_config.engine.targets import Days, for_period

READ_FOR_AN_EVALUATION = (  # of a version, its plan and its post; asked on the busiest pages
    "number", "rows", "expectations", "first_day", "last_day", "plan__employee", "plan__year",
    "plan__assignment__unit", "plan__assignment__kind", "plan__assignment__starts_on", "plan__assignment__ends_on",
)  # fmt: skip
RESULTS_ORDER = ("plan", "-kind", "order", "pk")  # utama before tambahan


@dataclass(frozen=True, slots=True)
class Planned:
    """What an evaluation is reported against: the version of the own post first; nothing where none was approved.

    ``days``: those that are evaluated; None where there is nothing to report.
    """

    versions: tuple[PlanVersion, ...] = ()
    days: Days | None = None

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Form rows of all versions, with the targets of the days that are evaluated."""
        if self.days is None:
            return []
        return [
            row for version in self.versions for row in for_period(version.rows, held_in(version), self.days)
        ]

    @property
    def expectations(self) -> dict[str, str]:
        """Per value what the leader of the own post expects."""
        return dict(self.versions[0].expectations) if self.versions else {}


NOTHING = Planned()


def held_in(version: PlanVersion) -> Days:
    """The days for which its targets were agreed; of versions from before days were kept the year."""
    year = version.plan.year
    return Days(version.first_day or date(year, 1, 1), version.last_day or date(year, 12, 31))


def freeze(plan: PerformancePlan) -> PlanVersion:
    """Keep an approved plan as its next version, with the names and posts of that day."""
    assert plan.approved_at is not None
    numbers = PlanVersion.objects.filter(plan=plan).aggregate(last=Max("number"))
    content = PerformancePlan.objects.with_content().get(pk=plan.pk)
    version = version_of(content, (numbers["last"] or 0) + 1)
    version.save()
    issue([version])
    return version


def version_of(plan: PerformancePlan, number: int) -> PlanVersion:
    """The plan as it stands (with its content) as a version that is not stored yet."""
    return PlanVersion(
        plan=plan,
        number=number,
        rows=plan_rows_of(plan),
        expectations=expectations_of(plan),
        annexes=annexes_of(plan),
        people=people_of(plan),
        approach=plan.approach,
        layout=layout_of(plan.assignment),
        first_day=plan.first_day,
        last_day=plan.last_day,
        approved_at=cast(datetime, plan.approved_at),  # None only of what is never stored
    )


def people_of(plan: PerformancePlan) -> dict[str, dict[str, str]]:
    """The employee on the post of the plan and the rater on theirs, as they are (shape: ``PlanVersion``)."""
    on = timezone.localdate(plan.approved_at) if plan.approved_at else timezone.localdate()
    post = posts_on([plan.rater_id], on).get(plan.rater_id) if plan.rater_id else None
    people = {"employee": _identity(plan.employee, plan.assignment)}
    if plan.rater is not None:
        people["rater"] = _identity(plan.rater, post)
    return people


def _identity(person: Employee, post: Any) -> dict[str, str]:
    return {
        "name": person.full_name,
        "nip": person.nip or "",
        "rank": person.rank,
        "position": post.position if post else "",
        "unit": post.unit.name if post else "",
    }


def planned(evaluation: Evaluation) -> Planned:
    """What holds for an evaluation now; one query, for the busiest pages."""
    return _chosen(evaluation, OF_PERSON_AND_YEAR.rows(evaluation.employee_id, evaluation.period.year))


def planned_for(evaluations: Collection[Evaluation]) -> dict[int, Planned]:
    """The same for many, by evaluation id; one query."""
    by_person: dict[tuple[int, int], list[PlanVersion]] = defaultdict(list)
    found = _in_force(
        plan__employee__in={row.employee_id for row in evaluations},
        plan__year__in={row.period.year for row in evaluations},
    )
    for version in found:
        by_person[version.plan.employee_id, version.plan.year].append(version)
    return {row.pk: _chosen(row, by_person[row.employee_id, row.period.year]) for row in evaluations}


def _in_force(**whose: Any) -> QuerySet[PlanVersion]:
    """The newest versions of plans of a post, in the order in which the posts began."""
    found = PlanVersion.objects.newest().filter(**whose, plan__assignment__isnull=False)
    found = found.select_related("plan__assignment").only(*READ_FOR_AN_EVALUATION)
    return found.order_by("plan__assignment__starts_on", "plan_id")


OF_PERSON_AND_YEAR = Prepared(lambda me, year: _in_force(plan__employee=me, plan__year=year))


def _chosen(evaluation: Evaluation, versions: Iterable[PlanVersion]) -> Planned:
    """Of several posts of one's own on these days (a promotion) the one held last in the unit of the evaluation."""
    first, last = evaluation.first_day, evaluation.last_day
    held = [
        (version, version.plan.assignment)
        for version in versions
        if version.plan.first_day <= last and version.plan.last_day >= first
    ]
    here = [version for version, post in held if post and post.unit_id == evaluation.unit_id]
    beside = [version for version, post in held if post and not post.is_definitive]
    own = [version for version, _ in held if version not in beside]
    main = [version for version in own if version in here] or own or here
    if not main:
        return NOTHING
    chosen = (main[-1], *(version for version in beside if version != main[-1]))
    return Planned(chosen, Days(first, last))


def pin(evaluation: Evaluation, versions: Sequence[int]) -> None:
    """Keep beside an evaluation that is being sent which versions it was reported against (ids, in this order)."""
    if evaluation.receipt_number is not None:  # sent before: other versions may have held then
        evaluation.plan_versions.clear()
    pins = PlanVersion.evaluations.through
    pins.objects.bulk_create(pins(planversion_id=pk, evaluation_id=evaluation.pk) for pk in versions)


def pinned(evaluation: Evaluation) -> list[PlanVersion]:
    """The versions that an evaluation was reported against, that of the own post first."""
    pins = PlanVersion.evaluations.through.objects.filter(evaluation=evaluation).order_by("pk")
    return [pin.planversion for pin in pins.select_related("planversion__plan__assignment__unit")]


def results_in_force(employee: Employee | None, year: int) -> list[WorkResult]:
    """The work results of a person's plans of that year as far as they are approved; utama first. Two queries."""
    if employee is None:
        return []
    versions = PlanVersion.objects.newest().filter(plan__employee=employee, plan__year=year)
    approved = {(plan, row["_row"]) for plan, rows in versions.values_list("plan", "rows") for row in rows}
    results = WorkResult.objects.filter(plan__in={plan for plan, _ in approved}).order_by(*RESULTS_ORDER)
    return [result for result in results if (result.plan_id, result.key) in approved]
