"""Which form an audience gets: the first rule that matches by order, empty conditions match everybody."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from evaluations.domain.organization.legal_statuses import dated_statuses_on
from evaluations.domain.periods.segments import PlannedSegment, planned_segments
from evaluations.enums import EVALUATED_STATUSES, LegalStatus
from evaluations.models import Assignment, Employee, EvaluationPeriod, PeriodForm

# Why somebody gets no evaluation; the codes of ``OpeningGap``.
NO_EVALUATION = {
    "legal_status": "Kedudukan hukum",
    "no_post": "Tidak punya jabatan",
    "no_form": "Tidak ada formulir yang cocok",
}


def rules_of(period: EvaluationPeriod) -> list[PeriodForm]:
    """The audience rules of a period in the order in which they are tried; one query."""
    rows = PeriodForm.objects.filter(period=period).select_related("form", "form_version", "unit")
    return list(rows.order_by("order", "pk"))


def matches(rule: PeriodForm, person: Employee, post: Assignment) -> bool:
    """Whether every condition of a rule holds; an empty one holds for everybody."""
    return (
        rule.employment_type in ("", person.employment_type)
        and rule.position_type in ("", post.position_type)
        and rule.post_kind in ("", post.post_kind)
        and (rule.unit is None or post.unit.is_within(rule.unit))
    )


def form_for(person: Employee, post: Assignment, choices: Sequence[PeriodForm]) -> PeriodForm | None:
    """The first audience row that this person matches."""
    return next((choice for choice in choices if matches(choice, person, post)), None)


def deciding_post(plans: Mapping[int, list[PlannedSegment]], person: Employee) -> Assignment | None:
    """The post that decides the form: of the last part, since one person fills in one form in a period."""
    plan = plans.get(person.pk)
    return plan[-1].post if plan else None


def why_not(
    person: Employee, post: Assignment | None, choices: Sequence[PeriodForm], dated: Mapping[int, LegalStatus]
) -> tuple[str, str] | None:
    """Code and sentence if this person gets no evaluation. ``dated``: ``dated_statuses_on`` the day that counts."""
    status = LegalStatus(dated.get(person.pk) or person.legal_status)
    if status not in EVALUATED_STATUSES:
        return "legal_status", f"Kedudukan hukum: {status.label}."
    if post is None:
        return "no_post", "Tidak punya jabatan dalam periode ini."
    if form_for(person, post, choices) is None:
        return "no_form", "Tidak ada formulir untuk jenis pegawai, jabatan, atau unitnya."
    return None


@dataclass(frozen=True, slots=True)
class Placement:
    """What one person would get. ``rules`` are all that match, the first wins; else ``code`` and ``reason``."""

    employee: Employee
    post: Assignment | None
    rules: tuple[PeriodForm, ...] = ()
    code: str = ""
    reason: str = ""

    @property
    def form(self) -> str:
        return self.rules[0].form.title if self.rules else ""

    @property
    def other_rules(self) -> tuple[PeriodForm, ...]:
        return self.rules[1:]


@dataclass
class Preview:
    """Who would get what. ``by_rule``: people by pk of the winning rule; ``without``: people by code."""

    rules: list[PeriodForm]
    placements: list[Placement] = field(default_factory=list)
    by_rule: Counter[int] = field(default_factory=Counter)
    without: Counter[str] = field(default_factory=Counter)

    @property
    def placed(self) -> list[Placement]:
        return [one for one in self.placements if one.rules]

    @property
    def left_out(self) -> list[Placement]:
        return [one for one in self.placements if one.code]

    @property
    def several(self) -> list[Placement]:
        return [one for one in self.placements if one.other_rules]


def preview(period: EvaluationPeriod) -> Preview:
    """Everybody with a NIP, by name, with the form they would get if ``period`` opened now; four queries."""
    found = Preview(rules_of(period))
    plans = planned_segments(None, period, today=timezone.localdate())
    dated = dated_statuses_on(period.ends_on)
    for person in Employee.objects.exclude(nip=None).order_by("name", "pk"):
        one = _placement(person, deciding_post(plans, person), found.rules, dated)
        found.placements.append(one)
        if one.rules:
            found.by_rule[one.rules[0].pk] += 1
        else:
            found.without[one.code] += 1
    return found


def _placement(
    person: Employee, post: Assignment | None, choices: Sequence[PeriodForm], dated: Mapping[int, LegalStatus]
) -> Placement:
    gap = why_not(person, post, choices, dated)
    if gap is not None or post is None:
        code, reason = gap or ("", "")
        return Placement(person, post, code=code, reason=reason)
    return Placement(person, post, tuple(choice for choice in choices if matches(choice, person, post)))


def conditions(rule: PeriodForm) -> str:
    """A rule in words: "PPPK, jabatan fungsional, Dinas Kesehatan dan di bawahnya", or "semua pegawai"."""
    parts = [
        rule.get_employment_type_display() if rule.employment_type else "",
        rule.get_position_type_display() if rule.position_type else "",
        rule.get_post_kind_display() if rule.post_kind else "",
        f"{rule.unit} dan di bawahnya" if rule.unit else "",
    ]
    return ", ".join(part for part in parts if part) or "Semua pegawai"
