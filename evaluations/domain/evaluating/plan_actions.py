"""Rencana aksi: what is done for a result in each month of the plan. Written by its owner, frozen with the plan."""

from collections.abc import Sequence
from itertools import groupby

from django.db import transaction
from django.utils.dates import MONTHS

from evaluations import rules
from evaluations.domain.evaluating.plan_guards import WRITABLE, locked, not_yours, require_state
from evaluations.domain.refusals import Refused
from evaluations.models import PerformancePlan, WorkResult
from forms_config.actors import Actor
from forms_config.engine.characters import clean_text, is_empty
from forms_config.engine.targets import MONTHS as MONTHS_OF_A_YEAR

LENGTH = 300


@transaction.atomic
def save_actions(
    plan: PerformancePlan,
    key: str,
    texts: Sequence[str],
    *,
    actor: Actor,
    expected_version: int | None = None,
) -> PerformancePlan:
    """Write the actions of the result ``key``: a text for each month, January first; an empty one takes it away.

    Raises ``Refused``: not_yours, wrong_state, version_conflict, result_gone.
    """
    plan = locked(plan, expected_version)
    if not rules.is_plan_owner(actor, plan):
        raise not_yours()
    require_state(plan, *WRITABLE)
    result = WorkResult.objects.filter(plan=plan, key=key).first()
    if result is None:
        raise Refused("result_gone", "Hasil kerja itu sudah dihapus di tab lain. Buka SKP Anda lagi.")
    result.actions = as_stored(texts)
    result.save(update_fields=["actions"])
    plan.version += 1
    plan.save()
    return plan


def as_stored(texts: Sequence[str]) -> list[str]:
    """Twelve texts; nothing at all where every month is empty."""
    cleaned = ["" if is_empty(text) else clean_text(text, multiline=False)[:LENGTH] for text in texts]
    whole = (cleaned + [""] * MONTHS_OF_A_YEAR)[:MONTHS_OF_A_YEAR]
    return whole if any(whole) else []


def actions_in_words(actions: Sequence[str]) -> list[tuple[str, str]]:
    """(months, text): "Januari–Mei", "Rekap layanan". Neighbours of the same text together, empty months left out."""
    found = []
    for text, run in groupby(enumerate(actions or (), start=1), key=lambda pair: pair[1]):
        months = [month for month, _ in run]
        first, last = str(MONTHS[months[0]]), str(MONTHS[months[-1]])
        if text:
            found.append((first if first == last else f"{first}–{last}", text))
    return found


def actions_in_a_line(actions: Sequence[str]) -> str:
    """ "Januari–Mei: Rekap layanan; Juni: Evaluasi"; empty without any."""
    return "; ".join(f"{months}: {text}" for months, text in actions_in_words(actions))
