"""Everyday questions find their answer within the first three hits; what is looked for is counted without a person."""

from functools import cache

import pytest
from django.urls import reverse

from forms_config.finding import Entry, Index, entries_of
from forms_config.guidance_references import named
from forms_config.models import GuidanceIndexPage, GuidancePage, GuidanceSearch, GuidanceSynonym
from forms_config.models.guidance_search import KEPT_LENGTH, MOST_ROWS, is_answered
from forms_config.official.catalogue import read
from forms_config.official.guidance import stored
from forms_config.official.loader import load_official
from tests.counting import statements_of
from tests.guidance import make_guidance_page

FAQ = "tanya-jawab"

# What people type, and where its answer stands: the page, and the question or part on it where that matters.
EVERYDAY: dict[str, tuple[str, str]] = {
    "lupa absen": (FAQ, "Saya lupa absen"),
    "lupa finger": (FAQ, "Saya lupa absen"),
    "terlambat": (FAQ, "Saya terlambat masuk kerja"),
    "telat masuk kantor": (FAQ, "Saya terlambat masuk kerja"),
    "lupa kata sandi": (FAQ, "Saya lupa kata sandi"),
    "lupa pasword": (FAQ, "Saya lupa kata sandi"),
    "ganti password": (FAQ, "Bagaimana mengganti kata sandi"),
    "akun terkunci": (FAQ, "Akun saya terkunci"),
    "belum punya akun": (FAQ, "Saya belum punya akun"),
    "batas waktu": (FAQ, "Kapan batas waktu pengisian"),
    "deadline": (FAQ, "Kapan batas waktu pengisian"),
    "tenggat sudah lewat": (FAQ, "Tenggat sudah lewat"),
    "sinyal hilang": (FAQ, "Sinyal hilang saat mengisi"),
    "internet mati waktu mengisi": (FAQ, "Sinyal hilang saat mengisi"),
    "hp hilang": ("akun", "Telepon hilang"),
    "atasan tidak suka saya": (FAQ, "Atasan tidak suka saya"),
    "bos sentimen sama saya": (FAQ, "Atasan tidak suka saya"),
    "kenapa saya dapat baik": (FAQ, "Kenapa saya dapat Baik"),
    "siapa melihat nilai saya": (FAQ, "Siapa yang dapat melihat nilai saya"),
    "siapa yang bisa baca hasil saya": (FAQ, "Siapa yang dapat melihat nilai saya"),
    "pindah unit": (FAQ, "Saya pindah unit di tengah bulan"),
    "mutasi di tengah bulan": (FAQ, "Saya pindah unit di tengah bulan"),
    "cuti melahirkan": (FAQ, "Bagaimana evaluasi saya saat cuti melahirkan"),
    "saya sedang hamil": (FAQ, "Bagaimana evaluasi saya saat cuti melahirkan"),
    "naik pangkat": ("talenta-dan-angka-kredit", "Naik pangkat"),
    "tunjangan": (FAQ, "Apakah hasil evaluasi memengaruhi tunjangan"),
    "tukin dipotong": (FAQ, "Apakah hasil evaluasi memengaruhi tunjangan"),
    "gaji dipotong": (FAQ, "Apakah gaji saya dipotong"),
    "dipecat": (FAQ, "Apakah saya bisa dipecat"),
    "bukan atasan saya": ("pindah-tugas", "Penilainya bukan atasan saya"),
    "nama penilai salah": (FAQ, "Nama penilai saya keliru"),
    "keberatan": ("hak-dan-keberatan", ""),
    "kberatan": ("hak-dan-keberatan", ""),
    "cara mengajukan keberatan": ("hak-dan-keberatan", ""),
    "sampai kapan boleh banding": (FAQ, "Sampai kapan saya boleh keberatan"),
    "SKP ditolak": (FAQ, "Atasan menolak SKP saya"),
    "penolakan SKP": (FAQ, "Atasan menolak SKP saya"),
    "apa itu RHK": ("glosarium", "RHK"),
    "arti IKI": ("glosarium", "IKI"),
    "target terlalu tinggi": (FAQ, "Target saya terlalu tinggi"),
    "target tidak tercapai": (FAQ, "Saya malu karena targetnya"),
    "bukti ditolak": (FAQ, "Bukti saya ditolak"),
    "tidak punya bukti": (FAQ, "Saya tidak punya bukti"),
    "bukti yang bagus": ("bukti-yang-meyakinkan", ""),
    "salah isi sudah terkirim": (FAQ, "Saya salah mengisi"),
    "kapan hasil keluar": (FAQ, "Kapan hasil saya keluar"),
    "cetak dokumen": (FAQ, "Bagaimana mencetak Dokumen Evaluasi"),
    "jatah sangat baik": (FAQ, "Apakah ada jatah Sangat Baik"),
    "nilai saya turun": (FAQ, "Nilai saya turun"),
    "dinilai tidak adil": (FAQ, "Saya merasa dinilai tidak adil"),
    "penilai belum menilai": (FAQ, "Penilai saya belum menilai"),
    "atasan pensiun": (FAQ, "Penilai saya pensiun"),
    "angka kredit saya berapa": (FAQ, "Berapa angka kredit saya"),
    "PPPK paruh waktu": (FAQ, "Saya PPPK paruh waktu"),
    "tugas belajar": (FAQ, "Saya sedang tugas belajar"),
    "guru": (FAQ, "Saya guru"),
    "dinas luar": (FAQ, "Dinas luar dihitung hadir"),
    "sakit": (FAQ, "Saya sakit"),
    "bolos berapa hari kena hukuman": (FAQ, "Berapa hari bolos"),
    "jam kerja": (FAQ, "Berapa jam kerja seminggu"),
    "presensi saya salah": (FAQ, "Angka presensi saya salah"),
    "operator mengisikan": (FAQ, "Bolehkah operator"),
    "data saya salah": (FAQ, "Data diri saya salah"),
    "umpan balik tanpa nama": ("umpan-balik", "Umpan balik tanpa nama"),
    "contoh umpan balik": ("contoh-umpan-balik", ""),
    "efek halo": ("kesalahan-menilai", "Efek halo"),
    "pelatihan": (FAQ, "Saya ingin ikut pelatihan"),
    "kalibrasi": (FAQ, "Rating saya berubah setelah kalibrasi"),
    "apakah saya diawasi": (FAQ, "Apakah saya diawasi"),
    "e-kinerja BKN": (FAQ, "Apakah saya masih harus mengisi e-Kinerja BKN"),
    "keluar sendiri": ("akun", "Tiba-tiba keluar sendiri"),
    "dasar hukum": ("dasar-hukum", ""),
}  # fmt: skip


@cache
def shipped() -> Index:
    """The index of what comes with the product, without a database."""
    entries = []
    for number, page in enumerate(read("guidance.json")["pages"]):
        alone = Entry(number, page["slug"], page["title"], page["title"], "", summary=page["summary"])
        entries += entries_of(alone, stored(page["body"]), named)
    groups = [GuidanceSynonym(words=words).group for words in read("guidance_data.json")["synonyms"]]
    return Index(entries, groups)


def test_at_least_sixty_questions_are_asked():
    assert len(EVERYDAY) >= 60


@pytest.mark.parametrize("query", EVERYDAY)
def test_an_everyday_question_is_answered_within_the_first_three_hits(query):
    slug, title = EVERYDAY[query]
    found = [(hit.entry.slug, hit.entry.title) for hit in shipped().search(query)[:3]]
    assert any(at == slug and told.startswith(title) for at, told in found), found


@pytest.mark.parametrize(
    "text",
    [
        "keberatan",
        "Keberatann",
        "mengajukan keberatan",
        "pengajuan keberatan",
        "KEBERATAN!!!",
        "kebratan dong",
    ],
)
def test_word_forms_capitals_and_typing_errors_find_the_same_page(text):
    assert "hak-dan-keberatan" in [hit.entry.slug for hit in shipped().search(text)[:3]]


def finds(query: str, title: str) -> bool:
    return bool(Index([Entry(1, "a", title, title, "")]).search(query))


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("mengirim", "Kirim"), ("kirim", "Pengiriman"), ("menolak", "Ditolak"), ("tolak", "Penolakan"),
        ("menulis", "Tulisan"), ("nilai", "Penilaian"), ("menilai", "Dinilai"), ("nilai", "Nilainya"),
        ("ajukan", "Pengajuan"), ("perbaikan", "Diperbaiki"), ("simpan", "Tersimpan"), ("terlambat", "Keterlambatan"),
        ("sampai", "Menyampaikan"), ("baca", "Bacaan"), ("pindah", "Kepindahan"),
    ],
)  # fmt: skip
def test_forms_of_a_word_find_each_other(query, title):
    assert finds(query, title)


@pytest.mark.parametrize(
    ("query", "title"), [("cuti", "Gaji"), ("unit", "Umur"), ("SKP", "TPP"), ("bukti", "Batas")]
)
def test_words_that_only_resemble_each_other_do_not(query, title):
    assert not finds(query, title)


def test_any_word_is_enough_and_the_answer_to_all_of_them_comes_first():
    hits = shipped().search("zzzz kata sandi")
    assert hits[0].entry.slug in (FAQ, "akun")
    assert hits[0].covered < 1


@pytest.mark.parametrize("query", ["kapal selam", "kapal selam zzz", "zzzz"])
def test_what_only_resembles_something_is_not_taken_for_an_answer(query):
    assert not is_answered(shipped().search(query))


@pytest.mark.parametrize("query", EVERYDAY)
def test_every_everyday_question_counts_as_answered(query):
    assert is_answered(shipped().search(query))


# --- the page ---------------------------------------------------------------------------------------


@pytest.fixture
def official(db):
    load_official()
    return GuidanceIndexPage.objects.get()


def test_the_search_of_the_site_finds_the_same_on_this_database(official):
    for query in list(EVERYDAY)[::6]:
        slug, title = EVERYDAY[query]
        found = [(hit.entry.slug, hit.entry.title) for hit in official.search(query)[:3]]
        assert any(at == slug and told.startswith(title) for at, told in found), (query, found)


def test_an_answer_is_linked_at_its_place_and_shown_with_its_first_words(official, client):
    html = client.get("/panduan/", {"cari": "lupa absen"}).content.decode()
    place = "/panduan/tanya-jawab/#saya-lupa-absen-apa-yang-harus-saya-lakukan"
    assert f'href="{place}"' in html
    assert "Siapkan keterangan" in html
    assert (
        'id="saya-lupa-absen-apa-yang-harus-saya-lakukan"'
        in client.get("/panduan/tanya-jawab/").content.decode()
    )


def test_what_is_published_changed_or_gone_is_noticed_at_once(db):
    page = make_guidance_page("Sepeda dinas")
    index = GuidanceIndexPage.objects.get()
    assert [hit.entry.title for hit in index.search("sepeda")] == ["Sepeda dinas"]
    page.title, page.summary = "Mobil dinas", "Tentang mobil."
    page.save_revision().publish()
    assert index.search("sepeda") == []
    assert [hit.entry.title for hit in index.search("mobil")] == ["Mobil dinas"]
    GuidanceSynonym.objects.create(words="mobil, otomobil")
    assert [hit.entry.title for hit in index.search("otomobil")] == ["Mobil dinas"]
    GuidanceSynonym.objects.update(words="motor, otomotor")
    assert index.search("otomobil") == []
    page.unpublish()
    assert index.search("mobil") == []


def test_a_synonym_needs_two_words():
    assert GuidanceSynonym(words="absen, presensi, ").group == ["absen", "presensi"]
    with pytest.raises(Exception, match="sedikitnya dua kata"):
        GuidanceSynonym(words="absen,").clean()


def test_a_search_costs_the_same_with_more_pages_and_synonyms(client, db):
    def cost() -> int:
        client.get("/panduan/", {"cari": "sepeda"})  # the index is made anew
        return statements_of(client, "/panduan/?cari=sepeda")

    make_guidance_page("Sepeda")
    before = cost()
    for number in range(4):
        make_guidance_page(f"Sepeda {number}")
        GuidanceSynonym.objects.create(words=f"sepeda{number}, kereta angin {number}")
    assert cost() == before


def test_the_field_stands_on_every_page_of_the_portal_and_at_the_login(cast, login, client):
    make_guidance_page()
    field = 'action="/panduan/"'
    for page in (reverse("portal:home"), reverse("portal:evaluations"), "/panduan/"):
        assert field in login(cast.employee).get(page).content.decode()
    assert field in client.get("/masuk/").content.decode()


# --- what people look for ---------------------------------------------------------------------------


@pytest.fixture
def bicycle(db) -> GuidancePage:
    return make_guidance_page("Sepeda dinas")


def test_searches_are_counted_by_their_words_and_say_whether_they_were_answered(bicycle, client):
    for query in ("Sepeda", "sepeda ", "kapal selam"):
        client.get("/panduan/", {"cari": query})
    counted = GuidanceSearch.objects.values_list("words", "times", "hits", "is_answered")
    assert set(counted) == {("sepeda", 2, 1, True), ("kapal selam", 1, 0, False)}


def test_a_number_of_a_person_is_not_kept(bicycle, client):
    client.get("/panduan/", {"cari": "199003152015032501 sepeda"})
    client.get("/panduan/", {"cari": "199003152015032501"})
    assert list(GuidanceSearch.objects.values_list("words", flat=True)) == ["sepeda"]
    assert not {field.name for field in GuidanceSearch._meta.fields} & {"user", "employee", "nip", "ip"}


def test_long_texts_are_not_kept_and_the_table_has_an_end(bicycle, client, monkeypatch):
    client.get("/panduan/", {"cari": "sepeda " * 12})
    assert not GuidanceSearch.objects.exists()
    assert KEPT_LENGTH < 100
    monkeypatch.setattr("forms_config.models.guidance_search.MOST_ROWS", 1)
    for query in ("sepeda", "kapal", "sepeda"):
        client.get("/panduan/", {"cari": query})
    assert list(GuidanceSearch.objects.values_list("words", "times")) == [("sepeda", 2)]
    assert MOST_ROWS > 1
