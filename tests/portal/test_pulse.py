"""Suara Anda in the browser: asked after one's own result, told truthfully, answered once; figures for leaders."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from evaluations.enums import State
from evaluations.models import Evaluation, EvaluationEvent, PulseMark, PulseTally
from forms_config.engine.schema import Field, FieldKind
from tests import build, pulse
from tests.counting import statements_of
from tests.pulse import FAIR, HELPED, REASONS

HOME, FIGURES = reverse("portal:home"), reverse("portal:pulse_figures")
INVITATION = "Bagaimana penilaian ini menurut Anda?"
ANSWERS = {FAIR: "ABOVE", REASONS: "BELOW", HELPED: "yes"}
DONE = "Terima kasih. Anda tidak ditanya lagi tentang periode ini."


@pytest.fixture
def row(cast) -> Evaluation:
    return pulse.read(cast.employee, pulse.asking(name="Juli 2026"))


@pytest.fixture
def address(row) -> str:
    return reverse("portal:pulse", args=[row.pk])


@pytest.fixture
def result(row) -> str:
    return reverse("portal:evaluation", args=[row.pk])


@pytest.fixture
def version(row) -> int:
    return row.period.pulse_form.versions.get().pk


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def told(response) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in get_messages(response.wsgi_request)]


# --- Asked -------------------------------------------------------------------------------------------


def test_the_result_invites_its_person_until_they_have_answered_or_passed_it_over(
    login, cast, result, address, version
):
    client = login(cast.employee)
    assert INVITATION in text_of(client.get(result))
    client.post(address, {"lewati": "1", "_version": version})
    assert INVITATION not in text_of(client.get(result))


@pytest.mark.parametrize("who", ["rater", "reviewer", "bkpsdm", "auditor"])
def test_whoever_else_reads_the_result_is_not_invited_and_finds_no_page(login, cast, result, address, who):
    client = login(getattr(cast, who))
    assert INVITATION not in text_of(client.get(result))
    assert client.get(address).status_code == 404
    assert client.post(address, ANSWERS).status_code == 404
    assert not PulseMark.objects.exists()


def test_nobody_reaches_the_questions_without_a_login_or_for_a_foreign_result(client, login, cast, address):
    assert client.get(address).status_code == 302
    assert login(cast.stranger).get(address).status_code == 404


def test_on_the_first_reading_already_the_result_invites(login, cast):
    row = pulse.read(cast.employee, pulse.asking(), result_read_at=None)
    assert INVITATION in text_of(login(cast.employee).get(reverse("portal:evaluation", args=[row.pk])))


def test_a_period_that_asks_nothing_invites_nobody_and_costs_no_statement(login, cast):
    period = pulse.asking()
    form, period.pulse_form = period.pulse_form, None
    period.save()
    silent = pulse.read(cast.employee, period)
    client, page = login(cast.employee), reverse("portal:evaluation", args=[silent.pk])
    before = statements_of(client, page)
    assert INVITATION not in text_of(client.get(page))
    period.pulse_form = form
    period.save()
    assert statements_of(client, page) == before + 1
    assert INVITATION in text_of(client.get(page))


def test_the_first_page_asks_gently_once(login, cast, address, version):
    build.make_plan(cast.employee, rater=cast.rater, year=timezone.localdate().year)
    Evaluation.objects.update(state=State.ACKNOWLEDGED, acknowledged_at=timezone.now())
    client = login(cast.employee)
    context = client.get(HOME).context
    assert context["first_task"].title == "Bagaimana penilaian Juli 2026 menurut Anda?"
    assert (context["first_task"].url, context["other_tasks"]) == (address, [])
    client.post(address, {"lewati": "1", "_version": version})
    assert client.get(HOME).context["first_task"] is None


# --- The page ----------------------------------------------------------------------------------------


def test_the_page_says_what_is_stored_and_who_reads_it(login, cast, address):
    page = text_of(login(cast.employee).get(address))
    for sentence in (
        "Siapa yang menjawab apa tidak disimpan",
        "Kodenya sama, baik Anda menjawab maupun melewati",
        "Hitungan baru tampil setelah lima jawaban terkumpul",
        "serta pimpinan dan auditor Dinas Kesehatan",
        "Bila semua orang di Dinas Kesehatan menjawab sama, hal itu terlihat",
        "Jawaban tidak dapat diubah atau ditarik",
        "Menjawab atau tidak, hasil Anda tidak berubah",
    ):
        assert sentence in page
    assert "Penilaian saya adil" in page


@pytest.mark.parametrize("data", [ANSWERS, {"lewati": "1"}], ids=["answered", "passed over"])
def test_answering_and_passing_over_look_alike_from_outside(login, cast, address, result, version, data):
    response = login(cast.employee).post(address, data | {"_version": version})
    assert (response.status_code, response.url, told(response)) == (302, result, [("success", DONE)])
    assert PulseMark.objects.count() == 1


def test_what_was_chosen_is_counted(login, cast, address, version):
    login(cast.employee).post(address, ANSWERS | {"_version": version})
    assert PulseTally.objects.get().counts == {FAIR: {"ABOVE": 1}, REASONS: {"BELOW": 1}, HELPED: {"yes": 1}}


def test_no_event_no_session_and_no_evaluation_remembers_an_answer(login, cast, row, address, version):
    client = login(cast.employee)
    client.get(address)
    before = Evaluation.objects.values().get(pk=row.pk)
    client.post(address, ANSWERS | {"_version": version})
    assert Evaluation.objects.values().get(pk=row.pk) == before
    assert not EvaluationEvent.objects.exists()
    assert {*Session.objects.get(pk=client.session.session_key).get_decoded()} == {*client.session.keys()}
    assert not {"ABOVE", "BELOW", FAIR} & {str(value) for value in dict(client.session).values()}


# --- What is wrong -----------------------------------------------------------------------------------


def test_a_second_tab_is_told_that_the_first_answer_counts(login, cast, address, result, version):
    client = login(cast.employee)
    client.post(address, ANSWERS | {"_version": version})
    response = client.post(address, ANSWERS | {FAIR: "BELOW", "_version": version})
    sentence = "Anda sudah menjawab atau melewati pertanyaan ini. Yang pertama tetap berlaku."
    assert (response.url, told(response)[-1]) == (result, ("info", sentence))
    assert PulseTally.objects.get().counts[FAIR] == {"ABOVE": 1}
    assert client.get(address).url == result


def test_an_answer_that_is_no_choice_is_named_and_nothing_is_counted(login, cast, address, version):
    response = login(cast.employee).post(address, ANSWERS | {FAIR: "lain", "_version": version})
    assert response.status_code == 422
    assert "Penilaian saya adil:" in text_of(response)
    assert (PulseMark.objects.count(), PulseTally.objects.count()) == (0, 0)


def test_sending_nothing_says_that_one_may_pass_it_over(login, cast, address, version):
    response = login(cast.employee).post(address, {"_version": version})
    assert response.status_code == 422
    assert "Pilih sedikitnya satu jawaban, atau lewati." in text_of(response)


@pytest.mark.parametrize("posted", ["old", "", "x", "9" * 30])
def test_questions_that_changed_meanwhile_are_shown_anew(login, cast, address, version, posted):
    pulse.published(pulse.questions(Field("jelas", "Apakah jelas?", FieldKind.YES_NO)))
    posted = version if posted == "old" else posted
    response = login(cast.employee).post(address, ANSWERS | {"_version": posted})
    assert response.status_code == 409
    page = text_of(response)
    assert "Pertanyaannya baru saja diubah. Baca lagi, lalu jawab." in page
    assert "Apakah jelas?" in page
    assert not PulseMark.objects.exists()


@pytest.mark.parametrize(("method", "status"), [("get", 200), ("post", 409)])
def test_after_the_last_day_the_page_says_since_when_it_is_over(login, cast, row, address, method, status):
    long_ago = timezone.now() - timedelta(days=40)
    Evaluation.objects.filter(pk=row.pk).update(delivered_at=long_ago, result_read_at=long_ago)
    response = getattr(login(cast.employee), method)(address, ANSWERS)
    assert response.status_code == status
    assert "Pertanyaan ini sudah ditutup sejak" in text_of(response)


@pytest.mark.parametrize(("method", "status"), [("get", 200), ("post", 409)])
def test_where_the_questions_were_taken_away_the_page_says_so(login, cast, row, address, method, status):
    row.period.pulse_form = None
    row.period.save()
    response = getattr(login(cast.employee), method)(address, ANSWERS)
    assert response.status_code == status
    assert "Pada periode ini tidak ada pertanyaan tentang penilaian." in text_of(response)


# --- Figures -----------------------------------------------------------------------------------------


def test_a_leader_reads_the_shown_figures_of_the_own_agency(login, cast, row):
    period = row.period
    pulse.say(pulse.readers(cast.division, period, 7)[:6])
    pulse.say(pulse.readers(cast.other_agency, period, 5))
    response = login(cast.reviewer).get(FIGURES)
    assert response.context["agencies"] == [(cast.agency.pk, "Dinas Kesehatan")]
    (line,) = response.context["beside"]
    assert (line.name, line.number) == ("Juli 2026", 5)
    assert "Di Atas Ekspektasi 5 (100%) · Sesuai Ekspektasi 0 (0%)" in text_of(response)
    assert "Dinas Sosial" not in text_of(response)


def test_an_auditor_compares_agencies_in_a_period_and_periods_of_an_agency(login, cast, row):
    for unit in (cast.division, cast.other_agency):
        pulse.say(pulse.readers(unit, row.period, 5))
    client = login(cast.auditor)
    assert [(line.name, line.number) for line in client.get(FIGURES).context["beside"]] == [("Juli 2026", 10)]
    by_agency = client.get(FIGURES, {"periode": row.period_id})
    assert [line.name for line in by_agency.context["questions"][0].lines] == [
        "Dinas Kesehatan",
        "Dinas Sosial",
    ]
    of_one = client.get(FIGURES, {"perangkat": cast.agency.pk})
    assert [(line.name, line.number) for line in of_one.context["beside"]] == [("Juli 2026", 5)]


@pytest.mark.parametrize(
    "query", [{"perangkat": "x"}, {"perangkat": "0"}, {"periode": "9" * 30}, {"periode": "a\x00"}]
)
def test_an_address_that_names_nothing_shown_is_not_there(login, cast, row, query):
    assert login(cast.auditor).get(FIGURES, query).status_code == 404


def test_a_leader_finds_no_other_agency(login, cast, row):
    pulse.say(pulse.readers(cast.other_agency, row.period, 5))
    assert login(cast.reviewer).get(FIGURES, {"perangkat": cast.other_agency.pk}).status_code == 404


@pytest.mark.parametrize("who", ["employee", "unit_admin", "stranger"])
def test_whoever_oversees_nobody_finds_no_figures(login, cast, row, who):
    assert login(getattr(cast, who)).get(FIGURES).status_code == 404


def test_before_five_have_answered_the_page_says_when_there_is_something(login, cast, row):
    pulse.say(pulse.readers(cast.division, row.period, 4))
    page = text_of(login(cast.reviewer).get(FIGURES))
    assert "Angka tampil setelah lima orang di satu perangkat daerah menjawab." in page


def test_figures_cost_the_same_for_many_agencies(login, cast, row):
    client = login(cast.auditor)
    pulse.say(pulse.readers(cast.division, row.period, 5))
    before = statements_of(client, FIGURES)
    for number in range(3):
        unit = build.make_unit(f"Dinas {number}", parent=cast.root, code=f"1300{number}")
        pulse.say(pulse.readers(unit, row.period, 5))
    assert statements_of(client, FIGURES) == before
