"""Opening a period, which creates its evaluations: in batches, each of which is whole or not there at all.

Whoever opens holds the row of the period while a batch is written, so two at once take turns and create nothing twice.
Killed between two batches, the next press (or the next ``tick``) goes on: a batch only adds what is missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evaluations import rules
from evaluations.domain.periods import audience
from evaluations.domain.periods.audience import NO_EVALUATION, rules_of
from evaluations.domain.periods.log import record
from evaluations.domain.periods.segments import PlannedSegment, new_parts, planned_segments
from evaluations.domain.refusals import Refused
from evaluations.enums import PeriodAction, PeriodState
from evaluations.models import Employee, Evaluation, EvaluationPeriod, OpeningGap
from forms_config.actors import Actor
from forms_config.models import FormVersion

BATCH = 500
COMPLETE = "evaluations"  # in the data of a log row: opening has looked at everybody
NO_RATER = "no_rater"


@dataclass
class OpeningReport:
    """What opening did: numbers of evaluations, and the people who got none or have no rater."""

    created: int = 0
    existing: int = 0
    gaps: list[OpeningGap] = field(default_factory=list)


@dataclass
class OpeningBatch(OpeningReport):
    """One batch. ``seen`` people looked at; ``after``: go on behind this person, None when all were looked at."""

    seen: int = 0
    after: int | None = None


def open_period(
    period: EvaluationPeriod, *, actor: Actor | None = None, now: datetime | None = None
) -> OpeningReport:
    """Open ``period`` and create the missing evaluations; pressing it again only adds who is new.

    Pins the newest version of each form the first time. ``actor`` None is the system. Raises ``Refused``: not_yours,
    period_closed, no_forms, form_not_published. One transaction per batch, so it can be interrupted.
    """
    start_opening(period, actor=actor, now=now)
    report = OpeningReport()
    after: int | None = 0
    while after is not None:
        batch = open_batch(period, after, actor=actor, now=now)
        report.created += batch.created
        report.existing += batch.existing
        report.gaps += batch.gaps
        after = batch.after
    return report


def people_to_open() -> QuerySet[Employee]:
    """Everybody at whom opening looks; without NIP one is a rater who is not ASN."""
    return Employee.objects.exclude(nip=None)


def unfinished_openings() -> QuerySet[EvaluationPeriod]:
    """Open periods whose opening began and was interrupted."""
    begun = EvaluationPeriod.objects.filter(state=PeriodState.OPEN, events__action=PeriodAction.OPEN)
    complete = EvaluationPeriod.objects.filter(
        events__action=PeriodAction.OPEN, events__data__has_key=COMPLETE
    )
    return begun.exclude(pk__in=complete.values("pk")).distinct()


@transaction.atomic
def start_opening(period: EvaluationPeriod, *, actor: Actor | None, now: datetime | None = None) -> None:
    """Lock the period, pin the form versions, set it open. Refused as ``open_period``."""
    now = now or timezone.now()
    locked = EvaluationPeriod.objects.select_for_update().get(pk=period.pk)
    if actor is not None and not rules.is_manager(actor):
        raise Refused("not_yours", "Hanya BKPSDM yang dapat membuka periode.")
    if locked.state == PeriodState.CLOSED:
        raise Refused("period_closed", f"{locked.name} sudah ditutup dan tidak dapat dibuka dari sini.")
    _pin_versions(locked)
    if locked.state == PeriodState.DRAFT:
        locked.state, locked.opened_at = PeriodState.OPEN, now
        locked.save(update_fields=["state", "opened_at"])
        record(locked, PeriodAction.OPEN, actor=actor, now=now)
    period.refresh_from_db()


def _pin_versions(period: EvaluationPeriod) -> None:
    forms = rules_of(period)
    if not forms:
        raise Refused("no_forms", "Pilih dulu formulir untuk periode ini.")
    for choice in forms:
        if choice.form_version_id is None:
            choice.form_version = FormVersion.objects.filter(form=choice.form).order_by("-number").first()
            if choice.form_version is None:
                raise Refused(
                    "form_not_published", f"Formulir “{choice.form.title}” belum diterbitkan. Terbitkan dulu."
                )
            choice.save(update_fields=["form_version"])


@transaction.atomic
def open_batch(
    period: EvaluationPeriod,
    after: int,
    *,
    actor: Actor | None = None,
    size: int | None = None,
    now: datetime | None = None,
) -> OpeningBatch:
    """Look at the next ``size`` people behind the key ``after``; create what they lack, note who gets none and why.

    Raises ``Refused``: not_yours, not_open (closed meanwhile, or never started).
    """
    if actor is not None and not rules.is_manager(actor):
        raise Refused("not_yours", "Hanya BKPSDM yang dapat membuka periode.")
    size = size or BATCH
    locked = EvaluationPeriod.objects.select_for_update().get(pk=period.pk)
    if locked.state != PeriodState.OPEN:
        raise Refused("not_open", f"{locked.name} tidak sedang dibuka. Muat ulang halaman ini.")
    people = list(people_to_open().filter(pk__gt=after).order_by("pk")[:size])
    batch = OpeningBatch(seen=len(people), after=people[-1].pk if len(people) == size else None)
    if people:
        _fill_batch(locked, people, batch, timezone.localdate(now))
    if batch.after is None:
        _note_completion(locked, actor, now)
    return batch


def _fill_batch(period: EvaluationPeriod, people: list[Employee], batch: OpeningBatch, today: date) -> None:
    ids = [person.pk for person in people]
    choices = rules_of(period)
    plans = planned_segments(ids, period, today=today)
    versions = {choice.pk: choice.form_version for choice in choices}
    present = set(period.evaluations.filter(employee__in=ids).values_list("employee_id", flat=True))
    without_rater = _without_rater(period, ids)
    new = {}
    for person in audience.people(period, choices, employee_ids=ids, plans=plans).order_by("pk"):
        if person.pk in present:
            batch.existing += 1
            if person.pk in without_rater:
                batch.gaps.append(_gap(period, person, NO_RATER, without_rater[person.pk]))
        elif person.code:
            batch.gaps.append(_gap(period, person, person.code, audience.reason(person)))
        elif version := versions[person.rule]:
            new[person] = version
    _create(period, new, plans, batch, today)
    # Findings of other kinds (a transfer that could not split, say) belong to those who wrote them.
    period.gaps.filter(employee__in=ids, reason_code__in=[*NO_EVALUATION, NO_RATER]).delete()
    OpeningGap.objects.bulk_create(batch.gaps, ignore_conflicts=True)


def _without_rater(period: EvaluationPeriod, ids: Sequence[int]) -> dict[int, str]:
    rows = period.evaluations.filter(employee__in=ids, rater=None)
    return dict(rows.values_list("employee_id", "rater_reason"))


def _gap(period: EvaluationPeriod, person: Employee, code: str, reason: str) -> OpeningGap:
    return OpeningGap(period=period, employee=person, reason_code=code, reason=reason[:200])


def _create(
    period: EvaluationPeriod,
    forms: dict[Employee, FormVersion],
    plans: dict[int, list[PlannedSegment]],
    batch: OpeningBatch,
    today: date,
) -> None:
    """For each part of each person a row with rater, reviewer and names as they are on its last day."""
    rows = new_parts(forms, plans, period, today)
    without_rater = {row.employee: row.rater_reason for row in rows if row.rater is None}
    batch.gaps += [_gap(period, person, NO_RATER, reason) for person, reason in without_rater.items()]
    Evaluation.objects.bulk_create(rows)
    batch.created += len(rows)


def _note_completion(period: EvaluationPeriod, actor: Actor | None, now: datetime | None) -> None:
    """One row in the log when everybody was looked at; none when nothing has changed since the last such row."""
    data = {COMPLETE: period.evaluations.count(), "gaps": period.gaps.count()}
    last = period.events.filter(action=PeriodAction.OPEN, data__has_key=COMPLETE).last()
    if last is None or last.data != data:
        record(period, PeriodAction.OPEN, actor=actor, data=data, now=now)
