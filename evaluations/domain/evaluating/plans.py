"""How a plan (SKP) is handed in, approved, opened again and taken back.

::

    DRAFT → SUBMITTED → APPROVED → (revise) DRAFT …
      ↑ ↑      ↓ return    each time a frozen version, which holds until the next one
      │ └── withdraw
      RETURNED

A plan belongs to a post (``Assignment``) and a year: whoever moves or acts writes one more. Which posts:
``plan_posts``; what is written in it: ``plan_writing``.
"""

from django.db import transaction
from django.utils import timezone

from evaluations import rules
from evaluations.domain.evaluating.plan_completeness import require_content
from evaluations.domain.evaluating.plan_guards import (
    WRITABLE,
    locked,
    not_yours,
    require_note,
    require_state,
)
from evaluations.domain.evaluating.plan_posts import rater_of
from evaluations.domain.evaluating.plan_versions import freeze
from evaluations.domain.organization.absence import can_act, check_stand_in
from evaluations.domain.refusals import Refused
from evaluations.enums import CoreValue, PlanState
from evaluations.models import Employee, PerformancePlan, PlanEvent
from forms_config.actors import Actor
from forms_config.engine.characters import clean_text

RATER_CHANGED = "change_rater"  # ``PlanEvent.action``


@transaction.atomic
def submit_plan(
    plan: PerformancePlan, *, actor: Actor, note: str = "", expected_version: int | None = None
) -> PerformancePlan:
    """Hand the plan to the rater of today.

    Raises ``Refused``: not_yours, wrong_state, version_conflict, plan_empty, no_rater.
    """
    plan = locked(plan, expected_version)
    if not rules.is_plan_owner(actor, plan):
        raise not_yours()
    require_state(plan, *WRITABLE)
    require_content(plan, asks_perspective=True)
    rater = rater_of(plan, timezone.localdate())
    if rater is None:
        raise Refused(
            "no_rater",
            "Pejabat penilai Anda belum tercatat, jadi SKP belum dapat diajukan. "
            "Hubungi pengelola kepegawaian di unit Anda.",
        )
    plan.rater, plan.read_at, plan.submitted_at = rater, None, timezone.now()
    return _moved(plan, "submit", PlanState.SUBMITTED, actor, note)


@transaction.atomic
def withdraw_plan(plan: PerformancePlan, *, actor: Actor) -> PerformancePlan:
    """The owner takes back what nobody has read yet, or who was to read it is gone.

    Raises ``Refused``: not_yours, wrong_state, already_read.
    """
    plan = locked(plan)
    if not rules.is_plan_owner(actor, plan):
        raise not_yours()
    require_state(plan, PlanState.SUBMITTED)
    if not can_withdraw(plan):
        raise Refused(
            "already_read",
            f"{plan.rater} sudah membuka SKP ini. Minta penilai mengembalikannya bila masih ada yang perlu diubah.",
        )
    return _moved(plan, "withdraw", PlanState.DRAFT, actor, "")


def can_withdraw(plan: PerformancePlan) -> bool:
    """Whether the owner may still take it back."""
    if plan.state != PlanState.SUBMITTED:
        return False
    return plan.read_at is None or plan.rater is None or not can_act(plan.rater, timezone.localdate())


def mark_read(plan: PerformancePlan, *, reader: Actor) -> None:
    """The rater has opened what waits for approval: from now on it is not taken back any more."""
    if plan.state == PlanState.SUBMITTED and plan.read_at is None and rules.is_plan_rater(reader, plan):
        PerformancePlan.objects.filter(pk=plan.pk, state=PlanState.SUBMITTED).update(read_at=timezone.now())


@transaction.atomic
def change_rater(plan: PerformancePlan, to: Employee, *, actor: Actor | None, note: str) -> PerformancePlan:
    """What waits for approval goes to another rater: of the system (None) or by BKPSDM.

    Raises ``Refused``: not_yours, wrong_state, note_required, same_rater, rates_themselves, not_at_work.
    """
    plan = locked(plan)
    if actor is not None and (not rules.is_manager(actor) or rules.is_plan_owner(actor, plan)):
        raise not_yours()
    require_state(plan, PlanState.SUBMITTED)
    require_note(note)
    check_stand_in(to, for_whom=plan.employee_id, instead_of=plan.rater_id)
    before = plan.rater
    plan.rater, plan.read_at = to, None
    words = f"{before or 'Tanpa penilai'} menjadi {to}. {clean_text(note)}"
    return _moved(plan, RATER_CHANGED, PlanState.SUBMITTED, actor, words, by_officer=actor is not None)


@transaction.atomic
def return_plan(plan: PerformancePlan, *, actor: Actor, note: str) -> PerformancePlan:
    """Back to the employee with a reason. Raises ``Refused``: not_yours, wrong_state, note_required."""
    plan = locked(plan)
    _require_rater(plan, actor)
    require_state(plan, PlanState.SUBMITTED)
    require_note(note)
    plan.note = clean_text(note)
    return _moved(plan, "return", PlanState.RETURNED, actor, note)


@transaction.atomic
def approve_plan(plan: PerformancePlan, *, actor: Actor, note: str = "") -> PerformancePlan:
    """The rater sets the plan, kept as a version, with all seven expectations in it (PermenPANRB 6/2022).

    Raises ``Refused``: not_yours, wrong_state, plan_empty, expectations_missing (details: their labels).
    """
    plan = locked(plan)
    _require_rater(plan, actor)
    require_state(plan, PlanState.SUBMITTED)
    require_content(plan)
    filled = set(plan.expectations.values_list("value", flat=True))
    lacking = [value.label for value in CoreValue if value not in filled]
    if lacking:
        raise Refused(
            "expectations_missing", f"Ekspektasi khusus pimpinan belum diisi: {', '.join(lacking)}.", lacking
        )
    plan.note = clean_text(note)
    plan.approved_at = timezone.now()
    plan = _moved(plan, "approve", PlanState.APPROVED, actor, note)
    freeze(plan)
    return plan


@transaction.atomic
def approve_read_plan(plan: PerformancePlan, *, actor: Actor) -> PerformancePlan:
    """Approve one of several that were ticked in a list: only what the rater has opened since it was handed in.

    Raises ``Refused``: not_read, and what ``approve_plan`` raises.
    """
    plan = locked(plan)
    if plan.state == PlanState.SUBMITTED and plan.read_at is None:
        raise Refused("not_read", "Belum Anda baca sejak diajukan. Buka dahulu SKP-nya.")
    return approve_plan(plan, actor=actor)


@transaction.atomic
def revise_plan(plan: PerformancePlan, *, actor: Actor, note: str) -> PerformancePlan:
    """Open an approved plan again, by its owner or rater, with the reason; its last version holds meanwhile.

    Raises ``Refused``: not_yours, wrong_state, note_required.
    """
    plan = locked(plan)
    if not (rules.is_plan_owner(actor, plan) or rules.is_plan_rater(actor, plan)):
        raise not_yours()
    require_state(plan, PlanState.APPROVED)
    require_note(note)
    return _moved(plan, "revise", PlanState.DRAFT, actor, note)


def _moved(
    plan: PerformancePlan,
    action: str,
    state: PlanState,
    actor: Actor | None,
    note: str,
    *,
    by_officer: bool = False,
) -> PerformancePlan:
    """The event first: without it the database refuses to open an approved plan."""
    who = str(actor) if actor else "Sistem"
    PlanEvent.objects.create(
        plan=plan, action=action, actor_name=who, note=clean_text(note), by_officer=by_officer
    )
    plan.state = state
    plan.version += 1
    plan.save()
    return plan


def _require_rater(plan: PerformancePlan, actor: Actor) -> None:
    if not rules.is_plan_rater(actor, plan):
        raise not_yours()
