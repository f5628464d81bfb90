"""One act on many evaluations: the checks, the lock and the events of ``workflow.perform``, in few statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from evaluations.domain.evaluating import period_lock
from evaluations.domain.evaluating.objection_days import with_clocks
from evaluations.domain.evaluating.transitions import TRANSITIONS
from evaluations.domain.evaluating.verifying import issue
from evaluations.domain.evaluating.workflow import changed, event_of, refusal
from evaluations.domain.refusals import Refused
from evaluations.enums import Action, State
from evaluations.models import Evaluation, EvaluationEvent
from evaluations.models.evaluation import DOCUMENTS

SIZE = 100  # rows that wait for each other


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of it: how many were done, and for the others by id why not."""

    done: int
    refused: Mapping[int, Refused]


@transaction.atomic
def perform_batch(
    evaluations: Iterable[Evaluation],
    action: Action,
    *,
    note: str = "",
    now: datetime | None = None,
    **payload: Any,
) -> Batch:
    """Let the system do ``action`` wherever it may; one event for each. Eight statements, however many they are, and
    what the effect itself asks.

    Only for acts that write nothing but the evaluation. Whose rater changes meanwhile is left for the next time.
    """
    now, transition = now or timezone.now(), TRANSITIONS[action]
    rows = list(evaluations)
    period_lock.share(*{row.period_id for row in rows})
    done: dict[tuple[tuple[str, Any], ...], list[Evaluation]] = defaultdict(list)
    events, refused = [], {}
    for row in _locked(rows):
        before, as_it_was = row.state, dict(vars(row))
        try:
            if (not_now := refusal(None, row, action, now=now)) is not None:
                raise not_now
            data = transition.effect(row, note=note, now=now, **payload) or {}
        except Refused as why:
            refused[row.pk] = why
            continue
        row.state = transition.leads_to(row) or row.state
        written = tuple((name, getattr(row, name)) for name in changed(row, as_it_was))
        done[written].append(row)
        row.version += 1
        events.append(event_of(row, action, before, None, note, data, now))
    for values, alike in done.items():
        stored = Evaluation.objects.filter(pk__in=[row.pk for row in alike])
        stored.update(**dict(values), version=F("version") + 1, updated_at=timezone.now())
    if transition.target == State.FINAL:
        issue(event.evaluation for event in events)
    EvaluationEvent.objects.bulk_create(events)
    return Batch(len(events), refused)


def finalize_due(*, now: datetime | None = None) -> int:
    """Make final what was delivered and not objected to in time; returns how many. Idempotent, for ``tick``."""
    now = now or timezone.now()
    waiting = Evaluation.objects.filter(state__in=TRANSITIONS[Action.FINALIZE].sources)
    over = with_clocks(waiting).filter(objection_due_at__lt=now)
    due = list(over.only("state", "period").order_by("pk"))
    batches = (due[start : start + SIZE] for start in range(0, len(due), SIZE))
    return sum(perform_batch(batch, Action.FINALIZE, now=now).done for batch in batches)


def _locked(rows: Iterable[Evaluation]) -> list[Evaluation]:
    """Fresh, in one order, so that two who do this at once wait for each other instead of both for ever."""
    found = Evaluation.objects.select_for_update(of=("self",)).filter(pk__in=[row.pk for row in rows])
    return list(found.select_related("period", "employee", "rater").defer(*DOCUMENTS).order_by("pk"))
