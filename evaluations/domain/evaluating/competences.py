"""What the sheets of competences say: the gaps of a person, and the levels of everybody for counting by unit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from evaluations.domain.evaluating.answers import sheet
from evaluations.duties import RESULT_KNOWN_TO_EMPLOYEE
from evaluations.models import CompetenceLevel, Employee, Evaluation
from evaluations.models.evaluation import EvaluationQuerySet
from forms_config.engine.explain import Gap

AT_ONCE = 500  # sheets that one tick reads


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A competence below the level that the post needs, and on which sheet that stands."""

    evaluation: Evaluation
    key: str
    label: str
    reached: str
    required: str


def told_sheets() -> EvaluationQuerySet:
    """Results that were delivered, count, and have competences in them; the latest first."""
    rows = Evaluation.objects.filter(
        state__in=RESULT_KNOWN_TO_EMPLOYEE, counts=True, competency_score__isnull=False
    )
    people = rows.select_related("period", "form_version", "unit", "employee")
    return people.order_by("-period__ends_on", "-segment", "-pk")


def shortfalls_of(employee: Employee) -> list[Shortfall]:
    """The gaps on the last sheet that the person knows; one query."""
    row = told_sheets().filter(employee=employee).first()
    if row is None:
        return []
    return [
        Shortfall(row, gap.field.key, gap.field.label, gap.reached.label, gap.required.label)
        for gap in sheet(row).outcome().gaps
        if gap.is_below
    ]


def note_levels(now: datetime) -> int:
    """For ``tick``: write down the levels of sheets that were delivered since; how many sheets.

    Of results that were opened again they go, and come again with the next delivery.
    """
    CompetenceLevel.objects.exclude(evaluation__state__in=RESULT_KNOWN_TO_EMPLOYEE).delete()
    rows = told_sheets().filter(competence_levels=None)[:AT_ONCE]
    levels = [level for row in rows for level in _levels(row)]
    with transaction.atomic():
        CompetenceLevel.objects.bulk_create(levels, ignore_conflicts=True)  # beside another tick
    return len({level.evaluation_id for level in levels})


def _levels(row: Evaluation) -> Iterator[CompetenceLevel]:
    for gap in sheet(row).outcome().gaps:
        yield CompetenceLevel(
            evaluation=row, competence=gap.field.key, label=gap.field.label, reached=gap.reached.label,
            required=gap.required.label, gap=missing_levels(gap),
        )  # fmt: skip


def missing_levels(gap: Gap) -> int:
    """How many levels are missing, at least one where it is below; 0 where none is."""
    had, need = gap.reached.value, gap.required.value
    if had is None or need is None or had >= need:
        return 0
    return max(1, int(need - had))
