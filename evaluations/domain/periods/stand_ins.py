"""Steps that wait for somebody who is gone: which there are, to whom they go by themselves, and what BKPSDM decides.

The table of ``duties`` says which steps wait for a rater or a rater's superior, ``organization.absence`` who is gone.
Whoever holds the role now takes over with the next tick, or at once after a change in the admin. What stays in the
queue has nobody above it, and BKPSDM says who takes over. What is rated keeps the names of the rating: only who acts
next changes.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet, Value
from django.utils import timezone

from evaluations import rules
from evaluations.domain.evaluating.former_ratings import give_rater
from evaluations.domain.evaluating.objection_days import decide_until, with_clocks
from evaluations.domain.evaluating.plans import RATER_CHANGED, change_rater
from evaluations.domain.evaluating.workflow import hold
from evaluations.domain.organization import raters
from evaluations.domain.organization.absence import check_stand_in, gone
from evaluations.domain.periods.rater_reports import chain_of, move_rater
from evaluations.domain.refusals import Refused
from evaluations.duties import (
    APPROVE,
    APPROVE_PLAN,
    DECIDE,
    DELIVER,
    EVALUATION,
    EXPLAIN,
    PLAN,
    RATE,
    Duty,
    Party,
    Standings,
    duties_at,
    waits,
)
from evaluations.models import Employee, Evaluation, EvaluationEvent, PerformancePlan, PlanEvent
from forms_config.actors import Actor
from forms_config.engine.characters import clean_text, is_empty

HANDED_OVER = "hand_over"  # ``EvaluationEvent.action``; it says nothing of the state
BY_ITSELF = "Orang yang ditunggu tidak ada, jadi langkah ini beralih kepada pemegang jabatannya."

Row = Evaluation | PerformancePlan


@dataclass(frozen=True)
class Kind:
    """One sort of step that may wait for somebody who is gone. ``since``: when it began to wait."""

    code: str  # in addresses
    label: str
    duty: Duty
    model: type[Row]
    table: Standings
    since: str

    def waiting(self) -> QuerySet[Any]:
        """Everything that waits for this step."""
        return self.model._default_manager.filter(waits(self.table, self.duty)).order_by()

    def stuck(self, on: date, agency: int = 0) -> QuerySet[Any]:
        """What waits for nobody, or for somebody who cannot act on that day; in one ``agency``, where it is given.

        A plan belongs to the agency of its post.
        Where the superior can decide, nobody waits for a rater who does not explain (see ``duties``). A decision is
        stuck also from the day after it was due: nobody waits for ever for a superior who is there and does not act.
        """
        parties = {self.duty.party, Party.REVIEWER} if self.duty == EXPLAIN else {self.duty.party}
        rows, is_late = self.waiting(), Q(pk__in=[])
        if self.duty == DECIDE:
            rows, is_late = with_clocks(rows), Q(decide_due_at__lt=_begin(on))
        for party in parties:
            away = Q(**{party.value: None}) | Q(**{f"{party.value}__in": gone(on)})
            rows = rows.filter(away | is_late)
        place = "agency" if self.model is Evaluation else "assignment__unit__agency"
        return rows.filter(**{place: agency}) if agency else rows

    def is_overdue(self, row: Row, on: date) -> bool:
        """Whether it is stuck for being late, though whoever it waits for may be there."""
        if self.duty != DECIDE or not isinstance(row, Evaluation):
            return False
        return decide_until(row.objection) < _begin(on)

    def person(self, row: Row) -> Employee | None:
        """For whom it waits."""
        return getattr(row, self.duty.party.value)


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("skp", "Menyetujui SKP", APPROVE_PLAN, PerformancePlan, PLAN, "submitted_at"),
        Kind("nilai", "Menilai", RATE, Evaluation, EVALUATION, "submitted_at"),
        Kind("setujui", "Menyetujui penilaian", APPROVE, Evaluation, EVALUATION, "rated_at"),
        Kind("sampaikan", "Menyampaikan hasil", DELIVER, Evaluation, EVALUATION, "rated_at"),
        Kind("jelaskan", "Menjelaskan keberatan", EXPLAIN, Evaluation, EVALUATION, "objection__submitted_at"),
        Kind("putuskan", "Memutuskan keberatan", DECIDE, Evaluation, EVALUATION, "objection__submitted_at"),
    )
}


def _begin(day: date) -> datetime:
    """The first moment of a day in Bantul."""
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True, slots=True)
class Stuck:
    """One step in the queue."""

    kind: Kind
    row: Any
    since: datetime

    @property
    def person(self) -> Employee | None:
        return self.kind.person(self.row)


def queue(on: date, code: str = "", agency: int = 0) -> QuerySet[Any, Any]:
    """(kind, key, since) of everything that is stuck, the oldest first. One query.

    ``code``: of one kind; ``agency``: the key of one perangkat daerah.
    """
    kinds = [KINDS[code]] if code in KINDS else list(KINDS.values())
    first, *others = (
        kind.stuck(on, agency).annotate(began=F(kind.since)).values_list(Value(kind.code), "pk", "began")
        for kind in kinds
    )
    return (first.union(*others, all=True) if others else first).order_by("began", "pk")


def number_stuck(on: date) -> int:
    """How many steps are stuck; one query."""
    first, *others = (
        kind.stuck(on).values_list(Value(kind.code)).annotate(n=Count("pk")) for kind in KINDS.values()
    )
    return sum(number for _, number in first.union(*others, all=True))


def named(found: list[tuple[str, int, datetime]]) -> Iterator[Stuck]:
    """What ``queue`` found with its rows and people; one query for each kind."""
    rows: dict[tuple[str, int], Any] = {}
    for code in {code for code, _, _ in found}:
        kind = KINDS[code]
        related = ("period", "unit", "objection") if kind.model is Evaluation else ("assignment__unit",)
        chosen = kind.model._default_manager.filter(pk__in=[pk for other, pk, _ in found if other == code])
        rows |= {
            (code, row.pk): row for row in chosen.select_related("employee", kind.duty.party.value, *related)
        }
    for code, pk, since in found:
        if (code, pk) in rows:
            yield Stuck(KINDS[code], rows[code, pk], since)


# --- By itself ----------------------------------------------------------------------------------------


def hand_over_due(now: datetime) -> int:
    """For ``tick``: every step goes to whoever holds the role today, as far as somebody does; returns how many."""
    today = timezone.localdate(now)
    return _plans_follow(today) + sum(
        _evaluations_follow(kind, today) for kind in KINDS.values() if kind.model is Evaluation
    )


def _plans_follow(today: date) -> int:
    """A plan that waits goes to the rater of today, unless BKPSDM has named somebody who is there."""
    waiting = list(KINDS["skp"].waiting().select_related("assignment__unit", "employee", "rater"))
    posts = [plan.assignment for plan in waiting if plan.assignment is not None]
    if not posts:
        return 0
    away = set(KINDS["skp"].stuck(today).values_list("pk", flat=True))
    by_hand = PlanEvent.objects.filter(plan__in=waiting, action=RATER_CHANGED, by_officer=True)
    chosen = set(by_hand.filter(at__gte=F("plan__submitted_at")).values_list("plan", flat=True))
    found = raters.resolve_posts(posts, today)
    done = 0
    for plan in waiting:
        to = found[plan.assignment_id].rater if plan.assignment_id else None
        if to is None or to.pk == plan.rater_id or (plan.pk in chosen and plan.pk not in away):
            continue
        note = BY_ITSELF if plan.pk in away else f"{found[plan.assignment_id].reason}."
        with suppress(Refused):  # decided meanwhile, or whoever leads cannot act either
            change_rater(plan, to, actor=None, note=note)
            done += 1
    return done


def _evaluations_follow(kind: Kind, today: date) -> int:
    stuck = list(kind.stuck(today).select_related("employee", "rater", "reviewer", "period"))
    found = raters.resolve_many({row.employee_id for row in stuck}, today) if stuck else {}
    done = 0
    for row in stuck:
        who = found[row.employee_id]
        to = who.reviewer if kind.duty.party == Party.REVIEWER else who.rater
        if to is not None:
            with suppress(Refused):
                hand_over(kind, row, to, actor=None, note=BY_ITSELF)
                done += 1
    return done


# --- By BKPSDM ----------------------------------------------------------------------------------------


def hand_over(kind: Kind, row: Row, to: Employee, *, actor: Actor | None, note: str) -> None:
    """The step that waits goes to ``to``. ``actor`` None is the system.

    Raises ``Refused``: not_yours, wrong_state, note_required, rates_themselves, same_rater, not_at_work, own_rating,
    and what ``move_rater`` raises.
    """
    if isinstance(row, PerformancePlan):
        change_rater(row, to, actor=actor, note=note)
    elif kind.duty == RATE:
        check_stand_in(to, for_whom=row.employee_id, instead_of=row.rater_id)
        move_rater(row, to, actor=actor, note=note)
    else:
        _hand_over_result(kind, row, to, actor=actor, note=note)


def _has_rated(person: Employee, evaluation: Evaluation) -> bool:
    """As the rater, for an absent one, or in a calibration."""
    by_others = (evaluation.rated_by_id, evaluation.calibrated_by_id)
    return person.pk == evaluation.rater_id or (person.user_id is not None and person.user_id in by_others)


@transaction.atomic
def _hand_over_result(
    kind: Kind, evaluation: Evaluation, to: Employee, *, actor: Actor | None, note: str
) -> None:
    """A result that is rated: who rated stays named, who delivers, explains or decides is another."""
    locked = hold(evaluation)
    if not rules.can_move_rater(actor, locked):
        raise Refused("not_yours", "Hanya petugas BKPSDM lain yang dapat mengalihkan langkah ini.")
    if kind.duty not in duties_at(locked.state):
        raise Refused("wrong_state", "Langkah ini sudah tidak menunggu lagi. Muat ulang halaman ini.")
    if is_empty(note):
        raise Refused("note_required", "Tuliskan alasannya.", "note")
    before = kind.person(locked)
    check_stand_in(to, for_whom=locked.employee_id, instead_of=before.pk if before else None)
    if kind.duty.party == Party.REVIEWER and _has_rated(to, locked):
        done = "menyetujuinya" if kind.duty == APPROVE else "memutuskan keberatannya"
        raise Refused("own_rating", f"{to} yang menilai, jadi tidak {done}.", "to")
    if kind.duty.party == Party.RATER and to.pk == locked.reviewer_id:
        if kind.duty != DELIVER:
            raise Refused(
                "own_rating",
                f"{to} yang memutuskan keberatan ini, dan dapat memutuskannya tanpa penjelasan.",
                "to",
            )
        locked.reviewer = chain_of(locked, to).reviewer
    now = timezone.now()
    if kind.duty.party == Party.RATER:
        give_rater(locked, to, now=now)
    else:
        locked.reviewer = to
    locked.version += 1
    locked.save()
    EvaluationEvent.objects.create(
        evaluation=locked,
        action=HANDED_OVER,
        from_state=locked.state,
        to_state=locked.state,
        actor=actor,
        actor_name=str(actor) if actor else "Sistem",
        note=f"{kind.label}: {before or 'belum ada orangnya'} menjadi {to}. {clean_text(note)}",
        data={"step": kind.code, "from": before.pk if before else None, "to": to.pk},
        version=locked.version,
        at=now,
    )
