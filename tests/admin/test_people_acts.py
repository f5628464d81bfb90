"""Acts on units and people in the admin: typed, foreseen, confirmed, done and logged."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from evaluations.domain.organization import structure
from evaluations.models import (
    Assignment,
    Employee,
    Evaluation,
    LegalStatusSpan,
    OrganizationalUnit,
    UnitSpan,
)
from tests.build import make_assignment, make_employee, make_period, make_unit
from tests.counting import statements_of

DATED = {"on": "2026-06-01", "reason": "Perbup 1/2026"}
CONFIRM = {"confirm": "ya"}


@pytest.fixture
def officer(cast, login):
    return login(cast.bkpsdm)


def unit_act(name: str, unit) -> str:
    return reverse(f"organizationalunit:{name}", args=[unit.pk])


def person_act(name: str, person) -> str:
    return reverse(f"employee:{name}", args=[person.pk])


def errors(answer) -> dict[str, list[str]]:
    assert answer.status_code == 422
    return dict(answer.context["form"].errors)


def foreseen(answer) -> list[str]:
    assert answer.status_code == 200
    return answer.context["foreseen"].sentences


def test_nothing_happens_before_the_confirmation(officer, cast):
    address = unit_act("gabung", cast.division)
    asked = officer.post(address, DATED | {"into": cast.other_agency.pk})
    assert "2 pegawai pindah ke Dinas Sosial" in foreseen(asked)[1]
    assert not UnitSpan.objects.exists()
    text = asked.content.decode()
    assert "Ya, gabungkan" in text
    assert 'value="Perbup 1/2026"' in text
    back = officer.post(address, DATED | {"into": cast.other_agency.pk, "back": "ya"})
    assert 'value="Perbup 1/2026"' in back.content.decode()
    assert not UnitSpan.objects.exists()


def test_a_confirmed_merge_is_done_told_and_logged(officer, cast):
    answer = officer.post(
        unit_act("gabung", cast.division), DATED | CONFIRM | {"into": cast.other_agency.pk}, follow=True
    )
    cast.division.refresh_from_db()
    assert cast.division.merged_into == cast.other_agency
    assert Assignment.objects.get(employee=cast.employee, ends_on=None).unit == cast.other_agency
    text = answer.content.decode()
    assert "2 pegawai pindah ke Dinas Sosial" in text
    assert "Tidak dipakai lagi sejak 1 Juni 2026" in text
    entry = ModelLogEntry.objects.get(action="evaluations.people_act")
    assert (entry.user, entry.data["act"]) == (cast.bkpsdm, "Gabungkan ke unit lain")


@pytest.mark.parametrize("below", ["agency", "division"])
@pytest.mark.parametrize("step", [{}, CONFIRM])
def test_a_cycle_in_the_unit_tree_is_refused_at_the_field(officer, cast, below, step):
    fields = DATED | step | {"parent": getattr(cast, below).pk}
    answer = officer.post(unit_act("pindah-induk", cast.agency), fields)
    assert "di bawah dirinya sendiri" in errors(answer)["parent"][0]
    assert OrganizationalUnit.objects.get(pk=cast.agency.pk).parent == cast.root
    merged = officer.post(unit_act("gabung", cast.agency), DATED | step | {"into": getattr(cast, below).pk})
    assert "di bawah dirinya sendiri" in errors(merged)["into"][0]


def test_a_moved_unit_takes_its_path_along(officer, cast):
    fields = DATED | {"parent": cast.other_agency.pk}
    sentences = foreseen(officer.post(unit_act("pindah-induk", cast.division), fields))
    assert sentences == [
        "Bidang Pencegahan Penyakit pindah dari Dinas Kesehatan ke Dinas Sosial mulai 1 Juni 2026.",
        "2 pegawai ikut; penempatannya tetap, atasannya mengikuti susunan baru.",
        "Perangkat daerahnya berubah dari Dinas Kesehatan menjadi Dinas Sosial.",
    ]
    officer.post(unit_act("pindah-induk", cast.division), fields | CONFIRM)
    assert OrganizationalUnit.objects.get(code="20071").path == "10000/11000/20071/"


def test_a_unit_with_people_is_not_closed_and_says_who(officer, cast):
    answer = officer.post(unit_act("tutup", cast.other_agency), DATED)
    assert "Masih ada 1 pegawai di Dinas Sosial" in errors(answer)["__all__"][0]
    assert "Joko Susilo" in answer.content.decode()


def test_what_is_missing_is_said_in_indonesian_and_nothing_typed_is_lost(officer, cast):
    answer = officer.post(
        unit_act("ganti-nama", cast.division), {"name": "Bidang Baru", "kind": 3, "on": "kapan"}
    )
    assert set(errors(answer)) == {"on", "reason"}
    assert 'value="Bidang Baru"' in answer.content.decode()
    fields = DATED | {"name": "Bidang Pencegahan Penyakit", "kind": 3}
    same = officer.post(unit_act("ganti-nama", cast.division), fields)
    assert "sama dengan yang sekarang" in errors(same)["name"][0]


def test_the_page_of_a_unit_tells_its_history_and_a_plan_can_be_taken_back(officer, cast):
    officer.post(unit_act("ganti-nama", cast.division), DATED | CONFIRM | {"name": "Bidang P2P", "kind": 3})
    later = (timezone.localdate() + timedelta(days=3)).isoformat()
    officer.post(
        unit_act("pindah-induk", cast.division),
        DATED | CONFIRM | {"parent": cast.other_agency.pk, "on": later},
    )
    page = officer.get(reverse("organizationalunit:inspect", args=[cast.division.pk]))
    history = [(m.label, m.text, m.state) for m in page.context["history"]]
    assert history == [
        ("Pindah induk", "Dari Dinas Kesehatan ke Dinas Sosial", "ahead"),
        ("Berganti nama", "Dari Bidang Pencegahan Penyakit menjadi Bidang P2P", "past"),
        ("Semula", "Bidang Pencegahan Penyakit, di bawah Dinas Kesehatan", "past"),
    ]
    assert "Batalkan rencana" in page.content.decode()
    officer.post(reverse("organizationalunit:cancel_plan", args=[cast.division.pk]))
    assert UnitSpan.objects.filter(in_force=False).count() == 0


def test_a_due_plan_that_is_impossible_says_why_on_the_page(officer, cast):
    lonely = make_unit("Seksi", parent=cast.division)
    tomorrow = timezone.localdate() + timedelta(days=1)
    structure.close(lonely, on=tomorrow, reason="Perbup", actor=None)
    make_assignment(make_employee(), lonely)
    UnitSpan.objects.filter(in_force=False).update(starts_on=timezone.localdate())
    text = officer.get(reverse("organizationalunit:inspect", args=[lonely.pk])).content.decode()
    assert "Belum dapat dijalankan. Masih ada 1 pegawai di Seksi" in text


def test_a_merged_unit_offers_no_acts_and_leads_to_its_heir(officer, cast):
    fields = {"on": date(2026, 6, 1), "reason": "Perbup", "actor": None}
    structure.merge(cast.division, cast.other_agency, **fields)
    page = officer.get(reverse("organizationalunit:inspect", args=[cast.division.pk]))
    assert page.context["acts"] == []
    heir = officer.get(reverse("organizationalunit:inspect", args=[cast.other_agency.pk]))
    assert [m.label for m in heir.context["history"]] == ["Menerima gabungan"]


def test_the_page_of_a_unit_needs_the_same_queries_for_more_people_and_units(officer, cast):
    address = reverse("organizationalunit:inspect", args=[cast.division.pk])
    statements_of(officer, address)
    few = statements_of(officer, address)
    for number in range(3):
        make_assignment(make_employee(), cast.division)
        make_unit(f"Seksi {number}", parent=cast.division)
    assert statements_of(officer, address) == few


def test_the_page_of_a_person_is_one_timeline(officer, cast):
    LegalStatusSpan.objects.create(
        employee=cast.employee, status="TUGAS_BELAJAR", starts_on=date(2026, 3, 1), ends_on=date(2026, 5, 31)
    )
    nip = {"nip": "199003152026212001", "on": "2026-06-01", "reason": "Pindah instansi"}
    officer.post(person_act("ganti-nip", cast.employee), nip | CONFIRM)
    page = officer.get(reverse("employee:inspect", args=[cast.employee.pk]))
    assert [(m.label, m.text, m.state) for m in page.context["history"]] == [
        ("NIP", "199003152026212001", "now"),
        ("Kedudukan hukum", "Tugas belajar", "past"),
        ("Jabatan", "Perawat Ahli Pertama, Bidang Pencegahan Penyakit", "now"),
        ("NIP lama", "199003152015032501", "past"),
    ]


def test_the_rater_on_a_chosen_day_is_told_with_the_reason(officer, cast):
    LegalStatusSpan.objects.create(
        employee=cast.rater, status="CLTN", starts_on=date(2026, 3, 1), ends_on=date(2026, 5, 31)
    )
    address = reverse("employee:inspect", args=[cast.employee.pk])
    then = officer.get(address, {"tanggal": "2026-04-01"}).content.decode()
    assert "(Budi Santoso) sedang cuti di luar tanggungan negara" in then
    assert "Kepala Dinas Kesehatan, karena pimpinan" in then
    now = officer.get(address).content.decode()
    assert "Kepala Bidang Pencegahan Penyakit, atasan langsung" in now
    wrong = officer.get(address, {"tanggal": "kapan"})
    assert "tanggal" in wrong.context["form"].errors
    assert wrong.status_code == 200


def test_a_transfer_foresees_the_new_rater(officer, cast):
    fields = {
        "unit": cast.agency.pk, "position": "Perawat Mahir", "position_type": "FUNGSIONAL",
        "starts_on": "2026-06-01",
    }  # fmt: skip
    asked = officer.post(person_act("pindah", cast.employee), fields)
    assert foreseen(asked) == [
        "Perawat Ahli Pertama (Bidang Pencegahan Penyakit) berakhir 31 Mei 2026.",
        "Perawat Mahir (Dinas Kesehatan) mulai 1 Juni 2026.",
        "Penilai sejak hari itu: Ratna Dewi (Kepala Dinas Kesehatan, atasan langsung).",
    ]
    assert cast.employee.assignments.get().ends_on is None
    officer.post(person_act("pindah", cast.employee), fields | CONFIRM)
    assert list(cast.employee.assignments.order_by("starts_on").values_list("ends_on", flat=True)) == [
        date(2026, 5, 31), None,
    ]  # fmt: skip


def test_an_assignment_that_ends_before_it_starts_is_refused_at_the_field(officer, cast):
    own = cast.employee.assignments.get()
    address = person_act("akhiri-jabatan", cast.employee)
    answer = officer.post(address, {"post": own.pk, "ends_on": "2019-12-31"} | CONFIRM)
    assert "mendahului tanggal mulai" in errors(answer)["ends_on"][0]
    officer.post(address, {"post": own.pk, "ends_on": "2026-06-30"} | CONFIRM)
    own.refresh_from_db()
    assert own.ends_on == date(2026, 6, 30)


def test_a_post_of_somebody_else_cannot_be_ended_here(officer, cast):
    other = cast.stranger.assignments.get()
    answer = officer.post(
        person_act("akhiri-jabatan", cast.employee), {"post": other.pk, "ends_on": "2026-06-30"} | CONFIRM
    )
    assert "post" in errors(answer)


def test_a_changed_nip_is_found_under_both_numbers(officer, cast):
    fields = {"nip": cast.rater.nip, "on": "2026-06-01", "reason": "Pindah"}
    taken = officer.post(person_act("ganti-nip", cast.employee), fields)
    assert "adalah NIP Budi Santoso" in errors(taken)["nip"][0]
    fields["nip"] = "199003152026212001"
    sentences = foreseen(officer.post(person_act("ganti-nip", cast.employee), fields))
    assert sentences[0] == "NIP 199003152015032501 menjadi 199003152026212001."
    officer.post(person_act("ganti-nip", cast.employee), fields | CONFIRM)
    for number in ("199003152015032501", "199003152026212001"):
        assert "Siti Aminah" in officer.get(reverse("employee:index"), {"q": number}).content.decode()
        results = officer.get(reverse("employee_chooser:choose_results"), {"q": number})
        assert results.content.decode().count("Siti Aminah") >= 1


def test_the_form_of_a_person_does_not_change_a_nip_without_history(officer, cast):
    fields = {"name": "Siti A.", "nip": "199003152026212001", "legal_status": "AKTIF"}
    officer.post(reverse("employee:edit", args=[cast.employee.pk]), fields)
    person = Employee.objects.get(pk=cast.employee.pk)
    assert (person.name, person.nip) == ("Siti A.", "199003152015032501")


def test_a_former_nip_is_not_given_to_somebody_new(officer, cast):
    officer.post(
        person_act("ganti-nip", cast.employee),
        {"nip": "199003152026212001", "on": "2026-06-01", "reason": "Pindah"} | CONFIRM,
    )
    answer = officer.post(
        reverse("employee:add"), {"name": "Baru", "legal_status": "AKTIF", "nip": "199003152015032501"}
    )
    assert "adalah NIP lama Siti Aminah" in answer.context["form"].errors["nip"][0]


def test_a_leave_is_recorded_and_leads_back_to_the_person(officer, cast):
    fields = {
        "employee": cast.employee.pk,
        "status": "TUGAS_BELAJAR",
        "starts_on": "2026-06-01",
        "ends_on": "",
    }
    wrong = officer.post(reverse("legalstatusspan:add"), fields | {"ends_on": "2026-05-01"})
    assert "mendahului tanggal mulai" in wrong.context["form"].errors["ends_on"][0]
    done = officer.post(reverse("legalstatusspan:add"), fields)
    assert done.url == reverse("employee:inspect", args=[cast.employee.pk])
    again = officer.post(reverse("legalstatusspan:add"), fields)
    assert (
        "Sudah ada kedudukan hukum yang mulai pada tanggal itu"
        in again.context["form"].errors["starts_on"][0]
    )


@pytest.mark.parametrize("who", ["employee", "unit_admin", "auditor"])
def test_others_do_not_get_in(cast, login, who):
    client = login(getattr(cast, who))
    addresses = [
        unit_act("tutup", cast.division), unit_act("cancel_plan", cast.division),
        person_act("ganti-nip", cast.employee), reverse("employee:inspect", args=[cast.employee.pk]),
        reverse("organizationalunit:inspect", args=[cast.division.pk]), reverse("legalstatusspan:index"),
    ]  # fmt: skip
    for address in addresses:
        assert client.get(address).status_code in (302, 403, 405)
        assert client.post(address, DATED | CONFIRM).status_code in (302, 403, 405)
    assert not UnitSpan.objects.exists()


# --- Evaluations that are running follow at once -------------------------------------------------------


@pytest.fixture
def running(cast):
    """This month's evaluation of the employee, open, filled in by nobody yet."""
    today = timezone.localdate()
    first = today.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return cast.evaluation(make_period(today.year, today.month, starts_on=first, ends_on=last))


def said(answer) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def test_a_new_head_becomes_the_rater_at_once_and_the_old_one_loses_sight(officer, cast, running):
    assert running in Evaluation.objects.visible_to(cast.rater.user)
    today = timezone.localdate()
    post = Assignment.objects.get(employee=cast.rater)
    ended = {"post": post.pk, "ends_on": today - timedelta(days=1)}
    answer = officer.post(person_act("akhiri-jabatan", cast.rater), ended | CONFIRM, follow=True)
    assert "langsung disesuaikan: penilai 1 evaluasi" in said(answer)
    running.refresh_from_db()
    assert running.rater == cast.reviewer
    former = get_user_model().objects.get(pk=cast.rater.user_id)
    assert running not in Evaluation.objects.visible_to(former)
    assert running.events.last().actor == cast.bkpsdm


def test_what_lies_ahead_changes_nobodys_rater_yet(officer, cast, running):
    post = Assignment.objects.get(employee=cast.rater)
    ended = {"post": post.pk, "ends_on": timezone.localdate() + timedelta(days=1)}
    answer = officer.post(person_act("akhiri-jabatan", cast.rater), ended | CONFIRM, follow=True)
    assert "disesuaikan" not in said(answer)
    running.refresh_from_db()
    assert running.rater == cast.rater


def test_an_exception_typed_in_the_admin_changes_the_rater_at_once(officer, cast, running):
    line = {
        "employee": cast.employee.pk, "rater": cast.stranger.pk, "reason": "Tim lintas unit",
        "starts_on": timezone.localdate(), "ends_on": "",
    }  # fmt: skip
    officer.post(reverse("reportingline:add"), line)
    running.refresh_from_db()
    assert running.rater == cast.stranger
    officer.post(reverse("reportingline:delete", args=[cast.employee.reporting_lines.get().pk]))
    running.refresh_from_db()
    assert running.rater == cast.rater
