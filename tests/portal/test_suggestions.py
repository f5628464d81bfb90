"""The suggested rating beside an overall rating: it follows the items, chooses nothing and is read by nobody else."""

import re

import pytest
from django.urls import reverse

from evaluations.enums import State
from evaluations.models import Evaluation
from tests import build, schemas
from tests.engine.test_suggesting import rated_rows

ROWS = ("r0", "r1", "r2")
PLAN = [schemas.plan_row(row) for row in ROWS]
REPORT = {"hasil_kerja": [{"_row": row, "realisasi": "Selesai"} for row in ROWS]}
SAID = "Saran dari isian: Sesuai Ekspektasi, karena 2 dari 3 hasil kerja Sesuai Ekspektasi, 1 Di Bawah Ekspektasi."
PLACE = re.compile(
    r'<p class="field__hint"\s+id="field-([^"]*)-suggestion"\s+role="status"( hidden)?>([^<]*)</p>'
)


@pytest.fixture
def submitted(cast) -> Evaluation:
    version = build.make_form_version(rated_rows())
    return cast.evaluation(version=version, state=State.SUBMITTED, answers=REPORT, plan_rows=PLAN)


@pytest.fixture
def rater(cast, login):
    return login(cast.rater)


def address(row, name: str = "rate") -> str:
    return reverse(f"portal:{name}", args=[row.pk])


def levels(*given: str) -> dict[str, str]:
    return {f"hasil_kerja-{row}-rating_baris": level for row, level in zip(ROWS, given, strict=False)}


def suggested(html: str) -> list[tuple[str, str, str]]:
    return PLACE.findall(html)


def keep(client, row, *given: str) -> None:
    row.refresh_from_db()
    client.post(address(row), {"version": row.version, "action": "save"} | levels(*given))


def test_the_desk_says_what_the_rated_rows_suggest_and_why(rater, submitted):
    assert suggested(rater.get(address(submitted)).content.decode()) == [
        ("rating_hasil_kerja", " hidden", "")
    ]
    keep(rater, submitted, "MEETS", "BELOW", "MEETS")
    html = rater.get(address(submitted)).content.decode()
    assert suggested(html) == [("rating_hasil_kerja", "", SAID)]
    assert not re.search(r'name="rating_hasil_kerja"\s+value="[A-Z]+" checked', html)


def test_what_is_typed_and_not_stored_is_what_the_suggestion_speaks_of(rater, submitted):
    typed = {"version": submitted.version, "action": "preview"} | levels("ABOVE", "ABOVE")
    html = rater.post(address(submitted), typed).content.decode()
    assert "karena 2 dari 2 hasil kerja Di Atas Ekspektasi. 1 belum dinilai." in suggested(html)[0][2]


def test_an_automatic_save_answers_with_the_suggestion_of_now(rater, submitted):
    first = rater.post(
        address(submitted, "rate_save"), {"version": submitted.version} | levels("MEETS", "BELOW", "MEETS")
    )
    assert first.json()["suggestions"] == {"rating_hasil_kerja": SAID}
    typed = {"version": first.json()["version"]} | levels("", "", "")
    assert rater.post(address(submitted, "rate_save"), typed).json()["suggestions"] == {
        "rating_hasil_kerja": ""
    }


def test_rows_that_are_rated_for_it_stand_open_and_remarks_fold(rater, submitted):
    html = rater.get(address(submitted)).content.decode()
    opened = re.split(r'<details class="disclosure"', html)[0]
    assert 'name="hasil_kerja-r0-rating_baris"' in opened
    assert 'name="hasil_kerja-r0-umpan_balik"' not in opened


def test_it_fixes_nothing_the_rating_is_still_asked(rater, submitted):
    keep(rater, submitted, "MEETS", "MEETS", "MEETS")
    submitted.refresh_from_db()
    assert "rating_hasil_kerja" not in submitted.answers
    typed = {"version": submitted.version, "action": "rate", "rating_perilaku": "MEETS"}
    assert rater.post(address(submitted), typed).status_code == 422
    submitted.refresh_from_db()
    assert submitted.state == State.SUBMITTED


def test_the_page_for_several_says_it_too_and_chooses_nothing(rater, submitted):
    keep(rater, submitted, "MEETS", "BELOW", "MEETS")
    html = rater.get(reverse("portal:batch")).content.decode()
    assert suggested(html) == [(f"p{submitted.pk}-rating_hasil_kerja", "", SAID)]
    assert "checked" not in html


def test_nobody_who_reads_the_result_sees_a_suggestion(cast, login, rater, submitted):
    keep(rater, submitted, "MEETS", "BELOW", "MEETS")
    submitted.refresh_from_db()
    ratings = {"rating_hasil_kerja": "ABOVE", "rating_perilaku": "MEETS"}
    rater.post(address(submitted), {"version": submitted.version, "action": "rate"} | ratings)
    rater.post(address(submitted, "deliver"))
    submitted.refresh_from_db()
    assert submitted.state == State.DELIVERED
    assert "Saran dari isian" not in str((submitted.answers, submitted.trace))
    for who in (cast.employee, cast.rater, cast.reviewer, cast.bkpsdm):
        html = login(who).get(address(submitted, "evaluation")).content.decode()
        assert "Di Atas Ekspektasi" in html
        assert "Saran dari isian" not in html
    assert "Saran dari isian" not in rater.get(address(submitted)).content.decode()


def test_the_employee_sees_none_while_filling_in(cast, login):
    version = build.make_form_version(rated_rows())
    row = cast.evaluation(
        version=version, state=State.RETURNED, answers=REPORT | levels("MEETS"), plan_rows=PLAN
    )
    html = login(cast.employee).get(f"/evaluasi/{row.pk}/isi/semua/").content.decode()
    assert suggested(html) == []


def test_a_form_that_wants_none_has_no_place_for_it(cast, rater):
    row = cast.evaluation(state=State.SUBMITTED, answers=REPORT, plan_rows=PLAN)
    assert suggested(rater.get(address(row)).content.decode()) == []
    saved = rater.post(address(row, "rate_save"), {"version": row.version, "notes": "Rapi"})
    assert saved.json()["suggestions"] == {}
