"""Minta umpan balik: the pages of asking, answering and reading, and that unnamed colleagues stay unnamed there."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.evaluating.feedback import reply_to_feedback
from evaluations.enums import FeedbackRequestState, State
from evaluations.models import Feedback, FeedbackReply, FeedbackRequest
from tests import build
from tests.counting import statements_of
from tests.domain.evaluating.test_feedback_requests import questions

TODAY = timezone.localdate()
DAY = timedelta(days=1)
LIST, HOME = reverse("portal:feedback"), reverse("portal:home")


def at(name: str, *args) -> str:
    return reverse(f"portal:{name}", args=args)


@pytest.fixture
def peer(cast):
    person = build.make_employee("Rina Wati")
    build.make_assignment(person, cast.division, "Epidemiolog")
    return person


@pytest.fixture
def evaluation(cast):
    period = build.make_period(
        starts_on=TODAY - 20 * DAY,
        ends_on=TODAY + 20 * DAY,
        feedback_form=build.make_form_version(questions()).form,
    )
    return cast.evaluation(period, version=build.make_form_version())


@pytest.fixture
def asked(cast, peer, evaluation):
    version = evaluation.period.feedback_form.versions.get()
    return build.make_feedback_request(
        cast.employee, peer, evaluation.period, form_version=version, message="Posyandu?"
    )


def words(text: str = "Sigap membantu", **changes) -> dict[str, str]:
    said = {"text": text, "kind": "SARAN", "about": "nilai:loyal", "version": "1"} | changes
    return {f"catatan-{name}": value for name, value in said.items()} | {"teruskan": "Catatan Jumat"}


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_person_asks_on_the_page_and_the_invited_finds_it_on_the_home_page(cast, peer, evaluation, login):
    client = login(cast.employee)
    assert at("feedback_ask", evaluation.pk) in text_of(client.get(LIST))
    page = text_of(client.get(at("feedback_ask", evaluation.pk)))
    assert "Rekan kerja · Epidemiolog" in page
    data = {"people": [peer.pk, cast.rater.pk], "until": f"{TODAY:%Y-%m-%d}", "message": "Posyandu?"}
    answer = client.post(at("feedback_ask", evaluation.pk), data, follow=True)
    assert "2 orang dimintai umpan balik tentang Siti Aminah." in text_of(answer)
    assert "Beri umpan balik tentang Siti Aminah" in text_of(login(peer).get(HOME))
    assert "“Posyandu?”" in text_of(login(peer).get(LIST))


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("employee", 200),
        ("rater", 200),
        ("reviewer", 404),
        ("unit_admin", 404),
        ("stranger", 404),
        ("bkpsdm", 404),
    ],
)
def test_asking_is_for_the_person_and_the_rater(cast, evaluation, login, who, status):
    assert login(getattr(cast, who)).get(at("feedback_ask", evaluation.pk)).status_code == status


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"people": []}, "Pilih sedikitnya satu orang."),
        ({"people": ["999999999999999999"]}, "bukan rekan satu unit"),
        ({"until": f"{TODAY - DAY:%Y-%m-%d}"}, "paling cepat hari ini"),
        ({"until": "besok"}, "Ada yang perlu diperbaiki"),
        ({"message": "x" * 40_000}, "40.000 huruf"),
    ],
)
def test_what_was_asked_wrongly_is_told_and_stays_on_the_page(cast, peer, evaluation, login, changes, told):
    data = {"people": [peer.pk], "until": f"{TODAY:%Y-%m-%d}", "message": "Posyandu?"} | changes
    response = login(cast.employee).post(at("feedback_ask", evaluation.pk), data)
    assert response.status_code == 422
    assert told in text_of(response)
    assert data["message"][:300] in text_of(response)
    assert not FeedbackRequest.objects.exists()


def test_asking_too_late_says_so_instead_of_a_form(cast, peer, evaluation, login):
    evaluation.period.fill_until = evaluation.period.rate_until = timezone.now() - DAY
    evaluation.period.save()
    page = text_of(login(cast.employee).get(at("feedback_ask", evaluation.pk)))
    assert "Penilaian periode ini sudah berjalan" in page
    assert "<textarea" not in page


@pytest.mark.parametrize("who", ["employee", "rater", "stranger", "auditor"])
def test_only_the_invited_opens_the_answer(cast, asked, login, who):
    client = login(getattr(cast, who))
    for name in ("feedback_answer", "feedback_decline", "feedback_take_back"):
        assert client.post(at(name, asked.pk), words()).status_code == 404


def test_the_answer_has_the_questions_of_the_form_and_reaches_the_person_and_the_rater(
    cast, peer, evaluation, asked, login
):
    client = login(peer)
    assert "Apa yang diteruskan?" in text_of(client.get(at("feedback_answer", asked.pk)))
    client.post(at("feedback_answer", asked.pk), words())
    note = Feedback.objects.get()
    assert (note.kind, note.value, note.answers) == ("SARAN", "loyal", {"teruskan": "Catatan Jumat"})
    page = text_of(login(cast.employee).get(LIST))
    for told in ("Rina Wati", "Saran perbaikan", "Sigap membantu", "Catatan Jumat", "Sudah dijawab"):
        assert told in page
    build.make_plan(
        cast.employee, rater=cast.rater, year=TODAY.year
    ) if not cast.employee.plans.exists() else None
    assert "Sigap membantu" in text_of(login(cast.rater).get(at("rate", evaluation.pk)))
    assert "1 umpan balik baru untuk Anda" in text_of(login(cast.employee).get(HOME))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (words("x" * 40_000), "40.000 huruf"),
        (words(" "), "Tuliskan umpan baliknya terlebih dahulu."),
        (words() | {"teruskan": ""}, "Apa yang diteruskan?"),
        (words(about="hasil:punya-orang-lain"), "Ada yang perlu diperbaiki"),
        (words() | {"andal": "SEMPURNA"}, "Dapat diandalkan"),
    ],
)
def test_a_wrong_answer_is_told_and_nothing_typed_is_lost(peer, asked, login, data, told):
    response = login(peer).post(at("feedback_answer", asked.pk), data)
    assert response.status_code == 422
    assert told in text_of(response)
    assert data["catatan-text"].strip() in text_of(response)
    assert not Feedback.objects.exists()


def test_a_stale_tab_is_told_with_409_and_keeps_its_words(peer, asked, login):
    client = login(peer)
    client.post(at("feedback_answer", asked.pk), words("Draf") | {"draft": "1"})
    assert "draf tersimpan" in text_of(client.get(LIST))
    assert "Draf" in text_of(client.get(at("feedback_answer", asked.pk)))
    stale = client.post(at("feedback_answer", asked.pk), words("Dari tab lama"))
    assert stale.status_code == 409
    assert "Dari tab lama" in text_of(stale)
    assert not Feedback.objects.exists()


def test_declining_is_told_to_who_asked_with_its_reason(cast, peer, asked, login):
    login(peer).post(at("feedback_decline", asked.pk), {"reason": "Belum bekerja bersama"})
    page = text_of(login(cast.employee).get(LIST))
    assert "Belum dapat memberi: Belum bekerja bersama" in page
    assert "Tentang Siti Aminah" not in text_of(login(peer).get(LIST))


def test_what_was_sent_is_changed_taken_back_and_neither_once_it_was_read(cast, peer, asked, login):
    note = build.make_answer(asked)
    client = login(peer)
    page = text_of(client.get(LIST))
    assert at("feedback_take_back", asked.pk) in page
    assert at("feedback_answer", asked.pk) in page
    login(cast.employee).post(at("feedback_read", note.code))
    assert at("feedback_take_back", asked.pk) not in text_of(client.get(LIST))
    answer = client.post(at("feedback_take_back", asked.pk), follow=True)
    assert "sudah membaca umpan balik ini, jadi tidak berubah lagi" in text_of(answer)


def test_a_reply_is_read_by_the_author(cast, peer, asked, login):
    note = build.make_answer(asked)
    client = login(cast.employee)
    assert client.post(at("feedback_note", note.code), {"text": " "}).status_code == 422
    client.post(at("feedback_note", note.code), {"text": "Terima kasih, saya coba"})
    assert "Terima kasih, saya coba" in text_of(login(peer).get(LIST))
    for who in (cast.rater, cast.stranger, peer):
        assert login(who).post(at("feedback_note", note.code), {"text": "x"}).status_code == 404
    assert FeedbackReply.objects.count() == 1


# --- without a name ---


@pytest.fixture
def unnamed(cast, evaluation):
    """Three colleagues whose day was yesterday; the evaluation waits for the rater."""
    return build.make_unnamed_answers(cast.employee, evaluation.period, 3, until=TODAY - DAY)


def pages_about(cast, evaluation, login) -> dict[str, str]:
    """Everything that shows feedback, as each reader sees it."""
    found = {}
    for name in ("employee", "rater", "reviewer", "auditor", "bkpsdm"):
        client = login(getattr(cast, name))
        addresses = [
            LIST,
            at("evaluation", evaluation.pk),
            at("rate", evaluation.pk),
            at("document", evaluation.pk),
        ]
        found |= {f"{name} {address}": text_of(client.get(address)) for address in addresses}
        found[f"{name} pdf"] = str(client.get(at("document_pdf", evaluation.pk)).content)
    return found


def test_nobody_reads_who_wrote_unnamed_notes_nor_in_which_order(cast, evaluation, unnamed, login):
    evaluation.state, evaluation.submitted_at, evaluation.receipt_number = (
        State.SUBMITTED,
        timezone.now(),
        "T1",
    )
    evaluation.save()
    names = [note.request.invited.name for note in unnamed]
    shown = set()
    for where, page in pages_about(cast, evaluation, login).items():
        if "Catatan rekan 1" in page:
            shown.add(where.partition(" ")[0])
            assert (
                page.index("Catatan rekan 0") < page.index("Catatan rekan 1") < page.index("Catatan rekan 2")
            )
            assert "Rekan kerja, tanpa nama" in page
        for note in unnamed:
            assert f"umpan-balik/{note.pk}/" not in page, where
        stated = page.partition('id="ditanya"')[0]  # who was asked is known to who asked
        assert not [name for name in names if f">{name}<" in stated], where
    assert shown == {"employee", "rater", "reviewer", "auditor", "bkpsdm"}


def test_before_their_day_or_with_two_only_nobody_reads_them(cast, evaluation, login):
    build.make_unnamed_answers(cast.employee, evaluation.period, 2, until=TODAY - DAY)
    build.make_unnamed_answers(cast.employee, evaluation.period, 3, until=TODAY)
    for where, page in pages_about(cast, evaluation, login).items():
        assert "Catatan rekan" not in page, where
    asked = text_of(login(cast.employee).get(LIST)).partition('id="ditanya"')[2]
    assert "Tanpa nama: ditampilkan bersama-sama setelah" in asked
    assert FeedbackRequestState.ANSWERED.label not in asked


def test_the_unnamed_author_finds_the_own_note_and_its_reply_goes_to_the_rater(
    cast, evaluation, unnamed, login
):
    note = unnamed[0]
    reply_to_feedback(note, "Akan saya perbaiki", actor=cast.employee.user)
    author = text_of(login(note.request.invited).get(LIST))
    assert "Untuk Siti Aminah" in author
    assert "Akan saya perbaiki" not in author
    assert "Akan saya perbaiki" in text_of(login(cast.rater).get(at("rate", evaluation.pk)))


# --- the rater's team ---


def test_the_rater_is_told_in_numbers_and_finds_the_list(cast, peer, evaluation, login):
    build.make_evaluation(peer, evaluation.period, rater=cast.rater)
    client = login(cast.rater)
    told = "Anda belum memberi umpan balik kepada 2 dari 2 orang"
    assert told in text_of(client.get(HOME))
    assert told in text_of(client.get(reverse("portal:team")))
    assert "2 orang dalam tim Anda belum mendapat umpan balik" in text_of(client.get(LIST))
    Feedback.objects.create(employee=peer, author=cast.rater, about_on=TODAY, text="Baik")
    assert "Anda belum memberi umpan balik kepada 1 dari 2 orang" in text_of(client.get(HOME))
    assert f'href="{at("feedback_give", peer.pk)}"' not in text_of(client.get(LIST))


def test_statements_do_not_grow_with_requests_and_notes(cast, evaluation, login):
    def more(number: int) -> None:
        person = build.make_employee(f"Rekan {number}")
        build.make_assignment(person, cast.division)
        build.make_answer(
            build.make_feedback_request(cast.employee, person, evaluation.period),
            read_at=timezone.now(), result_key="rhk-1",
        )  # fmt: skip
        build.make_feedback_request(person, cast.employee, evaluation.period)

    client = login(cast.employee)
    more(1)
    one = statements_of(client, LIST)
    for number in (2, 3):
        more(number)
    assert statements_of(client, LIST) == one <= 16
    assert statements_of(client, at("feedback_ask", evaluation.pk)) <= 30
