import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from evaluations.domain.organization.snapshots import posts_on
from evaluations.enums import ApiScope, AssignmentKind, EmploymentType, UnitKind
from evaluations.models import AttendanceMonth, Employee
from forms_config.engine import codec
from forms_config.engine.schema import Field, FieldKind, FormSchema, Section, SectionKind
from tests import build, schemas
from tests.guidance import make_guidance_page

pytestmark = pytest.mark.django_db


def values(rows, name) -> list:
    return [row[name] for row in rows]


def test_units_come_with_parent_and_agency(api, cast):
    answer = api().get("units/").json()
    assert (answer["count"], answer["next"], answer["previous"]) == (4, None, None)
    assert values(answer["results"], "code") == ["10000", "10200", "11000", "20071"]
    assert answer["results"][3] == {
        "code": "20071",
        "name": "Bidang Pencegahan Penyakit",
        "kind": 3,
        "kind_label": "Sekretariat, bidang, atau bagian",
        "parent_code": "10200",
        "parent_name": "Dinas Kesehatan",
        "agency_code": "10200",
        "agency_name": "Dinas Kesehatan",
        "opened_on": None,
        "closed_on": None,
    }


@pytest.mark.parametrize(
    ("parameters", "codes"),
    [({"unit": "10200"}, ["10200", "20071"]), ({"kind": UnitKind.AGENCY.value}, ["10200", "11000"])],
    ids=str,
)
def test_units_are_filtered(api, cast, parameters, codes):
    assert values(api().results("units/", **parameters), "code") == codes


@pytest.mark.parametrize("scope", [ApiScope.AGGREGATE, ApiScope.PERSONAL])
def test_a_client_of_a_unit_reads_the_units_below(api, cast, scope):
    reader = api(scope, unit=cast.agency)
    assert values(reader.results("units/"), "code") == ["10200", "20071"]
    assert reader.get("units/", unit="11000").status_code == 400


def test_performances_say_what_holds_now_and_on_what_it_rests(api, cast):
    july, august = build.make_period(), build.make_period(2026, 8)
    build.determine(july, {cast.agency: "BAIK", cast.other_agency: "KURANG"})
    build.determine(july, {cast.other_agency: ""}, reason="Keliru")
    made = build.determine(august, {cast.agency: "ISTIMEWA"})
    reader = api(ApiScope.AGGREGATE)
    assert values(reader.results("performances/"), "level") == ["BAIK", "ISTIMEWA"]
    [row] = reader.results("performances/", period=august.pk)
    assert row == {
        "id": made.levels.get().pk,
        "unit_code": "10200",
        "unit_name": "Dinas Kesehatan",
        "agency_code": "10200",
        "agency_name": "Dinas Kesehatan",
        "period": august.pk,
        "period_name": "Periode 8-2026",
        "level": "ISTIMEWA",
        "level_label": "Istimewa",
        "source": "Realisasi rencana aksi",
        "decided_by": "Bupati Bantul",
        "decided_on": "2026-07-01",
        "recorded_at": timezone.localtime(made.recorded_at).isoformat(),
    }
    assert values(reader.results("performances/", level="BAIK", month=7), "period") == [july.pk]
    assert api(unit=cast.other_agency).results("performances/") == []


def test_units_are_paged_by_code(api, cast):
    reader = api()
    first = reader.get("units/", limit=3).json()
    second = reader.get(first["next"].split("/api/v1/")[1]).json()
    assert values(second["results"], "code") == ["20071"]
    assert (second["count"], second["next"]) == (4, None)


def test_employees_come_with_the_post_of_today(api, cast):
    build.make_assignment(cast.employee, cast.other_agency, "Plt Kepala", kind=AssignmentKind.PLT)
    employee = Employee.objects.get(pk=cast.employee.pk)
    [row] = api().results("employees/", nip=employee.nip)
    assert row == {
        "id": employee.pk,
        "nip": "199003152015032501",
        "name": "Siti Aminah",
        "employment_type": "PNS",
        "legal_status": "AKTIF",
        "rank": "III/a",
        "position": "Perawat Ahli Pertama",
        "position_type": "FUNGSIONAL",
        "unit_code": "20071",
        "unit_name": "Bidang Pencegahan Penyakit",
        "agency_code": "10200",
        "agency_name": "Dinas Kesehatan",
        "updated_at": timezone.localtime(employee.updated_at).isoformat(),
    }


def test_the_post_is_the_one_that_evaluations_use(api, cast):
    today = timezone.localdate()
    build.make_assignment(cast.rater, cast.other_agency, "Plh Kepala", kind=AssignmentKind.PLH)
    build.make_assignment(cast.employee, cast.agency, "Perawat Ahli Muda", starts_on=date(2024, 1, 1))
    build.make_assignment(cast.stranger, cast.agency, "Nanti", starts_on=today + timedelta(days=1))
    only_plt = build.make_employee("Tanpa jabatan tetap")
    build.make_assignment(only_plt, cast.agency, "Plt lama", kind=AssignmentKind.PLT)
    build.make_assignment(
        only_plt, cast.division, "Plt baru", kind=AssignmentKind.PLT, starts_on=date(2021, 1, 1)
    )
    build.make_employee("Tanpa jabatan")
    rows = {row["id"]: row["position"] for row in api().results("employees/")}
    posts = posts_on(None, today)
    assert rows == {pk: posts[pk].position if pk in posts else None for pk in rows}
    assert len(rows) == Employee.objects.count()


def test_employees_are_those_whose_post_lies_in_the_unit(api, cast):
    build.make_assignment(cast.stranger, cast.agency, "Plt Kepala", kind=AssignmentKind.PLT)
    build.make_employee("Tanpa jabatan")
    of_health = {cast.employee.nip, cast.rater.nip, cast.reviewer.nip, cast.unit_admin.nip}
    assert set(values(api(unit=cast.agency).results("employees/"), "nip")) == of_health
    assert set(values(api().results("employees/", unit="10200"), "nip")) == of_health
    assert values(api().results("employees/", unit="11000"), "nip") == [cast.stranger.nip]


def test_employees_are_filtered_by_employment_type(api, cast):
    pppk = build.make_employee("Wati", employment_type=EmploymentType.PPPK)
    assert values(api().results("employees/", employment_type="PPPK"), "id") == [pppk.pk]


def test_periods_are_listed_and_filtered(api):
    build.make_period(2026, 7)
    annual = build.make_period(2025, None)
    answer = api().get("periods/").json()
    assert (answer["count"], values(answer["results"], "month")) == (2, [7, None])
    [row] = api().results("periods/", kind="ANNUAL", year=2025, state="OPEN")
    assert row == {
        "id": annual.pk,
        "name": annual.name,
        "kind": "ANNUAL",
        "year": 2025,
        "month": None,
        "starts_on": "2025-01-01",
        "ends_on": "2025-12-31",
        "fill_until": timezone.localtime(annual.fill_until).isoformat(),
        "rate_until": timezone.localtime(annual.rate_until).isoformat(),
        "state": "OPEN",
        "rating_starts_on": "2025-01-01",
    }


def test_forms_are_listed_with_their_newest_version(api):
    build.make_form_version(key="satu")
    newest = build.make_form_version(schemas.competence_sheet(), key="satu")
    build.make_form_version(schemas.competence_sheet(), key="dua")
    answer = api(ApiScope.AGGREGATE).get("forms/").json()
    assert (answer["count"], values(answer["results"], "key")) == (2, ["satu", "dua"])
    row = answer["results"][0]
    assert (row["form_version"], row["number"]) == (newest.pk, 2)


def test_a_form_version_gives_the_frozen_schema(api):
    version = build.make_form_version()
    answer = api(ApiScope.AGGREGATE).get(f"form-versions/{version.pk}/").json()
    assert {one["key"] for one in answer.pop("answers")} >= {"realisasi", "rating_hasil_kerja"}
    assert answer == {
        "id": version.pk,
        "form": version.form.key,
        "title": version.form.title,
        "number": 1,
        "published_at": timezone.localtime(version.published_at).isoformat(),
        "content_hash": version.content_hash,
        "schema": version.schema,
    }
    assert codec.load(answer["schema"]) == schemas.official_form()


def test_a_form_version_says_which_answers_are_numbers_in_a_table(api):
    kinds = (FieldKind.MONEY, FieldKind.NUMBER, FieldKind.DATE, FieldKind.YES_NO, FieldKind.CHOICE)
    fields = tuple(Field(kind, kind.title(), kind) for kind in (*kinds, FieldKind.INFORMATION))
    version = build.make_form_version(
        FormSchema("f", "F", (Section("isi", "Isi", SectionKind.PLAIN, fields=fields),))
    )
    answer = api(ApiScope.AGGREGATE).get(f"form-versions/{version.pk}/").json()
    assert answer["answers"][0] == {"section": "isi", "key": "money", "label": "Money", "column": "number"}
    assert values(answer["answers"], "column") == ["number", "number", "date", "flag", "text"]


def as_text(value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


@pytest.mark.parametrize(
    "path", ["units/", "employees/", "periods/", "forms/", "summary/distribution/", "summary/completeness/"]
)
def test_csv_has_the_fields_and_values_of_json(api, cast, delivered, path):
    delivered(cast.employee, build.make_period())
    reader = api()
    response = reader.get(path, format="csv")
    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode(), newline="")))
    assert rows == [{name: as_text(value) for name, value in row.items()} for row in reader.results(path)]
    assert rows
    assert reader.get(path, format="xlsx").status_code == 200


@pytest.mark.parametrize(
    ("path", "statements"),
    [
        ("units/", 3),
        ("employees/", 3),
        ("periods/", 3),
        ("forms/", 3),
        ("summary/distribution/?by=unit,month", 2),
    ],
)
def test_a_list_needs_as_many_statements_for_three_rows_as_for_one(api, path, statements):
    """Token, rows, and either their count or what belongs to them."""
    reader, taken = api(), []
    for number in range(1, 4):
        agency = build.make_unit(f"Dinas {number}", code=str(number))
        person = build.make_employee(f"Pegawai {number}")
        build.make_assignment(person, agency)
        version = build.make_form_version(key=f"formulir-{number}")
        build.make_evaluation(person, build.make_period(2026, number), version=version)
        if number != 2:
            with CaptureQueriesContext(connection) as captured:
                assert reader.get(path).status_code == 200
            taken.append(len(captured))
    assert taken == [statements, statements]


def test_the_front_door_needs_no_token_and_leads_to_all_lists(db):
    answer = Client().get("/api/v1/").json()
    assert answer["results"] == "http://testserver/api/v1/results/"
    codes = {name: Client().get(address).status_code for name, address in answer.items()}
    assert codes == dict.fromkeys(answer, 401) | {"schema": 200, "docs": 200}


@pytest.fixture
def months(cast) -> dict[str, AttendanceMonth]:
    return {
        "siti": AttendanceMonth.objects.create(
            employee=cast.employee, year=2026, month=7, working_days=23, days_present=21, source="Rekap unit"
        ),
        "joko": AttendanceMonth.objects.create(
            employee=cast.stranger, year=2026, month=8, source="Rekap unit"
        ),
    }


def test_a_month_of_attendance_comes_with_the_unit_of_today(api, cast, months):
    [row] = api().results("attendance/", nip=cast.employee.nip)
    assert row == {
        "id": months["siti"].pk,
        "nip": "199003152015032501",
        "name": "Siti Aminah",
        "year": 2026,
        "month": 7,
        "working_days": 23,
        "days_present": 21,
        "unexcused_days": None,
        "missing_taps": None,
        "late_minutes": None,
        "early_minutes": None,
        "away_minutes": None,
        "missed_ceremonies": None,
        "source": "Rekap unit",
        "unit_code": "20071",
        "unit_name": "Bidang Pencegahan Penyakit",
        "agency_code": "10200",
        "agency_name": "Dinas Kesehatan",
        "updated_at": timezone.localtime(months["siti"].updated_at).isoformat(),
    }


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({}, ["siti", "joko"]),
        ({"unit": "10200"}, ["siti"]),
        ({"month": 8}, ["joko"]),
        ({"year": 2025}, []),
        ({"updated_since": "2099-01-01T00:00:00Z"}, []),
    ],
    ids=str,
)
def test_attendance_is_filtered(api, months, parameters, found):
    rows = api().results("attendance/", **parameters)
    assert values(rows, "id") == [months[name].pk for name in found]


@pytest.mark.parametrize("scope", [ApiScope.PERSONAL, ApiScope.ATTENDANCE])
def test_a_client_of_a_unit_reads_the_attendance_of_its_people(api, cast, months, scope):
    assert values(api(scope, unit=cast.other_agency).results("attendance/"), "id") == [months["joko"].pk]


BODY = [
    {"type": "heading", "value": "Lupa presensi"},
    {"type": "paragraph", "value": '<p>Ikuti <a href="/panduan/lain/">langkah</a> ini &amp; tenang.</p>'},
    {
        "type": "steps",
        "value": [{"title": "Buka", "text": "Menu Presensi."}, {"title": "Kirim", "text": "Satu kali."}],
    },
    {"type": "callout", "value": {"tone": "info", "title": "Ingat", "text": "Tidak ada yang hilang."}},
    {"type": "faq", "value": [{"question": "Kapan?", "answer": "<p>Hari ini.</p>"}]},
    {"type": "glossary", "value": [{"term": "RHK", "meaning": "Tekan [[tombol-keberatan]]."}]},
]


def test_guidance_comes_as_plain_text(api):
    make_guidance_page("Lupa presensi", body=BODY, audience="employee")
    [row] = api(ApiScope.AGGREGATE).results("guidance/")
    assert (row["slug"], row["title"], row["summary"]) == (
        "lupa-presensi",
        "Lupa presensi",
        "Tentang Lupa presensi.",
    )
    assert (row["audience"], row["audience_label"]) == ("employee", "ASN yang dinilai")
    assert row["url"] == "http://testserver/panduan/lupa-presensi/"
    assert row["text"].splitlines() == [
        "Lupa presensi",
        "Ikuti langkah ini & tenang.",
        "Buka. Menu Presensi.",
        "Kirim. Satu kali.",
        "Ingat",
        "Tidak ada yang hilang.",
        "Kapan?",
        "Hari ini.",
        "RHK",
        "Tekan “Ajukan keberatan”.",
    ]
    assert (row["kind"], row["kind_label"]) == ("article", "Artikel")


def test_a_page_of_the_guidance_comes_as_html_without_looks(api):
    make_guidance_page("Lupa presensi", body=BODY)
    page = api().get("guidance/lupa-presensi/").json()
    assert '<a href="http://testserver/panduan/lain/">langkah</a> ini &amp; tenang.' in page["html"]
    assert not [word for word in ("class=", "<svg", "<div", "style=") if word in page["html"]]
    assert "<h2>Lupa presensi</h2>" in page["html"]


def test_only_what_is_published_and_open_to_everybody_leaves(api):
    draft, hidden = make_guidance_page("Draf", live=False), make_guidance_page("Tertutup")
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    make_guidance_page("Terbuka", audience="rater")
    reader = api()
    assert values(reader.results("guidance/"), "title") == ["Terbuka"]
    assert reader.results("guidance/", audience="employee") == []
    assert [reader.get(f"guidance/{page.slug}/").status_code for page in (draft, hidden)] == [404, 404]
