"""What happens by itself when its moment has come: one command for a timer, safe to run twice at once or days late."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from evaluations.domain.segments import sync_due
from evaluations.domain.workflow import finalize_due

log = logging.getLogger("sekin.tick")

Job = Callable[[datetime], int]


def finalize(now: datetime) -> int:
    """Results whose objection days are over become final."""
    return finalize_due(now=now)


# (name for people, what to do at ``now``); each is idempotent and keeps its own transactions. In the order of a
# period's life, so that everything overdue is done in the right order.
JOBS: tuple[tuple[str, Job], ...] = (("disesuaikan dengan penempatan", sync_due), ("ditetapkan", finalize))


@dataclass(frozen=True, slots=True)
class Failure:
    """A job that raised; the others went on."""

    name: str
    error: Exception


class TickFailed(Exception):
    """At least one job raised. ``done`` are the (name, count) of the others, ``failures`` the rest."""

    def __init__(self, done: list[tuple[str, int]], failures: list[Failure]):
        super().__init__(", ".join(f"{failure.name}: {failure.error}" for failure in failures))
        self.done = done
        self.failures = failures


def run(now: datetime | None = None) -> list[tuple[str, int]]:
    """Do all that is due at ``now``; returns what was done as (name, count).

    A job that raises is logged and does not stop the others; ``TickFailed`` is raised at the end then.
    """
    now = now or timezone.now()
    done: list[tuple[str, int]] = []
    failures: list[Failure] = []
    for name, job in JOBS:
        try:
            done.append((name, job(now)))
        except Exception as error:
            log.exception("tick: %s", name)
            failures.append(Failure(name, error))
    if failures:
        raise TickFailed(done, failures)
    return done
