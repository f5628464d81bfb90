"""Bad input while filling in, as the list of what goes wrong on the last evening of a month.

Each is answered in a sentence, keeps what was typed, and is no error of the server. What needs a browser (a denied
camera, a full storage of the browser, a lost line) is in ``tests/journeys/``; two presses at the very same moment in
``tests/site/test_races.py``.
"""

import errno
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.evaluating.evidence import add_evidence, remove_evidence
from evaluations.domain.evaluating.workflow import perform
from evaluations.enums import Action, State
from evaluations.models import Evaluation, EvaluationPeriod, Evidence
from tests.clamd import EICAR, clamd
from tests.evidence_files import PDF, pdf_with_stream, photograph, picture, png_that_claims

REALISATION = "hasil_kerja-rhk-1-realisasi"
FIELD = "hasil_kerja-rhk-1-bukti_dukung"
UPLOAD = f"{FIELD}-upload"
TYPED = "12 laporan selesai"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><script>alert(1)</script></html>"


@pytest.fixture(autouse=True)
def own_disk(monkeypatch, tmp_path):
    """Numbers of evaluations come again in other tests, and folders are named after them."""
    monkeypatch.setattr(Evidence._meta.get_field("file"), "storage", FileSystemStorage(tmp_path))
    return tmp_path


@pytest.fixture
def row(cast) -> Evaluation:
    return cast.evaluation()


@pytest.fixture
def client(cast, login):
    return login(cast.employee)


def url(row: Evaluation, name: str = "fill") -> str:
    return reverse(f"portal:{name}", args=[row.pk])


def fresh(row: Evaluation) -> Evaluation:
    return Evaluation.objects.get(pk=row.pk)


def realisation(row: Evaluation) -> str | None:
    rows = fresh(row).answers.get("hasil_kerja", [])
    return rows[0].get("realisasi") if rows else None


def post(client, row: Evaluation, name: str = "fill", **data):
    return client.post(url(row, name), {"version": fresh(row).version, REALISATION: TYPED} | data)


def send_file(client, row: Evaluation, content: bytes, name: str):
    """With the page around it, as a browser without scripts does."""
    return post(client, row, **{UPLOAD: SimpleUploadedFile(name, content)})


def refused(client, row: Evaluation, content: bytes, name: str) -> str:
    """The page that comes back: the file is named on it, nothing of it is kept, and the text is."""
    answer = send_file(client, row, content, name)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"“{name}”" in page
    assert TYPED in page
    assert realisation(row) == TYPED
    assert not Evidence.objects.exists()
    return page


# --- presses and tabs ---


def test_double_click_leads_to_the_receipt_of_the_first_press(client, row):
    first, second = (
        client.post(url(row, "submit"), {"version": 1, REALISATION: TYPED}, follow=True) for _ in range(2)
    )
    assert first.redirect_chain == second.redirect_chain == [(url(row, "receipt"), 302)]
    assert fresh(row).receipt_number in second.content.decode()
    assert fresh(row).events.filter(to_state=State.SUBMITTED).count() == 1


def test_a_stale_tab_shows_both_texts_and_overwrites_nothing(client, row):
    post(client, row, **{REALISATION: "dari tab pertama"})
    answer = post(client, row, version=1, **{REALISATION: "dari tab kedua"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "sudah berubah di tab atau perangkat lain" in page
    assert "dari tab pertama" in page
    assert "dari tab kedua" in page
    assert realisation(row) == "dari tab pertama"


def test_the_deadline_between_opening_and_sending_is_said_beside_what_was_typed(client, row):
    assert client.get(url(row, "fill_whole")).status_code == 200
    EvaluationPeriod.objects.update(fill_until=timezone.now() - timedelta(hours=1))
    for name in ("fill", "submit"):
        answer = post(client, row, name)
        assert answer.status_code == 422
        assert "sudah lewat" in answer.content.decode()
        assert TYPED in answer.content.decode()
    assert fresh(row).state == State.OPEN


# --- files ---


class Enormous(BytesIO):
    """200 MB that nobody has to hold in memory; whoever reads them has done too much."""

    size = 200 * 1024 * 1024

    def read(self, *args) -> bytes:
        raise AssertionError("read before it was measured")


def test_200_megabytes_are_refused_by_their_size_alone(row, cast):
    file = SimpleUploadedFile("video.pdf", b"")
    file.file, file.size = Enormous(), Enormous.size
    with pytest.raises(Exception, match=r"“video\.pdf” berukuran 200,0.MB, paling besar 5,0.MB"):
        add_evidence(row, file, actor=cast.employee.user)


def test_too_many_megabytes_are_said_on_the_page(client, row, settings):
    settings.EVIDENCE_MAX_BYTES = len(PDF)
    assert "berukuran" in refused(client, row, PDF + b"%", "besar.pdf")


def test_heic_is_taken_and_stored_as_what_every_browser_shows(client, row):
    assert send_file(client, row, photograph("HEIF"), "IMG_1.HEIC").status_code == 302
    evidence = Evidence.objects.get()
    assert (evidence.name, evidence.content_type) == ("IMG_1.jpg", "image/jpeg")


@pytest.mark.parametrize(
    ("content", "name"),
    [(SVG, "gambar.svg"), (SVG, "gambar.png"), (HTML, "laporan.pdf"), (b"MZ" + b"\0" * 99, "laporan.pdf")],
    ids=["svg", "svg renamed", "html renamed to pdf", "program renamed to pdf"],
)
def test_what_is_no_document_or_picture_is_refused_whatever_it_is_called(client, row, content, name):
    assert "bukan PDF, JPG, PNG, HEIC, DOCX, atau XLSX" in refused(client, row, content, name)


def test_the_test_virus_inside_a_pdf_is_refused_where_there_is_a_scanner(client, row, settings):
    with clamd() as settings.CLAMD:
        assert "ditemukan virus" in refused(client, row, pdf_with_stream(EICAR, ""), "laporan.pdf")


def test_30000_by_30000_pixels_are_refused_before_they_are_drawn(client, row):
    assert "juta piksel" in refused(client, row, png_that_claims(30_000, 30_000), "peta.png")


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\data\\rekap.pdf", "rekap.pdf"),
        ("rek\u202eap\x07\x00.pdf", "rekap.pdf"),
        ('a<b>:"c|d?*.pdf', "a_b___c_d__.pdf"),
        ("laporan 🙂 بنتول.pdf", "laporan 🙂 بنتول.pdf"),
        ("x" * 400 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_with_paths_or_controls_becomes_one_that_can_be_read(cast, row, own_disk, name, stored):
    file = SimpleUploadedFile("a.pdf", PDF)
    file._name = name  # past Django, which cuts some of it already
    evidence = add_evidence(row, file, actor=cast.employee.user)
    assert evidence.name == stored
    [path] = [path for path in own_disk.rglob("*") if path.is_file()]
    assert path.parent == own_disk / "evidence" / str(row.pk)


def test_a_full_disk_is_said_and_the_text_is_kept(client, row, monkeypatch, own_disk):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    assert "tempat di server penuh" in refused(client, row, PDF, "rekap.pdf")
    file = SimpleUploadedFile("rekap.pdf", PDF)
    answer = client.post(url(row, "evidence_add"), {"berkas": file})
    assert (answer.status_code, answer.json()["code"]) == (422, "storage_full")


def test_where_the_camera_is_denied_a_file_can_be_chosen_beside_it(client, row):
    page = client.get(url(row, "fill_whole")).content.decode()
    assert f'id="field-{FIELD}-camera"' in page
    assert 'capture="environment"' in page
    assert f'id="field-{FIELD}-upload"' in page


def test_evidence_deleted_while_it_is_attached_is_said_when_sending_and_the_draft_is_kept(client, row, cast):
    evidence = add_evidence(row, SimpleUploadedFile("a.png", picture("PNG")), actor=cast.employee.user)
    answers = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": TYPED, "bukti_dukung": [evidence.pk]}]}
    perform(row, Action.SAVE, actor=cast.employee.user, answers=answers)
    number = evidence.pk
    remove_evidence(evidence, actor=cast.employee.user)  # in another tab
    for name in ("fill", "submit"):
        answer = post(client, row, name, **{FIELD: number, "_present": FIELD})
        page = answer.content.decode()
        assert answer.status_code in (409, 422)
        assert "Berkas yang dipilih tidak ditemukan" in page
        assert TYPED in page
    assert fresh(row).state == State.DRAFT
    assert realisation(row) == TYPED


# --- texts ---


@pytest.mark.parametrize(
    "text",
    ["Selesai 🙂 👩‍⚕️ 🇮🇩", "تقرير بنتول", "ꦲꦏ꧀ꦱꦫꦗꦮ", "e\u0301" * 10],
    ids=["emoji", "arabic", "javanese", "accents"],
)
def test_emoji_and_other_scripts_are_kept_as_people_read_them(client, row, text):
    assert post(client, row, **{REALISATION: text}).status_code == 302
    kept = realisation(row)
    assert kept is not None
    assert kept in (text, "é" * 10)
    assert kept in client.get(url(row, "fill_whole")).content.decode()


def test_marks_that_turn_the_reading_order_are_taken_out(client, row):
    post(client, row, **{REALISATION: "laporan \u202egnadeb\u202c selesai"})
    assert realisation(row) == "laporan gnadeb selesai"


def test_40000_characters_stay_on_the_page_with_their_number_and_the_limit(client, row):
    long = "Laporan " * 5000
    answer = post(client, row, **{REALISATION: long})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Isian Anda 3" in page or "Isian Anda 4" in page
    assert "Mohon dipersingkat." in page
    assert long.strip() in page
    assert realisation(row) is None
