"""What a dialog kinerja is to be about: low rows of the last results, open feedback, agreements that are not done.

Only what both may know already: results that were delivered, and feedback that both may read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from django.utils import dateformat, timezone

from evaluations.domain.evaluating.answers import sheet
from evaluations.domain.evaluating.feedback import feedback_of
from evaluations.duties import RESULT_KNOWN_TO_EMPLOYEE
from evaluations.enums import FeedbackKind, PeriodKind, PointKind, Rating
from evaluations.models import DialogAgreement, DialogPoint, Evaluation
from evaluations.models.evaluation import EvaluationQuerySet
from forms_config.engine.explain import Gap
from forms_config.engine.items import ItemScore
from forms_config.engine.outcome import Outcome
from forms_config.engine.rounding import spoken

FAR_BELOW = Fraction(70)  # per cent of the target; what is below counts as Kurang (PP 30/2019)
FEEDBACK_DAYS = timedelta(days=92)  # how long before the days evaluated feedback is looked for
MOST_NOTES = 10


@dataclass(frozen=True, slots=True)
class Topic:
    """One point that is proposed; ``source`` names what it comes from, so that it is proposed once."""

    kind: PointKind
    source: str
    text: str


def new_topics(evaluation: Evaluation) -> list[Topic]:
    """What should be talked about and was not yet on the agenda of this person's dialogs; few queries.

    An agreement comes back in every dialog until it is done or dropped.
    """
    found = [*_of_agreements(evaluation), *_of_results(evaluation), *_of_feedback(evaluation)]
    points = DialogPoint.objects.filter(dialog__evaluation__employee=evaluation.employee_id)
    had = set(points.exclude(kind=PointKind.AGREEMENT).values_list("source", flat=True))
    had |= set(points.filter(dialog__closed_at=None).values_list("source", flat=True))
    return [topic for topic in found if topic.source not in had]


def known_results(evaluation: Evaluation) -> EvaluationQuerySet:
    """The person's results up to these days that were delivered and count, the latest first."""
    rows = Evaluation.objects.filter(
        employee=evaluation.employee_id, state__in=RESULT_KNOWN_TO_EMPLOYEE, counts=True,
        period__starts_on__lte=evaluation.last_day,
    )  # fmt: skip
    return rows.select_related("period", "form_version").order_by("-period__ends_on", "-segment", "-pk")


def _of_agreements(evaluation: Evaluation) -> Iterator[Topic]:
    for agreement in DialogAgreement.objects.in_force().of(evaluation.employee_id):
        day = dateformat.format(agreement.due_on, "j F Y")
        words = f"{agreement.text}\n({agreement.get_doer_display()}, paling lambat {day})"
        yield Topic(PointKind.AGREEMENT, f"agreement:{agreement.pk}", words)


def _of_results(evaluation: Evaluation) -> Iterator[Topic]:
    """Of the latest month or quarter, and of the latest year: competences are asked for once a year."""
    known = known_results(evaluation)
    for rows in (known.exclude(period__kind=PeriodKind.ANNUAL), known.filter(period__kind=PeriodKind.ANNUAL)):
        row = rows.first()
        if row is not None:
            yield from _low_rows(row, sheet(row).outcome())


def _low_rows(row: Evaluation, outcome: Outcome) -> Iterator[Topic]:
    for label, field in (("hasil kerja", "rating_hasil_kerja"), ("perilaku kerja", "rating_perilaku")):
        if getattr(row, field) == Rating.BELOW:
            words = f"Rating {label} {row.period.name}: {Rating.BELOW.label}."
            yield Topic(PointKind.RATING, f"{field}:{row.pk}", words)
    for item in outcome.items:
        if item.target is not None and item.bounded is not None and item.bounded < FAR_BELOW:
            place = f"{item.section}:{item.row or ''}:{item.field}"
            yield Topic(PointKind.ACHIEVEMENT, f"achievement:{row.pk}:{place}", _short_of_target(row, item))
    for gap in outcome.gaps:
        if gap.is_below:
            source = f"competence:{row.pk}:{gap.field.key}"
            yield Topic(PointKind.COMPETENCE, source, _below_need(row, gap))


def _short_of_target(row: Evaluation, item: ItemScore) -> str:
    reached = spoken(item.bounded or 0, decimals=0)
    return f"{item.row_label or item.label}: tercapai {reached} % dari target {row.period.name}."


def _below_need(row: Evaluation, gap: Gap) -> str:
    levels = f"tingkat {gap.reached.label}, jabatan membutuhkan {gap.required.label}"
    return f"{gap.field.label}: {levels} ({row.period.name})."


def _of_feedback(evaluation: Evaluation) -> Iterator[Topic]:
    """What is neither praise nor answered, the latest first."""
    first = evaluation.first_day - FEEDBACK_DAYS
    notes = feedback_of(evaluation.employee, first, max(evaluation.last_day, timezone.localdate()))
    for note in notes.exclude(kind=FeedbackKind.PRAISE).filter(replies=None)[:MOST_NOTES]:
        yield Topic(PointKind.FEEDBACK, f"feedback:{note.pk}", note.text)
