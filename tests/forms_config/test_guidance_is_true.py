"""The guidance says what the product does: what a shipped page names must be there, figures come from settings."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import override_settings
from django.urls import reverse

from forms_config.finding import place_of
from forms_config.finding.entries import plain
from forms_config.guidance_blocks import GuidanceStream
from forms_config.guidance_references import (
    Button,
    Screen,
    SettingValue,
    filled_in,
    references,
    unknown_in,
)
from forms_config.models import GuidancePage, LegalBasis
from forms_config.official.catalogue import read
from forms_config.official.guidance import load_guidance
from forms_config.official.loader import load_official

ROOT = Path(__file__).resolve().parents[2]
PAGES: list[dict[str, Any]] = read("guidance.json")["pages"]
SLUGS = [page["slug"] for page in PAGES]

# A figure with a unit in our own words is a promise that a setting may break.
FIGURE = re.compile(r"\b\d+ (hari|jam|menit|MB|megabita|berkas|kali)\b")
# Those that rest on a regulation, each with the page it stands on; "5 jam" ends the 37,5 and 32,5 of Perpres 21/2023.
PERMITTED = {
    ("hak-dan-keberatan", "14 hari"), ("presensi", "3 hari"), ("presensi", "28 hari"), ("presensi", "10 hari"),
    ("presensi", "5 jam"), ("tanya-jawab", "5 jam"), ("kerahasiaan", "24 jam"),
    ("untuk-penilai", "95 menit"),  # said by somebody in an example
}  # fmt: skip
NO_PROMISES = ("example",)  # blocks that tell of somebody


def texts(page: dict[str, Any]) -> Iterator[str]:
    for block in page["body"]:
        if block["type"] not in NO_PROMISES:
            yield plain(block["value"])


def whole(page: dict[str, Any]) -> str:
    return str(page["body"])


@pytest.mark.parametrize("page", PAGES, ids=SLUGS)
def test_every_reference_of_a_shipped_page_names_something_that_is_there(page):
    assert unknown_in(whole(page)) == []
    rules = {block["value"] for block in page["body"] if block["type"] == "rule"}
    assert rules <= {one.code for one in references().values() if isinstance(one, SettingValue)}


@pytest.mark.parametrize("page", PAGES, ids=SLUGS)
def test_every_link_within_the_guidance_leads_to_a_shipped_page_and_its_place(page):
    targets = re.findall(r'href=\\?"/panduan/([\w-]*)/(?:#([\w-]+))?', whole(page))
    for slug, anchor in targets:
        assert slug in SLUGS
        target = PAGES[SLUGS.index(slug)]
        assert not anchor or anchor in {
            place_of(block["value"]) for block in target["body"] if block["type"] == "heading"
        }
    assert len(targets) == len(re.findall("/panduan/", whole(page))), "a link in another form"


@pytest.mark.parametrize("page", PAGES, ids=SLUGS)
def test_no_shipped_page_writes_a_number_that_is_a_setting(page):
    if page["slug"] in ("contoh-umpan-balik", "arti-rating"):
        return  # examples throughout
    found = {
        (page["slug"], hit[0])
        for text in texts(page)
        for hit in FIGURE.finditer(re.sub(r"\[\[.*?\]\]", "", text))
    }
    assert found - PERMITTED == set()


@pytest.mark.parametrize("one", references().values(), ids=lambda one: one.code)
def test_what_may_be_named_is_really_there(one, db):
    if isinstance(one, Screen):
        assert one.url().startswith("/")
    if isinstance(one, Button):
        assert one.label in (ROOT / one.source).read_text()
    if isinstance(one, SettingValue):
        assert one.tell()
    assert one.html()


def test_a_page_says_a_setting_as_it_is_now(db, client):
    load_official()
    with override_settings(EVIDENCE_MAX_BYTES=3 * 1024 * 1024, EVIDENCE_MAX_FILES=7):
        html = client.get("/panduan/mengisi-formulir/").content.decode()
    assert "paling besar 3,0\xa0MB per berkas dan paling banyak 7 berkas" in html
    assert (
        f'<a href="{reverse("portal:sessions")}">Sesi saya</a>'
        in client.get("/panduan/akun/").content.decode()
    )
    assert "[[" not in html


def test_every_shipped_page_is_drawn_without_a_hole(db, client):
    load_official()
    for slug in SLUGS:
        answer = client.get(f"/panduan/{slug}/")
        assert answer.status_code == 200, slug
        assert "[[" not in answer.content.decode(), slug


def test_an_officer_cannot_name_what_is_not_there():
    stream = GuidanceStream()
    wrong = stream.to_python([{"type": "paragraph", "value": "<p>Tekan [[tombol-ajaib]].</p>"}])
    with pytest.raises(ValidationError) as refused:
        stream.clean(wrong)
    assert "[[tombol-ajaib]]" in str(refused.value.as_json_data())
    right = stream.to_python([{"type": "paragraph", "value": "<p>Tekan [[tombol-keberatan]].</p>"}])
    assert stream.clean(right)


def test_what_a_reference_puts_into_a_text_is_only_text():
    assert (
        filled_in("a &lt;b&gt; [[tombol-keberatan]] [[tidak-ada]]")
        == "a &lt;b&gt; <b>“Ajukan keberatan”</b> "
    )


@pytest.mark.parametrize(
    "basis", read("guidance_data.json")["legal_bases"], ids=lambda basis: basis["number"]
)
def test_a_legal_basis_is_known_by_both_ways_of_writing_it(basis):
    row = LegalBasis(number=basis["number"])
    kind, _, rest = basis["number"].rpartition(" ")
    number, _, year = rest.partition("/")
    assert row.pattern.search(f"menurut {kind} Nomor {number} Tahun {year}.")
    assert row.pattern.search(f"({basis['number']})")
    assert not row.pattern.search(f"{kind} {number}1/{year}")
    assert not row.pattern.search(f"{kind} {number}/{year}1")


def test_every_regulation_that_a_page_names_is_among_the_legal_bases():
    known = [LegalBasis(number=basis["number"]) for basis in read("guidance_data.json")["legal_bases"]]
    named = set(
        re.findall(
            r"(?:UU|PP|Perpres|PermenPANRB|SE MenPANRB|KepmenPANRB|Peraturan BKN) \d+/\d{4}", str(PAGES)
        )
    )
    assert "UU 20/2023" in {one.number for one in known}
    assert {text for text in named if not any(one.pattern.search(text) for one in known)} == set()


# --- what comes with a new edition of the product -------------------------------------------------------


def data() -> tuple[dict[str, Any], dict[str, Any]]:
    return read("guidance.json"), read("guidance_data.json")


def test_a_page_that_nobody_edited_follows_the_product(db):
    load_official()
    pages, more = data()
    pages["pages"][0]["summary"] = "Ringkasan edisi berikutnya."
    load_guidance(pages, more)
    assert GuidancePage.objects.get(slug=SLUGS[0]).summary == "Ringkasan edisi berikutnya."


def test_a_page_that_an_officer_edited_stays_as_it_is(db):
    load_official()
    page = GuidancePage.objects.get(slug=SLUGS[0])
    page.summary = "Ringkasan dari BKPSDM."
    page.save_revision().publish()
    pages, more = data()
    pages["pages"][0]["summary"] = "Ringkasan edisi berikutnya."
    load_guidance(pages, more)
    assert GuidancePage.objects.get(slug=SLUGS[0]).summary == "Ringkasan dari BKPSDM."


def test_publishing_without_a_change_does_not_count_as_editing(db):
    load_official()
    GuidancePage.objects.get(slug=SLUGS[0]).save_revision().publish()
    pages, more = data()
    pages["pages"][0]["summary"] = "Ringkasan edisi berikutnya."
    load_guidance(pages, more)
    assert GuidancePage.objects.get(slug=SLUGS[0]).summary == "Ringkasan edisi berikutnya."
