"""Which form of the plan (SKP) a post has, and which columns: PermenPANRB 6/2022 with its annex."""

from dataclasses import dataclass

from evaluations.domain.organization.structure import AGENCY_KINDS
from evaluations.enums import PlanApproach, PlanLayout
from evaluations.models import Assignment, PerformancePlan

_JPT = "JPT_"  # how the kinds of post of leaders begin (``figures.POSTS``)


@dataclass(frozen=True, slots=True)
class Columns:
    """What a form of the plan asks beside result, indicator and target."""

    has_aspect: bool
    has_perspective: bool
    needs_target: bool  # of the qualitative approach the target may stand in the words of the indicator


def layout_of(post: Assignment | None) -> PlanLayout:
    """For leaders: JPT, and who heads a unit that stands by itself (perangkat daerah, kapanewon).

    Whether UPTD and schools are such units is for BKPSDM to say. ``post`` with its unit.
    """
    if post is None:
        return PlanLayout.OTHERS
    leads = post.post_kind.startswith(_JPT) or (post.is_head and post.unit.kind in AGENCY_KINDS)
    return PlanLayout.LEADER if leads else PlanLayout.OTHERS


def columns_of(layout: str, approach: str) -> Columns:
    is_counted = approach == PlanApproach.QUANTITATIVE
    is_leader = layout == PlanLayout.LEADER
    return Columns(
        has_aspect=is_counted and not is_leader,
        has_perspective=is_counted and is_leader,
        needs_target=is_counted,
    )


def columns_of_plan(plan: PerformancePlan) -> Columns:
    return columns_of(layout_of(plan.assignment), plan.approach)
