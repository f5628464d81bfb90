"""What only an officer can know of a file is asked on its page, and the kept file is read with the answer."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.enums import ImportKind, ImportState
from evaluations.models import AttendanceMonth, ImportBatch
from sekin_site.roles import BKPSDM
from tests import build
from tests.exchange.conftest import DATA

PEOPLE = ("197407071993032813", "197407102022212892", "197407182004022698", "197407192006031541")


@pytest.fixture
def officer(db, client):
    for nip in PEOPLE:
        build.make_employee(nip, nip=nip)
    client.force_login(build.make_user("bkpsdm", groups=(BKPSDM,)))
    return client


def upload(officer, name: str, **fields) -> ImportBatch:
    (path,) = (DATA / "cases").glob(f"{name}*")
    with path.open("rb") as file:
        answer = officer.post(reverse("imports:upload", args=["attendance"]), {"file": file, **fields})
    assert answer.status_code == 302
    return ImportBatch.objects.latest("pk")


def page(officer, batch) -> str:
    return officer.get(reverse("imports:batch", args=[batch.pk])).content.decode()


def answer(officer, batch, about: str, **fields) -> None:
    officer.post(reverse("imports:answer", args=[batch.pk, about]), fields)
    batch.refresh_from_db()


def test_the_sheet_is_asked_for_with_its_rows_and_read(officer):
    batch = upload(officer, "a01")
    shown = page(officer, batch)
    assert "Lembar mana yang dibaca?" in shown
    assert "Rekap (2 baris)" in shown
    assert "Disdik (2 baris)" in shown
    answer(officer, batch, "lembar", sheet="Dinkes")
    assert batch.state == ImportState.MAPPING
    answer(officer, batch, "lembar", sheet="Disdik")
    assert (batch.state, batch.report["created"]) == (ImportState.PREVIEW, 2)
    shown = page(officer, batch)
    assert "Judul kolom pada baris 1 lembar “Disdik”." in shown
    assert "Mei 2026</strong>, menurut nama berkas" in shown
    assert "Terapkan perubahan untuk Mei 2026" in shown


def test_the_month_is_asked_for_and_confirmed(officer):
    batch = upload(officer, "a12")
    assert "Presensi bulan apa?" in page(officer, batch)
    answer(officer, batch, "bulan", month="6", year="")
    assert batch.state == ImportState.MAPPING
    answer(officer, batch, "bulan", month="6", year="2026")
    assert batch.state == ImportState.PREVIEW
    officer.post(reverse("imports:confirm", args=[batch.pk]))
    assert list(AttendanceMonth.objects.values_list("year", "month")) == [(2026, 6)]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"month": "6", "year": "20"}, "sama dengan 2000"),
        ({"month": "6", "year": ""}, "wajib diisi"),
        ({"month": "13", "year": "2026"}, "bukan salah satu"),
    ],
)
def test_a_wrong_answer_is_said_at_its_field_and_loses_nothing(officer, fields, said):
    batch = upload(officer, "a12")
    refused = officer.post(reverse("imports:answer", args=[batch.pk, "bulan"]), fields)
    shown = refused.content.decode()
    assert refused.status_code == 422
    assert said in shown
    if fields["year"]:
        assert f'value="{fields["year"]}"' in shown
    if fields["month"] == "6":
        assert '<option value="6" selected>Juni</option>' in shown
    batch.refresh_from_db()
    assert batch.state == ImportState.MAPPING


def test_rows_that_were_wrong_come_back_without_a_question_for_their_month(officer, tmp_path):
    batch = upload(officer, "a06")
    faults = officer.get(reverse("imports:errors", args=[batch.pk]))
    path = tmp_path / faults.headers["Content-Disposition"].split('"')[1]
    path.write_bytes(b"".join(faults.streaming_content))
    with path.open("rb") as file:
        officer.post(reverse("imports:upload", args=["attendance"]), {"file": file})
    again = ImportBatch.objects.latest("pk")
    assert (again.state, again.options["year"], again.options["month"]) == (ImportState.PREVIEW, 2026, 2)
    assert again.report["columns"]["unknown"] == []


def test_a_hidden_sheet_is_mentioned(officer):
    assert "Lembar tersembunyi, tidak dibaca: Rekap." in page(officer, upload(officer, "a02"))


def test_a_file_before_its_turn_says_so_and_a_busy_server_is_no_fault_of_it(officer):
    files = [
        ImportBatch.objects.create(kind=ImportKind.EMPLOYEES, state=ImportState.READING, file_name="a.xlsx")
        for _ in range(2)
    ]
    shown = page(officer, files[1])
    assert "Menunggu giliran: 1 berkas dibaca lebih dulu." in shown
    assert "sibuk" not in shown
    ImportBatch.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    assert "Server sedang sibuk. Berkas Anda tidak salah" in page(officer, files[1])
