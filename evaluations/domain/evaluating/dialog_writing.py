"""What is written in a dialog kinerja: what was said to each point, points of one's own, agreed actions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils import timezone

from evaluations.domain.refusals import Refused
from evaluations.enums import Doer, PointKind, PointState
from evaluations.models import DialogAgreement, DialogPoint, PerformanceDialog
from evaluations.models.dialog import NOTE_LENGTH, TEXT_LENGTH
from forms_config.actors import Actor
from forms_config.engine.characters import clean_text

FARTHEST = timedelta(days=366)  # how far ahead a dialog or an agreed day may lie
MOST = 50  # points and agreements of one dialog, each


@dataclass(frozen=True, slots=True)
class Talk:
    """What was said to one point."""

    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Promise:
    """One agreed action: who does it, until when."""

    text: str
    doer: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Content:
    """What one save writes: the day, what was said (by the id of the point), new points, all agreements.

    ``agreements``: by their id as they shall be (None: taken out); what is not named stays. ``added``: new ones.
    """

    held_on: date
    talks: Mapping[int, Talk]
    points: Sequence[str] = ()
    agreements: Mapping[int, Promise | None] | None = None
    added: Sequence[Promise] = ()


def cleaned(content: Content) -> Content:
    """The same without what nobody sees; each text within its length."""
    talks = {
        pk: Talk(_state(talk.state), _text(talk.note, NOTE_LENGTH)) for pk, talk in content.talks.items()
    }
    agreements = {pk: _promise(given) for pk, given in (content.agreements or {}).items()}
    added = [promise for one in content.added if (promise := _promise(one))]
    points = [text for one in content.points if (text := _text(one, NOTE_LENGTH))]
    return replace(content, talks=talks, points=points, agreements=agreements, added=added)


def _text(text: str, most: int) -> str:
    text = clean_text(text)
    if len(text) > most:
        raise Refused("text_too_long", f"Satu isian paling panjang {most} huruf.")
    return text


def _state(state: str) -> str:
    if state not in PointState.values:
        raise Refused("unknown_state", "Pilih salah satu keadaan pokok bahasan.")
    return state


def _promise(promise: Promise | None) -> Promise | None:
    if promise is None:
        return None
    text = _text(promise.text, TEXT_LENGTH)
    if not text:
        raise Refused("text_required", "Tuliskan apa yang disepakati.")
    if promise.doer not in Doer.values:
        raise Refused("unknown_state", "Pilih siapa yang melakukan kesepakatan ini.")
    return replace(promise, text=text)


def differs(dialog: PerformanceDialog, content: Content) -> bool:
    """Whether anything would change. New rows that stand there with the same words came with the first press."""
    points = {point.pk: point for point in dialog.points.all()}
    own = {point.text for point in points.values() if point.kind == PointKind.OWN}
    agreed = {row.pk: promise_of(row) for row in dialog.agreements.all()}
    return (
        content.held_on != dialog.held_on
        or any(pk not in points or talk != talk_of(points[pk]) for pk, talk in content.talks.items())
        or any(text not in own for text in content.points)
        or any(agreed.get(pk) != given for pk, given in (content.agreements or {}).items())
        or any(promise not in agreed.values() for promise in content.added)
    )


def talk_of(point: DialogPoint) -> Talk:
    return Talk(point.state, point.note)


def promise_of(agreement: DialogAgreement) -> Promise:
    return Promise(agreement.text, agreement.doer, agreement.due_on)


def write_talks(dialog: PerformanceDialog, talks: Mapping[int, Talk]) -> None:
    points = {point.pk: point for point in dialog.points.all()}
    if not talks.keys() <= points.keys():
        raise Refused("point_gone", "Ada pokok bahasan yang tidak lagi ada. Muat ulang halaman ini.")
    for pk, talk in talks.items():
        points[pk].state, points[pk].note = talk.state, talk.note
    DialogPoint.objects.bulk_update([points[pk] for pk in talks], ["state", "note"])


def add_points(dialog: PerformanceDialog, texts: Sequence[str], actor: Actor) -> None:
    there = set(dialog.points.filter(kind=PointKind.OWN).values_list("text", flat=True))
    new = [text for text in dict.fromkeys(texts) if text not in there]
    if new and dialog.points.count() + len(new) > MOST:
        raise Refused("too_many", f"Satu dialog paling banyak {MOST} pokok bahasan.")
    DialogPoint.objects.bulk_create(
        DialogPoint(dialog=dialog, kind=PointKind.OWN, text=text, added_by=str(actor.employee))
        for text in new
    )


def write_agreements(dialog: PerformanceDialog, content: Content) -> None:
    stored = {row.pk: row for row in dialog.agreements.all()}
    for pk, promise in (content.agreements or {}).items():
        if pk not in stored:
            if promise is not None:
                raise Refused("point_gone", "Ada kesepakatan yang tidak lagi ada. Muat ulang halaman ini.")
        elif promise is None:
            stored.pop(pk).delete()
        elif promise != promise_of(stored[pk]):
            _check_due(promise.due_on, was=stored[pk].due_on)
            stored[pk].text, stored[pk].doer, stored[pk].due_on = promise.text, promise.doer, promise.due_on
            stored[pk].save()
    there = [promise_of(row) for row in stored.values()]
    new = [promise for promise in dict.fromkeys(content.added) if promise not in there]
    if new and len(there) + len(new) > MOST:
        raise Refused("too_many", f"Satu dialog paling banyak {MOST} kesepakatan.")
    for promise in new:
        _check_due(promise.due_on)
        DialogAgreement.objects.create(
            dialog=dialog, text=promise.text, doer=promise.doer, due_on=promise.due_on
        )


def _check_due(day: date, was: date | None = None) -> None:
    """The day of an agreement lies ahead; one that was written before stays as it was."""
    today = timezone.localdate()
    if day < today and day != was:
        raise Refused("day_over", "Batas kesepakatan sudah lewat. Pilih hari ini atau sesudahnya.")
    if day > today + FARTHEST:
        raise Refused("too_far", "Batas kesepakatan paling lama setahun lagi.")
