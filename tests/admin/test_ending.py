"""What ends or revokes something stands apart from links and other acts, on every page that has it."""

import re

import pytest
from django.urls import reverse

from evaluations.domain.access.api_clients import create_client
from evaluations.enums import ApiScope, Role
from tests import build

APART = re.compile(r'<section class="admin-ending".*?</section>', re.DOTALL)


@pytest.fixture
def officer(cast, login):
    return login(cast.bkpsdm)


def apart_and_rest(page: str) -> tuple[str, str]:
    return "".join(APART.findall(page)), APART.sub("", page)


def test_ending_a_post_stands_apart_from_the_other_acts_on_a_person(cast, officer):
    apart, rest = apart_and_rest(
        officer.get(reverse("employee:inspect", args=[cast.employee.pk])).content.decode()
    )
    assert "Akhiri jabatan" in apart
    assert "Akhiri jabatan" not in rest
    assert "Pindah atau ganti jabatan" in rest


def test_closing_and_merging_stand_apart_on_a_unit_and_are_gone_once_it_is_closed(cast, officer):
    url = reverse("organizationalunit:inspect", args=[cast.division.pk])
    apart, rest = apart_and_rest(officer.get(url).content.decode())
    for act in ("Tutup unit", "Gabungkan ke unit lain"):
        assert act in apart
        assert act not in rest
    type(cast.division).objects.filter(pk=cast.division.pk).update(closed_on="2026-01-01")
    assert apart_and_rest(officer.get(url).content.decode())[0] == ""


def test_closing_stands_apart_on_an_open_period_only(cast, officer):
    period, coming = build.make_period(), build.make_period(month=8, state="DRAFT")
    apart, rest = apart_and_rest(
        officer.get(reverse("evaluationperiod:inspect", args=[period.pk])).content.decode()
    )
    assert "Tutup periode" in apart
    assert "Tutup periode" not in rest
    page = officer.get(reverse("evaluationperiod:inspect", args=[coming.pk])).content.decode()
    assert "Tutup periode" not in page


def test_what_is_revoked_has_a_button_of_its_own_kind(cast, officer):
    client, _ = create_client(name="Dasbor", scope=ApiScope.AGGREGATE, actor=cast.bkpsdm)
    build.make_grant(cast.stranger, Role.LEADER, cast.agency)
    for url in (
        reverse("api_clients:client", args=[client.pk]),
        reverse("roles:holder", args=[cast.stranger.user_id]),
    ):
        page = officer.get(url).content.decode()
        assert re.search(r'class="button button-small no"[^>]*>Cabut<', page), url
