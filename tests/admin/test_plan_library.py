"""Pustaka hasil kerja: BKPSDM keeps work results with their indicators for posts."""

import pytest
from django.urls import reverse

from evaluations.models import LibraryResult

ADD = reverse("libraryresult:add")


@pytest.fixture
def officer(cast, login):
    return login(cast.bkpsdm)


def posted(**changes) -> dict[str, str]:
    return {
        "position": "Perawat Ahli Pertama", "post_kind": "", "statement": "Pasien dilayani",
        "indicators-TOTAL_FORMS": "1", "indicators-INITIAL_FORMS": "0",
        "indicators-0-text": "Jumlah pasien", "indicators-0-aspect": "QUANTITY", "indicators-0-target": "240 pasien",
        "indicators-0-target_value": "240", "indicators-0-unit": "pasien", "indicators-0-polarity": "HIGHER",
        "indicators-0-id": "", "indicators-0-DELETE": "",
    } | changes  # fmt: skip


def test_an_officer_adds_a_result_with_its_indicator_and_finds_it_in_the_list(officer):
    html = officer.post(ADD, posted(), follow=True).content.decode()
    assert "Pasien dilayani" in html
    assert "semua jenjang" in html
    officer.post(ADD, posted(position="", post_kind="AHLI_PERTAMA"))
    assert "semua nama" in officer.get(reverse("libraryresult:index")).content.decode()
    LibraryResult.objects.filter(position="").delete()
    [made] = LibraryResult.objects.all()
    assert [(one.text, one.target_value) for one in made.indicators.all()] == [("Jumlah pasien", 240)]


def test_a_result_for_nobody_is_refused_and_nothing_is_lost(officer):
    answer = officer.post(ADD, posted(position=""))
    assert "supaya jelas untuk siapa" in answer.content.decode()
    assert "Pasien dilayani" in answer.content.decode()
    assert not LibraryResult.objects.exists()


def test_only_bkpsdm_keeps_the_library(cast, login):
    for who in (cast.auditor, cast.unit_admin, cast.rater):
        login(who).post(ADD, posted())
        assert login(who).get(reverse("libraryresult:index")).status_code in (302, 403)
    assert not LibraryResult.objects.exists()
