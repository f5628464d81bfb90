"""Pola distribusi beside the rating and in the team: what it says, the reason where it deviates, who sees it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.periods.deputies import announce, withdraw
from evaluations.enums import DistributionUse, State
from evaluations.models import DistributionDeviation, Evaluation, RaterAbsence
from tests import build
from tests.domain.evaluating.test_distribution import period, team

__all__ = ["period"]


@pytest.fixture
def url(period) -> str:
    return reverse("portal:guide", args=[period.pk])


def text(client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_the_team_page_and_the_rating_page_show_the_bar(cast, login, period):
    team(cast, period, BAIK=9)
    row = cast.evaluation(period, state=State.SUBMITTED)
    build.determine(period, {cast.agency: "BAIK"})
    client = login(cast.rater)
    for address in (reverse("portal:team"), reverse("portal:rate", args=[row.pk])):
        html = text(client, address)
        assert "Capaian Dinas Kesehatan: Baik." in html
        assert "Baik paling banyak 70% (7 dari 10 orang), sekarang 9." in html
        assert "Masih dapat terpenuhi:" in html


def test_a_small_team_and_an_unknown_achievement_are_said(cast, login, period):
    team(cast, period, BAIK=2)
    client = login(cast.rater)
    assert "Capaian organisasinya belum ditetapkan" in text(client, reverse("portal:team"))
    build.determine(period, {cast.agency: "BAIK"})
    shown = text(client, reverse("portal:team"))
    assert "Hanya 2 orang: terlalu sedikit untuk dibandingkan dengan pola (mulai 10 orang)." in shown


def test_a_reason_is_written_once_and_kept_with_who_and_when(cast, login, period, url):
    team(cast, period, BAIK=10)
    build.determine(period, {cast.agency: "BAIK"})
    client = login(cast.rater)
    assert "Tulis alasan" in text(client, reverse("portal:team"))
    page = client.post(url, {"reason": "Semua target tercapai"}, follow=True).content.decode()
    assert "Alasan tersimpan." in page
    assert "Semua target tercapai" in page
    assert DistributionDeviation.objects.get().rater == cast.rater
    assert 'name="reason"' not in page
    assert "Lihat pola distribusi" in text(client, reverse("portal:team"))


@pytest.mark.parametrize(
    ("reason", "told"), [("", "Tuliskan alasannya terlebih dahulu."), ("a" * 40_000, "2000")]
)
def test_a_wrong_reason_is_told_and_stays_on_the_page(cast, login, period, url, reason, told):
    team(cast, period, BAIK=10)
    build.determine(period, {cast.agency: "BAIK"})
    answer = login(cast.rater).post(url, {"reason": reason})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert reason in answer.content.decode()


def test_where_nothing_deviates_a_reason_is_refused_with_what_was_typed(cast, login, period, url):
    team(cast, period, BAIK=10)
    answer = login(cast.rater).post(url, {"reason": "Untuk jaga-jaga"})
    assert answer.status_code == 422
    assert "tidak perlu alasan" in answer.content.decode()
    assert "Untuk jaga-jaga" in answer.content.decode()


def test_only_raters_of_the_period_find_the_page(cast, login, period, url):
    team(cast, period, BAIK=1)
    assert login(cast.rater).get(url).status_code == 200
    for who in (cast.employee, cast.stranger, cast.unit_admin, cast.bkpsdm, cast.auditor):
        assert login(who).get(url).status_code == 404
    period.distribution = DistributionUse.OFF
    period.save()
    assert login(cast.rater).get(url).status_code == 404


def test_a_refused_delivery_leads_to_the_reason(cast, login, period, url):
    rows = team(cast, period, BAIK=10)
    build.determine(period, {cast.agency: "BAIK"})
    client = login(cast.rater)
    answer = client.post(reverse("portal:deliver", args=[rows[0].pk]), follow=True).content.decode()
    assert "Sebaran tim menyimpang dari pola" in answer
    assert f'href="{url}?penilai={cast.rater.pk}"' in answer


# --- for a rater who is away ---


@pytest.fixture
def away(cast, period):
    """Ratna acts today for Budi, whose team of ten deviates."""
    rows = team(cast, period, BAIK=10)
    build.determine(period, {cast.agency: "BAIK"})
    today = timezone.localdate()
    announce(cast.rater, starts_on=today, ends_on=today, actor=cast.rater.user)
    return rows


def test_who_acts_for_the_rater_writes_the_reason_and_delivers(cast, login, period, url, away):
    client = login(cast.reviewer)
    address = f"{url}?penilai={cast.rater.pk}"
    desk = text(client, reverse("portal:rate", args=[away[0].pk]))
    assert address in desk
    assert "Tim penilai ini" in desk
    answer = client.post(reverse("portal:deliver", args=[away[0].pk]), follow=True)
    assert "Tuliskan alasannya di Pola distribusi" in answer.content.decode()
    page = client.post(address, {"reason": "Semua target tercapai"}, follow=True).content.decode()
    made = DistributionDeviation.objects.get()
    assert (made.rater, made.given_by) == (cast.rater, cast.reviewer.user)
    assert "Tim Budi Santoso, yang Anda wakili." in page
    assert "Ratna Dewi" in page
    client.post(reverse("portal:deliver", args=[away[0].pk]))
    assert Evaluation.objects.get(pk=away[0].pk).state == State.DELIVERED


def test_the_second_press_of_who_acts_leads_to_the_same_page_and_writes_nothing(
    cast, login, period, url, away
):
    client, address = login(cast.reviewer), f"{url}?penilai={cast.rater.pk}"
    first, second = (client.post(address, {"reason": "Semua target tercapai"}).url for _ in range(2))
    assert first == second == address
    assert DistributionDeviation.objects.count() == 1


def test_the_team_of_a_rater_for_whom_one_does_not_act_is_not_there(cast, login, period, url):
    team(cast, period, BAIK=10)
    build.determine(period, {cast.agency: "BAIK"})
    address = f"{url}?penilai={cast.rater.pk}"
    for who in (cast.reviewer, cast.employee, cast.stranger, cast.unit_admin, cast.bkpsdm):
        assert login(who).get(address).status_code == 404
        assert login(who).post(address, {"reason": "x"}).status_code == 404
    assert not DistributionDeviation.objects.exists()


def test_when_the_rater_is_back_who_acted_writes_no_reason(cast, login, period, url, away):
    withdraw(RaterAbsence.objects.get(), actor=cast.rater.user)
    assert login(cast.reviewer).post(f"{url}?penilai={cast.rater.pk}", {"reason": "x"}).status_code == 404
