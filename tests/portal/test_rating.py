"""The rater's screen: what it shows, what each button does, and that nothing typed is lost."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from evaluations.enums import PeriodState, Predikat, State
from evaluations.models import AttendanceMonth, Evaluation, Evidence, Feedback
from tests import build
from tests.counting import statements_of
from tests.guards import take_guards_off

REPORT = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "12 laporan selesai"}]}
PLAN = [{"_row": "rhk-1", "kind": "UTAMA", "statement": "Laporan imunisasi tersusun", "indicators": []}]
RATINGS = {"rating_hasil_kerja": "ABOVE", "rating_perilaku": "MEETS"}


@pytest.fixture
def submitted(cast) -> Evaluation:
    expectations = {"loyal": "Jaga rahasia"}
    return cast.evaluation(state=State.SUBMITTED, answers=REPORT, plan_rows=PLAN, expectations=expectations)


def _url(evaluation, name: str = "rate") -> str:
    return reverse(f"portal:{name}", args=[evaluation.pk])


def _post(client, evaluation, action: str, **data):
    return client.post(_url(evaluation), {"version": evaluation.version, "action": action, **data})


def _fresh(evaluation) -> Evaluation:
    return Evaluation.objects.get(pk=evaluation.pk)


def test_only_the_rater_finds_the_screen(cast, login, submitted):
    assert login(cast.rater).get(_url(submitted)).status_code == 200
    for who in (cast.employee, cast.reviewer, cast.unit_admin, cast.stranger, cast.bkpsdm, cast.auditor):
        assert login(who).get(_url(submitted)).status_code == 404
        assert _post(login(who), submitted, "rate", **RATINGS).status_code == 404
        assert login(who).post(_url(submitted, "return"), {"version": 1, "reason": "x"}).status_code == 404
        assert login(who).post(_url(submitted, "deliver")).status_code == 404
    assert _fresh(submitted).state == State.SUBMITTED


def test_it_shows_the_report_with_all_that_a_rater_should_know(cast, login, submitted):
    take_guards_off()
    evidence = Evidence.objects.create(
        evaluation=submitted, file=ContentFile(b"%PDF-1.4", name="rekap.pdf"), name="rekap.pdf",
        content_type="application/pdf", size=8, sha256="0" * 64, uploaded_by=cast.employee.user,
    )  # fmt: skip
    submitted.answers = {"hasil_kerja": [REPORT["hasil_kerja"][0] | {"bukti_dukung": [evidence.pk]}]}
    submitted.save()
    AttendanceMonth.objects.create(employee=cast.employee, year=2026, month=7, late_minutes=95, source="uji")
    Feedback.objects.create(
        employee=cast.employee, author=cast.rater, about_on=date(2026, 7, 8), text="Sigap saat wabah"
    )
    june = build.make_period(month=6, state=PeriodState.CLOSED)
    cast.evaluation(june, state=State.FINAL, predikat=Predikat.GOOD, predikat_label="Baik (Juni)")
    page = login(cast.rater).get(_url(submitted)).content.decode()
    for text in (
        "12 laporan selesai", "rekap.pdf", reverse("portal:evidence", args=[evidence.pk]),
        "Laporan imunisasi tersusun", "Jaga rahasia", "Sigap saat wabah", "Baik (Juni)", "95",
    ):  # fmt: skip
        assert text in page


def test_saving_keeps_the_rating_open_and_the_report_untouched(cast, login, submitted):
    data = {"rating_hasil_kerja": "MEETS", "notes": "Pertahankan", "recommendation": "Pelatihan data"}
    response = _post(login(cast.rater), submitted, "save", **data)
    assert response.status_code == 302
    after = _fresh(submitted)
    assert (after.state, after.predikat) == (State.SUBMITTED, "")
    assert after.answers == REPORT | {"rating_hasil_kerja": "MEETS"}
    assert (after.notes, after.recommendation) == ("Pertahankan", "Pelatihan data")


def test_the_preview_shows_the_predikat_and_writes_nothing(cast, login, submitted):
    response = _post(login(cast.rater), submitted, "preview", notes="Sedang saya tulis", **RATINGS)
    assert response.status_code == 200
    assert response.context["outcome"].predikat == Predikat.GOOD
    page = response.content.decode()
    assert "Pratinjau, belum ditetapkan" in page
    assert "Sedang saya tulis" in page
    after = _fresh(submitted)
    assert (after.version, after.answers, after.notes) == (submitted.version, REPORT, "")


def test_rating_fixes_the_result_and_delivering_tells_it(cast, login, submitted):
    client = login(cast.rater)
    assert _post(client, submitted, "rate", **RATINGS).url == _url(submitted)
    rated = _fresh(submitted)
    assert (rated.state, rated.predikat) == (State.RATED, Predikat.GOOD)
    assert "Ringkasan sebelum disampaikan" in client.get(_url(submitted)).content.decode()
    assert client.post(_url(submitted, "deliver")).url == reverse("portal:team")
    after = _fresh(submitted)
    assert after.state == State.DELIVERED
    assert list(after.events.values_list("action", flat=True)) == ["rate", "deliver"]


def test_what_was_fixed_is_read_once_more_before_it_is_told(cast, login, submitted):
    response = _post(login(cast.rater), submitted, "rate", notes="Rapi", recommendation="Kursus", **RATINGS)
    summary = login(cast.rater).get(response.url).content.decode()
    start = summary.index("Ringkasan sebelum disampaikan")
    told = summary[start : summary.index("Sampaikan hasil", start)]
    for words in ("Di Atas Ekspektasi", "Sesuai Ekspektasi", "Baik", "Rapi", "Kursus"):
        assert words in told
    assert _fresh(submitted).state == State.RATED


def test_an_older_page_that_offered_both_in_one_press_only_saves(cast, login, submitted):
    _post(login(cast.rater), submitted, "rate_and_deliver", **RATINGS)
    assert _fresh(submitted).state == State.SUBMITTED


def test_an_incomplete_rating_is_refused_with_links_and_keeps_what_was_typed(cast, login, submitted):
    response = _post(login(cast.rater), submitted, "rate", rating_perilaku="MEETS", notes="Belum selesai")
    assert response.status_code == 422
    assert response.context["refused"].code == "incomplete"
    page = response.content.decode()
    assert 'href="#field-rating_hasil_kerja"' in page
    assert "Belum selesai" in page
    assert 'value="MEETS" checked' in page
    assert (_fresh(submitted).state, _fresh(submitted).notes) == (State.SUBMITTED, "")


def test_an_older_tab_is_refused_once_and_may_then_overwrite_knowingly(cast, login, submitted):
    client = login(cast.rater)
    _post(client, submitted, "save", notes="Dari tab pertama")
    response = _post(client, submitted, "save", notes="Dari tab kedua")
    assert response.context["refused"].code == "version_conflict"
    assert "Dari tab kedua" in response.content.decode()
    assert _fresh(submitted).notes == "Dari tab pertama"
    version = response.context["evaluation"].version
    assert f'name="version" value="{version}"' in response.content.decode()
    client.post(_url(submitted), {"version": version, "action": "save", "notes": "Dari tab kedua"})
    assert _fresh(submitted).notes == "Dari tab kedua"


def test_returning_needs_a_reason_and_keeps_what_was_already_rated(cast, login, submitted):
    client = login(cast.rater)
    data = {"version": submitted.version, "rating_perilaku": "ABOVE", "notes": "Hampir"}
    response = client.post(_url(submitted, "return"), data | {"reason": "  "})
    assert response.context["refused"].code == "note_required"
    assert "Hampir" in response.content.decode()
    assert _fresh(submitted).state == State.SUBMITTED
    response = client.post(_url(submitted, "return"), data | {"reason": "Lampirkan bukti"})
    assert response.url == reverse("portal:team")
    after = _fresh(submitted)
    assert (after.state, after.answers) == (State.RETURNED, REPORT | {"rating_perilaku": "ABOVE"})
    assert after.events.get(action="return").note == "Lampirkan bukti"


def test_what_cannot_be_stored_is_marked_and_the_rest_is_saved(cast, login, submitted):
    data = {"rating_hasil_kerja": "TERBAIK", "rating_perilaku": "MEETS", "notes": "Catatan"}
    response = _post(login(cast.rater), submitted, "save", **data)
    assert response.status_code == 422
    assert [problem.anchor for problem in response.context["form"].problems] == ["field-rating_hasil_kerja"]
    after = _fresh(submitted)
    assert after.answers == REPORT | {"rating_perilaku": "MEETS"}
    assert response.context["evaluation"].version == after.version


def test_a_request_without_a_version_writes_nothing(cast, login, submitted):
    response = login(cast.rater).post(_url(submitted), {"action": "rate", **RATINGS})
    assert response.status_code == 422
    assert _fresh(submitted).state == State.SUBMITTED


def test_a_rated_evaluation_can_be_rated_again_until_it_is_delivered(cast, login):
    evaluation = cast.evaluation(
        state=State.RATED, answers=REPORT | RATINGS, plan_rows=PLAN, predikat=Predikat.GOOD
    )
    client = login(cast.rater)
    _post(client, evaluation, "rate", rating_hasil_kerja="ABOVE", rating_perilaku="ABOVE")
    assert _fresh(evaluation).predikat == Predikat.VERY_GOOD
    client.post(_url(evaluation, "deliver"))
    response = _post(client, _fresh(evaluation), "rate", **RATINGS)
    assert response.context["refused"].code == "wrong_state"
    assert _fresh(evaluation).predikat == Predikat.VERY_GOOD


def test_a_draft_of_the_employee_is_not_shown_to_the_rater(cast, login):
    draft = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "Rahasia yang belum dikirim"}]}
    evaluation = cast.evaluation(state=State.DRAFT, answers=draft)
    client = login(cast.rater)
    page = client.get(_url(evaluation)).content.decode()
    assert "Hasil kerja 1 terlaksana" in page
    assert "Rahasia" not in page
    refused = _post(client, evaluation, "save", **RATINGS)
    assert refused.context["refused"].code == "wrong_state"
    assert "Rahasia" not in refused.content.decode()


def test_a_closed_period_lets_the_rater_read_and_deliver_but_not_rate(cast, login):
    period = build.make_period(state=PeriodState.CLOSED)
    evaluation = cast.evaluation(period, state=State.RATED, answers=REPORT | RATINGS, plan_rows=PLAN)
    client = login(cast.rater)
    response = client.get(_url(evaluation))
    assert response.context["form"] is None
    assert "12 laporan selesai" in response.content.decode()
    other = _post(client, evaluation, "rate", **RATINGS, notes="Kata lain, jadi bukan tekanan kedua.")
    assert other.context["refused"].code == "period_closed"
    client.post(_url(evaluation, "deliver"))
    assert _fresh(evaluation).state == State.DELIVERED


def test_delivering_twice_says_why_not(cast, login):
    evaluation = cast.evaluation(state=State.DELIVERED)
    response = login(cast.rater).post(_url(evaluation, "deliver"), follow=True)
    assert "Tindakan ini tidak dapat dilakukan" in response.content.decode()


def test_reading_writes_nothing_but_that_it_was_read(cast, login, submitted):
    before = Evaluation.objects.values().get(pk=submitted.pk)
    for _ in range(2):
        login(cast.rater).get(_url(submitted))
        after = Evaluation.objects.values().get(pk=submitted.pk)
        before["read_at"] = before["read_at"] or after["read_at"]
        assert after["read_at"] is not None
        assert after == before
    assert login(cast.rater).get(_url(submitted, "deliver")).status_code == 302


def _evidence(evaluation, number: int) -> None:
    Evidence.objects.create(
        evaluation=evaluation, file="x.pdf", name=f"{number}.pdf", content_type="application/pdf", size=1,
        sha256=f"{number:064}", uploaded_by=evaluation.employee.user,
    )  # fmt: skip


def test_statements_do_not_grow_with_plan_feedback_and_evidence(cast, login, submitted):
    client = login(cast.rater)
    take_guards_off()
    _evidence(submitted, 9)
    client.get(_url(submitted))  # notes that it was read
    one = statements_of(client, _url(submitted))
    submitted = _fresh(submitted)
    submitted.plan_rows = [PLAN[0] | {"_row": f"rhk-{n}"} for n in range(1, 4)]
    submitted.save()
    for day in range(1, 4):
        Feedback.objects.create(
            employee=cast.employee, author=cast.rater, about_on=date(2026, 7, day), text="Baik",
            created_at=timezone.now(),
        )  # fmt: skip
        _evidence(submitted, day)
    assert statements_of(client, _url(submitted)) == one <= 14
