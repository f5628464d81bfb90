"""The screen that tells what a draft would do, before it is published."""

import io
import json
import re

import pytest
from django.contrib.auth.models import Permission
from django.utils.html import strip_tags
from openpyxl import load_workbook

from evaluations.domain.periods import impact
from evaluations.enums import PeriodState, State
from evaluations.models import Evaluation
from forms_config.domain.publishing import freeze
from forms_config.models import EvaluationForm
from tests import build
from tests.counting import statements_of
from tests.forms_config.library import CELLS, make_form, make_matrix, make_scale, rated_sections, section

ANSWERS = {"realisasi": "12 laporan", "rating_hasil_kerja": "MEETS", "rating_perilaku": "MEETS"}
RESULT = {
    "predikat": "BAIK",
    "predikat_label": "Baik",
    "rating_hasil_kerja": "MEETS",
    "rating_perilaku": "MEETS",
}


@pytest.fixture
def form(cast) -> EvaluationForm:
    """One published version; since then the middle of the quadrant became better."""
    scale = make_scale()
    matrix = make_matrix(scale)
    form = make_form(*rated_sections(scale), matrix=matrix)
    freeze(form, actor=None)
    matrix.cells = CELLS | {"MEETS": CELLS["MEETS"] | {"MEETS": "SANGAT_BAIK"}}
    matrix.save()
    return form


@pytest.fixture
def past(cast):
    return build.make_period(2026, 6, state=PeriodState.CLOSED)


@pytest.fixture
def result(cast, form, past) -> Evaluation:
    version = form.versions.get()
    return build.make_evaluation(
        cast.employee, past, rater=cast.rater, version=version, state=State.FINAL, answers=ANSWERS, **RESULT
    )


@pytest.fixture
def officer(cast, login):
    return login(cast.bkpsdm)


@pytest.fixture
def drafter(cast, login):
    """May edit forms and nothing else."""
    user = build.make_user("perancang")
    user.user_permissions.set(
        Permission.objects.filter(codename__in=["change_evaluationform", "access_admin"])
    )
    return login(user)


def page(form) -> str:
    return f"/kelola/formulir/{form.pk}/dampak/"


def asked(form, **parameters):
    return {"bagian": "hasil", "sidik": impact.draft_of(form).fingerprint} | parameters


def words(response) -> str:
    return re.sub(r"\s+", " ", strip_tags(response.content.decode()))


def test_the_editor_offers_the_tool(officer, form):
    assert page(form) in officer.get(f"/kelola/formulir/edit/{form.pk}/").content.decode()


def test_without_javascript_one_request_computes_everything(officer, form, past, result):
    response = officer.get(page(form), {"hitung": "1", "periode": past.pk})
    text = words(response)
    assert f"Hasil {past.name}" in text
    assert "Siti Aminah" in text
    assert "Predikat: Baik → Sangat Baik" in text
    assert re.search(r'data-number="BAIK→SANGAT_BAIK"[^>]*>1<', response.content.decode())


def test_before_it_is_asked_nothing_is_computed(officer, form, result):
    html = officer.get(page(form)).content.decode()
    assert re.search(r"data-findings\s+hidden", html)
    assert "Siti Aminah" not in html


def test_a_chunk_tells_numbers_and_people_and_where_to_go_on(officer, form, past, result):
    found = officer.get(f"{page(form)}hitung/", asked(form, periode=past.pk)).json()
    assert (found["seen"], found["total"], found["after"]) == (1, 1, None)
    assert found["numbers"]["hasil.changed"] == 1
    assert found["numbers"]["BAIK→SANGAT_BAIK"] == 1
    assert found["people"]["hasil"] == [
        ["Siti Aminah", result.nip, "Bidang Pencegahan Penyakit", "Predikat: Baik → Sangat Baik"]
    ]
    later = officer.get(f"{page(form)}hitung/", asked(form, periode=past.pk, setelah=result.pk)).json()
    assert (later["seen"], "total" in later) == (0, False)


def test_the_running_part_needs_no_period(officer, form, cast):
    build.make_evaluation(cast.employee, build.make_period(), version=form.versions.get())
    found = officer.get(f"{page(form)}hitung/", asked(form, bagian="berjalan")).json()
    assert (found["total"], found["numbers"]["berjalan.untouched"]) == (1, 1)


def test_a_draft_that_changed_meanwhile_stops_the_counting(officer, form, past, result):
    before = asked(form, periode=past.pk)
    form.title = "Judul lain"
    form.save_revision()
    response = officer.get(f"{page(form)}hitung/", before)
    assert (response.status_code, response.json()["code"]) == (409, "draft_changed")


def test_a_draft_with_errors_is_refused_with_its_problems(officer, form, past, result):
    before = asked(form, periode=past.pk)
    form.sections = json.dumps([section("Kosong")])
    form.save_revision()
    text = words(officer.get(page(form), {"hitung": "1"}))
    assert "belum dapat terbit" in text
    assert "belum punya isian" in text
    assert officer.get(f"{page(form)}hitung/", before).json()["code"] == "draft_has_problems"
    assert officer.get(f"{page(form)}unduh.xlsx", {"periode": past.pk}).status_code == 302


def test_names_are_for_those_who_may_read_every_evaluation(drafter, form, past, result):
    response = drafter.get(page(form), {"hitung": "1", "periode": past.pk})
    assert "Siti Aminah" not in response.content.decode()
    assert "Nama pegawai hanya terlihat" in words(response)
    found = drafter.get(f"{page(form)}hitung/", asked(form, periode=past.pk)).json()
    assert (found["numbers"]["hasil.changed"], found["people"]) == (1, {"hasil": []})
    assert drafter.get(f"{page(form)}unduh.xlsx", {"periode": past.pk}).status_code == 302


def test_everybody_who_would_change_can_be_taken_away_as_a_workbook(officer, form, past, result):
    response = officer.get(f"{page(form)}unduh.xlsx", {"periode": past.pk})
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    head, row = sheet.values
    assert head[:3] == ("NIP", "Nama", "Unit")
    told = dict(zip(head, row, strict=True))
    assert (told["NIP"], told["Predikat lama"], told["Predikat baru"]) == (result.nip, "Baik", "Sangat Baik")


@pytest.mark.parametrize("who", ["employee", "rater", "unit_admin", "stranger", "auditor"])
@pytest.mark.parametrize("address", ["", "hitung/", "unduh.xlsx"])
def test_nobody_else_sees_it(cast, login, form, past, result, who, address):
    response = login(getattr(cast, who)).get(
        f"{page(form)}{address}", asked(form, periode=past.pk, hitung="1")
    )
    assert response.status_code in (302, 403)


@pytest.mark.parametrize(
    "nonsense",
    [{"bagian": "lain"}, {"setelah": "-1"}, {"setelah": "9" * 30}, {"periode": "x"}, {"periode": "999999"}],
)
def test_nonsense_is_not_found(officer, form, past, result, nonsense):
    address = f"{page(form)}hitung/"
    assert officer.get(address, asked(form, periode=past.pk) | nonsense).status_code == 404


def test_nothing_is_ever_posted(officer, form, past, result):
    assert officer.post(page(form)).status_code == 405
    assert officer.post(f"{page(form)}hitung/").status_code == 405


def test_the_page_takes_as_many_statements_for_three_results_as_for_one(officer, cast, form, past, result):
    url = f"{page(form)}?hitung=1&periode={past.pk}"
    statements_of(officer, url)  # what is asked once per process
    one = statements_of(officer, url)
    for person in (cast.stranger, cast.unit_admin):
        build.make_evaluation(
            person,
            past,
            rater=cast.rater,
            version=form.versions.get(),
            state=State.FINAL,
            answers=ANSWERS,
            **RESULT,
        )
    assert statements_of(officer, url) == one
