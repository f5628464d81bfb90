"""What stands beside the numbers of a unit in a period: who got no evaluation, who got more time."""

from django.db.models import Q, QuerySet

from evaluations.models import Assignment, EvaluationPeriod, Extension, OpeningGap, OrganizationalUnit, within

WITHOUT_RATER = Q(reason_code="no_rater")  # has an evaluation, so is no gap in the numbers
GAPS = {"tanpa-penilai": WITHOUT_RATER, "tanpa-evaluasi": ~WITHOUT_RATER}


def gaps_within(period: EvaluationPeriod, unit: OrganizationalUnit) -> QuerySet[OpeningGap]:
    """The gaps of the unit and all below it, by the posts on the period's last day."""
    posts = Assignment.objects.on(period.ends_on).filter(within(unit)).order_by()
    return OpeningGap.objects.filter(period=period, employee__in=posts.values("employee"))


def people_without_evaluation(period: EvaluationPeriod, unit: OrganizationalUnit) -> int:
    """How many of the unit got no evaluation when the period opened; one query.

    They are not in the numbers: it is for BKPSDM to find out whether they should have one.
    """
    rows = gaps_within(period, unit).filter(GAPS["tanpa-evaluasi"])
    return rows.values("employee").distinct().count()


def extensions_touching(period: EvaluationPeriod, unit: OrganizationalUnit) -> QuerySet[Extension]:
    """Extensions in force that cover the unit, or a part of it, or somebody in it; the latest end first."""
    above = [unit.path[: end + 1] for end, letter in enumerate(unit.path) if letter == "/"]
    members = unit.evaluations.model.objects.filter(within(unit), period=period)
    touching = Q(unit__path__in=above) | within(unit) | Q(employee__in=members.order_by().values("employee"))
    rows = Extension.objects.filter(touching, period=period, revoked_at=None)
    return rows.select_related("unit", "employee").order_by("-until", "pk")
