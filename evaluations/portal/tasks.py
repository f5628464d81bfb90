"""Yang perlu Anda lakukan sekarang: what waits for one person, the most urgent first."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from evaluations import queries
from evaluations.domain.evaluating.deadlines import (
    days_left,
    hand_in_by,
    hand_in_limit,
    hand_in_words,
    in_words,
    is_soon,
    with_due,
)
from evaluations.domain.evaluating.objection_days import objection_until
from evaluations.domain.evaluating.plan_posts import posts_asked
from evaluations.domain.periods.segments import days_of
from evaluations.duties import (
    APPROVE,
    APPROVE_PLAN,
    DECIDE,
    DELIVER,
    EVALUATION,
    EXPLAIN,
    FILL,
    MEND,
    MEND_PLAN,
    OWN_DUTIES,
    PLAN,
    RATE,
    READ,
    TEAM_DUTIES,
    WRITE_PLAN,
    Duty,
    duties_at,
    waits_for,
)
from evaluations.enums import PeriodState, ReminderStep, Role, State, Step
from evaluations.models import (
    Employee,
    Evaluation,
    EvaluationEvent,
    PerformancePlan,
    Reminder,
    employee_id_of,
    paths_of,
    within,
)
from evaluations.portal.development_tasks import development_tasks
from evaluations.portal.dialog_tasks import dialog_tasks
from evaluations.portal.feedback_tasks import feedback_tasks
from evaluations.portal.plan_words import post_in_words
from evaluations.portal.task import NOTHING, Task

# What the button says, its sign, and how urgent it is.
TEAM_TASKS = {
    EXPLAIN: ("Buka keberatan", "scale", 3),
    DECIDE: ("Buka keberatan", "scale", 3),
    RATE: ("Nilai sekarang", "team", 4),
    APPROVE: ("Periksa penilaian", "check-circle", 5),
    DELIVER: ("Sampaikan", "send", 6),
    APPROVE_PLAN: ("Periksa SKP", "star", 7),
}

OWN_PLAN = (None, ReminderStep.PLAN.value)  # ``Task.about``
ABOUT = {
    RATE: (None, Step.RATE.value),
    APPROVE_PLAN: (None, ReminderStep.APPR.value),
    APPROVE: (None, ReminderStep.CONF.value),
    EXPLAIN: (None, ReminderStep.EXPL.value),
    DECIDE: (None, ReminderStep.DECI.value),
}

# What a step is for, in one sentence to whoever has to do it.
WHY = {
    FILL: "Laporan Anda menjadi dasar penilaian: yang tidak ditulis sulit dilihat penilai.",
    MEND: "Setelah diperbaiki dan dikirim lagi, penilaian Anda dilanjutkan.",
    READ: "Anda berhak tahu mengapa hasilnya demikian, dan boleh mengajukan keberatan.",
    WRITE_PLAN: "SKP adalah kesepakatan Anda dan penilai tentang apa yang dinilai tahun ini.",
    MEND_PLAN: "Selama SKP belum disetujui, hasil kerja Anda belum dapat dilaporkan.",
    EXPLAIN: "Penjelasan Anda membantu atasan memutuskan dengan adil.",
    DECIDE: "Keputusan Anda berlaku akhir bagi pegawai yang berkeberatan.",
    RATE: "Umpan balik Anda membantu pegawai bekerja lebih baik, dan hasilnya dipakai untuk karier mereka.",
    APPROVE: "Hasilnya baru dapat disampaikan kepada pegawai setelah Anda setujui.",
    DELIVER: "Pegawai baru mengetahui hasilnya setelah Anda sampaikan.",
    APPROVE_PLAN: "Pegawai baru dapat melaporkan hasil kerja setelah SKP disetujui.",
}


def tasks_of(user, employee: Employee | None, now: datetime | None = None) -> list[Task]:
    """Everything that waits for ``user`` as employee, rater, rater's superior or unit administrator."""
    now = now or timezone.now()
    tasks: list[Task] = []
    if employee is not None:
        tasks += own_tasks(user, now)
        tasks += _plan_tasks(employee, timezone.localdate(now))
        tasks += _team_tasks(user)
        tasks += development_tasks(employee.pk, timezone.localdate(now))
        tasks += dialog_tasks(employee.pk, timezone.localdate(now))
        tasks += feedback_tasks(user, timezone.localdate(now))
    tasks += _unit_tasks(user, now)
    return sorted(tasks, key=lambda task: task.urgency)


def with_reminders(tasks: list[Task], reminders: list[Reminder]) -> list[Task]:
    """A reminder of what stands among the tasks anyway is a word on its task, not a second task."""
    days: dict[tuple[int | None, str], date] = {}
    for reminder in reminders:
        for meant in {(reminder.period_id, reminder.step), (None, reminder.step)}:
            days[meant] = max(reminder.day, days.get(meant, reminder.day))
    return [replace(task, reminded_on=days.get(task.about)) for task in tasks]


def own_tasks(user, now: datetime) -> Iterator[Task]:
    """Forms to fill in or mend, and results to read."""
    rows = (
        with_due(Evaluation.objects.awaiting(user, *OWN_DUTIES))
        .select_related("period")
        .defer(*queries.DOCUMENTS)
    )
    rows = list(rows)
    reasons = _return_reasons(rows)
    for row in rows:
        for duty in OWN_DUTIES:
            if duty in duties_at(row.state):
                yield OWN_TASKS[duty](row, duty, reasons.get(row.pk, ""), now)


def _fill_task(evaluation: Evaluation, duty: Duty, reason: str, now: datetime) -> Task:
    until = hand_in_by(evaluation)
    name, url = _name(evaluation), reverse("portal:fill", args=[evaluation.pk])
    if now > hand_in_limit(evaluation):
        return Task(
            f"Evaluasi {name} belum terkirim",
            f"Batas kirim {in_words(until, now)}. Hubungi pengelola kepegawaian unit Anda bila perlu.",
            "Lihat isian", url, "alert", urgency=40, is_soon=True, about=(evaluation.period_id, Step.FILL),
        )  # fmt: skip
    if duty == MEND:
        text = f"Penilai Anda meminta perbaikan. Batas kirim: {hand_in_words(evaluation, now)}."
        return Task(
            f"{duty.label} evaluasi {name}", text, f"{duty.label} sekarang", url, "return",
            urgency=-1, note=reason, is_soon=True, why=WHY[duty], about=(evaluation.period_id, Step.FILL),
        )  # fmt: skip
    begun = evaluation.state == State.DRAFT
    return Task(
        f"{'Lanjutkan' if begun else duty.label} evaluasi {name}",
        f"Batas kirim: {hand_in_words(evaluation, now)}.",
        "Lanjutkan mengisi" if begun else "Mulai mengisi",
        url, "form", urgency=days_left(until, now), is_soon=is_soon(until, now), why=WHY[duty],
        about=(evaluation.period_id, Step.FILL),
    )  # fmt: skip


def _name(evaluation: Evaluation) -> str:
    """The period, and of a part its days: two parts are two things to do."""
    name, days = evaluation.period.name, days_of(evaluation)
    return f"{name} ({days[0].lower()}{days[1:]})" if days else name


def _result_task(evaluation: Evaluation, duty: Duty, reason: str, now: datetime) -> Task:
    """What is to be sent comes before what is to be read, unless the days for an objection run out."""
    until = objection_until(evaluation)
    text, runs_out = "Baca penjelasannya, lalu terima hasilnya.", False
    if until is not None and now <= until:
        text, runs_out = f"{text} Batas keberatan: {in_words(until, now)}.", is_soon(until, now)
    return Task(
        f"Hasil evaluasi {_name(evaluation)} sudah ada", text, duty.label,
        reverse("portal:evaluation", args=[evaluation.pk]), "bell", urgency=3 if runs_out else 28, why=WHY[duty],
    )  # fmt: skip


OWN_TASKS = {FILL: _fill_task, MEND: _fill_task, READ: _result_task}


def _return_reasons(rows: list[Evaluation]) -> dict[int, str]:
    """Why each returned evaluation came back, by its id."""
    returned = [row.pk for row in rows if row.state == State.RETURNED]
    if not returned:
        return {}
    events = EvaluationEvent.objects.filter(evaluation__in=returned, to_state=State.RETURNED)
    events = events.exclude(from_state=State.RETURNED)  # its form was moved meanwhile
    return dict(events.order_by("at", "pk").values_list("evaluation", "note"))


def _plan_tasks(employee: Employee, today: date) -> Iterator[Task]:
    """The plans of this year for the posts held today, unless they are approved or wait for the rater."""
    found = posts_asked(employee, today)
    for asked in found:
        name = f"SKP {today.year}"
        if len(found) > 1:
            name = f"{name} untuk {post_in_words(asked.post)}"
        url = reverse("portal:plan_edit", args=[today.year, asked.post.pk])
        if asked.state is None:
            text = "Evaluasi bulanan melaporkan hasil kerja dari SKP yang disetujui penilai Anda."
            yield Task(
                f"Susun {name}", text, "Susun SKP", url, "star", 30, why=WHY[WRITE_PLAN], about=OWN_PLAN
            )
        elif WRITE_PLAN in PLAN[asked.state].duties:
            text = "SKP Anda belum diajukan kepada penilai."
            yield Task(
                f"Ajukan {name}", text, "Lanjutkan SKP", url, "star", 30, why=WHY[WRITE_PLAN], about=OWN_PLAN
            )
        elif MEND_PLAN in PLAN[asked.state].duties:
            text = "Penilai Anda meminta perbaikan pada SKP."
            yield Task(
                f"Perbaiki {name}", text, MEND_PLAN.label, url, "return", 2, asked.note,
                why=WHY[MEND_PLAN], about=OWN_PLAN,
            )  # fmt: skip


def _unit_tasks(user, now: datetime) -> Iterator[Task]:
    """For a unit administrator: who has not sent yet in each open period; one query, none for others."""
    paths = paths_of(user, Role.UNIT_ADMIN)
    if not paths:
        return
    rows = Evaluation.objects.filter(within(*paths), period__state=PeriodState.OPEN)
    by = ["period", "period__name", "period__fill_until"]
    for found in queries.completeness(rows, by=by, now=now):
        waiting = found["not_started"] + found["in_progress"]
        if not waiting:
            continue
        missing, until = found["fill_missing"], found["period__fill_until"]
        text = f"Batas kirim: {in_words(until, now)}."
        if missing:
            text = (
                f"{missing} di antaranya sudah lewat batas. Ingatkan, atau minta perpanjangan kepada BKPSDM."
            )
        yield Task(
            f"{waiting} evaluasi {found['period__name']} di unit Anda belum dikirim",
            text,
            "Lihat siapa",
            f"{reverse('portal:monitoring')}?periode={found['period']}",
            "team",
            urgency=20 if missing else max(days_left(until, now), 8),
            is_soon=bool(missing) or is_soon(until, now),
        )


def _team_tasks(user) -> Iterator[Task]:
    """What waits for the rater and the rater's superior, in numbers."""
    url = reverse("portal:team")
    counts, calibrated, deputed = _team_counts(user)
    for duty, number in counts.items():
        action, icon, urgency = TEAM_TASKS[duty]
        told = f"{calibrated} di antaranya diubah dalam kalibrasi." if duty == DELIVER and calibrated else ""
        if duty == RATE and deputed:
            told = f"{deputed} di antaranya mewakili penilai yang tidak di tempat."
        if number:
            yield Task(
                f"{number} {duty.waiting}",
                told,
                action,
                url,
                icon,
                urgency,
                why=WHY[duty],
                about=ABOUT.get(duty, NOTHING),
            )


def _team_counts(user) -> tuple[dict[Duty, int], int, int]:
    """How much of each duty waits, how many of the results to deliver a calibration has changed, and how many are to
    be rated for somebody who is away."""
    me = employee_id_of(user)
    names = {duty: f"n{number}" for number, duty in enumerate(TEAM_DUTIES)}
    counts = {name: Count("pk", filter=waits_for(EVALUATION, me, duty)) for duty, name in names.items()}
    changed = waits_for(EVALUATION, me, DELIVER) & Q(calibrated_at__isnull=False)
    deputed = waits_for(EVALUATION, me, RATE) & ~Q(rater=me)
    found = (
        Evaluation.objects.awaiting(user, *TEAM_DUTIES)
        .order_by()
        .aggregate(**counts, changed=Count("pk", filter=changed), deputed=Count("pk", filter=deputed))
    )
    plans = PerformancePlan.objects.awaiting(user, APPROVE_PLAN).count()
    of_duties = {duty: found[name] for duty, name in names.items()}
    return of_duties | {APPROVE_PLAN: plans}, found["changed"], found["deputed"]
