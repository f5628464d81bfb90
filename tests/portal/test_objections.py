"""Keberatan on the rater's side: explanation by the rater, decision by the rater's superior."""

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.enums import ObjectionOutcome, Predikat, Rating, State
from evaluations.models import Evaluation, Objection
from tests import build
from tests.counting import statements_of

BEFORE = {"rating_hasil_kerja": Rating.MEETS, "rating_perilaku": Rating.BELOW}
CHANGED = {"outcome": "CHANGED", "rating_hasil_kerja": "ABOVE", "rating_perilaku": "ABOVE"}


@pytest.fixture
def objected(cast) -> Evaluation:
    evaluation = cast.evaluation(
        state=State.OBJECTED,
        answers={key: str(rating) for key, rating in BEFORE.items()},
        predikat=Predikat.POOR,
        predikat_label="Kurang/misconduct",
        **BEFORE,
    )
    Objection.objects.create(
        evaluation=evaluation, reasons="Saya selalu hadir apel", submitted_at=timezone.now()
    )
    return evaluation


@pytest.fixture
def explained(objected) -> Evaluation:
    objection = objected.objection
    objection.explanation, objection.explained_at = "Tiga kali terlambat", timezone.now()
    objection.save()
    objected.state = State.EXPLAINED
    objected.save()
    return objected


def _url(evaluation, name: str) -> str:
    return reverse(f"portal:{name}", args=[evaluation.pk])


def _fresh(evaluation) -> Evaluation:
    return Evaluation.objects.select_related("objection").get(pk=evaluation.pk)


def test_only_the_rater_explains_and_only_the_superior_decides(cast, login, objected):
    may = {"explain": cast.rater, "decide": cast.reviewer}
    everybody = (cast.employee, cast.rater, cast.reviewer, cast.unit_admin, cast.stranger, cast.bkpsdm)
    for name, who_may in may.items():
        for who in everybody:
            client, expected = login(who), 200 if who is who_may else 404
            assert client.get(_url(objected, name)).status_code == expected
            if expected == 404:
                assert client.post(_url(objected, name), {"version": 1}).status_code == 404


def test_without_an_objection_there_is_no_such_page(cast, login):
    evaluation = cast.evaluation(state=State.DELIVERED)
    assert login(cast.rater).get(_url(evaluation, "explain")).status_code == 404
    assert login(cast.reviewer).get(_url(evaluation, "decide")).status_code == 404


def test_the_rater_reads_the_reasons_and_explains(cast, login, objected):
    client = login(cast.rater)
    assert "Saya selalu hadir apel" in client.get(_url(objected, "explain")).content.decode()
    data = {"version": objected.version, "explanation": "Presensi mencatat tiga kali terlambat"}
    assert client.post(_url(objected, "explain"), data).url == _url(objected, "evaluation")
    after = _fresh(objected)
    assert (after.state, after.objection.explanation) == (State.EXPLAINED, data["explanation"])
    again = client.get(_url(objected, "explain")).content.decode()
    assert "Kirim penjelasan" not in again
    assert "Tindakan ini tidak dapat dilakukan" in again


def test_an_empty_explanation_is_refused(cast, login, objected):
    response = login(cast.rater).post(_url(objected, "explain"), {"version": 1, "explanation": "  "})
    assert response.context["form"].errors["explanation"] == ["Tuliskan penjelasannya terlebih dahulu."]
    assert _fresh(objected).state == State.OBJECTED


def test_an_older_version_is_refused_and_the_text_stays(cast, login, objected):
    data = {"version": objected.version - 1, "explanation": "Kalimat yang panjang"}
    page = login(cast.rater).post(_url(objected, "explain"), data).content.decode()
    assert "sudah berubah di tab atau perangkat lain" in page
    assert "Kalimat yang panjang" in page
    assert _fresh(objected).state == State.OBJECTED


def test_the_superior_sees_both_sides(cast, login, explained):
    page = login(cast.reviewer).get(_url(explained, "decide")).content.decode()
    for text in ("Saya selalu hadir apel", "Tiga kali terlambat", "Kurang/misconduct", "Di Bawah Ekspektasi"):
        assert text in page


def test_upholding_keeps_the_result_and_ends_the_case(cast, login, explained):
    data = {"version": explained.version, "action": "decide", "outcome": "UPHELD", "decision": "Bukti cukup"}
    assert login(cast.reviewer).post(_url(explained, "decide"), data).url == _url(explained, "evaluation")
    after = _fresh(explained)
    assert (after.state, after.predikat) == (State.FINAL, Predikat.POOR)
    assert (after.objection.outcome, after.objection.decision) == (ObjectionOutcome.UPHELD, "Bukti cukup")


def test_the_preview_shows_the_new_predikat_and_writes_nothing(cast, login, explained):
    data = {"version": explained.version, "action": "preview", "decision": "", **CHANGED}
    response = login(cast.reviewer).post(_url(explained, "decide"), data)
    assert response.context["outcome"].predikat == Predikat.VERY_GOOD
    assert "Pratinjau, belum ditetapkan" in response.content.decode()
    assert (_fresh(explained).state, _fresh(explained).predikat) == (State.EXPLAINED, Predikat.POOR)


def test_changing_sets_both_ratings_and_the_predikat(cast, login, explained):
    data = {"version": explained.version, "action": "decide", "decision": "Bukti baru meyakinkan", **CHANGED}
    login(cast.reviewer).post(_url(explained, "decide"), data)
    after = _fresh(explained)
    assert (after.state, after.predikat) == (State.FINAL, Predikat.VERY_GOOD)
    assert (after.rating_hasil_kerja, after.rating_perilaku) == (Rating.ABOVE, Rating.ABOVE)
    assert after.objection.predikat_before == Predikat.POOR


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"decision": "Alasan"}, "outcome"),
        ({"outcome": "UPHELD", "decision": " "}, "decision"),
        ({"outcome": "CHANGED", "decision": "Alasan", "rating_hasil_kerja": "ABOVE"}, "rating_perilaku"),
        ({"outcome": "CHANGED", "decision": "Alasan", **BEFORE}, "outcome"),
        (
            {
                "outcome": "CHANGED",
                "decision": "Alasan",
                "rating_perilaku": "LUAR_BIASA",
                "rating_hasil_kerja": "ABOVE",
            },
            "rating_perilaku",
        ),
    ],
)
def test_half_a_decision_is_refused_and_keeps_what_was_typed(cast, login, explained, data, field):
    data = {"version": explained.version, "action": "decide"} | data
    response = login(cast.reviewer).post(_url(explained, "decide"), data)
    assert list(response.context["form"].errors) == [field]
    assert data["decision"].strip() in response.content.decode()
    assert _fresh(explained).state == State.EXPLAINED


def test_a_decision_stays_a_decision(cast, login, explained):
    client = login(cast.reviewer)
    data = {"version": explained.version, "action": "decide", "outcome": "UPHELD", "decision": "Tetap"}
    client.post(_url(explained, "decide"), data)
    response = client.post(_url(explained, "decide"), data | {"decision": "Berubah pikiran"})
    assert "Tindakan ini tidak dapat dilakukan" in response.content.decode()
    assert _fresh(explained).objection.decision == "Tetap"


def test_statements_are_few(cast, login, explained):
    assert statements_of(login(cast.reviewer), _url(explained, "decide")) <= 8


def test_the_words_of_the_levels_come_from_the_frozen_form(cast, login, explained):
    form = login(cast.reviewer).get(_url(explained, "decide")).context["form"]
    assert form.fields["rating_perilaku"].choices == [
        ("ABOVE", "Di Atas Ekspektasi"),
        ("MEETS", "Sesuai Ekspektasi"),
        ("BELOW", "Di Bawah Ekspektasi"),
    ]
    assert form.fields["rating_perilaku"].descriptors["MEETS"] == "Memenuhi apa yang diharapkan pimpinan."


def test_a_superior_who_rated_is_no_superior_here(cast, login):
    period = build.make_period(month=6)
    evaluation = build.make_evaluation(
        cast.employee,
        period,
        rater=cast.rater,
        reviewer=cast.rater,
        state=State.OBJECTED,
        predikat=Predikat.GOOD,
    )
    Objection.objects.create(evaluation=evaluation, reasons="Keliru", submitted_at=timezone.now())
    response = login(cast.rater).get(_url(evaluation, "decide"))
    assert "Anda tidak berwenang" in response.content.decode()
