"""Keberatan by the employee: within its days, with reasons, once."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from evaluations.enums import State
from evaluations.models import Evaluation, Evidence, Objection
from tests.evidence_files import PDF


def url(evaluation: Evaluation, name: str = "objection") -> str:
    return reverse(f"portal:{name}", args=[evaluation.pk])


@pytest.fixture
def delivered(cast) -> Evaluation:
    return cast.evaluation(state=State.DELIVERED)


def send(client, evaluation, reasons: str = "Angka keliru", version: int = 1, **more):
    typed = {"version": version, "topic": "HASIL_KERJA", "reasons": reasons}
    return client.post(url(evaluation), typed | more)


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


def test_the_topic_is_chosen_from_the_list(cast, login, delivered):
    for topic in ("", "LAIN-LAIN"):
        answer = send(login(cast.employee), delivered, topic=topic)
        assert answer.status_code == 422
        assert "Angka keliru" in answer.content.decode()
    assert not Objection.objects.exists()


def test_evidence_is_read_by_rater_and_superior_and_by_nobody_else(cast, login, delivered):
    send(login(cast.employee), delivered, berkas=SimpleUploadedFile("surat tugas.pdf", PDF))
    evidence = Evidence.objects.get()
    assert evidence.is_for_objection
    address = reverse("portal:evidence", args=[evidence.pk])
    for who, page in ((cast.rater, "explain"), (cast.reviewer, "decide")):
        assert address in login(who).get(url(delivered, page)).content.decode()
        assert login(who).get(address).status_code == 200
    for who in (cast.stranger, cast.unit_admin):
        assert login(who).get(address).status_code == 404


def test_a_file_that_is_refused_loses_nothing_that_was_typed(cast, login, delivered):
    answer = send(login(cast.employee), delivered, berkas=SimpleUploadedFile("x.exe", b"MZ"))
    html = answer.content.decode()
    assert (answer.status_code, "Angka keliru" in html) == (422, True)
    assert "pilih berkasnya lagi" in html
    assert not Objection.objects.exists()


def test_forty_thousand_letters_are_too_many_and_stay_on_the_page(cast, login, delivered):
    long = "Saya keberatan. " * 2500
    answer = send(login(cast.employee), delivered, reasons=long)
    assert (answer.status_code, long.strip() in answer.content.decode()) == (422, True)
    html = login(cast.employee).post(url(delivered, "acknowledge"), {"comment": long})
    assert (html.status_code, long.strip() in html.content.decode()) == (422, True)
    delivered.refresh_from_db()
    assert delivered.state == State.DELIVERED


def test_a_word_to_the_rater_comes_with_accepting(cast, login, delivered):
    login(cast.employee).post(url(delivered, "acknowledge"), {"comment": "Terima kasih, Pak."})
    for who in (cast.employee, cast.rater, cast.reviewer):
        html = login(who).get(url(delivered, "evaluation")).content.decode()
        assert "Tanggapan pegawai atas hasil" in html
        assert "Terima kasih, Pak." in html


def test_accepting_without_a_word_shows_no_empty_word(cast, login, delivered):
    login(cast.employee).post(url(delivered, "acknowledge"), {"comment": "  "})
    assert "Tanggapan pegawai" not in login(cast.rater).get(url(delivered, "evaluation")).content.decode()


def test_nobody_else_finds_the_page(cast, login, delivered):
    for who in (cast.rater, cast.reviewer, cast.bkpsdm, cast.auditor, cast.unit_admin, cast.stranger):
        assert login(who).get(url(delivered)).status_code == 404
        assert send(login(who), delivered).status_code == 404
    assert not Objection.objects.exists()
