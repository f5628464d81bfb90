"""Tambah bukti: from a field to a link, a letter or an old file, and back to the field with the box ticked."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evaluations.domain.evaluating.evidence import add_evidence, add_link
from evaluations.domain.evaluating.workflow import perform
from evaluations.enums import Action, State
from evaluations.models import Evaluation, Evidence
from tests import build
from tests.evidence_files import PDF

FIELD = "hasil_kerja-rhk-1-bukti_dukung"
LINK = "https://drive.example.go.id/rekap"
A_LINK = {"kind": "tautan", "url": LINK, "title": "Rekap Juli"}
A_LETTER = {"kind": "surat", "number": "800/12", "day": "2026-07-03", "about": "Undangan rapat"}


def url(evaluation: Evaluation, purpose: str = FIELD) -> str:
    return f"{reverse('portal:evidence_more', args=[evaluation.pk])}?untuk={purpose}"


def attached(evaluation: Evaluation) -> list[int]:
    rows = Evaluation.objects.get(pk=evaluation.pk).answers.get("hasil_kerja", [])
    return rows[0].get("bukti_dukung", []) if rows else []


@pytest.fixture
def evaluation(cast) -> Evaluation:
    return cast.evaluation(build.make_period(month=7))


@pytest.fixture
def client(cast, login):
    return login(cast.employee)


def test_the_button_beside_a_field_keeps_what_was_typed_and_leads_to_the_page(client, evaluation):
    data = {"version": 1, "hasil_kerja-rhk-1-realisasi": "12 laporan", "more": FIELD}
    answer = client.post(reverse("portal:fill", args=[evaluation.pk]), data)
    assert answer.url == url(evaluation)
    assert Evaluation.objects.get().answers["hasil_kerja"][0]["realisasi"] == "12 laporan"
    page = client.get(reverse("portal:fill_whole", args=[evaluation.pk])).content.decode()
    assert 'name="more"' in page
    assert f'value="{FIELD}"' in page


@pytest.mark.parametrize("typed", [A_LINK, A_LETTER], ids=["link", "letter"])
def test_what_is_added_stands_ticked_at_the_field_from_which_one_came(client, evaluation, typed):
    answer = client.post(url(evaluation), typed)
    evidence = Evidence.objects.get()
    assert answer.url.endswith(f"#field-{FIELD}")
    assert attached(evaluation) == [evidence.pk]
    assert client.get(answer.url).status_code == 200


def test_a_second_piece_is_ticked_beside_the_first_and_the_same_again_once(client, evaluation):
    for typed in (A_LINK, A_LETTER, A_LINK):
        client.post(url(evaluation), typed)
    assert attached(evaluation) == list(Evidence.objects.order_by("pk").values_list("pk", flat=True))
    assert len(attached(evaluation)) == 2


@pytest.mark.parametrize(
    "purpose", ["berkas", "", "hasil_kerja-rhk-9-bukti_dukung", "hasil_kerja-rhk-1-realisasi"]
)
def test_without_a_field_it_stands_among_all_evidence(client, evaluation, purpose):
    answer = client.post(url(evaluation, purpose), A_LINK)
    assert answer.url == f"{reverse('portal:fill', args=[evaluation.pk])}#berkas"
    assert attached(evaluation) == []
    assert "Tautan ke drive.example.go.id" in client.get(answer.url).content.decode()


def test_a_full_field_says_so_and_the_evidence_is_kept(cast, client, evaluation):
    for number in range(5):
        client.post(url(evaluation), A_LINK | {"url": f"{LINK}/{number}"})
    page = client.post(url(evaluation), A_LETTER, follow=True).content.decode()
    assert "tersimpan, tetapi belum terpasang. Paling banyak 5 berkas" in page
    assert len(attached(evaluation)) == 5
    assert Evidence.objects.count() == 6


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (A_LINK | {"url": "http://example.go.id"}, "Tautan harus diawali https://"),
        (A_LINK | {"url": ""}, "Tempelkan alamat tautannya."),
        (A_LETTER | {"number": ""}, "Tuliskan nomor suratnya."),
        (A_LETTER | {"day": "2999-01-01"}, "Tanggal surat itu belum tiba."),
        (A_LETTER | {"day": "31-02-2026"}, "Tanggal ini tidak ada."),
        ({}, "Pilih salah satu bukti, atau isi tautan atau suratnya."),
        ({"pakai": "999999"}, "Bukti itu sudah tidak ada."),
    ],
)
def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(client, evaluation, typed, sentence):
    answer = client.post(url(evaluation), typed)
    page = answer.content.decode()
    assert answer.status_code in (409, 422)
    assert sentence in page
    assert all(
        f'value="{value}"' in page
        for name, value in typed.items()
        if value and name in ("title", "about", "number")
    )
    assert not Evidence.objects.exists()


def test_evidence_of_earlier_months_is_found_by_name_and_used_with_one_tap(cast, client, evaluation):
    june = cast.evaluation(build.make_period(month=6, name="Juni 2026"))
    old = add_evidence(june, SimpleUploadedFile("rapat.pdf", PDF), actor=cast.employee.user)
    add_link(june, LINK, name="Rekap", actor=cast.employee.user)
    page = client.get(url(evaluation)).content.decode()
    assert "rapat.pdf" in page
    assert "Juni 2026" in page
    found = client.get(url(evaluation), {"untuk": FIELD, "cari": "rapat"}).content.decode()
    assert "rapat.pdf" in found
    assert LINK not in found
    answer = client.post(url(evaluation), {"pakai": old.pk})
    [again] = attached(evaluation)
    assert answer.url.endswith(f"#field-{FIELD}")
    assert Evidence.objects.get(pk=again).file.name == old.file.name


@pytest.mark.parametrize("who", ["rater", "reviewer", "unit_admin", "stranger", "bkpsdm", "auditor"])
def test_nobody_else_finds_the_page(cast, login, evaluation, who):
    other = login(getattr(cast, who))
    assert other.get(url(evaluation)).status_code == 404
    assert other.post(url(evaluation), A_LINK).status_code == 404
    assert not Evidence.objects.exists()


def test_after_sending_one_is_led_back_and_nothing_is_added(client, cast):
    sent = cast.evaluation(build.make_period(month=7), state=State.SUBMITTED)
    assert client.post(url(sent), A_LINK).url == reverse("portal:fill", args=[sent.pk])
    assert not Evidence.objects.exists()


def test_the_rater_sees_where_a_link_leads_and_opens_it_without_telling_whence(cast, login, evaluation):
    evidence = add_link(evaluation, LINK, name="Rekap", actor=cast.employee.user)
    answers = {
        "hasil_kerja": [{"_row": "rhk-1", "realisasi": "12 laporan", "bukti_dukung": [evidence.pk]}],
    }
    perform(evaluation, Action.SUBMIT, actor=cast.employee.user, answers=answers)
    page = " ".join(
        login(cast.rater).get(reverse("portal:rate", args=[evaluation.pk])).content.decode().split()
    )
    assert (
        f'<a href="{LINK}" target="_blank" rel="noopener noreferrer" referrerpolicy="no-referrer">Rekap</a>'
        in page
    )
    assert "Tautan ke drive.example.go.id" in page
    assert login(cast.rater).get(reverse("portal:evidence", args=[evidence.pk])).status_code == 404


def test_removing_a_link_takes_it_out_of_the_answers(client, evaluation):
    client.post(url(evaluation), A_LINK)
    evidence = Evidence.objects.get()
    client.post(reverse("portal:evidence_remove", args=[evidence.pk]))
    assert attached(evaluation) == []
    assert not Evidence.objects.exists()
