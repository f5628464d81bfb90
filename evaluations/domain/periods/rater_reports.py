"""A wrong rater: the employee says so ("Ini bukan atasan saya"), BKPSDM decides, and the evaluation moves.

The state of the evaluation does not change, so this is no transition of ``workflow``: it writes under the same lock,
raises ``version`` so that an open tab is told, and appends an event.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import and_
from typing import Any

from django.db import transaction
from django.db.models import Case, Q, When
from django.utils import timezone

from evaluations import rules
from evaluations.domain.evaluating.former_ratings import give_rater
from evaluations.domain.organization import raters
from evaluations.domain.organization.legal_statuses import status_on
from evaluations.domain.organization.reporting_lines import name_rater_from
from evaluations.domain.organization.snapshots import copy_people, day_of, posts_on
from evaluations.domain.organization.structure import day
from evaluations.domain.refusals import Refused
from evaluations.duties import NOT_YET_RATED
from evaluations.enums import LegalStatus, PeriodState, RaterReportState
from evaluations.models import (
    Assignment,
    Employee,
    Evaluation,
    EvaluationEvent,
    EvaluationPeriod,
    RaterReport,
)
from forms_config.actors import Actor
from forms_config.engine.characters import clean_text, is_empty

RATER_MOVED = "move_rater"  # ``EvaluationEvent.action``
SHORTEST_SEARCH = 3  # letters that a search for a rater needs
MOST_CANDIDATES = 10
REASON_LENGTH = 250  # ``Evaluation.rater_reason``


@dataclass(frozen=True, slots=True)
class Chain:
    """Who would rate an evaluation, who stands above, and why, in words."""

    rater: Employee
    reviewer: Employee | None
    reason: str


# --- Reporting ----------------------------------------------------------------------------------------


def can_report(user: Any, evaluation: Evaluation) -> Refused | None:
    """Why ``user`` may not say that the rater is wrong; None if they may."""
    if not rules.is_employee(user, evaluation):
        return Refused("not_yours", "Hanya pegawai yang dinilai dapat melaporkan salah penilai.")
    return _too_late(evaluation)


@transaction.atomic
def report(
    evaluation: Evaluation,
    *,
    actor: Actor,
    text: str,
    suggested: Employee | None = None,
    suggested_name: str = "",
    now: datetime | None = None,
) -> RaterReport:
    """Tell BKPSDM that the rater is wrong, why, and (if known) who it should be; the evaluation goes on meanwhile.

    Raises ``Refused``: not_yours, already_rated, period_closed, text_required, already_reported, same_rater,
    rates_themselves.
    """
    locked = _locked(evaluation.pk)
    refused = can_report(actor, locked)
    if refused is not None:
        raise refused
    if is_empty(text):
        raise Refused("text_required", "Tuliskan mengapa penilai ini keliru.", "text")
    if waiting_report(locked) is not None:
        raise Refused("already_reported", "Laporan Anda sudah diterima dan sedang menunggu keputusan BKPSDM.")
    _check_suggestion(locked, suggested)
    return RaterReport.objects.create(
        evaluation=locked,
        employee=locked.employee,
        rater_name=locked.rater_name,
        suggested=suggested,
        suggested_name=clean_text(suggested_name, multiline=False),
        text=clean_text(text),
        created_at=now or timezone.now(),
    )


def _check_suggestion(evaluation: Evaluation, suggested: Employee | None) -> None:
    if suggested is None:
        return
    if suggested.pk == evaluation.employee_id:
        raise Refused(
            "rates_themselves", "Anda tidak dapat menilai diri sendiri. Pilih orang lain.", "suggested"
        )
    if suggested.pk == evaluation.rater_id:
        raise Refused("same_rater", f"{suggested} sudah menjadi penilai evaluasi ini.", "suggested")


@transaction.atomic
def withdraw(row: RaterReport, *, actor: Actor, now: datetime | None = None) -> RaterReport:
    """The employee takes the report back. Raises ``Refused``: not_yours, already_decided."""
    locked = _locked_report(row)
    if not rules.is_employee(actor, locked.evaluation):
        raise Refused("not_yours", "Hanya yang melaporkan dapat menarik laporan ini.")
    _decide(locked, RaterReportState.WITHDRAWN, "", actor, now)
    return locked


def waiting_report(evaluation: Evaluation) -> RaterReport | None:
    return RaterReport.objects.filter(evaluation=evaluation, state=RaterReportState.WAITING).first()


def latest_report(evaluation: Evaluation) -> RaterReport | None:
    """What the employee's page shows: the last report that was not withdrawn."""
    reports = RaterReport.objects.filter(evaluation=evaluation).exclude(state=RaterReportState.WITHDRAWN)
    return reports.select_related("suggested").order_by("created_at", "pk").last()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could be the right rater, with no more than a colleague knows: name, post and unit."""

    pk: int
    name: str
    place: str


def candidates(words: str, evaluation: Evaluation, *, chosen: int | None = None) -> list[Candidate]:
    """Active people whose name has all ``words``, without the employee and the present rater; at most ten.

    ``chosen`` (an id) stays among them whatever the words.
    """
    named = Q(pk__in=[])
    if len(words.strip()) >= SHORTEST_SEARCH:
        named = reduce(and_, (Q(name__icontains=word) for word in words.split()))
    people = Employee.objects.filter(named | Q(pk=chosen), legal_status=LegalStatus.ACTIVE)
    people = people.exclude(pk__in=[evaluation.employee_id, evaluation.rater_id or 0])
    first = Case(When(pk=chosen or 0, then=0), default=1)
    found = list(people.order_by(first, "name", "pk")[:MOST_CANDIDATES])
    posts = posts_on([person.pk for person in found], timezone.localdate())
    return [Candidate(person.pk, person.full_name, _place(posts.get(person.pk))) for person in found]


def _place(post: Assignment | None) -> str:
    return f"{post.position}, {post.unit}" if post else "Tanpa jabatan"


# --- Deciding -----------------------------------------------------------------------------------------


@transaction.atomic
def keep(row: RaterReport, *, actor: Actor, note: str, now: datetime | None = None) -> RaterReport:
    """The rater stays; ``note`` tells the employee why.

    Raises ``Refused``: not_yours, already_decided, note_required.
    """
    locked = _locked_report(row)
    _check_decision(locked, actor, note)
    _decide(locked, RaterReportState.KEPT, note, actor, now)
    return locked


@transaction.atomic
def move(
    row: RaterReport,
    to: Employee,
    *,
    actor: Actor,
    note: str,
    line_from: date | None = None,
    now: datetime | None = None,
) -> RaterReport:
    """Give the evaluation to ``to``; with ``line_from`` the periods after that day find the same rater.

    Raises ``Refused``: already_decided, and what ``move_rater`` and ``assignments.check_line`` raise. All or nothing.
    """
    locked = _locked_report(row)
    _check_decision(locked, actor, note)
    if line_from is not None:
        reason = f"Laporan pegawai: {clean_text(note)}"
        name_rater_from(locked.employee, to, reason=reason[:200], starts_on=line_from)
    move_rater(locked.evaluation, to, actor=actor, note=note, now=now)
    _decide(locked, RaterReportState.MOVED, note, actor, now)
    return locked


def _check_decision(row: RaterReport, actor: Actor, note: str) -> None:
    if not rules.is_manager(actor) or rules.is_employee(actor, row.evaluation):
        raise Refused("not_yours", "Hanya petugas BKPSDM lain yang dapat memutuskan laporan ini.")
    if is_empty(note):
        raise Refused("note_required", "Tuliskan alasannya untuk pegawai.", "note")


def _decide(row: RaterReport, state: RaterReportState, note: str, actor: Actor, now: datetime | None) -> None:
    if row.state != RaterReportState.WAITING:
        label = RaterReportState(row.state).label.lower()
        raise Refused("already_decided", f"Laporan ini sudah selesai: {label}. Muat ulang halaman ini.")
    row.state, row.decision = state, clean_text(note)
    row.decided_by, row.decided_at = actor, now or timezone.now()
    row.save(update_fields=["state", "decision", "decided_by", "decided_at"])


def _locked_report(row: RaterReport) -> RaterReport:
    """Evaluation first, then its report, as everywhere."""
    evaluation = _locked(row.evaluation_id)
    locked = RaterReport.objects.select_for_update(of=("self",)).select_related("employee").get(pk=row.pk)
    locked.evaluation = evaluation
    return locked


# --- Moving -------------------------------------------------------------------------------------------


@transaction.atomic
def move_rater(
    evaluation: Evaluation, to: Employee, *, actor: Actor | None, note: str, now: datetime | None = None
) -> Evaluation:
    """Give an evaluation that is not yet rated to the rater ``to``; returns the fresh row.

    Rater, rater's superior, reason and the copied names change; what the old rater had begun to fill in stays theirs
    (``former_ratings``). ``actor`` None is the system. The old rater can no longer open the row.
    Raises ``Refused``: not_yours, already_rated, period_closed, note_required, same_rater, rates_themselves,
    not_at_work. Writes the row and one append-only event.
    """
    now = now or timezone.now()
    locked = _locked(evaluation.pk)
    _check_move(locked, to, actor, note)
    before = (locked.rater_name, locked.reviewer_name)
    chain = chain_of(locked, to)
    give_rater(locked, chain.rater, now=now)
    locked.reviewer, locked.rater_reason = chain.reviewer, chain.reason[:REASON_LENGTH]
    copy_people(locked)
    locked.version += 1
    locked.save()
    _record(locked, before, actor, clean_text(note), now)
    return locked


def chain_of(evaluation: Evaluation, to: Employee) -> Chain:
    """Who would stand above the evaluation if ``to`` rated it: as the tree says, where it says the same."""
    on = day_of(evaluation)
    found = raters.resolve(evaluation.employee, on)
    if found.rater == to:
        return Chain(to, found.reviewer, found.reason)
    post = posts_on([to.pk], on).get(to.pk)
    above = raters.resolve(to, on)
    reviewer = above.rater if above.rater != evaluation.employee else above.reviewer
    if reviewer in (to, evaluation.employee):
        reviewer = None
    who = post.position if post else to.full_name
    return Chain(to, reviewer, f"{who}, ditetapkan BKPSDM {day(timezone.localdate())}")


def _check_move(evaluation: Evaluation, to: Employee, actor: Actor | None, note: str) -> None:
    if not rules.can_move_rater(actor, evaluation):
        raise Refused("not_yours", "Hanya petugas BKPSDM lain yang dapat mengganti penilai evaluasi ini.")
    late = _too_late(evaluation)
    if late is not None:
        raise late
    if is_empty(note):
        raise Refused("note_required", "Tuliskan alasan penggantian penilai.", "note")
    if to.pk == evaluation.employee_id:
        raise Refused("rates_themselves", "Seseorang tidak dapat menilai dirinya sendiri.", "to")
    if to.pk == evaluation.rater_id:
        raise Refused("same_rater", f"{to} sudah menjadi penilai evaluasi ini.", "to")
    status = status_on(to, timezone.localdate())
    if status != LegalStatus.ACTIVE:
        raise Refused(
            "not_at_work", f"{to} tidak sedang bertugas ({status.label}), jadi tidak dapat menilai.", "to"
        )


def _too_late(evaluation: Evaluation) -> Refused | None:
    if evaluation.state not in NOT_YET_RATED:
        return Refused(
            "already_rated",
            f"Evaluasi ini sudah dinilai {evaluation.rater_name}. Penilai baru dapat diganti setelah BKPSDM membuka "
            "kembali evaluasinya.",
        )
    if evaluation.period.state != PeriodState.OPEN:
        return Refused(
            "period_closed",
            f"{evaluation.period.name} tidak sedang dibuka, jadi penilainya tidak dapat diganti.",
        )
    return None


def _locked(pk: int) -> Evaluation:
    """The period may not close meanwhile; lock order period → evaluation."""
    period_id = Evaluation.objects.values_list("period_id", flat=True).get(pk=pk)
    period = EvaluationPeriod.objects.select_for_update().get(pk=period_id)
    evaluation = Evaluation.objects.select_for_update(of=("self",)).get(pk=pk)
    evaluation.period = period
    return evaluation


def _record(
    evaluation: Evaluation, before: tuple[str, str], actor: Actor | None, note: str, now: datetime
) -> None:
    EvaluationEvent.objects.create(
        evaluation=evaluation,
        action=RATER_MOVED,
        from_state=evaluation.state,
        to_state=evaluation.state,
        actor=actor,
        actor_name=str(actor) if actor else "Sistem",
        note=f"{before[0] or 'Tanpa penilai'} menjadi {evaluation.rater_name}. {note}",
        data={
            "from": {"rater": before[0], "reviewer": before[1]},
            "to": {"rater": evaluation.rater_name, "reviewer": evaluation.reviewer_name},
        },
        version=evaluation.version,
        at=now,
    )
