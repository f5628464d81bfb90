"""Periods in the Wagtail admin: the list, the form, and the page on which one sees how a period stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Max, ProtectedError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.models import CreateView, DeleteView, EditView, IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from evaluations.admin.managers import Act
from evaluations.admin.monitoring import progress_url
from evaluations.admin.periods.acts import act_urls
from evaluations.admin.periods.audience import audience_urls
from evaluations.admin.periods.calendar import calendar_urls
from evaluations.admin.periods.templates import AUDIENCE_HELP, AUDIENCE_ROW
from evaluations.domain.periods.audience import conditions, preview, rules_of
from evaluations.domain.periods.calendar import start_of_day
from evaluations.domain.periods.log import DATE_LABELS, in_words, record_changes
from evaluations.domain.periods.opening import unfinished_openings
from evaluations.duties import DELIVER, EVALUATION, states_of
from evaluations.enums import PeriodKind, PeriodState, State
from evaluations.models import (
    CLOCKS,
    Evaluation,
    EvaluationPeriod,
    EvaluationSettings,
    OpeningGap,
    PeriodEvent,
)
from forms_config.admin.columns import Change, changed_column, last_logged

LISTED = 200

PANELS = [
    FieldRowPanel([FieldPanel("kind"), FieldPanel("year"), FieldPanel("month")]),
    FieldPanel("name"),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
            FieldRowPanel([FieldPanel("fill_until"), FieldPanel("rate_until")]),
            FieldRowPanel([FieldPanel("rates_from"), FieldPanel("grace_hours")]),
        ],
        heading="Tanggal dan tenggat",
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("objection_days"), FieldPanel("objection_from")]),
            FieldRowPanel([FieldPanel("explain_days"), FieldPanel("decide_days")]),
        ],
        heading="Keberatan",
        help_text="Penjelasan dihitung sejak keberatan diajukan, keputusan sejak penjelasan diberikan atau batasnya "
        "lewat. Hasil yang tidak pernah dibuka dianggap dibaca setelah hari keberatan berlalu sekali.",
    ),
    MultiFieldPanel(
        [FieldRowPanel([FieldPanel("opens_at"), FieldPanel("deliver_at"), FieldPanel("closes_at")])],
        heading="Yang terjadi sendiri",
        help_text="Kosongkan bila selalu dilakukan dengan tombol.",
    ),
    FieldPanel("needs_approval"),
    FieldPanel("distribution"),
    FieldPanel("segment_rule"),
    MultiFieldPanel([FieldPanel("feedback_form"), FieldPanel("anonymous_feedback")], heading="Umpan balik"),
    FieldPanel("pulse_form"),
    FieldPanel("required_page"),
    InlinePanel(
        "forms",
        heading="Formulir untuk siapa",
        label="Formulir",
        help_text=AUDIENCE_HELP,
        min_num=1,
        panels=AUDIENCE_ROW,
    ),
]
FIXED_ONCE_OPEN = (
    "kind",
    "year",
    "month",
    "starts_on",
    "ends_on",
    *CLOCKS,
    "opens_at",
    "segment_rule",
)


class PeriodCreateView(CreateView):
    def get_initial_form_instance(self):
        period = super().get_initial_form_instance() or EvaluationPeriod()
        for name, value in EvaluationSettings.load().for_periods.items():
            setattr(period, name, value)
        return period


class PeriodEditView(EditView):
    """A period that was opened keeps its forms and its span: only name, deadlines and timers may still change."""

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        if self.object.state != PeriodState.DRAFT:
            for name in FIXED_ONCE_OPEN:
                form.fields[name].disabled = True
            for row in form.formsets["forms"].forms:
                # DELETE stays on the form, since the InlinePanel asks for it; disabled it deletes nothing.
                for name, field in row.fields.items():
                    field.disabled = name not in ("id", "ORDER")
            form.formsets["forms"].max_num = form.formsets["forms"].initial_form_count()
            form.formsets["forms"].validate_max = True
        return form

    def save_instance(self) -> EvaluationPeriod:
        """Logged once people rely on the dates. The state is that of the row, whoever opened or closed it meanwhile."""
        stored = EvaluationPeriod.objects.select_for_update().get(pk=self.object.pk)
        for name in ("state", "opened_at", "closed_at"):
            setattr(self.form.instance, name, getattr(stored, name))
        for name in DATE_LABELS:
            _keep_seconds(self.form.instance, stored, name)
        period = super().save_instance()
        if stored.state != PeriodState.DRAFT:
            record_changes(period, vars(stored), actor=self.request.user)
        return period

    def get_success_url(self) -> str:
        return self.get_inspect_url()


def _keep_seconds(period: EvaluationPeriod, stored: EvaluationPeriod, name: str) -> None:
    """The form knows minutes only: what nobody touched keeps its 23.59.59."""
    before = getattr(stored, name)
    if before and getattr(period, name) == before.replace(second=0, microsecond=0):
        setattr(period, name, before)


class PeriodIndexView(IndexView):
    """The name leads to the page on which one sees how things stand; a year's calendar is made from here."""

    def _get_title_column(self, field_name, column_class=TitleColumn, **kwargs):
        column_class = self._get_title_column_class(column_class)
        return self._get_custom_column(field_name, column_class, get_url=self.get_inspect_url, **kwargs)

    @property
    def header_buttons(self) -> list:
        year = HeaderButton(
            "Buat kalender setahun", reverse("evaluationperiod:year"), icon_name="calendar-alt"
        )
        return [*super().header_buttons, year]


@dataclass(frozen=True)
class Moment:
    """One line of the timeline; ``note`` says what happens by itself or by hand."""

    at: datetime | None
    label: str
    note: str
    is_past: bool = False


def timeline(period: EvaluationPeriod, now: datetime) -> list[Moment]:
    """The life of a period in order: what was, what comes, and whether it comes by itself."""
    rating_starts = start_of_day(period.rating_starts_on)
    moments = [
        _moment("Dibuka", period.opened_at, period.opens_at, now),
        Moment(period.fill_until, "Batas pengisian", _grace(period), period.fill_until < now),
        Moment(rating_starts, "Mulai dapat dinilai", _by_setting(period), rating_starts < now),
        Moment(period.rate_until, "Batas penilaian", "", period.rate_until < now),
        _moment("Hasil disampaikan", None, period.deliver_at, now),
        _moment("Ditutup", period.closed_at, period.closes_at, now),
    ]
    return sorted(moments, key=lambda one: (one.at is None, one.at or now))


def _moment(label: str, done: datetime | None, planned: datetime | None, now: datetime) -> Moment:
    if done:
        return Moment(done, label, "", is_past=True)
    if planned is None:
        return Moment(None, label, "dengan tombol")
    return Moment(planned, label, "otomatis", planned < now)


def _by_setting(period: EvaluationPeriod) -> str:
    return "" if period.rates_from else "setelah hari terakhir periode"


def _grace(period: EvaluationPeriod) -> str:
    return f"dengan kelonggaran {period.grace_hours} jam" if period.grace_hours else ""


class PeriodInspectView(InspectView):
    page_title = "Periode"
    template_name = "evaluations_admin/periods/inspect.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        period = self.object
        counts = dict(
            Evaluation.objects.filter(period=period).order_by().values_list("state").annotate(n=Count("pk"))
        )
        # How many would get what is asked here only while it can still be set right; afterwards progress tells.
        found = preview(period) if period.state == PeriodState.DRAFT else None
        return super().get_context_data(**kwargs) | {
            "period": period,
            "timeline": timeline(period, timezone.now()),
            "rules": [
                (rule, conditions(rule), found.by_rule[rule.pk] if found else None)
                for rule in rules_of(period)
            ],
            "left_out": sum(found.without.values()) if found else 0,
            "several": found.several if found else 0,
            "total": sum(counts.values()),
            "counts": [
                (state.label, counts[state], progress_url(period.pk, tahap=state.value))
                for state in State
                if state in counts
            ],
            "people_url": progress_url(period.pk),
            "rated": sum(counts.get(state, 0) for state in states_of(DELIVER, EVALUATION))
            if timezone.localdate() >= period.rating_starts_on
            else 0,
            "gap_count": OpeningGap.objects.filter(period=period).count(),
            "history": [(event, in_words(event)) for event in period.events.order_by("-at", "-pk")[:LISTED]],
            "is_interrupted": unfinished_openings().filter(pk=period.pk).exists(),
            "is_annual": period.kind == PeriodKind.ANNUAL,
            "ending": [Act(reverse("evaluationperiod:close", args=[period.pk]), "Tutup periode")]
            if period.is_open
            else [],
        }


class PeriodDeleteView(DeleteView):
    """A period that has evaluations or a history stays; Wagtail would find out only by failing."""

    def form_valid(self, form) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except ProtectedError:
            messages.error(
                self.request, "Periode ini tidak dapat dihapus, karena sudah berisi evaluasi atau riwayat."
            )
            return redirect("evaluationperiod:inspect", self.object.pk)


def period_changes(periods: list[EvaluationPeriod]) -> dict[int, Change]:
    """What happened last: what was typed, or what was done, as opening or an extension; two queries."""
    last = PeriodEvent.objects.filter(period__in=periods).order_by().values("period").annotate(last=Max("pk"))
    events = PeriodEvent.objects.filter(pk__in=last.values("last"))
    done = {event.period_id: (event.at, event.actor_name) for event in events}
    typed = last_logged(periods)
    return {pk: max(filter(None, (typed.get(pk), done.get(pk)))) for pk in {*typed, *done}}


class PeriodViewSet(ModelViewSet):
    model = EvaluationPeriod
    icon = "calendar-alt"
    menu_label = "Periode"
    menu_order = 100
    add_to_admin_menu = True
    name = "evaluationperiod"
    url_prefix = "periode"
    panels = PANELS
    list_display = [
        "name",
        Column("kind", label="Jenis", accessor="get_kind_display"),
        Column("state", label="Keadaan", accessor="get_state_display"),
        "fill_until",
        "rate_until",
        changed_column(period_changes),
    ]
    list_filter = ["year", "kind", "state"]
    ordering = ["-year", "-ends_on", "kind"]
    search_fields = ["name"]
    inspect_view_enabled = True
    index_view_class = PeriodIndexView
    add_view_class = PeriodCreateView
    edit_view_class = PeriodEditView
    delete_view_class = PeriodDeleteView
    inspect_view_class = PeriodInspectView
    copy_view_enabled = False
    list_per_page = 30

    def get_urlpatterns(self) -> list:
        index, *others = super().get_urlpatterns()  # the menu leads to the first
        return [index, *calendar_urls(), *others, *act_urls(), *audience_urls()]
