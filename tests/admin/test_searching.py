"""The search of the admin: people, units, forms and periods on one page; each role finds what it may open."""

import pytest
from django.urls import reverse

from evaluations.enums import ROLE_GROUPS, Role
from tests import build
from tests.counting import statements_of

URL = reverse("search:index")


@pytest.fixture
def officer(cast, login):
    return login(cast.bkpsdm)


def found(client, words: str) -> dict[str, list[str]]:
    groups = client.get(URL, {"q": words}).context["groups"]
    return {group.label: [name for name, _, _ in group.lines] for group in groups}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("siti", {"Pegawai": ["Siti Aminah"]}),
        ("199003152015032501", {"Pegawai": ["Siti Aminah"]}),
        ("aminah siti", {"Pegawai": ["Siti Aminah"]}),
        ("dinas sosial", {"Unit organisasi": ["Dinas Sosial"]}),
        ("juli 2026", {"Periode": ["Juli 2026"]}),
        ("Kinerja", {"Formulir": ["Evaluasi Kinerja Pegawai"]}),
        ("tidak ada", {}),
    ],
)
def test_everything_is_found_by_its_name(cast, officer, words, expected):
    build.make_period(name="Juli 2026")
    build.make_form_version()
    assert {kind: names for kind, names in found(officer, words).items() if kind in expected} == expected
    assert set(found(officer, words)) == set(expected)


def test_every_line_and_every_list_leads_to_something(cast, officer):
    build.make_period(name="Dinas bulan Juli")
    for number in range(11):
        build.make_employee(f"Dinas {number}")
    groups = officer.get(URL, {"q": "dinas"}).context["groups"]
    assert [(group.label, group.count) for group in groups] == [
        ("Pegawai", 11),
        ("Unit organisasi", 3),
        ("Periode", 1),
    ]
    assert {len(group.lines) for group in groups} == {10, 3, 1}
    addresses = [line[2] for group in groups for line in group.lines] + [group.all_url for group in groups]
    assert {officer.get(url).status_code for url in addresses} == {200}
    listed = officer.get(groups[0].all_url).context
    assert listed["page_obj"].paginator.count == 11


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Tulis nama orang, NIP, nama unit, formulir, atau periode"),
        ("  ", "Tulis nama orang, NIP, nama unit, formulir, atau periode"),
        ("a", "Tulis sedikitnya dua huruf"),
        ("qwxz", "Tidak ada yang cocok dengan “qwxz”"),
        ("\x00", "Tulis nama orang"),
    ],
)
def test_what_finds_nothing_is_said(officer, words, said):
    assert said in officer.get(URL, {"q": words}).content.decode()


def test_the_start_page_and_the_menu_search_here(officer):
    page = officer.get("/kelola/").content.decode()
    assert f'action="{URL}"' in page
    assert '"/kelola/cari/"' in page


def test_who_drafts_forms_finds_forms_only(cast, login):
    build.make_form_version()
    drafter = login(build.make_user("penyusun", groups=(ROLE_GROUPS[Role.DRAFTER],)))
    assert found(drafter, "siti") == {}
    assert found(drafter, "Kinerja") == {"Formulir": ["Evaluasi Kinerja Pegawai"]}


@pytest.mark.parametrize("who", ["unit_admin", "auditor"])
def test_nobody_else_searches(cast, login, who):
    assert login(getattr(cast, who)).get(URL).status_code == 302


def test_the_search_needs_as_many_statements_for_many_as_for_one(cast, officer):
    before = statements_of(officer, f"{URL}?q=dinas")
    for number in range(5):
        build.make_unit(f"Dinas {number}", parent=cast.root)
    assert statements_of(officer, f"{URL}?q=dinas") == before
