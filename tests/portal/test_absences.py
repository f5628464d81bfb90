"""Saya tidak di tempat: days are announced, who acts sees for whom and why, and everybody reads who has acted."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.enums import State
from evaluations.models import Evaluation, FormerRating, RaterAbsence
from tests import build

PAGE = "/tim/tidak-di-tempat/"
DAY = timedelta(days=1)
RATINGS = {"rating_hasil_kerja": "MEETS", "rating_perilaku": "MEETS", "notes": "Rapi"}


@pytest.fixture
def sent(cast) -> Evaluation:
    plan = [{"_row": "rhk-1", "kind": "UTAMA", "statement": "Laporan", "indicators": []}]
    report = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "12 laporan"}]}
    return cast.evaluation(state=State.SUBMITTED, answers=report, plan_rows=plan)


def days(first: int = 0, last: int = 5) -> dict[str, str]:
    today = timezone.localdate()
    return {"starts_on": f"{today + first * DAY}", "ends_on": f"{today + last * DAY}"}


def address(row, name: str = "rate") -> str:
    return reverse(f"portal:{name}", args=[row.pk])


def test_a_rater_announces_days_and_reads_who_acts(cast, login, sent):
    client = login(cast.rater)
    assert "Saya tidak di tempat" in client.get("/tim/").content.decode()
    assert str(cast.reviewer) in client.get(PAGE).content.decode()
    assert client.post(PAGE, days()).url == PAGE
    page = client.get(PAGE)
    assert [row.employee for row in page.context["absences"]] == [cast.rater]
    sent.refresh_from_db()
    assert sent.deputy == cast.reviewer


def test_wrong_days_are_told_and_stay_in_their_fields(cast, login):
    client = login(cast.rater)
    answer = client.post(PAGE, days(5, 2))
    assert answer.status_code == 422
    assert "Hari terakhir mendahului hari pertama." in answer.content.decode()
    assert days(5, 2)["starts_on"] in answer.content.decode()
    assert client.post(PAGE, {"starts_on": "kapan", "ends_on": ""}).status_code == 422
    assert not RaterAbsence.objects.exists()


def test_a_second_press_announces_once(cast, login):
    client = login(cast.rater)
    assert client.post(PAGE, days()).url == client.post(PAGE, days()).url == PAGE
    assert RaterAbsence.objects.count() == 1


def test_taking_back_is_for_the_own_and_twice_is_once(cast, login, sent):
    login(cast.rater).post(PAGE, days())
    cancel = reverse("portal:absence_cancel", args=[RaterAbsence.objects.get().pk])
    assert login(cast.reviewer).post(cancel).status_code == 404
    assert login(cast.rater).get(cancel).url == PAGE
    assert RaterAbsence.objects.standing().exists()
    assert login(cast.rater).post(cancel).url == login(cast.rater).post(cancel).url == PAGE
    assert not RaterAbsence.objects.standing().exists()


def test_officers_without_a_post_have_no_such_page(cast, login):
    assert login(cast.bkpsdm).get(PAGE).status_code == 404


def test_who_acts_is_told_for_whom_and_until_when_and_rates(cast, login, sent):
    client = login(cast.reviewer)
    assert client.get(address(sent)).status_code == 404
    login(cast.rater).post(PAGE, days())
    team = client.get("/tim/", {"periode": sent.period_id}).content.decode()
    assert "Budi Santoso tidak di tempat" in team
    assert "Mewakili penilainya" in team
    assert "1 di antaranya mewakili penilai yang tidak di tempat." in client.get("/").content.decode()
    desk = client.get(address(sent)).content.decode()
    assert "sebagai atasan pejabat penilai" in desk
    assert client.post(address(sent), {"version": 1, "action": "rate", **RATINGS}).status_code == 302
    assert client.post(address(sent, "deliver")).url == "/tim/"
    sent.refresh_from_db()
    assert (sent.state, sent.rated_by) == (State.DELIVERED, cast.reviewer.user)


def test_many_at_once_are_rated_and_told_by_who_acts(cast, login, sent):
    login(cast.rater).post(PAGE, days())
    client = login(cast.reviewer)
    typed = {f"p{sent.pk}-{name}": value for name, value in {"version": 1, **RATINGS}.items()}
    assert client.post("/tim/nilai/", typed).status_code == 302
    assert client.post("/tim/sampaikan/", {"pilih": [sent.pk]}).status_code == 302
    sent.refresh_from_db()
    assert sent.state == State.DELIVERED


def test_the_page_of_the_result_and_the_document_say_who_has_rated(cast, login, sent):
    login(cast.rater).post(PAGE, days())
    client = login(cast.reviewer)
    client.post(address(sent), {"version": 1, "action": "rate", **RATINGS})
    words = "atasan pejabat penilai, mewakili Budi Santoso"
    assert (
        words
        not in login(cast.employee).get(address(sent, "evaluation")).content.decode().split("Riwayat")[0]
    )
    client.post(address(sent, "deliver"))
    mine = login(cast.employee)
    assert (
        f"Dinilai oleh {cast.reviewer.user}, {words}"
        in mine.get(address(sent, "evaluation")).content.decode()
    )
    assert words in mine.get(address(sent, "document")).content.decode()


def test_back_at_work_the_rater_alone_finds_the_desk(cast, login, sent):
    login(cast.rater).post(PAGE, days())
    login(cast.rater).post(reverse("portal:absence_cancel", args=[RaterAbsence.objects.get().pk]))
    answer = login(cast.reviewer).get(address(sent))  # had the desk open perhaps, so hears who rates now
    assert answer.url == reverse("portal:former_rating", args=[FormerRating.objects.get().pk])
    assert login(cast.reviewer).post(address(sent), {"action": "rate"}).status_code == 409
    assert login(cast.rater).get(address(sent)).status_code == 200
    assert login(cast.unit_admin).get(address(sent)).status_code == 404


def test_the_next_person_of_who_acts_is_one_they_may_rate(cast, login, sent):
    person = build.make_employee("Zaki")
    build.make_assignment(person, cast.division)
    build.make_evaluation(person, sent.period, rater=cast.rater, state=State.SUBMITTED)
    login(cast.rater).post(PAGE, days())
    page = login(cast.reviewer).get(address(sent)).context["neighbours"]
    assert (page.place, page.total, page.after) == (1, 1, None)
    assert login(cast.rater).get(address(sent)).context["neighbours"].total == 2
