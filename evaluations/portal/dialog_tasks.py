"""What dialogs ask for on the first page: to confirm one, and to do in time what was agreed."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import dateformat
from django.utils.text import Truncator

from evaluations.models import DialogAgreement, PerformanceDialog
from evaluations.portal.task import Task

DIALOG_NEAR, AGREEMENT_NEAR = timedelta(days=3), timedelta(days=7)
WORDS_LENGTH = 120  # letters of an agreement on the first page
WHY_DIALOG = "Yang disepakati baru berlaku setelah Anda dan lawan bicara mengonfirmasi."
WHY_AGREEMENT = "Ini Anda sepakati dalam dialog kinerja; tandai selesai atau batalkan dengan alasan."


def dialog_tasks(me: int, today: date) -> Iterator[Task]:
    """Dialogs that are near or that the other has confirmed, and agreements whose day is near or over; two queries."""
    waiting = PerformanceDialog.objects.waiting_for(me).filter(
        Q(held_on__lte=today + DIALOG_NEAR)
        | Q(employee_confirmed_at__isnull=False)
        | Q(rater_confirmed_at__isnull=False)
    )
    for dialog in waiting.select_related("evaluation__period"):
        yield _dialog_task(dialog, me, today)
    due = DialogAgreement.objects.in_force().to_be_done_by(me).filter(due_on__lte=today + AGREEMENT_NEAR)
    for agreement in due.select_related("dialog__evaluation"):
        yield _agreement_task(agreement, me, today)


def _dialog_task(dialog: PerformanceDialog, me: int, today: date) -> Task:
    row = dialog.evaluation
    who = "" if row.employee_id == me else f" dengan {row.name}"
    day = dateformat.format(dialog.held_on, "j F Y")
    ahead = dialog.held_on > today
    return Task(
        f"Dialog kinerja{who} {day}" if ahead else f"Konfirmasi dialog kinerja{who} {day}",
        f"Tentang {row.period.name}.", "Buka dialog", reverse("portal:dialog", args=[dialog.pk]), "message",
        urgency=12, why=WHY_DIALOG,
    )  # fmt: skip


def _agreement_task(agreement: DialogAgreement, me: int, today: date) -> Task:
    row = agreement.dialog.evaluation
    who = "" if row.employee_id == me else f" dengan {row.name}"
    day = dateformat.format(agreement.due_on, "j F Y")
    is_over = agreement.due_on < today
    return Task(
        f"Kesepakatan{who} {'sudah lewat batas' if is_over else f'sampai {day}'}",
        Truncator(agreement.text).chars(WORDS_LENGTH),
        "Tandai hasilnya", reverse("portal:agreement", args=[agreement.pk]), "check-circle",
        urgency=9 if is_over else 11, is_soon=True, why=WHY_AGREEMENT,
    )  # fmt: skip
