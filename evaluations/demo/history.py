"""What happened in the regency lately: a merged unit, a plan for next year, Plt and Plh, leave, a new NIP, a team."""

from datetime import date, timedelta
from typing import Any

from evaluations.domain.organization import structure
from evaluations.domain.organization.assignments import appoint, name_rater
from evaluations.domain.organization.nips import change_nip
from evaluations.enums import AssignmentKind, EmploymentType, LegalStatus, PositionType
from evaluations.models import Assignment, Employee, LegalStatusSpan, OrganizationalUnit, ReportingLine
from forms_config.actors import Actor


def tell_history(today: date, actor: Actor) -> None:
    """Dates hang on ``today``, so that the screens show something current whenever the demo is loaded."""
    _reorganise(today, actor)
    _stand_in(today)
    _take_leave(today)
    _name_another_rater(today)
    _give_new_nip(today)


def _unit(code: str) -> OrganizationalUnit:
    return OrganizationalUnit.objects.get(code=code)


def _head_of(code: str) -> Employee:
    return Assignment.objects.get(unit__code=code, is_head=True, ends_on=None).employee


def _member_of(code: str, *, last: bool = False, **conditions: Any) -> Employee:
    posts = Assignment.objects.filter(
        unit__code=code, is_head=False, ends_on=None, employee__legal_status=LegalStatus.ACTIVE, **conditions
    ).order_by("employee__nip")
    post = posts.last() if last else posts.first()
    if post is None:
        raise LookupError(f"Nobody fits in {code}")
    return post.employee


def _first_of_month(today: date, before: int) -> date:
    number = today.year * 12 + today.month - 1 - before
    return date(number // 12, number % 12 + 1, 1)


def _reorganise(today: date, actor: Actor) -> None:
    on = _first_of_month(today, 2)
    labour = _unit("20166")
    fields = {"reason": f"Peraturan Bupati Bantul Nomor 41 Tahun {on.year}", "actor": actor}
    structure.merge(_unit("20168"), labour, on=on, **fields)
    structure.rename(labour, "Bidang Pelatihan, Penempatan Tenaga Kerja, dan Transmigrasi", on=on, **fields)
    next_year = date(today.year + 1, 1, 1)
    fields["reason"] = f"Peraturan Bupati Bantul Nomor 57 Tahun {today.year}"
    structure.rename(_unit("20175"), "Bidang Usaha Mikro", on=next_year, **fields)


def _stand_in(today: date) -> None:
    """The head of tourism has retired; the head of traffic is on training this week."""
    lead = {"position_type": PositionType.STRUCTURAL, "is_head": True}
    appoint(
        _head_of("20278"), _unit("12800"), kind=AssignmentKind.PLT, position="Kepala Dinas Pariwisata",
        starts_on=_first_of_month(today, 3), **lead,
    )  # fmt: skip
    appoint(
        _head_of("20137"), _unit("20134"), kind=AssignmentKind.PLH, position="Kepala Bidang Lalu Lintas",
        starts_on=today - timedelta(days=2), ends_on=today + timedelta(days=5), **lead,
    )  # fmt: skip


def _take_leave(today: date) -> None:
    begun = _first_of_month(today, 2)
    LegalStatusSpan.objects.create(
        employee=_member_of("20161"), status=LegalStatus.STUDY, starts_on=begun,
        ends_on=date(begun.year + 2, begun.month, 1) - timedelta(days=1), reason="SK tugas belajar S-2",
    )  # fmt: skip
    LegalStatusSpan.objects.create(
        employee=_member_of("20162"), status=LegalStatus.UNPAID_LEAVE, starts_on=_first_of_month(today, 1),
        reason="Mendampingi suami/istri bertugas ke luar negeri",
    )  # fmt: skip


def _name_another_rater(today: date) -> None:
    name_rater(
        ReportingLine(
            employee=_member_of("20154"), rater=_head_of("20156"), starts_on=_first_of_month(today, 1),
            reason="Tim kerja digitalisasi arsip kependudukan",
        )
    )  # fmt: skip


def _give_new_nip(today: date) -> None:
    person = Employee.objects.filter(employment_type=EmploymentType.PPPK).order_by("nip").first()
    if person is None or person.nip is None:
        return
    on = _first_of_month(today, 1)
    number = f"{person.nip[:8]}{on.year}21{person.nip[14]}901"
    change_nip(person, number, on=on, reason="Pindah dari Pemerintah Kabupaten Sleman")
