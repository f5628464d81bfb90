"""The rater's desk: everything in one view, evidence in place, what is offered folds, and nothing typed is lost."""

import re

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from evaluations.domain.refusals import Refused
from evaluations.enums import Scan, State
from evaluations.models import Evaluation, Evidence
from evaluations.portal.views import deliveries
from tests import build, schemas
from tests.guards import take_guards_off

PLAN = [
    {"_row": "rhk-1", "kind": "UTAMA", "statement": "Laporan imunisasi tersusun", "indicators": []},
    {"_row": "rhk-2", "kind": "UTAMA", "statement": "Kader terlatih", "indicators": []},
]
REPORT = {
    "hasil_kerja": [{"_row": "rhk-1", "realisasi": "12 laporan"}, {"_row": "rhk-2", "realisasi": "30 kader"}]
}
RATINGS = {"rating_hasil_kerja": "ABOVE", "rating_perilaku": "MEETS"}


@pytest.fixture
def submitted(cast) -> Evaluation:
    return cast.evaluation(state=State.SUBMITTED, answers=REPORT, plan_rows=PLAN)


@pytest.fixture
def rater(cast, login):
    return login(cast.rater)


def address(evaluation, name: str = "rate") -> str:
    return reverse(f"portal:{name}", args=[evaluation.pk])


def attach(evaluation, name: str, content_type: str, body: bytes = b"%PDF-1.4", **fields) -> Evidence:
    take_guards_off()
    evidence = Evidence.objects.create(
        evaluation=evaluation, file=ContentFile(body, name=name), name=name, content_type=content_type,
        size=len(body), sha256=f"{evaluation.pk:032}{len(name):032}", uploaded_by=evaluation.employee.user, **fields,
    )  # fmt: skip
    rows = [evaluation.answers["hasil_kerja"][0] | {"bukti_dukung": [evidence.pk]}]
    evaluation.answers = evaluation.answers | {"hasil_kerja": [*rows, *evaluation.answers["hasil_kerja"][1:]]}
    evaluation.save()
    return evidence


# --- What stands where --------------------------------------------------------------------------------


def test_rows_stand_open_with_what_was_reported_and_remarks_fold(rater, submitted):
    html = rater.get(address(submitted)).content.decode()
    rows = re.findall(r'<details class="form-row"[^>]*\sopen>(.*?)</details>', html, re.S)
    assert [word for word in ("12 laporan", "30 kader") for row in rows if word in row] == [
        "12 laporan",
        "30 kader",
    ]
    assert len(re.findall(r'<details class="disclosure">\s*<summary>\s*Umpan balik', html)) == 2
    assert "boleh dikosongkan" in html


def test_a_fold_says_how_much_is_written_in_it(rater, submitted):
    row = REPORT["hasil_kerja"][0] | {"umpan_balik": "Rapi"}
    field = next(f for f in schemas.official_form().sections[0].fields if f.filled_by == "rater")
    submitted.answers = {"hasil_kerja": [row | {field.key: "Rapi"}, REPORT["hasil_kerja"][1]]}
    submitted.save()
    html = rater.get(address(submitted)).content.decode()
    assert html.count("1 terisi") == 1


def test_what_is_demanded_of_the_rater_stands_open(cast, rater):
    version = build.make_form_version(schemas.competence_sheet())
    sheet = cast.evaluation(state=State.SUBMITTED, version=version)
    html = rater.get(address(sheet)).content.decode()
    assert "boleh dikosongkan" not in html
    assert html.count("<fieldset") == len(schemas.COMPETENCIES)


def test_an_answer_that_cannot_be_stored_opens_its_fold(rater, submitted):
    form = rater.get(address(submitted)).context["form"]
    name = next(name for name, place in form.places.items() if place.row == "rhk-1")
    typed = {"version": submitted.version, "action": "save", name: "x" * 40_000}
    answer = rater.post(address(submitted), typed)
    assert answer.status_code == 422
    assert re.search(r'<details class="disclosure" open>\s*<summary>\s*Umpan balik', answer.content.decode())


def test_the_texts_speak_of_the_other_and_not_of_the_reader(cast, rater, submitted):
    html = rater.get(address(submitted)).content.decode()
    assert "SKP Anda" not in html
    assert f"Laporan {cast.employee.full_name}" in html


def test_the_quadrant_marks_the_cell_of_what_stands_there(rater, submitted):
    def current(html: str) -> list[str]:
        return re.findall(r'<td data-key="([^"]+)"\s+class="is-current"', html)

    assert current(rater.get(address(submitted)).content.decode()) == []
    rater.post(address(submitted), {"version": submitted.version, "action": "save", **RATINGS})
    html = rater.get(address(submitted)).content.decode()
    assert current(html) == ["ABOVE MEETS"]
    assert 'data-sekin-quadrant="rating_hasil_kerja rating_perilaku"' in html


def test_a_form_without_a_table_has_no_quadrant(cast, rater):
    sheet = cast.evaluation(
        state=State.SUBMITTED, version=build.make_form_version(schemas.competence_sheet())
    )
    assert rater.get(address(sheet)).context["quadrant"] is None


# --- Evidence in place --------------------------------------------------------------------------------


def test_a_picture_is_shown_where_it_stands(rater, submitted):
    photo = attach(submitted, "foto.jpg", "image/jpeg")
    html = rater.get(address(submitted)).content.decode()
    assert re.search(rf'<img src="{address(photo, "evidence")}"', html)
    assert "<iframe" not in html


def test_a_pdf_is_shown_in_a_frame_of_ours_alone(rater, submitted):
    letter = attach(submitted, "surat.pdf", "application/pdf")
    look = address(letter, "evidence_look")
    assert re.search(
        rf'<iframe class="preview"\s+src="{look}"', rater.get(address(submitted)).content.decode()
    )
    answer = rater.get(look)
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_other_files_are_links_and_never_shown_in_place(rater, submitted):
    sheet = attach(submitted, "rekap.xlsx", "application/vnd.ms-excel")
    html = rater.get(address(submitted)).content.decode()
    assert "<iframe" not in html
    assert address(sheet, "evidence") in html
    answer = rater.get(address(sheet, "evidence_look"))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_what_is_not_clean_is_named_but_not_shown(rater, submitted):
    bad = attach(submitted, "virus.pdf", "application/pdf", scan=Scan.INFECTED)
    html = rater.get(address(submitted)).content.decode()
    assert "virus.pdf" in html
    assert address(bad, "evidence_look") not in html
    assert rater.get(address(bad, "evidence_look")).status_code == 404


def test_a_frame_is_for_whoever_may_read_the_file(cast, login, submitted):
    letter = attach(submitted, "surat.pdf", "application/pdf")
    for who, status in (
        (cast.employee, 200),
        (cast.rater, 200),
        (cast.stranger, 404),
        (cast.unit_admin, 404),
    ):
        assert login(who).get(address(letter, "evidence_look")).status_code == status
    Evaluation.objects.filter(pk=submitted.pk).update(state=State.DRAFT)
    assert login(cast.rater).get(address(letter, "evidence_look")).status_code == 404


# --- Saving by itself ---------------------------------------------------------------------------------


def save(client, evaluation, **data):
    return client.post(address(evaluation, "rate_save"), {"version": evaluation.version} | data)


def test_what_is_typed_is_saved_by_itself(rater, submitted):
    answer = save(rater, submitted, notes="Rapi", rating_perilaku="MEETS").json()
    after = Evaluation.objects.get(pk=submitted.pk)
    assert (after.notes, after.answers, after.state) == (
        "Rapi",
        REPORT | {"rating_perilaku": "MEETS"},
        State.SUBMITTED,
    )
    assert (answer["version"], answer["missing"]) == (after.version, 1)
    assert re.fullmatch(r"\d\d\.\d\d", answer["saved_at"])


def test_an_older_tab_and_a_text_too_long_are_refused_in_a_sentence(rater, submitted):
    save(rater, submitted, notes="Dari tab pertama")
    late = save(rater, submitted, notes="Dari tab kedua")
    assert (late.status_code, late.json()["code"]) == (409, "version_conflict")
    submitted.refresh_from_db()
    long = save(rater, submitted, notes="x" * 40_000)
    assert (long.status_code, long.json()["code"]) == (422, "invalid")
    assert long.json()["message"].startswith("Catatan:")
    wrong = save(rater, submitted, rating_perilaku="TERBAIK")
    assert wrong.json()["message"].startswith("Rating Perilaku:")
    submitted.refresh_from_db()
    assert submitted.notes == "Dari tab pertama"


def test_only_the_rater_saves_and_only_before_it_is_fixed(cast, login, rater, submitted):
    for who in (cast.employee, cast.reviewer, cast.stranger, cast.bkpsdm):
        assert save(login(who), submitted, notes="x").status_code == 404
    assert "data-sekin-autosave-url" in rater.get(address(submitted)).content.decode()
    rater.post(address(submitted), {"version": submitted.version, "action": "rate", **RATINGS})
    assert save(rater, submitted, notes="x").json()["code"] == "wrong_state"
    assert "data-sekin-autosave-url" not in rater.get(address(submitted)).content.decode()


# --- The next person ----------------------------------------------------------------------------------


def test_the_way_leads_to_the_next_and_to_the_one_before_of_the_same_period(cast, rater, submitted):
    period = submitted.period
    people = {}
    for name in ("Agus", "Zaki"):
        person = build.make_employee(name)
        build.make_assignment(person, cast.division)
        people[name] = build.make_evaluation(person, period, rater=cast.rater, reviewer=cast.reviewer)
    other = build.make_period(month=6)
    build.make_evaluation(build.make_employee("Tono"), other, rater=cast.rater, unit=cast.division)
    build.make_evaluation(build.make_employee("Tuti"), period, rater=cast.reviewer, unit=cast.division)
    beside = rater.get(address(submitted)).context["neighbours"]
    assert (beside.before, beside.after, beside.place, beside.total) == (people["Agus"], people["Zaki"], 2, 3)
    first = rater.get(address(people["Agus"])).context["neighbours"]
    assert (first.before, first.after, first.place) == (None, submitted, 1)
    assert rater.get(address(people["Zaki"])).context["neighbours"].after is None


# --- Delivering several -------------------------------------------------------------------------------


@pytest.fixture
def rated(cast, submitted) -> list[Evaluation]:
    """Three people whose rating is fixed."""
    made = []
    for name in ("Agus", "Bayu", "Citra"):
        person = build.make_employee(name)
        build.make_assignment(person, cast.division)
        made.append(
            build.make_evaluation(
                person,
                submitted.period,
                rater=cast.rater,
                reviewer=cast.reviewer,
                state=State.RATED,
                rating_hasil_kerja="MEETS",
                rating_perilaku="MEETS",
                predikat="BAIK",
                predikat_label="Baik",
                notes=f"Catatan {name}",
            )
        )
    return made


def states(rows) -> list[str]:
    return [Evaluation.objects.get(pk=row.pk).state for row in rows]


DELIVERIES = "/tim/sampaikan/"


def test_all_that_is_fixed_is_read_once_more_and_told_together(rater, rated, submitted):
    page = rater.get(DELIVERIES)
    assert page.context["evaluations"] == rated
    for row in rated:
        assert f"Catatan {row.name}" in page.content.decode()
    answer = rater.post(DELIVERIES, {"pilih": [row.pk for row in rated]}, follow=True)
    assert "3 hasil disampaikan." in answer.content.decode()
    assert states(rated) == [State.DELIVERED] * 3
    assert all(row.events.filter(action="deliver").count() == 1 for row in rated)


def test_only_who_is_ticked_is_told(rater, rated):
    rater.post(DELIVERIES, {"pilih": [rated[1].pk]})
    assert states(rated) == [State.RATED, State.DELIVERED, State.RATED]


def test_without_a_tick_nobody_is_told_and_the_page_says_so(rater, rated):
    answer = rater.post(DELIVERIES, {})
    assert answer.status_code == 422
    assert "Centang dulu orang" in answer.content.decode()
    assert states(rated) == [State.RATED] * 3


def test_who_is_refused_stays_with_the_reason_and_the_others_are_told(monkeypatch, rater, rated):
    real = deliveries.perform

    def perform(row, action, **how):
        if row.pk == rated[1].pk:
            raise Refused("wrong_state", "Sudah berubah.")
        return real(row, action, **how)

    monkeypatch.setattr(deliveries, "perform", perform)
    answer = rater.post(DELIVERIES, {"pilih": [row.pk for row in rated]})
    assert answer.status_code == 422
    assert "Sudah berubah." in answer.content.decode()
    assert answer.context["evaluations"] == [rated[1]]
    assert states(rated) == [State.DELIVERED, State.RATED, State.DELIVERED]


def test_results_of_others_are_neither_shown_nor_told(cast, login, rated):
    for who in (cast.employee, cast.reviewer, cast.stranger, cast.unit_admin):
        client = login(who)
        assert client.get(DELIVERIES).context["evaluations"] == []
        client.post(DELIVERIES, {"pilih": [row.pk for row in rated]})
    assert states(rated) == [State.RATED] * 3


def test_a_page_of_many_results_costs_as_many_statements_as_one_of_few(
    django_assert_num_queries, cast, login, rated
):
    client = login(cast.rater)
    client.get(DELIVERIES)
    with django_assert_num_queries(5):
        client.get(DELIVERIES)
