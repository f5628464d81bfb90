"""Menunggu orang yang tidak ada: steps whose person is gone, and who takes over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet

from evaluations.admin.doctor.acts import PersonField
from evaluations.admin.managers import ManagersMenuItem, ManagersView, QueueView
from evaluations.domain.organization.absence import why_gone
from evaluations.domain.organization.raters import RaterResolution, resolve_many
from evaluations.domain.periods.stand_ins import KINDS, Kind, Stuck, hand_over, named, queue
from evaluations.domain.refusals import Refused
from evaluations.duties import APPROVE_PLAN, Party
from evaluations.models import Evaluation
from forms_config.text_fields import CleanTextField


@dataclass(frozen=True, slots=True)
class Line:
    """One stuck step with why, and who stands above the person by the tree of today."""

    stuck: Stuck
    why: str
    today: RaterResolution

    @property
    def about(self) -> str:
        """The period, or the year of the plan."""
        row = self.stuck.row
        return row.period.name if isinstance(row, Evaluation) else f"SKP {row.year}"

    @property
    def role(self) -> str:
        is_reviewer = self.stuck.kind.duty.party == Party.REVIEWER
        return "Atasan penilai" if is_reviewer else "Penilai"

    @property
    def proposed(self) -> Any:
        """Who would hold the role by the tree; often nobody, or somebody who cannot act either."""
        is_reviewer = self.stuck.kind.duty.party == Party.REVIEWER
        return self.today.reviewer if is_reviewer else self.today.rater


def _lines(found: list[Stuck]) -> list[Line]:
    today = timezone.localdate()
    above = resolve_many({stuck.row.employee_id for stuck in found}, today)
    why = why_gone({stuck.person.pk for stuck in found if stuck.person}, today)
    return [Line(stuck, _why(stuck, why, today), above[stuck.row.employee_id]) for stuck in found]


def _why(stuck: Stuck, why: Mapping[int, str], today: date) -> str:
    """That there is nobody, why the one who is named cannot act, or that the time is over."""
    if stuck.person is None:
        return "belum ada orangnya"
    reason = why.get(stuck.person.pk, "")
    return reason or ("batas keputusan sudah lewat" if stuck.kind.is_overdue(stuck.row, today) else "")


class IndexView(QueueView):
    """The queue, the oldest first: ``langkah`` (of one kind)."""

    template_name = "evaluations_admin/stand_ins/index.html"
    page_title = "Menunggu orang yang tidak ada"
    header_icon = "user"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        code = self.request.GET.get("langkah", "")
        found = self.queue(queue(timezone.localdate(), code, self.agency))
        own = {
            "lines": _lines(list(named(list(found["page"])))),
            "kinds": [(kind.code, kind.label) for kind in KINDS.values()],
            "kind": code if code in KINDS else "",
        }
        return super().get_context_data(**kwargs) | found | own


class HandOverForm(forms.Form):
    """Who takes over, and why."""

    to = PersonField("Dialihkan kepada")
    note = CleanTextField(
        label="Alasan",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Masuk ke riwayat; dibaca pegawai dan yang mengambil alih.",
        error_messages={"required": "Tuliskan alasannya."},
    )


class HandOverView(ManagersView, TemplateView):
    """One step with what is known of it; by POST it goes to somebody else.

    The rater of a plan that waits may be changed also while they are there, from the list of plans.
    """

    template_name = "evaluations_admin/stand_ins/hand_over.html"
    header_icon = "user"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.kind = _kind(kwargs["step"])
        self.row = get_object_or_404(self.kind.model, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return f"{self.kind.label}: {self.row.employee}"

    @cached_property
    def is_stuck(self) -> bool:
        return self.kind.stuck(timezone.localdate()).filter(pk=self.row.pk).exists()

    @property
    def may_act(self) -> bool:
        is_plan = self.kind.duty == APPROVE_PLAN
        return self.is_stuck or (is_plan and self.kind.waiting().filter(pk=self.row.pk).exists())

    def trail(self) -> list[tuple[str, str]]:
        if self.is_stuck or isinstance(self.row, Evaluation):
            return [(reverse("stand_ins:index"), IndexView.page_title)]
        return [(reverse("plans:index", query={"tahun": self.row.year}), "SKP")]

    @property
    def back(self) -> str:
        [(address, _)] = self.trail()
        return address

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = HandOverForm(request.POST)
        back = self.back
        if form.is_valid():
            to = form.cleaned_data["to"]
            try:
                hand_over(self.kind, self.row, to, actor=request.user, note=form.cleaned_data["note"])
            except Refused as refused:
                field = str(refused.details)
                form.add_error(field if field in form.fields else None, refused.message)
            else:
                messages.success(request, f"Langkah ini sekarang menunggu {to}.")
                return redirect(back)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pk = self.row.pk
        since = self.kind.waiting().filter(pk=pk).values_list(self.kind.since, flat=True).first()
        [line] = _lines(list(named([(self.kind.code, pk, since)])))
        proposed = line.proposed if line.proposed != line.stuck.person else None
        form = kwargs.pop("form", None) or HandOverForm(initial={"to": proposed})
        return super().get_context_data(**kwargs) | {
            "line": line,
            "is_stuck": self.is_stuck,
            "may_act": self.may_act,
            "back": self.back,
            "form": form,
            "media": form.media,
        }


def _kind(code: str) -> Kind:
    if code not in KINDS:
        raise Http404
    return KINDS[code]


class StandInViewSet(ViewSet):
    name = "stand_ins"
    url_prefix = "menunggu"
    icon = "user"
    menu_label = "Menunggu yang tidak ada"
    menu_item_class = ManagersMenuItem

    def get_urlpatterns(self):
        return [
            path("", IndexView.as_view(), name="index"),
            path("<str:step>/<int:pk>/", HandOverView.as_view(), name="hand_over"),
        ]
