"""Mending findings in three steps on one page: what is needed, what will happen, what happened.

The findings travel as their keys. Whoever comes too late, since a finding is gone by then, is told.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.widgets import AdminDateInput
from wagtail.log_actions import log

from evaluations.admin.choosers import EmployeeChooser
from evaluations.admin.doctor.filter import Filter, day_of
from evaluations.admin.following import follow_and_tell
from evaluations.admin.managers import ManagersView
from evaluations.domain.organization.doctor import KIND_BY_CODE, Act, Finding, acts, findings_on
from evaluations.domain.organization.doctor.acts import Mend, Report
from evaluations.enums import AssignmentKind
from evaluations.models import Employee, OrganizationalUnit
from forms_config.actors import Actor
from forms_config.text_fields import CleanTextField

LOG_ACTION = "evaluations.mend"
AT_ONCE = 500  # findings in one go; the rest is done by pressing again
CHECK, DO = "periksa", "lakukan"


class PersonField(forms.ModelChoiceField):
    """A person by search, as everywhere in the admin."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(
            label=label,
            queryset=Employee.objects.all(),
            widget=EmployeeChooser("employee_chooser").widget_class,
            error_messages={"required": "Pilih orangnya.", "invalid_choice": "Orang ini sudah tidak ada."},
            **kwargs,
        )


class DayField(forms.DateField):
    def __init__(self, label: str, **kwargs: Any) -> None:
        messages = {"required": "Isi tanggalnya."}
        super().__init__(label=label, widget=AdminDateInput(), error_messages=messages, **kwargs)


class ActForm(forms.Form):
    """What an act needs to know; ``mend`` gives the act itself."""

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.proposed(on), **kwargs)

    def proposed(self, on: date) -> dict[str, Any]:
        return {}

    def mend(self, actor: Actor) -> Mend:
        raise NotImplementedError


class RaterForm(ActForm):
    rater = PersonField("Penilai")
    reason = CleanTextField(
        label="Alasan",
        max_length=200,
        help_text="Misalnya: tim kerja lintas unit, surat tugas nomor …",
        error_messages={"required": "Tuliskan alasannya."},
    )
    starts_on = DayField("Mulai")
    ends_on = DayField("Sampai", required=False, help_text="Kosong berarti sampai diakhiri.")

    def proposed(self, on: date) -> dict[str, Any]:
        return {"starts_on": on}

    def mend(self, actor: Actor) -> Mend:
        given = self.cleaned_data
        return acts.choose_rater(
            given["rater"], reason=given["reason"], starts_on=given["starts_on"], ends_on=given["ends_on"]
        )


class AppointForm(ActForm):
    person = PersonField("Yang ditunjuk")
    kind = forms.ChoiceField(
        label="Sebagai",
        choices=[(kind.value, kind.label) for kind in (AssignmentKind.PLT, AssignmentKind.PLH)],
    )
    starts_on = DayField("Mulai")
    ends_on = DayField("Sampai", required=False, help_text="Kosong berarti sampai diakhiri.")

    def proposed(self, on: date) -> dict[str, Any]:
        return {"starts_on": on}

    def mend(self, actor: Actor) -> Mend:
        given = self.cleaned_data
        return acts.appoint(
            given["person"],
            kind=AssignmentKind(given["kind"]),
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
        )


class LastDayForm(ActForm):
    last_day = DayField("Hari terakhir")

    def proposed(self, on: date) -> dict[str, Any]:
        return {"last_day": on - timedelta(days=1)}


class EndPostsForm(LastDayForm):
    def mend(self, actor: Actor) -> Mend:
        return acts.end_posts(self.cleaned_data["last_day"])


class EndLineForm(LastDayForm):
    def mend(self, actor: Actor) -> Mend:
        return acts.end_line(self.cleaned_data["last_day"])


class AcceptForm(ActForm):
    reason = CleanTextField(
        label="Mengapa memang begitu",
        max_length=250,
        help_text="Misalnya: penilai ditetapkan dengan SK Bupati nomor …",
        error_messages={"required": "Tuliskan alasannya."},
    )
    until = DayField("Diterima sampai", required=False, help_text="Kosong berarti tanpa batas waktu.")

    def clean_until(self) -> date | None:
        until = self.cleaned_data["until"]
        if until is not None and until < timezone.localdate():
            raise forms.ValidationError("Tanggal ini sudah lewat. Pilih hari ini atau sesudahnya.")
        return until

    def mend(self, actor: Actor) -> Mend:
        return acts.accept(reason=self.cleaned_data["reason"], until=self.cleaned_data["until"], actor=actor)


class ListAgainForm(ActForm):
    def mend(self, actor: Actor) -> Mend:
        return acts.list_again()


FORMS: dict[Act, Callable[..., ActForm]] = {
    Act.CHOOSE_RATER: RaterForm,
    Act.APPOINT: AppointForm,
    Act.END_POSTS: EndPostsForm,
    Act.END_LINE: EndLineForm,
    Act.ACCEPT: AcceptForm,
    Act.LIST_AGAIN: ListAgainForm,
}


class ActView(ManagersView, TemplateView):
    """GET or POST with ``key`` asks; POST with ``langkah`` checks, then does. ``kembali`` is the list's query."""

    template_name = "evaluations_admin/doctor/act.html"
    header_icon = "warning"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if kwargs["act"] not in Act.values:
            raise Http404
        self.act = Act(kwargs["act"])
        given = request.POST if request.method == "POST" else request.GET
        self.on = day_of(given.get("pada", "")) or timezone.localdate()
        self.back = given.get("kembali", "")
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return self.act.label

    def trail(self) -> list[tuple[str, str]]:
        return [(self.list_url, "Periksa pegawai dan penilai")]

    @property
    def list_url(self) -> str:
        return f"{reverse('doctor:index')}?{self.back}" if self.back else reverse("doctor:index")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._ask(self._chosen(request.GET.getlist("key")))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        keys = [*request.POST.getlist("key"), *request.POST.get("kunci", "").split()]
        findings = self._chosen(keys, take_all=request.POST.get("siapa") == "semua")
        step = request.POST.get("langkah")
        if not findings:
            messages.warning(
                request, "Temuan yang dipilih sudah tidak ada." if step else "Centang dulu temuannya."
            )
            return redirect(self.list_url)
        if step not in (CHECK, DO):
            return self._ask(findings)
        form = FORMS[self.act](request.POST, on=self.on)
        if not form.is_valid():
            return self._show(findings, form, status=422)
        if step == CHECK:
            report = acts.preview(findings, form.mend(request.user), actor=request.user)
            return self._show(findings, form, report=report, is_checked=bool(report.done))
        return self._do(findings, form)

    def _do(self, findings: list[Finding], form: ActForm) -> HttpResponse:
        report = acts.mend(findings, form.mend(self.request.user), actor=self.request.user)
        _log(self.request.user, self.act, report)
        if report.done:
            messages.success(self.request, f"{self.act.label}: {len(report.done)} temuan dibereskan.")
        follow_and_tell(self.request, *_subjects(report))
        if not report.refused:
            return redirect(self.list_url)
        messages.warning(
            self.request, f"{len(report.refused)} temuan belum dapat dibereskan. Sebabnya di bawah ini."
        )
        left = [finding for finding, _ in report.refused]
        return self._show(left, form, report=Report(refused=report.refused), status=422)

    def _chosen(self, keys: list[str], *, take_all: bool = False) -> list[Finding]:
        """The findings that are still there and that this act is for, in the order of the list."""
        findings = findings_on(self.on)
        if take_all:  # all that the list's filter shows, not only its page
            chosen = Filter.of(QueryDict(self.back)).apply(findings)
        else:
            chosen = [finding for finding in findings if finding.key in set(keys)]
        return [finding for finding in chosen if self._fits(finding)][:AT_ONCE]

    def _fits(self, finding: Finding) -> bool:
        if self.act == Act.LIST_AGAIN:
            return finding.accepted is not None
        return self.act in KIND_BY_CODE[finding.kind].bulk_acts

    def _ask(self, findings: list[Finding]) -> HttpResponse:
        if not findings:
            raise Http404
        form = FORMS[self.act](on=self.on)
        if findings[0].kind == "head_away":  # there is a head, so a Plt would be refused
            form.initial["kind"] = AssignmentKind.PLH
        return self._show(findings, form)

    def _show(
        self,
        findings: list[Finding],
        form: ActForm,
        *,
        report: Report | None = None,
        is_checked: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        context = self.get_context_data(
            act=self.act,
            form=form,
            media=form.media,
            findings=findings,
            keys="\n".join(finding.key for finding in findings),
            on=self.on,
            back=self.back,
            list_url=self.list_url,
            report=report,
            is_checked=is_checked,
        )
        return self.render_to_response(context, status=status)


def _subjects(report: Report) -> tuple[list[Employee], list[OrganizationalUnit]]:
    """Whom and which units the mended findings are about."""
    findings = [finding for finding, _ in report.done]
    return (
        list(
            Employee.objects.filter(
                pk__in={finding.employee_id for finding in findings if finding.employee_id}
            )
        ),
        list(
            OrganizationalUnit.objects.filter(
                pk__in={finding.unit_id for finding in findings if finding.unit_id}
            )
        ),
    )


def _log(actor: Actor, act: Act, report: Report) -> None:
    """On the page of the person (or unit): who mended what."""
    people, units = ({row.pk: row for row in rows} for rows in _subjects(report))
    for finding, sentence in report.done:
        subject = people.get(finding.employee_id) or units.get(finding.unit_id)
        if subject is not None:
            log(subject, LOG_ACTION, user=actor, data={"act": act.value, "words": sentence})
