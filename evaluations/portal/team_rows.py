"""One line of "Tim saya": what waits since when, and what is unusual about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from evaluations import rules
from evaluations.domain.evaluating.lateness import NAMES
from evaluations.duties import OBJECTION_OPEN, RESULT_KNOWN_TO_EMPLOYEE, states_at
from evaluations.enums import Lateness, Stage
from evaluations.models import Evaluation, employee_id_of
from evaluations.portal.next_steps import NextStep, next_step

RATED_NOW = states_at(Stage.RATED)
LATE = (Lateness.LATE, Lateness.MISSING)


class Sieve(TextChoices):
    """Which lines of a team are shown; all but the first say what is unusual."""

    WAITING = "menunggu", "Menunggu Anda"
    LATE = "terlambat", "Lewat batas"
    OBJECTION = "keberatan", "Ada keberatan"
    FIRST = "pertama", "Evaluasi pertama"
    OTHER_RATER = "berganti", "Penilai berganti"
    CALIBRATED = "kalibrasi", "Diubah dalam kalibrasi"
    FOR_ANOTHER = "mewakili", "Mewakili penilainya"


# By a badge; what is late or objected has one of its own.
TOLD = (Sieve.FIRST, Sieve.OTHER_RATER, Sieve.CALIBRATED, Sieve.FOR_ANOTHER)


@dataclass(frozen=True)
class Member:
    """One line of the team table."""

    evaluation: Evaluation
    step: NextStep | None  # what waits for the viewer
    url: str  # where the name leads
    shows_result: bool
    since: datetime | None = None  # when it began to wait
    sieves: tuple[Sieve, ...] = ()

    @property
    def days(self) -> int:
        """How many days it waits."""
        return (timezone.localdate() - timezone.localdate(self.since)).days if self.since else 0

    @property
    def badges(self) -> list[str]:
        return [str(sieve.label) for sieve in self.sieves if sieve in TOLD]


@dataclass(frozen=True)
class Sifted:
    """A way to look at the team, with the number of lines that it leaves."""

    code: str  # in the address; empty: all
    label: str
    count: int
    is_chosen: bool


def member(user, evaluation: Evaluation) -> Member:
    """A line for whoever rates or reviews."""
    to_be_rated = rules.acts_as_rater(user, evaluation) and evaluation.state not in RESULT_KNOWN_TO_EMPLOYEE
    step = next_step(user, evaluation)
    return Member(
        evaluation=evaluation,
        step=step,
        url=reverse("portal:rate" if to_be_rated else "portal:evaluation", args=[evaluation.pk]),
        shows_result=rules.can_read_result(user, evaluation),
    )


def own_member(user, evaluation: Any) -> Member:
    """A line of the viewer's own team, a row of ``queries.team_of``."""
    line = member(user, evaluation)
    found = {
        Sieve.WAITING: line.step is not None,
        Sieve.LATE: any(getattr(evaluation, name) in LATE for name in NAMES.values()),
        Sieve.OBJECTION: evaluation.state in OBJECTION_OPEN,
        Sieve.FIRST: not evaluation.had_one_before,
        Sieve.CALIBRATED: evaluation.calibrated_at is not None,
        Sieve.FOR_ANOTHER: evaluation.rater_id != employee_id_of(user),
        Sieve.OTHER_RATER: evaluation.rater_before not in (None, evaluation.rater_id),
    }
    return Member(
        line.evaluation,
        line.step,
        line.url,
        line.shows_result,
        since=_since(evaluation) if line.step else None,
        sieves=tuple(sieve for sieve, is_so in found.items() if is_so),
    )


def sifted(members: Iterable[Member], chosen: str) -> tuple[list[Member], list[Sifted]]:
    """The lines that ``chosen`` leaves (of an unknown word all), and every way that leaves some."""
    members = list(members)
    counts = {sieve: sum(sieve in line.sieves for line in members) for sieve in Sieve}
    sieve = Sieve(chosen) if chosen in Sieve.values else None
    ways = [Sifted("", "Semua", len(members), sieve is None)]
    ways += [
        Sifted(one.value, str(one.label), counts[one], one == sieve)
        for one in Sieve
        if counts[one] or one == sieve
    ]
    return [line for line in members if sieve is None or sieve in line.sieves], ways


def kept_sieve(request: HttpRequest) -> str:
    """The sieve as it goes on in addresses, so that the next person is one of the same sieve."""
    return query_of(request.GET.get("saring", ""))


def query_of(sieve: str) -> str:
    return f"?saring={sieve}" if sieve in Sieve.values else ""


def in_order(members: Iterable[Member]) -> list[Member]:
    """Those who wait first, the longest waiting before the others; then the rest as they come."""
    members = list(members)
    waiting = [line for line in members if line.step]
    waiting.sort(key=lambda line: line.since or line.evaluation.updated_at)
    return waiting + [line for line in members if not line.step]


def _since(evaluation: Evaluation) -> datetime | None:
    """When the step that waits began to wait."""
    if evaluation.state in OBJECTION_OPEN:
        objection = getattr(evaluation, "objection", None)
        return objection.submitted_at if objection else None
    return evaluation.rated_at if evaluation.state in RATED_NOW else evaluation.submitted_at
