"""The desk of the guidance: questions and their answers, what confuses, who has read, what rests on a regulation."""

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.evaluating.guidance_questions import (
    ENTRIES,
    ask,
    find_clear,
    find_unclear,
    make_entry,
)
from evaluations.domain.refusals import Refused
from evaluations.domain.reports.guidance import confusing_indicators, confusing_pages, readers_of
from evaluations.models import GuidanceQuestion
from forms_config.models import EvaluationForm, GuidancePage, GuidanceSearch, LegalBasis
from tests import build
from tests.counting import statements_of
from tests.forms_config.library import make_indicator
from tests.guidance import make_guidance_page

QUEUE = reverse("guidance_questions:index")
FAQ_PAGE = "/panduan/tanya-jawab/"


@pytest.fixture
def desk(cast, login):
    return login(cast.bkpsdm)


@pytest.fixture
def faq(cast) -> GuidancePage:
    return make_guidance_page("Tanya jawab", slug="tanya-jawab", kind="faq")


@pytest.fixture
def question(cast) -> GuidanceQuestion:
    return ask("Saya Siti, kapan hasil saya keluar?", None, actor=cast.employee.user)


def address(question) -> str:
    return reverse("guidance_questions:question", args=[question.pk])


def html(client, where: str) -> str:
    return client.get(where).content.decode()


# --- questions --------------------------------------------------------------------------------------


def test_a_question_waits_in_the_queue_without_the_name_of_who_asked(cast, desk, question):
    shown = html(desk, QUEUE)
    assert "kapan hasil saya keluar?" in shown
    assert cast.employee.nip not in shown + html(desk, address(question))
    assert "Dinas Kesehatan" in html(desk, address(question))


def test_an_answer_takes_it_from_the_queue(cast, desk, question):
    assert desk.post(address(question), {"answer": "Sesudah tanggal 10.", "aksi": "jawab"}).url == QUEUE
    question.refresh_from_db()
    assert (question.answer, question.answered_by) == ("Sesudah tanggal 10.", cast.bkpsdm)
    assert "kapan hasil" not in html(desk, QUEUE)
    assert "kapan hasil" in html(desk, f"{QUEUE}?keadaan=terjawab")


def test_an_answer_becomes_an_entry_with_one_press_and_is_found(desk, question, faq, client):
    given = {
        "answer": "Sesudah tanggal 10.\nLihat Beranda <b>.",
        "wording": "Kapan hasil keluar?",
        "aksi": "terbit",
    }
    for _ in range(2):
        assert desk.post(address(question), given).url == QUEUE
    page = html(client, FAQ_PAGE)
    assert page.count("Kapan hasil keluar?") == 1
    assert "<p>Sesudah tanggal 10.</p><p>Lihat Beranda &lt;b&gt;.</p>" in page
    assert "Siti" not in page
    assert f"{FAQ_PAGE}#kapan-hasil-keluar" in html(client, "/panduan/?cari=kapan hasil keluar")
    question.refresh_from_db()
    assert question.entry_on == faq


def test_entries_stand_together_in_one_part_of_the_page(cast, faq, question):
    other = ask("Apakah hasil bisa dicetak?", None, actor=cast.rater.user)
    for number, one in enumerate((question, other)):
        one.answer, one.answered_at = f"Jawaban {number}", timezone.now()
        one.save()
        make_entry(one, f"Pertanyaan {number}?", actor=cast.bkpsdm)
    faq.refresh_from_db()
    body = list(faq.body.raw_data)
    assert [block["type"] for block in body] == ["heading", "faq"]
    assert body[0]["value"] == ENTRIES
    assert [item["value"]["question"] for item in body[1]["value"]] == ["Pertanyaan 0?", "Pertanyaan 1?"]


def test_an_entry_joins_a_draft_and_publishes_nothing_of_it(cast, desk, question, faq):
    faq.title = "Draf yang belum selesai"
    faq.save_revision()
    desk.post(address(question), {"answer": "Ya.", "wording": "Kapan?", "aksi": "terbit"})
    faq.refresh_from_db()
    assert faq.title == "Tanya jawab"
    draft = faq.get_latest_revision_as_object()
    assert (draft.title, draft.body.raw_data[1]["value"][0]["value"]["question"]) == (
        "Draf yang belum selesai",
        "Kapan?",
    )


@pytest.mark.parametrize(
    ("change", "wording", "code"),
    [
        ({"answer": ""}, "Kapan?", "not_answered"),
        ({}, "  ", "wording_missing"),
        ({}, "a" * 251, "wording_missing"),
    ],
)
def test_an_entry_needs_an_answer_and_words_for_everybody(cast, faq, question, change, wording, code):
    values = {"answer": "Ya.", "answered_at": timezone.now()} | change
    values["answered_at"] = values["answered_at"] if values["answer"] else None
    GuidanceQuestion.objects.filter(pk=question.pk).update(**values)
    with pytest.raises(Refused) as refused:
        make_entry(question, wording, actor=cast.bkpsdm)
    assert refused.value.code == code


def test_without_a_page_of_questions_an_entry_is_refused_and_the_answer_kept(desk, question):
    response = desk.post(address(question), {"answer": "Ya.", "wording": "Kapan?", "aksi": "terbit"})
    assert response.status_code == 422
    assert "Belum ada halaman berjenis Tanya jawab" in response.content.decode()
    question.refresh_from_db()
    assert question.answer == "Ya."


# --- what confuses --------------------------------------------------------------------------------------


def people(cast, number: int) -> list:
    return [build.make_user(f"orang{n}") for n in range(number)]


def test_pages_and_indicators_are_named_by_how_many_found_them_unclear(cast, faq):
    indicator = make_indicator()
    indicator.guidance_page = faq
    indicator.save()
    find_unclear(faq, "WORDS", "Apa itu RHK?", actor=cast.employee.user)
    find_clear(faq, actor=cast.rater.user)
    [page] = confusing_pages()
    assert (page.thing, page.said, page.unclear, page.is_small) == (faq, 2, 1, True)
    [one] = confusing_indicators(cast.agency.pk)
    assert (one.thing, one.said, one.unclear) == (indicator, 2, 1)
    assert confusing_pages(cast.other_agency.pk) == []


def test_small_groups_show_no_numbers_and_an_agency_of_few_no_words(cast, desk, faq):
    find_unclear(faq, "WORDS", "Apa itu RHK?", actor=cast.employee.user)
    where = reverse("guidance_confusion:index")
    shown = html(desk, where)
    assert ">di bawah lima<" in shown
    assert "Apa itu RHK?" in shown
    assert "Apa itu RHK?" not in html(desk, f"{where}?perangkat={cast.agency.pk}")


def test_numbers_show_from_five_on(cast, desk, faq):
    for user in people(cast, 5):
        find_unclear(faq, "LENGTH", "", actor=user)
    assert ">di bawah lima<" not in html(desk, reverse("guidance_confusion:index"))


def test_the_screens_cost_the_same_with_more_rows(cast, desk, faq):
    find_unclear(faq, "WORDS", "Satu", actor=cast.employee.user)
    ask("Pertanyaan pertama saya?", faq, actor=cast.employee.user)
    GuidanceSearch.objects.create(words="sepeda", hits=0, is_answered=False)
    screens = [
        reverse(f"{name}:index") for name in ("guidance_confusion", "guidance_questions", "guidance_searches")
    ]
    few = [statements_of(desk, one) for one in screens]
    for number, user in enumerate(people(cast, 3)):
        find_unclear(make_guidance_page(f"Halaman {number}"), "WORDS", "Dua", actor=user)
        ask(f"Pertanyaan nomor {number}?", faq, actor=user)
        GuidanceSearch.objects.create(words=f"sepeda {number}", hits=0, is_answered=False)
    assert [statements_of(desk, one) for one in screens] == few


def test_what_nobody_answered_can_be_looked_at_alone(desk, faq):
    GuidanceSearch.objects.create(words="sepeda", times=3, hits=2, is_answered=True)
    GuidanceSearch.objects.create(words="kapal selam", times=9, hits=0, is_answered=False)
    where = reverse("guidance_searches:index")
    assert "sepeda" in html(desk, where)
    assert "sepeda" not in html(desk, f"{where}?jawaban=belum")
    assert "kapal selam" in html(desk, f"{where}?jawaban=belum")


# --- required reading ---------------------------------------------------------------------------------


def test_progress_of_reading_is_told_by_agency_for_the_page_as_it_stands(cast, desk, faq):
    period = build.make_period(required_page=faq)
    faq.mark_read(cast.employee.user)
    day = timezone.localdate()
    of_agency = {line.agency: line.read for line in readers_of(faq, day)}
    assert of_agency[cast.agency] == 1
    assert sum(of_agency.values()) == 1
    shown = html(desk, reverse("guidance_reading:index"))
    assert "Dinas Kesehatan" in shown
    faq.material_since = timezone.now()
    faq.save_revision().publish()
    assert sum(line.read for line in readers_of(faq, day)) == 0
    assert desk.get(f"{reverse('guidance_reading:index')}?halaman=999").status_code == 404
    period.required_page = None
    period.save()
    assert "Tidak ada formulir atau periode" in html(desk, reverse("guidance_reading:index"))


def test_people_with_two_posts_are_counted_once(cast, faq):
    before = {line.agency: line.people for line in readers_of(faq, timezone.localdate())}
    build.make_assignment(cast.employee, cast.division, kind="PLT")
    assert {line.agency: line.people for line in readers_of(faq, timezone.localdate())} == before


# --- what rests on a regulation -----------------------------------------------------------------------


def test_changing_the_validity_of_a_regulation_names_what_rests_on_it(desk, faq):
    basis = LegalBasis.objects.create(number="PP 30/2019", title="Penilaian Kinerja PNS")
    faq.summary = "Menurut PP Nomor 30 Tahun 2019."
    faq.save()
    EvaluationForm.objects.create(key="lama", title="Formulir", introduction="Dasar: PP 30/2019.")
    edit = reverse("legalbasis:edit", args=[basis.pk])
    shown = html(desk, edit)
    assert reverse("wagtailadmin_pages:edit", args=[faq.pk]) in shown
    given = {"number": "PP 30/2019", "title": "Penilaian Kinerja PNS", "valid_until": "2026-12-31"}
    told = desk.post(edit, given, follow=True).content.decode()
    assert "1 halaman panduan dan 1 formulir menyebut PP 30/2019." in told
    assert "menyebut PP 30/2019." not in desk.post(edit, given, follow=True).content.decode()


def test_a_regulation_cannot_end_before_it_begins(desk):
    given = {
        "number": "UU 1/2026",
        "title": "Contoh",
        "valid_from": "2026-12-31",
        "valid_until": "2026-01-01",
    }
    told = desk.post(reverse("legalbasis:add"), given).content.decode()
    assert "Hari terakhirnya sebelum hari berlakunya." in told
