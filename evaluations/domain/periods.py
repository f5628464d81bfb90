"""Periods: making, opening (which creates the evaluations), closing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evaluations import rules
from evaluations.domain import raters
from evaluations.domain.refusals import Refused
from evaluations.domain.snapshots import copy_posts, posts_on
from evaluations.enums import (
    EVALUATED_STATUSES,
    IN_EMPLOYEE_HANDS,
    LegalStatus,
    PeriodKind,
    PeriodState,
    State,
)
from evaluations.models import (
    Assignment,
    Employee,
    Evaluation,
    EvaluationPeriod,
    EvaluationSettings,
    OpeningGap,
    PeriodForm,
)
from forms_config.models import EvaluationForm, FormVersion

BATCH = 500
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


@dataclass
class OpeningReport:
    """What opening did: numbers of evaluations, and the people who got none or have no rater."""

    created: int = 0
    existing: int = 0
    gaps: list[OpeningGap] = field(default_factory=list)


def span_of(kind: PeriodKind, year: int, month: int | None) -> tuple[date, date]:
    """First and last day of a month, of the quarter that ends with ``month``, or of the year."""
    if kind == PeriodKind.ANNUAL or month is None:
        return date(year, 1, 1), date(year, 12, 31)
    first = month - 2 if kind == PeriodKind.QUARTERLY else month
    after = date(year + month // 12, month % 12 + 1, 1)
    return date(year, first, 1), after - timedelta(days=1)


def name_of(kind: PeriodKind, year: int, month: int | None) -> str:
    """The usual name: "Juli 2026", "Triwulan III 2026", "Tahunan 2026"."""
    if kind == PeriodKind.ANNUAL or month is None:
        return f"Tahunan {year}"
    if kind == PeriodKind.QUARTERLY:
        return f"Triwulan {('I', 'II', 'III', 'IV')[(month - 1) // 3]} {year}"
    return f"{MONTHS[month - 1]} {year}"


def end_of_day(day: date) -> datetime:
    """The last second of a day in Bantul."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def make_period(
    kind: PeriodKind,
    year: int,
    month: int | None = None,
    *,
    forms: Iterable[EvaluationForm] = (),
    fill_days: int = 5,
    rate_days: int = 10,
) -> EvaluationPeriod:
    """A period in preparation: deadlines ``fill_days`` and ``rate_days`` after its last day, every date editable."""
    starts_on, ends_on = span_of(kind, year, month)
    period = EvaluationPeriod.objects.create(
        name=name_of(kind, year, month),
        kind=kind,
        year=year,
        month=month,
        starts_on=starts_on,
        ends_on=ends_on,
        fill_until=end_of_day(ends_on + timedelta(days=fill_days)),
        rate_until=end_of_day(ends_on + timedelta(days=rate_days)),
        objection_days=EvaluationSettings.load().objection_days,
    )
    for order, form in enumerate(forms, start=1):
        PeriodForm.objects.create(period=period, order=order, form=form)
    return period


def open_period(period: EvaluationPeriod, *, actor=None) -> OpeningReport:
    """Open ``period`` and create the missing evaluations; pressing it again only adds who is new.

    Pins the newest version of each form the first time. ``actor`` None is the system. Raises ``Refused``: not_yours,
    period_closed, no_forms, form_not_published. Works in batches of one transaction each, so it can be interrupted.
    """
    _start(period, actor)
    choices = list(_choices(period))
    report = OpeningReport()
    people = Employee.objects.order_by("pk")
    posts = posts_on(None, period.ends_on)
    present = set(Evaluation.objects.filter(period=period).values_list("employee_id", flat=True))
    period.gaps.all().delete()
    batch: list[Employee] = []
    for person in people.iterator(chunk_size=2000):
        if person.pk in present:
            report.existing += 1
        elif person.nip is None:
            continue  # a rater who is not ASN
        elif (gap := _why_not(person, posts.get(person.pk), choices)) is not None:
            report.gaps.append(OpeningGap(period=period, employee=person, reason_code=gap[0], reason=gap[1]))
        else:
            batch.append(person)
        if len(batch) == BATCH:
            _create(period, batch, posts, choices, report)
            batch = []
    _create(period, batch, posts, choices, report)
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
    period.refresh_from_db()


def _why_not(person: Employee, post: Assignment | None, choices: list[PeriodForm]) -> tuple[str, str] | None:
    """Code and sentence if this person gets no evaluation."""
    if person.legal_status not in EVALUATED_STATUSES:
        label = LegalStatus(person.legal_status).label
        return "legal_status", f"Kedudukan hukum: {label}."
    if post is None:
        return "no_post", "Tidak punya jabatan pada akhir periode."
    if form_for(person, post, choices) is None:
        return "no_form", "Tidak ada formulir untuk jenis pegawai atau jabatannya."
    return None


def form_for(person: Employee, post: Assignment, choices: list[PeriodForm]) -> PeriodForm | None:
    """The first audience row that this person matches; empty conditions match everybody."""
    for choice in choices:
        if choice.employment_type and choice.employment_type != person.employment_type:
            continue
        if choice.position_type and choice.position_type != post.position_type:
            continue
        if choice.unit and not post.unit.path.startswith(choice.unit.path):
            continue
        return choice
    return None


@transaction.atomic
def _create(
    period: EvaluationPeriod,
    people: list[Employee],
    posts: dict[int, Assignment],
    choices: list[PeriodForm],
    report: OpeningReport,
) -> None:
    """One batch: rows with rater, reviewer and names as they are on the period's last day."""
    if not people:
        return
    found = raters.resolve_many([person.pk for person in people], period.ends_on)
    rows = []
    for person in people:
        post, who = posts[person.pk], found[person.pk]
        choice = form_for(person, post, choices)
        if choice is None:  # already reported as a gap
            continue
        row = Evaluation(
            employee=person,
            period=period,
            form_version=choice.form_version,
            unit=post.unit,
            agency=post.unit.agency,
            rater=who.rater,
            reviewer=who.reviewer,
            rater_reason=who.reason[:250],
        )
        copy_posts(row, posts)
        rows.append(row)
        if who.rater is None:
            report.gaps.append(
                OpeningGap(period=period, employee=person, reason_code="no_rater", reason=who.reason[:200])
            )
    Evaluation.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    report.created += len(rows)


@transaction.atomic
def close_period(
    period: EvaluationPeriod, *, actor=None, despite_open: bool = False, now: datetime | None = None
) -> EvaluationPeriod:
    """Close: nobody can fill in or rate any more; delivery and objections go on.

    Raises ``Refused``: not_yours, wrong_state, still_open (details: ``{state: count}``) unless ``despite_open``.
    """
    locked = EvaluationPeriod.objects.select_for_update().get(pk=period.pk)
    if actor is not None and not rules.is_manager(actor):
        raise Refused("not_yours", "Hanya BKPSDM yang dapat menutup periode.")
    if locked.state != PeriodState.OPEN:
        raise Refused("wrong_state", "Hanya periode yang sedang dibuka yang dapat ditutup.")
    waiting = unfinished(locked)
    if waiting and not despite_open:
        raise Refused(
            "still_open", f"Masih ada {sum(waiting.values())} evaluasi yang belum dinilai.", waiting
        )
    locked.state, locked.closed_at = PeriodState.CLOSED, now or timezone.now()
    locked.save(update_fields=["state", "closed_at"])
    return locked


def unfinished(period: EvaluationPeriod) -> dict[str, int]:
    """Evaluations not yet rated, counted by state."""
    counts: dict[str, int] = defaultdict(int)
    states = (*IN_EMPLOYEE_HANDS, State.SUBMITTED)
    for state in period.evaluations.filter(state__in=states).values_list("state", flat=True):
        counts[state] += 1
    return dict(counts)
