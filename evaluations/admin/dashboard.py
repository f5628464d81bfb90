"""The start page of the admin: how far the open periods are, and what waits for BKPSDM."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from evaluations import queries
from evaluations.admin.api_clients import ownerless_url
from evaluations.admin.first_steps import Step, first_steps, is_put_away
from evaluations.admin.imports.views import batches_in, imports_url
from evaluations.admin.managers import Number
from evaluations.admin.monitoring import numbers_of, progress_url
from evaluations.admin.objections import objections_url
from evaluations.admin.periods.acts import gaps_url
from evaluations.domain.access.api_clients import ownerless_clients
from evaluations.domain.access.role_holders import BY_ITSELF, RECENT, ended_by_themselves
from evaluations.domain.evaluating.deadlines import in_words, is_soon
from evaluations.domain.periods.stand_ins import number_stuck
from evaluations.domain.reports.monitoring import GAPS
from evaluations.duties import MOVE_RATER, OBJECTION_OPEN, RATER_REPORT, waits
from evaluations.enums import ImportState, PeriodState, State
from evaluations.models import Evaluation, EvaluationPeriod, OpeningGap, RaterReport
from evaluations.progress import REACHED, Progress
from forms_config.admin.form_list import drafts_url
from forms_config.domain.drafts import with_drafts
from forms_config.models import EvaluationForm

NAMED = 5  # things of one kind that are listed by name


@dataclass(frozen=True)
class Deadline:
    label: str
    until: datetime

    @property
    def words(self) -> str:
        return in_words(self.until)

    @property
    def is_soon(self) -> bool:
        return is_soon(self.until)


@dataclass(frozen=True)
class OpenPeriod(Progress):
    """One open period in numbers."""

    period: EvaluationPeriod

    @property
    def numbers(self) -> list[Number]:
        """Everybody, who has sent, who is rated."""
        handed_in, rated = REACHED
        return [
            self._number("Semua evaluasi", self.total),
            self._number("Sudah dikirim", self.handed_in, tahap=handed_in),
            self._number("Sudah dinilai", self.rated, tahap=rated),
        ]

    @property
    def stage_numbers(self) -> list[Number]:
        return numbers_of(self, partial(progress_url, self.period.pk))

    def _number(self, label: str, count: int, **narrowed: str) -> Number:
        return Number(label, count, progress_url(self.period.pk, **narrowed))

    @property
    def deadlines(self) -> list[Deadline]:
        period = self.period
        moments = (
            ("Pengisian", period.fill_until),
            ("Penilaian", period.rate_until),
            ("Hasil disampaikan", period.deliver_at),
            ("Ditutup", period.closes_at),
        )
        return [Deadline(label, until) for label, until in moments if until is not None]


@dataclass(frozen=True)
class Task:
    """Something that waits for BKPSDM: how many, what, and where to look."""

    count: int
    text: str
    url: str
    icon: str


def open_periods(user) -> list[OpenPeriod]:
    """The open periods, the nearest deadline first; two queries."""
    periods = EvaluationPeriod.objects.filter(state=PeriodState.OPEN).order_by("rate_until", "pk")
    evaluations = Evaluation.objects.monitored_by(user).filter(period__state=PeriodState.OPEN)
    counts = {row["period"]: row for row in queries.completeness(evaluations, by=["period"])}
    return [OpenPeriod(None, counts.get(period.pk, {}), period) for period in periods]


def coming_periods(now: datetime) -> list[tuple[EvaluationPeriod, str]]:
    """The next periods that the timer opens, with the day in words; one query."""
    rows = EvaluationPeriod.objects.filter(state=PeriodState.DRAFT, opens_at__isnull=False)
    return [(period, in_words(period.opens_at, now)) for period in rows.order_by("opens_at", "pk")[:NAMED]]


def tasks(user, periods: list[OpenPeriod]) -> list[Task]:
    """Everything that waits; empty when nothing does. As many queries, however much there is."""
    return [
        *_missing(periods),
        *_gaps(),
        *_wrong_raters(),
        *_stuck(),
        *_roles(),
        *_api_clients(),
        *_objections(user),
        *_imports(),
        *_drafts(),
    ]


def _missing(periods: list[OpenPeriod]) -> list[Task]:
    """What was due in an open period and is not there; the monitoring says who."""
    found = []
    for one in periods:
        if one.overdue:
            text = f"evaluasi {one.period.name} belum dikirim dan sudah lewat batas"
            url = progress_url(one.period.pk, ketepatan="fill_missing")
            found.append(Task(one.overdue, text, url, "time"))
    return found


def _wrong_raters() -> list[Task]:
    waiting = RaterReport.objects.filter(waits(RATER_REPORT, MOVE_RATER)).count()
    if not waiting:
        return []
    return [Task(waiting, MOVE_RATER.waiting, reverse("rater_reports:index"), "help")]


def _stuck() -> list[Task]:
    """Steps that wait for somebody who cannot act."""
    number = number_stuck(timezone.localdate())
    text = "langkah menunggu orang yang tidak ada"
    return [Task(number, text, reverse("stand_ins:index"), "warning")] if number else []


def _roles() -> list[Task]:
    """Roles that ended since their holder left or moved: somebody else may be needed."""
    ended = ended_by_themselves(timezone.localdate() - RECENT).count()
    text = "peran berakhir sendiri karena pemegangnya pindah atau tidak lagi bertugas"
    return [Task(ended, text, f"{reverse('roles:index')}?keadaan={BY_ITSELF}", "user")] if ended else []


def _api_clients() -> list[Task]:
    text = "klien API yang penanggung jawabnya tidak lagi bertugas"
    return _listed(ownerless_clients(), text, "api_clients:client", ownerless_url(), "key")


def _gaps() -> list[Task]:
    """People without evaluation or rater, for each open period."""
    rows = OpeningGap.objects.filter(period__state=PeriodState.OPEN).order_by("period__rate_until")
    numbers = rows.values("period", "period__name").annotate(
        **{kind: Count("pk", filter=condition) for kind, condition in GAPS.items()}
    )
    texts = {
        "tanpa-penilai": ("pegawai belum punya penilai pada", "warning"),
        "tanpa-evaluasi": ("pegawai tidak mendapat evaluasi pada", "group"),
    }
    return [
        Task(row[kind], f"{text} {row['period__name']}", gaps_url(row["period"], kind), icon)
        for row in numbers
        for kind, (text, icon) in texts.items()
        if row[kind]
    ]


def _objections(user) -> list[Task]:
    """Objections that are neither decided nor final, of any period."""
    rows = queries.objections_of(user).filter(state__in=OBJECTION_OPEN).order_by()
    numbers = Counter(rows.values_list("state", flat=True))
    texts = {
        State.OBJECTED: "keberatan menunggu penjelasan penilai",
        State.EXPLAINED: "keberatan menunggu keputusan atasan penilai",
    }
    return [
        Task(numbers[state], text, objections_url(state), "comment")
        for state, text in texts.items()
        if numbers[state]
    ]


def _imports() -> list[Task]:
    waiting = batches_in(ImportState.PREVIEW).defer("report")
    url = imports_url(ImportState.PREVIEW)
    return _listed(waiting, "impor menunggu konfirmasi", "imports:batch", url, "upload")


def _drafts() -> list[Task]:
    waiting = with_drafts(EvaluationForm.objects.all()).order_by("title")
    edit = EvaluationForm.snippet_viewset.get_url_name("edit")
    return _listed(waiting, "formulir punya draf yang belum terbit", edit, drafts_url(), "form")


def _listed(waiting: QuerySet, text: str, one: str, url: str, icon: str) -> list[Task]:
    """One task for all: it leads to the thing itself where there is one, else to the list; one query."""
    rows = list(waiting)
    if not rows:
        return []
    if len(rows) == 1:
        return [Task(1, f"{text}: {rows[0]}", reverse(one, args=[rows[0].pk]), icon)]
    names = ", ".join(str(row) for row in rows[:NAMED])
    more = f", dan {len(rows) - NAMED} lagi" if len(rows) > NAMED else ""
    return [Task(len(rows), f"{text}: {names}{more}", url, icon)]


def quick_links() -> list[tuple[str, str, str]]:
    """Label, address and icon of what BKPSDM does most."""
    new_form = reverse(EvaluationForm.snippet_viewset.get_url_name("add"))
    return [
        ("Buat formulir", new_form, "form"),
        ("Buat periode", reverse("evaluationperiod:add"), "calendar-alt"),
        ("Periksa susunan pegawai", reverse("doctor:index"), "crosshairs"),
        ("Impor pegawai", reverse("imports:upload", args=["employees"]), "upload"),
        ("Panduan", reverse("forms_config:guidance"), "folder-open-inverse"),
        ("Pantauan", reverse("progress:index"), "view"),
    ]


def _steps(user) -> list[Step]:
    """The first steps as long as one is open; nothing where they were put away, since they cost a look at everybody."""
    steps = [] if is_put_away(user) else first_steps()
    return [] if all(step.is_done for step in steps) else steps


class OverviewPanel(Component):
    """The panel above Wagtail's own on the start page, for those who manage evaluations."""

    name = "evaluations"
    order = 50
    template_name = "evaluations_admin/dashboard.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        periods, steps = open_periods(user), _steps(user)
        return {
            "periods": periods,
            "steps": steps,
            "next_step": next((step for step in steps if not step.is_done), None),
            "steps_put_away": is_put_away(user),
            "tasks": tasks(user, periods),
            "coming": coming_periods(timezone.now()),
            "quick_links": quick_links(),
        }
