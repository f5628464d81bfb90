"""Dialogs for tests: one that was begun, one that both have confirmed."""

from datetime import date, timedelta

from django.utils import timezone

from evaluations.domain.evaluating.dialog_writing import Content, Promise, Talk
from evaluations.domain.evaluating.dialogs import confirm_dialog, start_dialog
from evaluations.enums import Doer, PointState
from evaluations.models import Evaluation, PerformanceDialog
from tests import build


def this_month(cast, **fields) -> Evaluation:
    """The employee's evaluation of days among which is today."""
    today = timezone.localdate()
    period = build.make_period(
        today.year, today.month, starts_on=today - timedelta(days=20), ends_on=today + timedelta(days=9)
    )
    return cast.evaluation(period, **fields)


def begun(evaluation: Evaluation) -> PerformanceDialog:
    return start_dialog(evaluation, timezone.localdate(), actor=evaluation.employee.user)


def promise(text: str = "Menyusun jadwal", doer: str = Doer.EMPLOYEE, due_on: date | None = None) -> Promise:
    return Promise(text, doer, due_on or timezone.localdate() + timedelta(days=5))


def content(dialog: PerformanceDialog, **fields) -> Content:
    """Everything was talked about; one agreement unless said otherwise."""
    fields.setdefault("added", [promise()])
    talks = {point.pk: Talk(PointState.DISCUSSED, "Sudah") for point in dialog.points.all()}
    return Content(fields.pop("held_on", dialog.held_on), talks, **fields)


def closed(evaluation: Evaluation, **fields) -> PerformanceDialog:
    """Confirmed by the rater, then by the person."""
    dialog = begun(evaluation)
    dialog = confirm_dialog(dialog, content(dialog, **fields), actor=evaluation.rater.user)
    return confirm_dialog(dialog, Content(dialog.held_on, {}), actor=evaluation.employee.user)
