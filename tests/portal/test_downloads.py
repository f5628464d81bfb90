"""Unduhan saya: ordered from the overview, seen and fetched by whoever ordered, refused in a sentence."""

import pytest
from django.core.files.storage import storages
from django.urls import reverse

from evaluations.downloads.making import make
from evaluations.enums import DownloadState, State
from evaluations.models import Download
from tests import build
from tests.counting import statements_of

LIST = reverse("portal:downloads")
ORDER = reverse("portal:documents_order")


@pytest.fixture
def period(cast):
    period = build.make_period()
    rated = {"predikat": "BAIK", "predikat_label": "Baik", "state": State.FINAL}
    cast.evaluation(period, **rated)
    return period


@pytest.fixture
def download(cast, period, login):
    answer = asked(login(cast.reviewer), cast.agency, period)
    assert (answer.status_code, answer.url) == (302, LIST)
    yield Download.objects.get()
    for row in Download.objects.exclude(file=""):
        storages["private"].delete(row.file.name)


def asked(client, unit, period):
    return client.post(ORDER, {"unit": unit.code, "periode": period.pk})


def address(name: str, download) -> str:
    return reverse(f"portal:download_{name}", args=[download.pk])


def test_the_overview_offers_it_where_one_unit_is_shown(cast, login, period):
    page = login(cast.reviewer).get(reverse("portal:overview")).content.decode()
    assert f'action="{ORDER}"' in page
    regency = login(cast.bkpsdm).get(reverse("portal:overview"), {"unit": cast.root.code}).content.decode()
    assert f'action="{ORDER}"' in regency


def test_the_page_tells_how_far_it_is_and_looks_again(cast, login, download):
    Download.objects.update(state=DownloadState.MAKING, done=120, total=480)
    answer = login(cast.reviewer).get(LIST)
    assert "120 dari 480" in answer.content.decode()
    assert answer.headers["Refresh"] == "3"


def test_what_is_ready_is_handed_out_as_a_file_that_no_cache_keeps(cast, login, download):
    make(download.pk)
    client = login(cast.reviewer)
    page = client.get(LIST)
    assert address("file", download) in page.content.decode()
    assert "Refresh" not in page.headers
    answer = client.get(address("file", download))
    assert answer.headers["Content-Type"] == "application/zip"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "private" in answer.headers["Cache-Control"]
    assert b"".join(answer.streaming_content)[:2] == b"PK"


def test_it_is_nobody_elses(cast, login, download):
    make(download.pk)
    for who in (cast.bkpsdm, cast.superadmin, cast.auditor, cast.rater, cast.employee):
        client = login(who)
        assert client.get(address("file", download)).status_code == 404
        assert client.post(address("cancel", download)).status_code == 404
        assert download.title not in client.get(LIST).content.decode()


@pytest.mark.parametrize("who", ["employee", "unit_admin", "stranger"])
def test_who_reads_no_results_there_finds_no_unit_to_order(cast, login, period, who):
    assert asked(login(getattr(cast, who)), cast.agency, period).status_code == 404
    assert not Download.objects.exists()


@pytest.mark.parametrize(
    "sent", [{}, {"periode": "x"}, {"unit": "99999"}, {"periode": "99999999999999999999"}]
)
def test_nonsense_is_not_found(cast, login, period, sent):
    data = {"unit": cast.agency.code, "periode": period.pk} | sent
    if not sent:
        data = {}
    assert login(cast.reviewer).post(ORDER, data).status_code == 404


def test_where_nothing_is_final_the_page_says_so(cast, login):
    client = login(cast.reviewer)
    assert (
        "Belum ada hasil yang selesai"
        in client.post(
            ORDER, {"unit": cast.agency.code, "periode": build.make_period().pk}, follow=True
        ).content.decode()
    )


def test_a_get_on_the_button_leads_to_the_list_and_cancels_nothing(cast, login, download):
    answer = login(cast.reviewer).get(address("cancel", download))
    assert (answer.status_code, answer.url) == (302, LIST)
    assert Download.objects.get().state == DownloadState.WAITING


def test_cancelling_by_a_press(cast, login, download):
    client = login(cast.reviewer)
    page = client.post(address("cancel", download), follow=True).content.decode()
    assert "Dibatalkan" in page


def test_what_is_ready_is_not_cancelled_and_says_so(cast, login, download):
    make(download.pk)
    client = login(cast.reviewer)
    assert "tidak dapat dibatalkan" in client.post(address("cancel", download), follow=True).content.decode()


@pytest.mark.parametrize("state", [DownloadState.WAITING, DownloadState.FAILED, DownloadState.EXPIRED])
def test_what_is_not_ready_leads_back_with_a_sentence(cast, login, download, state):
    Download.objects.update(state=state)
    page = login(cast.reviewer).get(address("file", download), follow=True)
    assert page.redirect_chain == [(LIST, 302)]
    assert "belum siap atau sudah dihapus" in page.content.decode()


def test_a_file_that_lies_no_longer_there_is_told_too(cast, login, download):
    make(download.pk)
    storages["private"].delete(Download.objects.get().file.name)
    page = login(cast.reviewer).get(address("file", download), follow=True).content.decode()
    assert "tidak ada lagi" in page


def test_the_list_costs_the_same_with_many(cast, login, download):
    client = login(cast.reviewer)
    one = statements_of(client, LIST)
    for number in range(5):
        Download.objects.create(
            owner=cast.reviewer.user, kind=download.kind, options={}, title=f"Berkas {number}", total=1,
            ordered_at=download.ordered_at,
        )  # fmt: skip
    assert statements_of(client, LIST) == one
