"""The explanation reads as plain sentences to the employee, and survives storage."""

import json
from dataclasses import replace

from forms_config.engine import explain
from forms_config.engine.explain import Step, StepKind
from forms_config.engine.outcome import evaluate
from forms_config.engine.schema import (
    Area,
    Condition,
    Field,
    FieldKind,
    FormSchema,
    Operator,
    Section,
    SectionKind,
)
from tests.schemas import EXPECTATION, competence_sheet, official_form, plan_row, pp30_form

ABOVE, MEETS, _ = EXPECTATION.levels
INNOVATION = "“Membuat ide baru atau cara baru yang bermanfaat” dijawab Ya"
RATED = {"rating_hasil_kerja": "MEETS", "rating_perilaku": "ABOVE"}


def told(form, answers, plan=(), **changes):
    return evaluate(form, answers, plan, **changes).trace


def test_the_predikat_is_explained_from_both_ratings_and_the_table():
    assert told(official_form(), RATED) == (
        Step(
            StepKind.RATING,
            "Rating Hasil Kerja",
            f"Penilai Anda memberi Rating Hasil Kerja: {MEETS.label}. {MEETS.descriptor}",
        ),
        Step(
            StepKind.RATING,
            "Rating Perilaku",
            f"Penilai Anda memberi Rating Perilaku: {ABOVE.label}. {ABOVE.descriptor}",
        ),
        Step(
            StepKind.MATRIX,
            "Predikat kinerja",
            "Kedua rating dicocokkan pada tabel Kuadran Kinerja Pegawai. Hasilnya: Baik."
            " Dasar: PermenPANRB 6/2022.",
            (
                ("Rating Hasil Kerja", "Sesuai Ekspektasi"),
                ("Rating Perilaku", "Di Atas Ekspektasi"),
                ("Predikat", "Baik"),
            ),
        ),
    )


def test_a_missing_rating_is_said():
    texts = [step.text for step in told(official_form(), {"rating_perilaku": "ABOVE"})]

    assert texts[0] == "Penilai Anda belum memberi Rating Hasil Kerja."
    assert texts[2] == "Predikat muncul setelah kedua rating diberikan."


def test_the_index_is_explained_step_by_step():
    plan = [plan_row("a", "10"), plan_row("b", "10")]
    answers = {
        "skp": [{"_row": "a", "realisasi": "12"}, {"_row": "b", "realisasi": "11"}],
        "nilai_perilaku": "112.5",
        "pendapat_rekan": True,
        "inovasi": False,
    }

    steps = told(pp30_form(), answers, plan)

    assert [(step.kind.value, step.text) for step in steps] == [
        ("items", "2 butir dihitung, rata-ratanya 115."),
        ("items", "Satu butir dihitung, nilainya 112,5."),
        ("weights", "Bobot ini dipakai karena “Ada pendapat rekan kerja dan bawahan” dijawab Ya."),
        ("index", "60% × 115 + 40% × 112,5 = 114"),
        (
            "condition",
            f"Nilai Anda mencapai rentang Sangat Baik, tetapi syaratnya belum terpenuhi: {INNOVATION}.",
        ),
        ("band", "Nilai 114 masuk rentang Baik (mulai dari 90)."),
        ("note", "Indeks kinerja hanya angka pendukung. Dasar: PP 30/2019."),
    ]
    assert steps[0].rows[0] == ("Laporan a tersusun: Realisasi", "12 ÷ 10 × 100 = 120")


def test_a_met_condition_is_said_as_well():
    answers = {"skp": [{"_row": "a", "realisasi": "12"}], "nilai_perilaku": "112", "inovasi": True}

    band = next(s for s in told(pp30_form(), answers, [plan_row("a", "10")]) if s.kind == StepKind.BAND)

    assert band.text == (
        f"Nilai 117,6 masuk rentang Sangat Baik (mulai dari 110). Syaratnya terpenuhi: {INNOVATION}."
    )


def test_an_index_that_cannot_be_computed_says_why():
    steps = told(pp30_form(), {"nilai_perilaku": "90"})

    assert steps[-1].text == "Indeks kinerja belum dapat dihitung karena ada bagian yang belum bernilai."


def test_a_score_outside_every_band_is_said():
    form = pp30_form()
    form = replace(form, index=replace(form.index, bands=form.index.bands[:2]))
    answers = {"skp": [{"_row": "a", "realisasi": "5"}], "nilai_perilaku": "50"}

    outcome = evaluate(form, answers, [plan_row("a", "10")])

    assert (str(outcome.index_score), outcome.index_code) == ("50.00", None)
    assert "Nilai ini tidak masuk rentang mana pun." in [step.text for step in outcome.trace]


def test_the_word_about_the_predikat_stands_where_there_is_one():
    plain, official = pp30_form(), official_form()
    note = explain.index_steps(plain.index, official, None)

    assert len(note) == 1
    answers = {"skp": [{"_row": "a", "realisasi": "9"}], "nilai_perilaku": "90"}
    with_matrix = FormSchema("f", "F", plain.sections, matrix=official.matrix, index=plain.index)
    assert told(with_matrix, answers, [plan_row("a", "10")])[-1].text == (
        "Indeks kinerja hanya angka pendukung. Predikat kinerja Anda ditentukan oleh kedua rating,"
        " bukan oleh angka ini. Dasar: PP 30/2019."
    )


def test_competence_and_gap_are_told_apart_from_the_predikat():
    answers = {"integritas": "4", "komunikasi": "2", "kerja_sama": "3"}

    items, score, gap = told(competence_sheet("3"), answers)

    assert items.text == "3 butir dihitung, rata-ratanya 3."
    assert score.text == (
        "Nilai kompetensi Anda 3 (Kompetensi)."
        " Nilai ini untuk pengembangan Anda dan tidak mengubah predikat kinerja."
    )
    assert gap.text.startswith("1 kompetensi masih di bawah kebutuhan jabatan Anda.")
    assert gap.rows == (
        ("Integritas", "4 – Mumpuni, jabatan memerlukan 3 – Menengah (lebih 1)"),
        ("Kerja Sama", "3 – Menengah, jabatan memerlukan 3 – Menengah"),
        ("Komunikasi", "2 – Dasar, jabatan memerlukan 3 – Menengah (kurang 1)"),
    )


def test_no_gap_is_good_news():
    gap = told(competence_sheet("2"), {"integritas": "2"})[-1]

    assert gap.text == "Semua kompetensi yang dinilai sudah memenuhi kebutuhan jabatan Anda."


def test_known_system_figures_are_listed_with_their_unit():
    fields = tuple(
        Field(key=key, label=label, kind=FieldKind.SYSTEM_FIGURE, source=f"attendance.{key}", unit=unit)
        for key, label, unit in [("late_minutes", "Terlambat", "menit"), ("present_days", "Hadir", "hari")]
    )
    form = FormSchema("f", "F", (Section("s", "Kehadiran", SectionKind.PLAIN, Area.GENERAL, fields=fields),))

    (step,) = told(form, {}, figures={"attendance.late_minutes": "1250", "attendance.present_days": None})

    assert (step.kind, step.rows) == (StepKind.FIGURES, (("Terlambat", "1.250 menit"),))
    assert told(form, {}) == ()


def test_conditions_are_spoken_with_labels():
    form, conditions = official_form(), [
        Condition("rating_perilaku", Operator.ONE_OF, ("ABOVE", "MEETS")),
        Condition("loyal", Operator.IS_EMPTY),
        Condition("loyal", Operator.IS_NOT_EMPTY),
        Condition("hilang", Operator.AT_LEAST, ("5",)),
    ]  # fmt: skip

    assert [explain.condition_text(form, condition) for condition in conditions] == [
        "“Rating Perilaku” dijawab Di Atas Ekspektasi atau Sesuai Ekspektasi",
        "“Loyal” tidak diisi",
        "“Loyal” diisi",
        "“hilang” sedikitnya 5",
    ]


def test_the_trace_survives_storage():
    steps = told(official_form(), RATED)

    assert explain.from_json(json.loads(json.dumps(explain.to_json(steps)))) == steps


def test_the_same_steps_are_read_by_others_without_speaking_to_them():
    keys = [field.key for section in competence_sheet("3").sections for field in section.fields]
    traces = (
        told(official_form(), RATED),
        told(official_form(), {}),
        told(competence_sheet("3"), dict.fromkeys(keys, "2")),
        told(competence_sheet("3"), dict.fromkeys(keys, "5")),
        told(
            pp30_form(),
            {"nilai_perilaku": "100", "inovasi": True, "pendapat_rekan": False},
            [plan_row("a", "10")],
        ),
        (explain.figures_step([]),),
    )
    assert sum("Anda" in step.text for trace in traces for step in trace) > 5
    for trace in traces:
        others = explain.for_others(trace)
        assert [step.text for step in others if "Anda" in step.text or "  " in step.text] == []
        assert [(one.kind, one.title, one.rows) for one in others] == [
            (one.kind, one.title, one.rows) for one in trace
        ]
    [figures] = explain.for_others([explain.figures_step([])])
    assert figures.text == "Angka ini diambil dari sistem dan ditampilkan kepada pegawai dan penilai."


# --- in which order it is read ---


def step(kind: StepKind) -> Step:
    return Step(kind, kind.value, f"{kind.value}.")


def test_what_decided_comes_first_and_figures_last_saying_that_they_did_not():
    kinds = [StepKind.FIGURES, StepKind.RATING, StepKind.MATRIX, StepKind.COMPETENCE]
    ordered = explain.decisive_first(map(step, kinds))
    assert [one.kind for one in ordered] == [*kinds[1:], StepKind.FIGURES]
    assert ordered[-1].text == "figures. Predikat ditentukan oleh kedua rating, bukan oleh angka ini."


def test_where_no_table_gives_the_predikat_figures_may_count_and_stay_where_they_are():
    given = tuple(map(step, [StepKind.FIGURES, StepKind.INDEX, StepKind.BAND]))
    assert explain.decisive_first(given) == given
