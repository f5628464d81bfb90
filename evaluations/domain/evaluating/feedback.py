"""Continuous feedback (umpan balik berkelanjutan)."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from evaluations import rules
from evaluations.domain.evaluating.repeats import same_feedback
from evaluations.domain.organization import raters
from evaluations.domain.refusals import Refused
from evaluations.enums import CoreValue
from evaluations.models import Employee, Evaluation, Feedback, employee_id_of
from evaluations.models.feedback import FeedbackQuerySet
from forms_config.actors import Actor
from forms_config.engine.characters import clean_text

TEXT_LENGTH = 2000


def feedback_of(employee: Employee, starts_on: date, ends_on: date) -> FeedbackQuerySet:
    """The notes to one person about the days of a span, newest first."""
    notes = Feedback.objects.filter(employee=employee, about_on__range=(starts_on, ends_on))
    return notes.select_related("author")


def leads(user, employee: Employee, on: date) -> bool:
    """Whether ``user`` was the rater or the rater's superior that day, by an evaluation or by the tree."""
    if employee.user_id == user.pk:
        return False
    me = employee_id_of(user)
    by_evaluation = Evaluation.objects.filter(Q(rater=me) | Q(reviewer=me), employee=employee)
    if by_evaluation.touching(on, on).exists():
        return True
    found = raters.resolve(employee, on)
    return any(person is not None and person.user_id == user.pk for person in (found.rater, found.reviewer))


@transaction.atomic
def give_feedback(
    employee: Employee, *, actor: Actor, text: str, about_on: date, value: str = "", result_key: str = ""
) -> Feedback:
    """Write one note to ``employee``, perhaps about a BerAKHLAK value or a planned work result.

    The same words about the same day once more are a second press and give back the note that is there.

    Raises ``Refused``: not_yours, text_required, text_too_long, future_date, unknown_value.
    """
    text = clean_text(text)
    if not leads(actor, employee, about_on):
        raise Refused("not_yours", "Hanya penilai atau atasan penilai yang dapat memberi umpan balik.")
    if not text:
        raise Refused("text_required", "Tuliskan umpan baliknya terlebih dahulu.")
    if len(text) > TEXT_LENGTH:
        raise Refused("text_too_long", f"Umpan balik paling panjang {TEXT_LENGTH} huruf.")
    if about_on > timezone.localdate():
        raise Refused("future_date", "Tanggalnya belum tiba. Pilih hari ini atau sebelumnya.")
    if value and value not in CoreValue.values:
        raise Refused("unknown_value", "Pilih salah satu nilai BerAKHLAK.")
    # The author is locked, so that one note comes after the other.
    author = Employee.objects.select_for_update(of=("self",)).get(pk=actor.employee.pk)
    note = {
        "employee": employee, "author": author, "about_on": about_on, "text": text, "value": value,
        "result_key": result_key,
    }  # fmt: skip
    return same_feedback(**note) or Feedback.objects.create(**note)


def deletion_refusal(feedback: Feedback, *, actor: Actor) -> Refused | None:
    """Why ``actor`` may not take back this note; None if they may."""
    if not rules.can_delete_feedback(actor, feedback):
        return Refused("not_yours", "Hanya penulisnya yang dapat menghapus umpan balik.")
    if timezone.localdate(feedback.created_at) != timezone.localdate():
        return Refused("too_late", "Umpan balik hanya dapat dihapus pada hari ditulis.")
    return None


def delete_feedback(feedback: Feedback, *, actor: Actor) -> None:
    """Take back one's own note on the day it was written; afterwards it is part of the record.

    Raises ``Refused``: not_yours, too_late.
    """
    refused = deletion_refusal(feedback, actor=actor)
    if refused is not None:
        raise refused
    feedback.delete()
