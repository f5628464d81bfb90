"""Pantauan in the admin: everybody of a period, narrowed and reminded; and its objections. Never a rating."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.enums import PeriodState, Predikat, Rating, State
from evaluations.models import OpeningGap, Reminder
from tests import build
from tests.admin.test_dashboard import make_objection
from tests.counting import statements_of

pytestmark = pytest.mark.django_db
URL = reverse("progress:index")
OBJECTIONS = reverse("objections:index")


@pytest.fixture
def officer(cast, login):
    return login(cast.bkpsdm)


@pytest.fixture
def period(cast):
    period = build.make_period()
    build.make_evaluation(cast.employee, period, rater=cast.rater, state=State.OPEN)
    build.make_evaluation(cast.rater, period, rater=cast.reviewer, state=State.SUBMITTED)
    rating = {
        "predikat": Predikat.VERY_GOOD,
        "predikat_label": "Sangat Baik",
        "rating_perilaku": Rating.ABOVE,
    }
    build.make_evaluation(cast.stranger, period, state=State.RATED, rater=cast.rater, **rating)
    return period


def names(answer) -> list[str]:
    return [row.name for row in answer.context["lines"]]


def test_everybody_of_a_period_is_listed_without_a_rating(officer, period):
    page = officer.get(URL)
    assert names(page) == ["Budi Santoso", "Joko Susilo", "Siti Aminah"]
    assert page.context["page"].paginator.count == page.context["total"].total == 3
    assert "Sangat Baik" not in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"tahap": "SUBMITTED"}, ["Budi Santoso"]),
        ({"tahap": "rated"}, ["Joko Susilo"]),
        ({"tahap": "sudah_dikirim"}, ["Budi Santoso", "Joko Susilo"]),
        ({"tahap": "sudah_dinilai"}, ["Joko Susilo"]),
        ({"unit": "10200"}, ["Budi Santoso", "Siti Aminah"]),
        ({"nama": "siti"}, ["Siti Aminah"]),
        ({"nama": "199003152015"}, ["Siti Aminah"]),
        ({"nama": "tidak ada"}, []),
    ],
)
def test_the_list_is_narrowed_by_the_address(officer, period, asked, found):
    assert names(officer.get(URL, asked)) == found


@pytest.mark.parametrize("wrong", [{"tahap": "x"}, {"periode": "0"}, {"unit": "x"}, {"unduh": "x"}])
def test_what_does_not_exist_is_not_found(officer, period, wrong):
    assert officer.get(URL, wrong).status_code == 404


def test_a_period_leads_to_its_people_and_each_state_to_its_own(officer, period):
    page = officer.get(reverse("evaluationperiod:inspect", args=[period.pk]))
    assert names(officer.get(page.context["people_url"])) == ["Budi Santoso", "Joko Susilo", "Siti Aminah"]
    counted = {address: number for _, number, address in page.context["counts"]}
    assert {url: officer.get(url).context["page"].paginator.count for url in counted} == counted


def test_who_got_no_evaluation_is_listed_for_the_unit_that_counts_them(officer, cast, period):
    for person in (cast.unit_admin, cast.reviewer):
        OpeningGap.objects.create(period=period, employee=person, reason_code="no_form", reason="…")
    elsewhere = build.make_employee("Tanpa jabatan")
    OpeningGap.objects.create(period=period, employee=elsewhere, reason_code="no_post", reason="…")
    page = officer.get(URL)
    assert page.context["without_evaluation"] == 2
    [link] = re.findall(r'href="([^"]*sebab=tanpa-evaluasi[^"]*)"', page.content.decode())
    assert officer.get(link.replace("&amp;", "&")).context["page"].paginator.count == 2


def test_before_a_period_was_opened_the_page_says_so(officer):
    assert "Belum ada periode yang dibuka" in officer.get(URL).content.decode()


def test_an_officer_reminds_and_comes_back_to_the_list(officer, cast, period):
    where = {"periode": period.pk, "unit": cast.agency.code, "langkah": "FILL"}
    answer = officer.post(f"{reverse('progress:remind')}?unit=10200&tahap=not_started", where)
    assert answer.url == f"{URL}?unit=10200&tahap=not_started"
    assert list(Reminder.objects.values_list("employee", flat=True)) == [cast.employee.pk]
    assert officer.get(reverse("progress:remind")).status_code == 302


def test_the_list_downloads(officer, period):
    for wanted in ("unit", "orang"):
        assert b"".join(officer.get(URL, {"unduh": wanted}).streaming_content)[:2] == b"PK"


def test_the_page_needs_as_many_statements_for_more_people(officer, cast, period):
    before = statements_of(officer, URL)
    for number in range(3):
        person = build.make_employee(f"Lagi {number}")
        build.make_assignment(person, cast.division)
        build.make_evaluation(person, period, rater=cast.rater)
    assert statements_of(officer, URL) == before


@pytest.mark.parametrize("who", ["unit_admin", "rater", "auditor"])
@pytest.mark.parametrize("url", [URL, OBJECTIONS])
def test_nobody_else_enters(cast, login, period, who, url):
    assert login(getattr(cast, who)).get(url).status_code == 302


@pytest.fixture
def objections(cast, period):
    """One waits for the rater, one for the superior, one is decided."""
    closed = build.make_period(month=1, state=PeriodState.CLOSED)
    waiting = {"rater": cast.rater, "reviewer": cast.reviewer}
    make_objection(cast.employee, closed, since=timezone.now() - timedelta(days=12), **waiting)
    make_objection(cast.stranger, closed, state=State.EXPLAINED, **waiting)
    make_objection(cast.rater, closed, state=State.FINAL, rater=cast.reviewer)
    return closed


def lines(answer) -> list[tuple[str, str, str]]:
    return [(line.evaluation.name, line.state, line.next_step) for line in answer.context["lines"]]


def test_objections_that_wait_say_for_whom_and_since_when(officer, objections):
    page = officer.get(OBJECTIONS)
    assert lines(page) == [
        ("Siti Aminah", "Menunggu penjelasan penilai", "Budi Santoso menjelaskan"),
        ("Joko Susilo", "Menunggu keputusan atasan penilai", "Ratna Dewi memutuskan"),
    ]
    assert "menunggu 1\xa0minggu, 5\xa0hari" in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"keadaan": "EXPLAINED"}, ["Joko Susilo"]),
        ({"keadaan": "diputuskan"}, ["Budi Santoso"]),
        ({"keadaan": "semua"}, ["Siti Aminah", "Joko Susilo", "Budi Santoso"]),
        ({"nama": "joko"}, ["Joko Susilo"]),
        ({"nama": "bukan siapa-siapa"}, []),
    ],
)
def test_objections_are_narrowed_by_the_address(officer, objections, asked, found):
    assert [name for name, *_ in lines(officer.get(OBJECTIONS, asked))] == found


def test_objections_are_narrowed_to_a_period_and_an_agency(officer, cast, objections):
    assert [n for n, *_ in lines(officer.get(OBJECTIONS, {"perangkat": cast.agency.pk}))] == ["Siti Aminah"]
    assert len(lines(officer.get(OBJECTIONS, {"periode": objections.pk}))) == 2
    assert officer.get(OBJECTIONS, {"periode": "0"}).status_code == 404
