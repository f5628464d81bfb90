"""The posts that somebody holds, and the exceptions to who rates whom: how they begin, end and may not overlap.

Every refusal carries in ``details`` the field that it is about, so that a screen can say it there.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from evaluations.domain.organization.legal_statuses import dated_statuses_on
from evaluations.domain.organization.post_kinds import fill_post_kind
from evaluations.domain.organization.raters import resolve
from evaluations.domain.organization.snapshots import posts_on
from evaluations.domain.organization.structure import day, ending_of
from evaluations.domain.refusals import Refused
from evaluations.enums import AssignmentKind, LegalStatus
from evaluations.models import Assignment, Employee, OrganizationalUnit, ReportingLine

ONE_DAY = timedelta(days=1)


def current_post(employee: Employee, on: date) -> Assignment | None:
    """The post on that day, the definitive one before Plt, Plh and secondary ones; with its unit."""
    return posts_on([employee.pk], on).get(employee.pk)


@transaction.atomic
def assign(post: Assignment) -> Assignment:
    """Store a post, new or changed; a kind of post that is missing is guessed. Raises what ``check_post`` raises."""
    _lock(post)
    fill_post_kind(post)
    check_post(post)
    post.save()
    return post


def appoint(
    employee: Employee, unit: OrganizationalUnit, *, kind: AssignmentKind, position: str, position_type: str,
    starts_on: date, ends_on: date | None = None, is_head: bool = False,
) -> Assignment:  # fmt: skip
    """Give somebody Plt, Plh or a secondary duty beside the own post. Raises what ``check_post`` raises."""
    return assign(
        Assignment(
            employee=employee, unit=unit, kind=kind, position=position, position_type=position_type,
            starts_on=starts_on, ends_on=ends_on, is_head=is_head,
        )
    )  # fmt: skip


@transaction.atomic
def transfer(
    employee: Employee, unit: OrganizationalUnit, *, position: str, position_type: str, on: date,
    is_head: bool = False,
) -> Assignment:  # fmt: skip
    """Another definitive post from ``on`` on; the one held so far ends the day before.

    Raises ``Refused`` transfer_too_early when the present post begins on or after that day, and what ``check_post``
    raises.
    """
    Employee.objects.select_for_update().get(pk=employee.pk)
    new = Assignment(
        employee=employee, unit=unit, position=position, position_type=position_type, starts_on=on,
        is_head=is_head,
    )  # fmt: skip
    old = overlapping_post(new)
    if old is not None:
        if old.starts_on >= on:
            raise Refused(
                "transfer_too_early",
                f"{old.position} ({old.unit}) baru dimulai {day(old.starts_on)}. Pilih tanggal sesudahnya.",
                "starts_on",
            )
        end(old, on - ONE_DAY)
    return assign(new)


@transaction.atomic
def end(post: Assignment, last_day: date) -> Assignment:
    """``last_day`` is the last valid day. Raises ``Refused`` ends_before_start."""
    post = Assignment.objects.select_for_update(of=("self",)).get(pk=post.pk)
    post.ends_on = last_day
    _check_days(post)
    post.save(update_fields=["ends_on"])
    return post


def check_post(post: Assignment) -> None:
    """Raises ``Refused``: ends_before_start, unit_not_open, head_twice, post_overlap, second_head, not_vacant."""
    _check_days(post)
    _check_life_of_unit(post)
    _check_one_definitive_post(post)
    if post.is_head:
        _check_one_head(post)


def overlapping_post(post: Assignment) -> Assignment | None:
    """Another definitive post of the same person on a day of ``post``; Plt, Plh and secondary ones may overlap."""
    if post.kind != AssignmentKind.DEFINITIVE:
        return None
    others = Assignment.objects.filter(employee=post.employee, kind=AssignmentKind.DEFINITIVE)
    return _on_days_of(others, post).select_related("unit").order_by("starts_on", "pk").first()


@transaction.atomic
def name_rater(line: ReportingLine) -> ReportingLine:
    """Store who rates somebody whatever the tree says. Raises what ``check_line`` raises."""
    pair = sorted([line.employee_id, line.rater_id])
    list(Employee.objects.filter(pk__in=pair).order_by("pk").select_for_update().values_list("pk"))
    check_line(line)
    line.save()
    return line


def check_line(line: ReportingLine) -> None:
    """Raises ``Refused``: rates_themselves, ends_before_start, line_overlap, rating_loop."""
    if line.employee_id == line.rater_id:
        raise Refused("rates_themselves", "Seseorang tidak dapat menilai dirinya sendiri.", "rater")
    _check_days(line)
    same = _on_days_of(ReportingLine.objects.filter(employee=line.employee), line)
    other = same.select_related("rater").first()
    if other is not None:
        raise Refused(
            "line_overlap",
            f"Pada masa itu sudah ditetapkan {other.rater} sebagai penilai ({_days(other)}). "
            "Akhiri dulu ketetapan itu.",
            "starts_on",
        )
    back = _on_days_of(ReportingLine.objects.filter(employee=line.rater, rater=line.employee), line)
    if back.exists() or resolve(line.rater, line.starts_on).rater == line.employee:
        raise Refused(
            "rating_loop",
            f"{line.rater} dinilai oleh {line.employee} pada masa itu; dua orang tidak dapat saling menilai. "
            f"Tentukan dulu penilai lain untuk {line.rater}.",
            "rater",
        )


def _lock(post: Assignment) -> None:
    """Posts of one person, and heads of one unit, are stored one after the other."""
    Employee.objects.select_for_update(of=("self",)).get(pk=post.employee_id)
    OrganizationalUnit.objects.select_for_update(of=("self",)).get(pk=post.unit_id)


def _check_days(row: Assignment | ReportingLine) -> None:
    if row.ends_on is not None and row.ends_on < row.starts_on:
        raise Refused(
            "ends_before_start",
            f"Tanggal selesai mendahului tanggal mulai ({day(row.starts_on)}). Perbaiki salah satunya.",
            "ends_on",
        )


def _check_life_of_unit(post: Assignment) -> None:
    unit = post.unit
    if unit.opened_on and post.starts_on < unit.opened_on:
        raise Refused(
            "unit_not_open",
            f"{unit} baru dibentuk {day(unit.opened_on)}. Mulailah pada tanggal itu atau sesudahnya.",
            "starts_on",
        )
    ending = ending_of(unit)
    if ending is None or (post.ends_on and post.ends_on < ending):
        return
    if post.starts_on >= ending:
        instead = f" Pilih {unit.merged_into}." if unit.merged_into else " Pilih unit yang lain."
        raise Refused("unit_not_open", f"{unit} tidak dipakai lagi sejak {day(ending)}.{instead}", "unit")
    raise Refused(
        "unit_not_open",
        f"{unit} tidak dipakai lagi sejak {day(ending)}. Akhiri penempatan paling lambat {day(ending - ONE_DAY)}.",
        "ends_on",
    )


def _check_one_definitive_post(post: Assignment) -> None:
    other = overlapping_post(post)
    if other is None:
        return
    if post.is_head and other.is_head and other.unit_id != post.unit_id:
        raise Refused(
            "head_twice",
            f"{post.employee} sudah memimpin {other.unit} pada masa itu ({_days(other)}). "
            "Seseorang hanya dapat memimpin unit kedua sebagai Plt, Plh, atau tugas tambahan.",
            "kind",
        )
    raise Refused(
        "post_overlap",
        f"Pegawai ini sudah punya jabatan definitif pada masa itu: {other.position} ({other.unit}), {_days(other)}. "
        "Akhiri dulu jabatan itu.",
        "starts_on",
    )


def _check_one_head(post: Assignment) -> None:
    """One definitive head at a time; a Plt only while there is none at work, since else it is a Plh."""
    leading = Assignment.objects.filter(unit=post.unit, is_head=True, kind=AssignmentKind.DEFINITIVE)
    heads = _on_days_of(leading.exclude(employee=post.employee), post).select_related("employee")
    if post.kind == AssignmentKind.DEFINITIVE:
        other = heads.order_by("starts_on", "pk").first()
        if other is not None:
            raise Refused(
                "second_head",
                f"{post.unit} sudah dipimpin {other.employee} ({_days(other)}). Akhiri dulu jabatan itu.",
                "is_head",
            )
    if post.kind == AssignmentKind.PLT:
        begun = heads.filter(starts_on__lte=post.starts_on)
        at_work = [row for row in begun if _is_at_work(row.employee, post.starts_on)]
        if at_work:
            raise Refused(
                "not_vacant",
                f"Jabatan ini tidak kosong: {at_work[0].employee} memimpin {post.unit} pada {day(post.starts_on)}. "
                "Bila ia berhalangan sementara, pilih Plh.",
                "kind",
            )


def _is_at_work(person: Employee, on: date) -> bool:
    return dated_statuses_on(on, [person.pk]).get(person.pk, person.legal_status) == LegalStatus.ACTIVE


def _on_days_of(rows: QuerySet, one: Assignment | ReportingLine) -> QuerySet:
    """Other rows that share a day with ``one``."""
    rows = rows.exclude(pk=one.pk).filter(Q(ends_on=None) | Q(ends_on__gte=one.starts_on))
    return rows if one.ends_on is None else rows.filter(starts_on__lte=one.ends_on)


def _days(row: Assignment | ReportingLine) -> str:
    return f"{day(row.starts_on)} sampai {day(row.ends_on) if row.ends_on else 'sekarang'}"
