"""Keberatan by the employee: within its days, with reasons, once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.enums import State
from evaluations.models import Evaluation, Objection


def url(evaluation: Evaluation, name: str = "objection") -> str:
    return reverse(f"portal:{name}", args=[evaluation.pk])


@pytest.fixture
def delivered(cast) -> Evaluation:
    return cast.evaluation(state=State.DELIVERED)


def send(client, evaluation, reasons: str = "Angka keliru", version: int = 1):
    return client.post(url(evaluation), {"version": version, "reasons": reasons})


def test_reasons_are_sent_and_shown_with_who_comes_next(cast, login, delivered):
    client = login(cast.employee)
    assert "Batas waktu: 14 hari lagi" in client.get(url(delivered)).content.decode()
    response = send(client, delivered)
    assert response.url == url(delivered, "evaluation")
    assert Objection.objects.get().reasons == "Angka keliru"
    html = client.get(response.url).content.decode()
    assert "Angka keliru" in html
    assert "Budi Santoso diminta memberi penjelasan" in html


def test_a_second_press_changes_nothing(cast, login, delivered):
    client = login(cast.employee)
    first = send(client, delivered)
    assert send(client, delivered).url == first.url == url(delivered, "evaluation")
    second = send(client, delivered, "Lain")
    assert (second.status_code, "Lain" in second.content.decode()) == (409, True)
    assert Objection.objects.get().reasons == "Angka keliru"


def test_reasons_are_required(cast, login, delivered):
    html = send(login(cast.employee), delivered, "  ").content.decode()
    assert "Tuliskan alasannya terlebih dahulu." in html
    assert not Objection.objects.exists()


def test_after_the_days_the_page_says_why_and_keeps_what_was_typed(cast, login, delivered):
    client = login(cast.employee)
    Evaluation.objects.update(delivered_at=timezone.now() - timedelta(days=15))
    assert "dalam 14 hari" in client.get(url(delivered)).content.decode()
    html = send(client, delivered, "Terlambat saya tulis").content.decode()
    assert "Terlambat saya tulis" in html
    assert "dalam 14 hari" in html
    assert not Objection.objects.exists()


def test_an_older_page_is_refused_with_its_text(cast, login, delivered):
    html = send(login(cast.employee), delivered, "Dari tab lama", version=7).content.decode()
    assert "sudah berubah di tab atau perangkat lain" in html
    assert "Dari tab lama" in html


def test_nobody_else_finds_the_page(cast, login, delivered):
    for who in (cast.rater, cast.reviewer, cast.bkpsdm, cast.auditor, cast.unit_admin, cast.stranger):
        assert login(who).get(url(delivered)).status_code == 404
        assert send(login(who), delivered).status_code == 404
    assert not Objection.objects.exists()
