"""Who would get which form in a period, who none and why, and who matches several rules; looked at before opening."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpRequest
from django.urls import path
from django.views.decorators.http import require_safe

from evaluations import queries
from evaluations.admin.periods.acts import PER_PAGE, PeriodToolView, authorised_period
from evaluations.domain.periods.audience import (
    NO_EVALUATION,
    POST,
    Placement,
    conditions,
    placements,
    preview,
)
from evaluations.enums import PeriodState
from evaluations.exchange.columns import Column
from evaluations.exchange.workbook import CONTENT_TYPE, write_workbook
from evaluations.models import Employee, EvaluationPeriod
from evaluations.places import whole_number

WITHOUT, SEVERAL = "tanpa", "beberapa"
OPENING_NUMBERS = (("created", "Evaluasi dibuat"), ("existing", "Sudah ada"), ("gaps", "Perlu diperiksa"))
COLUMNS = (
    Column("NIP", lambda one: one.employee.nip or "", width=22),
    Column("Nama", lambda one: one.employee.full_name, width=32),
    Column("Jenis pegawai", lambda one: one.employee.get_employment_type_display()),
    Column("Jabatan", lambda one: one.post.position if one.post else "", width=36),
    Column("Unit", lambda one: one.post.unit.name if one.post else "", width=36),
    Column("Perangkat daerah", lambda one: agency_of(one), width=36),
    Column("Formulir", lambda one: one.form, width=32),
    Column("Aturan yang berlaku", lambda one: _rule(one, 0), width=36),
    Column("Aturan lain yang cocok", lambda one: "; ".join(_rules(one)[1:]), width=48),
    Column("Sebab tanpa formulir", lambda one: one.reason, width=36),
)


def agency_of(one: Placement) -> str:
    agency = one.post.unit.agency if one.post else None
    return str(agency) if agency else ""


def _rules(one: Placement) -> list[str]:
    return [f"{rule.order}. {rule.form.title} ({conditions(rule)})" for rule in one.rules]


def _rule(one: Placement, place: int) -> str:
    return _rules(one)[place] if len(one.rules) > place else ""


@dataclass(frozen=True)
class Shown:
    """A person as one line of the list."""

    name: str
    nip: str
    post: str
    unit: str
    first: str
    others: list[str]
    reason: str


def _shown(one: Placement) -> Shown:
    rules = _rules(one)
    return Shown(
        one.employee.full_name,
        one.employee.nip or "",
        one.post.position if one.post else "",
        one.post.unit.name if one.post else "",
        rules[0] if rules else "",
        rules[1:],
        one.reason,
    )


@dataclass(frozen=True)
class Asked:
    """Which of them are listed: ``group`` is tanpa, beberapa, a code, or the key of a rule; ``words`` of a name."""

    group: str
    words: str
    agency: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Asked":
        get = request.GET.get
        return cls(get("tampil", ""), get("q", "").replace("\x00", "").strip()[:100], get("perangkat", ""))

    def filtered(self, people: QuerySet[Employee]) -> QuerySet[Employee]:
        people = self._of_group(people)
        if self.agency:
            people = people.filter(**{f"{POST}__unit__agency__name": self.agency})
        if self.words:
            people = people.filter(Q(name__icontains=self.words) | Q(nip__contains=self.words))
        return people

    def _of_group(self, people: QuerySet[Employee]) -> QuerySet[Employee]:
        if self.group == WITHOUT:
            return people.exclude(code="")
        if self.group == SEVERAL:
            return people.filter(code="", matching__gt=1)
        if self.group in NO_EVALUATION:
            return people.filter(code=self.group)
        if rule := whole_number(self.group):
            return people.filter(code="", rule=rule)
        return people


class AudienceView(PeriodToolView):
    """The numbers, the people behind each, and the button that opens."""

    template_name = "evaluations_admin/periods/audience.html"
    page_title = "Siapa mendapat formulir apa"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found, asked = preview(self.period), Asked.of(self.request)
        page = Paginator(asked.filtered(found.people), PER_PAGE).get_page(self.request.GET.get("p"))
        page.object_list = [_shown(one) for one in placements(page.object_list, found.rules)]
        agencies = queries.agencies().values_list("name", flat=True).distinct()
        return super().get_context_data(**kwargs) | {
            "rules": [
                (rule, conditions(rule), found.by_rule[rule.pk], asked.group == str(rule.pk))
                for rule in found.rules
            ],
            "without": [
                (code, label, found.without[code], asked.group == code)
                for code, label in NO_EVALUATION.items()
                if found.without[code]
            ],
            "left_out": sum(found.without.values()),
            "placed": sum(found.by_rule.values()),
            "several": found.several,
            "agencies": [(name, name) for name in agencies],
            "asked": asked,
            "q": asked.words,
            "page": page,
            "opening_numbers": OPENING_NUMBERS,
            "may_open": self.period.state != PeriodState.CLOSED,
            "is_draft": self.period.state == PeriodState.DRAFT,
        }


@require_safe
def audience_workbook(request: HttpRequest, pk: int) -> FileResponse:
    """The people listed now, all of them."""
    period: EvaluationPeriod = authorised_period(request, pk)
    found = preview(period)
    rows = placements(Asked.of(request).filtered(found.people), found.rules)
    workbook = write_workbook(COLUMNS, rows)
    name = f"siapa-mendapat-apa-{period.pk}.xlsx"
    return FileResponse(workbook, as_attachment=True, filename=name, content_type=CONTENT_TYPE)


def audience_urls() -> list:
    return [
        path("<int:pk>/siapa/", AudienceView.as_view(), name="audience"),
        path("<int:pk>/siapa/unduh.xlsx", audience_workbook, name="audience_xlsx"),
    ]
