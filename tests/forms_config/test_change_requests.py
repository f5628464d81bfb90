"""What BKPSDM asks for, done in the admin's own views, and what it then does to an evaluation.

Comparing, duplicating, moving, import, approval and ready-made sections have files of their own.
"""

from decimal import Decimal

import pytest
from django.urls import reverse

from forms_config.engine.completeness import missing
from forms_config.engine.figures import POST_KIND
from forms_config.engine.outcome import evaluate
from forms_config.engine.schema import (
    NOT_APPLICABLE,
    FieldKind,
    FilledBy,
    FormSchema,
    Layout,
    NotApplicable,
    Operator,
    Reading,
)
from forms_config.models import (
    Constant,
    EvaluationForm,
    FormVersion,
    GuidanceIndexPage,
    GuidancePage,
    Indicator,
    PredikatMatrix,
    RatingScale,
)
from forms_config.official import load_official
from sekin_site.roles import BKPSDM
from tests.build import make_user
from tests.forms_config.library import (
    field,
    make_indicator,
    make_matrix,
    make_scale,
    posted,
    posted_indicator,
    publish,
    rated_sections,
    section,
)
from tests.schemas import fill_in
from tests.scores import section_scores

pytestmark = pytest.mark.django_db

PUBLISH = {"action-publish": "Terbitkan"}
BY_RATER = {"filled_by": "rater"}


@pytest.fixture
def client(login):
    return login(make_user("petugas", groups=(BKPSDM,)))


@pytest.fixture
def scale():
    return make_scale(levels=("BELOW", "MEETS", "ABOVE"))


def at(model, name: str, *args) -> str:
    return reverse(model.snippet_viewset.get_url_name(name), args=args)


def published(client, *sections, **values) -> FormSchema:
    """The schema after an officer put these blocks into the editor and pressed publish."""
    response = publish(client, at(EvaluationForm, "add"), posted(*sections, **values))
    assert response.status_code == 302, response.context["form"].errors
    return FormVersion.objects.latest("pk").parsed


def problems_of(client, *sections, **values) -> str:
    """What the editor says when publishing is refused."""
    response = client.post(at(EvaluationForm, "add"), posted(*sections, **values) | PUBLISH)
    assert response.status_code == 200
    assert not FormVersion.objects.exists()
    return response.content.decode()


def condition(key: str, operator: str, values: str = "") -> dict:
    return {"field": key, "operator": operator, "values": values}


def shown_if(*conditions, match: str = "all") -> dict:
    return {"match": match, "conditions": list(conditions)}


def visible_keys(schema: FormSchema, answers: dict, side=FilledBy.EMPLOYEE) -> set[str]:
    form = fill_in(schema, filled_by=side, answers=answers)
    return {item.name for one in form.sections for row in one.rows for item in row.items if not item.hidden}


# --- 2: schemes -------------------------------------------------------------------------------------
def test_a_local_scheme_gets_one_more_predikat(client, scale):
    matrix = make_matrix(scale)
    schema = published(client, *rated_sections(scale), matrix=matrix.pk)
    grid = {f"cells-{work}-{conduct}": code for work, conduct, code in schema.matrix.cells}
    levels = [*matrix.predikats.all()]
    data = {"name": matrix.name, "legal_basis": "Perbup", "scale": scale.pk, "is_active": "on"} | grid
    data |= {"predikats-TOTAL_FORMS": len(levels) + 1, "predikats-INITIAL_FORMS": len(levels)}
    data |= {"predikats-MIN_NUM_FORMS": 1, "predikats-MAX_NUM_FORMS": 1000}
    rows = [(one.pk, one.label, one.code) for one in levels] + [("", "Istimewa", "ISTIMEWA")]
    for number, (pk, label, code) in enumerate(rows):
        prefix = f"predikats-{number}"
        data |= {f"{prefix}-id": pk, f"{prefix}-label": label, f"{prefix}-code": code}
        data |= {f"{prefix}-ORDER": number + 1, f"{prefix}-DELETE": ""}
    url = at(PredikatMatrix, "edit", matrix.pk)
    assert client.post(url, data).status_code == 302
    assert ">Istimewa</option>" in client.get(url).content.decode()
    new = matrix.predikats.get(code="ISTIMEWA")
    data |= {"predikats-INITIAL_FORMS": len(levels) + 1, f"predikats-{len(levels)}-id": new.pk}
    client.post(url, data | {"cells-ABOVE-ABOVE": "ISTIMEWA"})
    form = EvaluationForm.objects.get()
    publish(client, at(EvaluationForm, "edit", form.pk), posted(*rated_sections(scale), matrix=matrix.pk))
    newer = form.versions.latest("number").parsed
    best = {"rating_hasil_kerja": "ABOVE", "rating_perilaku": "ABOVE"}
    assert evaluate(newer, best).predikat_label == "Istimewa"
    assert evaluate(schema, best).predikat == "SANGAT_BAIK"  # a running period keeps its version


# --- 3: competence ----------------------------------------------------------------------------------
def test_a_competence_sheet_has_own_descriptors_levels_per_post_and_shows_the_gap(client):
    levels = make_scale("kompetensi", ("1", "2", "3", "4", "5"))
    indicator = make_indicator("integritas", scale=levels, group="kompetensi")
    data = posted_indicator(name="Integritas", group="kompetensi", scale=levels.pk)
    data |= {"descriptors-3": "Menegur rekan dengan santun.", "required_levels-PENGAWAS": "4"}
    assert client.post(at(Indicator, "edit", indicator.pk), data).status_code == 302
    item = {
        "type": "indicator",
        "value": {"indicator": indicator.pk, "scored": True, "required_level": "2", **BY_RATER},
    }
    schema = published(client, section("Kompetensi", item, area="kompetensi"))
    key = schema.sections[0].fields[0].key
    trace = [evaluate(schema, {key: "3"}, figures={POST_KIND: post}).trace for post in ("PENGAWAS", None)]
    of_supervisor, of_others = ("\n".join(f"{s.text} {s.rows}" for s in steps) for steps in trace)
    assert "masih di bawah kebutuhan jabatan" in of_supervisor
    assert "sudah memenuhi kebutuhan jabatan" in of_others
    form = fill_in(schema, filled_by=FilledBy.RATER, answers={})
    options = form.sections[0].rows[0].items[0].options
    assert "Menegur rekan dengan santun." in [option.descriptor for option in options]


def test_a_needed_level_can_be_set_in_the_form_itself(client, scale):
    needed = [{"post": "PELAKSANA", "level": "MEETS"}]
    item = field("scale", "Mutu", scale=scale.pk, required_levels=needed, **BY_RATER)
    schema = published(client, section("Kompetensi", item, area="kompetensi"))
    assert [(one.post, one.level) for one in schema.sections[0].fields[0].required_levels] == [
        ("PELAKSANA", "MEETS")
    ]


# --- 4: conditions ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("asked", "shown", "hidden"),
    [
        (condition("sifat", "equals", "lembur"), {"sifat": "lembur"}, {"sifat": "biasa"}),
        (condition("sifat", "one_of", "lembur, dinas"), {"sifat": "dinas"}, {"sifat": "biasa"}),
        (condition("jam", "at_least", "2,5"), {"jam": "3"}, {"jam": "2"}),
        (condition("jam", "is_empty"), {}, {"jam": "0"}),
        (condition("mutu", "at_least", "MEETS"), {"mutu": "ABOVE"}, {"mutu": "BELOW"}),
    ],
)
def test_a_question_appears_only_after_the_answer_that_it_depends_on(client, scale, asked, shown, hidden):
    options = [{"label": name.title(), "key": name} for name in ("biasa", "lembur", "dinas")]
    fields = [
        field("choice", "Sifat", choices=options),
        field("number", "Jam"),
        field("scale", "Mutu", scale=scale.pk),
        field(label="Ceritakan", required=True, visible_if=shown_if(asked)),
    ]
    schema = published(client, section("Umum", *fields))
    assert "ceritakan" in visible_keys(schema, shown)
    assert "ceritakan" not in visible_keys(schema, hidden)
    assert [one.field for one in missing(schema, shown, (), FilledBy.EMPLOYEE)] == ["ceritakan"]
    assert missing(schema, hidden, (), FilledBy.EMPLOYEE) == []


@pytest.mark.parametrize(("match", "expected"), [("all", False), ("any", True)])
def test_several_conditions_are_joined_on_the_raters_side_too(client, match, expected):
    both = shown_if(condition("inovasi", "equals", "yes"), condition("jam", "at_least", "5"), match=match)
    fields = [
        field("yes_no", "Inovasi"),
        field("number", "Jam"),
        field(label="Pendapat penilai", visible_if=both, **BY_RATER),
    ]
    schema = published(client, section("Umum", *fields))
    shown = visible_keys(schema, {"inovasi": True, "jam": "1"}, FilledBy.RATER)
    assert ("pendapat_penilai" in shown) is expected


def test_at_least_a_level_means_that_level_and_those_above_it(client, scale):
    asked = shown_if(condition("mutu", "at_least", "MEETS"))
    schema = published(
        client, section("Umum", field("scale", "Mutu", scale=scale.pk), field(visible_if=asked))
    )
    (compiled,) = schema.sections[0].fields[1].visible_if.conditions
    assert (compiled.operator, compiled.values) == (Operator.ONE_OF, ("MEETS", "ABOVE"))


# --- 5: rows ----------------------------------------------------------------------------------------
def test_free_rows_have_limits_and_may_be_a_table(client):
    columns = [field("short_text", "Kegiatan", required=True), field("number", "Jam", decimals=1)]
    rows = section("Kegiatan tambahan", *columns, kind="free_rows", min_rows=1, max_rows=2, layout="table")
    schema = published(client, rows)
    compiled = schema.sections[0]
    assert (compiled.min_rows, compiled.max_rows, compiled.layout) == (1, 2, Layout.TABLE)
    assert missing(schema, {}, (), FilledBy.EMPLOYEE)
    form = fill_in(schema, filled_by=FilledBy.EMPLOYEE, answers={}, data={"add_row": "kegiatan_tambahan"})
    again = fill_in(
        schema,
        filled_by=FilledBy.EMPLOYEE,
        answers=form.answers(),
        data={"add_row": "kegiatan_tambahan", "_present": ""},
    )
    assert len(again.answers()["kegiatan_tambahan"]) == 2


# --- 6: ratio, polarity, cap, bands, constants ------------------------------------------------------
def test_a_ratio_indicator_divides_compares_caps_and_looks_up_its_band(client):
    bands = [("100", "5", "Sangat baik"), ("90", "4", "Baik"), (None, "1", "")]
    data = posted_indicator(
        name="Tepat waktu", code="tepat_waktu", numerator="Selesai", denominator="Masuk", unit="%",
        target="95", cap="120", bands=bands,
    )  # fmt: skip
    assert client.post(at(Indicator, "add"), data).status_code == 302
    item = {"type": "indicator", "value": {"indicator": Indicator.objects.get().pk, "scored": True}}
    rated = field(label="Catatan", **BY_RATER)
    schema = published(client, section("Layanan", item, rated))
    kinds = [(one.key, one.label, one.kind) for one in schema.sections[0].fields[:3]]
    assert kinds == [
        ("tepat_waktu_pembilang", "Selesai", FieldKind.NUMBER),
        ("tepat_waktu_penyebut", "Masuk", FieldKind.NUMBER),
        ("tepat_waktu", "Tepat waktu", FieldKind.CALCULATED),
    ]
    (scored,) = evaluate(schema, {"tepat_waktu_pembilang": "90", "tepat_waktu_penyebut": "100"}).items
    assert (scored.raw, scored.score) == (Decimal(90), Decimal(4))  # 90 ÷ 95 = 94,74: the middle band
    (nothing,) = evaluate(schema, {"tepat_waktu_pembilang": "90", "tepat_waktu_penyebut": "0"}).items
    assert nothing.score is None


def test_lower_is_better_and_the_denominator_may_be_a_constant(client):
    data = {
        "name": "Hari kerja",
        "value": "20",
        "unit": "hari",
        "key": "",
        "description": "",
        "is_active": "on",
    }
    assert client.post(at(Constant, "add"), data).status_code == 302
    days = Constant.objects.get()
    assert days.key == "hari_kerja"
    late = posted_indicator(
        name="Terlambat", code="terlambat", numerator="Hari terlambat", denominator_constant=days.pk,
        multiplier="1", target="0.5", polarity="LOWER",
    )  # fmt: skip
    assert client.post(at(Indicator, "add"), late).status_code == 302
    item = {"type": "indicator", "value": {"indicator": Indicator.objects.get().pk, "scored": True}}
    schema = published(client, section("Disiplin", item, field(**BY_RATER)))
    assert [(one.key, one.value) for one in schema.constants] == [("hari_kerja", Decimal(20))]
    (scored,) = evaluate(schema, {"terlambat_pembilang": "5"}).items
    assert (scored.raw, scored.score) == (Decimal("0.25"), Decimal(150))  # (2 − 0,25 ÷ 0,5) × 100
    Constant.objects.update(value=25)
    assert FormVersion.objects.get().parsed.constants[0].value == Decimal(20)  # frozen


def test_an_indicator_that_is_half_a_ratio_is_refused_in_words(client):
    half = client.post(at(Indicator, "add"), posted_indicator(name="X", code="x", numerator="Selesai"))
    assert "Isi penyebut, atau pilih tetapan sebagai penyebut." in half.content.decode()
    assert not Indicator.objects.exists()


def test_an_officer_writes_a_formula_with_a_constant(client):
    Constant.objects.create(name="Jam kerja", key="jam_kerja", value="7.5")
    columns = [field("number", "Menit"), field("short_text", "Kegiatan")]
    hours = field("calculated", "Hari", formula="round(sum(menit) / 60 / jam_kerja; 2)", decimals=2)
    schema = published(
        client,
        section("Kegiatan", *columns, kind="free_rows"),
        section("Rekap", hours, field(**BY_RATER)),
    )
    answers = {"kegiatan": [{"_row": "r1", "menit": "450"}, {"_row": "r2", "menit": "450"}]}
    texts = [step.text + str(step.rows) for step in evaluate(schema, answers).trace]
    assert any("2" in text and "Hari" in text for text in texts)


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("masuk /", "kurang angka"),
        ("masuuk * 2", "masuk"),
        ("1" * 10_000, "terlalu panjang"),
        ("__import__('os')", "Di huruf ke-"),
    ],
)
def test_a_wrong_formula_is_refused_at_its_field_with_the_place(client, formula, said):
    fields = [field("number", "Masuk"), field("calculated", "Hasil", formula=formula), field(**BY_RATER)]
    page = problems_of(client, section("Umum", *fields))
    assert said in page
    assert formula[:200] in page  # nothing typed is lost


# --- 7: system figures ------------------------------------------------------------------------------
def test_a_system_figure_is_read_only_and_says_where_it_comes_from(client):
    fields = [
        field("system_figure", "Kehadiran", source="attendance.percentage"),
        field("system_figure", "Predikat lalu", source="last.predikat"),
        field(**BY_RATER),
    ]
    schema = published(client, section("Presensi", *fields))
    figures = {"attendance.percentage": "97.5", "last.predikat": "Baik"}
    form = fill_in(schema, filled_by=FilledBy.EMPLOYEE, answers={}, figures=figures)
    items = form.sections[0].rows[0].items[:2]
    assert [item.text for item in items] == ["97,5", "Baik"]
    assert [item.unit for item in items] == ["%", ""]
    assert all(item.read_only for item in items)
    assert "presensi" in str(items[0]).lower()


# --- 8: weights and "tidak berlaku" -----------------------------------------------------------------
@pytest.mark.parametrize(
    ("how", "score"), [("left_out", Decimal(80)), ("zero", Decimal(40)), ("full", Decimal(90))]
)
def test_not_applicable_counts_as_the_officer_chose(client, how, score):
    scoring = {"kind": "value", "weight": "50"}
    numbers = [
        field("number", name, maximum="100", scoring=scoring, not_applicable=how) for name in ("A", "B")
    ]
    schema = published(client, section("Butir", *numbers, field(**BY_RATER)))
    a, b = (one.key for one in schema.sections[0].fields[:2])
    assert schema.sections[0].fields[0].not_applicable == NotApplicable(how)
    assert section_scores(schema, {a: "80", b: NOT_APPLICABLE}).sections == {"butir": score}


def test_not_applicable_is_refused_where_the_officer_did_not_allow_it(client):
    schema = published(client, section("Butir", field("number", "A", required=True), field(**BY_RATER)))
    key = schema.sections[0].fields[0].key
    assert missing(schema, {key: NOT_APPLICABLE}, (), FilledBy.EMPLOYEE)


# --- 9: evidence ------------------------------------------------------------------------------------
def test_evidence_may_be_demanded_always_for_extremes_or_above_a_score(client, scale):
    fields = [
        field("scale", "Mutu", scale=scale.pk),
        field("number", "Capaian", scoring={"kind": "achievement", "target": "10", "weight": "1"}),
        field("evidence", "Selalu", required=True, max_files=2, extensions=["pdf"]),
        field("evidence", "Ekstrem", demand={"kind": "extreme", "field": "mutu"}),
        field("evidence", "Tinggi", demand={"kind": "score_at_least", "field": "capaian", "score": "110"}),
        field(**BY_RATER),
    ]
    schema = published(client, section("Bukti", *fields))
    evidence = schema.sections[0].fields[2]
    assert (evidence.max_files, evidence.extensions) == (2, ("pdf",))

    def lacking(**answers: str) -> list[str | None]:
        return [one.field for one in missing(schema, answers, (), FilledBy.EMPLOYEE)]

    assert lacking(mutu="MEETS", capaian="10") == ["selalu"]
    assert lacking(mutu="BELOW", capaian="10") == ["selalu", "ekstrem"]
    assert lacking(mutu="ABOVE", capaian="11") == ["selalu", "ekstrem", "tinggi"]


# --- 10: guidance -----------------------------------------------------------------------------------
@pytest.fixture
def page():
    load_official()
    EvaluationForm.objects.exclude(versions__isnull=False).delete()
    return GuidancePage.objects.child_of(GuidanceIndexPage.objects.get()).first()


def test_a_field_links_guidance_and_a_page_must_be_read_first(client, page):
    fields = [field(help_text="Tulis angka", guides="Satu\nDua", guidance_page=page.pk), field(**BY_RATER)]
    schema = published(client, section("Umum", *fields), title="Wajib baca", required_page=page.pk)
    assert schema.reading == Reading(page.slug, page.title)
    item = schema.sections[0].fields[0]
    assert (item.help_text, item.guides, item.guidance_slug) == ("Tulis angka", ("Satu", "Dua"), page.slug)


def test_a_page_that_nobody_can_open_cannot_be_required(client, page):
    versions = FormVersion.objects.count()
    page.unpublish()
    response = client.post(
        at(EvaluationForm, "add"),
        posted(section("Umum", field(guidance_page=page.pk), field(**BY_RATER)), required_page=page.pk)
        | PUBLISH,
    )
    assert "belum terbit" in str(response.context["form"].errors["required_page"])
    assert FormVersion.objects.count() == versions


# --- 15: switched off -------------------------------------------------------------------------------
def test_what_was_switched_off_does_not_get_into_a_new_version(client, scale):
    Constant.objects.create(name="Lama", key="lama", value="1", is_active=False)
    RatingScale.objects.update(is_active=False)
    fields = [
        field("scale", "Mutu", scale=scale.pk, **BY_RATER),
        field("calculated", "Hitung", formula="lama * 2"),
    ]
    page = problems_of(client, section("Umum", *fields))
    assert page.count("sudah dinonaktifkan") >= 2
