"""Who comes before and after in a rater's team, so that one rates on without going back to the list."""

from dataclasses import dataclass

from evaluations.models import Evaluation


@dataclass(frozen=True)
class Neighbours:
    """Those beside one of the team by name, with the place of that one in it."""

    before: Evaluation | None
    after: Evaluation | None
    place: int
    total: int


def neighbours(evaluation: Evaluation) -> Neighbours:
    """Around ``evaluation`` in what its rater rates in its period; one query."""
    rows = Evaluation.objects.filter(rater=evaluation.rater_id, period=evaluation.period_id)
    team = list(rows.only("name").order_by("name", "pk"))
    at = next(number for number, row in enumerate(team) if row.pk == evaluation.pk)
    beside = {number: row for number, row in enumerate(team) if number in (at - 1, at + 1)}
    return Neighbours(beside.get(at - 1), beside.get(at + 1), at + 1, len(team))
