"""What the pulse asks for on the first page: one gentle task, for the latest result that asks."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.urls import reverse

from evaluations.domain.evaluating.deadlines import in_words
from evaluations.domain.evaluating.pulse import answer_until, is_done, is_open
from evaluations.models import Evaluation
from evaluations.portal.task import Task


def pulse_tasks(results: Iterable[Evaluation], now: datetime) -> Iterator[Task]:
    """Of one's own results, the latest first; one query where one of them asks, else none."""
    asking = next((row for row in results if is_open(row, now)), None)
    until = asking and answer_until(asking)
    if asking is None or until is None or is_done(asking):
        return
    yield Task(
        f"Bagaimana penilaian {asking.period.name} menurut Anda?",
        f"Tanpa nama dan boleh dilewati. Sampai {in_words(until, now)}.",
        "Jawab",
        reverse("portal:pulse", args=[asking.pk]),
        "message",
        60,
        why="Jawaban bersama menunjukkan apakah penilaian terasa adil.",
    )
