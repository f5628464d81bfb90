"""The regency's people: the imported fixtures, the Bupati, and the eight who can log in."""

from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from evaluations.demo.history import tell_history
from evaluations.domain.access.accounts import create_missing_accounts
from evaluations.domain.access.roles import give
from evaluations.domain.organization.post_kinds import fill_post_kind
from evaluations.enums import AssignmentKind, EmploymentType, LegalStatus, PositionType, Role
from evaluations.models import Assignment, Employee, OrganizationalUnit

DATA = Path(__file__).parent / "data"
PASSWORD = "sekin-demo-2026"

HEALTH_OFFICE = "10200"
P2P_DIVISION = "20071"
SOCIAL_OFFICE = "11000"
REGENCY = "10000"
TEAM_SIZE = 10


class Person(NamedTuple):
    nip: str
    name: str
    title_after: str
    unit: str
    position: str
    position_type: PositionType
    rank: str
    is_head: bool = False
    starts_on: date = date(2022, 1, 3)


SITI = Person("199003152015032501", "Siti Nurhaliza Rahmawati", "S.Kep., Ners", P2P_DIVISION,
              "Perawat Ahli Pertama", PositionType.FUNCTIONAL, "III/b")  # fmt: skip
BUDI = Person("198001012005011502", "Budi Prasetya", "S.K.M., M.Kes.", P2P_DIVISION,
              "Kepala Bidang Pencegahan dan Pengendalian Penyakit", PositionType.STRUCTURAL, "IV/a", True)  # fmt: skip
RATNA = Person("197002022000032503", "Ratna Kusumawardani", "M.Kes.", HEALTH_OFFICE,
               "Kepala Dinas Kesehatan", PositionType.STRUCTURAL, "IV/c", True)  # fmt: skip
AGUS = Person("198505052010011504", "Agus Setiawan", "S.A.P.", HEALTH_OFFICE,
              "Analis Sumber Daya Manusia Aparatur Ahli Muda", PositionType.FUNCTIONAL, "III/d")  # fmt: skip
JOKO = Person("199107072016011505", "Joko Widianto", "S.Sos.", SOCIAL_OFFICE,
              "Pekerja Sosial Ahli Pertama", PositionType.FUNCTIONAL, "III/b")  # fmt: skip
PEOPLE = (SITI, BUDI, RATNA, AGUS, JOKO)
NAMED = tuple(person.nip for person in PEOPLE)  # who can log in; all others are the fixtures' people


def load_people() -> None:
    """The eight logins of the contract, their posts and roles, the Bupati, and what happened lately."""
    password, today = make_password(PASSWORD), timezone.localdate()  # hashed once: it is the same for all
    admin = get_user_model().objects.create(
        username="admin", first_name="Admin", last_name="Sistem", password=password, is_staff=True,
        is_superuser=True, email="admin@bantulkab.example",
    )  # fmt: skip
    for username, first, last, role in (
        ("bkpsdm", "Dewi", "Lestari (BKPSDM)", Role.BKPSDM),
        ("auditor", "Hendra", "Gunawan (Auditor)", Role.AUDITOR),
    ):
        user = get_user_model().objects.create(
            username=username, first_name=first, last_name=last, password=password
        )
        give(user, role, starts_on=today, reason="Data contoh", actor=admin)
    for person in PEOPLE:
        _place(person, password)
    agus, officer = Employee.objects.get(nip=AGUS.nip), get_user_model().objects.get(username="bkpsdm")
    give(
        agus.user, Role.UNIT_ADMIN, unit=OrganizationalUnit.objects.get(code=HEALTH_OFFICE), starts_on=today,
        reason="Data contoh: SK pengelola kepegawaian", actor=officer,
    )  # fmt: skip
    _gather_team()
    bupati = Employee.objects.create(name="Bupati Bantul", employment_type="")
    _give_post(
        employee=bupati, unit=OrganizationalUnit.objects.get(code=REGENCY), position="Bupati Bantul",
        position_type=PositionType.STRUCTURAL, is_head=True, starts_on=date(2025, 2, 20),
    )  # fmt: skip
    create_missing_accounts(Employee.objects.filter(user=None))
    tell_history(today, officer)


def _place(person: Person, password: str) -> None:
    """Create one demo person; a head takes the post over from whoever the fixtures put there."""
    unit = OrganizationalUnit.objects.get(code=person.unit)
    first, _, last = person.name.partition(" ")
    user = get_user_model().objects.create(
        username=person.nip, first_name=first, last_name=last, password=password
    )
    employee = Employee.objects.create(
        user=user, nip=person.nip, name=person.name, title_after=person.title_after,
        employment_type=EmploymentType.PNS, rank=person.rank,
        email=f"{first.lower()}.{person.nip[-5:]}@bantulkab.example",
    )  # fmt: skip
    if person.is_head:
        _move_away(unit, person)
    _give_post(
        employee=employee, unit=unit, position=person.position, position_type=person.position_type,
        is_head=person.is_head, starts_on=person.starts_on, kind=AssignmentKind.DEFINITIVE,
    )  # fmt: skip


def _give_post(**fields) -> None:
    post = Assignment(**fields)
    fill_post_kind(post)
    post.save()


def _move_away(unit: OrganizationalUnit, person: Person) -> None:
    """The fixtures' head of the unit becomes a specialist in the same agency from the same day on."""
    for post in unit.assignments.filter(is_head=True, ends_on=None):
        _give_post(
            employee=post.employee, unit=unit.agency or unit, position="Analis Kebijakan Ahli Madya",
            position_type=PositionType.FUNCTIONAL, starts_on=max(person.starts_on, post.starts_on),
        )  # fmt: skip
        if post.starts_on < person.starts_on:
            post.ends_on = person.starts_on - timedelta(days=1)
            post.save(update_fields=["ends_on"])
        else:
            post.delete()


def _gather_team() -> None:
    """Budi leads a division of specialists: a few of the fixtures' people of the agency work there from the start."""
    division = OrganizationalUnit.objects.get(code=P2P_DIVISION)
    posts = Assignment.objects.filter(
        unit__agency=division.agency_id, is_head=False, position_type=PositionType.FUNCTIONAL,
        employee__legal_status=LegalStatus.ACTIVE,
    ).exclude(unit=division).exclude(employee__nip__in=NAMED).order_by("employee__nip")  # fmt: skip
    chosen = list(posts.values_list("pk", flat=True)[:TEAM_SIZE])
    Assignment.objects.filter(pk__in=chosen).update(unit=division)
