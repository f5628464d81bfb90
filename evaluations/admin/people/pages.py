"""The page of a person and the page of a unit: how things stand, what happened when, and what can be done."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.views.generic.models import InspectView
from wagtail.admin.widgets import AdminDateInput

from evaluations.admin.managers import Act
from evaluations.admin.people.act_forms import ActForm
from evaluations.admin.people.acts import PERSON_ACTS, UNIT_ACTS
from evaluations.domain.organization.assignments import current_post
from evaluations.domain.organization.legal_statuses import status_on
from evaluations.domain.organization.raters import resolve
from evaluations.domain.organization.structure import blocked, structure_on
from evaluations.enums import AssignmentKind, UnitChange, UnitKind
from evaluations.models import Assignment, Employee, FormerNip, OrganizationalUnit, UnitSpan

LISTED = 50
OPEN_ENDS = {"ahead": "direncanakan", "now": "sekarang"}


@dataclass(frozen=True)
class Moment:
    """One line of a history. ``state`` is now, ahead or past; ``url`` leads to where it can be changed."""

    starts_on: date | None
    ends_on: date | None
    label: str
    text: str
    note: str = ""
    url: str = ""
    state: str = "past"

    @property
    def open_end(self) -> str:
        """What stands for the last day where none is known."""
        return OPEN_ENDS.get(self.state, "")


def _state(starts_on: date | None, ends_on: date | None, today: date) -> str:
    if starts_on and starts_on > today:
        return "ahead"
    return "past" if ends_on and ends_on < today else "now"


def person_history(person: Employee, today: date) -> list[Moment]:
    """Posts, legal positions, exceptions and former NIP of a person, the latest first; four queries."""
    moments = [*_posts(person, today), *_statuses(person, today), *_lines(person, today), *_nips(person)]
    return sorted(moments, key=lambda moment: (moment.starts_on or date.min, moment.label), reverse=True)


def _posts(person: Employee, today: date) -> list[Moment]:
    return [
        Moment(
            post.starts_on, post.ends_on,
            "Jabatan" if post.kind == AssignmentKind.DEFINITIVE else post.get_kind_display(),
            f"{post.position}, {post.unit}" + (" (memimpin unit)" if post.is_head else ""),
            str(post.unit.agency) if post.unit.agency and post.unit.agency != post.unit else "",
            reverse("assignment:edit", args=[post.pk]),
            _state(post.starts_on, post.ends_on, today),
        )
        for post in person.assignments.select_related("unit__agency")
    ]  # fmt: skip


def _statuses(person: Employee, today: date) -> list[Moment]:
    return [
        Moment(
            span.starts_on, span.ends_on, "Kedudukan hukum", span.get_status_display(), span.reason,
            reverse("legalstatusspan:edit", args=[span.pk]), _state(span.starts_on, span.ends_on, today),
        )
        for span in person.legal_status_spans.all()
    ]  # fmt: skip


def _lines(person: Employee, today: date) -> list[Moment]:
    return [
        Moment(
            line.starts_on, line.ends_on, "Penilai khusus", str(line.rater), line.reason,
            reverse("reportingline:edit", args=[line.pk]), _state(line.starts_on, line.ends_on, today),
        )
        for line in person.reporting_lines.select_related("rater")
    ]  # fmt: skip


def _nips(person: Employee) -> list[Moment]:
    moments, before = [], None
    for former in FormerNip.objects.filter(employee=person).order_by("until"):
        moments.append(Moment(before, former.until, "NIP lama", former.nip, former.reason))
        before = former.until + timedelta(days=1)
    if moments:
        moments.append(Moment(before, None, "NIP", person.nip or "", state="now"))
    return moments


class OnDayForm(forms.Form):
    tanggal = forms.DateField(label="Pada tanggal", widget=AdminDateInput)


class PersonView(InspectView):
    """``?tanggal=`` asks who rates on that day; without it, today."""

    template_name = "evaluations_admin/people/person.html"

    def get_page_title(self) -> str:
        return self.object.full_name

    def get_page_subtitle(self) -> str:
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        form = OnDayForm(self.request.GET if "tanggal" in self.request.GET else {"tanggal": today})
        on = form.cleaned_data["tanggal"] if form.is_valid() else today
        return super().get_context_data(**kwargs) | {
            "person": self.object,
            "today": today,
            "form": form,
            "on": on,
            "resolution": resolve(self.object, on),
            "post": current_post(self.object, on),
            "status": status_on(self.object, on).label,
            "history": person_history(self.object, today),
            **_acts("employee", PERSON_ACTS, self.object.pk),
        }


def _acts(prefix: str, acts: dict[str, type[ActForm]], pk: int) -> dict[str, list[Act]]:
    """The ``acts``, and apart from them those that end something (``ending``)."""
    found: dict[str, list[Act]] = {"acts": [], "ending": []}
    for name, form in acts.items():
        found["ending" if form.ends else "acts"].append(
            Act(reverse(f"{prefix}:{name}", args=[pk]), form.title)
        )
    return found


def unit_history(unit: OrganizationalUnit) -> list[Moment]:
    """What happened and what is planned, the latest first; who did it and why in ``note``."""
    spans = list(unit.spans.select_related("parent", "changed_by"))
    moments = [_unit_moment(span, before) for before, span in zip([None, *spans], spans, strict=False)]
    moments += [
        Moment(
            span.starts_on, None, "Menerima gabungan", span.name, span.reason,
            reverse("organizationalunit:inspect", args=[span.unit_id]), _force(span),
        )
        for span in UnitSpan.objects.filter(change=UnitChange.MERGED, parent=unit)
    ]  # fmt: skip
    return sorted(moments, key=lambda moment: moment.starts_on or date.min, reverse=True)


def _unit_moment(span: UnitSpan, before: UnitSpan | None) -> Moment:
    by = f"oleh {span.changed_by.get_full_name() or span.changed_by}" if span.changed_by else ""
    note = ", ".join(filter(None, [span.reason, by]))
    label = span.get_change_display() or "Semula"
    return Moment(span.starts_on, span.ends_on, label, _what(span, before), note, state=_force(span))


def _force(span: UnitSpan) -> str:
    if not span.in_force:
        return "ahead"
    return "past" if span.ends_on else "now"


def _what(span: UnitSpan, before: UnitSpan | None) -> str:
    if span.change == UnitChange.MERGED:
        return f"Digabung ke {span.parent} dan tidak dipakai lagi"
    if span.change == UnitChange.CLOSED:
        return f"{span.name} tidak dipakai lagi"
    if before is None:
        return f"{span.name}, di bawah {span.parent}" if span.parent else span.name
    parts = []
    if span.name != before.name:
        parts.append(f"Dari {before.name} menjadi {span.name}")
    if span.parent_id != before.parent_id:
        parts.append(f"Dari {before.parent or 'puncak'} ke {span.parent or 'puncak'}")
    if span.kind != before.kind:
        parts.append(f"Jenis menjadi {UnitKind(span.kind).label}")
    return "; ".join(parts) or span.name


class UnitView(InspectView):
    """The unit today: where it stands, who leads it, who works there; its history and the acts."""

    template_name = "evaluations_admin/people/unit.html"

    def get_page_title(self) -> str:
        return self.object.name

    def get_page_subtitle(self) -> str:
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unit, today = self.object, timezone.localdate()
        structure = structure_on(today)
        posts = Assignment.objects.on(today).filter(unit=unit).select_related("employee")
        planned = unit.spans.filter(in_force=False).first()
        due = planned is not None and planned.starts_on <= today
        return super().get_context_data(**kwargs) | {
            "unit": unit,
            "above": list(reversed(structure.ancestors_of(unit.pk)[1:])),
            "children": structure.children.get(unit.pk, []),
            "posts": posts.order_by("-is_head", "employee__name", "pk")[:LISTED],
            "people": posts.values("employee").distinct().count(),
            "below": Assignment.objects.on(today).filter(unit__in=structure.within(unit.pk))
            .values("employee").distinct().count(),
            "history": unit_history(unit),
            "planned": planned,
            "blocked": blocked(planned) if due else None,
            **_acts("organizationalunit", {} if unit.closed_on else UNIT_ACTS, unit.pk),
        }  # fmt: skip
