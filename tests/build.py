"""Plain builders: each makes one thing with sensible defaults and nothing else than what it needs."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from evaluations.domain.access.roles import put_in_step
from evaluations.domain.evaluating.plan_versions import freeze
from evaluations.domain.periods.performances import Basis
from evaluations.domain.periods.performances import determine as determine_levels
from evaluations.duties import states_from
from evaluations.enums import (
    ROLE_GROUPS,
    AssignmentKind,
    CoreValue,
    EmploymentType,
    FeedbackRelation,
    FeedbackRequestState,
    PeriodKind,
    PeriodState,
    PlanState,
    PositionType,
    Role,
    Stage,
    State,
    UnitKind,
)
from evaluations.models import (
    Assignment,
    Employee,
    Evaluation,
    EvaluationPeriod,
    Feedback,
    FeedbackRequest,
    LeaderExpectation,
    OrganizationalUnit,
    PerformanceDecision,
    PerformancePlan,
    PlanVersion,
    RoleGrant,
    WorkingCalendar,
    WorkingHours,
    WorkResult,
    WorkResultIndicator,
)
from forms_config.engine import codec
from forms_config.models import EvaluationForm, FormVersion
from sekin_site.models import User
from sekin_site.roles import AUDITOR, BKPSDM
from tests import schemas
from tests.guards import take_guards_off

JAKARTA = ZoneInfo("Asia/Jakarta")
_numbers = count(501)


def make_user(username: str | None = None, *, groups: tuple[str, ...] = (), **fields) -> User:
    user = User(username=username or f"user{next(_numbers)}", **fields)
    user.set_unusable_password()
    user.save()
    for role, group in ROLE_GROUPS.items():
        if group in groups:
            make_grant(user, role)
    return user


def make_grant(who, role: Role, unit=None, **fields) -> RoleGrant:
    """``who`` (a person or a login) holds the role, since long ago unless said otherwise; the group follows."""
    fields.setdefault("starts_on", date(2020, 1, 1))
    grant = RoleGrant.objects.create(
        user=getattr(who, "user", who), role=role, unit=unit, reason=fields.pop("reason", "SK 1"), **fields
    )
    if unit is None and role in ROLE_GROUPS:  # roles over a unit have no group
        put_in_step([grant.user_id])
    return grant


def make_unit(
    name: str = "Dinas Kesehatan", *, parent=None, code: str | None = None, kind=None
) -> OrganizationalUnit:
    code = code or str(20000 + next(_numbers))
    kind = kind or (UnitKind.AGENCY if parent is None or parent.parent_id is None else UnitKind.DIVISION)
    unit = OrganizationalUnit(code=code, name=name, kind=kind, parent=parent)
    unit.path = f"{parent.path if parent else ''}{code}/"
    if parent is not None and parent.agency_id:
        unit.agency = parent.agency
    unit.save()
    if unit.agency_id is None and kind in (UnitKind.AGENCY, UnitKind.KAPANEWON):
        unit.agency = unit
        unit.save(update_fields=["agency"])
    return unit


def keep_daily(unit: OrganizationalUnit, *, wanted: bool | None = True) -> None:
    """The people of the unit write a line a day, or not."""
    OrganizationalUnit.objects.filter(pk=unit.pk).update(keeps_daily=wanted)


def make_employee(
    name: str = "Siti Aminah", *, nip: str | None = None, user: User | None = None, **fields
) -> Employee:
    nip = nip or _next_nip()
    return Employee.objects.create(
        name=name,
        nip=nip,
        user=user or make_user(nip, first_name=name),
        employment_type=fields.pop("employment_type", EmploymentType.PNS),
        rank=fields.pop("rank", "III/a"),
        **fields,
    )


def make_calendar(name: str = "Enam hari", *, days: int = 6, starts="07:30", ends="14:00", **fields):
    """A working calendar with the same hours on the first ``days`` weekdays."""
    calendar = WorkingCalendar.objects.create(name=name, **fields)
    WorkingHours.objects.bulk_create(
        WorkingHours(
            calendar=calendar,
            weekday=weekday,
            starts_at=time.fromisoformat(starts),
            ends_at=time.fromisoformat(ends),
            rest_minutes=0,
        )
        for weekday in range(days)
    )
    return calendar


def _next_nip() -> str:
    """A valid NIP that nobody has: neither an earlier one, in however long a run, nor one of the cast."""
    number = next(_numbers)
    turn, sequence = divmod(number, 999)
    return f"19900315{2010 + turn % 10}04{1 + number % 2}{1 + sequence:03}"


def make_assignment(employee, unit, position: str = "Perawat Ahli Pertama", **fields) -> Assignment:
    return Assignment.objects.create(
        employee=employee,
        unit=unit,
        position=position,
        position_type=fields.pop("position_type", PositionType.FUNCTIONAL),
        kind=fields.pop("kind", AssignmentKind.DEFINITIVE),
        starts_on=fields.pop("starts_on", date(2020, 1, 1)),
        **fields,
    )


def make_head(employee, unit, position: str = "Kepala", **fields) -> Assignment:
    fields.setdefault("position_type", PositionType.STRUCTURAL)
    return make_assignment(employee, unit, position, is_head=True, **fields)


def make_form_version(schema=None, *, key: str | None = None) -> FormVersion:
    """A published version of ``schema`` (default: the official form), written without the editor."""
    schema = schema or schemas.official_form()
    form, _ = EvaluationForm.objects.get_or_create(
        key=key or schema.key, defaults={"title": schema.title, "live": True}
    )
    number = form.versions.count() + 1
    return FormVersion.objects.create(
        form=form,
        number=number,
        schema=codec.dump(schema),
        content_hash=codec.content_hash(schema),
        published_at=timezone.now(),
    )


def make_period(year: int = 2026, month: int | None = 7, **fields) -> EvaluationPeriod:
    """An open month whose deadlines are ahead (relative to now), and which may be rated, unless said otherwise."""
    starts_on = date(year, month or 1, 1)
    ends_on = date(year, month, 28) if month else date(year, 12, 31)
    now = timezone.now()
    fields.setdefault("fill_until", now + timedelta(days=5))
    fields.setdefault("rate_until", fields["fill_until"] + timedelta(days=5))
    fields.setdefault("rates_from", fields.get("starts_on", starts_on))
    state = fields.setdefault("state", PeriodState.OPEN)
    if state != PeriodState.DRAFT:
        fields.setdefault("opened_at", now)
    return EvaluationPeriod.objects.create(
        name=fields.pop("name", f"Periode {month or 'tahunan'}-{year}"),
        kind=fields.pop("kind", PeriodKind.MONTHLY if month else PeriodKind.ANNUAL),
        year=year,
        month=month,
        starts_on=fields.pop("starts_on", starts_on),
        ends_on=fields.pop("ends_on", ends_on),
        **fields,
    )


def make_plan(
    employee, *, post=None, rater=None, year: int = 2026, state=PlanState.APPROVED, results: int = 1
) -> PerformancePlan:
    """An approved plan with ``results`` work results of one indicator each and the seven expectations.

    For the last post that the person got, unless ``post`` says which.
    """
    plan = PerformancePlan.objects.create(
        employee=employee,
        assignment=post or employee.assignments.order_by("starts_on", "pk").last(),
        year=year,
        rater=rater,
        submitted_at=None if state == PlanState.DRAFT else timezone.now(),
        approved_at=timezone.now() if state == PlanState.APPROVED else None,
    )
    for number in range(1, results + 1):
        result = WorkResult.objects.create(
            plan=plan, key=f"rhk-{number}", order=number, statement=f"Hasil kerja {number} terlaksana"
        )
        WorkResultIndicator.objects.create(
            result=result,
            text=f"Jumlah laporan {number}",
            target="12 laporan",
            target_value=12,
            unit="laporan",
        )
    LeaderExpectation.objects.bulk_create(
        LeaderExpectation(plan=plan, value=value, text=f"Ekspektasi {value.label}") for value in CoreValue
    )
    if state == PlanState.APPROVED:
        return approve(plan)
    plan.state = state
    plan.save()
    return plan


def approve(plan: PerformancePlan) -> PerformancePlan:
    """Last, since the database lets nobody write into an approved plan."""
    plan.state, plan.approved_at = PlanState.APPROVED, timezone.now()
    plan.save()
    freeze(plan)
    return plan


def remove_plans(employee) -> None:
    """As if there had never been one, past every guard; for tests that go on with another."""
    take_guards_off()
    PlanVersion.objects.filter(plan__employee=employee).delete()
    employee.plans.all().delete()


def determine(
    period, levels, *, reason: str = "", document: bytes | None = None, now=None
) -> PerformanceDecision:
    """What units achieved in a period, {unit: level}, as BKPSDM writes it down."""
    basis = Basis(
        source="Realisasi rencana aksi",
        decided_by="Bupati Bantul",
        decided_on=date(2026, 7, 1),
        reason=reason,
        document=SimpleUploadedFile("penetapan.pdf", document) if document else None,
    )
    officer = User.objects.filter(username="bkpsdm").first() or make_user(groups=(BKPSDM,))
    return determine_levels(period, levels, basis, actor=officer, now=now)


MOMENTS = {
    Stage.SUBMITTED: "submitted_at",
    Stage.RATED: "rated_at",
    Stage.DELIVERED: "delivered_at",
    Stage.FINAL: "final_at",
}


def make_evaluation(
    employee, period, *, rater=None, reviewer=None, unit=None, version=None, **fields
) -> Evaluation:
    """An evaluation in any state, with the snapshot columns filled from the people given."""
    state = fields.setdefault("state", State.OPEN)
    unit = unit or employee.assignments.first().unit
    now = timezone.now()
    for stage, name in MOMENTS.items():
        if state in states_from(stage):
            fields.setdefault(name, now)
    if fields.get("submitted_at"):
        fields.setdefault("receipt_number", f"T{next(_numbers)}")
    return Evaluation.objects.create(
        employee=employee,
        period=period,
        rater=rater,
        reviewer=reviewer,
        unit=unit,
        agency=unit.agency,
        form_version=version or FormVersion.objects.first() or make_form_version(),
        nip=employee.nip or "",
        name=employee.full_name,
        employment_type=employee.employment_type,
        unit_code=unit.code,
        unit_name=unit.name,
        agency_code=unit.agency.code if unit.agency else "",
        agency_name=unit.agency.name if unit.agency else "",
        rater_name=rater.full_name if rater else "",
        rater_nip=(rater.nip or "") if rater else "",
        reviewer_name=reviewer.full_name if reviewer else "",
        **fields,
    )


def make_feedback_request(employee, invited, period, **fields) -> FeedbackRequest:
    """A peer is asked by name, until the day after tomorrow, unless said otherwise."""
    fields.setdefault("until", timezone.localdate() + timedelta(days=2))
    fields.setdefault("relation", FeedbackRelation.PEER)
    fields.setdefault("asked_by", employee)
    return FeedbackRequest.objects.create(employee=employee, invited=invited, period=period, **fields)


def make_answer(request: FeedbackRequest, text: str = "Sigap membantu", **fields) -> Feedback:
    """What was answered to a request, as ``feedback_requests`` stores it."""
    FeedbackRequest.objects.filter(pk=request.pk).update(state=FeedbackRequestState.ANSWERED)
    return Feedback.objects.create(
        employee=request.employee, request=request, relation=request.relation, text=text,
        author=None if request.is_anonymous else request.invited, about_on=request.about_on, **fields,
    )  # fmt: skip


def make_unnamed_answers(employee, period, number: int, **fields) -> list[Feedback]:
    """What ``number`` peers, each another person, wrote without their names."""
    return [
        make_answer(
            make_feedback_request(employee, make_employee(f"Rekan {n}"), period, is_anonymous=True, **fields),
            f"Catatan rekan {n}",
        )
        for n in range(number)
    ]


@dataclass
class Cast:
    """Who plays in most tests. ``stranger`` belongs to another agency: their job is to get 404."""

    root: OrganizationalUnit
    agency: OrganizationalUnit
    division: OrganizationalUnit
    other_agency: OrganizationalUnit
    employee: Employee
    rater: Employee
    reviewer: Employee
    unit_admin: Employee
    stranger: Employee
    bkpsdm: User
    auditor: User
    superadmin: User

    def evaluation(self, period=None, **fields) -> Evaluation:
        """The employee's evaluation by the rater, with an approved plan."""
        period = period or EvaluationPeriod.objects.first() or make_period()
        if not self.employee.plans.filter(year=period.year).exists():
            make_plan(self.employee, rater=self.rater, year=period.year)
        return make_evaluation(self.employee, period, rater=self.rater, reviewer=self.reviewer, **fields)


def make_cast() -> Cast:
    root = make_unit("Pemerintah Kabupaten Bantul", code="10000", kind=UnitKind.REGENCY)
    agency = make_unit("Dinas Kesehatan", parent=root, code="10200")
    division = make_unit("Bidang Pencegahan Penyakit", parent=agency, code="20071")
    other = make_unit("Dinas Sosial", parent=root, code="11000")
    employee = make_employee("Siti Aminah", nip="199003152015032501")
    rater = make_employee("Budi Santoso", nip="198001012005011502")
    reviewer = make_employee("Ratna Dewi", nip="197002022000032503")
    unit_admin = make_employee("Agus Wibowo", nip="198505052010011504")
    stranger = make_employee("Joko Susilo", nip="199107072016011505")
    make_assignment(employee, division)
    make_head(rater, division, "Kepala Bidang Pencegahan Penyakit")
    make_head(reviewer, agency, "Kepala Dinas Kesehatan")
    make_assignment(unit_admin, agency, "Analis Kepegawaian")
    make_assignment(stranger, other)
    make_grant(unit_admin, Role.UNIT_ADMIN, agency)
    return Cast(
        root,
        agency,
        division,
        other,
        employee,
        rater,
        reviewer,
        unit_admin,
        stranger,
        bkpsdm=make_user("bkpsdm", groups=(BKPSDM,), first_name="BKPSDM"),
        auditor=make_user("auditor", groups=(AUDITOR,), first_name="Auditor"),
        superadmin=make_user("admin", is_superuser=True, is_staff=True),
    )


def moment(*parts: int) -> datetime:
    """A moment in Bantul."""
    return datetime(*parts, tzinfo=JAKARTA)
