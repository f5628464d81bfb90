"""The pages of development: gaps with the catalogue, a proposal, the yes of the other, and what became of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.enums import DevelopmentKind, DevelopmentState
from evaluations.models import DevelopmentOffer, DevelopmentStep, Evaluation
from tests import competence
from tests.competence import GAP, KEYS

DAY = timedelta(days=1)


@pytest.fixture
def told(cast) -> Evaluation:
    return competence.sheet_of(cast)


@pytest.fixture
def offer(db) -> DevelopmentOffer:
    return DevelopmentOffer.objects.create(
        competence=GAP, kind=DevelopmentKind.CLASSROOM, title="Pelatihan singkat", hours=16, place="BKPSDM"
    )


def at(name: str, *args) -> str:
    return reverse(f"portal:{name}", args=args)


def page(client, name: str, *args) -> str:
    response = client.get(at(name, *args))
    assert response.status_code == 200
    return response.content.decode()


def chosen(offer: DevelopmentOffer, **fields) -> dict:
    return {"choice": offer.pk, "due_on": f"{timezone.localdate() + 30 * DAY:%Y-%m-%d}"} | fields


def test_from_the_gap_to_a_training_that_is_done(cast, login, told, offer):
    employee, rater = login(cast.employee), login(cast.rater)
    assert at("development_propose", cast.employee.pk, GAP) in page(employee, "development")
    form = page(employee, "development_propose", cast.employee.pk, GAP)
    assert "Pelatihan klasikal · 16 JP · BKPSDM" in form
    made = employee.post(at("development_propose", cast.employee.pk, GAP), chosen(offer))
    step = DevelopmentStep.objects.get()
    assert made.url == at("development_step", step.pk)
    assert "Setujui usul pengembangan" in page(rater, "home")
    assert "Setujui usul pengembangan" not in page(employee, "home")
    for who, data in (
        (rater, {"action": "agree"}), (employee, {"action": "begin"}),
        (employee, {"action": "done", "hours": "16", "certificate": "No. 12"}),
    ):  # fmt: skip
        assert who.post(at("development_step", step.pk), data).status_code == 302
    step.refresh_from_db()
    assert (step.state, step.certificate) == (DevelopmentState.DONE, "No. 12")
    told_page = page(rater, "development_of", cast.employee.pk)
    assert "Pelatihan singkat" in told_page
    assert "Selesai" in told_page


def test_ones_own_words_and_what_is_wrong_stay_on_the_page(cast, login, told, offer):
    address = at("development_propose", cast.employee.pk, GAP)
    client = login(cast.rater)
    wrong = client.post(address, chosen(offer, choice="lain", title="", place="x" * 40_000))
    assert wrong.status_code == 422
    assert "Tuliskan kegiatannya" in wrong.content.decode()
    assert "x" * 40_000 in wrong.content.decode()
    past = client.post(address, chosen(offer, due_on="2020-01-01"))
    assert "Batasnya sudah lewat" in past.content.decode()
    gone = client.post(address, chosen(offer, choice="0"))
    assert "tidak lagi ditawarkan" in gone.content.decode()
    client.post(address, chosen(offer, choice="lain", title="Membaca", kind=DevelopmentKind.OTHER))
    assert DevelopmentStep.objects.get().title == "Membaca"


def test_no_gap_no_page(cast, login, told):
    assert login(cast.employee).get(at("development_propose", cast.employee.pk, KEYS[1])).status_code == 404


def test_who_was_slower_is_told_so_with_409_and_keeps_the_words(cast, login, told, offer):
    login(cast.employee).post(at("development_propose", cast.employee.pk, GAP), chosen(offer))
    step = DevelopmentStep.objects.get()
    login(cast.employee).post(at("development_step", step.pk), {"action": "drop", "reason": "Penuh"})
    late = login(cast.rater).post(at("development_step", step.pk), {"action": "drop", "reason": "Kata saya"})
    assert late.status_code == 409
    assert "dibatalkan. Muat ulang" in late.content.decode()
    assert "Kata saya" in late.content.decode()


@pytest.mark.parametrize("who", ["stranger", "unit_admin"])
def test_strangers_find_nothing(cast, login, told, offer, who):
    login(cast.employee).post(at("development_propose", cast.employee.pk, GAP), chosen(offer))
    client = login(getattr(cast, who))
    for name, args in (
        ("development_of", [cast.employee.pk]), ("development_propose", [cast.employee.pk, GAP]),
        ("development_step", [DevelopmentStep.objects.get().pk]),
    ):  # fmt: skip
        assert client.get(at(name, *args)).status_code == 404
        assert client.post(at(name, *args)).status_code in (404, 405)


def test_the_leader_of_the_agency_reads_and_has_no_button(cast, login, told, offer):
    login(cast.employee).post(at("development_propose", cast.employee.pk, GAP), chosen(offer))
    client = login(cast.reviewer)
    assert "Usulkan kegiatan" not in page(client, "development_of", cast.employee.pk)
    assert 'name="action"' not in page(client, "development_step", DevelopmentStep.objects.get().pk)
    assert client.get(at("development_propose", cast.employee.pk, GAP)).status_code == 404
