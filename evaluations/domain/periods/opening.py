"""Opening a period, which creates its evaluations."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evaluations import rules
from evaluations.domain.periods.audience import form_for
from evaluations.domain.periods.log import record
from evaluations.domain.refusals import Refused
from evaluations.domain.segments import PlannedSegment, new_parts, planned_segments
from evaluations.enums import EVALUATED_STATUSES, LegalStatus, PeriodAction, PeriodState
from evaluations.models import (
    Assignment,
    Employee,
    Evaluation,
    EvaluationPeriod,
    OpeningGap,
    PeriodForm,
)
from forms_config.models import FormVersion

BATCH = 500


@dataclass
class OpeningReport:
    """What opening did: numbers of evaluations, and the people who got none or have no rater."""

    created: int = 0
    existing: int = 0
    gaps: list[OpeningGap] = field(default_factory=list)


def open_period(period: EvaluationPeriod, *, actor=None) -> OpeningReport:
    """Open ``period`` and create the missing evaluations; pressing it again only adds who is new.

    Pins the newest version of each form the first time. ``actor`` None is the system. Raises ``Refused``: not_yours,
    period_closed, no_forms, form_not_published. Works in batches of one transaction each, so it can be interrupted.
    """
    _start(period, actor)
    choices = list(_choices(period))
    report = OpeningReport()
    people = Employee.objects.order_by("pk")
    plans = planned_segments(None, period, today=timezone.localdate())
    present = set(Evaluation.objects.filter(period=period).values_list("employee_id", flat=True))
    period.gaps.all().delete()
    batch: list[Employee] = []
    for person in people.iterator(chunk_size=2000):
        if person.pk in present:
            report.existing += 1
        elif person.nip is None:
            continue  # a rater who is not ASN
        elif (gap := _why_not(person, _last_post(plans, person), choices)) is not None:
            report.gaps.append(OpeningGap(period=period, employee=person, reason_code=gap[0], reason=gap[1]))
        else:
            batch.append(person)
        if len(batch) == BATCH:
            _create(period, batch, plans, choices, report)
            batch = []
    _create(period, batch, plans, choices, report)
    OpeningGap.objects.bulk_create(report.gaps, batch_size=BATCH)
    return report


def _choices(period: EvaluationPeriod) -> QuerySet[PeriodForm]:
    rows = PeriodForm.objects.filter(period=period).select_related("form", "form_version", "unit")
    return rows.order_by("order", "pk")


@transaction.atomic
def _start(period: EvaluationPeriod, actor) -> None:
    """Lock the period, pin the form versions, set it open."""
    locked = EvaluationPeriod.objects.select_for_update().get(pk=period.pk)
    if actor is not None and not rules.is_manager(actor):
        raise Refused("not_yours", "Hanya BKPSDM yang dapat membuka periode.")
    if locked.state == PeriodState.CLOSED:
        raise Refused("period_closed", f"{locked.name} sudah ditutup dan tidak dapat dibuka dari sini.")
    forms = list(_choices(locked))
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
    if locked.state == PeriodState.DRAFT:
        locked.state, locked.opened_at = PeriodState.OPEN, timezone.now()
        locked.save(update_fields=["state", "opened_at"])
        record(locked, PeriodAction.OPEN, actor=actor, now=locked.opened_at)
    period.refresh_from_db()


def _why_not(person: Employee, post: Assignment | None, choices: list[PeriodForm]) -> tuple[str, str] | None:
    """Code and sentence if this person gets no evaluation."""
    if person.legal_status not in EVALUATED_STATUSES:
        label = LegalStatus(person.legal_status).label
        return "legal_status", f"Kedudukan hukum: {label}."
    if post is None:
        return "no_post", "Tidak punya jabatan dalam periode ini."
    if form_for(person, post, choices) is None:
        return "no_form", "Tidak ada formulir untuk jenis pegawai atau jabatannya."
    return None


@transaction.atomic
def _create(
    period: EvaluationPeriod,
    people: list[Employee],
    plans: dict[int, list[PlannedSegment]],
    choices: list[PeriodForm],
    report: OpeningReport,
) -> None:
    """One batch: for each part of each person a row with rater, reviewer and names as they are on its last day."""
    forms = {}
    for person in people:
        choice = form_for(person, plans[person.pk][-1].post, choices)
        if choice is not None and choice.form_version is not None:  # else already reported as a gap
            forms[person] = choice.form_version
    rows = new_parts(forms, plans, period, timezone.localdate())
    without_rater = {row.employee: row.rater_reason for row in rows if row.rater is None}
    report.gaps += [
        OpeningGap(period=period, employee=person, reason_code="no_rater", reason=reason[:200])
        for person, reason in without_rater.items()
    ]
    Evaluation.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    report.created += len(rows)


def _last_post(plans: dict[int, list[PlannedSegment]], person: Employee) -> Assignment | None:
    """The post that decides the form: of the last part, since one person fills in one form in a period."""
    plan = plans.get(person.pk)
    return plan[-1].post if plan else None
