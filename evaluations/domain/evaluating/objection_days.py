"""Until when somebody may object, and until when an objection is to be explained and decided.

PP 30/2019 art. 56 counts the days of an objection from receiving the result; the period says whether that is its
delivery or its first reading. A result that nobody opens counts as read once as many days have gone by as there are
for an objection, so that nothing waits for ever. For explanation and decision no article names days: they are settings.
The explanation is asked for from the objection on, the decision from the explanation on or, where there is none, from
the moment until which it was asked for. What comes late is still taken, and told as late.

In Python for one evaluation (``*_until``), in SQL for many (``with_clocks``);
``tests/domain/evaluating/test_objection_days.py`` holds them together.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    DateTimeField,
    DurationField,
    Expression,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Least

from evaluations.domain.evaluating.deadlines import in_words
from evaluations.duties import OBJECTION_OPEN
from evaluations.enums import ObjectionStart, PeriodState, State
from evaluations.models import Evaluation, EvaluationPeriod, EvaluationSettings, Objection


def received_at(evaluation: Evaluation) -> datetime | None:
    """From when on the days of an objection are counted; None before delivery, later if it is never opened."""
    delivered = evaluation.delivered_at
    if delivered is None or evaluation.period.objection_from == ObjectionStart.DELIVERED:
        return delivered
    latest = delivered + _days(evaluation.period.objection_days)
    return min(evaluation.result_read_at or latest, latest)


def objection_until(evaluation: Evaluation) -> datetime | None:
    """The last moment for an objection; None before delivery."""
    received = received_at(evaluation)
    return None if received is None else received + _days(evaluation.period.objection_days)


def explain_until(objection: Objection) -> datetime:
    return objection.submitted_at + _days(objection.evaluation.period.explain_days)


def decide_until(objection: Objection) -> datetime:
    due = explain_until(objection)
    return min(objection.explained_at or due, due) + _days(objection.evaluation.period.decide_days)


def waiting_until(evaluation: Evaluation) -> datetime | None:
    """Until when the next step of an open objection is due; None where none waits."""
    objection = getattr(evaluation, "objection", None)
    if objection is None or evaluation.state not in OBJECTION_OPEN:
        return None
    return explain_until(objection) if evaluation.state == State.OBJECTED else decide_until(objection)


def waiting_words(evaluation: Evaluation) -> str:
    """The same in words; empty where none waits."""
    until = waiting_until(evaluation)
    return in_words(until) if until else ""


def with_clocks(evaluations: QuerySet[Any]) -> QuerySet[Any]:
    """The same rows with ``objection_due_at``, ``explain_due_at`` and ``decide_due_at``, computed by the database.

    They are None where there is no delivery, or no objection.
    """
    explain = _moment(F("objection__submitted_at") + _days_in_sql("explain_days"))
    begun = Least(Coalesce("objection__explained_at", F("explain_due_at")), F("explain_due_at"))
    rows = evaluations.annotate(objection_due_at=objection_due(), explain_due_at=explain)
    return rows.annotate(decide_due_at=_moment(begun + _days_in_sql("decide_days")))


def objection_due() -> Expression:
    """``objection_until`` in SQL."""
    latest = F("delivered_at") + _days_in_sql("objection_days")
    # Coalesce, since SQLite's MIN of a NULL is NULL.
    read = Least(Coalesce("result_read_at", _moment(latest)), _moment(latest))
    received = Case(
        When(period__objection_from=ObjectionStart.READ, then=read),
        default=F("delivered_at"),
        output_field=DateTimeField(),
    )
    return _moment(received + _days_in_sql("objection_days"))


def overdue(now: datetime) -> Q:
    """Of rows ``with_clocks``: objections whose next step should have been done by ``now``."""
    return Q(state=State.OBJECTED, explain_due_at__lt=now) | Q(
        state__in=OBJECTION_OPEN, decide_due_at__lt=now
    )


def days_in_words(period: EvaluationPeriod | Any) -> str:
    """The rule of a period, or of the settings for new ones, as one sentence part: "14 hari sejak …"."""
    days = period.objection_days
    if period.objection_from == ObjectionStart.READ:
        return (
            f"{days} hari sejak Anda pertama kali membuka hasil. Hasil yang tidak dibuka dianggap dibaca "
            f"{days} hari setelah disampaikan"
        )
    return f"{days} hari sejak hasil disampaikan"


def rule_in_words() -> str:
    """The clocks of the open periods, else those of the next ones, for the guidance. Two queries at most."""
    periods: list[Any] = list(EvaluationPeriod.objects.filter(state=PeriodState.OPEN))
    told = {_clocks_in_words(one): str(one) for one in periods or [EvaluationSettings.load()]}
    if len(told) == 1:
        return next(iter(told))
    return " ".join(f"{name}: {text}" for text, name in told.items())


def _clocks_in_words(period: Any) -> str:
    return (
        f"Keberatan dapat diajukan dalam {days_in_words(period)}. Penilai diberi {period.explain_days} hari untuk "
        f"menjelaskan, lalu atasan penilai {period.decide_days} hari untuk memutuskan."
    )


def _days(number: int) -> timedelta:
    return timedelta(days=number)


def _days_in_sql(name: str) -> Expression:
    one_day = Value(timedelta(days=1), output_field=DurationField())
    number = Cast(f"period__{name}", IntegerField())  # SQLite multiplies no smaller kind of number
    return ExpressionWrapper(number * one_day, output_field=DurationField())


def _moment(expression: Any) -> Expression:
    return ExpressionWrapper(expression, output_field=DateTimeField())
