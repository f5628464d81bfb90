"""Development: the catalogue that BKPSDM keeps, what a sheet of competences said, and steps that both agree on."""

from django.db import models
from django.db.models import Q

from evaluations.enums import DevelopmentKind, DevelopmentState, DialogSide
from evaluations.models.dialog import rated_now_by
from evaluations.models.evaluation import COVERS_REGENCY, OVERSEERS, Evaluation
from evaluations.models.organization import OrganizationalUnit, within
from evaluations.models.people import Employee, employee_id_of
from evaluations.models.roles import paths_of

KEY_LENGTH = 60  # of a competence, as ``Indicator.code``
MOST_HOURS = 2000
TEXT_LENGTH = 1000


class DevelopmentOfferQuerySet(models.QuerySet):
    def for_competence(self, key: str) -> "DevelopmentOfferQuerySet":
        """What is offered now for one competence, or for every one."""
        return self.filter(Q(competence=key) | Q(competence=""), is_offered=True)


class DevelopmentOffer(models.Model):
    """One row is one way to develop a competence, as BKPSDM offers it."""

    competence = models.CharField("kompetensi", max_length=KEY_LENGTH, blank=True)  # empty: every one
    kind = models.CharField("bentuk", max_length=12, choices=DevelopmentKind)
    title = models.CharField("nama kegiatan", max_length=200)
    description = models.TextField("penjelasan", max_length=TEXT_LENGTH, blank=True)
    hours = models.PositiveSmallIntegerField("jam pelajaran (JP)", null=True, blank=True)
    place = models.CharField("tempat atau penyelenggara", max_length=200, blank=True)
    is_offered = models.BooleanField("ditawarkan", default=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = DevelopmentOfferQuerySet.as_manager()

    class Meta:
        verbose_name = "kegiatan pengembangan"
        verbose_name_plural = "katalog pengembangan"
        ordering = ["competence", "kind", "title", "pk"]

    def __str__(self) -> str:
        return self.title


class CompetenceLevel(models.Model):
    """One row is one competence of a delivered result: the level reached and the one that the post needs.

    Derived from the frozen answers, so that units can be counted without reading them; kept by
    ``domain.evaluating.competences``. ``gap``: levels that are missing, 0 where none is.
    """

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="competence_levels")
    competence = models.CharField(max_length=KEY_LENGTH)
    label = models.CharField(max_length=200)
    reached = models.CharField(max_length=100)
    required = models.CharField(max_length=100)
    gap = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "tingkat kompetensi"
        verbose_name_plural = "tingkat kompetensi"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="each_competence_once_per_evaluation", fields=["evaluation", "competence"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.reached}"


class DevelopmentStepQuerySet(models.QuerySet):
    def visible_to(self, user) -> "DevelopmentStepQuerySet":
        """One's own; of whom one rates now; of the units over which one is leader or auditor; BKPSDM all."""
        if user.has_perm(COVERS_REGENCY):
            return self
        me = employee_id_of(user)
        rated = Q(employee__in=rated_now_by(me).values("employee"))
        return self.filter(Q(employee=me) | rated | within(*paths_of(user, *OVERSEERS)))

    def under_way(self) -> "DevelopmentStepQuerySet":
        """Neither done nor dropped."""
        return self.exclude(state__in=(DevelopmentState.DONE, DevelopmentState.DROPPED))


class DevelopmentStep(models.Model):
    """One row is one step to develop one competence of a person: proposed by one side, agreed by the other, followed.

    What it is (title, kind, hours, place) is copied, so that the catalogue may change. Written by
    ``domain.evaluating.development`` only.
    """

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="development_steps")
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="development_steps")
    unit = models.ForeignKey(OrganizationalUnit, models.PROTECT, related_name="development_steps")
    competence = models.CharField(max_length=KEY_LENGTH)
    label = models.CharField("kompetensi", max_length=200)
    offer = models.ForeignKey(DevelopmentOffer, models.SET_NULL, null=True, blank=True, related_name="steps")
    title = models.CharField("kegiatan", max_length=200)
    kind = models.CharField("bentuk", max_length=12, choices=DevelopmentKind)
    hours = models.PositiveSmallIntegerField("JP", null=True, blank=True)
    place = models.CharField("tempat", max_length=200, blank=True)
    due_on = models.DateField("paling lambat")
    state = models.CharField(
        "keadaan", max_length=10, choices=DevelopmentState, default=DevelopmentState.PROPOSED
    )
    proposed_by = models.CharField(max_length=10, choices=DialogSide)
    proposed_name = models.CharField(max_length=300)
    proposed_at = models.DateTimeField()
    agreed_name = models.CharField(max_length=300, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    hours_done = models.PositiveSmallIntegerField("JP yang dijalani", null=True, blank=True)
    certificate = models.CharField("bukti", max_length=300, blank=True)
    reason = models.TextField("alasan", max_length=TEXT_LENGTH, blank=True)
    ended_name = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DevelopmentStepQuerySet.as_manager()

    class Meta:
        verbose_name = "langkah pengembangan"
        verbose_name_plural = "langkah pengembangan"
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["employee", "competence"])]
        constraints = [
            models.CheckConstraint(
                name="agreed_step_says_by_whom",
                condition=Q(state__in=(DevelopmentState.PROPOSED, DevelopmentState.DROPPED))
                | (Q(agreed_at__isnull=False) & ~Q(agreed_name="")),
            ),
            models.CheckConstraint(
                name="ended_step_says_by_whom",
                condition=Q(
                    state__in=(DevelopmentState.DONE, DevelopmentState.DROPPED), ended_at__isnull=False
                )
                | (~Q(state__in=(DevelopmentState.DONE, DevelopmentState.DROPPED)) & Q(ended_at=None)),
            ),
            models.CheckConstraint(
                name="done_step_has_hours_and_proof",
                condition=~Q(state=DevelopmentState.DONE)
                | (Q(hours_done__isnull=False) & ~Q(certificate="")),
            ),
            models.CheckConstraint(
                name="dropped_step_has_reason", condition=~Q(state=DevelopmentState.DROPPED, reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_done(self) -> bool:
        return self.state == DevelopmentState.DONE

    @property
    def is_under_way(self) -> bool:
        return self.state not in (DevelopmentState.DONE, DevelopmentState.DROPPED)
