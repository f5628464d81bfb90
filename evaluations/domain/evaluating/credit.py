"""Angka kredit of holders of functional posts: what the years gave, and what the next pangkat and jenjang need.

Peraturan BKN 3/2023. It is counted on from what BKPSDM has recorded by a document (PAK); without one from the day on
which the present jenjang began. A month belongs to the post that is held on its last day, so that a year that a
transfer or a promotion divides still has twelve.
"""

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from evaluations import rules
from evaluations.domain.refusals import Refused
from evaluations.duties import RESULT_KNOWN_TO_EMPLOYEE
from evaluations.enums import AssignmentKind, PeriodKind
from evaluations.models import Assignment, CreditBalance, Employee, Evaluation
from evaluations.models.evaluation import DOCUMENTS, EvaluationQuerySet
from evaluations.models.people import AssignmentQuerySet
from forms_config.actors import Actor
from forms_config.engine.angka_kredit import COEFFICIENTS, LEVELS, NEEDS, PERCENTAGES, credit
from forms_config.engine.characters import clean_text


@dataclass(frozen=True, slots=True)
class Line:
    """What one result gave on one level: ``months`` ÷ 12 × ``percentage`` × ``coefficient``."""

    evaluation: Evaluation
    level: str
    months: int
    points: Decimal

    @property
    def percentage(self) -> Decimal:
        return PERCENTAGES[self.evaluation.predikat]

    @property
    def coefficient(self) -> Decimal:
        return COEFFICIENTS[self.level]


@dataclass(frozen=True, slots=True)
class Goal:
    """One threshold: ``missing`` is 0 once it is reached."""

    name: str
    needed: Decimal
    missing: Decimal


@dataclass(frozen=True)
class Account:
    """Where somebody stands on a day. ``since``: results of later days are in ``lines``, the oldest first."""

    employee: Employee
    post: Assignment
    balance: CreditBalance | None
    since: date
    lines: Sequence[Line]

    @property
    def level(self) -> str:
        return LEVELS[self.post.post_kind]

    @property
    def start(self) -> Decimal:
        return self.balance.points if self.balance else Decimal(0)

    @property
    def total(self) -> Decimal:
        return self.start + sum((line.points for line in self.lines), Decimal(0))

    @property
    def goals(self) -> list[Goal]:
        need = NEEDS[self.level]
        wanted = (("kenaikan pangkat", need.pangkat), ("kenaikan jenjang", need.jenjang))
        return [
            Goal(name, points, max(points - self.total, Decimal(0)))
            for name, points in wanted
            if points is not None
        ]


def functional_posts(day: date) -> QuerySet[Assignment]:
    """The definitive posts of a known jenjang that are held on a day."""
    return Assignment.objects.on(day).filter(kind=AssignmentKind.DEFINITIVE, post_kind__in=LEVELS)


def accounts_of(employees: Collection[Employee], day: date | None = None) -> list[Account]:
    """Of those who hold a functional post with a known jenjang on ``day``; three statements however many."""
    today = day or timezone.localdate()
    people = {one.pk: one for one in employees}
    posts = _grouped(_posts(people).order_by("starts_on", "pk"))
    now = {pk: held for pk in people if (held := _post_on(posts[pk], today)) and held.post_kind in LEVELS}
    balances = CreditBalance.objects.filter(employee__in=now, as_of__lte=today).order_by(
        "as_of", "recorded_at", "pk"
    )
    last = {row.employee_id: row for row in balances}
    results = _grouped(_results(now, today))
    return [_account(people[pk], post, posts[pk], last.get(pk), results[pk]) for pk, post in now.items()]


def record_balance(
    employee: Employee, *, points: Decimal, as_of: date, document: str, actor: Actor
) -> CreditBalance:
    """Write down what a document (PAK) says. Raises ``Refused``: not_yours, as_of_ahead, document_missing."""
    if not rules.is_manager(actor):
        raise Refused("not_yours", "Angka kredit awal dicatat oleh BKPSDM.")
    if as_of > timezone.localdate():
        raise Refused("as_of_ahead", "Tanggalnya belum tiba.", "as_of")
    document = clean_text(document).strip()
    if not document:
        raise Refused("document_missing", "Tuliskan nomor dokumennya.", "document")
    return CreditBalance.objects.create(
        employee=employee, points=points, as_of=as_of, document=document[:200], recorded_by=actor,
        recorded_at=timezone.now(),
    )  # fmt: skip


# --- reading ----------------------------------------------------------------------------------------


def _posts(employees: Iterable[int]) -> AssignmentQuerySet:
    rows = Assignment.objects.filter(employee__in=list(employees), kind=AssignmentKind.DEFINITIVE)
    return rows.select_related("unit")


def _results(employees: Iterable[int], today: date) -> EvaluationQuerySet:
    """Annual results that their people know, the oldest first."""
    rows = Evaluation.objects.filter(
        employee__in=list(employees), period__kind=PeriodKind.ANNUAL, period__ends_on__lte=today, counts=True,
        state__in=RESULT_KNOWN_TO_EMPLOYEE, predikat__in=PERCENTAGES,
    )  # fmt: skip
    return rows.select_related("period").defer(*DOCUMENTS).order_by("period__ends_on", "segment", "pk")


def _grouped(rows) -> Mapping[int, list]:
    found: dict[int, list] = defaultdict(list)
    for row in rows:
        found[row.employee_id].append(row)
    return found


def _post_on(posts: Sequence[Assignment], day: date) -> Assignment | None:
    """The one that began last of those held on the day."""
    held = [post for post in posts if post.starts_on <= day and (post.ends_on is None or post.ends_on >= day)]
    return held[-1] if held else None


# --- counting ---------------------------------------------------------------------------------------


def _account(
    employee: Employee,
    post: Assignment,
    posts: Sequence[Assignment],
    balance: CreditBalance | None,
    results: Sequence[Evaluation],
) -> Account:
    since = balance.as_of if balance else _before(_level_began(post, posts))
    lines = [line for row in results for line in _lines(row, posts, since)]
    return Account(employee, post, balance, since, lines)


def _lines(row: Evaluation, posts: Sequence[Assignment], since: date) -> Iterator[Line]:
    """One for each level that was held in the days of a result after ``since``."""
    held = (_post_on(posts, end) for end in _month_ends(row.first_day, row.last_day) if end > since)
    months = Counter(LEVELS[post.post_kind] for post in held if post and post.post_kind in LEVELS)
    for level, number in months.items():
        yield Line(row, level, number, credit(row.predikat, COEFFICIENTS[level], number))


def _month_ends(first: date, last: date) -> Iterator[date]:
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        year, month = number // 12, number % 12 + 1
        end = date(year, month, monthrange(year, month)[1])
        if end <= last:
            yield end


def _level_began(post: Assignment, posts: Sequence[Assignment]) -> date:
    """The first day of the posts of this level that follow each other up to ``post``."""
    began = post.starts_on
    for earlier in reversed(posts):
        if earlier.starts_on >= began:
            continue
        if earlier.post_kind != post.post_kind:
            break
        began = earlier.starts_on
    return began


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
