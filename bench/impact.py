"""P17: what a draft would do, asked of everybody's evaluation in progress and of everybody's result."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from bench.questions import form_schema, questions
from bench.report import Row
from bench.world import ASKED, World, give_posts
from evaluations.domain.evaluating.plan_content import plan_rows_of
from evaluations.domain.organization.snapshots import posts_on
from evaluations.domain.periods.impact import Draft, Findings, on_progress, on_results, whole
from evaluations.enums import PlanState, State
from evaluations.models import (
    Employee,
    Evaluation,
    PerformancePlan,
    PlanVersion,
    WorkResult,
    WorkResultIndicator,
)
from forms_config.engine.schema import (
    Band,
    Field,
    FieldKind,
    FormSchema,
    ScoreKind,
    Scoring,
    WeightedScheme,
    WeightSet,
)

MUST_MS, GOAL_MS = 10_000, 5_000  # for the whole regency together, on one core
PLANNED = 3  # work results of each person


def measure(world: World, rounds: int) -> Iterator[Row]:
    """The rows of this part of the table; each is one run, since it is long enough."""
    _start_everybody(world)
    draft = Draft(world.version.form, changed_schema(), [])
    yield _row(world, "evaluations in progress", lambda: whole(lambda after: on_progress(draft, after)))
    yield _row(world, "results", lambda: whole(lambda after: on_results(draft, world.months[-1], after)))


def _row(world: World, what: str, act: Callable[[], Findings]) -> Row:
    """Milliseconds of work. Everybody must have been looked at and found to be touched; others may be, too."""
    begun = time.process_time()
    found = act()
    needed = round((time.process_time() - begun) * 1000)
    assert min(found.seen, len(found.people)) >= world.people, (found.seen, len(found.people))
    figure = f"impact on {found.seen:,} {what}: CPU ms"
    return Row("P17", figure, needed, world.share(MUST_MS), world.share(GOAL_MS))


def changed_schema() -> FormSchema:
    """The usual form with one question less, one more, a maximum, scores and an index: nobody is left out."""
    schema = form_schema(questions(ASKED))
    section = schema.sections[0]
    scored = tuple(
        replace(field, scoring=Scoring(ScoreKind.LEVEL)) if field.kind == FieldKind.SCALE else field
        for field in section.fields[1:]
    )
    more = Field("baru", "Pertanyaan baru", FieldKind.LONG_TEXT, required=True)
    weights = WeightSet(((section.key, Decimal(100)),))
    index = WeightedScheme("indeks", "Indeks", (weights,), (Band("SEMUA", "Semua", None),))
    return replace(schema, sections=(replace(section, fields=(*scored, more)),), index=index)


def _start_everybody(world: World) -> None:
    """An approved plan for everybody, and in the open month a draft with all answers."""
    people = list(Employee.objects.filter(evaluations__period=world.months[-1]).order_by("pk"))
    answers = {question.key: question.answer for question in questions(ASKED)}
    unit = world.cast.division
    Evaluation.objects.bulk_create(
        (
            Evaluation(
                employee=person,
                period=world.period,
                form_version=world.version,
                unit=unit,
                agency=unit.agency,
                state=State.DRAFT,
                answers=answers,
                nip=person.nip,
                name=person.name,
                unit_code=unit.code,
                unit_name=unit.name,
            )
            for person in people
        ),
        batch_size=500,
    )
    _plan_everybody(people, world)


def _plan_everybody(people: list[Employee], world: World) -> None:
    give_posts()
    posts = posts_on(None, world.period.ends_on)
    plans = PerformancePlan.objects.bulk_create(
        (
            PerformancePlan(
                employee=person,
                assignment=posts[person.pk],
                year=world.period.year,
                approved_at=world.period.opened_at,
            )
            for person in people
        ),
        batch_size=500,
    )
    results = WorkResult.objects.bulk_create(
        (
            WorkResult(plan=plan, key=f"rhk-{number}", order=number, statement=f"Hasil kerja {number}")
            for plan in plans
            for number in range(1, PLANNED + 1)
        ),
        batch_size=500,
    )
    WorkResultIndicator.objects.bulk_create(
        (
            WorkResultIndicator(result=result, text="Jumlah laporan", target="12 laporan")
            for result in results
        ),
        batch_size=500,
    )
    PlanVersion.objects.bulk_create(
        (
            PlanVersion(
                plan=plan,
                number=1,
                rows=plan_rows_of(plan),
                expectations={},
                people={},
                approved_at=plan.approved_at,
            )
            for plan in PerformancePlan.objects.with_content().filter(versions=None)
        ),
        batch_size=500,
    )
    PerformancePlan.objects.exclude(state=PlanState.APPROVED).update(
        state=PlanState.APPROVED
    )  # last: nobody writes into an approved one
