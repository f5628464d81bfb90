"""Persetujuan penilaian: the superior's page and list, the rater's desk meanwhile, and what the person reads."""

import pytest
from django.urls import reverse

from evaluations.domain.evaluating.workflow import perform
from evaluations.enums import Action, State
from evaluations.models import Evaluation
from tests import build
from tests.counting import statements_of
from tests.domain.evaluating.test_approval import PLAN, RATINGS, REPORT


def at(name: str, *args) -> str:
    return reverse(f"portal:{name}", args=args)


def proposed(cast, month: int = 7) -> Evaluation:
    period = build.make_period(month=month, needs_approval=True)
    row = cast.evaluation(period, state=State.SUBMITTED, answers=REPORT, plan_rows=PLAN)
    return perform(
        row, Action.RATE, actor=cast.rater.user, answers=RATINGS, notes="Rapi", recommendation="Kursus"
    )


def fresh(row) -> Evaluation:
    return Evaluation.objects.get(pk=row.pk)


def test_the_superior_reads_report_ratings_predikat_and_reasons_and_types_nothing(cast, login):
    row = proposed(cast)
    page = login(cast.reviewer).get(at("approval", row.pk)).content.decode()
    for words in (
        "12 laporan selesai", "Di Atas Ekspektasi", "Sesuai Ekspektasi", "Baik", "Rapi", "Kursus", "Batas persetujuan",
    ):  # fmt: skip
        assert words in page
    assert 'name="rating_hasil_kerja"' not in page
    assert at("feedback_ask", row.pk) not in page


def test_pressing_approve_leads_to_the_list_and_lets_the_rater_deliver(cast, login):
    row = proposed(cast)
    response = login(cast.reviewer).post(
        at("approval", row.pk), {"version": row.version, "action": "approve"}
    )
    assert response.url == at("approvals")
    assert fresh(row).state == State.RATED
    assert "Sampaikan hasil" in login(cast.rater).get(at("rate", row.pk)).content.decode()


def test_giving_back_asks_why_and_keeps_what_was_typed(cast, login):
    row = proposed(cast)
    client = login(cast.reviewer)
    response = client.post(
        at("approval", row.pk), {"version": row.version, "action": "return", "reason": " "}
    )
    assert response.status_code == 422
    assert "Tuliskan alasannya terlebih dahulu." in response.content.decode()
    data = {"version": row.version, "action": "return", "reason": "Contohnya belum ada"}
    assert client.post(at("approval", row.pk), data).url == at("approvals")
    after = fresh(row)
    assert (after.state, after.answers, after.notes) == (State.SUBMITTED, RATINGS, "Rapi")


def test_the_rater_reads_why_it_came_back_until_it_is_rated_again(cast, login):
    row = proposed(cast)
    perform(row, Action.RECONSIDER, actor=cast.reviewer.user, note="Contohnya belum ada")
    desk = login(cast.rater).get(at("rate", row.pk)).content.decode()
    assert "Ratna Dewi mengembalikan penilaian ini" in desk
    assert "Contohnya belum ada" in desk
    perform(row, Action.SAVE_RATING, actor=cast.rater.user, answers=RATINGS, notes="Lain")
    assert "Contohnya belum ada" in login(cast.rater).get(at("rate", row.pk)).content.decode()
    perform(row, Action.RATE, actor=cast.rater.user, answers=RATINGS, notes="Lain")
    assert "mengembalikan penilaian ini" not in login(cast.rater).get(at("rate", row.pk)).content.decode()


def test_the_person_never_reads_why_a_rating_went_back(cast, login):
    row = proposed(cast)
    perform(row, Action.RECONSIDER, actor=cast.reviewer.user, note="Terlalu tinggi")
    before = login(cast.employee).get(at("evaluation", row.pk)).content.decode()
    perform(row, Action.RATE, actor=cast.rater.user, answers=RATINGS)
    perform(row, Action.APPROVE, actor=cast.reviewer.user)
    perform(row, Action.DELIVER, actor=cast.rater.user)
    after = login(cast.employee).get(at("evaluation", row.pk)).content.decode()
    for page in (before, after):
        assert "Penilaian dikembalikan kepada penilai" in page
        assert "Terlalu tinggi" not in page
    assert "Terlalu tinggi" in login(cast.reviewer).get(at("evaluation", row.pk)).content.decode()


def test_while_it_waits_the_person_reads_no_rating(cast, login):
    row = proposed(cast)
    page = login(cast.employee).get(at("evaluation", row.pk)).content.decode()
    assert "setelah disetujui atasan penilai" in page
    assert "Di Atas Ekspektasi" not in page
    assert "Rapi" not in page
    assert "menunggu persetujuan Ratna Dewi" in login(cast.employee).get(at("home")).content.decode()


def test_while_it_waits_the_rater_is_told_for_whom_and_may_rate_anew(cast, login):
    row = proposed(cast)
    client = login(cast.rater)
    page = client.get(at("rate", row.pk)).content.decode()
    assert "disetujui dahulu oleh Ratna Dewi" in page
    assert at("deliver", row.pk) not in page
    assert "Tetapkan ulang" in page
    data = {
        "version": row.version,
        "action": "rate",
        "rating_hasil_kerja": "MEETS",
        "rating_perilaku": "MEETS",
    }
    told = client.post(at("rate", row.pk), data, follow=True).content.decode()
    assert "menunggu persetujuan Ratna Dewi" in told


@pytest.mark.parametrize("who", ["employee", "rater", "unit_admin", "stranger", "bkpsdm", "auditor"])
def test_nobody_else_finds_the_page(cast, login, who):
    row = proposed(cast)
    client = login(getattr(cast, who))
    assert client.get(at("approval", row.pk)).status_code == 404
    assert (
        client.post(at("approval", row.pk), {"version": row.version, "action": "approve"}).status_code == 404
    )
    assert "Siti Aminah" not in client.get(at("approvals")).content.decode().split("<main")[1]
    assert fresh(row).state == State.PROPOSED


def test_several_are_approved_at_once_each_by_a_tick_and_nobody_is_ticked(cast, login):
    rows = [proposed(cast, month) for month in (5, 6, 7)]
    client = login(cast.reviewer)
    page = client.get(at("approvals")).content.decode()
    assert page.count('name="pilih"') == 3
    assert "checked" not in page
    data = {"pilih": [row.pk for row in rows[:2]]} | {f"versi-{row.pk}": row.version for row in rows}
    assert client.post(at("approvals"), data).url == at("approvals")
    assert [fresh(row).state for row in rows] == [State.RATED, State.RATED, State.PROPOSED]


def test_what_was_rated_anew_meanwhile_is_not_approved_unread(cast, login):
    row = proposed(cast)
    perform(row, Action.RATE, actor=cast.rater.user, answers=RATINGS | {"rating_perilaku": "ABOVE"})
    client = login(cast.reviewer)
    response = client.post(at("approvals"), {"pilih": [row.pk], f"versi-{row.pk}": row.version})
    assert response.status_code == 422
    assert "sudah berubah" in response.content.decode()
    response = client.post(at("approval", row.pk), {"version": row.version, "action": "approve"})
    assert response.status_code == 409
    assert fresh(row).state == State.PROPOSED
    assert client.post(at("approvals"), {"pilih": [row.pk], f"versi-{row.pk}": "x"}).status_code == 422


def test_without_a_tick_it_says_what_to_do(cast, login):
    proposed(cast)
    page = login(cast.reviewer).post(at("approvals"), {}).content.decode()
    assert "Centang dulu penilaian yang Anda setujui." in page


def test_what_is_decided_already_leads_to_the_result_or_says_so(cast, login):
    row = proposed(cast)
    perform(row, Action.RECONSIDER, actor=cast.reviewer.user, note="Lengkapi")
    client = login(cast.reviewer)
    assert client.get(at("approval", row.pk)).url == at("evaluation", row.pk)
    response = client.post(at("approval", row.pk), {"version": row.version, "action": "approve"})
    assert response.status_code == 409


def test_it_stands_on_the_first_page_and_among_the_team(cast, login):
    row = proposed(cast)
    client = login(cast.reviewer)
    assert "1 penilaian menunggu persetujuan Anda" in client.get(at("home")).content.decode()
    team = client.get(at("team")).content.decode()
    assert at("approval", row.pk) in team


def test_the_batch_says_that_it_waits_and_leads_to_the_team(cast, login):
    period = build.make_period(needs_approval=True)
    row = cast.evaluation(period, state=State.SUBMITTED, answers=REPORT, plan_rows=PLAN)
    ratings = {"rating_hasil_kerja": "MEETS", "rating_perilaku": "MEETS"}
    data = {f"p{row.pk}-{name}": value for name, value in ({"version": row.version} | ratings).items()}
    response = login(cast.rater).post(f"{at('batch')}?periode={period.pk}", data, follow=True)
    assert response.redirect_chain[-1][0] == at("team")
    assert "1 penilaian ditetapkan. Menunggu persetujuan atasan Anda." in response.content.decode()


def test_the_list_costs_the_same_for_more_people(cast, login):
    client = login(cast.reviewer)
    proposed(cast, 5)
    client.get(at("approvals"))
    first = statements_of(client, at("approvals"))
    for month in (6, 7, 8):
        proposed(cast, month)
    assert statements_of(client, at("approvals")) == first == 5
