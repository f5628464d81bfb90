"""Unduhan under /kelola/: BKPSDM orders the Dokumen Evaluasi of an agency and sees how far its own orders are."""

import pytest
from django.urls import reverse

from evaluations.enums import DownloadState, State
from evaluations.models import Download
from tests import build

LIST = reverse("downloads:index")


@pytest.fixture
def period(cast):
    period = build.make_period()
    cast.evaluation(period, state=State.FINAL)
    return period


def test_bkpsdm_orders_for_an_agency_and_follows_it(cast, login, period):
    client = login(cast.bkpsdm)
    answer = client.post(LIST, {"kind": "documents", "period": period.pk, "unit": cast.agency.pk})
    assert (answer.status_code, answer.url) == (302, LIST)
    assert Download.objects.get().title == f"Dokumen Evaluasi {period.name}, Dinas Kesehatan"
    page = client.get(LIST)
    assert "0 dari 1" in page.content.decode()
    assert page.headers["Refresh"] == "3"


def test_what_is_ready_has_its_link(cast, login, period):
    client = login(cast.bkpsdm)
    client.post(LIST, {"kind": "documents", "period": period.pk, "unit": cast.agency.pk})
    moment = period.opened_at
    Download.objects.update(state=DownloadState.READY, file="downloads/a.zip", expires_at=moment, size=2048)
    page = client.get(LIST)
    assert reverse("portal:download_file", args=[Download.objects.get().pk]) in page.content.decode()
    assert "Refresh" not in page.headers


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"period": ""}, "Pilih periodenya."),
        ({"unit": ""}, "Pilih perangkat daerahnya."),
        ({"agency": "other"}, "Belum ada hasil yang selesai"),
    ],
)
def test_what_cannot_be_made_is_told_beside_what_was_chosen(cast, login, period, given, sentence):
    data = {"kind": "documents", "period": period.pk, "unit": cast.agency.pk} | given
    if data.pop("agency", None):
        data["unit"] = cast.other_agency.pk
    answer = login(cast.bkpsdm).post(LIST, data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Download.objects.exists()


@pytest.mark.parametrize("who", ["employee", "reviewer", "auditor"])
def test_others_do_not_enter(cast, login, period, who):
    assert login(getattr(cast, who)).get(LIST).status_code in (302, 403)
    login(getattr(cast, who)).post(LIST, {"kind": "documents", "period": period.pk, "unit": cast.agency.pk})
    assert not Download.objects.exists()
