"""Guidance pages: open to everybody, found by search, in the order that BKPSDM gave them."""

import json
import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, Site

from forms_config.guidance_blocks import VideoBlock
from forms_config.models import GuidanceIndexPage, GuidancePage, Indicator, LegalBasis
from sekin_site.roles import BKPSDM
from tests import build
from tests.build import make_user
from tests.counting import statements_of
from tests.forms_config.library import make_indicator

pytestmark = pytest.mark.django_db


@pytest.fixture
def index():
    root = Page.get_first_root_node()
    page = root.add_child(
        instance=GuidanceIndexPage(title="Panduan", slug="panduan", introduction="Selamat datang.")
    )
    site = Site.objects.get()
    site.root_page = page
    site.save()  # and not update(): Wagtail remembers the roots of its sites
    return page


def make_page(index, title: str, *blocks, **fields) -> GuidancePage:
    body = json.dumps([{"type": kind, "value": value} for kind, value in blocks])
    return index.add_child(
        instance=GuidancePage(title=title, summary=f"Tentang {title}.", body=body, **fields)
    )


def titles(response) -> list[str]:
    return [page.title for page in response.context["guidance_pages"]]


def found(response) -> list[str]:
    return [hit.entry.title for hit in response.context["hits"]]


def test_the_index_lists_published_pages_in_the_order_of_the_tree(index, client):
    make_page(index, "Zaman")
    make_page(index, "Awal")
    make_page(index, "Draf", live=False)
    response = client.get("/panduan/")
    assert titles(response) == ["Zaman", "Awal"]
    assert "Selamat datang." in response.content.decode()


def test_an_empty_guidance_says_so(index, client):
    assert "Panduan belum diisi" in client.get("/panduan/").content.decode()


def test_search_finds_words_of_the_text(index, client):
    make_page(index, "Hak Anda", ("paragraph", "<p>Cara mengajukan keberatan.</p>"))
    make_page(index, "Presensi", ("paragraph", "<p>Jam kerja.</p>"))
    assert found(client.get("/panduan/", {"cari": "keberatan"})) == ["Hak Anda"]


def test_search_without_result_offers_a_way_back(index, client):
    make_page(index, "Presensi")
    html = client.get("/panduan/", {"cari": "tidakada"}).content.decode()
    assert "Belum ada halaman yang cocok" in html
    assert "Lihat semua halaman" in html


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", "'", "%", "\x00", "a" * 500, '"', "* OR 1=1"])
def test_any_search_text_is_only_text(index, client, query):
    make_page(index, "Presensi")
    response = client.get("/panduan/", {"cari": query})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_a_page_shows_every_kind_of_block(index, client):
    table = {
        "columns": [{"type": "text", "heading": "Rating"}, {"type": "text", "heading": "Arti"}],
        "rows": [{"values": ["Di atas", "Melampaui"]}],
        "caption": "Arti rating",
    }
    make_page(
        index,
        "Lengkap",
        ("heading", "Judul <b>"),
        ("paragraph", "<p>Sebuah <b>paragraf</b>.</p>"),
        ("steps", [{"title": "Pertama", "text": "Buka formulir"}]),
        ("callout", {"tone": "warning", "title": "Ingat", "text": "Simpan dulu"}),
        ("faq", [{"question": "Mengapa?", "answer": "<p>Karena perlu.</p>"}]),
        ("table", table),
        ("example", {"who": "Perawat", "text": "Mencatat kunjungan"}),
    )
    html = client.get("/panduan/lengkap/").content.decode()
    for text in (
        "Judul &lt;b&gt;",
        "Sebuah <b>paragraf</b>.",
        "Buka formulir",
        "callout--warning",
        "Simpan dulu",
        "Mengapa?",
        "Karena perlu.",
        "Arti rating",
        "Melampaui",
        "Contoh: Perawat",
    ):
        assert text in html


def test_a_page_leads_to_its_neighbours(index, client):
    for title in ("Satu", "Dua", "Tiga"):
        make_page(index, title)
    context = client.get("/panduan/dua/").context
    assert (context["previous_page"].title, context["next_page"].title) == ("Satu", "Tiga")
    assert client.get("/panduan/satu/").context["previous_page"] is None
    assert client.get("/panduan/tiga/").context["next_page"] is None
    assert client.get("/panduan/dua/").context["trail"] == [("Panduan", "/panduan/")]


def test_an_unpublished_page_is_not_found(index, client):
    make_page(index, "Draf", live=False)
    assert client.get("/panduan/draf/").status_code == 404


def test_the_index_needs_no_more_statements_for_more_pages(index, client):
    make_page(index, "Satu")
    statements_of(client, "/panduan/")
    with_one = statements_of(client, "/panduan/")
    make_page(index, "Dua")
    make_page(index, "Tiga")
    assert statements_of(client, "/panduan/") == with_one


def test_an_officer_edits_everything_that_a_page_says(index, client):
    page = make_page(index, "Presensi", ("paragraph", "<p>Jam kerja.</p>"))
    client.force_login(make_user(groups=(BKPSDM,)))
    html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert [name for name in ('name="summary"', 'name="audience"', "Jam kerja") if name not in html] == []
    html = client.get(reverse("wagtailadmin_pages:edit", args=[index.pk])).content.decode()
    assert 'name="introduction"' in html


def test_a_picture_is_shown_with_its_description(index, client):
    image = get_image_model().objects.create(title="Alur", file=get_test_image_file(size=(1600, 800)))
    picture = {"image": image.pk, "description": "Alur penilaian", "caption": "Dari SKP sampai hasil"}
    page = make_page(index, "Alur", ("picture", picture))
    html = client.get(page.url).content.decode()
    assert 'alt="Alur penilaian"' in html
    assert 'src="/media/images/' in html
    assert "<figcaption>Dari SKP sampai hasil</figcaption>" in html
    image.delete()  # an editor may remove it from the library; the page goes on without
    assert "<figure>" not in client.get(page.url).content.decode()


def stored_file(name: str):
    return get_document_model().objects.create(title=name, file=ContentFile(b"isi", name))


def test_a_film_of_our_own_plays_here_and_one_elsewhere_is_only_a_link(index, client):
    film = {"title": "Mengisi", "text": "Siti mengisi satu bulan.", "link": ""}
    page = make_page(
        index,
        "Film",
        ("video", film | {"file": stored_file("film.mp4").pk}),
        ("video", film | {"file": None, "link": "https://video.example/lihat?v=1"}),
    )
    html = client.get(page.url).content.decode()
    assert re.search(r'<video controls preload="none" src="/dokumen/\d+/film[^"]*\.mp4"', html)
    assert 'href="https://video.example/lihat?v=1"' in html
    assert "membuka situs lain" in html
    assert html.count("Siti mengisi satu bulan.") == 2
    assert "<iframe" not in html


@pytest.mark.parametrize(
    ("name", "link", "told"), [("", "", "Pilih berkas, atau"), ("film.avi", "", "MP4 atau WebM")]
)
def test_a_film_needs_a_file_that_browsers_play_or_a_link(db, name, link, told):
    block = VideoBlock()
    value = block.to_python(
        {"title": "A", "text": "B", "link": link, "file": stored_file(name).pk if name else None}
    )
    with pytest.raises(ValidationError) as refused:
        block.clean(value)
    assert told in str(refused.value.as_json_data())


def test_a_step_may_have_a_picture_and_a_page_a_download(index, client):
    image = get_image_model().objects.create(title="Alur", file=get_test_image_file())
    step = {"title": "Buka", "text": "Tekan tombolnya", "image": image.pk, "description": "Tombol biru"}
    page = make_page(
        index,
        "Langkah",
        ("steps", [step]),
        ("download", {"title": "Templat", "file": stored_file("a.xlsx").pk}),
    )
    html = client.get(page.url).content.decode()
    assert 'alt="Tombol biru"' in html
    assert re.search(r'href="/dokumen/\d+/a[^"]*"', html)
    assert "Templat (XLSX, " in html


def test_a_page_below_another_has_an_address_of_its_own_and_leads_up_and_down(index, client):
    above = make_page(index, "Presensi")
    below = make_page(above, "Giliran malam")
    assert below.url == "/panduan/giliran-malam/"
    response = client.get(below.url)
    assert response.context["trail"] == [("Panduan", "/panduan/"), ("Presensi", "/panduan/presensi/")]
    assert 'href="/panduan/giliran-malam/"' in client.get(above.url).content.decode()
    assert titles(client.get("/panduan/")) == ["Presensi"]
    assert found(client.get("/panduan/", {"cari": "giliran"})) == ["Giliran malam"]
    assert client.get("/panduan/tidak-ada/").status_code == 404


def test_no_heading_takes_the_place_of_something_around_the_page(index, client):
    make_indicator()
    page = make_page(
        index, "Indikator", *(("heading", word) for word in ("Isi", "Indikator", "Jelas?", "Cari", "Lain"))
    )
    Indicator.objects.update(guidance_page=page)
    client.force_login(make_user("siapa"))
    html = client.get(page.url).content.decode()
    places = re.findall(r'\sid="([^"]+)"', html)
    assert len(places) == len(set(places)), places
    assert {"isi-", "indikator-", "jelas-", "lain"} <= set(places)


def test_two_pages_of_the_guidance_never_share_an_address(index):
    above = make_page(index, "Presensi")
    with pytest.raises(ValidationError, match="alamat ini"):
        make_page(above, "Lain", slug="presensi")


def test_a_page_names_the_indicators_that_rest_on_it(index, client):
    page = make_page(index, "Kerja sama")
    indicator = make_indicator()
    indicator.guidance_page = page
    indicator.save()
    assert f"<li>{indicator.name}</li>" in client.get(page.url).content.decode()


def test_regulations_are_listed_with_their_days(index, client):
    old = LegalBasis.objects.create(number="PP 1/2000", title="Lama", valid_until=date(2010, 1, 1))
    new = LegalBasis.objects.create(number="PP 2/2010", title="Baru", valid_from=date(2010, 1, 2))
    old.replaced_by = new
    old.save()
    html = client.get(make_page(index, "Hukum", ("regulations", None)).url).content.decode()
    assert "Tidak berlaku sekarang." in html
    assert "Diganti oleh PP 2/2010." in html
    assert "Sejak 2 Januari 2010." in html


def test_a_rule_is_told_as_it_is_set_and_not_as_the_page_was_written(index, client):
    make_page(index, "Hak", ("rule", "hari-keberatan"), ("rule", "tidak-ada"))
    assert "dalam 14 hari sejak hasil disampaikan" in client.get("/panduan/hak/").content.decode()
    build.make_period(objection_days=9, objection_from="READ")
    html = client.get("/panduan/hak/").content.decode()
    assert "dalam 9 hari sejak Anda pertama kali membuka hasil" in html
    assert html.count("Yang berlaku sekarang") == 1
