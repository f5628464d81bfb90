"""An officer asks in the browser what a draft would do: figures arrive chunk by chunk and add up."""

import json

import pytest
from playwright.sync_api import expect

from evaluations.domain.periods import impact
from evaluations.enums import PeriodState, State
from forms_config.domain.publishing import freeze
from tests import build
from tests.forms_config.library import CELLS, field, make_form, make_matrix, make_scale, rated_sections

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

DESK = {"width": 1280, "height": 900}
PASSWORD = "rahasia-untuk-uji-2026"
ANSWERS = {
    "realisasi": "12 laporan",
    "contoh": "Ramah",
    "rating_hasil_kerja": "MEETS",
    "rating_perilaku": "MEETS",
}
RESULT = {
    "predikat": "BAIK",
    "predikat_label": "Baik",
    "rating_hasil_kerja": "MEETS",
    "rating_perilaku": "MEETS",
}


@pytest.fixture
def form(db):
    """Three drafts and three results; the new draft asks one thing less, and its quadrant is kinder."""
    cast = build.make_cast()
    cast.bkpsdm.set_password(PASSWORD)
    cast.bkpsdm.save()
    scale = make_scale()
    matrix = make_matrix(scale)
    form = make_form(*rated_sections(scale), matrix=matrix)
    version = freeze(form, actor=None)
    now, past = build.make_period(), build.make_period(2026, 6, state=PeriodState.CLOSED)
    for person in (cast.employee, cast.stranger, cast.unit_admin):
        build.make_evaluation(person, now, version=version, state=State.DRAFT, answers={"contoh": "Ramah"})
        build.make_evaluation(
            person, past, rater=cast.rater, version=version, state=State.RATED, answers=ANSWERS, **RESULT
        )
    matrix.cells = CELLS | {"MEETS": CELLS["MEETS"] | {"MEETS": "SANGAT_BAIK"}}
    matrix.save()
    sections = rated_sections(scale)
    sections[1]["value"]["fields"] = [field(label="Hambatan", required=True)]
    form.sections = json.dumps(sections)
    form.save_revision()
    return form


@pytest.fixture
def desk(phone, form):
    page = phone(viewport=DESK)
    page.goto("/masuk/")
    page.get_by_label("NIP atau nama pengguna").fill("bkpsdm")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url("/")
    page.goto(f"/kelola/formulir/{form.pk}/dampak/")
    return page


def test_figures_of_several_chunks_add_up(desk, monkeypatch):
    monkeypatch.setattr(impact, "CHUNK", 2)
    asked = []
    desk.on(
        "request", lambda request: asked.append(request.url) if "/dampak/hitung/" in request.url else None
    )
    for _ in range(2):  # asked again, it starts from nothing
        asked.clear()
        desk.get_by_role("button", name="Hitung dampak").click()
        expect(desk.get_by_text("Selesai dihitung.")).to_be_visible()
        assert len(asked) == 4
        assert desk.locator('[data-number="berjalan.losing"]').inner_text() == "3"
        assert desk.locator('[data-number="BAIK→SANGAT_BAIK"]').inner_text() == "3"
        assert desk.locator('[data-list="lost"] tbody tr').all_inner_texts() == ["Perilaku: Contoh\t3"]
        assert desk.locator('[data-people="hasil"] tbody tr').count() == 3
        expect(desk.get_by_text("Predikat: Baik → Sangat Baik").first).to_be_visible()


def test_a_draft_that_changes_meanwhile_stops_with_a_message(desk, form):
    form.title = "Judul lain"
    form.save_revision()
    desk.get_by_role("button", name="Hitung dampak").click()
    expect(desk.get_by_role("alert").filter(has_text="Draf ini baru saja berubah")).to_be_visible()
    expect(desk.locator("[data-findings]")).to_be_hidden()


def test_nobody_reads_a_zero_while_it_is_counted(desk):
    waiting = []
    desk.route("**/dampak/hitung/**", lambda route: waiting.append(route))
    desk.get_by_role("button", name="Hitung").click()
    figures = desk.locator("[data-number]")
    expect(figures.first).to_have_text("Menghitung …")
    assert set(figures.all_inner_texts()) == {"Menghitung …"}
    assert figures.count() == desk.locator("[data-number][aria-busy=true]").count()
    desk.unroute("**/dampak/hitung/**")
    expect(desk.locator("[data-number][aria-busy]")).to_have_count(0)
    assert "Menghitung …" not in figures.all_inner_texts()
