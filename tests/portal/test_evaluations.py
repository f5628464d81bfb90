"""Evaluasi saya: the list, the result with its explanation, who may read what, and the printed document."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.evaluating.workflow import perform
from evaluations.enums import Action, OrganizationLevel, PeriodState, State
from evaluations.models import Evaluation, EvaluationSettings, Feedback, Objection
from tests import build
from tests.counting import statements_of
from tests.guidance import make_guidance_page

LIST = reverse("portal:evaluations")
REPORT = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "Dua belas laporan selesai"}]}
RATINGS = {"rating_hasil_kerja": "ABOVE", "rating_perilaku": "MEETS"}


def url(evaluation: Evaluation, name: str = "evaluation") -> str:
    return reverse(f"portal:{name}", args=[evaluation.pk])


def page(client, evaluation: Evaluation, name: str = "evaluation") -> str:
    response = client.get(url(evaluation, name))
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def rated(cast) -> Evaluation:
    """Really rated through the workflow, not yet delivered."""
    sent = cast.evaluation()
    sent = perform(sent, Action.SUBMIT, actor=cast.employee.user, answers=REPORT)
    return perform(
        sent,
        Action.RATE,
        actor=cast.rater.user,
        answers=REPORT | RATINGS,
        notes="Teliti",
        recommendation="Diklat",
    )


@pytest.fixture
def delivered(cast, rated) -> Evaluation:
    return perform(rated, Action.DELIVER, actor=cast.rater.user)


# --- the list ---------------------------------------------------------------------------------------


def test_the_list_shows_own_evaluations_only_the_latest_first(cast, login):
    older = cast.evaluation(build.make_period(month=6), state=State.FINAL)
    newer = cast.evaluation(build.make_period(month=7))
    build.make_evaluation(cast.rater, newer.period, rater=cast.reviewer)
    cards = login(cast.employee).get(LIST).context["cards"]
    assert [card.evaluation for card in cards] == [newer, older]
    assert [card.url for card in cards] == [url(newer, "fill"), url(older)]


def test_the_list_says_what_happened_to_each(cast, login):
    past = timezone.now() - timedelta(days=1)
    cast.evaluation(build.make_period(month=5, state=PeriodState.CLOSED))
    cast.evaluation(build.make_period(month=6, fill_until=past))
    cast.evaluation(build.make_period(month=7))
    metas = [card.meta.split(",")[0] for card in login(cast.employee).get(LIST).context["cards"]]
    assert metas == [
        "Batas kirim: 5 hari lagi",
        "Batas kirim sudah lewat",
        "Periode sudah ditutup",
    ]


def test_a_predikat_stays_hidden_in_the_list_until_it_is_delivered(cast, login, rated):
    client = login(cast.employee)
    assert rated.predikat_label not in client.get(LIST).content.decode()
    perform(rated, Action.DELIVER, actor=cast.rater.user)
    assert rated.predikat_label in client.get(LIST).content.decode()


def test_years_are_chosen_in_the_address(cast, login):
    cast.evaluation(build.make_period(2025, 7))
    cast.evaluation(build.make_period(2026, 7))
    client = login(cast.employee)
    assert client.get(LIST).context["year"] == 2026
    assert client.get(LIST, {"tahun": "2025"}).context["year"] == 2025
    for wrong in ("2024", "x", "²"):
        assert client.get(LIST, {"tahun": wrong}).status_code == 404


def test_an_empty_list_says_what_will_come(cast, login):
    assert "Belum ada evaluasi" in login(cast.stranger).get(LIST).content.decode()


def test_the_list_needs_as_many_statements_for_three_rows_as_for_one(cast, login):
    client = login(cast.employee)
    cast.evaluation(build.make_period(month=5))
    one = statements_of(client, LIST)
    for month in (6, 7):
        cast.evaluation(build.make_period(month=month), state=State.FINAL)
    assert statements_of(client, LIST) == one
    assert one <= 12


# --- one evaluation: who reads what -----------------------------------------------------------------


@pytest.mark.parametrize("name", ["evaluation", "document"])
def test_foreign_rows_are_not_found(cast, login, delivered, name):
    for who in (cast.stranger, cast.unit_admin):
        assert login(who).get(url(delivered, name)).status_code == 404
    for who in (cast.employee, cast.rater, cast.reviewer, cast.bkpsdm, cast.auditor):
        assert login(who).get(url(delivered, name)).status_code == 200


def test_a_draft_is_the_employees_alone(cast, login):
    draft = cast.evaluation(state=State.DRAFT, answers=REPORT)
    assert "Dua belas laporan" in page(login(cast.employee), draft)
    for who in (cast.rater, cast.reviewer, cast.bkpsdm):
        html = page(login(who), draft)
        assert "Dua belas laporan" not in html
        assert "Isian belum dikirim" in html


def test_a_rating_is_hidden_from_the_employee_until_it_is_delivered(cast, login, rated):
    html = page(login(cast.employee), rated)
    assert "Teliti" not in html
    assert "Di Atas Ekspektasi" not in html
    assert "Teliti" in page(login(cast.rater), rated)
    assert login(cast.employee).get(url(rated, "document")).status_code == 404
    perform(rated, Action.DELIVER, actor=cast.rater.user)
    assert "Teliti" in page(login(cast.employee), rated)


def test_the_result_is_explained_step_by_step(cast, login, delivered):
    html = page(login(cast.employee), delivered)
    for text in (
        "Penilai Anda memberi Rating Hasil Kerja: Di Atas Ekspektasi.",
        "Kedua rating dicocokkan pada tabel Kuadran Kinerja Pegawai. Hasilnya: Baik.",
        'aria-current="true"',
        "Teliti",
        "Diklat",
        "Dua belas laporan selesai",
    ):
        assert text in html


def test_whoever_reads_of_somebody_else_is_not_addressed_as_that_person(cast, login, delivered):
    for reader in (cast.rater, cast.reviewer):
        steps = login(reader).get(url(delivered)).context["steps"]
        assert "Penilai memberi Rating Hasil Kerja: Di Atas Ekspektasi." in steps[0].text
        assert not [step.text for step in steps if "Anda" in step.text]


def test_the_history_names_who_did_what(cast, login, delivered):
    entries = login(cast.employee).get(url(delivered)).context["entries"]
    assert [(entry.label, entry.actor) for entry in entries] == [
        ("Evaluasi dikirim", str(cast.employee.user)),
        ("Penilaian ditetapkan", str(cast.rater.user)),
        ("Hasil disampaikan", str(cast.rater.user)),
    ]


def test_feedback_of_the_period_stands_on_the_page(cast, login, delivered):
    on = delivered.period.starts_on
    Feedback.objects.create(employee=cast.employee, author=cast.rater, about_on=on, text="Sigap")
    Feedback.objects.create(
        employee=cast.employee, author=cast.rater, about_on=on - timedelta(days=1), text="Bulan lain"
    )
    html = page(login(cast.employee), delivered)
    assert "Sigap" in html
    assert "Bulan lain" not in html


def test_the_rater_finds_the_next_step_on_the_page(cast, login, rated):
    assert url(rated, "rate") in page(login(cast.rater), rated)
    assert url(rated, "rate") not in page(login(cast.employee), rated)


def test_the_page_needs_as_many_statements_for_three_results_as_for_one(cast, login):
    client = login(cast.employee)
    one = cast.evaluation(build.make_period(month=5), state=State.DRAFT, answers=REPORT)
    few = statements_of(client, url(one))
    build.remove_plans(cast.employee)
    build.make_plan(cast.employee, rater=cast.rater, results=3)
    assert statements_of(client, url(one)) == few
    assert few <= 15


# --- acknowledging ----------------------------------------------------------------------------------


def test_receiving_the_result_is_recorded_once(cast, login, delivered):
    client = login(cast.employee)
    for _ in range(2):
        assert client.post(url(delivered, "acknowledge")).url == url(delivered)
    row = Evaluation.objects.get()
    assert row.state == State.ACKNOWLEDGED
    assert row.events.filter(action=Action.ACKNOWLEDGE).count() == 1
    assert [str(m) for m in client.get(url(row)).context["messages"]] == [
        "Terima kasih. Hasil sudah Anda terima."
    ]


def test_only_the_employee_can_receive_the_result(cast, login, delivered):
    for who in (cast.rater, cast.reviewer, cast.bkpsdm):
        response = login(who).post(url(delivered, "acknowledge"), follow=True)
        assert "tidak berwenang" in response.content.decode()
    assert login(cast.stranger).post(url(delivered, "acknowledge")).status_code == 404
    assert login(cast.employee).get(url(delivered, "acknowledge")).url == url(delivered)
    assert Evaluation.objects.get().state == State.DELIVERED


# --- what it means ------------------------------------------------------------------------------------


def test_a_result_says_what_would_have_lifted_it_and_what_it_is_used_for(cast, login, delivered):
    make_guidance_page("Kegunaan", slug="karier")
    html = page(login(cast.employee), delivered)
    assert "Predikat di atasnya" in html
    assert "Sangat Baik, bila" in html
    assert 'href="/panduan/karier/"' in html


def test_no_link_leads_to_guidance_that_was_taken_away(cast, login, delivered):
    assert "/panduan/karier/" not in page(login(cast.employee), delivered)


# --- the course of a year ----------------------------------------------------------------------------


def monthly(cast, month: int, predikat: str = "BAIK", **fields) -> Evaluation:
    fields = {"state": State.FINAL, "predikat": predikat, "rater": cast.rater} | fields
    return build.make_evaluation(cast.employee, build.make_period(month=month), **fields)


def course(cast, login):
    return login(cast.employee).get(LIST).context["trend"]


def test_the_list_draws_the_months_of_the_year_with_what_changed_in_between(cast, login):
    monthly(cast, 1)
    monthly(cast, 2, "KURANG", rater=cast.reviewer, unit=cast.agency)
    monthly(cast, 3, "SANGAT_BAIK", rater=cast.reviewer, unit=cast.agency)
    found = course(cast, login)
    assert [(point.code, point.change) for point in found.points] == [
        ("BAIK", ""),
        ("KURANG", f"Penilai: {cast.reviewer.full_name}; Unit: {cast.agency.name}"),
        ("SANGAT_BAIK", ""),
    ]
    html = login(cast.employee).get(LIST).content.decode()
    assert f"Sejak {Evaluation.objects.get(period__month=2).period.name}: Penilai:" in html


def test_another_form_is_named_and_a_newer_version_of_the_same_is_none(cast, login):
    form = build.make_form_version()
    monthly(cast, 1, version=form)
    monthly(cast, 2, version=build.make_form_version())
    monthly(cast, 3, version=(other := build.make_form_version(key="lain")))
    assert [point.change for point in course(cast, login).points] == ["", "", f"Formulir: {other.form.title}"]


def test_the_course_knows_no_more_than_the_person(cast, login):
    monthly(cast, 1)
    monthly(cast, 2, "KURANG", state=State.RATED)
    monthly(cast, 3, "SANGAT_BAIK", counts=False)
    assert course(cast, login) is None  # of one month there is no course


def test_of_twelve_months_every_second_one_is_named(cast, login):
    for month in range(1, 13):
        monthly(cast, month)
    found = course(cast, login)
    assert [bool(point.short) for point in found.points] == [True, False] * 6


def test_the_list_of_a_year_asks_as_much_for_twelve_months_as_for_two(cast, login):
    client = login(cast.employee)
    for month in (1, 2):
        monthly(cast, month)
    two = statements_of(client, LIST)
    for month in range(3, 13):
        monthly(cast, month)
    assert statements_of(client, LIST) == two


# --- the document -----------------------------------------------------------------------------------


def test_the_document_has_the_eight_sections_and_the_editable_legal_basis(cast, login, delivered):
    EvaluationSettings.objects.create(legal_basis="Peraturan Baru 1/2027")
    html = page(login(cast.employee), delivered, "document")
    for number, title in enumerate(
        (
            "Pegawai yang Dinilai",
            "Pejabat Penilai Kinerja",
            "Atasan Pejabat Penilai Kinerja",
            "Evaluasi Kinerja",
            "Catatan/Rekomendasi",
            "Keberatan",
            "Penjelasan Pejabat Penilai atas Keberatan",
            "Keputusan Atasan Pejabat Penilai Kinerja",
        ),
        start=1,
    ):
        assert f"{number}. {title}" in html
    assert "Peraturan Baru 1/2027" in html
    assert "Belum final" in html


def test_the_document_says_what_the_organisation_achieved_and_by_whose_word(cast, login, delivered):
    assert "Belum ditetapkan" in page(login(cast.employee), delivered, "document")
    build.determine(delivered.period, {cast.agency: OrganizationLevel.EXCEPTIONAL})
    html = page(login(cast.employee), delivered, "document")
    assert "Istimewa" in html
    assert "Dinas Kesehatan, ditetapkan Bupati Bantul 1 Juli 2026" in html
    assert "Belum ditetapkan" not in html


def test_the_document_carries_the_objection_to_its_decision(cast, login, delivered):
    objected = perform(delivered, Action.OBJECT, actor=cast.employee.user, note="Angka keliru")
    perform(objected, Action.EXPLAIN, actor=cast.rater.user, note="Sesuai rekap")
    perform(objected, Action.DECIDE, actor=cast.reviewer.user, note="Bukti cukup", outcome="UPHELD")
    html = page(login(cast.employee), delivered, "document")
    for text in ("Angka keliru", "Sesuai rekap", "Bukti cukup", "Hasil tetap"):
        assert text in html
    assert "Belum final" not in html


def test_the_annual_evaluation_shows_the_months_with_their_results(cast, login):
    for month in (3, 2):
        cast.evaluation(
            build.make_period(month=month), state=State.FINAL, predikat="BAIK", predikat_label="Baik"
        )
    cast.evaluation(build.make_period(2025, 2), state=State.FINAL)
    cast.evaluation(build.make_period(month=4), state=State.RATED)
    annual = cast.evaluation(build.make_period(month=None), state=State.DELIVERED)
    client = login(cast.employee)
    for name in ("evaluation", "document"):
        months = client.get(url(annual, name)).context["months"]
        assert [row.period.month for row in months] == [2, 3]
    assert Objection.objects.count() == 0
