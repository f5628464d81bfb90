"""How people get into their account: activation codes, who is logged in where, and what happened to an account."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length
from django.utils import timezone

from evaluations.enums import LEFT_SERVICE, AccountAction, CodeAudience, CodeBatchState, IdentityProof, Role
from evaluations.models.evaluation import MANAGES
from evaluations.models.organization import OrganizationalUnit, within
from evaluations.models.people import Assignment, Employee, legal_status_on
from evaluations.models.roles import RoleGrant, paths_of


class CodeBatch(models.Model):
    """One row is one order of activation codes: for whom, by whom, how far they are made, and whether they were taken.

    ``seed`` is there only while the codes can still be taken, which is once: see ``domain.access.accounts.codes``.
    ``total`` and ``done`` count people; ``skipped`` those of the unit whose code somebody else has to make.
    ``proof`` and ``remark`` say, for one person, how it was made sure that this is the person.
    """

    audience = models.CharField("untuk", max_length=8, choices=CodeAudience)
    unit = models.ForeignKey(
        OrganizationalUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="unit"
    )
    employee = models.ForeignKey(
        Employee, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="pegawai"
    )
    proof = models.CharField("cara memastikan orangnya", max_length=10, choices=IdentityProof, blank=True)
    remark = models.CharField("catatan", max_length=250, blank=True)
    keeps_pending = models.BooleanField("lewati yang kodenya masih berlaku", default=True)
    state = models.CharField("keadaan", max_length=8, choices=CodeBatchState, default=CodeBatchState.WAITING)
    seed = models.CharField(max_length=64, blank=True, editable=False)
    total = models.PositiveIntegerField("orang", default=0)
    done = models.PositiveIntegerField("sudah dibuat", default=0)
    skipped = models.PositiveIntegerField("dilewati", default=0)
    valid_until = models.DateTimeField("kode berlaku sampai")
    kept_until = models.DateTimeField("dapat diambil sampai")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="diminta oleh"
    )
    created_at = models.DateTimeField("diminta pada")
    taken_at = models.DateTimeField("diambil pada", null=True, blank=True)

    class Meta:
        verbose_name = "permintaan kode aktivasi"
        verbose_name_plural = "permintaan kode aktivasi"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="code_batch_names_its_audience",
                condition=Q(audience=CodeAudience.PERSON, employee__isnull=False, unit=None)
                | Q(audience=CodeAudience.UNIT, employee=None, unit__isnull=False)
                | Q(audience=CodeAudience.ALL, employee=None, unit=None),
            ),
            models.CheckConstraint(
                name="codes_can_be_taken_once",
                condition=Q(state__in=[CodeBatchState.WAITING, CodeBatchState.MAKING, CodeBatchState.READY])
                | Q(seed=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_audience_display()}: {self.unit or self.employee or 'semua pegawai'}"

    @property
    def is_ready(self) -> bool:
        return self.state == CodeBatchState.READY

    @property
    def is_taken(self) -> bool:
        return self.state == CodeBatchState.TAKEN


class ActivationCodeQuerySet(models.QuerySet):
    def open(self) -> "ActivationCodeQuerySet":
        """Neither used nor replaced; perhaps too old."""
        return self.filter(used_at=None, revoked_at=None)

    def usable(self, now: datetime) -> "ActivationCodeQuerySet":
        return self.open().filter(valid_until__gt=now)


class ActivationCode(models.Model):
    """One row is one one-time code of one person; only its digest is stored. The latest is the only one that works."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="activation_codes")
    batch = models.ForeignKey(CodeBatch, models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64, unique=True)
    valid_until = models.DateTimeField("berlaku sampai")
    created_at = models.DateTimeField("dibuat pada")
    used_at = models.DateTimeField("dipakai pada", null=True, blank=True)
    revoked_at = models.DateTimeField("diganti pada", null=True, blank=True)

    objects = ActivationCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "kode aktivasi"
        verbose_name_plural = "kode aktivasi"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_code_per_person",
                fields=["employee"],
                condition=Q(used_at=None, revoked_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"kode {self.employee}"


class LoginSession(models.Model):
    """One row is one login that is still open: on which device, since when, and seen last when (every few minutes).

    The key is that of Django's session, whose store (database or cache) has to be asked by it to end the session.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="login_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField("perangkat", max_length=80)
    since_at = models.DateTimeField("sejak")
    last_seen_at = models.DateTimeField("terakhir terlihat")

    class Meta:
        verbose_name = "sesi"
        verbose_name_plural = "sesi"
        ordering = ["-last_seen_at", "-pk"]
        indexes = [models.Index(fields=["last_seen_at"])]

    def __str__(self) -> str:
        return f"{self.user}: {self.device}"


class AccountEvent(models.Model):
    """One row is one act on an account: what, by whom, and for a code after which check. Append-only.

    ``user`` is whose account it is; ``actor`` None means somebody who was not logged in, or the system.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="account_events", verbose_name="akun"
    )
    action = models.CharField("peristiwa", max_length=16, choices=AccountAction)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="oleh"
    )
    actor_name = models.CharField("nama pelaku", max_length=300, blank=True)
    proof = models.CharField("cara memastikan orangnya", max_length=10, choices=IdentityProof, blank=True)
    note = models.CharField("catatan", max_length=300, blank=True)
    at = models.DateTimeField("waktu")

    class Meta:
        verbose_name = "riwayat akun"
        verbose_name_plural = "riwayat akun"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["user", "at"]), models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_action_display()}"


# --- whose accounts somebody keeps ----------------------------------------------------------------------


def accounts_kept_by(user) -> QuerySet[Employee]:
    """The people for whom ``user`` may make an activation code, and so take over their account.

    Whoever makes a code could use it, so nobody makes one for an account that may more than the own one, or the own
    one again. BKPSDM: everybody but those who enter the admin, who are left to the superadmin. A unit administrator:
    those all of whose posts lie below the own unit; not its head, and nobody who holds a role.
    """
    held = legal_status_on(timezone.localdate())
    people = Employee.objects.alias(held=held).exclude(held__in=LEFT_SERVICE)
    people = people.filter(user__is_active=True).exclude(user=user.pk)
    if user.is_superuser:
        return people
    if user.has_perm(MANAGES):
        return people.exclude(_enters_the_admin())
    return people.filter(_works_only_below(paths_of(user, Role.UNIT_ADMIN))).exclude(_holds_a_role())


def unit_administrators(codes: Collection[str]) -> QuerySet:
    """The logins of those who administer a unit with one of these codes, the unit deepest in the tree first."""
    held = RoleGrant.objects.in_force(timezone.localdate()).filter(role=Role.UNIT_ADMIN, unit__code__in=codes)
    users = get_user_model().objects.filter(role_grants__in=held, is_active=True)
    return users.order_by(Length("role_grants__unit__path").desc(), "first_name", "pk")


def has_password() -> Q:
    """Of employees: those who have chosen a kata sandi."""
    return Q(user__isnull=False) & ~Q(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)


def works_below(unit: OrganizationalUnit) -> Exists:
    """Of employees: those with a post in the unit or below it today."""
    return Exists(_posts().filter(within(unit)))


def _posts() -> QuerySet[Assignment]:
    return Assignment.objects.on(timezone.localdate()).filter(employee=OuterRef("pk")).order_by()


def _works_only_below(paths: list[str]) -> Q:
    heads = Q(unit__path__in=paths, is_head=True)
    return Q(Exists(_posts())) & ~Q(Exists(_posts().filter(~within(*paths) | heads)))


def _enters_the_admin() -> Q:
    """A superadmin, or anybody with a right that opens the admin, today or by a role that lies ahead or rests."""
    rights = Permission.objects.filter(content_type__app_label__in=("wagtailadmin", "evaluations"))
    rights = rights.filter(codename__in=("access_admin", MANAGES.partition(".")[2]))
    of_group = rights.filter(group__user__employee=OuterRef("pk"))
    of_user = rights.filter(user__employee=OuterRef("pk"))
    granted = Q(Exists(_grants().filter(role__in=(Role.BKPSDM, Role.DRAFTER))))
    special = Q(user__is_superuser=True) | Q(user__is_staff=True)
    return special | granted | Q(Exists(of_group)) | Q(Exists(of_user))


def _holds_a_role() -> Q:
    """Now or later, in force or resting; and whoever enters the admin otherwise."""
    return _enters_the_admin() | Q(user__groups__isnull=False) | Q(Exists(_grants()))


def _grants() -> QuerySet[RoleGrant]:
    return RoleGrant.objects.not_over(timezone.localdate()).filter(user=OuterRef("user"))
