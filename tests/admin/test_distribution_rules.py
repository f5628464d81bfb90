"""Pola distribusi in Kelola: BKPSDM edits sets with their day, and tries one before it holds."""

import pytest
from django.urls import reverse

from evaluations.domain.periods.log import in_words, record_changes
from evaluations.domain.periods.official_distribution import load_official_distribution
from evaluations.enums import State
from evaluations.models import DistributionBound, DistributionRules
from tests import build

ADD = reverse("distributionrules:add")


@pytest.fixture
def officer(cast, login):
    return login(cast.bkpsdm)


@pytest.fixture
def rules(db) -> DistributionRules:
    load_official_distribution()
    return DistributionRules.objects.get()


def posted(**changes) -> dict[str, str]:
    return {
        "name": "Pola baru", "legal_basis": "SE 1/2027", "starts_on": "2027-01-01", "smallest_group": "10",
        "bounds-TOTAL_FORMS": "1", "bounds-INITIAL_FORMS": "0", "bounds-0-id": "", "bounds-0-DELETE": "",
        "bounds-0-level": "BAIK", "bounds-0-code": "SB_MAX_20", "bounds-0-predikat": "SANGAT_BAIK",
        "bounds-0-together_with": "", "bounds-0-kind": "AT_MOST", "bounds-0-percent": "20",
    } | changes  # fmt: skip


def test_an_officer_adds_a_set_that_holds_from_a_day_on(officer):
    html = officer.post(ADD, posted(), follow=True).content.decode()
    assert "Pola baru" in html
    [bound] = DistributionBound.objects.all()
    assert (bound.words, bound.rules.starts_on.isoformat()) == ("Sangat Baik paling banyak 20%", "2027-01-01")


def test_the_next_set_begins_as_a_copy_of_the_last(officer, rules):
    form = officer.get(reverse("distributionrules:copy", args=[rules.pk])).context["form"]
    fields = {one.html_name: one.value() for part in (form, *form.formsets["bounds"].forms) for one in part}
    management = {one.html_name: one.value() for one in form.formsets["bounds"].management_form}
    given = {name: "" if value is None else value for name, value in (fields | management).items()}
    officer.post(ADD, given | {"name": "Tahun depan", "starts_on": "2027-01-01"})
    made = DistributionRules.objects.get(name="Tahun depan")
    assert [bound.words for bound in made.bounds.all()] == [bound.words for bound in rules.bounds.all()]
    assert rules.bounds.count() == 12


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"bounds-0-percent": ""}, "Isi persennya."),
        ({"bounds-0-percent": "101"}, "100"),
        ({"bounds-0-kind": "PRESENT"}, "Batas ini tidak memakai persen. Kosongkan."),
        ({"bounds-0-together_with": "SANGAT_BAIK"}, "Pilih predikat lain, atau kosongkan."),
        ({"bounds-0-code": "SB 20%"}, "Kode hanya berisi huruf, angka, dan garis bawah"),
        ({"starts_on": "2023-01-31"}, "Sudah ada pola yang berlaku mulai hari itu."),
        ({"smallest_group": "0"}, "1"),
    ],
)
def test_what_cannot_be_is_told_in_words_and_nothing_is_lost(officer, rules, changes, told):
    html = officer.post(ADD, posted(**changes)).content.decode()
    assert told in html
    assert "Pola baru" in html
    assert DistributionRules.objects.count() == 1


def test_the_preview_counts_as_the_official_calculator_does(officer, rules):
    url = reverse("distributionrules:preview", args=[rules.pk])
    html = " ".join(officer.get(url).content.decode().split())
    assert "Butuh Perbaikan dan/atau Kurang/misconduct ada" in html
    query = {"level": "BAIK", "SANGAT_BAIK": "10", "BAIK": "80", "KURANG": "10"}
    tried = " ".join(officer.get(url, query).content.decode().split())
    assert "Menyimpang:</strong> Baik paling banyak 70% (70 dari 100), ada 80" in tried
    small = officer.get(url, {"level": "BAIK", "BAIK": "3"}).content.decode()
    assert "Hanya 3 orang: terlalu sedikit untuk dibandingkan." in small
    assert officer.get(url, {"level": "x", "BAIK": "-1"}).status_code == 200


def test_the_preview_says_what_a_set_finds_in_a_period(cast, officer, rules):
    period = build.make_period()
    for _ in range(10):
        person = build.make_employee()
        build.make_assignment(person, cast.division)
        build.make_evaluation(person, period, rater=cast.rater, state=State.RATED, predikat="BAIK")
    build.determine(period, {cast.agency: "BAIK", cast.other_agency: "ISTIMEWA"})
    url = reverse("distributionrules:preview", args=[rules.pk])
    html = " ".join(officer.get(url).content.decode().split())
    assert "Baik paling banyak 70% (7 dari 10), ada 10" in html
    assert "terlalu sedikit untuk dibandingkan" in html


def test_only_bkpsdm_keeps_the_pattern(cast, login, rules):
    preview = reverse("distributionrules:preview", args=[rules.pk])
    for who in (cast.auditor, cast.unit_admin, cast.rater):
        client = login(who)
        client.post(ADD, posted())
        for address in (reverse("distributionrules:index"), preview):
            assert client.get(address).status_code in (302, 403)
    assert DistributionRules.objects.count() == 1


def test_a_change_of_the_setting_of_an_open_period_is_in_its_log(cast):
    period = build.make_period()
    before = dict(vars(period))
    period.distribution = "BLOCK"
    event = record_changes(period, before, actor=cast.bkpsdm)
    assert in_words(event) == (
        "Pola distribusi: Saran: yang menyimpang perlu alasan menjadi "
        "Tegas: hasil tim yang menyimpang tidak dapat disampaikan"
    )
