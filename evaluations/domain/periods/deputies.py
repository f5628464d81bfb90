"""Who acts for a rater who is away for some days: rates, returns and delivers, and nobody else's work than the rater's.

Whoever is Plh of a unit that the rater leads (SE Kepala BKN 1/SE/I/2021 lets Plh rate performance); else the rater's
superior. A Plh says by itself that the rater is prevented; other days the rater announces (``announce``). It stands on
the evaluations themselves until a day, so that it ends by itself; the rater stays named and may act as well.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from evaluations import rules
from evaluations.domain.evaluating import period_lock
from evaluations.domain.evaluating.former_ratings import keep_words
from evaluations.domain.organization.absence import gone
from evaluations.domain.organization.raters import resolve, title_of
from evaluations.domain.refusals import Refused
from evaluations.duties import IN_EMPLOYEE_HANDS, states_before
from evaluations.enums import AssignmentKind, Stage
from evaluations.models import Assignment, Employee, Evaluation, RaterAbsence
from forms_config.actors import Actor

BY_SUPERIOR = "atasan pejabat penilai"
LONGEST = timedelta(days=366)
SHOWN = (
    "employee",
    "rater",
    "reviewer",
    "deputy",
    "deputy_until",
    "deputy_as",
    "period",
    "state",
    "rated_by",
)

Deputy = tuple[int | None, date | None, str]  # whom, until when, as what
NOBODY: Deputy = (None, None, "")


@dataclass(frozen=True, slots=True)
class Away:
    """A rater who is not there; ``acting`` is the post of the Plh, where there is one."""

    until: date
    acting: Assignment | None

    def candidates(self, reviewer: int | None) -> Iterator[tuple[int, str]]:
        """Who may act, the first that can."""
        if self.acting is not None:
            yield self.acting.employee_id, title_of(self.acting)
        if reviewer is not None:
            yield reviewer, BY_SUPERIOR


# --- Announcing ---------------------------------------------------------------------------------------


@transaction.atomic
def announce(
    employee: Employee, *, starts_on: date, ends_on: date, actor: Actor, now: datetime | None = None
) -> RaterAbsence:
    """The person will be away on these days; who acts for them follows at once.

    Raises ``Refused``: not_yours, ends_before_start, over_already, too_long, announced_already.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    if not rules.is_same_person(actor, employee):
        raise Refused("not_yours", "Hari tidak di tempat diumumkan oleh orangnya sendiri.")
    if ends_on < starts_on:
        raise Refused("ends_before_start", "Hari terakhir mendahului hari pertama.", "ends_on")
    if ends_on < today:
        raise Refused("over_already", "Hari-hari itu sudah lewat.", "ends_on")
    if ends_on - starts_on > LONGEST:
        raise Refused("too_long", "Paling lama satu tahun. Periksa tahunnya.", "ends_on")
    Employee.objects.select_for_update().get(
        pk=employee.pk
    )  # two announcements of one person, one after the other
    others = RaterAbsence.objects.standing().filter(employee=employee)
    if others.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise Refused(
            "announced_already", "Sebagian hari itu sudah Anda umumkan. Batalkan dulu yang lama.", "starts_on"
        )
    made = RaterAbsence.objects.create(
        employee=employee, starts_on=starts_on, ends_on=ends_on, announced_by=actor, announced_at=now
    )
    appoint(today)
    return made


@transaction.atomic
def withdraw(absence: RaterAbsence, *, actor: Actor, now: datetime | None = None) -> None:
    """The person is there after all, or back earlier. Raises ``Refused``: not_yours, withdrawn_already."""
    now = now or timezone.now()
    locked = (
        RaterAbsence.objects.select_for_update(of=("self",)).select_related("employee").get(pk=absence.pk)
    )
    if not rules.is_same_person(actor, locked.employee):
        raise Refused("not_yours", "Hari tidak di tempat dibatalkan oleh orangnya sendiri.")
    if locked.withdrawn_at is not None:
        raise Refused("withdrawn_already", "Pengumuman ini sudah dibatalkan.")
    locked.withdrawn_at = now
    locked.save(update_fields=["withdrawn_at"])
    appoint(timezone.localdate(now))


def superior_of(employee: Employee, on: date) -> Employee | None:
    """Who acts where there is no Plh, as the tree says it."""
    return resolve(employee, on).rater


# --- Following ----------------------------------------------------------------------------------------


def appoint_due(now: datetime) -> int:
    """For ``tick``: who acts for whom today; returns for how many evaluations that is news."""
    return appoint(timezone.localdate(now), now)


@transaction.atomic
def appoint(today: date, now: datetime | None = None) -> int:
    """Give what a rater who is away has not delivered to whoever may act, and take back what is over."""
    away = _away(today)
    mine = Q(rater__in=away.keys()) | Q(deputy__isnull=False)
    found = Evaluation.objects.filter(mine, state__in=states_before(Stage.DELIVERED)).order_by("pk")
    period_lock.share(*set(found.order_by().values_list("period", flat=True)))
    rows = list(found.select_for_update(of=("self",)).only(*SHOWN))
    absent = set(RaterAbsence.objects.standing().on(today).values_list("employee", flat=True))
    missing = absent | _gone_of(rows, away, today)
    news: dict[Deputy, list[int]] = defaultdict(list)
    left: list[int] = []
    for row in rows:
        wanted = _deputy(row, away.get(row.rater_id or 0), missing)
        if wanted != (row.deputy_id, row.deputy_until, row.deputy_as):
            news[wanted].append(row.pk)
        if row.deputy_id not in (None, wanted[0]) and row.state not in IN_EMPLOYEE_HANDS:
            left.append(row.pk)
    _keep_words(left, now or timezone.now())
    for (deputy, until, words), keys in news.items():
        Evaluation.objects.filter(pk__in=keys).update(deputy=deputy, deputy_until=until, deputy_as=words)
    return sum(map(len, news.values()))


def _keep_words(left: list[int], now: datetime) -> None:
    """Of whoever acts no more: what stood on the desk until now; it stays there for the rater as well."""
    for row in Evaluation.objects.filter(pk__in=left).select_related("rater", "deputy", "form_version"):
        keep_words(row, now=now, with_deputy=True)


def _away(today: date) -> dict[int, Away]:
    """Raters by id who announced it, or in whose unit somebody is Plh; three statements."""
    announced = dict(RaterAbsence.objects.standing().on(today).values_list("employee", "ends_on"))
    acting = Assignment.objects.leading(today).filter(kind=AssignmentKind.PLH).order_by("starts_on", "pk")
    by_unit = {post.unit_id: post for post in acting}
    led = Assignment.objects.on(today).filter(is_head=True, unit__in=by_unit).exclude(kind=AssignmentKind.PLH)
    prevented = {post.employee_id: by_unit[post.unit_id] for post in led}
    found = {pk: Away(until, None) for pk, until in announced.items()}
    for pk, post in prevented.items():
        # Without a last day it holds from one day to the next.
        found[pk] = Away(post.ends_on or announced.get(pk) or today, post)
    return found


def _gone_of(rows: list[Evaluation], away: dict[int, Away], today: date) -> set[int]:
    """Of all who might act, those who cannot today; one statement."""
    asked = {pk for row in rows for pk in (row.reviewer_id, row.deputy_id) if pk is not None}
    asked |= {one.acting.employee_id for one in away.values() if one.acting is not None}
    return set(gone(today).filter(pk__in=asked).values_list("pk", flat=True))


def _deputy(row: Evaluation, away: Away | None, missing: set[int]) -> Deputy:
    """Nobody rates themselves, and nobody acts for themselves."""
    if away is None:
        return NOBODY
    # Who has rated for the rater stays the one, though the approval went one further up (``deputed.sign``).
    superior = (row.rated_by_id and row.deputy_id) or row.reviewer_id
    for who, words in away.candidates(superior):
        if who not in (row.employee_id, row.rater_id) and who not in missing:
            return who, away.until, words
    return NOBODY
