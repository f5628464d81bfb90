"""Reminders: when they are due and with which words, who got which, and the mail that still has to go out."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from evaluations.enums import MailState, ReminderStep
from evaluations.models.people import Employee
from evaluations.models.period import EvaluationPeriod

PLAN_STEPS = [step for step in ReminderStep if step.is_of_plan]


class ReminderRule(models.Model):
    """One row reminds of a step so many days before (negative) or after its due day; the words are BKPSDM's.

    Of a plan the days are counted from when it began to be waited for (``domain.periods.reminders.plans``).
    ``subject`` and ``text`` may hold the placeholders of ``domain.periods.reminders.words``.
    """

    step = models.CharField("langkah", max_length=4, choices=ReminderStep, default=ReminderStep.FILL)
    days = models.SmallIntegerField(
        "hari",
        validators=[MinValueValidator(-30), MaxValueValidator(30)],
        help_text="Terhadap batas waktunya: -3 berarti tiga hari sebelum, 0 pada harinya, 1 sehari sesudah. "
        "Untuk SKP dihitung sejak awal tahun atau awal jabatan, sejak dikembalikan, atau sejak diajukan.",
    )
    subject = models.CharField("judul", max_length=120)
    text = models.TextField("isi", max_length=1000)
    by_email = models.BooleanField("kirim juga lewat email", default=True)
    is_active = models.BooleanField("aktif", default=True)

    class Meta:
        verbose_name = "aturan pengingat"
        verbose_name_plural = "aturan pengingat"
        ordering = ["step", "days", "pk"]
        constraints = [models.UniqueConstraint(name="one_reminder_per_day_and_step", fields=["step", "days"])]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.when}"

    @property
    def when(self) -> str:
        """The day in words: "3 hari sebelum batas pengisian"."""
        day = ReminderStep(self.step).counted_from
        if self.days == 0:
            return f"pada hari {day}"
        return f"{abs(self.days)} hari {'sebelum' if self.days < 0 else 'sesudah'} {day}"


class Reminder(models.Model):
    """One row is one reminder to one person on one day about one step of one period, or (``period`` None) of plans.

    ``rule`` is None where somebody pressed the button; ``sent_by`` then is that user. ``count`` is how many
    evaluations wait for the person (1 for the own one, for raters those of the team).
    """

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="reminders")
    period = models.ForeignKey(
        EvaluationPeriod, models.CASCADE, null=True, blank=True, related_name="reminders"
    )
    step = models.CharField("langkah", max_length=4, choices=ReminderStep)
    day = models.DateField("hari")  # by Bantul's clock
    rule = models.ForeignKey(ReminderRule, models.SET_NULL, null=True, blank=True, related_name="+")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    subject = models.CharField("judul", max_length=200)
    text = models.TextField("isi")
    count = models.PositiveIntegerField(default=1)
    by_email = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    message = models.ForeignKey(
        "OutboxMessage", models.SET_NULL, null=True, blank=True, related_name="reminders"
    )

    class Meta:
        verbose_name = "pengingat"
        verbose_name_plural = "pengingat"
        ordering = ["-day", "-pk"]
        indexes = [
            models.Index(fields=["period", "step", "day"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_reminder_per_person_and_day", fields=["employee", "period", "step", "day"]
            ),
            models.UniqueConstraint(
                name="one_reminder_of_plans_per_person_and_day",
                fields=["employee", "step", "day"],
                condition=Q(period=None),
            ),
            models.CheckConstraint(
                name="reminder_is_of_a_period_or_of_plans",
                condition=Q(period=None, step__in=PLAN_STEPS)
                | (Q(period__isnull=False) & ~Q(step__in=PLAN_STEPS)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee}: {self.subject}"

    @property
    def is_for_rater(self) -> bool:
        return (
            self.step in (ReminderStep.RATE, ReminderStep.APPR, ReminderStep.CONF)
            or ReminderStep(self.step).is_of_objection
        )

    @property
    def is_of_own_plan(self) -> bool:
        return self.step == ReminderStep.PLAN


class OutboxMessage(models.Model):
    """One row is the one e-mail of a person on a day, with all reminders of that day in it."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    day = models.DateField("hari")
    email = models.EmailField("alamat")
    subject = models.CharField("judul", max_length=200)
    body = models.TextField("isi")
    state = models.CharField("keadaan", max_length=8, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    next_try_at = models.DateTimeField("dicoba lagi", null=True, blank=True)
    last_error = models.CharField("kendala terakhir", max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "email keluar"
        verbose_name_plural = "email keluar"
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["state", "next_try_at"])]
        constraints = [
            models.UniqueConstraint(name="one_digest_per_person_and_day", fields=["employee", "day"]),
            models.CheckConstraint(
                name="sent_has_moment",
                condition=Q(state=MailState.SENT, sent_at__isnull=False)
                | (~Q(state=MailState.SENT) & Q(sent_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.subject}"
