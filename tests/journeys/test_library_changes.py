"""An officer changes the library and corrects a typing error, by the labels on the screens alone."""

import pytest
from playwright.sync_api import expect

from tests.forms_config.library import make_form, make_matrix, make_scale, rated_sections
from tests.journeys.desk import make_officer, menu, sit_down, told
from tests.journeys.editor_page import press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

SENTENCE = "Sel kuadran Below × Above"


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def form(officer):
    scale = make_scale()
    form = make_form(
        *rated_sections(scale), matrix=make_matrix(scale), title="Evaluasi bulanan", introduction="Isilh."
    )
    form.latest_revision.publish(user=officer)
    return form


@pytest.fixture
def desk(phone, form):
    return sit_down(phone)


def test_a_cell_is_changed_its_impact_is_one_press_away_and_a_typing_error_goes_out_without_it(desk, form):
    menu(desk, "Formulir", "Kuadran predikat")
    desk.get_by_role("link", name="Kuadran", exact=True).click()
    desk.get_by_label("Hasil kerja Below, perilaku Above").select_option(label="Baik")
    desk.get_by_role("button", name="Simpan", exact=True).click()
    expect(desk.get_by_text("Perubahan ini belum berlaku di mana pun")).to_be_visible()

    desk.get_by_role("link", name="Evaluasi bulanan").click()
    expect(desk.get_by_role("heading", name="Dampak draf: Evaluasi bulanan")).to_be_visible()
    menu(desk, "Formulir", "Formulir")
    expect(desk.get_by_text("Terbit, perpustakaan berubah sejak terbit")).to_be_visible()

    desk.get_by_role("link", name="Evaluasi bulanan").click()
    desk.get_by_role("textbox", name="Pengantar").fill("Isilah.")
    press(desk, "Terbitkan")
    change = desk.get_by_role("region", name="Yang berubah dari versi 1 bila diterbitkan sekarang")
    expect(change.get_by_text(SENTENCE)).to_be_visible()
    expect(change.get_by_text("Mengubah hasil")).to_be_visible()
    change.get_by_role("button", name="Terbitkan hanya kata-kata").click()
    told(desk, "diperbarui dan diterbitkan")
    first, second = (version.parsed for version in form.versions.order_by("number"))
    assert (second.introduction, second.matrix) == ("Isilah.", first.matrix)


def test_ranges_of_an_indicator_where_lower_is_better_are_tried_while_they_are_written(desk):
    menu(desk, "Formulir", "Indikator")
    desk.get_by_role("link", name="Tambahkan indikator").click()
    desk.get_by_label("Nama indikator").fill("Waktu layanan")
    desk.get_by_role("tab", name="Cara menjawab dan menghitung").click()
    desk.get_by_label("Satuan").fill("jam")
    desk.get_by_label("Target").fill("24")
    desk.get_by_label("Arah").select_option(label="Makin rendah makin baik")
    desk.get_by_label("Coba dengan realisasi").fill("18")
    desk.get_by_role("button", name="Hitung", exact=True).click()
    expect(desk.get_by_text("Dihitung 125%, nilainya 125.")).to_be_visible()
    expect(desk.get_by_text("120 berarti 20% di bawahnya")).to_be_visible()
    desk.get_by_label("Target").fill("")
    desk.get_by_role("button", name="Hitung", exact=True).click()
    expect(desk.get_by_text("Dihitung 18 jam, nilainya 18.")).to_be_visible()
    expect(desk.get_by_text("rentang membaca jam yang diisi")).to_be_visible()
