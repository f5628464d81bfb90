"""Periksa pegawai dan penilai: the list, its workbook, and mending one finding or many at once."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.cache import cache
from django.utils import timezone
from django.utils.html import strip_tags
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from evaluations.domain.organization.doctor import examine
from evaluations.enums import AssignmentKind, LegalStatus, PeriodState
from evaluations.models import AcceptedFinding, Assignment, Employee, LegalStatusSpan, ReportingLine
from tests import build
from tests.counting import statements_of

URL = "/kelola/periksa/"


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def officer(cast, login):
    return login(cast.bkpsdm)


def words(response) -> str:
    return re.sub(r"\s+", " ", strip_tags(response.content.decode()))


def keys(kind: str, on: date) -> list[str]:
    return [finding.key for finding in examine(on) if finding.kind == kind]


def retire(*people: Employee) -> None:
    for person in people:
        Employee.objects.filter(pk=person.pk).update(legal_status=LegalStatus.RETIRED)


# --- The list -----------------------------------------------------------------------------------------


def test_the_list_shows_kinds_with_numbers_and_findings_in_words(cast, officer):
    seen = words(officer.get(URL))
    assert "Pegawai tanpa penilai" in seen
    assert "Jabatan pimpinan kosong" in seen
    assert "Joko Susilo, Perawat Ahli Pertama (Dinas Sosial), tidak punya penilai." in seen


def test_it_is_filtered_by_kind_agency_severity_and_words(cast, officer):
    def names(**asked) -> set[str]:
        page = officer.get(URL, asked)
        return {row.finding.subject for row in page.context["rows"]}

    assert names(jenis="no_rater") == {"Joko Susilo", "Ratna Dewi"}
    assert names(jenis="no_rater", perangkat=cast.agency.pk) == {"Ratna Dewi"}
    assert names(tingkat="WARNING") == {"Pemerintah Kabupaten Bantul", "Dinas Sosial"}
    assert names(q="joko sosial") == {"Joko Susilo"}
    assert names(q=cast.stranger.nip) == {"Joko Susilo"}
    assert names(jenis="rusak", perangkat="x", tingkat="y", pada="2026-02-31") == names()


def test_a_finding_of_another_day_is_seen_on_that_day(cast, officer, today):
    later = today + timedelta(days=40)
    Assignment.objects.filter(employee=cast.employee).update(ends_on=later)
    assert "no_post" not in {row.finding.kind for row in officer.get(URL).context["rows"]}
    after = officer.get(URL, {"pada": (later + timedelta(days=1)).isoformat(), "jenis": "no_post"})
    assert [row.finding.employee_name for row in after.context["rows"]] == ["Siti Aminah"]


def test_a_period_in_preparation_is_one_click_away_on_its_last_day(cast, officer):
    period = build.make_period(2026, 9, state=PeriodState.DRAFT, name="September 2026")
    page = officer.get(URL).content.decode()
    assert f'href="?pada={period.ends_on.isoformat()}"' in page


def test_fifty_findings_stand_on_a_page(cast, officer):
    for number in range(60):
        retire(build.make_assignment(build.make_employee(f"Pensiunan {number:02}"), cast.division).employee)
    first = officer.get(URL, {"jenis": "gone_on_post"})
    assert len(first.context["rows"]) == 50
    assert len(officer.get(URL, {"jenis": "gone_on_post", "p": "2"}).context["rows"]) == 10


def test_the_number_of_queries_is_fixed(cast, officer):
    statements_of(officer, URL)
    few = statements_of(officer, URL)
    for number in range(3):
        unit = build.make_unit(f"Dinas {number}", parent=cast.root)
        build.make_assignment(build.make_employee(f"Pegawai {number}"), unit)
    officer.get(URL)  # examines again
    assert statements_of(officer, URL) == few


def test_the_workbook_holds_the_filtered_findings(cast, officer):
    response = officer.get(f"{URL}temuan.xlsx", {"jenis": "no_rater", "perangkat": cast.other_agency.pk})
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    header, row = list(sheet.iter_rows(values_only=True))
    found = dict(zip(header, row, strict=True))
    assert (found["Nama"], found["NIP"]) == ("Joko Susilo", cast.stranger.nip)
    assert found["Jenis temuan"] == "Pegawai tanpa penilai"


@pytest.mark.parametrize("who", ["auditor", "rater", "unit_admin"])
@pytest.mark.parametrize("path", ["", "temuan.xlsx", "terima/?key=x"])
def test_only_managers_come_here(cast, login, who, path):
    response = login(getattr(cast, who)).get(f"{URL}{path}")
    assert response.status_code in (302, 403)
    assert "Joko" not in response.content.decode()


def test_only_managers_mend(cast, login, today):
    key = keys("no_rater", today)[0]
    data = {"langkah": "lakukan", "kunci": key, "reason": "x"}
    assert login(cast.unit_admin).post(f"{URL}terima/", data).status_code in (302, 403)
    assert not AcceptedFinding.objects.exists()


# --- Mending ------------------------------------------------------------------------------------------


def choose(cast, found: list[str], today: date, **more) -> dict[str, str]:
    return {
        "kunci": "\n".join(found),
        "rater": str(cast.reviewer.pk),
        "reason": "SK 7",
        "starts_on": today.isoformat(),
    } | more


def test_one_rater_is_chosen_for_many_after_looking_at_what_will_happen(cast, officer, today):
    others = [build.make_employee(f"Staf {number}") for number in range(3)]
    for person in others:
        build.make_assignment(person, cast.other_agency)
    found = [key for key in keys("no_rater", today) if f".{cast.reviewer.pk}." not in key]
    assert len(found) == 4
    url = f"{URL}pilih-penilai/"
    asked = officer.post(url, {"key": found})
    assert asked.status_code == 200
    assert "4 temuan yang dipilih" in words(asked)
    checked = officer.post(url, choose(cast, found, today, langkah="periksa"))
    assert "Staf 1 dinilai Ratna Dewi mulai" in words(checked)
    assert not ReportingLine.objects.exists()  # looking changes nothing
    done = officer.post(url, choose(cast, found, today, langkah="lakukan"), follow=True)
    assert "Pilih penilai: 4 temuan dibereskan." in words(done)
    assert ReportingLine.objects.filter(rater=cast.reviewer, reason="SK 7").count() == 4
    assert keys("no_rater", today) == [
        key for key in keys("no_rater", today) if f".{cast.reviewer.pk}." in key
    ]
    assert ModelLogEntry.objects.filter(action="evaluations.mend").count() == 4


def test_a_partial_refusal_is_listed_and_what_was_typed_stays(cast, officer, today):
    found = keys("no_rater", today)  # Ratna herself among them: nobody rates themselves
    url = f"{URL}pilih-penilai/"
    checked = words(officer.post(url, choose(cast, found, today, langkah="periksa")))
    assert "1 belum dapat dibereskan" in checked
    assert "Joko Susilo dinilai Ratna Dewi" in checked
    done = officer.post(url, choose(cast, found, today, langkah="lakukan"))
    assert done.status_code == 422
    assert "Ratna Dewi: Seseorang tidak dapat menilai dirinya sendiri." in words(done)
    assert 'value="SK 7"' in done.content.decode()
    assert [finding.employee_name for finding in done.context["findings"]] == ["Ratna Dewi"]
    assert ReportingLine.objects.get().employee == cast.stranger


def test_wrong_input_says_so_at_the_field_and_keeps_the_rest(cast, officer, today):
    found = keys("no_rater", today)
    data = choose(cast, found, today, langkah="periksa", rater="", starts_on="besok")
    response = officer.post(f"{URL}pilih-penilai/", data)
    assert response.status_code == 422
    seen = response.content.decode()
    assert "Pilih orangnya." in seen
    assert "Tulis tanggal seperti 31/12/2026." in seen
    assert 'value="SK 7"' in seen


def test_a_vacant_head_gets_a_plt_with_the_name_of_the_last_head(cast, officer, today):
    head = build.make_head(
        build.make_employee("Sri Hartati"), cast.other_agency, "Kepala Dinas Sosial",
        ends_on=today - timedelta(days=30),
    )  # fmt: skip
    (key,) = [key for key in keys("vacant_head", today) if f".{cast.other_agency.pk}." in key]
    data = {
        "langkah": "lakukan", "kunci": key, "person": cast.rater.pk, "kind": "PLT", "starts_on": today.isoformat()
    }  # fmt: skip
    officer.post(f"{URL}tunjuk-plt-plh/", data)
    post = Assignment.objects.get(unit=cast.other_agency, kind=AssignmentKind.PLT)
    assert (post.employee, post.position, post.is_head) == (cast.rater, head.position, True)
    assert keys("no_rater", today) == [
        key for key in keys("no_rater", today) if f".{cast.reviewer.pk}." in key
    ]


def test_for_a_head_on_leave_a_plh_is_proposed(cast, officer, today):
    LegalStatusSpan.objects.create(
        employee=cast.rater, status=LegalStatus.UNPAID_LEAVE, starts_on=today - timedelta(days=3)
    )
    page = officer.get(f"{URL}tunjuk-plt-plh/", {"key": keys("head_away", today)[0]})
    assert page.context["form"]["kind"].value() == AssignmentKind.PLH


def test_posts_of_retired_people_are_ended_all_at_once_over_all_pages(cast, officer, today):
    for number in range(60):
        retire(build.make_assignment(build.make_employee(f"Pensiunan {number:02}"), cast.division).employee)
    last = today - timedelta(days=1)
    url = f"{URL}akhiri-penempatan/"
    asked = officer.post(url, {"siapa": "semua", "kembali": f"pada={today}&jenis=gone_on_post"})
    assert len(asked.context["findings"]) == 60
    data = {"kunci": asked.context["keys"], "last_day": last.isoformat(), "langkah": "lakukan"}
    done = officer.post(url, data, follow=True)
    assert "Akhiri penempatan: 60 temuan dibereskan." in words(done)
    assert keys("gone_on_post", today) == []
    assert "Sudah pensiun" not in words(officer.get(URL))


def test_a_post_cannot_end_before_it_began(cast, officer, today):
    retire(cast.employee)
    key = keys("gone_on_post", today)[0]
    data = {"langkah": "lakukan", "kunci": key, "last_day": "2019-01-01"}
    response = officer.post(f"{URL}akhiri-penempatan/", data)
    assert response.status_code == 422
    assert "Tanggal selesai mendahului tanggal mulai" in words(response)
    assert Assignment.objects.get(employee=cast.employee).ends_on is None


def test_the_older_of_two_posts_is_ended(cast, officer, today):
    older = Assignment.objects.get(employee=cast.employee)
    newer = build.make_assignment(cast.employee, cast.agency, starts_on=today - timedelta(days=20))
    key = keys("overlap", today)[0]
    last = newer.starts_on - timedelta(days=1)
    officer.post(
        f"{URL}akhiri-penempatan/", {"langkah": "lakukan", "kunci": key, "last_day": last.isoformat()}
    )
    older.refresh_from_db()
    assert older.ends_on == last
    assert keys("overlap", today) == []


@pytest.fixture
def outside(cast, today) -> str:
    """The key of a rater from another agency."""
    ReportingLine.objects.create(
        employee=cast.employee, rater=cast.stranger, reason="SK 12", starts_on=today - timedelta(days=9)
    )
    return keys("rater_outside", today)[0]


def test_an_exception_is_ended_and_the_tree_decides_again(cast, officer, today, outside):
    last = today - timedelta(days=1)
    data = {"langkah": "lakukan", "kunci": outside, "last_day": last.isoformat()}
    officer.post(f"{URL}akhiri-pengecualian/", data)
    assert ReportingLine.objects.get().ends_on == last
    assert keys("rater_outside", today) == []


def test_another_rater_ends_the_exception_that_held_before(cast, officer, today, outside):
    officer.post(f"{URL}pilih-penilai/", choose(cast, [outside], today, langkah="lakukan"))
    before, now = ReportingLine.objects.order_by("starts_on")
    assert (before.ends_on, now.rater) == (today - timedelta(days=1), cast.reviewer)


def test_what_is_meant_to_be_so_is_accepted_with_a_reason_and_can_be_listed_again(
    cast, officer, today, outside
):
    until = today + timedelta(days=60)
    data = {"langkah": "lakukan", "kunci": outside, "reason": "SK Bupati 12", "until": until.isoformat()}
    officer.post(f"{URL}terima/", data)
    accepted = AcceptedFinding.objects.get()
    assert (accepted.reason, accepted.until, accepted.accepted_by) == ("SK Bupati 12", until, cast.bkpsdm)
    assert "dari perangkat daerah lain" not in words(officer.get(URL))
    seen = words(officer.get(URL, {"terima": "ya"}))
    assert "dari perangkat daerah lain" in seen
    assert "SK Bupati 12" in seen
    officer.post(f"{URL}tampilkan-lagi/", {"langkah": "lakukan", "kunci": outside})
    assert "dari perangkat daerah lain" in words(officer.get(URL))


def test_accepting_needs_a_reason_and_a_day_ahead(cast, officer, today, outside):
    past = (today - timedelta(days=1)).isoformat()
    response = officer.post(
        f"{URL}terima/", {"langkah": "lakukan", "kunci": outside, "reason": "", "until": past}
    )
    assert response.status_code == 422
    assert "Tuliskan alasannya." in words(response)
    assert "Tanggal ini sudah lewat." in words(response)
    assert not AcceptedFinding.objects.exists()


def test_a_finding_that_was_mended_meanwhile_is_told(cast, officer, today, outside):
    ReportingLine.objects.all().delete()
    response = officer.post(
        f"{URL}terima/", {"langkah": "lakukan", "kunci": outside, "reason": "SK"}, follow=True
    )
    assert "Temuan yang dipilih sudah tidak ada." in words(response)
    assert not AcceptedFinding.objects.exists()


def test_nothing_ticked_is_told(officer):
    assert "Centang dulu temuannya." in words(officer.post(f"{URL}terima/", {}, follow=True))


def test_an_act_that_does_not_fit_the_kind_is_not_offered(cast, officer, today):
    key = keys("vacant_head", today)[0]
    assert officer.get(f"{URL}pilih-penilai/", {"key": key}).status_code == 404
    assert officer.get(f"{URL}rusak/", {"key": key}).status_code == 404


def test_one_finding_is_mended_from_its_link(cast, officer, today):
    key = keys("no_rater", today)[0]
    page = officer.get(f"{URL}pilih-penilai/", {"key": key, "pada": today.isoformat()})
    assert page.status_code == 200
    assert f'value="{today.isoformat()}"' in page.content.decode()
