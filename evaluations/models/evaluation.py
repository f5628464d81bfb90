"""The evaluation: one person, one period, one form, one rater."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.expressions import Combinable
from django.utils import timezone

from evaluations.duties import (
    APPROVE,
    DELIVER,
    EVALUATION,
    IN_EMPLOYEE_HANDS,
    NOT_YET_RATED,
    Duty,
    deputed_to,
    duties_at,
    states_before,
    waits_for,
)
from evaluations.enums import (
    UNIT_ROLES,
    EmploymentType,
    PeriodKind,
    Predikat,
    Rating,
    Role,
    Stage,
    State,
    Step,
)
from evaluations.models.organization import OrganizationalUnit, within
from evaluations.models.people import Employee, employee_id_of
from evaluations.models.period import EvaluationPeriod
from evaluations.models.roles import paths_of
from forms_config.models import FormVersion

COVERS_REGENCY = "evaluations.view_all_evaluations"
MANAGES = "evaluations.manage_evaluations"
DOCUMENTS = ("answers", "plan_rows", "expectations", "figures", "trace")  # JSON that no list needs
# Of a joined form version: ``FormVersion.parsed`` keeps it in the process, so that it is read once, not with each row.
PARSED_ALREADY = ("form_version__schema", "form_version__source")
# What an employee's act reads and writes; the other sixty columns and those of joined tables stay where they are.
WRITTEN_WHILE_FILLING = (
    "segment", "starts_on", "ends_on", "state", "version", "answers", "plan_rows", "expectations", "figures",
    "receipt_number", "submitted_at", "first_submitted_at", "read_at", "updated_at",
    "employee__user", "unit__path", "form_version__form", "form_version__content_hash",
    *(f"period__{name}" for name in ("name", "kind", "year", "month", "state", "starts_on", "ends_on")),
    *(f"period__{name}" for name in ("fill_until", "rate_until", "rates_from", "grace_hours", "closed_at")),
)  # fmt: skip
OVERSEERS = (Role.LEADER, Role.AUDITOR)  # read results; a unit administrator follows progress only


class EvaluationQuerySet(models.QuerySet):
    def visible_to(self, user) -> "EvaluationQuerySet":
        """The rows that ``user`` may open at all; foreign rows must answer 404.

        Own ones; those where one is rater or the rater's superior, or acts for a rater who is away; the regency for
        holders of ``view_all_evaluations``; the subtree for leaders and auditors. A unit administrator sees progress,
        not content: see ``monitored_by``.
        """
        if user.has_perm(COVERS_REGENCY):
            return self
        me = employee_id_of(user)
        mine = Q(employee=me) | Q(rater=me) | Q(reviewer=me) | deputed_to(me)
        return self.filter(mine | within(*paths_of(user, *OVERSEERS)))

    def overseen_by(self, user) -> "EvaluationQuerySet":
        """The rows whose results ``user`` may see in sum: as leader, as auditor, or for the whole regency."""
        if user.has_perm(COVERS_REGENCY):
            return self
        return self.filter(within(*paths_of(user, *OVERSEERS)))

    def monitored_by(self, user) -> "EvaluationQuerySet":
        """The rows whose progress (state, deadlines, never ratings) ``user`` may follow."""
        if user.has_perm(COVERS_REGENCY):
            return self
        return self.filter(within(*paths_of(user, *UNIT_ROLES)))

    def touching(self, first: date | Combinable, last: date | Combinable) -> "EvaluationQuerySet":
        """Rows that evaluate a day from ``first`` to ``last``: of several parts only those with such a day.

        The days may be expressions too, such as ``OuterRef``.
        """
        return self.filter(
            Q(starts_on=None) | Q(starts_on__lte=last),
            Q(ends_on=None) | Q(ends_on__gte=first),
            period__starts_on__lte=last,
            period__ends_on__gte=first,
        )

    def remindable_by(self, user) -> "EvaluationQuerySet":
        """The rows about which ``user`` may remind: as unit administrator, or for BKPSDM. Leaders only look."""
        if user.has_perm(MANAGES):
            return self
        return self.filter(within(*paths_of(user, Role.UNIT_ADMIN)))

    def awaiting(self, user, *duties: Duty) -> "EvaluationQuerySet":
        """Rows where it is this user's turn to do one of ``duties`` (none named: any)."""
        return self.waiting_for(employee_id_of(user), *duties)

    def waiting_for(self, me: int, *duties: Duty) -> "EvaluationQuerySet":
        """The same for the person with this id."""
        return self.filter(waits_for(EVALUATION, me, *duties))


class Evaluation(models.Model):
    """One row is one evaluation of one employee in one period by one rater.

    Written only by ``domain.evaluating.workflow`` (state and what belongs to it) and ``domain.periods`` (creation).
    Columns under "as they were" are copied when the period opens and again at each rating, so that later edits of
    people, units and forms change nothing here. A FINAL row is refused by the database itself.
    """

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="evaluations")
    period = models.ForeignKey(EvaluationPeriod, models.PROTECT, related_name="evaluations")
    # A transfer within the period splits the evaluation: part 1, 2 …, each with its days, unit and rater.
    segment = models.PositiveSmallIntegerField("bagian", default=1)
    starts_on = models.DateField("mulai", null=True, blank=True)  # None: the period's first day
    ends_on = models.DateField("sampai", null=True, blank=True)  # None: the period's last day
    counts = models.BooleanField("hasilnya berlaku", default=True)  # by the segment rule of the period
    form_version = models.ForeignKey(FormVersion, models.PROTECT, related_name="evaluations")
    unit = models.ForeignKey(OrganizationalUnit, models.PROTECT, related_name="evaluations")
    agency = models.ForeignKey(
        OrganizationalUnit, models.PROTECT, null=True, blank=True, related_name="agency_evaluations"
    )
    rater = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="evaluations_to_rate"
    )
    reviewer = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="evaluations_to_review"
    )
    rater_reason = models.CharField(max_length=250, blank=True)
    # Who may act for a rater who is away, until that day; kept in step by ``domain.periods.deputies``.
    deputy = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="evaluations_as_deputy"
    )
    deputy_until = models.DateField(null=True, blank=True)
    deputy_as = models.CharField(max_length=250, blank=True)  # in words, e.g. "Plh Kepala Bidang P2P"

    state = models.CharField("keadaan", max_length=12, choices=State, default=State.OPEN)
    version = models.PositiveIntegerField(
        default=1
    )  # grows with every write: two tabs cannot overwrite each other
    answers = models.JSONField(default=dict)
    plan_rows = models.JSONField(default=list)
    expectations = models.JSONField(default=dict)  # {core value key: text}
    figures = models.JSONField(default=dict)  # system figures as shown when submitted
    receipt_number = models.CharField(max_length=20, unique=True, null=True, blank=True)

    # --- as they were ---
    nip = models.CharField(max_length=18, blank=True)
    name = models.CharField(max_length=300)
    employment_type = models.CharField(max_length=20, choices=EmploymentType, blank=True)
    rank = models.CharField(max_length=10, blank=True)
    position = models.CharField(max_length=200, blank=True)
    unit_code = models.CharField(max_length=42)
    unit_name = models.CharField(max_length=200)
    agency_code = models.CharField(max_length=42, blank=True)
    agency_name = models.CharField(max_length=200, blank=True)
    rater_nip = models.CharField(max_length=18, blank=True)
    rater_name = models.CharField(max_length=300, blank=True)
    rater_rank = models.CharField(max_length=10, blank=True)
    rater_position = models.CharField(max_length=200, blank=True)
    rater_unit_name = models.CharField(max_length=200, blank=True)
    reviewer_nip = models.CharField(max_length=18, blank=True)
    reviewer_name = models.CharField(max_length=300, blank=True)
    reviewer_rank = models.CharField(max_length=10, blank=True)
    reviewer_position = models.CharField(max_length=200, blank=True)
    reviewer_unit_name = models.CharField(max_length=200, blank=True)

    # --- result ---
    rating_hasil_kerja = models.CharField(max_length=10, choices=Rating, blank=True)
    rating_perilaku = models.CharField(max_length=10, choices=Rating, blank=True)
    predikat = models.CharField(max_length=20, choices=Predikat, blank=True)
    predikat_label = models.CharField(max_length=60, blank=True)
    index_score = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    index_label = models.CharField(max_length=60, blank=True)
    competency_score = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    notes = models.TextField("catatan", blank=True)
    recommendation = models.TextField("rekomendasi", blank=True)
    trace = models.JSONField(default=list)  # engine.explain steps: how the result arose

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    first_submitted_at = models.DateTimeField(null=True, blank=True)  # decides whether it was on time
    read_at = models.DateTimeField(null=True, blank=True)  # by the rater, since it was sent
    rated_at = models.DateTimeField(null=True, blank=True)
    rated_by = models.ForeignKey(  # where it was not the rater but whoever acted for them
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    rated_as = models.CharField(max_length=600, blank=True)  # who that was, in words
    calibrated_at = models.DateTimeField(null=True, blank=True)  # since then the rater does not rate anew
    calibrated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    delivered_at = models.DateTimeField(null=True, blank=True)
    result_read_at = models.DateTimeField(null=True, blank=True)  # by the employee, since it was delivered
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    final_at = models.DateTimeField(null=True, blank=True)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = "evaluasi"
        verbose_name_plural = "evaluasi"
        ordering = ["-period__ends_on", "name", "pk"]
        permissions = [
            ("view_all_evaluations", "Dapat membaca semua evaluasi se-kabupaten"),
            ("manage_evaluations", "Dapat mengelola periode, pegawai, dan pemantauan"),
        ]
        indexes = [
            models.Index(fields=["period", "id"]),
            models.Index(fields=["period", "unit", "predikat", "state"]),
            models.Index(fields=["period", "agency", "state"]),
            models.Index(fields=["rater", "state"]),
            models.Index(fields=["reviewer", "state"]),
            models.Index(fields=["updated_at", "id"]),
            models.Index(fields=["nip"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_evaluation_per_form_and_segment",
                fields=["employee", "period", "form_version", "segment"],
            ),
            models.CheckConstraint(
                name="segment_ends_after_start",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
            ),
            models.CheckConstraint(
                name="nobody_is_own_rater", condition=Q(rater=None) | ~Q(rater=models.F("employee"))
            ),
            models.CheckConstraint(
                name="nobody_is_own_deputy",
                condition=Q(deputy=None)
                | (~Q(deputy=models.F("employee")) & Q(deputy_until__isnull=False) & ~Q(deputy_as="")),
            ),
            models.CheckConstraint(
                name="nobody_reviews_own", condition=Q(reviewer=None) | ~Q(reviewer=models.F("employee"))
            ),
            models.CheckConstraint(
                name="submitted_has_moment_and_receipt",
                condition=Q(state__in=[*IN_EMPLOYEE_HANDS])
                | Q(submitted_at__isnull=False, receipt_number__isnull=False),
            ),
            models.CheckConstraint(
                name="rated_has_result",
                condition=Q(state__in=[*NOT_YET_RATED])
                | (Q(rated_at__isnull=False, rater__isnull=False) & ~Q(rater_name="")),
            ),
            models.CheckConstraint(
                name="delivered_has_moment",
                condition=Q(state__in=[*states_before(Stage.DELIVERED)]) | Q(delivered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="final_has_moment",
                condition=Q(state=State.FINAL, final_at__isnull=False)
                | (~Q(state=State.FINAL) & Q(final_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.period}"

    @property
    def told_changes(self) -> models.QuerySet:
        """What calibrations changed of the rating that stands here; no query where there was none."""
        if self.calibrated_at is None:
            return self.calibrations.none()
        return self.calibrations.select_related("changed_by")

    @property
    def has_deputy(self) -> bool:
        """Whether somebody may act for the rater today."""
        return self.deputy_id is not None and self.deputy_until >= timezone.localdate()

    @property
    def next_step(self) -> str:
        """The step with a deadline that comes next; empty once it is rated."""
        return next((duty.step for duty in duties_at(self.state) if duty.step), "")

    @property
    def is_to_be_filled(self) -> bool:
        return self.next_step == Step.FILL

    @property
    def is_to_be_rated(self) -> bool:
        return self.next_step == Step.RATE

    @property
    def is_to_be_delivered(self) -> bool:
        return DELIVER in duties_at(self.state)

    @property
    def is_to_be_approved(self) -> bool:
        return APPROVE in duties_at(self.state)

    @property
    def is_final(self) -> bool:
        return self.state == State.FINAL

    @property
    def is_annual(self) -> bool:
        return self.period.kind == PeriodKind.ANNUAL

    @property
    def first_day(self) -> date:
        """The first day that is evaluated here: of the part, else of the period."""
        return self.starts_on or self.period.starts_on

    @property
    def last_day(self) -> date:
        return self.ends_on or self.period.ends_on

    @property
    def is_part(self) -> bool:
        """Whether it covers only some days of the period: after a transfer, or since the person came later."""
        return self.starts_on is not None or self.ends_on is not None


class EvaluationEvent(models.Model):
    """One row is one act on an evaluation: who, what, from, to, why. Append-only (the database refuses changes)."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="events")
    action = models.CharField(max_length=20)
    from_state = models.CharField(max_length=12, choices=State)
    to_state = models.CharField(max_length=12, choices=State)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    actor_name = models.CharField(max_length=300)
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict)  # what the act decided, e.g. {"predikat": "BAIK"}
    version = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = "riwayat evaluasi"
        verbose_name_plural = "riwayat evaluasi"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.evaluation}: {self.action}"
