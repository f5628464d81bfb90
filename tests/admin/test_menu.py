"""The menu: daily work before set-up, to each role what is theirs, and every entry leads to something."""

import pytest
from django.test import RequestFactory
from django.urls import reverse
from wagtail.admin.menu import admin_menu

from evaluations.enums import ROLE_GROUPS, Role
from tests import build
from tests.guidance import make_guidance_page

DAILY = ["Periode", "Pantauan", "SKP", "Pegawai", "Keberatan"]
SET_UP = ["Formulir", "Panduan", "Jadwal", "Impor data", "Akun & peran", "Klien API", "Riwayat"]


@pytest.fixture
def drafter(db):
    return build.make_user("penyusun", groups=(ROLE_GROUPS[Role.DRAFTER],))


def menu_of(user) -> dict[str, list]:
    """Each entry of the main menu in the order shown, with the entries below it; an entry without any is its own."""
    request = RequestFactory().get("/kelola/")
    request.user = user
    shown = sorted(admin_menu.menu_items_for_request(request), key=lambda item: item.order)
    return {
        item.label: list(item.menu.menu_items_for_request(request)) if hasattr(item, "menu") else [item]
        for item in shown
    }


def test_daily_work_stands_before_what_is_set_up_once(cast):
    shown = [label for label in menu_of(cast.bkpsdm) if label in (*DAILY, *SET_UP)]
    assert shown == [*DAILY, *SET_UP]


def test_a_single_entry_leads_to_the_list_of_what_it_is_called(cast, login):
    client, menu = login(cast.bkpsdm), menu_of(cast.bkpsdm)
    page = make_guidance_page()
    assert menu["Periode"][0].url == reverse("evaluationperiod:index")
    assert page.title in client.get(menu["Panduan"][0].url, follow=True).content.decode()


def test_the_doctor_and_wrong_raters_stand_with_the_people(cast):
    assert [item.label for item in menu_of(cast.bkpsdm)["Pegawai"]][:3] == [
        "Pegawai",
        "Periksa susunan",
        "Salah penilai",
    ]


def test_who_drafts_forms_sees_forms_and_nothing_about_people(drafter):
    assert list(menu_of(drafter)) == ["Formulir"]


@pytest.mark.parametrize("who", ["bkpsdm", "superadmin", "drafter"])
def test_every_entry_leads_to_something(cast, drafter, login, who):
    user = drafter if who == "drafter" else getattr(cast, who)
    client = login(user)
    entries = [item for items in menu_of(user).values() for item in items]
    assert {item.label: client.get(item.url, follow=True).status_code for item in entries} == {
        item.label: 200 for item in entries
    }
