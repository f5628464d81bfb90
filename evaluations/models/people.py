"""Employees, their dated assignments, and the exceptions to who rates whom."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import CharField, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from evaluations.enums import AssignmentKind, EmploymentType, LegalStatus, PositionType
from evaluations.models.organization import OrganizationalUnit
from forms_config.engine.figures import POSTS


class DatedQuerySet(models.QuerySet):
    def on(self, day: date) -> "DatedQuerySet":
        """Rows valid on ``day``; ``ends_on`` is the last valid day."""
        return self.filter(Q(starts_on__lte=day), Q(ends_on=None) | Q(ends_on__gte=day))


NOBODY = 0


def employee_id_of(user) -> int:
    """The id of the person behind a login, fetched once per request; ``NOBODY`` for officers and programs.

    Never None, which as a filter would find the rows without a rater. Rows are compared with it instead of joining
    people: an OR over joined tables would read every evaluation.
    """
    try:
        return user.employee.pk
    except Employee.DoesNotExist:
        return NOBODY


class Employee(models.Model):
    """One row is one person: ASN, or a rater who is not ASN (then ``nip`` is empty).

    The NIP is text and never a key: it changes when a PPPK moves to another agency.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="employee"
    )
    nip = models.CharField("NIP", max_length=18, unique=True, null=True, blank=True)
    name = models.CharField("nama", max_length=150)
    title_before = models.CharField("gelar depan", max_length=50, blank=True)
    title_after = models.CharField("gelar belakang", max_length=80, blank=True)
    employment_type = models.CharField("jenis pegawai", max_length=20, choices=EmploymentType, blank=True)
    legal_status = models.CharField(
        "kedudukan hukum", max_length=30, choices=LegalStatus, default=LegalStatus.ACTIVE
    )
    rank = models.CharField("golongan", max_length=10, blank=True)
    email = models.EmailField("email dinas", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "pegawai"
        verbose_name_plural = "pegawai"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(name="nip_is_null_not_blank", condition=~Q(nip="")),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Name with academic titles: "dr. Siti Aminah, M.Kes."."""
        before = f"{self.title_before} " if self.title_before else ""
        after = f", {self.title_after}" if self.title_after else ""
        return f"{before}{self.name}{after}"


class FormerNip(models.Model):
    """One row is a NIP that a person had until ``until`` (last day); under it old files still find the person."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="former_nips", verbose_name="pegawai")
    nip = models.CharField("NIP lama", max_length=18, unique=True)
    until = models.DateField("berlaku sampai")
    reason = models.CharField("alasan", max_length=200, blank=True)

    class Meta:
        verbose_name = "NIP lama"
        verbose_name_plural = "NIP lama"
        ordering = ["employee", "until", "pk"]
        constraints = [models.CheckConstraint(name="former_nip_is_not_blank", condition=~Q(nip=""))]

    def __str__(self) -> str:
        return self.nip


class LegalStatusSpan(models.Model):
    """One row says that a person has ``status`` from/to these days (study leave, CLTN …), whatever the import says.

    Outside such rows ``Employee.legal_status`` holds.
    """

    employee = models.ForeignKey(
        Employee, models.CASCADE, related_name="legal_status_spans", verbose_name="pegawai"
    )
    status = models.CharField("kedudukan hukum", max_length=30, choices=LegalStatus)
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("sampai", null=True, blank=True)
    reason = models.CharField("dasar", max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "kedudukan hukum bertanggal"
        verbose_name_plural = "kedudukan hukum bertanggal"
        ordering = ["employee", "starts_on", "pk"]
        indexes = [models.Index(fields=["starts_on"])]
        constraints = [
            models.CheckConstraint(
                name="legal_status_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.employee}: {self.get_status_display()}"


def legal_status_on(day: date, employee: str = "pk") -> Coalesce:
    """The legal position on a day, in SQL, for rows where ``employee`` leads to the person; see ``LegalStatusSpan``."""
    spans = LegalStatusSpan.objects.on(day).filter(employee=OuterRef(employee)).order_by("-starts_on", "-pk")
    held = "legal_status" if employee == "pk" else f"{employee}__legal_status"
    return Coalesce(Subquery(spans.values("status")[:1]), held)


class AssignmentQuerySet(DatedQuerySet):
    def leading(self, day: date) -> "AssignmentQuerySet":
        """Posts that lead a unit on ``day``, of people at work, whatever kind of post."""
        at_work = self.alias(held_status=legal_status_on(day, "employee")).filter(
            held_status=LegalStatus.ACTIVE
        )
        return at_work.on(day).filter(is_head=True)

    def units_led_by(self, employee: int, day: date) -> models.QuerySet:
        """The ids of the units that the person leads on ``day``, as Plt or Plh too."""
        return self.leading(day).filter(employee=employee).order_by().values_list("unit", flat=True)

    def keeping_daily(self) -> "AssignmentQuerySet":
        """Posts in units that keep a line a day: the nearest unit that says so decides, none says no."""
        path = ExpressionWrapper(OuterRef("unit__path"), output_field=CharField())
        deciding = OrganizationalUnit.objects.filter(keeps_daily__isnull=False).alias(path_of_post=path)
        nearest = deciding.filter(path_of_post__startswith=F("path")).order_by("-path").values("keeps_daily")
        return self.alias(is_kept=Subquery(nearest[:1])).filter(is_kept=True)


class Assignment(models.Model):
    """One row is one person on one post in one unit from ``starts_on`` to ``ends_on`` (last day; None: still)."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="assignments", verbose_name="pegawai")
    unit = models.ForeignKey(
        OrganizationalUnit, models.PROTECT, related_name="assignments", verbose_name="unit"
    )
    position = models.CharField("jabatan", max_length=200)
    position_type = models.CharField("jenis jabatan", max_length=12, choices=PositionType)
    post_kind = models.CharField("jenjang jabatan", max_length=16, choices=POSTS, blank=True)
    kind = models.CharField("sifat", max_length=10, choices=AssignmentKind, default=AssignmentKind.DEFINITIVE)
    is_head = models.BooleanField("memimpin unit", default=False)
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("sampai", null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "penempatan"
        verbose_name_plural = "penempatan"
        ordering = ["employee", "starts_on", "pk"]
        indexes = [
            models.Index(fields=["unit", "is_head", "starts_on"]),
            models.Index(fields=["employee", "starts_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="assignment_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.employee}: {self.position}"

    @property
    def is_definitive(self) -> bool:
        return self.kind == AssignmentKind.DEFINITIVE


class ReportingLine(models.Model):
    """One row says that ``rater`` rates ``employee`` from/to these days, whatever the tree says, and why."""

    employee = models.ForeignKey(
        Employee, models.CASCADE, related_name="reporting_lines", verbose_name="pegawai"
    )
    rater = models.ForeignKey(
        Employee, models.PROTECT, related_name="rates_by_line", verbose_name="pejabat penilai"
    )
    reason = models.CharField("alasan", max_length=200)
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("sampai", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "pengecualian penilai"
        verbose_name_plural = "pengecualian penilai"
        ordering = ["employee", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="reporting_line_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
            ),
            models.CheckConstraint(name="nobody_rates_themselves", condition=~Q(employee=models.F("rater"))),
        ]

    def __str__(self) -> str:
        return f"{self.employee} dinilai {self.rater}"
