"""The performance plan (SKP) of a post: work results, their indicators, the leader's expectations, and what of it
was approved.
"""

import uuid
from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from evaluations.duties import PLAN, Duty, waits_for
from evaluations.enums import (
    Aspect,
    CoreValue,
    Gathering,
    Perspective,
    PlanAnnex,
    PlanApproach,
    PlanLayout,
    PlanState,
    TargetPolarity,
    WorkResultKind,
)
from evaluations.models.evaluation import COVERS_REGENCY, Evaluation
from evaluations.models.people import Assignment, Employee, employee_id_of


def new_result_key() -> str:
    """A key that is born once and stays: answers refer to it."""
    return f"rhk-{uuid.uuid4().hex[:10]}"


class PerformancePlanQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PerformancePlanQuerySet":
        """One's own plans, those handed in to oneself, the regency for BKPSDM."""
        if user.has_perm(COVERS_REGENCY):
            return self
        me = employee_id_of(user)
        return self.filter(Q(employee=me) | (Q(rater=me) & ~Q(state=PlanState.DRAFT)))

    def awaiting(self, user, *duties: Duty) -> "PerformancePlanQuerySet":
        """Plans where it is this user's turn to do one of ``duties`` (none named: any)."""
        return self.waiting_for(employee_id_of(user), *duties)

    def waiting_for(self, me: int, *duties: Duty) -> "PerformancePlanQuerySet":
        """The same for the person with this id."""
        return self.filter(waits_for(PLAN, me, *duties))

    def with_content(self) -> "PerformancePlanQuerySet":
        """With everything that stands in a plan, in five statements however many plans."""
        results = WorkResult.objects.select_related("supported_result").prefetch_related("indicators")
        return self.select_related("employee", "rater", "assignment__unit").prefetch_related(
            models.Prefetch("results", results), "expectations", "annexes"
        )


class PerformancePlan(models.Model):
    """One row is the plan of one employee for one post in one year (SKP), as it is being worked on.

    It holds on the days of the post in that year. Who is the rater then approves it; each approved state is a
    ``PlanVersion``, which goes on holding while the plan is revised.
    """

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="plans", verbose_name="pegawai")
    # None: a plan from before plans belonged to posts, of somebody who had no post in that year.
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="plans", verbose_name="jabatan"
    )
    year = models.PositiveSmallIntegerField("tahun")
    approach = models.CharField(
        "pendekatan", max_length=12, choices=PlanApproach, default=PlanApproach.QUANTITATIVE
    )
    state = models.CharField("keadaan", max_length=10, choices=PlanState, default=PlanState.DRAFT)
    rater = models.ForeignKey(
        Employee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plans_to_approve",
        verbose_name="penilai",
    )
    note = models.TextField("catatan penilai", blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)  # by the rater, since it was handed in
    approved_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PerformancePlanQuerySet.as_manager()

    class Meta:
        verbose_name = "SKP"
        verbose_name_plural = "SKP"
        ordering = ["-year", "employee__name", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_plan_per_post_and_year", fields=["assignment", "year"]),
            models.CheckConstraint(
                name="approved_plan_has_moment",
                condition=~Q(state=PlanState.APPROVED) | Q(approved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"SKP {self.year} {self.employee}"

    @property
    def first_day(self) -> date:
        """The first day on which it holds."""
        first = date(self.year, 1, 1)
        return max(first, self.assignment.starts_on) if self.assignment else first

    @property
    def last_day(self) -> date:
        last = date(self.year, 12, 31)
        return min(last, self.assignment.ends_on or last) if self.assignment else last

    @property
    def is_submitted(self) -> bool:
        return self.state == PlanState.SUBMITTED

    @property
    def is_returned(self) -> bool:
        return self.state == PlanState.RETURNED

    @property
    def is_approved(self) -> bool:
        return self.state == PlanState.APPROVED


class WorkResult(models.Model):
    """One row is one planned work result (RHK)."""

    plan = models.ForeignKey(PerformancePlan, models.CASCADE, related_name="results")
    key = models.CharField(max_length=20, default=new_result_key, editable=False)
    order = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField("jenis", max_length=10, choices=WorkResultKind, default=WorkResultKind.MAIN)
    statement = models.TextField("rencana hasil kerja", max_length=1000)
    perspective = models.CharField("perspektif", max_length=20, choices=Perspective, blank=True)  # of leaders
    assigned_by = models.CharField("penugasan dari", max_length=200, blank=True)  # of additional results
    supported_result = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="supporting_results",
        verbose_name="hasil kerja pimpinan yang didukung",
    )
    # twelve texts, January first, "" where nothing is planned; [] without any
    actions = models.JSONField("rencana aksi per bulan", default=list, blank=True)

    class Meta:
        verbose_name = "rencana hasil kerja"
        verbose_name_plural = "rencana hasil kerja"
        ordering = ["plan", "kind", "order", "pk"]
        constraints = [models.UniqueConstraint(name="result_key_once_in_plan", fields=["plan", "key"])]

    def __str__(self) -> str:
        return self.statement


class Measured(models.Model):
    """What an indicator measures, with its target."""

    # empty where the form has no such column: of leaders, and with the qualitative approach
    aspect = models.CharField("aspek", max_length=10, choices=Aspect, default=Aspect.QUANTITY, blank=True)
    text = models.CharField("indikator", max_length=300)
    target = models.CharField("target", max_length=120)
    target_value = models.DecimalField(
        "target dalam angka", max_digits=14, decimal_places=2, null=True, blank=True
    )
    unit = models.CharField("satuan", max_length=40, blank=True)
    polarity = models.CharField("arah", max_length=6, choices=TargetPolarity, default=TargetPolarity.HIGHER)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text


class WorkResultIndicator(Measured):
    """One row is one individual indicator (IKI) of a work result, with its target."""

    result = models.ForeignKey(WorkResult, models.CASCADE, related_name="indicators")
    order = models.PositiveSmallIntegerField(default=1)
    # empty: by unit and polarity (``engine.targets``)
    gathering = models.CharField("cara menghitung setahun", max_length=10, choices=Gathering, blank=True)
    # twelve numbers as text or None, January first; [] where the year is not spread
    months = models.JSONField("target per bulan", default=list, blank=True)

    class Meta:
        verbose_name = "indikator kinerja individu"
        verbose_name_plural = "indikator kinerja individu"
        ordering = ["result", "order", "pk"]


class LeaderExpectation(models.Model):
    """One row is the leader's specific expectation for one BerAKHLAK value in a plan."""

    plan = models.ForeignKey(PerformancePlan, models.CASCADE, related_name="expectations")
    value = models.CharField("nilai", max_length=30, choices=CoreValue)
    text = models.TextField("ekspektasi khusus pimpinan", max_length=1000)

    class Meta:
        verbose_name = "ekspektasi pimpinan"
        verbose_name_plural = "ekspektasi pimpinan"
        ordering = ["plan", "pk"]
        constraints = [models.UniqueConstraint(name="one_expectation_per_value", fields=["plan", "value"])]

    def __str__(self) -> str:
        return f"{self.get_value_display()}: {self.text}"


class PlanAnnexItem(models.Model):
    """One row is one item of one of the three lists in the annex of a plan."""

    plan = models.ForeignKey(PerformancePlan, models.CASCADE, related_name="annexes")
    annex = models.CharField("lampiran", max_length=30, choices=PlanAnnex)
    order = models.PositiveSmallIntegerField(default=1)
    text = models.TextField("isi", max_length=500)

    class Meta:
        verbose_name = "isi lampiran SKP"
        verbose_name_plural = "isi lampiran SKP"
        ordering = ["plan", "order", "pk"]

    def __str__(self) -> str:
        return f"{self.get_annex_display()}: {self.text}"


class PlanEvent(models.Model):
    """One row is one act on a plan (submitted, returned, approved, reopened …); append-only."""

    plan = models.ForeignKey(PerformancePlan, models.PROTECT, related_name="events")
    action = models.CharField(max_length=20)
    actor_name = models.CharField(max_length=160)
    by_officer = models.BooleanField(default=False)  # BKPSDM has decided it, which stands above the tree
    note = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "riwayat SKP"
        verbose_name_plural = "riwayat SKP"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.plan}: {self.action}"


class PlanVersionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PlanVersionQuerySet":
        """One's own, of plans handed in to oneself, of evaluations that one may open; the regency for BKPSDM."""
        if user.has_perm(COVERS_REGENCY):
            return self
        me = employee_id_of(user)
        opened = Evaluation.objects.visible_to(user).filter(plan_versions=OuterRef("pk")).order_by()
        return self.filter(Q(plan__employee=me) | Q(plan__rater=me) | Q(Exists(opened)))

    def of_same_post(self, post: Assignment) -> "PlanVersionQuerySet":
        """Of colleagues who hold or held a post of the same name in the same perangkat daerah; the newest of each.

        Work results in them may be offered to whoever holds ``post`` (with its unit), without names.
        """
        same = self.filter(plan__assignment__position__iexact=post.position)
        # A post above all agencies has no colleagues, and "in" finds no missing one.
        there = same.newest().filter(plan__assignment__unit__agency__in=[post.unit.agency_id])
        return there.exclude(plan__employee=post.employee_id)

    def newest(self) -> "PlanVersionQuerySet":
        """Of each plan what was approved last."""
        later = PlanVersion.objects.filter(plan=OuterRef("plan"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))


class PlanVersion(models.Model):
    """One row is a plan as it was approved: complete in itself, never changed, never deleted (the database refuses).

    ``rows`` and ``expectations`` are as the form of an evaluation takes them (``engine.schema``). ``annexes``:
    ``{PlanAnnex: [text]}``. ``people``: ``{"employee" | "rater": {"name", "nip", "rank", "position", "unit"}}``
    as they were. ``layout`` says for whom the form was, ``first_day`` and ``last_day`` when it held; versions from
    before these were kept have none.
    """

    plan = models.ForeignKey(PerformancePlan, models.PROTECT, related_name="versions", verbose_name="SKP")
    number = models.PositiveIntegerField("versi")
    rows = models.JSONField("hasil kerja")
    expectations = models.JSONField("ekspektasi")
    people = models.JSONField("pegawai dan penilai")
    annexes = models.JSONField("lampiran", default=dict)
    approach = models.CharField(
        "pendekatan", max_length=12, choices=PlanApproach, default=PlanApproach.QUANTITATIVE
    )
    layout = models.CharField("bentuk", max_length=6, choices=PlanLayout, default=PlanLayout.OTHERS)
    first_day = models.DateField("berlaku sejak", null=True)
    last_day = models.DateField("berlaku sampai", null=True)
    approved_at = models.DateTimeField("disetujui pada")
    evaluations = models.ManyToManyField(
        Evaluation, related_name="plan_versions", verbose_name="evaluasi yang dilaporkan terhadapnya"
    )

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "versi SKP"
        verbose_name_plural = "versi SKP"
        ordering = ["plan", "-number"]
        constraints = [models.UniqueConstraint(name="one_plan_version_per_number", fields=["plan", "number"])]

    def __str__(self) -> str:
        return f"{self.plan}, versi {self.number}"
