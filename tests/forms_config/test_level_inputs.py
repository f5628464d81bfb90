"""What follows from a scale is drawn while it is chosen, before anything is saved."""

import pytest
from django.urls import reverse

from forms_config.models import PredikatMatrix
from sekin_site.roles import AUDITOR, BKPSDM
from tests.build import make_user
from tests.forms_config.library import make_scale, posted_indicator

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(login):
    return login(make_user("petugas", groups=(BKPSDM,)))


def at(model: str) -> str:
    return reverse("forms_config:level_inputs", args=[model])


def test_the_levels_of_the_chosen_scale_are_asked_for_with_what_was_typed(client):
    scale = make_scale()
    drawn = client.post(
        at("indikator"), posted_indicator(scale=scale.pk) | {"descriptors-MEETS": "Cukup"}
    ).json()
    assert set(drawn) == {"descriptors", "required_levels"}
    assert all(label in drawn["descriptors"] for label in ("Above", "Meets", "Below", "Cukup"))
    assert "Pilih skala" in client.post(at("indikator"), posted_indicator()).json()["descriptors"]


def test_the_table_offers_the_predikats_of_the_page_in_their_order_without_those_taken_out(client):
    data = {"scale": make_scale().pk, "predikats-TOTAL_FORMS": "3", "predikats-INITIAL_FORMS": "0"}
    rows = (("Kurang", "KURANG", "2", ""), ("Baik", "BAIK", "1", ""), ("Cukup", "CUKUP", "3", "1"))
    for row, values in enumerate(rows):
        data |= {
            f"predikats-{row}-{name}": value
            for name, value in zip(("label", "code", "ORDER", "DELETE"), values, strict=True)
        }
    cells = client.post(at("kuadran"), data).json()["cells"]
    assert cells.count("<select") == 9
    assert cells.index("Baik") < cells.index("Kurang")
    assert "Cukup" not in cells
    assert not PredikatMatrix.objects.exists()


def test_only_who_edits_forms_asks_and_never_by_opening_an_address(client, login):
    assert client.get(at("indikator")).status_code == 302
    assert client.post(at("pegawai")).status_code == 404
    assert login(make_user("pemeriksa", groups=(AUDITOR,))).post(at("indikator")).status_code in (302, 403)
