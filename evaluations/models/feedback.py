"""Continuous feedback: notes at any time that come back beside the rating, asked for or not, and what is answered."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from evaluations.enums import (
    COLLEAGUES,
    PLAIN_NOTE,
    CoreValue,
    FeedbackKind,
    FeedbackRelation,
    FeedbackRequestState,
)
from evaluations.models.evaluation import COVERS_REGENCY, Evaluation
from evaluations.models.people import Employee, employee_id_of
from evaluations.models.period import EvaluationPeriod
from forms_config.models import FormVersion

FEWEST_ANSWERS = 3  # so many without a name of one kind and one last day, or none is shown to anybody


class FeedbackRequestQuerySet(models.QuerySet):
    def visible_to(self, user) -> "FeedbackRequestQuerySet":
        """Of whoever is asked, of the person it is about, and of the rater who asked.

        Of nobody else: a request leads to who wrote an unnamed note.
        """
        me = employee_id_of(user)
        return self.filter(Q(invited=me) | Q(employee=me) | Q(asked_by=me))

    def waiting_for(self, user, on: date) -> "FeedbackRequestQuerySet":
        """What this person is asked and can still answer, the most urgent first."""
        asked = self.filter(invited=employee_id_of(user), state=FeedbackRequestState.WAITING, until__gte=on)
        return asked.select_related("employee", "asked_by", "period").order_by("until", "pk")


class FeedbackRequest(models.Model):
    """One row asks one colleague for feedback about a person in a period, until a day.

    ``relation``, ``is_anonymous`` and ``form_version`` are those of the day of asking and never change. What the
    colleague has not sent yet stands in ``draft``, as ``domain.evaluating.feedback.Words`` is stored.
    """

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="feedback_requests")
    period = models.ForeignKey(EvaluationPeriod, models.PROTECT, related_name="feedback_requests")
    invited = models.ForeignKey(Employee, models.PROTECT, related_name="feedback_asked_of")
    asked_by = models.ForeignKey(Employee, models.PROTECT, related_name="feedback_asked_by")
    relation = models.CharField("hubungan", max_length=10, choices=FeedbackRelation)
    is_anonymous = models.BooleanField("tanpa nama", default=False)
    form_version = models.ForeignKey(FormVersion, models.PROTECT, null=True, blank=True, related_name="+")
    message = models.CharField("pesan", max_length=300, blank=True)
    until = models.DateField("sampai")
    state = models.CharField(
        "keadaan", max_length=10, choices=FeedbackRequestState, default=FeedbackRequestState.WAITING
    )
    draft = models.JSONField(default=dict)
    reason = models.CharField("alasan", max_length=300, blank=True)  # of who declines
    version = models.PositiveIntegerField(default=1)  # grows with every write
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FeedbackRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "permintaan umpan balik"
        verbose_name_plural = "permintaan umpan balik"
        ordering = ["until", "pk"]
        indexes = [models.Index(fields=["invited", "state"])]
        constraints = [
            models.UniqueConstraint(
                name="each_colleague_is_asked_once",
                fields=["employee", "period", "invited"],
                condition=~Q(state=FeedbackRequestState.CANCELLED),
            ),
            models.CheckConstraint(
                name="nobody_is_asked_about_themselves",
                condition=~Q(invited=models.F("employee")) & ~Q(invited=models.F("asked_by")),
            ),
            models.CheckConstraint(
                name="leaders_are_asked_by_name", condition=Q(is_anonymous=False) | Q(relation__in=COLLEAGUES)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invited} tentang {self.employee}, {self.period}"

    @property
    def is_waiting(self) -> bool:
        return self.state == FeedbackRequestState.WAITING

    @property
    def is_answered(self) -> bool:
        return self.state == FeedbackRequestState.ANSWERED

    @property
    def about_on(self) -> date:
        """The day a note is about that answers now: within the period; of unnamed notes the same for all."""
        day = self.until if self.is_anonymous else timezone.localdate()
        return min(max(day, self.period.starts_on), self.period.ends_on)


class FeedbackQuerySet(models.QuerySet):
    def visible_to(self, user) -> "FeedbackQuerySet":
        """Notes about oneself, by oneself, and about people on the days for which one rates or reviews them.

        One's own unnamed notes as well; those of others only as ``shown`` says, to whoever it is.
        """
        me = employee_id_of(user)
        mine = Q(author=me) | Q(request__invited=me)
        if user.has_perm(COVERS_REGENCY):
            return self.filter(self._is_shown() | mine)
        that_day = models.OuterRef("about_on")
        led = Evaluation.objects.filter(Q(rater=me) | Q(reviewer=me), employee=models.OuterRef("employee"))
        read = Q(employee=me) | models.Exists(led.touching(that_day, that_day).order_by())
        return self.filter(mine | (read & self._is_shown()))

    def shown(self) -> "FeedbackQuerySet":
        """Notes with a name; unnamed ones all at once, after their last day, and only where there are enough.

        Neither the order nor the moment in which they came is then to be seen, and asking one more colleague later
        shows nobody's words alone.
        """
        return self.filter(self._is_shown())

    def named(self) -> "FeedbackQuerySet":
        return self.filter(author__isnull=False)

    def newest_first(self) -> "FeedbackQuerySet":
        """By the day they are about; unnamed ones of a day by their words, which tell nothing of who wrote first."""
        words = models.Case(
            models.When(author=None, then="text"), default=models.Value(""), output_field=models.TextField()
        )
        return self.order_by("-about_on", words, "-pk")

    def _is_shown(self) -> Q:
        beside = FeedbackRequest.objects.filter(
            **{
                name: models.OuterRef(f"request__{name}")
                for name in ("employee", "period", "relation", "until")
            },
            is_anonymous=True,
            state=FeedbackRequestState.ANSWERED,
        )
        counted = beside.order_by().values("employee").annotate(number=models.Count("pk"))
        enough = models.Exists(counted.filter(number__gte=FEWEST_ANSWERS))
        return Q(author__isnull=False) | (Q(request__until__lt=timezone.localdate()) & enough)


class Feedback(models.Model):
    """One row is one note to an employee, about a day, perhaps about a work result or a value.

    ``author`` None: it stays unnamed. Who wrote it is then known to its request only, which the author alone sees.
    ``answers`` are those to the form of the request (``engine.schema``).
    """

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="feedback")
    author = models.ForeignKey(Employee, models.PROTECT, null=True, blank=True, related_name="feedback_given")
    relation = models.CharField(
        "hubungan", max_length=10, choices=FeedbackRelation, default=FeedbackRelation.RATER
    )
    request = models.OneToOneField(
        FeedbackRequest, models.PROTECT, null=True, blank=True, related_name="note"
    )
    about_on = models.DateField("tentang tanggal")
    kind = models.CharField("jenis", max_length=10, choices=FeedbackKind, blank=True)
    text = models.TextField("umpan balik", max_length=2000)
    value = models.CharField("nilai BerAKHLAK", max_length=30, choices=CoreValue, blank=True)
    result_key = models.CharField("hasil kerja", max_length=20, blank=True)
    form_version = models.ForeignKey(FormVersion, models.PROTECT, null=True, blank=True, related_name="+")
    answers = models.JSONField(default=dict)
    read_at = models.DateTimeField(null=True, blank=True)  # the employee said so
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = "umpan balik"
        verbose_name_plural = "umpan balik"
        ordering = ["-about_on", "-pk"]
        indexes = [models.Index(fields=["employee", "about_on"])]
        constraints = [
            models.CheckConstraint(
                name="feedback_not_to_oneself",
                condition=Q(author=None) | ~Q(employee=models.F("author")),
            ),
            models.CheckConstraint(
                name="unnamed_by_invited_colleagues",
                condition=Q(author__isnull=False) | Q(request__isnull=False, relation__in=COLLEAGUES),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author or 'Tanpa nama'} untuk {self.employee}"

    @property
    def is_anonymous(self) -> bool:
        return self.author_id is None

    @property
    def code(self) -> str:
        """Names the note in addresses of whoever it is about: its number would tell which was written first."""
        return salted_hmac("evaluations.feedback", str(self.pk)).hexdigest()[:20]

    @property
    def is_praise(self) -> bool:
        return self.kind == FeedbackKind.PRAISE

    @property
    def kind_label(self) -> str:
        return self.get_kind_display() or PLAIN_NOTE

    @property
    def giver(self) -> str:
        """Who wrote it, as everybody may read it."""
        return f"{self.get_relation_display()}, tanpa nama" if self.is_anonymous else str(self.author)


class FeedbackReplyQuerySet(models.QuerySet):
    def visible_to(self, user) -> "FeedbackReplyQuerySet":
        """Of the person who answers, and of the author; where that one is unnamed, of who leads the person that day."""
        if user.has_perm(COVERS_REGENCY):
            return self
        me = employee_id_of(user)
        unnamed = Feedback.objects.visible_to(user).filter(author=None, pk=models.OuterRef("note"))
        led = unnamed.exclude(request__invited=me).order_by()
        return self.filter(Q(note__employee=me) | Q(note__author=me) | models.Exists(led))


class FeedbackReply(models.Model):
    """One row is what the person answered to a note. Append-only."""

    note = models.ForeignKey(Feedback, models.PROTECT, related_name="replies")
    text = models.CharField("tanggapan", max_length=1000)
    written_at = models.DateTimeField(auto_now_add=True)

    objects = FeedbackReplyQuerySet.as_manager()

    class Meta:
        verbose_name = "tanggapan atas umpan balik"
        verbose_name_plural = "tanggapan atas umpan balik"
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"{self.note}: {self.text[:40]}"
