"""Dialog kinerja: a talk of a person and their rater about the work, with agreed actions that both confirm."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from evaluations.enums import AgreementState, DialogSide, Doer, PointKind, PointState
from evaluations.models.evaluation import COVERS_REGENCY, Evaluation
from evaluations.models.people import employee_id_of

NOTE_LENGTH, TEXT_LENGTH = 4000, 1000


def newest_part(employee: OuterRef) -> QuerySet[Evaluation]:
    """The evaluation of a person that began last: its rater is who rates them now. For subqueries."""
    began = Coalesce("starts_on", "period__starts_on")
    rows = Evaluation.objects.filter(employee=employee).annotate(began=began)
    return rows.order_by("-began", "period__ends_on", "-pk")


def rated_now_by(me: int) -> QuerySet[Evaluation]:
    """The newest evaluation of each person whom ``me`` rates now."""
    newest = Subquery(newest_part(OuterRef("employee")).values("pk")[:1])
    return Evaluation.objects.filter(rater=me, pk=newest).order_by()


class PerformanceDialogQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PerformanceDialogQuerySet":
        """Of oneself; of people whom one rates or reviews there, or rates now; in which one took part; BKPSDM all."""
        if user.has_perm(COVERS_REGENCY):
            return self
        me = employee_id_of(user)
        took_part = DialogEvent.objects.filter(dialog=OuterRef("pk"), actor=user).order_by()
        there = Q(evaluation__employee=me) | Q(evaluation__rater=me) | Q(evaluation__reviewer=me)
        now = Q(evaluation__employee__in=rated_now_by(me).values("employee"))
        return self.filter(there | now | Exists(took_part))

    def running(self) -> "PerformanceDialogQuerySet":
        """Not yet confirmed by both."""
        return self.filter(closed_at=None)

    def waiting_for(self, me: int) -> "PerformanceDialogQuerySet":
        """Those that the person with this id has still to confirm, as employee or as rater."""
        return self.running().filter(
            Q(evaluation__employee=me, employee_confirmed_at=None)
            | Q(evaluation__rater=me, rater_confirmed_at=None)
        )


class PerformanceDialog(models.Model):
    """One row is one dialog about an evaluation, on a day. Frozen once both have confirmed (``closed_at``).

    ``people``: who confirmed, by side, as in ``PlanVersion.people``. Written by ``domain.evaluating.dialogs`` only.
    """

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="dialogs")
    held_on = models.DateField("hari dialog")
    version = models.PositiveIntegerField(default=1)  # grows with every change: two tabs cannot overwrite
    started_at = models.DateTimeField()
    employee_confirmed_at = models.DateTimeField(null=True, blank=True)
    rater_confirmed_at = models.DateTimeField(null=True, blank=True)
    people = models.JSONField(default=dict)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = PerformanceDialogQuerySet.as_manager()

    class Meta:
        verbose_name = "dialog kinerja"
        verbose_name_plural = "dialog kinerja"
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_running_dialog", fields=["evaluation"], condition=Q(closed_at=None)
            ),
            models.CheckConstraint(
                name="closed_dialog_is_confirmed_by_both",
                condition=Q(
                    closed_at__isnull=False,
                    employee_confirmed_at__isnull=False,
                    rater_confirmed_at__isnull=False,
                )
                | (Q(closed_at=None) & (Q(employee_confirmed_at=None) | Q(rater_confirmed_at=None))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluation}, {self.held_on}"

    def confirmed_at(self, side: DialogSide):
        return self.employee_confirmed_at if side == DialogSide.EMPLOYEE else self.rater_confirmed_at


class DialogPoint(models.Model):
    """One row is one point of the agenda. ``source`` says what it came from ("feedback:12"); empty: added by hand."""

    dialog = models.ForeignKey(PerformanceDialog, models.PROTECT, related_name="points")
    kind = models.CharField("jenis", max_length=12, choices=PointKind)
    source = models.CharField(max_length=200, blank=True)
    text = models.TextField("pokok bahasan", max_length=NOTE_LENGTH)
    added_by = models.CharField("ditambahkan oleh", max_length=300, blank=True)
    state = models.CharField("keadaan", max_length=10, choices=PointState, default=PointState.OPEN)
    note = models.TextField("catatan", max_length=NOTE_LENGTH, blank=True)

    class Meta:
        verbose_name = "pokok bahasan"
        verbose_name_plural = "pokok bahasan"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="each_source_once_in_a_dialog", fields=["dialog", "source"], condition=~Q(source="")
            )
        ]

    def __str__(self) -> str:
        return self.text


class DialogAgreementQuerySet(models.QuerySet):
    def visible_to(self, user) -> "DialogAgreementQuerySet":
        dialogs = PerformanceDialog.objects.visible_to(user).order_by()
        return self.filter(dialog__in=dialogs.values("pk"))

    def in_force(self) -> "DialogAgreementQuerySet":
        """Confirmed by both, and neither done nor dropped."""
        return self.filter(state=AgreementState.OPEN, dialog__closed_at__isnull=False)

    def of(self, employee_id: int) -> "DialogAgreementQuerySet":
        return self.filter(dialog__evaluation__employee=employee_id)

    def of_outer_row(self) -> "DialogAgreementQuerySet":
        """As ``of``, of the evaluation in whose query this stands."""
        return self.filter(dialog__evaluation__employee=OuterRef("employee")).order_by()

    def to_be_done_by(self, me: int) -> "DialogAgreementQuerySet":
        """Those that the person with this id has promised; of the rater's whoever rates the person now."""
        own = Q(dialog__evaluation__employee=me) & ~Q(doer=Doer.RATER)
        rated = Q(dialog__evaluation__employee__in=rated_now_by(me).values("employee")) & ~Q(
            doer=Doer.EMPLOYEE
        )
        return self.filter(own | rated)


class DialogAgreement(models.Model):
    """One row is one agreed action. It holds from the second confirmation on, until it is done or dropped."""

    dialog = models.ForeignKey(PerformanceDialog, models.PROTECT, related_name="agreements")
    text = models.TextField("kesepakatan", max_length=TEXT_LENGTH)
    doer = models.CharField("dilakukan oleh", max_length=10, choices=Doer)
    due_on = models.DateField("paling lambat")
    state = models.CharField("keadaan", max_length=10, choices=AgreementState, default=AgreementState.OPEN)
    outcome = models.TextField("hasil atau alasan", max_length=TEXT_LENGTH, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=300, blank=True)

    objects = DialogAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "kesepakatan dialog"
        verbose_name_plural = "kesepakatan dialog"
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["state", "due_on"])]
        constraints = [
            models.CheckConstraint(
                name="ended_agreement_says_by_whom",
                condition=Q(state=AgreementState.OPEN, ended_at=None, ended_by="", outcome="")
                | (~Q(state=AgreementState.OPEN) & Q(ended_at__isnull=False) & ~Q(ended_by="")),
            ),
            models.CheckConstraint(
                name="dropped_agreement_has_reason", condition=~Q(state=AgreementState.DROPPED, outcome="")
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_done(self) -> bool:
        return self.state == AgreementState.DONE

    @property
    def is_overdue(self) -> bool:
        return self.state == AgreementState.OPEN and self.due_on < timezone.localdate()


class DialogEvent(models.Model):
    """One row is one act in a dialog: who took part stays named, also after the rater has changed. Append-only."""

    dialog = models.ForeignKey(PerformanceDialog, models.PROTECT, related_name="events")
    action = models.CharField(max_length=10)  # ``domain.evaluating.dialogs``: start, change, confirm
    side = models.CharField(max_length=10, choices=DialogSide)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "riwayat dialog"
        verbose_name_plural = "riwayat dialog"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.dialog}: {self.action}"
