"""Giving more time to units or to a person, and taking it back. Who then has until when: ``deadlines``."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format

from evaluations.domain.evaluating.deadlines import DUE_NAMES, with_due
from evaluations.domain.periods import audience
from evaluations.domain.periods.log import record
from evaluations.domain.refusals import Refused
from evaluations.duties import states_with
from evaluations.enums import PeriodAction, PeriodState, Step
from evaluations.models import Employee, Evaluation, EvaluationPeriod, Extension, OrganizationalUnit, within
from evaluations.models.evaluation import EvaluationQuerySet
from forms_config.actors import Actor
from forms_config.engine.characters import clean_text, is_empty

Target = OrganizationalUnit | Employee

# Of the evaluations that an extension covers: whose step is not done.
_WAITING = {Step.FILL: Q(state__in=states_with(Step.FILL)), Step.RATE: Q(rated_at=None)}


@dataclass(frozen=True, slots=True)
class Reach:
    """What an extension of one unit or person means, in people: covered, with the step undone, with more time by it."""

    target: Target
    people: int
    waiting: int
    gaining: int


def evaluations_of(period: EvaluationPeriod, target: Target) -> EvaluationQuerySet:
    """The evaluations that an extension for ``target`` covers: of the person, or of the unit and all below it."""
    rows = Evaluation.objects.filter(period=period)
    if isinstance(target, Employee):
        return rows.filter(employee=target)
    return rows.filter(within(target))


def reach(period: EvaluationPeriod, target: Target, *, step: Step, until: datetime) -> Reach:
    """Whom an extension until then would cover; before opening, whom it will by the posts known now."""
    if period.state == PeriodState.DRAFT:
        return _foreseen(period, target, step, until)
    more_time = Q(**{f"{DUE_NAMES[step]}__lt": until})
    counts = (
        with_due(evaluations_of(period, target))
        .order_by()
        .aggregate(
            people=Count("employee", distinct=True),
            waiting=Count("employee", distinct=True, filter=_WAITING[step]),
            gaining=Count("employee", distinct=True, filter=more_time),
        )
    )
    return Reach(target, **counts)


def _foreseen(period: EvaluationPeriod, target: Target, step: Step, until: datetime) -> Reach:
    """The people who would get a form if the period opened now, none of whom has done anything yet."""
    placed = audience.people(period, audience.rules_of(period)).filter(code="").order_by()
    if isinstance(target, Employee):
        placed = placed.filter(pk=target.pk)
    else:
        placed = placed.filter(within(target, at=f"{audience.POST}__unit"))
    steps = {step, Step.FILL}  # rating is never due before filling
    longer = Extension.objects.filter(period=period, step__in=steps, revoked_at=None, until__gte=until)
    has_longer = Q(pk__in=[])
    for given in longer.select_related("unit"):
        covered = within(given.unit, at=f"{audience.POST}__unit") if given.unit else Q(pk=given.employee_id)
        has_longer |= covered
    counts = placed.aggregate(people=Count("pk"), gaining=Count("pk", filter=~has_longer))
    return Reach(target, counts["people"], counts["people"], counts["gaining"])


def preview(
    period: EvaluationPeriod,
    *,
    step: Step,
    until: datetime,
    reason: str,
    units: Sequence[OrganizationalUnit] = (),
    employee: Employee | None = None,
    now: datetime | None = None,
) -> list[Reach]:
    """What ``grant`` would do; refuses what it refuses. One query for each unit, before opening some more."""
    targets = _targets(units, employee)
    if is_empty(reason):
        raise Refused("reason_required", "Tuliskan alasan perpanjangan.", "reason")
    _check_period(period)
    _check_until(period, step, until, now or timezone.now())
    reaches = [reach(period, target, step=step, until=until) for target in targets]
    for one in reaches:
        _check_reach(one, period)
    return reaches


@transaction.atomic
def grant(
    period: EvaluationPeriod,
    *,
    step: Step,
    until: datetime,
    reason: str,
    actor: Actor,
    units: Sequence[OrganizationalUnit] = (),
    employee: Employee | None = None,
    now: datetime | None = None,
) -> list[Extension]:
    """Move the deadline of ``step`` for the units with all below them, or for one person; all or nothing.

    Before the period opens it is given for those who will be in it. Writes one row per unit or person and one line in
    the log of the period each. Raises ``Refused``, with the name of the argument as details: unit_or_person,
    reason_required, period_closed, ends_in_past, not_later, after_close, nobody, nothing_gained.
    """
    locked = EvaluationPeriod.objects.select_for_update().get(pk=period.pk)
    reaches = preview(locked, step=step, until=until, reason=reason, units=units, employee=employee, now=now)
    return [_grant_one(locked, one, step, until, clean_text(reason), actor, now) for one in reaches]


def _grant_one(
    period, one: Reach, step: Step, until: datetime, reason: str, actor: Actor, now: datetime | None
) -> Extension:
    target = one.target
    extension = Extension.objects.create(
        period=period,
        step=step,
        unit=target if isinstance(target, OrganizationalUnit) else None,
        employee=target if isinstance(target, Employee) else None,
        until=until,
        reason=reason,
        granted_by=actor,
    )
    data = _data(extension) | {"people": one.people, "waiting": one.waiting}
    record(period, PeriodAction.EXTEND, actor=actor, note=reason, data=data, now=now)
    return extension


def is_granted(
    period: EvaluationPeriod,
    *,
    step: Step,
    until: datetime,
    reason: str,
    actor: Actor,
    units: Sequence[OrganizationalUnit] = (),
    employee: Employee | None = None,
) -> bool:
    """Whether ``actor`` has given this very extension already: the second press of the button, which gains nothing."""
    given = Extension.objects.filter(
        period=period, step=step, until=until, reason=clean_text(reason), granted_by=actor, revoked_at=None
    ).select_related("unit", "employee")
    return {*_targets(units, employee)} <= {one.unit or one.employee for one in given}


@transaction.atomic
def revoke(extension: Extension, *, actor: Actor, note: str, now: datetime | None = None) -> Extension:
    """End an extension at once; what was sent meanwhile stays accepted, but counts by the deadline that is left.

    Raises ``Refused``: reason_required, already_revoked.
    """
    now = now or timezone.now()
    if is_empty(note):
        raise Refused("reason_required", "Tuliskan mengapa perpanjangan ini dicabut.", "note")
    # The lock of the period keeps other acts on its extensions waiting too.
    period = EvaluationPeriod.objects.select_for_update().get(pk=extension.period_id)
    locked = Extension.objects.select_related("unit", "employee").get(pk=extension.pk)
    if locked.revoked_at is not None:
        raise Refused("already_revoked", "Perpanjangan ini sudah dicabut.")
    locked.revoked_at = now
    locked.save(update_fields=["revoked_at"])
    record(
        period, PeriodAction.END_EXTENSION, actor=actor, note=clean_text(note), data=_data(locked), now=now
    )
    return locked


def _data(extension: Extension) -> dict[str, object]:
    return {
        "extension": extension.pk,
        "step": extension.step,
        "until": extension.until.isoformat(),
        "for": str(extension.unit or extension.employee),
    }


def _targets(units: Sequence[OrganizationalUnit], employee: Employee | None) -> list[Target]:
    """The person, or the units without those that lie below another of them."""
    if employee is None and not units:
        raise Refused("unit_or_person", "Pilih unit atau satu pegawai.", "units")
    if employee is not None and units:
        raise Refused("unit_or_person", "Pilih unit atau satu pegawai, tidak keduanya.", "employee")
    if employee is not None:
        return [employee]
    paths = {unit.path for unit in units}
    highest = {p for p in paths if not any(p.startswith(other) for other in paths - {p})}
    return list({unit.path: unit for unit in units if unit.path in highest}.values())


def _check_period(period: EvaluationPeriod) -> None:
    if period.state == PeriodState.CLOSED:
        raise Refused("period_closed", f"{period.name} sudah ditutup. Buka kembali periode ini lebih dulu.")


def _check_until(period: EvaluationPeriod, step: Step, until: datetime, now: datetime) -> None:
    deadline = period.fill_until if step == Step.FILL else period.rate_until
    if until <= now:
        raise Refused(
            "ends_in_past", "Waktu akhir perpanjangan sudah lewat. Pilih waktu yang akan datang.", "until"
        )
    if until <= deadline:
        raise Refused(
            "not_later", f"Pilih waktu setelah batas yang berlaku sekarang, {_moment(deadline)}.", "until"
        )
    if period.closes_at is not None and until > period.closes_at:
        raise Refused(
            "after_close",
            f"{period.name} ditutup pada {_moment(period.closes_at)}. Pilih waktu sebelum itu, atau undurkan "
            "penutupannya lebih dulu.",
            "until",
        )


def _check_reach(one: Reach, period: EvaluationPeriod) -> None:
    field = "employee" if isinstance(one.target, Employee) else "units"
    if not one.people:
        will_have = "tidak akan punya" if period.state == PeriodState.DRAFT else "tidak punya"
        raise Refused("nobody", f"{one.target} {will_have} evaluasi pada {period.name}.", field)
    if not one.gaining:
        raise Refused(
            "nothing_gained",
            f"{one.target} sudah mendapat waktu sampai saat itu atau lebih lama. Pilih waktu yang lebih akhir.",
            "until",
        )


def _moment(at: datetime) -> str:
    return f"{date_format(timezone.localtime(at), 'DATETIME_FORMAT')} WIB"
