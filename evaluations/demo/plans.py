"""Approved plans (SKP) for everybody who is evaluated, supporting the plan of their rater."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from evaluations.demo.texts import ANNEXES, EXPECTATIONS, Planned, plan_for
from evaluations.domain.evaluating.plan_layout import columns_of_plan
from evaluations.domain.evaluating.plan_versions import version_of
from evaluations.domain.evaluating.verifying import issue
from evaluations.domain.organization import raters
from evaluations.domain.organization.snapshots import posts_on
from evaluations.enums import EVALUATED_STATUSES, PlanState, WorkResultKind
from evaluations.models import (
    Employee,
    LeaderExpectation,
    PerformancePlan,
    PlanAnnexItem,
    PlanEvent,
    PlanVersion,
    WorkResult,
    WorkResultIndicator,
)
from forms_config.engine.targets import MONTHS, gathering_of, spread
from forms_config.engine.vocabulary import Gathering

GAP = 4  # the place of the results that support nothing, so that the cascade has something to show


def load_plans(year: int, on) -> None:
    """One approved plan each, made in January of ``year`` with the raters of the day ``on``."""
    approved_at = datetime(year, 1, 20, 10, tzinfo=timezone.get_default_timezone())
    posts = posts_on(None, on)
    people = list(
        Employee.objects.filter(
            nip__isnull=False, legal_status__in=EVALUATED_STATUSES, pk__in=posts
        ).order_by("pk")
    )
    who = raters.resolve_many([person.pk for person in people], on)
    plans = PerformancePlan.objects.bulk_create(
        PerformancePlan(
            employee=person, assignment=posts[person.pk], year=year, state=PlanState.SUBMITTED,
            rater=who[person.pk].rater,
            submitted_at=approved_at, approved_at=approved_at,
        )
        for person in people
    )  # fmt: skip
    _add_results(plans, posts)
    LeaderExpectation.objects.bulk_create(
        [LeaderExpectation(plan=p, value=v, text=t) for p in plans for v, t in EXPECTATIONS.items()],
        batch_size=2000,
    )
    PlanAnnexItem.objects.bulk_create(
        [
            PlanAnnexItem(plan=p, annex=annex, order=order, text=text)
            for p in plans
            for annex, items in ANNEXES.items()
            for order, text in enumerate(items, start=1)
        ],
        batch_size=2000,
    )
    PlanEvent.objects.bulk_create(
        PlanEvent(plan=p, action="approve", actor_name=p.rater.full_name if p.rater else "Sistem")
        for p in plans
    )
    _freeze(plans)
    # Last, since the database lets nobody write into an approved plan.
    PerformancePlan.objects.filter(year=year, state=PlanState.SUBMITTED).update(state=PlanState.APPROVED)


def _add_results(plans: list[PerformancePlan], posts) -> None:
    results, indicators = [], []
    for plan in plans:
        columns = columns_of_plan(plan)
        for order, planned in enumerate(plan_for(posts[plan.employee_id].position), start=1):
            result = WorkResult(
                plan=plan,
                key=f"rhk-{order}",
                order=order,
                kind=WorkResultKind.MAIN,
                statement=planned.statement,
                perspective=planned.perspective if columns.has_perspective else "",
            )
            results.append(result)
            indicators.append((result, planned, planned.aspect if columns.has_aspect else ""))
    WorkResult.objects.bulk_create(results, batch_size=2000)
    _support_the_superior(plans, results)
    WorkResultIndicator.objects.bulk_create(
        [
            WorkResultIndicator(
                result=result, aspect=aspect, text=planned.indicator,
                target=f"{planned.target} {planned.unit}", target_value=planned.target, unit=planned.unit,
                polarity=planned.polarity, **_over_the_year(planned),
            )
            for result, planned, aspect in indicators
        ],
        batch_size=2000,
    )  # fmt: skip


def _over_the_year(planned: Planned) -> dict:
    """Counts spread evenly over the months; rates and limits are the same in each."""
    how = gathering_of({"unit": planned.unit, "polarity": planned.polarity})
    if how != Gathering.CUMULATIVE:
        return {"gathering": how.value, "months": []}
    months = spread(Decimal(planned.target), dict.fromkeys(range(1, MONTHS + 1), Decimal(1)))
    return {"gathering": how.value, "months": [None if number is None else str(number) for number in months]}


def _support_the_superior(plans: list[PerformancePlan], results: list[WorkResult]) -> None:
    """Each work result supports the one of the same rank in the rater's plan; of ``GAP`` nobody does (the cascade)."""
    by_owner = {plan.employee_id: {} for plan in plans}
    for result in results:
        by_owner[result.plan.employee_id][result.order] = result
    linked = []
    for result in results:
        superior = by_owner.get(result.plan.rater_id) or {}
        result.supported_result = superior.get(result.order) or superior.get(1)
        if result.supported_result is not None and result.order != GAP:
            linked.append(result)
    WorkResult.objects.bulk_update(linked, ["supported_result"], batch_size=300)


def _freeze(plans: list[PerformancePlan]) -> None:
    """What was approved, as version 1 of each."""
    stored = PerformancePlan.objects.filter(pk__in=[plan.pk for plan in plans]).with_content()
    issue(PlanVersion.objects.bulk_create((version_of(plan, 1) for plan in stored), batch_size=500))
