"""What a new officer does to the library, by the words on the screen alone: one test for each request."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from forms_config.engine.outcome import evaluate
from forms_config.engine.schema import Polarity, ScoreBand
from forms_config.models import EvaluationForm, IndexScheme, Indicator, PredikatMatrix, RatingScale
from tests.forms_config.library import field, make_form, make_matrix, make_scale, rated_sections, section
from tests.journeys.desk import make_officer, menu, sit_down, told
from tests.journeys.editor_page import add, choose, press, press_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def form(db):
    """A published form of two sections, with the decision table."""
    scale = make_scale()
    form = make_form(*rated_sections(scale), matrix=make_matrix(scale), title="Evaluasi bulanan")
    form.latest_revision.publish(user=make_officer())
    return form


@pytest.fixture
def desk(phone, form):
    return sit_down(phone)


def publish(desk) -> None:
    """Press "Terbitkan", read what would change, and press it again."""
    press(desk, "Terbitkan")
    expect(
        desk.get_by_role("heading", name="Yang berubah dari versi 1 bila diterbitkan sekarang")
    ).to_be_visible()
    press(desk, "Terbitkan")
    told(desk, "diperbarui dan diterbitkan")


def test_a_predikat_gets_a_local_name(desk, form):
    menu(desk, "Formulir", "Kuadran predikat")
    desk.get_by_role("link", name="Kuadran", exact=True).click()
    desk.get_by_role("region", name="Predikat 3").get_by_role("textbox", name="Sebutan").fill("Perlu Dibina")
    desk.get_by_role("button", name="Simpan", exact=True).click()
    told(desk, "Perubahan ini belum berlaku di mana pun").get_by_role("link", name="Evaluasi bulanan").click()
    expect(desk.get_by_role("heading", name="Dampak draf: Evaluasi bulanan")).to_be_visible()
    menu(desk, "Formulir", "Formulir")
    desk.get_by_role("link", name="Evaluasi bulanan", exact=True).click()
    publish(desk)
    first, second = (version.parsed.matrix.levels for version in form.versions.order_by("number"))
    assert [one.label for one in first][2] == "Butuh Perbaikan"
    assert [(one.code, one.label) for one in second][2] == ("BUTUH_PERBAIKAN", "Perlu Dibina")


def test_an_indicator_where_lower_is_better_has_ranges_and_is_asked_in_a_form(desk, form):
    menu(desk, "Formulir", "Indikator")
    desk.get_by_role("link", name="Tambahkan indikator").click()
    desk.get_by_role("textbox", name="Nama indikator").fill("Waktu layanan")
    desk.get_by_role("tab", name="Cara menjawab dan menghitung").click()
    desk.get_by_role("textbox", name="Target").fill("24")
    desk.get_by_role("textbox", name="Satuan").fill("jam")
    desk.get_by_role("combobox", name="Arah").select_option(label="Makin rendah makin baik")
    bands = desk.get_by_role("region", name="Rentang", exact=True)
    for number, (least, score) in enumerate((("120", "5"), ("100", "4"), ("", "1"))):
        band = bands.nth(number)
        press_until(desk.get_by_role("button", name="Tambah rentang").last, band)
        band.get_by_role("textbox", name="Mulai dari").fill(least)
        band.get_by_role("textbox", name="Nilainya").fill(score)
    desk.get_by_role("button", name="Simpan", exact=True).click()
    told(desk, "Indikator “Waktu layanan” dibuat")
    indicator = Indicator.objects.get()
    assert (indicator.code, indicator.polarity) == ("waktu-layanan", Polarity.LOWER)

    menu(desk, "Formulir", "Formulir")
    desk.get_by_role("link", name="Evaluasi bulanan", exact=True).click()
    work = desk.get_by_role("region", name=re.compile("^Bagian biasa Hasil kerja"))
    work.get_by_role("button", name="Bagian biasa Hasil kerja").click()
    place = add(desk, "isian", "Indikator dari daftar", within=work)
    choose(desk, place, "indikator", "Waktu layanan")
    place.get_by_role("checkbox", name="Ikut dihitung dalam skor bagian").check()
    publish(desk)
    schema = form.versions.get(number=2).parsed
    asked = schema.sections[0].fields[1]
    assert asked.scoring.bands == (
        ScoreBand(Decimal(120), Decimal(5)), ScoreBand(Decimal(100), Decimal(4)), ScoreBand(None, Decimal(1)),
    )  # fmt: skip
    quick, slow = (evaluate(schema, {asked.key: hours}).items[0].score for hours in ("18", "48"))
    assert (quick, slow) == (5, 1)


def test_competence_gets_a_weight_in_an_index(phone, db):
    make_officer()
    keys = {"hasil_kerja": "Hasil kerja", "perilaku": "Perilaku", "kompetensi": "Kompetensi"}
    make_form(*(section(name, field(), key=key) for key, name in keys.items()))
    weights = [
        {"section": name, "percent": Decimal(one)} for name, one in (("hasil_kerja", 70), ("perilaku", 30))
    ]
    bands = [{"code": "BAIK", "label": "Baik", "minimum": None, "condition": []}]
    IndexScheme.objects.create(
        name="Indeks kinerja",
        key="indeks",
        weight_sets=[("weight_set", {"label": "", "weights": weights, "condition": []})],
        bands=[("band", one) for one in bands],
    )
    desk = sit_down(phone)
    menu(desk, "Formulir", "Indeks")
    desk.get_by_role("link", name="Indeks kinerja", exact=True).click()
    work = desk.get_by_role("region", name="Bobot bagian Hasil kerja 70%")
    work.get_by_role("textbox", name="Bobot (%)").fill("60")
    expect(desk.get_by_text("Jumlah bobot 90%, kurang 10%.")).to_be_visible()
    desk.get_by_role("button", name="Tambah bobot satu bagian").last.click()
    new = desk.get_by_role("region", name=re.compile("^Bobot bagian")).last
    new.get_by_role("combobox", name="Bagian").select_option(label="Kompetensi")
    new.get_by_role("textbox", name="Bobot (%)").fill("10")
    expect(desk.get_by_text("Jumlah bobot 100%, pas.")).to_be_visible()
    desk.get_by_role("button", name="Simpan", exact=True).click()
    told(desk, "Indeks pendukung “Indeks kinerja” diperbarui")
    kept = IndexScheme.objects.get().weight_sets[0].value["weights"]
    assert [(one["section"], one["percent"]) for one in kept] == [
        ("hasil_kerja", 60), ("perilaku", 30), ("kompetensi", 10),
    ]  # fmt: skip


def test_one_sees_where_a_scale_is_used_and_deactivates_it(desk, form):
    menu(desk, "Formulir", "Skala")
    desk.get_by_role("link", name="Ekspektasi", exact=True).click()
    desk.get_by_role("tab", name="Dipakai di").click()
    used = desk.get_by_role("tabpanel", name="Dipakai di")
    expect(used.get_by_role("link", name="Evaluasi bulanan versi 1")).to_be_visible()
    desk.get_by_role("tab", name="Skala", exact=True).click()
    desk.get_by_role("checkbox", name="Aktif").uncheck()
    desk.get_by_role("button", name="Simpan", exact=True).click()
    told(desk, "Skala “Ekspektasi” diperbarui")
    assert RatingScale.objects.get().is_active is False
    assert form.versions.get().parsed.scales[0].key == "ekspektasi"  # what is published stays

    menu(desk, "Formulir", "Kuadran predikat")
    desk.get_by_role("link", name="Tambahkan kuadran predikat").click()
    desk.get_by_role("button", name="Pilih skala").click()
    expect(desk.get_by_role("dialog").get_by_text("Belum ada skala.")).to_be_visible()


def test_a_decision_table_is_made_with_its_scale_in_one_go(desk, form):
    menu(desk, "Formulir", "Kuadran predikat")
    desk.get_by_role("link", name="Tambahkan kuadran predikat").click()
    desk.get_by_role("textbox", name="Nama kuadran").fill("Kuadran guru")
    choose(desk, desk.get_by_role("main"), "skala", "Ekspektasi")
    desk.get_by_role("region", name="Predikat 1").get_by_role("textbox", name="Sebutan").fill("Baik")
    desk.get_by_role("region", name="Predikat 1").get_by_role("textbox", name="Kode").focus()
    for work in ("Above", "Meets", "Below"):
        for conduct in ("Above", "Meets", "Below"):
            cell = desk.get_by_role("combobox", name=f"Hasil kerja {work}, perilaku {conduct}")
            cell.select_option(label="Baik")
    desk.get_by_role("button", name="Simpan", exact=True).click()
    told(desk, "Kuadran predikat “Kuadran guru” dibuat")
    made = PredikatMatrix.objects.get(name="Kuadran guru")
    assert made.cells == {
        work: dict.fromkeys(("ABOVE", "MEETS", "BELOW"), "BAIK") for work in ("ABOVE", "MEETS", "BELOW")
    }
    assert EvaluationForm.objects.get() == form
