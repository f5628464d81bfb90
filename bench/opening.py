"""P20: a period opens for everybody, who are then all reminded and get their mail written.

Seconds are counts, not ratios: what they must not exceed was promised to people who wait.
"""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from bench.report import Row
from bench.world import World, give_posts
from evaluations.domain.periods import open_period
from evaluations.domain.periods.reminders import gather, remind_due
from evaluations.enums import PeriodState
from evaluations.models import (
    Employee,
    Evaluation,
    EvaluationPeriod,
    OutboxMessage,
    PeriodForm,
    Reminder,
    ReminderRule,
)
from tests import build

YEAR = 2031


def measure(world: World, rounds: int) -> Iterator[Row]:
    """The rows of this part of the table; one round, since each takes a while."""
    period = draft_period(month=1)
    PeriodForm.objects.create(period=period, form=build.make_form_version(key="bench-opening").form)
    opened = _seconds(lambda: open_period(period))
    people = Evaluation.objects.filter(period=period).count()
    assert people >= world.people, people
    yield _row(world, f"seconds to open a period for {people:,}", opened, 60, 20)
    yield Row("P20", "evaluations that opening again makes", open_period(period).created, 0, 0)
    others = EvaluationPeriod.objects.filter(state=PeriodState.OPEN).exclude(pk=period.pk)
    others.update(state=PeriodState.CLOSED)
    Employee.objects.filter(email="").update(email="bench@bantulkab.example")
    ReminderRule.objects.create(step="FILL", days=-1, subject="{periode}", text="Halo {nama}, {sisa}.")
    now = period.fill_until - timedelta(days=1)
    seconds = _seconds(lambda: remind_due(now))
    reminded = Reminder.objects.filter(period=period).values("employee").distinct().count()
    assert reminded >= world.people, reminded
    yield _row(world, f"seconds to remind {reminded:,}", seconds, 30, 10)
    seconds = _seconds(lambda: gather(now))
    written = OutboxMessage.objects.count()
    yield _row(world, f"seconds to write {written:,} digests", seconds, 60, 20)
    yield Row("P20", "people reminded who get no digest", reminded - written, 0, 0)


def _row(world: World, figure: str, seconds: float, must: float, goal: float) -> Row:
    """``must`` and ``goal`` are promised for the whole regency."""
    return Row("P20", figure, round(seconds, 1), world.share(must), world.share(goal))


def draft_period(month: int) -> EvaluationPeriod:
    """In preparation, with a post for everybody and no rule yet about who gets which form."""
    give_posts()
    deadline = build.moment(YEAR, month + 1, 5, 23, 59)
    return build.make_period(YEAR, month, state=PeriodState.DRAFT, fill_until=deadline)


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
