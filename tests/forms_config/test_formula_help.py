"""What the editor says of a formula while it is being written."""

import pytest
from django.urls import reverse

from sekin_site.roles import BKPSDM
from tests.build import make_user

pytestmark = pytest.mark.django_db

NAMES = ["jam", "kegiatan.jam", "hari_kerja"]


@pytest.fixture
def said(login):
    client = login(make_user("petugas", groups=(BKPSDM,)))

    def _said(formula: str) -> str:
        answer = client.post(reverse("forms_config:check_formula"), {"rumus": formula, "nama": NAMES})
        return answer.json()["message"]

    return _said


@pytest.mark.parametrize("formula", ["", "  ", "jam / hari_kerja * 100", "round(sum(kegiatan.jam); 2)"])
def test_a_formula_of_known_names_is_left_in_peace(said, formula):
    assert said(formula) == ""


def test_a_fault_is_named_with_its_place(said):
    assert said("jam / / hari_kerja").startswith("Di huruf ke-7")


def test_an_unknown_name_is_named_with_what_may_be_meant(said):
    assert (
        said("jam / hari_kerjaa")
        == "Di huruf ke-7 (“hari_kerjaa”): nama ini tidak dikenal, mungkin maksud Anda hari_kerja."
    )


def test_a_name_like_no_other_is_told_what_to_use(said):
    assert "pakai isian atau tetapan yang ada" in said("jam + xyz")


def test_only_officers_may_ask(login, cast):
    assert login(cast.employee).post(reverse("forms_config:check_formula"), {"rumus": "1"}).status_code in (
        302,
        403,
    )
