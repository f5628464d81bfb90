"""P6: making a hundred evaluations final costs hardly more than one."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from django.utils import timezone

from bench.filling import with_transactions
from bench.report import Row
from bench.timing import Target, medians
from bench.world import World
from evaluations.domain.evaluating.batches import finalize_due
from evaluations.enums import PeriodState, Predikat, State
from evaluations.models import Employee, Evaluation
from tests import build

MANY = 100
months = (divmod(number, 12) for number in count(1990 * 12))  # what is final stays so: each round has its own


def measure(world: World, rounds: int) -> Iterator[Row]:
    """The rows of this part of the table."""
    many, one = _waiting(world, MANY), _waiting(world, 1)
    spent, alone = medians([many, one], rounds)
    yield Row("P6", f"making {MANY} evaluations final", spent, 10, 6, alone, "making one final")
    yield Row("P6", "statements of it", with_transactions(many), 8, 5)


def _waiting(world: World, size: int) -> Target:
    """So many results are delivered, unmeasured, so long ago that nobody may object any more."""
    people = list(Employee.objects.filter(evaluations__period=world.months[-1]).order_by("pk")[:size])
    unit = world.cast.division

    def deliver() -> None:
        year, month = next(months)
        period = build.make_period(year, month + 1, state=PeriodState.CLOSED)
        long_ago = timezone.now() - timedelta(days=period.objection_days + 1)
        Evaluation.objects.bulk_create(
            Evaluation(
                employee=person, period=period, form_version=world.version, unit=unit, agency=unit.agency,
                rater=world.cast.rater, state=State.DELIVERED, receipt_number=f"{period.pk}-{person.pk}",
                rater_name="Budi", predikat=Predikat.GOOD,
                submitted_at=long_ago, rated_at=long_ago, delivered_at=long_ago,
            )
            for person in people
        )  # fmt: skip

    def make_final() -> None:
        assert finalize_due() == size

    return Target(make_final, deliver)
