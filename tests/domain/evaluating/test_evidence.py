"""What may be evidence is told by the content; what hides in it, grows from it or exceeds its room is refused."""

import zlib
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from evaluations.domain.evaluating.evidence import (
    add_evidence,
    checked_type,
    fitting_name,
    quota_of,
    remove_evidence,
)
from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.refusals import Refused
from evaluations.enums import Action, State
from evaluations.models import Evaluation, Evidence
from tests.evidence_files import (
    MACRO_SHEET,
    PDF,
    archive,
    document,
    pdf_with_stream,
    photograph,
    picture,
    png_that_claims,
    workbook,
)

MEGABYTE = 1024 * 1024
PAGE = b"<html><script>alert(1)</script></html>"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(autouse=True)
def own_disk(monkeypatch, tmp_path):
    """Numbers of evaluations come again in other tests, and folders are named after them."""
    monkeypatch.setattr(Evidence._meta.get_field("file"), "storage", FileSystemStorage(tmp_path))


def upload(content: bytes = PDF, name: str = "rekap.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def code_of(content: bytes, name: str = "berkas.bin") -> str:
    with pytest.raises(Refused) as refused:
        checked_type(upload(content, name))
    assert name in refused.value.message
    assert refused.value.message.endswith(".")
    return refused.value.code


# --- what it is ---


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (pdf_with_stream(zlib.compress(b"isi" * 1000)), "application/pdf"),
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (photograph("HEIF"), "image/heic"),
        (picture("JPEG") + b"\0\0\0\x18ftypmp42" + b"\1" * 500, "image/jpeg"),  # a phone's motion photo
        (document(), DOCX),
        (workbook(), XLSX),
    ],
    ids=["pdf", "packed pdf", "jpeg", "png", "heic", "motion photo", "docx", "xlsx"],
)
def test_honest_files_are_taken_for_what_they_are(content, kind):
    file = upload(content)
    assert checked_type(file) == kind
    assert file.read() == content  # read from its beginning again


UPRIGHT, AS_IT_IS = (1280, 2560), (2560, 1280)  # HEIF knows by itself how it was held


@pytest.mark.parametrize(
    ("kind", "ending", "size"),
    [("JPEG", ".jpg", UPRIGHT), ("PNG", ".png", UPRIGHT), ("HEIF", ".jpg", AS_IT_IS)],
)
def test_a_picture_keeps_what_it_shows_and_nothing_of_where_and_with_what_it_was_taken(
    cast, kind, ending, size
):
    taken = photograph(kind, (2800, 1400))
    assert b"Telepon Siti" in taken
    evidence = add_evidence(cast.evaluation(), upload(taken, "IMG_1.heic"), actor=cast.employee.user)
    stored = evidence.file.read()
    assert evidence.size == len(stored)
    assert evidence.name.endswith(ending)
    assert evidence.content_type == {".jpg": "image/jpeg", ".png": "image/png"}[ending]
    assert b"Telepon Siti" not in stored
    assert b"di rumah" not in stored
    with Image.open(BytesIO(stored)) as shown:
        assert not shown.getexif()
        assert shown.size == size  # no larger than needed
        red, _, blue = shown.convert("RGB").getpixel((640, 200))
        assert red > 200 > blue


def test_the_same_picture_again_is_the_same_evidence(cast):
    evaluation = cast.evaluation()
    first, again = (
        add_evidence(evaluation, upload(photograph(), "foto.jpg"), actor=cast.employee.user) for _ in range(2)
    )
    assert first == again


def test_a_picture_that_ends_too_early_is_refused_by_its_name(cast):
    torn = photograph("JPEG", (600, 600))[:-2000]
    with pytest.raises(Refused, match=r"foto\.jpg") as refused:
        add_evidence(cast.evaluation(), upload(torn, "foto.jpg"), actor=cast.employee.user)
    assert refused.value.code == "file_broken"


def test_what_is_seen_through_in_a_drawing_stays_so(cast):
    drawing = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(drawing, "PNG")
    evidence = add_evidence(
        cast.evaluation(), upload(drawing.getvalue(), "cap.png"), actor=cast.employee.user
    )
    with Image.open(evidence.file) as shown:
        assert shown.getpixel((5, 5))[3] == 0


def test_a_file_that_somebody_has_read_already_is_judged_from_its_beginning():
    file = upload()
    file.read()
    assert checked_type(file) == "application/pdf"


def test_an_empty_file_is_told_so_by_its_name():
    assert code_of(b"", "rekap.pdf") == "file_empty"


def test_a_file_that_came_without_a_name_is_spoken_of_all_the_same():
    with pytest.raises(Refused, match="Berkas “berkas” kosong"):
        checked_type(SimpleUploadedFile(None, b""))


@pytest.mark.parametrize(
    "content",
    [
        PAGE,
        b"MZ" + b"\0" * 200,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        archive({"a.txt": b"a"}),
        b"GIF89a",
    ],
    ids=["html", "program", "old office", "zip", "gif"],
)
def test_other_kinds_are_refused_whatever_their_name(content):
    assert code_of(content, "laporan.pdf") == "file_type_not_allowed"


# --- what hides in it ---


@pytest.mark.parametrize(
    "content",
    [
        workbook(MACRO_SHEET, xl__vbaProject__bin=b"x"),
        archive({"[Content_Types].xml": b"", "xl/workbook.xml": b"", "xl/vbaProject.bin": b"x"}),
        workbook(xl__macrosheets__sheet1=b"x"),
        document(word__activeX__activeX1=b"x"),
    ],
    ids=["xlsm renamed", "hidden project", "excel 4 macros", "activex"],
)
def test_macros_are_refused(content):
    assert code_of(content, "rekap.xlsx") == "file_has_macros"


@pytest.mark.parametrize(
    "content",
    [
        picture("JPEG") + archive({"a.class": b"x"}),
        picture("PNG") + archive({"a.class": b"x"}),
        picture("JPEG") + PAGE,
        picture("PNG") + b"<?php system($_GET[0]); ?>",
        picture("JPEG") + PDF,
        PDF + archive({"a.class": b"x"}),
        PDF[:9] + PAGE + PDF[9:],
        workbook() + PAGE,
        archive({"[Content_Types].xml": b"", "xl/workbook.xml": b""}, comment=PAGE),
        b"PK\x03\x04" + b"\0" * 26 + workbook(),
    ],
    ids=[
        "jpeg and jar", "png and jar", "jpeg and page", "png and php", "jpeg and pdf", "pdf and zip", "pdf and page",
        "xlsx and page", "xlsx with a page as comment", "something before the xlsx",
    ],
)  # fmt: skip
def test_a_file_that_is_two_things_is_refused(content):
    assert code_of(content) in ("file_is_two_things", "file_type_not_allowed")


def test_a_part_that_stands_twice_in_an_archive_is_refused():
    out = BytesIO(workbook())
    with ZipFile(out, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("xl/workbook.xml", b"<other/>")
    assert code_of(out.getvalue()) == "file_is_two_things"


def test_an_archive_with_a_password_is_refused():
    content = bytearray(workbook())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = content.find(mark)
        while position != -1:
            content[position + offset] |= 1
            position = content.find(mark, position + 1)
    assert code_of(bytes(content)) == "file_is_locked"


# --- what it would grow to ---


@pytest.mark.parametrize("size", [(8000, 8000), (60_000, 60_000)])
def test_too_many_pixels_are_refused_by_the_header_alone(size):
    assert code_of(png_that_claims(*size)) == "picture_too_large"


def test_a_workbook_of_kilobytes_that_unpacks_to_gigabytes_is_refused(settings):
    settings.EVIDENCE_MAX_UNPACKED_BYTES = 4 * MEGABYTE
    content = workbook(xl__worksheets__sheet1=b"\0" * 5 * MEGABYTE)
    assert len(content) < 10_000
    assert code_of(content) == "unpacks_too_large"


def test_an_archive_of_thousands_of_parts_is_refused():
    assert code_of(workbook(**{f"xl__p{n}": b"" for n in range(5001)})) == "unpacks_too_large"


def test_a_pdf_of_kilobytes_that_unpacks_to_gigabytes_is_refused(settings):
    settings.EVIDENCE_MAX_UNPACKED_BYTES = 4 * MEGABYTE
    packed = zlib.compress(b"\0" * 5 * MEGABYTE)
    assert code_of(pdf_with_stream(packed)) == "unpacks_too_large"
    twice = zlib.compress(packed)
    assert code_of(pdf_with_stream(twice, "/Filter [/FlateDecode /FlateDecode]")) == "unpacks_too_large"


def test_a_pdf_whose_streams_are_encrypted_is_taken():
    assert checked_type(upload(pdf_with_stream(b"\x07" * 5000))) == "application/pdf"


@pytest.mark.parametrize("content", [picture("PNG")[:20], picture("JPEG")[:12], workbook()[:-40]])
def test_half_a_file_is_refused_as_broken(content):
    assert code_of(content) == "file_broken"


# --- how much there may be ---


def test_one_file_more_than_allowed_is_refused_with_the_remedy(cast, settings):
    settings.EVIDENCE_MAX_FILES = 1
    evaluation = cast.evaluation()
    add_evidence(evaluation, upload(), actor=cast.employee.user)
    with pytest.raises(Refused, match="Sudah ada 1 bukti, paling banyak 1") as refused:
        add_evidence(evaluation, upload(picture()), actor=cast.employee.user)
    assert refused.value.code == "too_many_files"
    assert add_evidence(evaluation, upload(), actor=cast.employee.user)  # the same one is no second file


def test_a_file_may_have_the_most_bytes_allowed_and_not_one_more(settings):
    settings.EVIDENCE_MAX_BYTES = len(PDF)
    assert checked_type(upload(PDF)) == "application/pdf"
    settings.EVIDENCE_MAX_BYTES = len(PDF) - 1
    assert code_of(PDF) == "file_too_large"


def test_all_files_together_may_fill_the_room_to_its_last_byte(cast, settings):
    evaluation, second = cast.evaluation(), document()
    add_evidence(evaluation, upload(), actor=cast.employee.user)
    settings.EVIDENCE_MAX_TOTAL_BYTES = len(PDF) + len(second) - 1
    with pytest.raises(Refused) as refused:
        add_evidence(evaluation, upload(second), actor=cast.employee.user)
    assert refused.value.code == "evidence_full"
    settings.EVIDENCE_MAX_TOTAL_BYTES += 1
    assert add_evidence(evaluation, upload(second), actor=cast.employee.user)


@pytest.mark.parametrize(
    ("files", "size", "is_full"), [(9, 99, False), (10, 0, True), (0, 100, True), (11, 0, True)]
)
def test_room_is_full_once_one_of_both_is_used_up(settings, files, size, is_full):
    settings.EVIDENCE_MAX_FILES, settings.EVIDENCE_MAX_TOTAL_BYTES = 10, 100
    quota = quota_of(files, size)
    assert (quota.is_full, quota.files, quota.size) == (is_full, files, size)


def test_more_bytes_than_allowed_are_refused_and_leave_no_file(cast, settings):
    settings.EVIDENCE_MAX_TOTAL_BYTES = len(PDF) + 10
    evaluation = cast.evaluation()
    kept = add_evidence(evaluation, upload(), actor=cast.employee.user)
    with pytest.raises(Refused) as refused:
        add_evidence(evaluation, upload(picture()), actor=cast.employee.user)
    assert refused.value.code == "evidence_full"
    assert [Path(kept.file.path)] == list(Path(kept.file.path).parent.iterdir())


# --- names ---


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("laporan.pdf.exe", "laporan.pdf.exe.pdf"),
        ('a<b>:"c|d?*.pdf', "a_b___c_d__.pdf"),
        ("laporan . .pdf", "laporan.pdf"),
        ("lap\u200boran\u202efdp.pdf", "laporanfdp.pdf"),
        ("..", "bukti.pdf"),
        ("", "bukti.pdf"),
    ],
)
def test_names_keep_what_people_can_read_and_disks_can_store(name, stored):
    assert fitting_name(name, "application/pdf") == stored


# --- what is removed is named nowhere ---


@pytest.fixture
def draft(cast):
    evaluation = cast.evaluation()
    evidence = add_evidence(evaluation, upload(), actor=cast.employee.user)
    answers = {
        "hasil_kerja": [{"_row": "rhk-1", "realisasi": "12 laporan", "bukti_dukung": [evidence.pk]}],
        "loyal": "Setia",
    }
    perform(evaluation, Action.SAVE, actor=cast.employee.user, answers=answers)
    return Evaluation.objects.get(), evidence, answers


def test_a_removed_file_leaves_every_saved_answer_and_the_rest_stays(
    cast, draft, django_capture_on_commit_callbacks
):
    row, evidence, answers = draft
    with django_capture_on_commit_callbacks(execute=True):
        remove_evidence(evidence, actor=cast.employee.user)
    after = Evaluation.objects.get()
    del answers["hasil_kerja"][0]["bukti_dukung"]
    assert (after.answers, after.version) == (answers, row.version + 1)
    assert not Path(evidence.file.path).exists()


def test_sending_answers_that_name_a_removed_file_is_refused(cast, draft):
    row, evidence, answers = draft
    remove_evidence(evidence, actor=cast.employee.user)
    with pytest.raises(Refused) as refused:
        perform(row, Action.SUBMIT, actor=cast.employee.user, answers=answers)
    assert refused.value.code == "evidence_gone"
    assert Evaluation.objects.get().state == State.DRAFT


def test_sending_answers_that_name_the_file_of_somebody_else_is_refused(cast, draft):
    row, _, answers = draft
    other = cast.evaluation(segment=2)
    foreign = add_evidence(other, upload(picture()), actor=cast.employee.user)
    answers["hasil_kerja"][0]["bukti_dukung"] = [foreign.pk]
    with pytest.raises(Refused) as refused:
        perform(row, Action.SUBMIT, actor=cast.employee.user, answers=answers)
    assert refused.value.code == "evidence_gone"


def test_a_draft_is_saved_without_the_files_that_are_gone(cast, draft):
    row, _, answers = draft
    Evidence.objects.all().delete()
    after = perform(row, Action.SAVE, actor=cast.employee.user, answers=answers | {"loyal": "Setia sekali"})
    assert after.answers["hasil_kerja"] == [{"_row": "rhk-1", "realisasi": "12 laporan"}]
    assert after.answers["loyal"] == "Setia sekali"


def test_what_keeps_the_row_from_being_stored_takes_the_file_away(cast, monkeypatch):
    evaluation = cast.evaluation()
    folder = Path(add_evidence(evaluation, upload(), actor=cast.employee.user).file.path).parent

    def fail(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(Evidence, "save", fail)
    with pytest.raises(ConnectionError):
        add_evidence(evaluation, upload(picture()), actor=cast.employee.user)
    assert len(list(folder.iterdir())) == 1
