"""Mengisi, one thing at a time: the overview, a page per step, last month, checking, and two tabs at once."""

import json
import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.enums import State
from evaluations.models import Evaluation
from forms_config.engine.schema import (
    Condition,
    Field,
    FieldKind,
    FormSchema,
    Operator,
    Reading,
    Section,
    SectionKind,
    Visibility,
)
from tests import build, schemas
from tests.counting import statements_of
from tests.guidance import make_guidance_page

FIRST, SECOND = "hasil_kerja.rhk-1", "hasil_kerja.rhk-2"


def realisation(number: int) -> str:
    return f"hasil_kerja-rhk-{number}-realisasi"


def url(evaluation: Evaluation, name: str = "fill", *args) -> str:
    return reverse(f"portal:{name}", args=[evaluation.pk, *args])


def fresh(evaluation: Evaluation) -> Evaluation:
    return Evaluation.objects.get(pk=evaluation.pk)


def told(evaluation: Evaluation) -> list[str | None]:
    """What is stored of the planned results, in their order."""
    rows = {row["_row"]: row.get("realisasi") for row in fresh(evaluation).answers.get("hasil_kerja", [])}
    return [rows.get(f"rhk-{number}") for number in range(1, 5)]


def words(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def opened(cast) -> Evaluation:
    """Four planned results: too much for one page."""
    build.make_plan(cast.employee, rater=cast.rater, results=4)
    return cast.evaluation()


@pytest.fixture
def client(cast, login):
    return login(cast.employee)


def post_step(client, evaluation, step=FIRST, *, version=None, **data):
    data = {"version": version or fresh(evaluation).version} | data
    return client.post(url(evaluation, "fill_step", step), data)


@pytest.mark.parametrize("name", ["fill_whole", "fill_check", "fill_step"])
@pytest.mark.parametrize("who", ["rater", "reviewer", "unit_admin", "stranger", "bkpsdm", "auditor"])
def test_only_the_employee_finds_the_pages(cast, login, opened, name, who):
    address = url(opened, name, *([FIRST] if name == "fill_step" else []))
    assert login(getattr(cast, who)).get(address).status_code == 404


# --- the overview -------------------------------------------------------------------------------------


def test_the_overview_names_each_step_and_leads_to_the_first_that_is_not_complete(client, opened):
    post_step(client, opened, **{realisation(1): "12 laporan"})
    page = client.get(url(opened))
    assert "Lanjutkan: Hasil kerja 2" in words(page)
    assert "1 dari 4" in words(page)
    for number in range(1, 5):
        assert url(opened, "fill_step", f"hasil_kerja.rhk-{number}") in page.content.decode()
    assert "<textarea" not in page.content.decode()


def test_what_is_missing_is_said_with_its_name_and_leads_to_its_place(client, opened):
    html = client.get(url(opened)).content.decode()
    for number in range(1, 5):
        assert f"Hasil kerja {number}: Realisasi" in html
        address = url(opened, "fill_step", f"hasil_kerja.rhk-{number}")
        assert f'href="{address}#field-{realisation(number)}"' in html


def test_what_the_rater_will_look_at_can_be_read_without_being_a_field(client, opened):
    html = client.get(url(opened)).content.decode()
    assert "Memahami dan memenuhi kebutuhan masyarakat" in html
    assert "Diisi oleh penilai" not in html


def test_once_nothing_is_missing_it_leads_to_the_check(client, opened):
    for number in range(1, 5):
        post_step(client, opened, f"hasil_kerja.rhk-{number}", **{realisation(number): "12"})
    assert "Tinggal memeriksa dan mengirim" in words(client.get(url(opened)))


def test_a_page_to_read_first_stands_beside_the_steps_and_then_alone(cast, client):
    page = make_guidance_page("Hak Anda", slug="hak")
    schema = replace(schemas.official_form(), reading=Reading(page.slug, page.title))
    build.make_plan(cast.employee, rater=cast.rater, results=4)
    row = cast.evaluation(version=build.make_form_version(schema))
    assert "Mulai mengisi" in words(client.get(url(row)))
    for number in range(1, 5):
        post_step(client, row, f"hasil_kerja.rhk-{number}", **{realisation(number): "12"})
    assert "Baca dulu: Hak Anda" in words(client.get(url(row)))
    assert "Tinggal memeriksa" not in words(client.get(url(row)))


def test_a_short_form_stays_one_page(cast, client):
    short = cast.evaluation()
    assert "<textarea" in client.get(url(short)).content.decode()


# --- a step -------------------------------------------------------------------------------------------


def test_a_step_shows_its_own_field_and_no_other(client, opened):
    html = client.get(url(opened, "fill_step", SECOND)).content.decode()
    assert f'name="{realisation(2)}"' in html
    assert f'name="{realisation(1)}"' not in html
    assert "Langkah 2 dari 4" in html


def test_saving_a_step_goes_on_to_the_next_and_keeps_the_others(client, opened):
    assert post_step(client, opened, **{realisation(1): "satu"}).url == url(opened, "fill_step", SECOND)
    assert post_step(client, opened, SECOND, **{realisation(2): "dua"}).url.endswith("rhk-3/")
    last = post_step(client, opened, "hasil_kerja.rhk-4", **{realisation(4): "empat"})
    assert last.url == url(opened, "fill_check")
    assert told(opened) == ["satu", "dua", None, "empat"]


def test_a_step_takes_only_its_own_fields(client, opened):
    post_step(client, opened, **{realisation(1): "satu", realisation(2): "dua"})
    assert told(opened) == ["satu", None, None, None]


def test_one_may_stop_and_come_back(client, opened):
    stopped = post_step(client, opened, **{realisation(1): "satu", "then": "overview"})
    assert stopped.url == url(opened)
    assert "satu" in client.get(url(opened, "fill_step", FIRST)).content.decode()


@pytest.mark.parametrize("step", ["hasil_kerja.rhk-99", "tidak_ada", "hasil_kerja", "."])
def test_a_step_that_is_not_there_leads_to_the_overview(client, opened, step):
    assert client.get(url(opened, "fill_step", step)).url == url(opened)


def test_autosave_of_a_step_keeps_the_others(client, opened):
    post_step(client, opened, **{realisation(1): "satu"})
    address = f"{url(opened, 'save')}?langkah={SECOND}"
    answer = client.post(address, {"version": fresh(opened).version, realisation(2): "dua"})
    assert answer.json()["missing"] == 2
    assert told(opened) == ["satu", "dua", None, None]


def test_an_autosave_needs_ten_statements_with_the_transaction(client, opened):
    data = {realisation(1): "satu"}
    address = f"{url(opened, 'save')}?langkah={FIRST}"
    with CaptureQueriesContext(connection) as captured:
        assert client.post(address, {"version": 1} | data).status_code == 200
    statements = [q["sql"] for q in captured if "SAVEPOINT" not in q["sql"]]
    assert len(statements) <= (11 if connection.vendor == "postgresql" else 10), "\n".join(statements)


def test_a_step_costs_no_more_statements_with_more_results(cast, client, opened):
    few = statements_of(client, url(opened, "fill_step", FIRST))
    build.remove_plans(cast.employee)
    build.make_plan(cast.employee, rater=cast.rater, results=9)
    assert statements_of(client, url(opened, "fill_step", FIRST)) == few
    assert few <= 11  # nine for the page, one of them for last month; two for menu and permissions


# --- last month ---------------------------------------------------------------------------------------


@pytest.fixture
def june(cast, opened) -> Evaluation:
    row = {"_row": "rhk-1", "realisasi": "11 laporan pada Juni"}
    period = build.make_period(month=6, name="Juni 2026")
    return cast.evaluation(period, state=State.FINAL, answers={"hasil_kerja": [row]})


def test_last_month_stands_beside_the_field_and_is_taken_over_with_one_press(client, opened, june):
    page = client.get(url(opened, "fill_step", FIRST)).content.decode()
    assert "Jawaban Juni 2026" in page
    assert "11 laporan pada Juni" in page
    taken = post_step(client, opened, **{realisation(1): "", "take_earlier": realisation(1)})
    assert taken.url == f"{url(opened, 'fill_step', FIRST)}#field-{realisation(1)}"
    assert told(opened)[0] == "11 laporan pada Juni"
    assert "Jawaban Juni 2026" not in client.get(url(opened, "fill_step", FIRST)).content.decode()


def test_what_was_typed_is_not_replaced_by_last_month(client, opened, june):
    for _ in range(2):  # a double click puts it once
        post_step(client, opened, **{realisation(1): "Sudah diketik", "take_earlier": realisation(1)})
    assert told(opened)[0] == "Sudah diketik\n11 laporan pada Juni"


@pytest.mark.parametrize(
    "change", [{"submitted_at": None, "state": State.DRAFT, "final_at": None}, {"form": True}]
)
def test_only_what_was_sent_on_the_same_form_is_last_month(cast, client, opened, change):
    version = build.make_form_version(key="lain") if change.pop("form", False) else None
    row = {"_row": "rhk-1", "realisasi": "belum terkirim"}
    fields = {"state": State.FINAL} | change
    cast.evaluation(build.make_period(month=6), version=version, answers={"hasil_kerja": [row]}, **fields)
    assert "belum terkirim" not in client.get(url(opened, "fill_step", FIRST)).content.decode()


def test_nobody_elses_last_month_is_shown(cast, client, opened):
    row = {"_row": "rhk-1", "realisasi": "milik orang lain"}
    build.make_evaluation(
        cast.stranger, build.make_period(month=6), rater=cast.reviewer, state=State.FINAL,
        answers={"hasil_kerja": [row]},
    )  # fmt: skip
    assert "milik orang lain" not in client.get(url(opened, "fill_step", FIRST)).content.decode()


# --- checking and sending -----------------------------------------------------------------------------


def test_the_check_shows_every_answer_with_the_way_to_change_it(client, opened):
    post_step(client, opened, **{realisation(1): "12 laporan"})
    page = client.get(url(opened, "fill_check"))
    assert "12 laporan" in words(page)
    assert "Belum dapat dikirim: 3 hal belum lengkap" in words(page)
    assert url(opened, "fill_step", FIRST) in page.content.decode()
    assert ">Kirim<" not in page.content.decode()


def test_sending_what_was_checked_gives_the_receipt(client, opened):
    for number in range(1, 5):
        post_step(client, opened, f"hasil_kerja.rhk-{number}", **{realisation(number): "12"})
    assert ">Kirim<" in client.get(url(opened, "fill_check")).content.decode()
    sent = client.post(url(opened, "submit"), {"version": fresh(opened).version})
    assert sent.url == url(opened, "receipt")
    assert fresh(opened).state == State.SUBMITTED


def test_what_changed_after_the_check_is_not_sent_unseen(client, opened):
    for number in range(1, 5):
        post_step(client, opened, f"hasil_kerja.rhk-{number}", **{realisation(number): "12"})
    seen = fresh(opened).version
    post_step(client, opened, **{realisation(1): "diubah di tab lain"})
    refused = client.post(url(opened, "submit"), {"version": seen})
    assert refused.status_code == 409
    assert "diubah di tab lain" in words(refused)
    assert "Simpan pilihan ini" not in words(refused)
    assert fresh(opened).state == State.DRAFT
    shown = re.search(r'name="version" value="(\d+)"', refused.content.decode())[1]
    assert client.post(url(opened, "submit"), {"version": shown}).url == url(opened, "receipt")


# --- two tabs -----------------------------------------------------------------------------------------


def test_both_texts_stand_side_by_side_and_the_person_chooses_field_by_field(client, opened):
    old = fresh(opened).version
    post_step(client, opened, **{realisation(1): "dari tab pertama"})
    refused = post_step(client, opened, version=old, **{realisation(1): "dari tab kedua"})
    assert refused.status_code == 409
    shown = words(refused)
    assert "dari tab pertama" in shown
    assert "dari tab kedua" in shown
    newest = fresh(opened).version
    mine = {realisation(1): "dari tab kedua", "overwrite": newest}
    post_step(client, opened, version=old, **mine, use_stored=realisation(1))
    assert told(opened)[0] == "dari tab pertama"
    post_step(client, opened, version=old, **mine | {"overwrite": fresh(opened).version})
    assert told(opened)[0] == "dari tab kedua"


def test_a_rule_about_another_step_gets_its_answer_along(cast, client):
    """A field may depend on one of this step and one of another: the page knows both."""
    version = build.make_form_version(key="dua-langkah", schema=_two_sections())
    row = cast.evaluation(version=version, answers={"jenis": "rapat"}, state=State.DRAFT)
    html = client.get(url(row, "fill_step", "kedua")).content.decode()
    found = re.search(r'data-sekin-elsewhere="([^"]+)"', html)
    assert json.loads(found[1].replace("&quot;", '"')) == {"jenis": ["rapat"]}


def _two_sections():
    def text(key, **about):
        return Field(key, key.title(), FieldKind.SHORT_TEXT, **about)

    both = Visibility(
        (Condition("jenis", Operator.IS_NOT_EMPTY, ()), Condition("b1", Operator.IS_NOT_EMPTY, ()))
    )
    first = Section("pertama", "Pertama", SectionKind.PLAIN, fields=(text("jenis"), text("a1"), text("a2")))
    second = [*(text(f"b{number}") for number in range(1, 5)), text("rinci", visible_if=both)]
    return FormSchema(
        "dua-langkah",
        "Dua langkah",
        (first, Section("kedua", "Kedua", SectionKind.PLAIN, fields=tuple(second))),
    )
