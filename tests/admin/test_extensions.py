"""BKPSDM gives more time and takes it back; what it means is said first; nothing typed is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.periods import make_period
from evaluations.enums import PeriodKind, State
from evaluations.models import Extension, PeriodEvent
from tests import build
from tests.counting import statements_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def period(cast):
    period = build.make_period()
    cast.evaluation(period)
    build.make_evaluation(cast.rater, period, state=State.SUBMITTED)
    build.make_evaluation(cast.stranger, period)
    return period


@pytest.fixture
def officer(cast, login):
    return login(cast.bkpsdm)


def _given(period, **changes):
    until = timezone.localtime(period.fill_until + 2 * DAY)
    given = {"step": "FILL", "until": f"{until:%Y-%m-%d %H:%M}", "reason": "Banjir di kantor"}
    return given | changes


def _grant(client, period, **changes):
    return client.post(reverse("extensions:grant", args=[period.pk]), _given(period, **changes))


def test_it_says_first_what_would_change_and_does_nothing(cast, officer, period):
    page = _grant(officer, period, units=[cast.agency.pk], langkah="periksa")
    assert page.status_code == 200
    (one,) = page.context["reaches"]
    assert (one.people, one.waiting) == (2, 1)
    assert "Banjir di kantor" in page.content.decode()
    assert not Extension.objects.exists()


def test_several_units_get_more_time_at_once(cast, officer, period):
    units = [cast.agency.pk, cast.other_agency.pk]
    response = _grant(officer, period, units=units, langkah="beri")
    assert response.status_code == 302
    assert set(Extension.objects.values_list("unit", "granted_by")) == {
        (cast.agency.pk, cast.bkpsdm.pk),
        (cast.other_agency.pk, cast.bkpsdm.pk),
    }
    page = officer.get(response.url).content.decode()
    assert "Dinas Sosial" in page
    assert "Berlaku" in page


def test_a_division_or_one_person_is_chosen_by_search(cast, officer, period):
    page = _grant(officer, period, cari="pencegahan", langkah="cari")
    assert [unit.name for unit in page.context["form"].boxes] == ["Bidang Pencegahan Penyakit"]
    _grant(officer, period, units=[cast.division.pk], langkah="beri")
    _grant(officer, period, employee=cast.stranger.pk, langkah="beri")
    assert set(Extension.objects.values_list("unit", "employee")) == {
        (cast.division.pk, None),
        (None, cast.stranger.pk),
    }


def test_looking_for_a_unit_loses_nothing_and_complains_of_nothing(cast, officer, period):
    page = _grant(officer, period, units=[cast.agency.pk], until="", cari="sosial", langkah="cari")
    said = page.content.decode()
    assert page.status_code == 200
    assert "Isi sampai kapan" not in said
    assert "Banjir di kantor" in said
    assert [(unit.name, f'value="{unit.pk}"' in said) for unit in page.context["form"].boxes] == [
        ("Dinas Kesehatan", True),
        ("Dinas Sosial", True),
    ]
    assert said.count("checked") == 2  # the step and the unit that was chosen before


def test_a_search_in_vain_says_so(officer, period):
    page = _grant(officer, period, cari="tidak ada", langkah="cari").content.decode()
    assert "Tidak ada unit lain yang cocok dengan “tidak ada”" in page


def test_the_button_says_how_many_get_more_time(cast, officer, period):
    units = [cast.agency.pk, cast.other_agency.pk]
    page = _grant(officer, period, units=units, langkah="periksa")
    assert "Beri perpanjangan kepada 3 orang" in page.content.decode()


def test_what_was_changed_after_counting_is_counted_again_first(cast, officer, period):
    seen = _grant(officer, period, units=[cast.agency.pk], langkah="periksa").context["seen"]
    both = [cast.agency.pk, cast.other_agency.pk]
    page = _grant(officer, period, units=both, langkah="beri", dilihat=seen)
    assert "Isian berubah" in page.content.decode()
    assert not Extension.objects.exists()
    assert (
        _grant(officer, period, units=both, langkah="beri", dilihat=page.context["seen"]).status_code == 302
    )


def test_before_a_period_opens_more_time_is_given_too(cast, officer):
    coming = make_period(
        PeriodKind.MONTHLY, timezone.localdate().year + 1, 1, forms=[build.make_form_version().form]
    )
    page = _grant(officer, coming, units=[cast.other_agency.pk], langkah="periksa")
    assert "Orang yang akan ikut" in page.content.decode()
    assert "Beri perpanjangan kepada 1 orang" in page.content.decode()
    listed = _grant(officer, coming, units=[cast.other_agency.pk], langkah="beri").url
    assert "Berlaku sejak periode dibuka" in officer.get(listed).content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Pilih unit atau satu pegawai"),
        ({"until": ""}, "Isi sampai kapan"),
        ({"until": "besok"}, "Tulis tanggal dan jam seperti"),
        ({"until": "2020-01-01 10:00"}, "Pilih unit atau satu pegawai"),
        ({"until": "2999-01-01 10:00", "reason": ""}, "Tuliskan alasan"),
    ],
)
def test_wrong_input_is_named_at_its_field_and_kept(officer, period, changes, words):
    page = _grant(officer, period, langkah="beri", **changes)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Extension.objects.exists()


def test_a_moment_that_is_over_is_refused_at_its_field(cast, officer, period):
    page = _grant(officer, period, langkah="beri", until="2020-01-01 10:00", units=[cast.agency.pk])
    assert "sudah lewat" in str(page.context["form"].errors["until"])
    assert "Banjir di kantor" in page.content.decode()


def test_taking_it_back_asks_why_and_is_logged(cast, officer, period):
    _grant(officer, period, units=[cast.agency.pk], langkah="beri")
    extension = Extension.objects.get()
    url = reverse("extensions:revoke", args=[extension.pk])
    page = officer.post(url, {"alasan": ""}, follow=True).content.decode()
    assert "Tuliskan mengapa" in page
    page = officer.post(url, {"alasan": "Keliru unit"}, follow=True).content.decode()
    assert "Dicabut" in page
    assert PeriodEvent.objects.filter(action="end_extension", note="Keliru unit").exists()
    assert officer.get(url).status_code == 302


@pytest.mark.parametrize("who", ["unit_admin", "rater", "auditor"])
def test_nobody_else_gives_time(cast, login, period, who):
    client = login(getattr(cast, who))
    _grant(client, period, units=[cast.agency.pk], langkah="beri")
    assert client.get(reverse("extensions:index", args=[period.pk])).status_code == 302
    assert not Extension.objects.exists()


def test_the_list_needs_as_many_statements_for_three_rows_as_for_one(cast, officer, period):
    url = reverse("extensions:index", args=[period.pk])
    _grant(officer, period, units=[cast.agency.pk], langkah="beri")
    before = statements_of(officer, url)
    _grant(officer, period, units=[cast.other_agency.pk], langkah="beri")
    _grant(officer, period, employee=cast.stranger.pk, langkah="beri", until="2999-01-01 10:00")
    assert Extension.objects.count() == 3
    assert statements_of(officer, url) == before
