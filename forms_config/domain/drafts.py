"""Changing the draft of a form by code, the way the editor does it."""

from django.db import transaction
from django.db.models import Q, QuerySet

from forms_config.actors import Actor
from forms_config.models import EvaluationForm


class DraftIsLocked(Exception):
    """Somebody holds the form: it was locked, or it waits for approval."""


def with_drafts(forms: QuerySet[EvaluationForm]) -> QuerySet[EvaluationForm]:
    """Those in use that have something in the editor which was not published."""
    return forms.filter(Q(has_unpublished_changes=True) | Q(live=False), is_active=True)


def latest_draft(form: EvaluationForm, *, actor: Actor) -> EvaluationForm:
    """The latest draft, to be changed and given to ``save_draft`` in the same transaction.

    Raises DraftIsLocked with a sentence for the officer.
    """
    current = EvaluationForm.objects.select_for_update().get(pk=form.pk)
    lock = current.get_lock()
    if lock is not None and lock.for_user(actor):
        raise DraftIsLocked(
            f"Formulir “{current}” sedang dikunci atau menunggu persetujuan, jadi tidak dapat diubah."
        )
    return current.get_latest_revision_as_object()


@transaction.atomic
def save_draft(draft: EvaluationForm, *, actor: Actor, action: str | bool = True) -> None:
    """A new revision by ``actor``; ``action``: how the history calls it. Nothing is published."""
    draft.clean()
    if not draft.live:  # until the first publishing the row itself is the draft, as in the editor
        draft.save()
    draft.save_revision(user=actor, clean=False, log_action=action)
