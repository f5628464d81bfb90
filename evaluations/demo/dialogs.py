"""Siti and Budi have talked about the last month: both have confirmed, one of two agreements is done."""

from datetime import date, timedelta

from evaluations.demo import texts
from evaluations.demo.people import SITI
from evaluations.domain.evaluating.dialog_agreements import end_agreement
from evaluations.domain.evaluating.dialog_writing import Content, Promise, Talk
from evaluations.domain.evaluating.dialogs import confirm_dialog, start_dialog
from evaluations.enums import AgreementState, Doer, PeriodKind, PointState
from evaluations.models import Evaluation, PerformanceDialog


def hold_one(today: date) -> None:
    """About Siti's last result."""
    rows = Evaluation.objects.filter(
        nip=SITI.nip, delivered_at__isnull=False, period__kind=PeriodKind.MONTHLY
    )
    evaluation = rows.select_related("employee", "rater", "period").latest("period__ends_on")
    siti, budi = evaluation.employee.user, evaluation.rater.user
    dialog = start_dialog(evaluation, max(today - timedelta(days=5), evaluation.first_day), actor=budi)
    dialog = confirm_dialog(dialog, _content(dialog, today), actor=budi)
    dialog = confirm_dialog(dialog, Content(dialog.held_on, {}), actor=siti)
    done = dialog.agreements.latest("due_on")
    end_agreement(done, AgreementState.DONE, texts.DIALOG_OUTCOME, actor=budi)


def _content(dialog: PerformanceDialog, today: date) -> Content:
    notes = texts.DIALOG_NOTES
    talks = {
        point.pk: Talk(PointState.DISCUSSED, notes[number % len(notes)])
        for number, point in enumerate(dialog.points.all())
    }
    first, second = texts.DIALOG_AGREEMENTS
    agreed = [
        Promise(first, Doer.EMPLOYEE, today + timedelta(days=5)),
        Promise(second, Doer.RATER, today + timedelta(days=14)),
    ]
    return Content(dialog.held_on, talks, added=agreed)
