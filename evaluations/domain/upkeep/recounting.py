"""A month of attendance counted anew for everybody, after a calendar, a holiday or a Ramadan was put right."""

from django_tasks import task

from evaluations.domain.attendance.months import Month, compute, people_known
from evaluations.domain.upkeep.jobs import BACKEND


def recount(month: Month) -> None:
    """Let a worker do it; twice does no harm."""
    recount_month.enqueue(*month)


@task(backend=BACKEND)
def recount_month(year: int, month: int) -> None:
    """The job."""
    compute((year, month), people_known((year, month)))
