"""Each address of the admin against what a role is for: who drafts forms sees neither people nor units."""

import pytest
from django.urls import reverse

from sekin_site.roles import AUDITOR, BKPSDM, DRAFTER
from tests import build
from tests.site.addresses import World, addresses
from tests.site.test_crawl import tried

pytestmark = pytest.mark.django_db

SUPERADMIN = "superadmin"
FORMS = {BKPSDM, DRAFTER, SUPERADMIN}  # who edits forms and their library
PEOPLE = {BKPSDM, SUPERADMIN}  # who runs evaluations: people, units, periods, imports, programs
TECHNICAL = {SUPERADMIN}

# For whom the screens below ``/kelola/`` are, by the first part of their address.
SCREENS: dict[str, set[str]] = {
    **dict.fromkeys(
        (
            "",
            "cari",
            "panduan",
            "account",
            "akun-saya",
            "dismissibles",
            "sprite",
            "jsi18n",
            "logout",
            "login",
        ),
        FORMS,
    ),
    **dict.fromkeys(("formulir", "indikator", "skala", "kuadran", "indeks", "tetapan", "snippets"), FORMS),
    **dict.fromkeys(("pegawai", "penempatan", "pengecualian-penilai", "kedudukan-hukum", "unit"), PEOPLE),
    **dict.fromkeys(
        ("periode", "pola-periode", "hari-libur", "perpanjangan", "pengingat", "email-keluar"), PEOPLE
    ),
    **dict.fromkeys(
        (
            "pantauan",
            "keberatan",
            "menunggu",
            "tidak-di-tempat",
            "skp",
            "pustaka-skp",
            "capaian",
            "unduhan",
            "angka-kredit",
            "pola-distribusi",
        ),
        PEOPLE,
    ),
    **dict.fromkeys(
        ("impor", "klien-api", "periksa", "salah-penilai", "akun", "riwayat-akun", "peran", "langkah-awal"),
        PEOPLE,
    ),
    **dict.fromkeys(("employee_chooser", "unit_chooser", "settings"), PEOPLE),
    **dict.fromkeys(("pengembangan", "katalog-pengembangan"), PEOPLE),
    **dict.fromkeys(
        ("kalender-kerja", "pemakaian-kalender", "ramadan", "presensi-pegawai", "tanpa-keterangan"), PEOPLE
    ),
    **dict.fromkeys(
        (
            "padanan-kata",
            "pencarian-panduan",
            "dasar-hukum",
            "pertanyaan-panduan",
            "yang-membingungkan",
            "wajib-baca",
        ),
        PEOPLE,
    ),
    **dict.fromkeys(("users", "groups", "sites", "langkah-kedua"), TECHNICAL),
}
# Wagtail's own parts guard what they show by the rights on pages, pictures and documents.
WAGTAIL = {
    "pages", "images", "documents", "collections", "workflows", "reports", "bulk", "api", "editing-sessions",
    "choose-page", "choose-external-link", "choose-email-link", "choose-phone-link", "choose-anchor-link",
    "tag-autocomplete", "block-preview", "test404", "failwhale", "password_reset",
}  # fmt: skip
ROLES = {DRAFTER: "drafter", BKPSDM: "BKPSDM", SUPERADMIN: SUPERADMIN}
ADMIN = "kelola/"


def first_part(route: str) -> str:
    return route.removeprefix(ADMIN).partition("/")[0]


@pytest.fixture
def world(db) -> World:
    return World()


def test_every_screen_of_the_admin_says_for_whom_it_is(world):
    parts = {first_part(one.route) for one in addresses(world) if one.route.startswith(ADMIN)}
    assert parts - set(SCREENS) - WAGTAIL == set()


def test_only_those_enter_for_whom_a_screen_is(world):
    visitors = world.visitors()
    wrong = []
    for address in addresses(world):
        part = first_part(address.route)
        if address.route.startswith(ADMIN) and part in SCREENS:
            for role in ROLES.keys() - SCREENS[part]:
                answer, _ = tried(visitors[ROLES[role]].client, "get", address.path)
                if answer is not None and answer.status_code == 200:
                    wrong.append(f"{role} enters {address}")
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_everybody_enters_the_start_of_the_screens_that_are_for_them(world, role):
    client = world.visitors()[ROLES[role]].client
    closed = []
    for address in addresses(world):
        part = first_part(address.route)
        if address.route == f"{ADMIN}{part}/" and part and role in SCREENS.get(part, ()):
            answer, _ = tried(client, "get", address.path)
            if answer is not None and answer.status_code in (403, 404, 500):
                closed.append(f"{address}: {answer.status_code}")
    assert closed == []


def test_no_answer_to_a_drafter_names_a_person_or_a_unit(world):
    """Whatever the address: lists, choosers, histories, reports, previews of other people's pages."""
    cast, client = world.cast, world.visitors()["drafter"].client
    secrets = [
        cast.employee.nip,
        cast.employee.name,
        cast.stranger.nip,
        cast.stranger.name,
        cast.division.name,
    ]
    told = []
    for address in addresses(world):
        if address.route.startswith(ADMIN):
            answer, _ = tried(client, "get", address.path)
            if answer is not None and not answer.streaming:
                text = answer.content.decode(errors="replace")
                told += [f"{address} names {secret}" for secret in secrets if secret in text]
    assert told == []


@pytest.mark.parametrize("name", ["employee_chooser", "unit_chooser"])
@pytest.mark.parametrize("part", ["choose", "choose_results", "chosen", "chosen_multiple"])
def test_choosers_of_people_and_units_answer_bkpsdm_and_nobody_else(cast, login, name, part):
    thing = cast.employee if name == "employee_chooser" else cast.division
    url = reverse(f"{name}:{part}", args=[thing.pk] if part == "chosen" else [])
    query = {"id": thing.pk} if part == "chosen_multiple" else {}
    assert login(cast.bkpsdm).get(url, query).status_code == 200
    for role in (DRAFTER, AUDITOR):
        answer = login(build.make_user(groups=(role,))).get(url, query)
        assert answer.status_code in (302, 403)
        assert str(thing) not in answer.content.decode()
