"""The library refuses what can be right in no form, and shows beside an indicator what its ranges make of a figure."""

from decimal import Decimal

import pytest
from django.urls import reverse

from forms_config.admin.trial_views import TRIED
from forms_config.domain.library_checks import errors_of, unfinished
from forms_config.models import IndexScheme, Indicator, PredikatMatrix
from sekin_site.roles import AUDITOR, BKPSDM
from tests.build import make_user
from tests.forms_config.library import CELLS, inputs, make_matrix, make_scale, posted_indicator

pytestmark = pytest.mark.django_db

HOURS = [("48", "1", "Lambat"), ("24", "3", "Cukup"), (None, "5", "Cepat")]
PER_CENT = [("100", "5", "Tercapai"), ("60", "3", "Sebagian"), (None, "1", "Kurang")]


@pytest.fixture
def client(login):
    return login(make_user("petugas", groups=(BKPSDM,)))


def index(*percents: int, bands=(("A", 90), ("B", None))) -> IndexScheme:
    weights = [
        {"section": f"bagian_{number}", "percent": Decimal(one)} for number, one in enumerate(percents)
    ]
    return IndexScheme(
        name="Indeks",
        weight_sets=[("weight_set", {"label": "", "weights": weights, "condition": []})],
        bands=[
            ("band", {"code": code, "label": code, "minimum": minimum, "condition": []})
            for code, minimum in bands
        ],
    )


def add_index(client, scheme: IndexScheme):
    data = {"name": scheme.name, "legal_basis": "", "decimals": "2", "key": "", "is_active": "on"}
    for name in ("weight_sets", "bands"):
        stream = getattr(scheme, name)
        data |= inputs(name, stream.stream_block, stream)
    return client.post(reverse(IndexScheme.snippet_viewset.get_url_name("add")), data)


def try_it(client, figure: str, **values) -> dict[str, str]:
    data = posted_indicator(name="Waktu layanan", code="waktu", **values) | {TRIED: figure}
    return client.post(reverse("forms_config:try_indicator"), data).json()


# --- Refused ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("scheme", "sentence"),
    [
        (index(60, 30), "berjumlah 90%"),
        (index(60, 50), "berjumlah 110%"),
        (index(100, 0), "harus lebih dari 0%"),
        (index(100, bands=(("A", 50), ("B", 90), ("C", None))), "terbalik"),
        (index(100, bands=(("A", 90), ("B", 90), ("C", None))), "nilai yang sama"),
        (index(100, bands=(("A", 90),)), "belum mencakup nilai terendah"),
    ],
)
def test_an_index_that_no_form_could_use_is_not_saved_and_says_why(client, scheme, sentence):
    response = add_index(client, scheme)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not IndexScheme.objects.exists()


def test_a_right_index_is_saved(client):
    assert add_index(client, index(60, 40)).status_code == 302


@pytest.mark.parametrize(
    ("bands", "sentence"),
    [
        ([("60", "3", ""), ("100", "5", ""), (None, "1", "")], "terbalik"),
        ([("100", "5", ""), ("100", "3", ""), (None, "1", "")], "bertumpuk"),
        ([("100", "5", "")], "berlubang"),
    ],
)
def test_ranges_upside_down_overlapping_or_with_a_hole_are_not_saved(client, bands, sentence):
    data = posted_indicator(name="Layanan", code="layanan", bands=bands)
    response = client.post(reverse(Indicator.snippet_viewset.get_url_name("add")), data)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not Indicator.objects.exists()


def test_the_official_library_and_one_of_each_kind_are_right():
    assert [
        list(errors_of(part)) for part in (make_scale(), make_matrix(make_scale("lain")), index(100))
    ] == [[]] * 3


def test_a_quadrant_with_an_empty_cell_is_saved_and_says_so(client):
    matrix = make_matrix(make_scale(), cells=CELLS | {"BELOW": {"ABOVE": "KURANG"}})
    assert len(unfinished(matrix)) == 2
    assert not unfinished(make_matrix(make_scale("penuh"), key="penuh"))
    url = reverse(PredikatMatrix.snippet_viewset.get_url_name("copy"), args=[matrix.pk])
    assert client.get(url).status_code == 200


# --- Tried ------------------------------------------------------------------------------------------
def test_without_a_target_ranges_read_the_unit_itself(client):
    told = try_it(client, "30", unit="jam", polarity="LOWER", bands=HOURS)
    assert (
        told["about"]
        == "Tanpa target, rentang membaca jam yang diisi. Makin rendah makin baik: beri rentang teratas nilai terkecil."
    )
    assert told["message"] == "Dihitung 30 jam, masuk rentang Cukup (mulai 24 jam), nilainya 3."


def test_with_a_target_ranges_read_per_cent_of_it_also_where_lower_is_better(client):
    told = try_it(client, "30", unit="jam", polarity="LOWER", target="24", bands=PER_CENT)
    assert "persen capaian: 100 berarti tepat 24 jam, 120 berarti 20% di bawahnya" in told["about"]
    assert told["message"] == "Dihitung 75%, masuk rentang Sebagian (mulai 60%), nilainya 3."


def test_without_ranges_the_achievement_itself_counts_up_to_its_cap(client):
    assert try_it(client, "18", target="12", cap="120")["message"] == "Dihitung 120%, nilainya 120."


def test_the_range_without_lower_bound_takes_the_rest(client):
    assert try_it(client, "2", unit="jam", bands=HOURS)["message"].endswith(
        "masuk rentang Cepat, nilainya 5."
    )


@pytest.mark.parametrize(
    ("figure", "values", "message"),
    [
        ("", {}, ""),
        ("kira-kira 18", {}, "Tulis angka saja, misalnya 18 atau 18,5."),
        ("18", {"target": "0"}, "Belum dapat dihitung: target harus lebih dari 0."),
        ("18", {"target": "dua"}, "Perbaiki dulu target, batas, atau rentang yang ditandai."),
    ],
)
def test_what_cannot_be_tried_says_why(client, figure, values, message):
    assert try_it(client, figure, **values)["message"] == message


def test_only_who_edits_indicators_tries_them_and_never_by_opening_an_address(client, login):
    url = reverse("forms_config:try_indicator")
    assert client.get(url).status_code == 302
    assert login(make_user("pemeriksa", groups=(AUDITOR,))).post(url).status_code in (302, 403)
