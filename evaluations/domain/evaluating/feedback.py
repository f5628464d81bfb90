"""Continuous feedback (umpan balik berkelanjutan): the notes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce
from django.utils import timezone

from evaluations import rules
from evaluations.domain.evaluating.repeats import same_feedback, same_reply
from evaluations.domain.organization import raters
from evaluations.domain.refusals import Refused
from evaluations.duties import NOT_YET_RATED
from evaluations.enums import LEADERS, CoreValue, FeedbackKind, FeedbackRelation, PeriodKind, PeriodState
from evaluations.models import Employee, Evaluation, Feedback, FeedbackReply, employee_id_of
from evaluations.models.feedback import FeedbackQuerySet
from forms_config.actors import Actor
from forms_config.engine.characters import clean_text

TEXT_LENGTH = 2000
REPLY_LENGTH = 1000


@dataclass(frozen=True, slots=True)
class Words:
    """What is written in a note; ``answers`` to the form of the request (``engine.schema``)."""

    text: str
    kind: str = ""
    value: str = ""
    result_key: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        """As ``Feedback`` and the draft of a request keep it."""
        return asdict(self) | {"text": clean_text(self.text)}


# --- reading ------------------------------------------------------------------------------------------


def feedback_of(employee: Employee, starts_on: date, ends_on: date) -> FeedbackQuerySet:
    """The notes to one person about the days of a span that may be read by now, the newest first.

    Unnamed ones come together, see ``FeedbackQuerySet.shown``; who may read at all is asked with ``visible_to``.
    """
    notes = Feedback.objects.filter(employee=employee, about_on__range=(starts_on, ends_on)).shown()
    return notes.newest_first().select_related("author")


def notes_by_leaders(evaluation: Evaluation, reader) -> FeedbackQuerySet:
    """What rater and superior wrote about the days of ``evaluation``, the oldest first, if ``reader`` may see it.

    Always by name; notes of colleagues belong on no document.
    """
    notes = feedback_of(evaluation.employee, evaluation.first_day, evaluation.last_day).visible_to(reader)
    return notes.named().filter(relation__in=LEADERS).order_by("about_on", "pk")


def is_fact(note: Feedback) -> bool:
    """Whether a rating at an end of its scale may rest on it: somebody must stand for it by name."""
    return not note.is_anonymous


def to_be_heard(user, on: date) -> list[Evaluation]:
    """Whom ``user`` rates in the latest open month or quarter that has begun and has not rated yet, by name.

    Each with ``was_heard``: whether they wrote a note about these days. One query.
    """
    me = employee_id_of(user)
    rows = Evaluation.objects.visible_to(user).filter(
        rater=me, state__in=NOT_YET_RATED, period__state=PeriodState.OPEN, period__starts_on__lte=on
    )
    mine = Feedback.objects.filter(
        author=me,
        employee=OuterRef("employee"),
        about_on__gte=Coalesce(OuterRef("starts_on"), OuterRef("period__starts_on")),
        about_on__lte=Coalesce(OuterRef("ends_on"), OuterRef("period__ends_on")),
    )
    rows = (
        rows.exclude(period__kind=PeriodKind.ANNUAL).annotate(was_heard=Exists(mine)).select_related("period")
    )
    found = list(
        rows.only("name", "employee", "period__name").order_by("-period__starts_on", "period", "name", "pk")
    )
    return [row for row in found if row.period_id == found[0].period_id]


def leads(user, employee: Employee, on: date) -> FeedbackRelation | None:
    """Whether ``user`` was the rater or the rater's superior that day, by an evaluation or by the tree."""
    if employee.user_id == user.pk:
        return None
    me = employee_id_of(user)
    rows = Evaluation.objects.filter(employee=employee).touching(on, on).order_by()
    if rows.filter(rater=me).exists():
        return FeedbackRelation.RATER
    if rows.filter(reviewer=me).exists():
        return FeedbackRelation.SUPERIOR
    found = raters.resolve(employee, on)
    of_tree = ((found.rater, FeedbackRelation.RATER), (found.reviewer, FeedbackRelation.SUPERIOR))
    return next((relation for person, relation in of_tree if person and person.user_id == user.pk), None)


# --- writing ------------------------------------------------------------------------------------------


def check_words(words: Words) -> None:
    """Raises ``Refused``: text_required, text_too_long, unknown_kind, unknown_value."""
    text = clean_text(words.text)
    if not text:
        raise Refused("text_required", "Tuliskan umpan baliknya terlebih dahulu.")
    if len(text) > TEXT_LENGTH:
        raise Refused("text_too_long", f"Umpan balik paling panjang {TEXT_LENGTH} huruf.")
    if words.kind and words.kind not in FeedbackKind.values:
        raise Refused("unknown_kind", "Pilih apresiasi, saran perbaikan, atau catatan.")
    if words.value and words.value not in CoreValue.values:
        raise Refused("unknown_value", "Pilih salah satu nilai BerAKHLAK.")


@transaction.atomic
def give_feedback(
    employee: Employee,
    *,
    actor: Actor,
    text: str,
    about_on: date,
    kind: str = "",
    value: str = "",
    result_key: str = "",
) -> Feedback:
    """Write one note to ``employee`` as a leader, perhaps about a BerAKHLAK value or a planned work result.

    The same words about the same day once more are a second press and give back the note that is there.

    Raises ``Refused``: not_yours, future_date, and as ``check_words``.
    """
    words = Words(text, kind, value, result_key)
    relation = leads(actor, employee, about_on)
    if relation is None:
        raise Refused("not_yours", "Hanya penilai atau atasan penilai yang dapat memberi umpan balik.")
    check_words(words)
    if about_on > timezone.localdate():
        raise Refused("future_date", "Tanggalnya belum tiba. Pilih hari ini atau sebelumnya.")
    # The author is locked, so that one note comes after the other.
    author = Employee.objects.select_for_update(of=("self",)).get(pk=actor.employee.pk)
    note = {"employee": employee, "author": author, "about_on": about_on} | words.stored()
    return same_feedback(**note) or Feedback.objects.create(**note, relation=relation)


def deletion_refusal(feedback: Feedback, *, actor: Actor) -> Refused | None:
    """Why ``actor`` may not take back this note; None if they may."""
    if not rules.can_delete_feedback(actor, feedback):
        return Refused("not_yours", "Hanya penulisnya yang dapat menghapus umpan balik.")
    if feedback.read_at is not None:
        return Refused("already_read", "Umpan balik ini sudah dibaca, jadi tidak dapat dihapus lagi.")
    if timezone.localdate(feedback.created_at) != timezone.localdate():
        return Refused("too_late", "Umpan balik hanya dapat dihapus pada hari ditulis.")
    return None


@transaction.atomic
def delete_feedback(feedback: Feedback, *, actor: Actor) -> None:
    """Take back one's own note on the day it was written, until it was read; afterwards it is part of the record.

    Raises ``Refused``: not_yours, already_read, too_late.
    """
    stored = Feedback.objects.select_for_update(of=("self",)).get(pk=feedback.pk)
    refused = deletion_refusal(stored, actor=actor)
    if refused is not None:
        raise refused
    stored.delete()


# --- answering ----------------------------------------------------------------------------------------


def read_feedback(feedback: Feedback, *, actor: Actor) -> None:
    """The person has read it: from now on its words stay. Raises ``Refused``: not_yours."""
    _check_respondent(feedback, actor)
    Feedback.objects.filter(pk=feedback.pk, read_at=None).update(read_at=timezone.now())


@transaction.atomic
def reply_to_feedback(feedback: Feedback, text: str, *, actor: Actor) -> FeedbackReply:
    """Answer a note shortly, as often as wanted; the same words once more are a second press.

    Raises ``Refused``: not_yours, text_required, text_too_long.
    """
    _check_respondent(feedback, actor)
    text = clean_text(text)
    if not text:
        raise Refused("text_required", "Tuliskan tanggapan Anda terlebih dahulu.")
    if len(text) > REPLY_LENGTH:
        raise Refused("text_too_long", f"Tanggapan paling panjang {REPLY_LENGTH} huruf.")
    read_feedback(feedback, actor=actor)
    Feedback.objects.select_for_update(of=("self",)).get(pk=feedback.pk)  # one reply after the other
    return same_reply(feedback, text) or feedback.replies.create(text=text)


def _check_respondent(feedback: Feedback, actor: Actor) -> None:
    if not rules.can_respond_to_feedback(actor, feedback):
        raise Refused("not_yours", "Hanya pegawai yang bersangkutan yang dapat menanggapi umpan balik ini.")
