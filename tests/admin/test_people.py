"""Units, people, posts and exceptions in the admin."""

from datetime import date

import pytest
from django.urls import reverse

from evaluations.enums import PositionType
from evaluations.models import Assignment, Employee, OrganizationalUnit, ReportingLine
from tests.build import make_assignment, make_employee

LISTS = ("employee", "assignment", "reportingline", "organizationalunit")


@pytest.fixture
def officer(cast, login):
    return login(cast.bkpsdm)


def errors(answer) -> dict[str, list[str]]:
    return dict(answer.context["form"].errors)


def post(assignment=None, **changes) -> dict:
    fields = {
        "position": "Analis",
        "position_type": PositionType.FUNCTIONAL,
        "kind": "DEFINITIF",
        "starts_on": "2026-06-01",
        "ends_on": "",
    }
    return fields | changes


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_searches_and_filters(officer, cast, name):
    ReportingLine.objects.create(
        employee=cast.employee, rater=cast.unit_admin, reason="tim", starts_on=date(2026, 1, 1)
    )
    found = officer.get(reverse(f"{name}:index"), {"q": "Siti" if name != "organizationalunit" else "Bidang"})
    assert found.status_code == 200
    text = found.content.decode()
    assert ("Bidang Pencegahan" if name == "organizationalunit" else "Siti Aminah") in text
    assert "Joko Susilo" not in text
    assert officer.get(reverse(f"{name}:add")).status_code == 200


def test_people_are_filtered_by_their_agency_of_today(officer, cast):
    text = officer.get(reverse("employee:index"), {"agency": cast.agency.pk}).content.decode()
    assert "Siti Aminah" in text
    assert "Joko Susilo" not in text


def test_the_list_of_people_needs_the_same_queries_for_more_people(
    officer, cast, django_assert_max_num_queries
):
    officer.get(reverse("employee:index"))
    with django_assert_max_num_queries(20) as few:
        officer.get(reverse("employee:index"))
    for _ in range(3):
        make_assignment(make_employee(), cast.division)
    with django_assert_max_num_queries(20) as many:
        officer.get(reverse("employee:index"))
    assert len(many) == len(few)


def test_no_form_holds_a_select_of_all_people_or_units(officer, cast):
    for name in ("assignment", "reportingline", "organizationalunit"):
        text = officer.get(reverse(f"{name}:add")).content.decode()
        assert "Joko Susilo" not in text
        assert "Dinas Sosial" not in text


def test_the_page_of_a_person_shows_posts_and_todays_rater(officer, cast):
    text = officer.get(reverse("employee:inspect", args=[cast.employee.pk])).content.decode()
    assert "Perawat Ahli Pertama" in text
    assert "Kepala Bidang Pencegahan Penyakit, atasan langsung" in text
    assert f"{reverse('assignment:add')}?employee={cast.employee.pk}" in text


def test_a_nip_is_checked_and_cleaned(officer, cast):
    fields = {"name": "Baru", "legal_status": "AKTIF", "employment_type": "PNS"}
    wrong = officer.post(reverse("employee:add"), fields | {"nip": "12345"})
    assert "seharusnya 18" in errors(wrong)["nip"][0]
    officer.post(reverse("employee:add"), fields | {"nip": "19900315 201503 2 777"})
    assert Employee.objects.get(name="Baru").nip == "199003152015032777"


def test_somebody_who_is_no_asn_has_no_nip(officer, cast):
    for name in ("Bupati", "Wakil Bupati"):
        officer.post(reverse("employee:add"), {"name": name, "legal_status": "AKTIF", "nip": ""})
    assert list(Employee.objects.filter(nip=None).values_list("name", flat=True)) == [
        "Bupati",
        "Wakil Bupati",
    ]


def test_two_definitive_posts_at_a_time_are_refused(officer, cast):
    fields = post(employee=cast.employee.pk, unit=cast.agency.pk)
    answer = officer.post(reverse("assignment:add"), fields)
    assert "sudah punya jabatan definitif" in errors(answer)["starts_on"][0]
    officer.post(reverse("assignment:add"), fields | {"kind": "PLH", "is_head": "on"})
    acting = Assignment.objects.get(employee=cast.employee, kind="PLH")
    assert (acting.unit, acting.is_head, acting.starts_on) == (cast.agency, True, date(2026, 6, 1))


def test_a_head_in_two_units_is_refused_at_the_field(officer, cast):
    fields = post(employee=cast.rater.pk, unit=cast.agency.pk, is_head="on")
    answer = officer.post(reverse("assignment:add"), fields | {"unit": cast.other_agency.pk})
    assert "sudah memimpin Bidang Pencegahan Penyakit" in errors(answer)["kind"][0]
    vacant = officer.post(reverse("assignment:add"), fields | {"kind": "PLT"})
    assert "Bila ia berhalangan sementara, pilih Plh" in errors(vacant)["kind"][0]
    assert not cast.rater.assignments.exclude(unit=cast.division).exists()


def test_a_kind_of_post_left_empty_is_filled_from_its_name_and_a_chosen_one_is_kept(officer, cast):
    fields = post(employee=cast.employee.pk, unit=cast.agency.pk, kind="TAMBAHAN", post_kind="")
    named = [("Perawat Mahir", ""), ("Perawat Mahir", "PENYELIA"), ("Juru Bicara", "")]
    for position, chosen in named:
        officer.post(reverse("assignment:add"), fields | {"position": position, "post_kind": chosen})
    rows = Assignment.objects.filter(kind="TAMBAHAN").order_by("pk")
    assert list(rows.values_list("post_kind", flat=True)) == ["MAHIR", "PENYELIA", ""]


def test_posts_of_unknown_kind_can_be_found(officer, cast):
    make_assignment(cast.stranger, cast.agency, "Juru Bicara", kind="TAMBAHAN")
    Assignment.objects.exclude(position="Juru Bicara").update(post_kind="MAHIR")

    def found(kind: str) -> int:
        answer = officer.get(reverse("assignment:index"), {"post_kind": kind})
        return answer.context["object_list"].count()

    assert (found("-"), found("MAHIR"), found("PEMULA")) == (1, 5, 0)


def test_dates_in_the_wrong_order_are_refused(officer, cast):
    fields = post(employee=cast.employee.pk, unit=cast.agency.pk, kind="PLH", ends_on="2026-05-01")
    answer = officer.post(reverse("assignment:add"), fields)
    assert errors(answer) == {
        "ends_on": ["Tanggal selesai mendahului tanggal mulai (1 Juni 2026). Perbaiki salah satunya."]
    }


def test_nobody_is_named_their_own_rater(officer, cast):
    fields = {"employee": cast.employee.pk, "reason": "tim", "starts_on": "2026-01-01"}
    answer = officer.post(reverse("reportingline:add"), fields | {"rater": cast.employee.pk})
    assert errors(answer)["rater"] == ["Seseorang tidak dapat menilai dirinya sendiri."]
    officer.post(reverse("reportingline:add"), fields | {"rater": cast.stranger.pk})
    assert ReportingLine.objects.get().rater == cast.stranger


def test_a_new_unit_has_its_place_in_the_tree_and_its_day(officer, cast):
    fields = {"code": "20999", "kind": "4", "name": "Seksi Baru", "parent": cast.division.pk}
    lacking = officer.post(reverse("organizationalunit:add"), fields)
    assert set(errors(lacking)) == {"opened_on", "reason"}
    fields |= {"opened_on": "2026-06-01", "reason": "Perbup 1/2026"}
    officer.post(reverse("organizationalunit:add"), fields)
    unit = OrganizationalUnit.objects.get(code="20999")
    assert (unit.path, unit.agency) == ("10000/10200/20071/20999/", cast.agency)
    assert unit.spans.get().changed_by == cast.bkpsdm


def test_a_new_unit_below_a_closed_one_is_refused_at_the_field(officer, cast):
    OrganizationalUnit.objects.filter(pk=cast.division.pk).update(closed_on=date(2026, 1, 1))
    fields = {"code": "20999", "kind": "4", "name": "Seksi Baru", "parent": cast.division.pk}
    answer = officer.post(
        reverse("organizationalunit:add"), fields | {"opened_on": "2026-06-01", "reason": "Perbup"}
    )
    assert "tidak dipakai pada 1 Juni 2026" in errors(answer)["parent"][0]


def test_a_slip_in_name_or_code_is_mended_without_history(officer, cast):
    fields = {"code": "20070", "kind": "3", "name": "Bidang P2P"}
    officer.post(reverse("organizationalunit:edit", args=[cast.division.pk]), fields)
    unit = OrganizationalUnit.objects.get(pk=cast.division.pk)
    assert (unit.name, unit.path, unit.parent) == ("Bidang P2P", "10000/10200/20070/", cast.agency)
    assert not unit.spans.exists()
    taken = officer.post(
        reverse("organizationalunit:edit", args=[cast.division.pk]), fields | {"code": "11000"}
    )
    assert list(errors(taken)) == ["code"]


@pytest.mark.parametrize(("name", "who"), [("employee", "bkpsdm"), ("organizationalunit", "superadmin")])
def test_people_and_units_are_never_deleted(cast, login, name, who):
    pk = (cast.employee if name == "employee" else cast.division).pk
    answer = login(getattr(cast, who)).post(reverse(f"{name}:delete", args=[pk]))
    assert answer.status_code == 302
    assert answer.url == reverse("wagtailadmin_home")
    assert Employee.objects.filter(pk=cast.employee.pk).exists()
    assert OrganizationalUnit.objects.filter(pk=cast.division.pk).exists()


def test_people_are_chosen_by_search(officer, cast):
    address = reverse("employee_chooser:choose_results")
    text = officer.get(address, {"q": "susilo 19910707"}).content.decode()
    assert "Joko Susilo" in text
    assert "Siti Aminah" not in text
    assert "Joko Susilo" not in officer.get(address, {"q": "siti"}).content.decode()
    units = officer.get(reverse("unit_chooser:choose_results"), {"q": "bidang kesehatan"}).content.decode()
    assert "Bidang Pencegahan Penyakit" in units
    assert "Dinas Sosial" not in units


@pytest.mark.parametrize("who", ["employee", "unit_admin", "auditor"])
@pytest.mark.parametrize("name", LISTS)
def test_others_do_not_get_in(cast, login, who, name):
    client = login(getattr(cast, who))
    assert client.get(reverse(f"{name}:index")).status_code in (302, 403)
    assert client.get(reverse("employee_chooser:choose")).status_code in (302, 403)
