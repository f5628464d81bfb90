"""A plan (SKP) in words: which post it is for, on which days, and what its versions changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices

from evaluations.domain.evaluating.plan_actions import actions_in_words
from evaluations.domain.evaluating.plan_comparing import as_approved, as_it_stands, differences
from evaluations.domain.evaluating.plan_content import indicator_row
from evaluations.domain.evaluating.plan_targets import spread_in_words
from evaluations.domain.evaluating.plan_versions import pinned
from evaluations.domain.organization.raters import ACTING
from evaluations.domain.periods.segments import span_in_words
from evaluations.duties import IN_EMPLOYEE_HANDS
from evaluations.enums import Aspect, Perspective, PlanAnnex, WorkResultKind
from evaluations.models import Assignment, Evaluation, PerformancePlan, PlanVersion


def post_in_words(post: Assignment | None) -> str:
    """ "Perawat Ahli Pertama, Puskesmas Sewon"; of an acting post "Plt Kepala Dinas Sosial, Dinas Sosial"."""
    if post is None:
        return "Tanpa jabatan tercatat"
    acting = str(post.kind).title() if post.kind in ACTING else ""
    title = post.position if post.position.startswith(acting) else f"{acting} {post.position}"
    return f"{title}, {post.unit}"


def days_in_words(plan: PerformancePlan) -> str:
    """ "1 Januari–31 Desember 2026": the days of the post in the year of the plan."""
    return span_in_words(plan.first_day, plan.last_day)


@dataclass(frozen=True, slots=True)
class Compared:
    """A version with what it says differently from the one before it; None for the first."""

    version: PlanVersion
    changes: list[str] | None


def compared_versions(plan: PerformancePlan) -> list[Compared]:
    """All versions of a plan, the newest first; one query."""
    versions = list(plan.versions.all())
    before = [*versions[1:], None][: len(versions)]
    return [
        Compared(version, differences(as_approved(old), as_approved(version)) if old else None)
        for version, old in zip(versions, before, strict=True)
    ]


def changes_since_approval(plan: PerformancePlan) -> list[str] | None:
    """What is being revised, against the last version; None where there is none. One query; ``plan`` with content."""
    last = plan.versions.first()
    return None if last is None else differences(as_approved(last), as_it_stands(plan))


def annexes_in_words(annexes: Mapping[str, Sequence[str]]) -> list[tuple[str, Sequence[str]]]:
    """(label, items) of the lists that have any, in the official order."""
    return [(annex.label, annexes[annex]) for annex in PlanAnnex if annexes.get(annex)]


def groups_in_words(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """(label, results) of frozen rows, utama first, with the words of their codes; a kind without rows is left out."""
    groups = [
        (kind.label, [_in_words(row) for row in rows if row["kind"] == kind]) for kind in WorkResultKind
    ]
    return [(label, found) for label, found in groups if found]


def spreads_of(plan: PerformancePlan) -> dict[int, str]:
    """By indicator how its target comes together over the year, in words; ``plan`` with content."""
    indicators = [one for result in plan.results.all() for one in result.indicators.all()]
    return {one.pk: spread_in_words(indicator_row(one)) for one in indicators}


def actions_of(plan: PerformancePlan) -> dict[int, list[tuple[str, str]]]:
    """By result what is done in which months, in words; ``plan`` with content."""
    return {result.pk: actions_in_words(result.actions) for result in plan.results.all()}


def _in_words(row: Mapping[str, Any]) -> dict[str, Any]:
    """Rows from before perspective and assignment were kept have neither."""
    return {
        **row,
        "perspective": _label(Perspective, row.get("perspective")),
        "assigned_by": row.get("assigned_by", ""),
        "actions": actions_in_words(row.get("actions", ())),
        "indicators": [
            one | {"aspect": _label(Aspect, one["aspect"]), "over_the_year": spread_in_words(one)}
            for one in row["indicators"]
        ],
    }


def _label(choices: type[TextChoices], code: str | None) -> str:
    return str(choices(code).label) if code else ""


def reported_against(evaluation: Evaluation) -> list[tuple[PlanVersion, str]]:
    """The versions of the plans that a sent evaluation reports, each with its post; one query."""
    if evaluation.state in IN_EMPLOYEE_HANDS:
        return []
    return [(version, post_in_words(version.plan.assignment)) for version in pinned(evaluation)]
