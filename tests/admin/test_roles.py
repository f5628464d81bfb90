"""Peran in the admin: BKPSDM gives and takes roles, sees who holds which where, and carries the list home."""

import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from evaluations.domain.access import roles
from evaluations.enums import AssignmentKind, LegalStatus, Role
from evaluations.models import LegalStatusSpan, RoleGrant
from tests import build
from tests.counting import statements_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
INDEX, GIVE = "/kelola/peran/", "/kelola/peran/beri/"


@pytest.fixture
def officer(cast, login):
    return login(cast.bkpsdm)


def words(response) -> str:
    """What is read on a page, without markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def typed(person=None, role=Role.UNIT_ADMIN, **changes) -> dict:
    given = {
        "role": role,
        "starts_on": timezone.localdate(),
        "reason": "SK 12/2026",
        "unit": "",
        "ends_on": "",
    }
    return ({"person": person.pk} if person else {}) | given | changes


def listed(client, **asked) -> list[tuple[str, str, str]]:
    """Name, role and unit of each line."""
    lines = client.get(INDEX, asked).context["lines"]
    return [(line.name, line.role.value, str(line.unit or "")) for line in lines]


# --- giving and taking -------------------------------------------------------------------------------------


def test_bkpsdm_gives_a_role_and_the_person_has_it_at_once(cast, officer, login):
    assert login(cast.employee).get("/pantauan/").status_code == 404
    answer = officer.post(GIVE, typed(cast.employee, unit=cast.agency.pk), follow=True)
    assert "memegang peran Pengelola Kepegawaian, Dinas Kesehatan mulai" in words(answer)
    grant = RoleGrant.objects.get(user=cast.employee.user)
    assert (grant.given_by, grant.reason, grant.in_own_agency) == (cast.bkpsdm, "SK 12/2026", True)
    assert login(cast.employee).get("/pantauan/").status_code == 200


def test_a_login_without_employee_record_gets_roles_too(cast, login):
    admin = login(cast.superadmin)
    answer = admin.post(f"{GIVE}?akun={cast.auditor.pk}", typed(role=Role.BKPSDM), follow=True)
    assert "memegang peran Pengelola BKPSDM, seluruh kabupaten" in words(answer)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"unit": ""}, "unit"),
        ({"role": "DRAFTER"}, "unit"),
        ({"role": "BKPSDM", "unit": ""}, "role"),
        ({"role": "RAJA"}, "role"),
        ({"reason": " "}, "reason"),
        ({"starts_on": timezone.localdate() - DAY}, "starts_on"),
        ({"ends_on": timezone.localdate() - DAY}, "ends_on"),
        ({"starts_on": "besok"}, "starts_on"),
        ({"person": ""}, "person"),
        ({"unit": 0}, "unit"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(cast, officer, changes, field):
    answer = officer.post(GIVE, typed(cast.employee, unit=cast.agency.pk) | changes)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert form["reason"].value() == changes.get("reason", "SK 12/2026")
    assert not RoleGrant.objects.filter(user=cast.employee.user).exists()


def test_nobody_gives_themselves_a_role_here_either(cast, officer):
    answer = officer.post(f"{GIVE}?akun={cast.bkpsdm.pk}", typed(role=Role.DRAFTER))
    assert "Anda tidak dapat memberi peran kepada diri sendiri." in words(answer)


def test_bkpsdm_is_not_offered_its_own_role_and_the_superadmin_is(cast, officer, login):
    offered = [
        [value for value, _ in client.get(GIVE).context["form"].fields["role"].choices]
        for client in (officer, login(cast.superadmin))
    ]
    assert ["BKPSDM" in roles for roles in offered] == [False, True]
    grant = RoleGrant.objects.get(user=cast.bkpsdm)
    answer = officer.post(f"/kelola/peran/{grant.pk}/cabut/", {"on": timezone.localdate(), "reason": "x"})
    assert "Hanya superadmin" in words(answer)


def test_a_role_is_taken_with_a_reason_and_the_history_says_who_and_why(cast, officer, login):
    grant = RoleGrant.objects.get(user=cast.unit_admin.user)
    take = f"/kelola/peran/{grant.pk}/cabut/"
    assert officer.post(take, {"on": timezone.localdate(), "reason": ""}).status_code == 422
    answer = officer.post(take, {"on": timezone.localdate(), "reason": "Pindah tugas"}, follow=True)
    seen = words(answer)
    assert "tidak lagi dipegang Agus Wibowo" in seen
    assert "Diakhiri BKPSDM" in seen
    assert "Pindah tugas" in seen
    assert login(cast.unit_admin).get("/pantauan/").status_code == 404
    assert officer.post(take, {"on": timezone.localdate(), "reason": "lagi"}).status_code == 422


def test_the_page_that_takes_says_what_from_whom_and_leads_back_to_them(cast, officer):
    grant = RoleGrant.objects.get(user=cast.unit_admin.user)
    page = officer.get(f"/kelola/peran/{grant.pk}/cabut/")
    assert "Agus Wibowo memegang peran Pengelola Kepegawaian, Dinas Kesehatan mulai" in words(page)
    assert f'href="/kelola/peran/akun/{grant.user_id}/">Batal' in page.content.decode()


def test_a_role_taken_on_its_first_day_ends_on_no_day_before_it(cast, officer):
    today = timezone.localdate()
    officer.post(GIVE, typed(cast.employee, unit=cast.agency.pk))
    grant = RoleGrant.objects.get(user=cast.employee.user)
    answer = officer.post(
        f"/kelola/peran/{grant.pk}/cabut/", {"on": today, "reason": "Salah orang"}, follow=True
    )
    assert "tidak sempat berlaku" in words(answer)


@pytest.mark.parametrize("who", ["auditor", "unit_admin", "reviewer", "employee"])
def test_only_managers_come_here(cast, login, who):
    grant = RoleGrant.objects.get(user=cast.unit_admin.user)
    client = login(getattr(cast, who))
    for address in (
        INDEX,
        GIVE,
        f"/kelola/peran/akun/{cast.employee.user_id}/",
        f"/kelola/peran/{grant.pk}/cabut/",
    ):
        assert client.get(address).status_code in (302, 403)
        client.post(address, typed(cast.stranger, unit=cast.agency.pk) | {"on": timezone.localdate()})
    assert not RoleGrant.objects.filter(user=cast.stranger.user).exists()
    assert RoleGrant.objects.get(pk=grant.pk).ended_on is None


# --- the list ----------------------------------------------------------------------------------------------


def test_roles_given_and_heads_by_their_post_stand_in_one_list(cast, officer):
    assert [(name.strip(), role, unit) for name, role, unit in listed(officer)] == [
        ("Agus Wibowo", "UNIT_ADMIN", "Dinas Kesehatan"),
        ("Auditor", "AUDITOR", ""),
        ("BKPSDM", "BKPSDM", ""),
        ("Budi Santoso", "LEADER", "Bidang Pencegahan Penyakit"),
        ("Ratna Dewi", "LEADER", "Dinas Kesehatan"),
    ]
    seen = words(officer.get(INDEX))
    assert "Karena jabatan: Kepala Dinas Kesehatan" in seen
    assert "sampai jabatannya berakhir" in seen


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"peran": "LEADER"}, ["Budi Santoso", "Ratna Dewi"]),
        ({"peran": "AUDITOR"}, ["Auditor"]),
        ({"nama": "bud"}, ["Budi Santoso"]),
        ({"nama": "1985050520"}, ["Agus Wibowo"]),
        ({"nama": "tidak ada"}, []),
        ({"keadaan": "ahead"}, ["Fajar"]),
        ({"keadaan": "ended"}, ["Gita", "Hasan"]),
        ({"keadaan": "resting"}, ["Indah"]),
        ({"keadaan": "all", "nama": "a", "peran": "UNIT_ADMIN"}, ["Agus Wibowo", "Fajar", "Gita", "Indah"]),
    ],
)
def test_the_list_is_narrowed(cast, officer, asked, names):
    today = timezone.localdate()
    people = [build.make_employee(name) for name in ("Fajar", "Gita", "Hasan", "Indah")]
    build.make_grant(people[0], Role.UNIT_ADMIN, cast.agency, starts_on=today + DAY)
    build.make_grant(people[1], Role.UNIT_ADMIN, cast.agency, ends_on=today - DAY)
    build.make_head(people[2], cast.other_agency, kind=AssignmentKind.PLT, ends_on=today - DAY)
    build.make_grant(people[3], Role.UNIT_ADMIN, cast.agency)
    LegalStatusSpan.objects.create(employee=people[3], status=LegalStatus.STUDY, starts_on=today)
    assert [name.strip() for name, _, _ in listed(officer, **asked)] == names


def test_the_list_of_another_day_and_of_one_unit(cast, officer):
    today = timezone.localdate()
    build.make_grant(cast.stranger, Role.LEADER, cast.other_agency, starts_on=today + 2 * DAY)
    assert listed(officer, unit=cast.other_agency.pk) == []
    assert listed(officer, unit=cast.other_agency.pk, pada=today + 2 * DAY) == [
        ("Joko Susilo", "LEADER", "Dinas Sosial")
    ]
    assert [line[1] for line in listed(officer, unit=cast.division.pk)] == ["LEADER"]


@pytest.mark.parametrize(
    "asked", [{"pada": "kemarin"}, {"keadaan": "x"}, {"peran": "x"}, {"unit": "x"}, {"p": "x"}]
)
def test_what_cannot_be_read_in_the_address_narrows_nothing(officer, asked):
    assert officer.get(INDEX, asked).status_code == 200


def test_the_workbook_says_what_the_list_says(cast, officer):
    build.make_grant(cast.stranger, Role.UNIT_ADMIN, cast.other_agency, ends_on=timezone.localdate())
    answer = officer.get(INDEX, {"unduh": "1"})
    content = io.BytesIO(b"".join(answer.streaming_content))
    header, *rows = load_workbook(content, read_only=True).active.iter_rows(values_only=True)
    table = [dict(zip(header, row, strict=True)) for row in rows]
    assert [row["Nama"].strip() for row in table] == [name.strip() for name, _, _ in listed(officer)]
    assert {row["Asal"] for row in table if row["Peran"] == "Pimpinan"} == {
        "Karena jabatan: Kepala Dinas Kesehatan (Definitif)",
        "Karena jabatan: Kepala Bidang Pencegahan Penyakit (Definitif)",
    }
    [joko] = [row for row in table if row["Nama"] == "Joko Susilo"]
    assert joko["NIP atau nama masuk"] == cast.stranger.nip
    assert joko["Sampai"].date() == timezone.localdate()


def test_the_list_costs_as_much_for_many_as_for_few(cast, officer):
    few = statements_of(officer, INDEX)
    for number in range(3):
        person = build.make_employee(f"Pegawai {number}")
        build.make_grant(person, Role.LEADER, cast.agency, given_by=cast.bkpsdm)
        build.make_head(
            build.make_employee(f"Kepala {number}"), build.make_unit(f"Dinas {number}", parent=cast.root)
        )
    assert statements_of(officer, INDEX) == few


# --- what ended by itself -------------------------------------------------------------------------------------


def test_what_ended_by_itself_stands_on_the_start_page_and_leads_to_the_list(cast, officer):
    assert not any("peran" in task.text for task in officer.get("/kelola/").context["tasks"])
    grant = roles.give(
        cast.employee.user, Role.UNIT_ADMIN, unit=cast.agency, starts_on=timezone.localdate(), reason="SK",
        actor=cast.bkpsdm,
    )  # fmt: skip
    cast.employee.assignments.update(unit=cast.other_agency)
    roles.end_departed(timezone.localdate())
    [task] = [task for task in officer.get("/kelola/").context["tasks"] if "peran" in task.text]
    assert task.count == 1
    page = officer.get(task.url)
    assert [line.grant for line in page.context["lines"]] == [grant]
    assert "Diakhiri sistem" in words(page)
    assert "Pemegang pindah ke Dinas Sosial" in words(page)


def test_the_page_of_a_person_leads_to_the_roles(cast, officer):
    page = officer.get(reverse("employee:inspect", args=[cast.unit_admin.pk]))
    assert f"/kelola/peran/akun/{cast.unit_admin.user_id}/" in page.content.decode()
