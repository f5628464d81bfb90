"""Which form an audience gets: the first rule that matches by order, empty conditions match everybody."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, FilteredRelation, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from evaluations.domain.periods.segments import PlannedSegment, planned_segments
from evaluations.enums import EVALUATED_STATUSES, AssignmentKind, LegalStatus
from evaluations.models import Assignment, Employee, EvaluationPeriod, PeriodForm, legal_status_on, within

# Why somebody gets no evaluation; the codes of ``OpeningGap``.
NO_EVALUATION = {
    "legal_status": "Kedudukan hukum",
    "no_post": "Tidak punya jabatan",
    "no_form": "Tidak ada formulir yang cocok",
}


def rules_of(period: EvaluationPeriod) -> list[PeriodForm]:
    """The audience rules of a period in the order in which they are tried; one query.

    Of the same number those with conditions come first: behind a rule for everybody none would ever be tried.
    """
    rows = PeriodForm.objects.filter(period=period).select_related("form", "form_version", "unit")
    return sorted(rows.order_by("order", "pk"), key=lambda rule: (rule.order, conditions(rule) == EVERYBODY))


EVERYBODY = "Semua pegawai"
POST = "deciding_post"  # how the post that decides is called in ``people``


def people(
    period: EvaluationPeriod,
    choices: Sequence[PeriodForm],
    *,
    employee_ids: Collection[int] | None = None,
    plans: Mapping[int, list[PlannedSegment]] | None = None,
    today: date | None = None,
) -> QuerySet[Any]:
    """Everybody with a NIP, by name, each with what the database decides: one row for one person.

    ``held`` is the legal position that counts, ``post`` the key of the deciding post (None: no post), ``code`` why
    there is no evaluation ("" where there is one), ``rule`` the key of the rule that wins, ``matching`` how many rules
    match, ``rule_<key>`` whether one does. Two statements before, of which the second is short; none where the
    ``plans`` of these people are known already.
    """
    rows = Employee.objects.exclude(nip=None)
    if employee_ids is not None:
        rows = rows.filter(pk__in=employee_ids)
    matched = {choice.pk: _matches(choice) for choice in choices}
    deciding = _deciding(period, today or timezone.localdate()) if plans is None else _last_of(plans)
    any_rule = Q(*matched.values(), _connector=Q.OR) if matched else Q(pk__in=[])
    return (
        rows.annotate(
            **{POST: FilteredRelation("assignments", condition=deciding)},
            held=legal_status_on(period.ends_on),
        )
        .annotate(
            post=F(f"{POST}__pk"),
            code=Case(
                When(~Q(held__in=EVALUATED_STATUSES), then=Value("legal_status")),
                When(**{f"{POST}__isnull": True}, then=Value("no_post")),
                When(any_rule, then=Value("")),
                default=Value("no_form"),
            ),
            rule=Case(
                *(When(condition, then=Value(pk)) for pk, condition in matched.items()),
                default=None,
                output_field=IntegerField(),
            ),
            matching=sum(
                (Case(When(condition, then=1), default=0) for condition in matched.values()),
                start=Value(0),
            ),
            **{
                f"rule_{pk}": Case(When(condition, then=True), default=False)
                for pk, condition in matched.items()
            },
        )
        .order_by("name", "pk")
    )


def _deciding(period: EvaluationPeriod, today: date) -> Q:
    """Which post decides the form: that of the last part, since one person fills in one form in a period.

    Nearly everybody has one definitive post throughout, which needs no plan; for the others ``planned_segments`` says.
    """
    held = Assignment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=period.starts_on))
    held = held.filter(starts_on__lte=period.ends_on).order_by()
    own = Count("pk", filter=Q(kind=AssignmentKind.DEFINITIVE))
    moved = list(held.values("employee").annotate(own=own).exclude(own=1).values_list("employee", flat=True))
    plans = planned_segments(moved, period, today=today) if moved else {}
    usual = Q(
        Q(assignments__ends_on=None) | Q(assignments__ends_on__gte=period.starts_on),
        ~Q(assignments__employee__in=moved),
        assignments__starts_on__lte=period.ends_on,
        assignments__kind=AssignmentKind.DEFINITIVE,
    )
    return usual | _last_of(plans)


def _last_of(plans: Mapping[int, list[PlannedSegment]]) -> Q:
    return Q(assignments__pk__in=[plan[-1].post.pk for plan in plans.values()])


def _matches(rule: PeriodForm) -> Q:
    """Every condition of a rule, asked of the rows of ``people``; an empty one holds for everybody with a post."""
    found = Q(**{f"{POST}__isnull": False})
    if rule.employment_type:
        found &= Q(employment_type=rule.employment_type)
    if rule.ranks:
        ranks = rule.listed("ranks")
        # "III" stands for III/a to III/d, and for the III of a PPPK.
        found &= Q(rank__in=ranks) | Q(*(("rank__startswith", f"{rank}/") for rank in ranks), _connector=Q.OR)
    if rule.position_type:
        found &= Q(**{f"{POST}__position_type": rule.position_type})
    if rule.post_kind:
        found &= Q(**{f"{POST}__post_kind": rule.post_kind})
    if rule.position_words:
        words = rule.listed("position_words")
        found &= Q(*((f"{POST}__position__icontains", word) for word in words), _connector=Q.OR)
    if rule.unit:
        found &= within(rule.unit, at=f"{POST}__unit")
    return found


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
    people: QuerySet[Any]
    by_rule: Counter[int] = field(default_factory=Counter)
    without: Counter[str] = field(default_factory=Counter)
    several: int = 0


def preview(period: EvaluationPeriod) -> Preview:
    """Everybody with the form they would get if ``period`` opened now, counted by the database; four statements."""
    rules = rules_of(period)
    found = Preview(rules, people(period, rules))
    several = Count("pk", filter=Q(matching__gt=1))
    groups = found.people.order_by().values("code", "rule").annotate(number=Count("pk"), several=several)
    for group in groups:
        if group["code"]:
            found.without[group["code"]] += group["number"]
        else:
            found.by_rule[group["rule"]] += group["number"]
            found.several += group["several"]
    return found


def placements(rows: Iterable[Any], rules: Sequence[PeriodForm]) -> list[Placement]:
    """These rows of ``people`` with post, rules and reason; one statement."""
    shown = list(rows)
    posts = Assignment.objects.select_related("unit__agency").in_bulk([one.post for one in shown if one.post])
    return [_placement(one, posts.get(one.post), rules) for one in shown]


def _placement(person: Any, post: Assignment | None, rules: Sequence[PeriodForm]) -> Placement:
    if person.code:
        return Placement(person, post, code=person.code, reason=reason(person))
    return Placement(person, post, tuple(rule for rule in rules if getattr(person, f"rule_{rule.pk}")))


def reason(person: Any) -> str:
    """Why this row of ``people`` gets no evaluation, as a sentence."""
    return {
        "legal_status": f"Kedudukan hukum: {LegalStatus(person.held).label}.",
        "no_post": "Tidak punya jabatan dalam periode ini.",
        "no_form": "Tidak ada formulir untuk jenis pegawai, golongan, jabatan, atau unitnya.",
    }[person.code]


def conditions(rule: PeriodForm) -> str:
    """A rule in words: "PPPK, jabatan fungsional, Dinas Kesehatan dan di bawahnya", or "semua pegawai"."""
    parts = [
        rule.get_employment_type_display() if rule.employment_type else "",
        rule.get_position_type_display() if rule.position_type else "",
        rule.get_post_kind_display() if rule.post_kind else "",
        f"nama jabatan memuat {_or(rule, 'position_words')}" if rule.position_words else "",
        f"golongan {_or(rule, 'ranks')}" if rule.ranks else "",
        f"{rule.unit} dan di bawahnya" if rule.unit else "",
    ]
    return ", ".join(part for part in parts if part) or EVERYBODY


def _or(rule: PeriodForm, name: str) -> str:
    return " atau ".join(f"“{one}”" for one in rule.listed(name))
