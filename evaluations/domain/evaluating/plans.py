"""How a plan (SKP) is made and approved.

::

    DRAFT → SUBMITTED → APPROVED → (revise) DRAFT …
      ↑ ↑      ↓ return    each time a frozen version, which holds until the next one
      │ └── withdraw
      RETURNED

A plan belongs to a post (``Assignment``) and a year: whoever moves or acts writes one more. Work results keep their key
through every revision, so that answers go on referring to them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, FilteredRelation, Q
from django.utils import timezone

from evaluations import rules
from evaluations.domain.evaluating.plan_content import INDICATOR_FIELDS
from evaluations.domain.evaluating.plan_versions import freeze
from evaluations.domain.organization import raters
from evaluations.domain.organization.absence import can_act, check_stand_in
from evaluations.domain.refusals import Refused
from evaluations.enums import AssignmentKind, CoreValue, PlanState, WorkResultKind
from evaluations.models import (
    Assignment,
    Employee,
    LeaderExpectation,
    PerformancePlan,
    PlanEvent,
    WorkResult,
    WorkResultIndicator,
)
from evaluations.models.plan import new_result_key
from forms_config.actors import Actor
from forms_config.engine.characters import clean_text, is_empty

RATER_CHANGED = "change_rater"  # ``PlanEvent.action``
WRITABLE = (PlanState.DRAFT, PlanState.RETURNED)
# Who holds such a post is asked for a plan. A Plh stands in for days, other duties may have one.
ASKED_FOR = (AssignmentKind.DEFINITIVE, AssignmentKind.PLT)


def posts_in(employee: Employee, year: int) -> list[Assignment]:
    """The posts that a person holds on a day of that year, with their units, in the order of their days."""
    held = Assignment.objects.filter(employee=employee, starts_on__lte=date(year, 12, 31))
    held = held.exclude(ends_on__lt=date(year, 1, 1))
    return list(held.select_related("unit").order_by("starts_on", "pk"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A post that needs a plan, with state and note of the plan; None and empty where it is not begun."""

    post: Assignment
    state: PlanState | None
    note: str


def posts_asked(employee: Employee, on: date) -> list[Asked]:
    """The posts held on that day that need a plan for its year; one query."""
    held = Assignment.objects.on(on).filter(employee=employee, kind__in=ASKED_FOR).select_related("unit")
    with_plan = held.alias(planned=FilteredRelation("plans", condition=Q(plans__year=on.year)))
    found = with_plan.annotate(state=F("planned__state"), note=F("planned__note")).order_by("starts_on", "pk")
    return [Asked(post, post.state and PlanState(post.state), post.note or "") for post in found]


def rater_of(plan_or_post: PerformancePlan | Assignment, on: date) -> Employee | None:
    """Who approves the plan of a post on a day: of an acting post whoever leads above that post."""
    post = plan_or_post.assignment if isinstance(plan_or_post, PerformancePlan) else plan_or_post
    if post is None:
        return raters.resolve(plan_or_post.employee, on).rater
    return raters.resolve_posts([post], on)[post.pk].rater


def draft_plan(post: Assignment, year: int, *, actor: Actor) -> PerformancePlan:
    """The person's own plan for that post and year, made when there is none. Raises ``Refused``: not_yours."""
    if post.employee.user_id is None or post.employee.user_id != actor.pk:
        raise _not_yours()
    plan, _ = PerformancePlan.objects.get_or_create(
        assignment=post, year=year, defaults={"employee": post.employee}
    )
    return plan


@transaction.atomic
def copy_plan(source: PerformancePlan, post: Assignment, year: int, *, actor: Actor) -> PerformancePlan:
    """Begin the plan of another post or year of one's own with what stands in ``source``; the rows get new keys.

    Raises ``Refused``: not_yours, plan_begun.
    """
    if source.employee_id != post.employee_id:
        raise _not_yours()
    plan = _locked(draft_plan(post, year, actor=actor))
    if plan.state != PlanState.DRAFT or plan.results.exists() or plan.events.exists():
        raise Refused("plan_begun", "SKP ini sudah mulai disusun, jadi tidak ditimpa.")
    for result in source.results.prefetch_related("indicators").order_by("order", "pk"):
        indicators = list(result.indicators.all())
        result.pk, result._state.adding = None, True
        result.plan, result.key, result.supported_result = plan, new_result_key(), None
        result.save()
        for indicator in indicators:
            indicator.pk, indicator._state.adding, indicator.result = None, True, result
        WorkResultIndicator.objects.bulk_create(indicators)
    plan.version += 1
    plan.save()
    return plan


@transaction.atomic
def save_plan(
    plan: PerformancePlan,
    *,
    actor: Actor,
    results: Sequence[dict[str, Any]] | None = None,
    expectations: dict[str, str] | None = None,
    expected_version: int | None = None,
) -> PerformancePlan:
    """Write what the plan holds: its owner while drafting, its rater the expectations while it waits.

    ``results`` in their order, those left out are removed::

        [{"key": str | None, "kind", "statement", "supported_result": pk | None, "indicators":
          [{"aspect", "text", "target", "target_value": Decimal | None, "unit", "polarity"}]}]

    ``expectations``: ``{core value: text}``; an empty text removes it. None leaves a part as it is.
    Raises ``Refused``: not_yours, wrong_state, version_conflict.
    """
    plan = _locked(plan, expected_version)
    if rules.is_plan_owner(actor, plan):
        _require_state(plan, *WRITABLE)
    elif rules.is_plan_rater(actor, plan) and results is None:
        _require_state(plan, PlanState.SUBMITTED)
    else:
        raise _not_yours()
    if results is not None:
        _write_results(plan, results)
    if expectations is not None:
        _write_expectations(plan, expectations)
    plan.version += 1
    plan.save()
    return plan


@transaction.atomic
def submit_plan(
    plan: PerformancePlan, *, actor: Actor, note: str = "", expected_version: int | None = None
) -> PerformancePlan:
    """Hand the plan to the rater of today.

    Raises ``Refused``: not_yours, wrong_state, version_conflict, plan_empty, no_rater.
    """
    plan = _locked(plan, expected_version)
    if not rules.is_plan_owner(actor, plan):
        raise _not_yours()
    _require_state(plan, *WRITABLE)
    _require_content(plan)
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
    plan = _locked(plan)
    if not rules.is_plan_owner(actor, plan):
        raise _not_yours()
    _require_state(plan, PlanState.SUBMITTED)
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
    plan = _locked(plan)
    if actor is not None and (not rules.is_manager(actor) or rules.is_plan_owner(actor, plan)):
        raise _not_yours()
    _require_state(plan, PlanState.SUBMITTED)
    _require_note(note)
    check_stand_in(to, for_whom=plan.employee_id, instead_of=plan.rater_id)
    before = plan.rater
    plan.rater, plan.read_at = to, None
    words = f"{before or 'Tanpa penilai'} menjadi {to}. {clean_text(note)}"
    return _moved(plan, RATER_CHANGED, PlanState.SUBMITTED, actor, words, by_officer=actor is not None)


@transaction.atomic
def return_plan(plan: PerformancePlan, *, actor: Actor, note: str) -> PerformancePlan:
    """Back to the employee with a reason. Raises ``Refused``: not_yours, wrong_state, note_required."""
    plan = _locked(plan)
    _require_rater(plan, actor)
    _require_state(plan, PlanState.SUBMITTED)
    _require_note(note)
    plan.note = clean_text(note)
    return _moved(plan, "return", PlanState.RETURNED, actor, note)


@transaction.atomic
def approve_plan(plan: PerformancePlan, *, actor: Actor, note: str = "") -> PerformancePlan:
    """The rater sets the plan, kept as a version, with all seven expectations in it (PermenPANRB 6/2022).

    Raises ``Refused``: not_yours, wrong_state, plan_empty, expectations_missing (details: their labels).
    """
    plan = _locked(plan)
    _require_rater(plan, actor)
    _require_state(plan, PlanState.SUBMITTED)
    _require_content(plan)
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
def revise_plan(plan: PerformancePlan, *, actor: Actor, note: str) -> PerformancePlan:
    """Open an approved plan again, by its owner or rater, with the reason; its last version holds meanwhile.

    Raises ``Refused``: not_yours, wrong_state, note_required.
    """
    plan = _locked(plan)
    if not (rules.is_plan_owner(actor, plan) or rules.is_plan_rater(actor, plan)):
        raise _not_yours()
    _require_state(plan, PlanState.APPROVED)
    _require_note(note)
    return _moved(plan, "revise", PlanState.DRAFT, actor, note)


def _locked(plan: PerformancePlan, expected_version: int | None = None) -> PerformancePlan:
    locked = (
        PerformancePlan.objects.select_for_update(of=("self",))
        .select_related("employee", "rater", "assignment__unit")
        .get(pk=plan.pk)
    )
    if expected_version is not None and expected_version != locked.version:
        raise Refused(
            "version_conflict",
            "SKP ini sudah berubah di tab atau perangkat lain. Muat ulang untuk melihat versi terbaru; "
            "yang baru Anda ketik masih ada di halaman ini.",
        )
    return locked


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


def _write_results(plan: PerformancePlan, rows: Sequence[dict[str, Any]]) -> None:
    """Rows by their key: changed in place, new ones made, the others deleted; indicators are written anew."""
    known: dict[str | None, WorkResult] = {result.key: result for result in plan.results.all()}
    kept: list[WorkResult] = []
    for order, row in enumerate(rows, start=1):
        result = known.pop(row.get("key"), None) or WorkResult(plan=plan)
        result.order = order
        result.kind = row["kind"]
        result.statement = row["statement"]
        result.supported_result_id = row.get("supported_result")
        result.save()
        kept.append(result)
    WorkResult.objects.filter(pk__in=[result.pk for result in known.values()]).delete()
    WorkResultIndicator.objects.filter(result__in=kept).delete()
    WorkResultIndicator.objects.bulk_create(
        WorkResultIndicator(result=result, order=order, **{name: given[name] for name in INDICATOR_FIELDS})
        for result, row in zip(kept, rows, strict=True)
        for order, given in enumerate(row["indicators"], start=1)
    )


def _write_expectations(plan: PerformancePlan, expectations: dict[str, str]) -> None:
    plan.expectations.all().delete()
    LeaderExpectation.objects.bulk_create(
        LeaderExpectation(plan=plan, value=value, text=clean_text(text))
        for value, text in expectations.items()
        if not is_empty(text)
    )


def _require_content(plan: PerformancePlan) -> None:
    """A plan handed in has at least one main result; every result and indicator is wholly written."""
    results = list(plan.results.prefetch_related("indicators"))
    if not any(result.kind == WorkResultKind.MAIN for result in results):
        raise Refused("plan_empty", "Isi sedikitnya satu rencana hasil kerja utama.")
    for result in results:
        indicators = list(result.indicators.all())
        lacks = (
            (not result.statement, "Ada rencana hasil kerja yang belum ditulis."),
            (not indicators, f"Rencana hasil kerja “{result.statement}” belum punya indikator."),
            (not all(i.text for i in indicators), f"Indikator pada “{result.statement}” belum punya nama."),
            (
                not all(i.target for i in indicators),
                f"Indikator pada “{result.statement}” belum punya target.",
            ),
        )
        for is_lacking, sentence in lacks:
            if is_lacking:
                raise Refused("plan_empty", sentence)


def _require_state(plan: PerformancePlan, *states: PlanState) -> None:
    if plan.state not in states:
        label = PlanState(plan.state).label
        raise Refused("wrong_state", f"SKP ini tidak dapat diubah karena keadaannya sekarang: {label}.")


def _require_rater(plan: PerformancePlan, actor: Actor) -> None:
    if not rules.is_plan_rater(actor, plan):
        raise _not_yours()


def _require_note(note: str) -> None:
    if is_empty(note):
        raise Refused("note_required", "Tuliskan alasannya terlebih dahulu.")


def _not_yours() -> Refused:
    return Refused("not_yours", "Anda tidak berwenang melakukan tindakan ini pada SKP tersebut.")
