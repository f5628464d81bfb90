"""What is stored about somebody, for that person to check, and whom to ask when it is wrong."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser

from evaluations.domain.organization.assignments import current_post
from evaluations.domain.organization.legal_statuses import status_on
from evaluations.domain.organization.raters import resolve
from evaluations.models import Assignment, Employee, unit_administrators


@dataclass(frozen=True, slots=True)
class Facts:
    """``lines`` are (what, value); ``helpers`` the administrators of the own unit, the nearest first."""

    lines: list[tuple[str, str]]
    helpers: list[str]


def facts_about(employee: Employee, on: date) -> Facts:
    """Everything about the person that evaluations use, in words."""
    post = current_post(employee, on)
    resolution = resolve(employee, on)
    kind = employee.get_employment_type_display() or "Bukan ASN"
    lines = [
        ("Nama", employee.full_name),
        ("NIP", employee.nip or "tidak ada"),
        ("Jenis pegawai", kind),
        ("Golongan", employee.rank or "tidak tercatat"),
        ("Kedudukan hukum", status_on(employee, on).label),
        ("Jabatan", post.position if post else "belum tercatat"),
        ("Unit kerja", _unit(post)),
        ("Email dinas", employee.email or "tidak tercatat"),
        ("Penilai", str(resolution.rater) if resolution.rater else "belum ada"),
    ]
    return Facts(lines, helpers_of(employee, post))


def helpers_of(employee: Employee, post: Assignment | None) -> list[str]:
    """The names of the unit administrators who look after the person, the nearest first; never the person."""
    if post is None:
        return []
    codes = post.unit.path.strip("/").split("/")
    users: list[AbstractBaseUser] = list(unit_administrators(codes).exclude(pk=employee.user_id))
    return list(dict.fromkeys(str(user) for user in users))


def _unit(post: Assignment | None) -> str:
    if post is None:
        return "belum tercatat"
    agency = post.unit.agency
    return f"{post.unit}, {agency}" if agency and agency != post.unit else str(post.unit)
