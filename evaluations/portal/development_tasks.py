"""What development asks for on the first page: proposals of the other side, and steps whose day is near or over."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import dateformat

from evaluations.enums import DevelopmentState, DialogSide
from evaluations.models import DevelopmentStep
from evaluations.models.dialog import rated_now_by
from evaluations.portal.task import Task

NEAR = timedelta(days=14)
WHY = "Kegiatan baru direncanakan setelah pegawai dan penilai sama-sama setuju."


def development_tasks(me: int, today: date) -> Iterator[Task]:
    """Proposals for a yes, and one's own steps that are to be done soon; one query."""
    proposed, own = Q(state=DevelopmentState.PROPOSED), Q(employee=me)
    rated = Q(employee__in=rated_now_by(me).values("employee"))
    to_agree = proposed & (
        (own & Q(proposed_by=DialogSide.RATER)) | (rated & Q(proposed_by=DialogSide.EMPLOYEE))
    )
    to_do = own & ~proposed & Q(due_on__lte=today + NEAR)
    for step in DevelopmentStep.objects.under_way().filter(to_agree | to_do).select_related("employee"):
        yield _agree_task(step, me) if step.state == DevelopmentState.PROPOSED else _due_task(step, today)


def _agree_task(step: DevelopmentStep, me: int) -> Task:
    who = "" if step.employee_id == me else f" untuk {step.employee}"
    return Task(
        f"Setujui usul pengembangan{who}",
        step.title,
        "Lihat usul",
        _address(step),
        "star",
        urgency=27,
        why=WHY,
    )


def _due_task(step: DevelopmentStep, today: date) -> Task:
    day = dateformat.format(step.due_on, "j F Y")
    is_over = step.due_on < today
    title = f"Kegiatan pengembangan {'sudah lewat batas' if is_over else f'sampai {day}'}"
    return Task(title, step.title, "Catat hasilnya", _address(step), "star", urgency=13, is_soon=is_over)


def _address(step: DevelopmentStep) -> str:
    return reverse("portal:development_step", args=[step.pk])
