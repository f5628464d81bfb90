"""Mengisi: keeping a draft, what is refused and why, handing in once, and that nothing typed is lost."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import cycle, islice

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.evaluating.plans import revise_plan
from evaluations.enums import PeriodState, State
from evaluations.models import Evaluation, EvaluationEvent, Evidence
from forms_config.engine.schema import Field, FieldKind, FilledBy, FormSchema, Section, SectionKind
from sekin_site.templatetags.sekin import drawn
from tests import build, schemas
from tests.counting import statements_of

REALISATION = "hasil_kerja-rhk-1-realisasi"
UPLOAD = "hasil_kerja-rhk-1-bukti_dukung-upload"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def url(evaluation: Evaluation, name: str = "fill") -> str:
    return reverse(f"portal:{name}", args=[evaluation.pk])


def fresh(evaluation: Evaluation) -> Evaluation:
    return Evaluation.objects.get(pk=evaluation.pk)


def realisation(evaluation: Evaluation) -> str | None:
    rows = fresh(evaluation).answers.get("hasil_kerja", [])
    return rows[0].get("realisasi") if rows else None


@pytest.fixture
def opened(cast) -> Evaluation:
    return cast.evaluation()


@pytest.fixture
def client(cast, login):
    return login(cast.employee)


def post(client, evaluation, name="fill", *, version=None, **data):
    return client.post(url(evaluation, name), {"version": version or fresh(evaluation).version} | data)


# --- who --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["fill", "save", "submit", "receipt", "evidence_upload"])
@pytest.mark.parametrize("who", ["rater", "reviewer", "unit_admin", "stranger", "bkpsdm", "auditor"])
def test_only_the_employee_finds_the_form(cast, login, opened, name, who):
    other = login(getattr(cast, who))
    method = other.get if name in ("fill", "receipt") else other.post
    assert method(url(opened, name)).status_code == 404
    assert fresh(opened).version == 1


def test_a_visitor_is_sent_to_the_login_and_back(client, opened):
    client.logout()
    response = client.get(url(opened))
    assert response.status_code == 302
    assert response.url == f"/masuk/?next={url(opened)}"


@pytest.mark.parametrize("name", ["submit", "evidence_upload"])
def test_the_login_leads_back_to_the_form_when_the_session_ended_on_a_button(client, opened, name):
    page = {"submit": "fill_check", "evidence_upload": "fill"}[name]
    assert client.get(url(opened, name)).url == url(opened, page)
    assert fresh(opened).version == 1


# --- the page ---------------------------------------------------------------------------------------


def test_the_page_shows_plan_guides_expectations_and_what_is_missing(client, opened):
    html = client.get(url(opened)).content.decode()
    assert "Hasil kerja 1 terlaksana" in html
    assert "target masa ini 0,9 laporan, setahun 12" in html
    assert "Memahami dan memenuhi kebutuhan masyarakat" in html
    assert "Ekspektasi Akuntabel" in html
    assert "Diisi oleh penilai" not in html
    assert f'href="{url(opened)}#field-{REALISATION}"' in html
    assert f'id="field-{REALISATION}"' in html


def test_opening_the_page_writes_nothing(client, opened):
    with CaptureQueriesContext(connection) as captured:
        client.get(url(opened))
    assert not [q for q in captured if not q["sql"].lstrip(" (").upper().startswith("SELECT")]
    assert fresh(opened).state == State.OPEN


def test_the_reason_for_a_return_stands_on_the_page(cast, client):
    returned = cast.evaluation(state=State.RETURNED)
    EvaluationEvent.objects.create(
        evaluation=returned, action="return", from_state=State.SUBMITTED, to_state=State.RETURNED,
        actor_name="Budi", note="Sebutkan jumlahnya", version=1, at=timezone.now(),
    )  # fmt: skip
    assert "Sebutkan jumlahnya" in client.get(url(returned)).content.decode()


# --- keeping a draft --------------------------------------------------------------------------------


def test_saving_keeps_the_draft_and_comes_back_to_the_form(client, opened):
    response = post(client, opened, **{REALISATION: "12 laporan"})
    assert response.status_code == 302
    assert response.url == url(opened)
    assert (fresh(opened).state, realisation(opened)) == (State.DRAFT, "12 laporan")


def test_autosave_answers_with_time_version_and_what_is_missing(client, opened):
    response = post(client, opened, "save", **{REALISATION: "12 laporan"})
    answer = response.json()
    assert response.status_code == 200
    assert (answer["version"], answer["missing"]) == (2, 0)
    assert answer["saved_at"] == f"{timezone.localtime():%H.%M}"
    assert realisation(opened) == "12 laporan"


def test_a_second_tab_gets_a_clear_sentence_and_keeps_what_was_typed(client, opened):
    post(client, opened, **{REALISATION: "tab pertama"})
    response = post(client, opened, version=1, **{REALISATION: "tab kedua"})
    html = response.content.decode()
    assert response.status_code == 409
    assert "sudah berubah di tab atau perangkat lain" in html
    assert "tab kedua" in html
    assert realisation(opened) == "tab pertama"


def test_after_a_conflict_the_person_may_decide_that_this_page_counts(client, opened):
    post(client, opened, **{REALISATION: "tab pertama"})
    response = post(client, opened, version=1, overwrite=2, **{REALISATION: "tab kedua"})
    assert response.status_code == 302
    assert realisation(opened) == "tab kedua"


def test_autosave_of_a_second_tab_is_refused_with_a_code(client, opened):
    post(client, opened, **{REALISATION: "tab pertama"})
    response = post(client, opened, "save", version=1, **{REALISATION: "tab kedua"})
    assert (response.status_code, response.json()["code"]) == (409, "version_conflict")


@pytest.mark.parametrize("version", ["", "x", "-1", "²"])
def test_a_broken_version_is_a_conflict_not_an_error(client, opened, version):
    response = client.post(url(opened), {"version": version, REALISATION: "tersimpan di halaman"})
    assert response.status_code == 409
    assert "tersimpan di halaman" in response.content.decode()


def test_what_cannot_be_read_is_marked_and_the_rest_is_stored(client, opened):
    other = "hasil_kerja-rhk-1-bukti_dukung"
    response = post(client, opened, **{REALISATION: "12 laporan", other: "999", "_present": other})
    html = response.content.decode()
    assert response.status_code == 422
    assert f'href="#field-{other}"' in html
    assert f'name="version" value="{fresh(opened).version}"' in html
    assert realisation(opened) == "12 laporan"


def test_autosave_names_the_field_that_cannot_be_read(client, opened):
    other = "hasil_kerja-rhk-1-bukti_dukung"
    response = post(client, opened, "save", **{other: "999", "_present": other})
    assert response.status_code == 422
    assert response.json()["code"] == "invalid"
    assert response.json()["message"].startswith("Bukti dukung: ")


def test_a_wrong_amount_of_money_stays_on_the_page_and_the_stored_one_is_kept(cast, client):
    spent = Field("belanja", "Realisasi belanja", kind=FieldKind.MONEY)
    schema = schemas.official_form()
    budget = Section("anggaran", "Anggaran", SectionKind.PLAIN, fields=(spent,))
    version = build.make_form_version(replace(schema, key="uang", sections=(*schema.sections, budget)))
    opened = cast.evaluation(version=version)

    assert post(client, opened, belanja="Rp 1.250.000").status_code == 302
    response = post(client, opened, belanja="sejuta lebih")
    html = response.content.decode()
    assert response.status_code == 422
    assert "Tulis nilai rupiah dengan angka, misalnya 1.250.000 atau Rp 1.250.000." in html
    assert 'value="sejuta lebih"' in html
    assert fresh(opened).answers["belanja"] == "1250000"
    assert 'value="1.250.000"' in client.get(url(opened)).content.decode()


# --- handing in -------------------------------------------------------------------------------------


def test_handing_in_gives_a_receipt_with_a_number(client, opened):
    response = post(client, opened, "submit", **{REALISATION: "12 laporan"})
    assert response.status_code == 302
    assert response.url == url(opened, "receipt")
    row = fresh(opened)
    assert row.state == State.SUBMITTED
    assert row.receipt_number in client.get(response.url).content.decode()
    assert row.plan_rows[0]["statement"] == "Hasil kerja 1 terlaksana"


def test_the_receipt_says_until_when_it_is_rated_and_takes_it_back_until_it_was_opened(
    cast, client, login, opened
):
    receipt = post(client, opened, "submit", **{REALISATION: "12 laporan"}).url
    page = client.get(receipt).content.decode()
    assert "Sekarang giliran penilai Anda menilai. Batasnya" in page
    assert url(opened, "withdraw") in page
    assert client.post(url(opened, "withdraw")).url == url(opened)
    assert fresh(opened).state == State.DRAFT
    post(client, opened, "submit", **{REALISATION: "13 laporan"})
    login(cast.rater).get(url(opened, "evaluation"))
    assert url(opened, "withdraw") not in client.get(receipt).content.decode()
    late = client.post(url(opened, "withdraw"), follow=True)
    assert "Penilai Anda sudah membuka evaluasi ini" in late.content.decode()
    assert fresh(opened).state == State.SUBMITTED


def test_the_second_press_of_a_double_click_finds_the_receipt(client, opened):
    data = {"version": 1, REALISATION: "12 laporan"}
    first, second = (client.post(url(opened, "submit"), data) for _ in range(2))
    assert first.url == second.url == url(opened, "receipt")
    assert client.post(url(opened, "submit"), {"version": 1}).url == url(opened, "receipt")
    assert fresh(opened).events.count() == 1


def test_an_incomplete_form_is_kept_and_says_what_is_missing(cast, client):
    build.make_plan(cast.employee, rater=cast.rater, results=2)
    half = cast.evaluation()
    response = post(client, half, "submit", **{REALISATION: "12 laporan"})
    assert response.url == url(half, "fill_check")
    assert (fresh(half).state, realisation(half)) == (State.DRAFT, "12 laporan")
    html = client.get(response.url).content.decode()
    assert "Belum dapat dikirim: 1 hal belum lengkap" in html
    assert f'href="{url(half)}#field-hasil_kerja-rhk-2-realisasi"' in html


def test_while_a_plan_is_revised_its_last_version_is_reported(cast, client, opened):
    revise_plan(cast.employee.plans.get(), actor=cast.employee.user, note="Target berubah")
    post(client, opened, "submit", **{REALISATION: "12 laporan"})
    assert fresh(opened).state == State.SUBMITTED


def test_without_an_approved_plan_there_is_nothing_to_hand_in(cast, client, opened):
    build.remove_plans(cast.employee)
    response = post(client, opened, "submit")
    assert response.status_code == 422
    assert "belum ada rencana hasil kerja" in response.content.decode()
    assert fresh(opened).state == State.OPEN


def test_other_words_after_sending_are_refused_kept_on_the_page_and_lead_to_what_was_sent(client, opened):
    data = {"version": opened.version, REALISATION: "12 laporan"}
    assert client.post(url(opened, "submit"), data).url == url(opened, "receipt")
    late = client.post(url(opened, "submit"), data | {REALISATION: "13 laporan"})
    html = late.content.decode()
    assert late.status_code == 409
    assert "13 laporan" in html
    assert "Lihat yang sudah dikirim" in html
    assert url(opened, "evaluation") in html
    assert realisation(opened) == "12 laporan"


@pytest.mark.parametrize(("typed", "is_hidden"), [("", False), ("12 laporan", True)])
def test_nothing_missing_is_not_counted(client, opened, typed, is_hidden):
    post(client, opened, **{REALISATION: typed})
    line = " ".join(client.get(url(opened)).content.decode().split())
    assert ('<a href="#kurang-daftar" hidden>' in line) == is_hidden


def test_a_returned_evaluation_can_be_sent_again_with_the_same_number(cast, client):
    returned = cast.evaluation(state=State.RETURNED, receipt_number="T-1", submitted_at=timezone.now())
    response = post(client, returned, "submit", **{REALISATION: "15 laporan"})
    assert response.url == url(returned, "receipt")
    assert fresh(returned).receipt_number == "T-1"


def test_there_is_no_receipt_before_sending(client, opened):
    assert client.get(url(opened, "receipt")).status_code == 404


def test_a_sent_form_leads_to_its_page(cast, client):
    sent = cast.evaluation(state=State.SUBMITTED)
    assert client.get(url(sent)).url == url(sent, "evaluation")


# --- time -------------------------------------------------------------------------------------------


@pytest.fixture
def late(cast) -> Evaluation:
    past = timezone.now() - timedelta(hours=1)
    return cast.evaluation(build.make_period(fill_until=past), answers={"hasil_kerja": []})


def test_after_the_deadline_the_page_says_so_and_stays_readable(client, late):
    html = client.get(url(late)).content.decode()
    assert "Pengisian sudah ditutup" in html
    assert "Batas pengisian" in html
    assert "<textarea" not in html


@pytest.mark.parametrize("name", ["fill", "submit"])
def test_what_was_typed_when_the_deadline_passed_stays_on_the_page(client, late, name):
    response = post(client, late, name, **{REALISATION: "diketik terlambat"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "sudah lewat" in html
    assert "diketik terlambat" in html
    assert fresh(late).state == State.OPEN


def test_autosave_after_the_deadline_is_refused_with_a_code(client, late):
    response = post(client, late, "save", **{REALISATION: "x"})
    assert (response.status_code, response.json()["code"]) == (422, "deadline_passed")


def test_a_closed_period_is_named_as_the_reason(cast, client):
    closed = cast.evaluation(build.make_period(state=PeriodState.CLOSED))
    assert "sudah ditutup. Hubungi BKPSDM" in client.get(url(closed)).content.decode()


# --- files ------------------------------------------------------------------------------------------


def upload(content: bytes = PDF, name: str = "rekap.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def test_a_file_is_stored_with_the_draft_and_attached_to_its_field(cast, client, opened):
    post(client, opened, **{REALISATION: "12 laporan", UPLOAD: upload()})
    evidence = Evidence.objects.get()
    assert (evidence.name, evidence.content_type, evidence.size) == ("rekap.pdf", "application/pdf", len(PDF))
    assert evidence.uploaded_by == cast.employee.user
    assert fresh(opened).answers["hasil_kerja"][0] == {
        "_row": "rhk-1", "realisasi": "12 laporan", "bukti_dukung": [evidence.pk],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"MZ\x90\x00" + b"\x00" * 64, "laporan.pdf", "bukan PDF, JPG, PNG, HEIC, DOCX, atau XLSX"),
        (b"", "kosong.pdf", "kosong"),
        (PDF + b"0" * 2048, "besar.pdf", "berukuran"),
    ],
)
def test_a_refused_file_is_named_and_the_text_is_kept(client, opened, settings, content, name, sentence):
    settings.EVIDENCE_MAX_BYTES = 1024
    response = post(client, opened, **{REALISATION: "12 laporan", UPLOAD: upload(content, name)})
    html = response.content.decode()
    assert response.status_code == 422
    assert f"“{name}”" in html
    assert sentence in html
    assert realisation(opened) == "12 laporan"
    assert not Evidence.objects.exists()


def test_the_same_file_twice_is_stored_once(client, opened):
    post(client, opened, **{UPLOAD: upload()})
    post(client, opened, "evidence_upload", berkas=upload(name="salinan.pdf"))
    assert Evidence.objects.get().name == "rekap.pdf"


def test_loose_files_are_stored_with_the_draft_around_them(client, opened):
    response = post(client, opened, "evidence_upload", berkas=[upload()], **{REALISATION: "12 laporan"})
    assert response.url == f"{url(opened)}#berkas"
    assert Evidence.objects.get().name == "rekap.pdf"
    assert realisation(opened) == "12 laporan"


# --- budget -----------------------------------------------------------------------------------------


def test_the_form_needs_as_many_statements_for_three_results_as_for_one(cast, client):
    one = cast.evaluation()
    few = statements_of(client, url(one))
    build.remove_plans(cast.employee)
    build.make_plan(cast.employee, rater=cast.rater, results=3)
    assert statements_of(client, url(one)) == few
    assert few <= 11  # nine for the page, two for menu and permissions


def test_handing_in_needs_ten_statements_at_most(cast, client, opened):
    data = {"version": 1, REALISATION: "12 laporan"}
    with CaptureQueriesContext(connection) as captured:
        client.post(url(opened, "submit"), data)
    statements = [q["sql"] for q in captured if "SAVEPOINT" not in q["sql"]]
    assert fresh(opened).state == State.SUBMITTED
    # PostgreSQL asks for one more: the shared lock that keeps the period open until the act is written.
    assert len(statements) <= (11 if connection.vendor == "postgresql" else 10), "\n".join(statements)


def large_form():
    """Sixty items in eight sections."""
    kinds = (FieldKind.SCALE, FieldKind.LONG_TEXT, FieldKind.NUMBER, FieldKind.YES_NO, FieldKind.EVIDENCE)
    scale = schemas.EXPECTATION
    fields = [
        Field(f"isian_{number}", f"Isian {number}", kind, required=True, scale=scale.key)
        for number, kind in enumerate(islice(cycle(kinds), 60))
    ]
    sections = (
        Section(f"bagian_{number}", f"Bagian {number}", SectionKind.PLAIN, fields=tuple(fields[number::8]))
        for number in range(8)
    )
    return FormSchema("besar", "Formulir besar", tuple(sections), scales=(scale,))


def test_a_form_of_sixty_items_in_eight_sections_needs_no_more_statements_than_a_small_one(cast, client):
    large = cast.evaluation(version=build.make_form_version(large_form()))
    assert statements_of(client, url(large)) <= 10  # login 2, row 1, plan 2, figures 1, files 1, menu 3
    assert statements_of(client, url(large, "fill_whole")) <= 11  # and the answers of last time


def test_to_draw_a_form_needs_no_statement_at_all(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        form = schemas.fill_in(large_form(), {"isian_1": "Teks"}, filled_by=FilledBy.EMPLOYEE)
        html = drawn("forms/sheet.html", sections=form.sections, max_bytes=1024)
    assert len(re.findall(r'id="field-isian_\d+"', html)) == 60
