"""A past year and three past months with results, and an open month in every state.

The people, plans, forms and evaluations come from the real functions; the ratings are computed by the real engine.
Only the saving is done in bulk, since 3,500 evaluations through the door one by one would take minutes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from evaluations.demo import texts
from evaluations.demo.people import SITI
from evaluations.demo.sheets import employee_answers, merged, rater_answers
from evaluations.domain.evaluating.answers import Sheet
from evaluations.domain.evaluating.attendance import FIGURES, percentage
from evaluations.domain.evaluating.effects import receipt_number
from evaluations.domain.evaluating.figures import attendance_texts
from evaluations.domain.evaluating.plan_versions import Planned, planned_for
from evaluations.domain.evaluating.results import write_result
from evaluations.domain.organization.snapshots import posts_on
from evaluations.duties import RESULT_KNOWN_TO_EMPLOYEE
from evaluations.enums import Action, ObjectionOutcome, PeriodState, Rating, State
from evaluations.models import (
    AttendanceMonth,
    Evaluation,
    EvaluationEvent,
    EvaluationPeriod,
    Objection,
    PlanVersion,
)
from forms_config.engine.figures import POST_KIND

# How far a month has come: (state, weight).
DECIDED_OBJECTIONS = 0.04  # of what is final
OLD_MONTH = ((State.FINAL, 955), (State.OPEN, 20), (State.DRAFT, 10), (State.SUBMITTED, 15))
LAST_MONTH = (
    (State.DELIVERED, 420), (State.ACKNOWLEDGED, 440), (State.RATED, 25), (State.SUBMITTED, 40), (State.OPEN, 30),
    (State.DRAFT, 15), (State.OBJECTED, 12), (State.EXPLAINED, 6), (State.FINAL, 12),
)  # fmt: skip
OPEN_MONTH = (
    (State.OPEN, 430), (State.DRAFT, 210), (State.SUBMITTED, 230), (State.RETURNED, 20), (State.PROPOSED, 25),
    (State.RATED, 20),
    (State.DELIVERED, 35), (State.ACKNOWLEDGED, 20), (State.OBJECTED, 6), (State.EXPLAINED, 4),
)  # fmt: skip


@dataclass
class Moments:
    """When things happened in a month, in the order of the workflow."""

    submitted: datetime
    rated: datetime
    approved: datetime
    delivered: datetime
    answered: datetime
    final: datetime


@transaction.atomic
def fill_month(
    period: EvaluationPeriod, mix: tuple[tuple[State, int], ...], *, keep: dict[str, State]
) -> None:
    """Bring the evaluations of ``period`` into the states of ``mix``; ``keep`` fixes the state by NIP."""
    figures = _figures(period)
    events: list[EvaluationEvent] = []
    objections: list[Objection] = []
    rows = list(
        Evaluation.objects.filter(period=period)
        .select_related("employee__user", "rater__user", "reviewer__user", "form_version", "period")
        .order_by("pk")
    )
    plans = planned_for(rows)
    for row in rows:
        chance = Random(f"{period.year}-{period.month}-{row.nip}")
        state = keep.get(row.nip) or chance.choices([s for s, _ in mix], [w for _, w in mix])[0]
        if row.rater_id is None and state not in (State.OPEN, State.DRAFT):
            state = State.OPEN
        if row.reviewer_id is None and state == State.PROPOSED:
            state = State.RATED
        if row.reviewer_id is None and state in (State.OBJECTED, State.EXPLAINED):
            state = State.ACKNOWLEDGED
        _bring_to(row, state, plans[row.pk], figures.get(row.employee_id, {}), chance, events, objections)
    pins = PlanVersion.evaluations.through
    pins.objects.bulk_create(  # before they are sent: afterwards the database refuses
        pins(evaluation_id=row.pk, planversion_id=version.pk)
        for row in rows
        if row.submitted_at
        for version in plans[row.pk].versions
    )
    for row in rows:
        row.save()
    EvaluationEvent.objects.bulk_create(events, batch_size=1000)
    Objection.objects.bulk_create(objections, batch_size=500)


def close_past(period: EvaluationPeriod) -> None:
    """A month of the past: opened and closed at the moments when that would have happened, never in the future."""
    closed = min(period.rate_until + timedelta(hours=8), timezone.now() - timedelta(hours=1))
    opened = timezone.make_aware(datetime.combine(period.starts_on, datetime.min.time())) + timedelta(hours=7)
    EvaluationPeriod.objects.filter(pk=period.pk).update(
        state=PeriodState.CLOSED, opened_at=opened, closed_at=closed
    )


def _figures(period: EvaluationPeriod) -> dict[int, dict[str, str | None]]:
    """Attendance and kind of post by employee id, in two queries for everybody."""
    months = AttendanceMonth.objects.filter(year=period.year, month=period.month)
    figures: dict[int, dict[str, str | None]] = {}
    for row in months:
        known = {name: getattr(row, name) for name in FIGURES}
        known["percentage"] = percentage(row.days_present, row.working_days)
        figures[row.employee_id] = attendance_texts(known)
    for employee_id, post in posts_on(None, period.ends_on).items():
        figures.setdefault(employee_id, {})[POST_KIND] = post.post_kind or None
    return figures


def _moments(row: Evaluation, state: State, chance: Random) -> Moments:
    """Plausible moments between the period's start and now, never in the future."""
    period = row.period
    now = timezone.now()
    start = min(
        timezone.make_aware(datetime.combine(period.ends_on, datetime.min.time())), now - timedelta(days=4)
    )
    submitted = (
        start
        - timedelta(days=chance.randint(0, 3))
        + timedelta(hours=chance.randint(8, 15), minutes=chance.randint(0, 59))
    )
    if state == State.FINAL:
        submitted = min(submitted, now - timedelta(days=period.objection_days + 6))
    rated = submitted + timedelta(days=1, hours=chance.randint(0, 5))
    delivered = rated + timedelta(hours=chance.randint(1, 8))
    answered = delivered + timedelta(hours=chance.randint(2, 30))
    return Moments(
        submitted,
        rated,
        rated + timedelta(minutes=30),
        delivered,
        min(answered, now),
        delivered + timedelta(days=period.objection_days, hours=1),
    )


def _bring_to(
    row, state: State, plan: Planned, figures, chance: Random, events: list, objections: list
) -> None:
    """Fill one row as if everything up to ``state`` had happened."""
    row.state = state
    if state == State.OPEN:
        return
    schema = row.form_version.parsed
    plan_rows, expectations = plan.rows, plan.expectations
    results, behaviour = _levels(row, chance)
    mine = employee_answers(schema, plan_rows, results, chance)
    row.version = 3
    if state == State.DRAFT:
        row.answers = _half(mine)
        return
    when = _moments(row, state, chance)
    row.answers, row.plan_rows, row.expectations, row.figures = mine, plan_rows, expectations, figures
    row.submitted_at, row.receipt_number = when.submitted, receipt_number(row)
    log = _Log(row, events)
    log.add(Action.SUBMIT, State.DRAFT, State.SUBMITTED, "employee", when.submitted)
    if state == State.RETURNED:
        log.add(
            Action.RETURN,
            State.SUBMITTED,
            State.RETURNED,
            "rater",
            when.rated,
            chance.choice(texts.RETURN_REASONS),
        )
    if state in (State.RETURNED, State.SUBMITTED):
        return
    _rate(row, Sheet(schema, mine, plan_rows, expectations, figures), results, behaviour, chance)
    row.rated_at = when.rated
    rated = State.PROPOSED if _is_approved_first(row) else State.RATED
    log.add(Action.RATE, State.SUBMITTED, rated, "rater", when.rated, data={"predikat": row.predikat})
    if state == State.PROPOSED:
        return
    if rated == State.PROPOSED:
        log.add(Action.APPROVE, State.PROPOSED, State.RATED, "reviewer", when.approved)
    if state in RESULT_KNOWN_TO_EMPLOYEE:
        row.delivered_at = when.delivered
        log.add(Action.DELIVER, State.RATED, State.DELIVERED, "rater", when.delivered)
        _after_delivery(row, state, when, log, chance, objections)


def _is_approved_first(row: Evaluation) -> bool:
    """Whether the superior, where there is one, approves before the result is told."""
    return row.period.needs_approval and row.reviewer_id is not None


def _half(answers: dict) -> dict:
    """A draft in which only the first work result is described."""
    return {
        key: value[:1] if isinstance(value, list) and value and isinstance(value[0], dict) else value
        for key, value in answers.items()
    }


def _levels(row: Evaluation, chance: Random) -> tuple[str, str]:
    """How well this person did: a steady ability, a little different each month."""
    ability = Random(row.nip).gauss(0, 1) + chance.gauss(0, 0.55)
    conduct = Random(f"{row.nip}-perilaku").gauss(0, 1) + chance.gauss(0, 0.4)
    results = "ABOVE" if ability > 1.05 else "BELOW" if ability < -1.55 else "MEETS"
    behaviour = "ABOVE" if conduct > 1.0 else "BELOW" if conduct < -2.0 else "MEETS"
    return results, behaviour


def _rate(row: Evaluation, sheet: Sheet, results: str, behaviour: str, chance: Random) -> None:
    theirs = rater_answers(sheet.schema, sheet.plan_rows, results, behaviour, chance)
    if row.nip == SITI.nip:
        theirs |= {key: level for key, level in texts.GAP.items() if key in theirs}
    row.answers = merged(sheet.answers, theirs)
    write_result(row, sheet.outcome(row.answers))
    row.notes, row.recommendation = texts.NOTES[row.predikat]


class _Log:
    """Collects the events of one evaluation in their order."""

    def __init__(self, row: Evaluation, events: list[EvaluationEvent]):
        self.row, self.events = row, events
        self.people = {"employee": row.employee, "rater": row.rater, "reviewer": row.reviewer}

    def add(
        self, action, before, after, who: str, at: datetime, note: str = "", data: dict | None = None
    ) -> None:
        person = self.people.get(who)
        self.events.append(
            EvaluationEvent(
                evaluation=self.row, action=action, from_state=before, to_state=after, note=note, data=data or {},
                actor=person.user if person else None, actor_name=str(person or "Sistem"), version=self.row.version,
                at=at,
            )
        )  # fmt: skip
        self.row.version += 1


def _after_delivery(row, state: State, when: Moments, log: _Log, chance: Random, objections: list) -> None:
    if state == State.DELIVERED:
        return
    if state in (State.OBJECTED, State.EXPLAINED):
        _object(row, state, when, log, chance, objections)
        return
    if state == State.FINAL and row.reviewer_id and chance.random() < DECIDED_OBJECTIONS:
        _object(row, State.EXPLAINED, when, log, chance, objections)
        _decide(row, objections[-1], when, log, chance)
        return
    row.result_read_at = row.acknowledged_at = when.answered
    comment = chance.choice(texts.COMMENTS)
    log.add(Action.ACKNOWLEDGE, State.DELIVERED, State.ACKNOWLEDGED, "employee", when.answered, comment)
    if state == State.FINAL:
        row.final_at = when.final
        log.add(Action.FINALIZE, State.ACKNOWLEDGED, State.FINAL, "system", when.final)


def _object(row, state: State, when: Moments, log: _Log, chance: Random, objections: list) -> None:
    topic, reasons, explanation, _ = chance.choice(texts.OBJECTIONS)
    row.result_read_at = when.answered
    objection = Objection(evaluation=row, topic=topic, reasons=reasons, submitted_at=when.answered)
    told = {"topic": topic}
    log.add(Action.OBJECT, State.DELIVERED, State.OBJECTED, "employee", when.answered, reasons, told)
    if state == State.EXPLAINED:
        objection.explanation, objection.explained_at = explanation, when.answered
        log.add(Action.EXPLAIN, State.OBJECTED, State.EXPLAINED, "rater", when.answered, explanation)
    objections.append(objection)


def _decide(row, objection: Objection, when: Moments, log: _Log, chance: Random) -> None:
    """Four of five are upheld; what was changed was a step lower before."""
    objection.outcome = ObjectionOutcome.CHANGED if chance.random() < 0.2 else ObjectionOutcome.UPHELD
    objection.rating_hasil_kerja_before = row.rating_hasil_kerja
    objection.rating_perilaku_before, objection.predikat_before = row.rating_perilaku, row.predikat
    if objection.outcome == ObjectionOutcome.CHANGED:
        objection.rating_hasil_kerja_before = (
            Rating.BELOW if row.rating_hasil_kerja != Rating.BELOW else Rating.MEETS
        )
    objection.decision = next(one[3] for one in texts.OBJECTIONS if one[1] == objection.reasons)
    row.final_at = objection.decided_at = min(
        when.answered + timedelta(days=chance.randint(1, 12)), when.final
    )
    data = {"outcome": objection.outcome}
    log.add(Action.DECIDE, State.EXPLAINED, State.FINAL, "reviewer", row.final_at, objection.decision, data)
