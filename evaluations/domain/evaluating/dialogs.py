"""Dialog kinerja: begun by either, written by both, confirmed by each, then frozen.

Who may write are the person and whoever rates them now: a new rater goes on where the last one stopped, and who took
part stays named (``DialogEvent``). A change before both have confirmed takes back what was confirmed.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from evaluations import rules
from evaluations.domain.evaluating.dialog_agenda import new_topics
from evaluations.domain.evaluating.dialog_writing import (
    FARTHEST,
    Content,
    add_points,
    cleaned,
    differs,
    write_agreements,
    write_talks,
)
from evaluations.domain.refusals import Refused
from evaluations.enums import DialogSide, PointState
from evaluations.models import DialogEvent, DialogPoint, Evaluation, PerformanceDialog
from forms_config.actors import Actor

START, CHANGE, CONFIRM = "start", "change", "confirm"  # ``DialogEvent.action``
IDENTITY = {"name": "name", "nip": "nip", "rank": "rank", "position": "position", "unit": "unit_name"}
PREFIX = {DialogSide.EMPLOYEE: "", DialogSide.RATER: "rater_"}  # of the columns of ``Evaluation``


@transaction.atomic
def start_dialog(evaluation: Evaluation, held_on: date, *, actor: Actor) -> PerformanceDialog:
    """Begin a dialog with its agenda; the one that runs already is given back.

    Raises ``Refused``: not_yours, too_early, too_far.
    """
    side = _side(evaluation, actor)
    row = (
        Evaluation.objects.select_for_update(of=("self",))
        .select_related("period", "employee")
        .get(pk=evaluation.pk)
    )
    running = PerformanceDialog.objects.running().filter(evaluation=row).first()
    if running is not None:
        return running
    _check_day(row, held_on)
    dialog = PerformanceDialog.objects.create(evaluation=row, held_on=held_on, started_at=timezone.now())
    _add_topics(dialog)
    _log(dialog, START, side, actor)
    return dialog


@transaction.atomic
def refresh_agenda(dialog: PerformanceDialog, *, actor: Actor) -> int:
    """Add what has come up since the dialog was begun; how many points. Raises ``Refused``: not_yours, wrong_state."""
    stored = _held(dialog)
    side = _writer(stored, actor)
    added = _add_topics(stored)
    if added:
        _changed(stored, side, actor)
    return added


@transaction.atomic
def save_dialog(
    dialog: PerformanceDialog, content: Content, *, actor: Actor, expected_version: int | None = None
) -> PerformanceDialog:
    """Write what was said and agreed. The same words once more change nothing, whichever version they come from.

    Raises ``Refused``: not_yours, wrong_state, version_conflict, too_early, too_far, point_gone, text_required,
    text_too_long, unknown_state, day_over, too_many.
    """
    stored = _held(dialog)
    side = _writer(stored, actor)
    content = cleaned(content)
    if not differs(stored, content):
        return stored
    _check_version(stored, expected_version)
    if content.held_on != stored.held_on:
        _check_day(stored.evaluation, content.held_on)
        stored.held_on = content.held_on
    write_talks(stored, content.talks)
    add_points(stored, content.points, actor)
    write_agreements(stored, content)
    _changed(stored, side, actor)
    return stored


@transaction.atomic
def confirm_dialog(
    dialog: PerformanceDialog, content: Content, *, actor: Actor, expected_version: int | None = None
) -> PerformanceDialog:
    """Save, and say that the dialog took place as written; with the second confirmation it is frozen.

    Pressed twice is once. Raises ``Refused`` as ``save_dialog``, and too_early_to_confirm, nothing_written,
    points_open.
    """
    stored = _held(dialog)
    side = _side(stored.evaluation, actor)
    if stored.confirmed_at(side) is not None and not differs(stored, cleaned(content)):
        return stored
    _writer(stored, actor)
    _check_version(stored, expected_version)
    stored = save_dialog(stored, content, actor=actor)
    _check_complete(stored)
    now, party = timezone.now(), side.value.lower()
    setattr(stored, f"{party}_confirmed_at", now)
    stored.people = stored.people | {party: _identity(stored.evaluation, side)}
    if stored.employee_confirmed_at and stored.rater_confirmed_at:
        stored.closed_at = now
    _log(stored, CONFIRM, side, actor)
    stored.save()
    return stored


def write_refusal(dialog: PerformanceDialog, *, actor: Actor) -> Refused | None:
    """Why ``actor`` may not write in this dialog; None if they may."""
    try:
        _writer(dialog, actor)
    except Refused as refused:
        return refused
    return None


def _held(dialog: PerformanceDialog) -> PerformanceDialog:
    """The dialog as it is stored, held until the transaction ends."""
    rows = PerformanceDialog.objects.select_for_update(of=("self",))
    people = rows.select_related("evaluation__employee", "evaluation__rater", "evaluation__period")
    return people.get(pk=dialog.pk)


def _side(evaluation: Evaluation, actor: Actor) -> DialogSide:
    side = rules.side_in_dialog(actor, evaluation)
    if side is None:
        raise Refused(
            "not_yours", "Dialog ini antara pegawai dan penilainya sekarang. Anda dapat membacanya saja."
        )
    return side


def _writer(dialog: PerformanceDialog, actor: Actor) -> DialogSide:
    side = _side(dialog.evaluation, actor)
    if dialog.closed_at is not None:
        raise Refused(
            "wrong_state",
            "Dialog ini sudah dikonfirmasi keduanya, jadi isinya tetap. Mulai dialog baru bila ada yang perlu dibahas.",
        )
    return side


def _check_version(dialog: PerformanceDialog, expected: int | None) -> None:
    if expected is not None and expected != dialog.version:
        raise Refused(
            "version_conflict",
            "Dialog ini sudah berubah di tab atau perangkat lain. Buka halaman ini di tab baru untuk melihat yang "
            "terbaru; yang Anda ketik masih ada di bawah.",
        )


def _check_day(evaluation: Evaluation, day: date) -> None:
    """The day of a dialog: not before the days that it is about, not farther ahead than a year."""
    if day < evaluation.first_day:
        raise Refused("too_early", f"Hari dialog tidak boleh sebelum {evaluation.period.name} dimulai.")
    if day > timezone.localdate() + FARTHEST:
        raise Refused("too_far", "Hari dialog paling lama setahun lagi.")


def _add_topics(dialog: PerformanceDialog) -> int:
    topics = new_topics(dialog.evaluation)
    DialogPoint.objects.bulk_create(
        DialogPoint(dialog=dialog, kind=topic.kind, source=topic.source, text=topic.text) for topic in topics
    )
    return len(topics)


def _changed(dialog: PerformanceDialog, side: DialogSide, actor: Actor) -> None:
    """What was confirmed before was something else."""
    dialog.employee_confirmed_at = dialog.rater_confirmed_at = None
    dialog.people = {}
    dialog.version += 1
    dialog.save()
    _log(dialog, CHANGE, side, actor)


def _log(dialog: PerformanceDialog, action: str, side: DialogSide, actor: Actor) -> None:
    DialogEvent.objects.create(
        dialog=dialog,
        action=action,
        side=side,
        actor=actor,
        actor_name=str(actor.employee),
        at=timezone.now(),
    )


def _identity(evaluation: Evaluation, side: DialogSide) -> dict[str, str]:
    return {name: getattr(evaluation, f"{PREFIX[side]}{column}") for name, column in IDENTITY.items()}


def _check_complete(dialog: PerformanceDialog) -> None:
    if dialog.held_on > timezone.localdate():
        raise Refused("too_early_to_confirm", "Dialog dapat dikonfirmasi mulai hari berlangsungnya.")
    states = list(dialog.points.values_list("state", flat=True))
    if not states and not dialog.agreements.exists():
        raise Refused(
            "nothing_written", "Belum ada pokok bahasan atau kesepakatan. Tuliskan dahulu isi dialognya."
        )
    open_points = states.count(PointState.OPEN)
    if open_points:
        raise Refused(
            "points_open",
            f"{open_points} pokok bahasan belum dibahas. Beri catatan, atau pilih “Tidak perlu dibahas”.",
        )
