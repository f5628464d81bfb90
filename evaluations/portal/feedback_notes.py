"""Notes of feedback as pages draw them: in words, with the answers to questions and what the person replied."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from evaluations import queries
from evaluations.models import Feedback, FeedbackReply
from evaluations.models.evaluation import PARSED_ALREADY
from evaluations.models.feedback import FeedbackQuerySet
from forms_config.dynamic_forms import Surroundings
from forms_config.dynamic_forms.view import in_words
from forms_config.engine.kinds import kind_of


@dataclass(frozen=True)
class Note:
    """``result``: the work result that it is about, in words; empty if none or no longer in the plan."""

    feedback: Feedback
    result: str = ""
    answers: list[tuple[str, str]] = field(default_factory=list)  # (question, answer in words)
    replies: list[FeedbackReply] = field(default_factory=list)


def notes_in_words(notes: Iterable[Feedback], reader) -> list[Note]:
    """At most two queries beside the notes; replies as far as ``reader`` may see them."""
    rows = list(notes)
    statements = queries.result_statements(rows) if any(row.result_key for row in rows) else {}
    replies = _replies([row.pk for row in rows if row.read_at], reader)
    return [
        Note(
            row,
            statements.get((row.employee_id, row.result_key), ""),
            answers_in_words(row),
            replies.get(row.pk, []),
        )
        for row in rows
    ]


def with_forms(notes: FeedbackQuerySet) -> FeedbackQuerySet:
    """Ready for ``notes_in_words``: the versions of forms come along without their documents."""
    return notes.select_related("employee", "author", "form_version").defer(*PARSED_ALREADY)


def answers_in_words(note: Feedback) -> list[tuple[str, str]]:
    """The questions of the form that were answered, in its order."""
    if note.form_version is None or not note.answers:
        return []
    schema = note.form_version.parsed
    around = Surroundings(schema, note.answers)
    fields = [one for section in schema.sections for one in section.fields if kind_of(one).is_answered]
    return [
        (one.label, in_words(around, one, note.answers[one.key])) for one in fields if one.key in note.answers
    ]


def _replies(read: Sequence[int], reader) -> dict[int, list[FeedbackReply]]:
    """By note; whoever replied has read it."""
    found: dict[int, list[FeedbackReply]] = {}
    if read:
        for reply in FeedbackReply.objects.visible_to(reader).filter(note__in=read):
            found.setdefault(reply.note_id, []).append(reply)
    return found
