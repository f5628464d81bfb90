"""Who rates whom on a day, and why: found from the tree of units, the dated posts and the dated exceptions.

An exception (``ReportingLine``) comes first. Otherwise the head of one's own unit rates, else the head of
the unit above, and so on. Nobody rates themselves; vacant posts and people not at work are passed over.
The tree is the one valid on that day, with its names; who is on a post of a unit that was merged belongs to its heir.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from evaluations.domain.organization.legal_statuses import NOT_AT_WORK, dated_statuses_on
from evaluations.domain.organization.snapshots import posts_on
from evaluations.domain.organization.structure import Structure, UnitThen, day, structure_on
from evaluations.enums import AssignmentKind, LegalStatus
from evaluations.models import Assignment, Employee, ReportingLine

ACTING = (AssignmentKind.PLT, AssignmentKind.PLH)


@dataclass(frozen=True, slots=True)
class RaterResolution:
    """Rater and rater's superior of one person on one day, with the reason in words.

    ``problem`` is None when there is a rater; otherwise no_post (the person has no post on that day),
    no_rater (nobody at work leads a unit above) or unit_loop (the tree bites its own tail). The reviewer may
    be missing at the very top.
    """

    rater: Employee | None
    reviewer: Employee | None
    reason: str
    problem: str | None = None


def resolve(employee: Employee, on: date) -> RaterResolution:
    """The rater of one person on a day."""
    return resolve_many([employee.pk], on)[employee.pk]


def resolve_many(employees: QuerySet[Employee] | Iterable[int], on: date) -> dict[int, RaterResolution]:
    """The raters of many people on a day, by employee id, in six queries however many they are."""
    if isinstance(employees, QuerySet):
        ids = list(employees.values_list("pk", flat=True))
    else:
        ids = list(employees)
    chart = _chart(ids, on)
    return {employee_id: chart.resolution(employee_id) for employee_id in ids}


def resolve_posts(posts: Collection[Assignment], on: date) -> dict[int, RaterResolution]:
    """Who rates the holder of each post for that very post, by its id: of an own one as ``resolve_many``, of one held
    beside it (Plt) whoever leads above that one. Exceptions are for the own post. Six queries however many.
    """
    chart = _chart([post.employee_id for post in posts], on)
    return {
        post.pk: chart.resolution(post.employee_id) if post.is_definitive else chart.beside(post)
        for post in posts
    }


@dataclass(frozen=True, slots=True)
class _Found:
    """A head found on the way up: the post by which they lead, and the first unit without anybody at work."""

    post: Assignment
    vacant: UnitThen | None


class _Loop(Exception):
    pass


@dataclass(frozen=True, slots=True)
class _Chart:
    """Everything that is needed to resolve.

    ``heads`` are those at work by unit (best first), ``away`` one who leads a unit but is not, with the status.
    """

    structure: Structure
    heads: dict[int, list[Assignment]]
    away: dict[int, tuple[Assignment, LegalStatus]]
    posts: dict[int, Assignment]
    lines: dict[int, ReportingLine]

    def resolution(self, employee_id: int) -> RaterResolution:
        try:
            return self._by_line(employee_id) or self._by_tree(employee_id)
        except _Loop:
            return RaterResolution(
                None, None, "Susunan unit melingkar. Hubungi BKPSDM untuk memperbaikinya.", "unit_loop"
            )

    def beside(self, post: Assignment) -> RaterResolution:
        """For a post that is held beside the own one."""
        only = {post.employee_id: post}
        return replace(self, posts=self.posts | only, lines=self._lines_but_of(post.employee_id)).resolution(
            post.employee_id
        )

    def _lines_but_of(self, employee_id: int) -> dict[int, ReportingLine]:
        return {whom: line for whom, line in self.lines.items() if whom != employee_id}

    def _by_line(self, employee_id: int) -> RaterResolution | None:
        line = self._line(employee_id)
        if line is None:
            return None
        post = self.posts.get(line.rater_id)
        who = post.position if post else line.rater.full_name
        return RaterResolution(
            line.rater,
            self._superior(line.rater_id, not_the=employee_id),
            f"{who}, ditetapkan khusus: {line.reason}",
        )

    def _by_tree(self, employee_id: int) -> RaterResolution:
        post = self.posts.get(employee_id)
        if post is None:
            return RaterResolution(None, None, "Tidak punya jabatan pada tanggal ini.", "no_post")
        found = self._head_above(post, {employee_id})
        if found is None:
            return RaterResolution(None, None, self._nobody(post), "no_rater")
        rater = found.post.employee
        line = self._line(rater.pk)
        if line is not None and line.rater_id != employee_id:
            reviewer: Employee | None = line.rater
        else:
            above = self._climb(self._parent_of(found.post.unit_id), {employee_id, rater.pk})
            reviewer = above.post.employee if above else None
        return RaterResolution(rater, reviewer, self._reason(found))

    def _superior(self, employee_id: int, *, not_the: int) -> Employee | None:
        """The rater of a rater who was named by an exception."""
        line = self._line(employee_id)
        if line is not None and line.rater_id != not_the:
            return line.rater
        post = self.posts.get(employee_id)
        found = self._head_above(post, {employee_id, not_the}) if post else None
        return found.post.employee if found else None

    def _line(self, employee_id: int) -> ReportingLine | None:
        return self.lines.get(employee_id)

    def _head_above(self, post: Assignment, passed_over: set[int]) -> _Found | None:
        """The head above ``post``. A head looks above the own unit: a Plh there is their deputy."""
        leads = post.is_head and self.structure.get(post.unit_id) is not None
        return self._climb(self._parent_of(post.unit_id) if leads else post.unit_id, passed_over)

    def _parent_of(self, unit_id: int) -> int | None:
        unit = self.structure.get(unit_id)
        return unit.parent_id if unit else None

    def _climb(self, unit_id: int | None, passed_over: set[int]) -> _Found | None:
        vacant: UnitThen | None = None
        seen: set[int] = set()
        unit = self.structure.home_of(unit_id)
        while unit is not None:
            if unit.pk in seen:
                raise _Loop
            seen.add(unit.pk)
            heads = self.heads.get(unit.pk, [])
            for head in heads:
                if head.employee_id not in passed_over:
                    return _Found(head, vacant)
            if not heads and vacant is None:
                vacant = unit
            unit = self.structure.home_of(unit.parent_id)
        return None

    def _nobody(self, post: Assignment) -> str:
        unit = self.structure.home_of(post.unit_id) or post.unit
        return f"Belum ada pimpinan yang aktif di atas jabatan ini ({unit} dan unit di atasnya)."

    def _reason(self, found: _Found) -> str:
        title = _title(found.post)
        if found.vacant is None:
            return f"{title}, atasan langsung"
        if found.vacant.pk not in self.away:
            return f"{title}, karena jabatan pimpinan {found.vacant} kosong"
        absent, status = self.away[found.vacant.pk]
        return f"{title}, karena pimpinan {found.vacant} ({absent.employee}) {NOT_AT_WORK[status]}"


def _title(post: Assignment) -> str:
    """The post in words: "Kepala Bidang P2P", or "Plt Kepala Bidang P2P sejak 1 Juni 2026"."""
    title = title_of(post)
    return title if post.kind not in ACTING else f"{title} sejak {day(post.starts_on)}"


def title_of(post: Assignment) -> str:
    """ "Kepala Bidang P2P", of one who acts "Plh Kepala Bidang P2P"."""
    acting = str(post.kind).title()
    if post.kind not in ACTING or post.position.startswith(acting):
        return post.position
    return f"{acting} {post.position}"


def _chart(ids: list[int], on: date) -> _Chart:
    """Six queries: structure (two), dated statuses, exceptions, posts of people and of named raters, heads."""
    dated = dated_statuses_on(on)
    lines = {
        line.employee_id: line
        for line in ReportingLine.objects.on(on)
        .select_related("rater")
        .order_by("starts_on", "pk")  # of several, the one that began last holds
        if _status(line.rater, dated) == LegalStatus.ACTIVE
    }
    named = {line.rater_id for line in lines.values()}
    heads, away = _heads(on, dated)
    return _Chart(structure_on(on), heads, away, posts_on([*{*ids, *named}], on), lines)


def _status(person: Employee, dated: dict[int, LegalStatus]) -> LegalStatus:
    """Only who is active on the day rates; somebody on study leave is evaluated but does not rate."""
    return dated.get(person.pk) or LegalStatus(person.legal_status)


def _heads(
    on: date, dated: dict[int, LegalStatus]
) -> tuple[dict[int, list[Assignment]], dict[int, tuple[Assignment, LegalStatus]]]:
    """Heads at work on a day by unit id, the one who decides first; and heads who are not.

    A Plh stands in for a head who is there but prevented, so the Plh comes first (SE Kepala BKN 1/SE/I/2021
    lets Plh and Plt rate performance). Otherwise who took the post last: a new definitive head after a Plt,
    or a Plt after a head who left. Secondary duties come last.
    """
    heads: dict[int, list[Assignment]] = {}
    away: dict[int, tuple[Assignment, LegalStatus]] = {}
    for row in Assignment.objects.on(on).filter(is_head=True).select_related("employee").order_by("pk"):
        status = _status(row.employee, dated)
        if status == LegalStatus.ACTIVE:
            heads.setdefault(row.unit_id, []).append(row)
        else:
            away[row.unit_id] = (row, status)
    for candidates in heads.values():
        candidates.sort(
            key=lambda row: (
                row.kind != AssignmentKind.PLH,
                row.kind == AssignmentKind.SECONDARY,
                -row.starts_on.toordinal(),
                row.pk,
            )
        )
    return heads, away
