"""SKP in the admin: every plan of a year, who has none, and another rater for what waits."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.reports.plans_of_year import LABELS
from evaluations.enums import AssignmentKind, LegalStatus, PlanState
from evaluations.models import Assignment, Employee, PerformancePlan, Reminder
from tests import build
from tests.counting import statements_of

INDEX = reverse("plans:index")
THIS_YEAR = timezone.localdate().year


@pytest.fixture
def waiting(cast) -> PerformancePlan:
    """Siti's plan waits for Budi; the others of the cast have none."""
    return build.make_plan(cast.employee, rater=cast.rater, year=THIS_YEAR, state=PlanState.SUBMITTED)


@pytest.fixture
def rows(cast, login):
    """``rows(**address)``: (name, state, rater) of the list as BKPSDM sees it."""
    client = login(cast.bkpsdm)

    def _rows(**address) -> list[tuple[str, str, str]]:
        page = client.get(INDEX, address)
        assert page.status_code == 200
        return [
            (line.employee.name, line.state, line.rater.name if line.rater else "")
            for line in page.context["lines"]
        ]

    return _rows


def numbers(page) -> dict[str, int]:
    codes = {label: code for code, label in LABELS.items()}
    return {codes[number.label]: number.count for number in page.context["numbers"]}


def test_every_post_of_the_year_stands_there_with_its_plan_or_without(rows, waiting):
    assert rows() == [
        ("Agus Wibowo", "TANPA", "Ratna Dewi"),
        ("Budi Santoso", "TANPA", "Ratna Dewi"),
        ("Joko Susilo", "TANPA", ""),
        ("Ratna Dewi", "TANPA", ""),
        ("Siti Aminah", "SUBMITTED", "Budi Santoso"),
    ]


def test_it_is_narrowed_by_year_state_unit_and_name(cast, rows, waiting):
    build.make_plan(cast.rater, rater=cast.reviewer, year=THIS_YEAR)
    assert rows(keadaan="APPROVED") == [("Budi Santoso", "APPROVED", "Ratna Dewi")]
    assert [name for name, *_ in rows(keadaan="TANPA")] == ["Agus Wibowo", "Joko Susilo", "Ratna Dewi"]
    assert [name for name, *_ in rows(unit=cast.division.code)] == ["Budi Santoso", "Siti Aminah"]
    assert [name for name, *_ in rows(unit=cast.other_agency.code)] == ["Joko Susilo"]
    assert [name for name, *_ in rows(nama="siti am")] == ["Siti Aminah"]
    assert [name for name, *_ in rows(nama=cast.rater.nip)] == ["Budi Santoso"]
    assert [state for _, state, _ in rows(tahun=THIS_YEAR + 1)] == ["TANPA"] * 5
    assert rows(nama="siapa pun") == []


def test_the_numbers_are_links_to_the_rows_that_they_count(cast, login, waiting):
    client = login(cast.bkpsdm)
    page = client.get(INDEX, {"unit": cast.agency.code, "keadaan": "DRAFT"})
    assert numbers(page) == {"TANPA": 3, "DRAFT": 0, "SUBMITTED": 1, "RETURNED": 0, "APPROVED": 0}
    for state, number in numbers(page).items():
        address = f"{page.context['query']}&keadaan={state}"
        assert f"{address.replace('&', '&amp;')}#orang" in page.content.decode()
        assert len(client.get(f"{INDEX}{address}").context["lines"]) == number


def test_each_unit_below_has_its_numbers(cast, login, waiting):
    page = login(cast.bkpsdm).get(INDEX)
    below = {line.unit.name: line.counts for line in page.context["units"]}
    assert below["Dinas Sosial"] == {"TANPA": 1, "DRAFT": 0, "SUBMITTED": 0, "RETURNED": 0, "APPROVED": 0}
    assert (below["Dinas Kesehatan"]["TANPA"], below["Dinas Kesehatan"]["SUBMITTED"]) == (3, 1)


def test_nobody_waits_for_the_plan_of_who_needs_none(cast, rows):
    """Outside the service, not ASN, for some days as Plh, before or after the year."""
    Employee.objects.filter(pk=cast.reviewer.pk).update(legal_status=LegalStatus.RETIRED)
    Employee.objects.filter(pk=cast.rater.pk).update(nip=None)
    Assignment.objects.filter(employee=cast.unit_admin).update(kind=AssignmentKind.PLH)
    Assignment.objects.filter(employee=cast.stranger).update(ends_on=date(THIS_YEAR - 1, 12, 31))
    assert [name for name, *_ in rows()] == ["Siti Aminah"]
    Assignment.objects.filter(employee=cast.stranger).update(ends_on=date(THIS_YEAR, 1, 1))
    assert [name for name, *_ in rows()] == ["Joko Susilo", "Siti Aminah"]


def test_a_plan_from_before_plans_belonged_to_posts_is_listed_too(cast, rows, waiting):
    PerformancePlan.objects.update(assignment=None)
    assert ("Siti Aminah", "SUBMITTED", "Budi Santoso") in rows()
    assert rows(unit=cast.division.code, keadaan="SUBMITTED") == []


@pytest.mark.parametrize(
    "address", [{"tahun": "abc"}, {"tahun": "99999999"}, {"keadaan": "X"}, {"unit": "0"}]
)
def test_what_does_not_exist_is_not_found(cast, login, address):
    assert login(cast.bkpsdm).get(INDEX, address).status_code == 404


def test_only_bkpsdm_sees_it(cast, login):
    for who in (cast.auditor, cast.unit_admin, cast.rater, cast.stranger):
        assert login(who).get(INDEX).status_code in (302, 403)


def test_a_plan_is_read_in_the_portal_and_its_rater_changed_although_there(cast, login, waiting):
    client = login(cast.bkpsdm)
    page = client.get(INDEX).content.decode()
    read = reverse("portal:plan", args=[waiting.pk])
    change = reverse("stand_ins:hand_over", args=["skp", waiting.pk])
    assert f'href="{read}"' in page
    assert f'href="{change}"' in page
    opened = client.get(read).content.decode()
    assert "Hasil kerja 1 terlaksana" in opened
    assert "Ubah SKP" not in opened
    assert f'<li><a href="{INDEX}?tahun={THIS_YEAR}">Semua SKP</a></li>' in opened
    asked = client.get(change).content.decode()
    assert "Alihkan" in asked
    assert f'href="{INDEX}?tahun={THIS_YEAR}">Batal</a>' in asked
    answer = client.post(change, {"to": cast.reviewer.pk, "note": "Penilainya pindah"})
    assert answer.url == f"{INDEX}?tahun={THIS_YEAR}"
    waiting.refresh_from_db()
    assert waiting.rater == cast.reviewer
    assert waiting.events.last().by_officer


@pytest.mark.parametrize(("who", "label"), [("employee", "SKP saya"), ("rater", "Tim saya")])
def test_a_plan_leads_back_to_the_list_in_which_its_reader_found_it(cast, login, waiting, who, label):
    page = login(getattr(cast, who)).get(reverse("portal:plan", args=[waiting.pk])).content.decode()
    assert f">{label}</a></li>" in page
    assert "Semua SKP" not in page


def test_on_a_phone_each_line_is_a_card_that_says_what_it_shows(cast, login, waiting):
    page = login(cast.bkpsdm).get(INDEX, {"keadaan": "SUBMITTED"}).content.decode()
    assert re.findall(r'data-label="([^"]+)"', page) == ["Jabatan", "Keadaan", "Penilai"]


def test_the_rater_of_an_approved_plan_is_not_changed(cast, login):
    plan = build.make_plan(cast.employee, rater=cast.rater, year=THIS_YEAR)
    client, address = login(cast.bkpsdm), reverse("stand_ins:hand_over", args=["skp", plan.pk])
    assert '<form method="post" novalidate>' not in client.get(address).content.decode()
    assert client.post(address, {"to": cast.reviewer.pk, "note": "Coba"}).status_code == 422
    plan.refresh_from_db()
    assert plan.rater == cast.rater


def press(client, step: str, address: str = "", **more) -> str:
    """What the page says after a button "Ingatkan"."""
    answer = client.post(reverse("plans:remind") + address, {"langkah": step} | more, follow=True)
    return " ".join(str(message) for message in answer.context["messages"])


def reminded() -> list[tuple[str, str]]:
    return sorted(Reminder.objects.values_list("employee__name", "step"))


def test_one_person_or_all_of_a_filter_is_reminded(cast, login, waiting):
    client = login(cast.bkpsdm)
    page = client.get(INDEX)
    assert [(step, number) for step, _, number in page.context["reminders"]] == [("PLAN", 4), ("APPR", 1)]
    assert press(client, "PLAN", orang=cast.stranger.pk).startswith("1 orang diingatkan")
    assert press(client, "APPR").startswith("1 orang diingatkan")
    assert reminded() == [("Budi Santoso", "APPR"), ("Joko Susilo", "PLAN")]
    narrowed = f"?tahun={THIS_YEAR}&unit={cast.agency.code}&keadaan=TANPA&nama=Budi"
    assert press(client, "PLAN", narrowed).startswith("1 orang diingatkan")
    assert press(client, "PLAN").startswith("2 orang diingatkan, 2 sudah diingatkan hari ini")
    assert "oleh BKPSDM" in client.get(INDEX).content.decode()


def test_nobody_is_reminded_of_the_plans_of_another_year_or_of_what_waits_for_nobody(cast, login, waiting):
    client = login(cast.bkpsdm)
    assert client.get(INDEX, {"tahun": THIS_YEAR - 1}).context["reminders"] == []
    assert "Tidak ada yang perlu diingatkan" in press(client, "PLAN", orang=cast.employee.pk)
    assert client.post(reverse("plans:remind"), {"langkah": "FILL"}).status_code == 404
    assert client.post(reverse("plans:remind"), {"langkah": "PLAN", "orang": "x"}).status_code == 404
    assert login(cast.unit_admin).post(reverse("plans:remind"), {"langkah": "PLAN"}).status_code in (302, 403)
    assert reminded() == []


def test_for_a_post_that_is_over_nobody_is_reminded(cast, login):
    Assignment.objects.filter(employee=cast.stranger).update(ends_on=date(THIS_YEAR, 1, 1))
    page = login(cast.bkpsdm).get(INDEX, {"nama": "Joko"})
    [line] = page.context["lines"]
    assert (line.state, line.may_be_reminded_of) == ("TANPA", False)
    assert "sampai 1 Januari" in page.content.decode()


def test_the_list_costs_the_same_for_many(cast, login, waiting):
    client = login(cast.bkpsdm)
    few = statements_of(client, INDEX)
    for number in range(8):
        person = build.make_employee(f"Pegawai {number}")
        build.make_assignment(person, cast.division)
        if number % 2:
            build.make_plan(person, rater=cast.rater, year=THIS_YEAR, state=PlanState.DRAFT)
    assert statements_of(client, INDEX) == few <= 26
