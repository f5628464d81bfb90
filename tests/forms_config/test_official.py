"""The official data: ordinary data, right from the start, loaded as often as one likes."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from wagtail.models import Page, Site

from evaluations.domain.periods.official import load_official_periods
from evaluations.models import PeriodTemplateForm
from forms_config.domain.publishing import problems
from forms_config.engine.outcome import evaluate
from forms_config.engine.schema import YES, Area, FieldKind, FilledBy
from forms_config.models import (
    EvaluationForm,
    FormVersion,
    GuidanceIndexPage,
    GuidancePage,
    IndexScheme,
    Indicator,
    PredikatMatrix,
    RatingScale,
)
from forms_config.official import load_official
from forms_config.official.catalogue import FOLDER
from sekin_site.roles import BKPSDM
from tests import schemas
from tests.build import make_user

pytestmark = pytest.mark.django_db

REFERENCE = json.loads(
    (Path(__file__).parent.parent / "data" / "hasil_rujukan.json").read_text(encoding="utf-8")
)
MODELS = (RatingScale, PredikatMatrix, IndexScheme, Indicator, EvaluationForm, FormVersion, Page)


@pytest.fixture
def official():
    load_official()


def schema(key: str):
    return FormVersion.objects.get(form__key=key).parsed


def test_loading_twice_changes_nothing(official):
    before = [model.objects.count() for model in MODELS]
    load_official()
    assert [model.objects.count() for model in MODELS] == before


def test_what_bkpsdm_changed_is_kept(official):
    RatingScale.objects.filter(key="ekspektasi").update(name="Nama dari BKPSDM")
    EvaluationForm.objects.filter(key="kompetensi").update(title="Judul dari BKPSDM")
    GuidancePage.objects.filter(slug="tujuan").update(title="Tujuan menurut BKPSDM")
    load_official()
    assert RatingScale.objects.get(key="ekspektasi").name == "Nama dari BKPSDM"
    assert EvaluationForm.objects.get(key="kompetensi").title == "Judul dari BKPSDM"
    assert GuidancePage.objects.get(slug="tujuan").title == "Tujuan menurut BKPSDM"


def test_the_official_forms_are_published_by_who_loads_them():
    officer = make_user("petugas")
    load_official(actor=officer)
    assert {version.form.key: version.published_by for version in FormVersion.objects.all()} == {
        "permenpanrb-6-2022": officer,
        "evaluasi-kinerja": officer,
        "evaluasi-tahunan": officer,
        "kompetensi": officer,
        "indeks-pp30-2019": officer,
        "umpan-balik": officer,
        "suara-anda": officer,
    }
    assert all(form.live for form in EvaluationForm.objects.all())


def test_what_is_asked_after_a_result_are_three_statements_on_one_scale(official):
    """Nobody must answer one, and none asks for words."""
    fields = schema("suara-anda").sections[0].fields
    assert [(field.kind, field.scale, field.required) for field in fields] == [
        (FieldKind.SCALE, "kesetujuan", False)
    ] * 3


def test_the_official_forms_have_no_problem(official):
    assert [problem for form in EvaluationForm.objects.all() for problem in problems(form)] == []


def test_the_official_form_has_the_keys_that_everything_relies_on(official):
    work, conduct = schema("permenpanrb-6-2022").sections
    assert (work.key, work.area, work.overall.key) == ("hasil_kerja", Area.HASIL_KERJA, "rating_hasil_kerja")
    assert [f.key for f in work.fields] == ["realisasi", "bukti", "umpan_balik_hasil"]
    assert (conduct.key, conduct.area, conduct.overall.key) == ("perilaku", Area.PERILAKU, "rating_perilaku")
    assert [f.key for f in conduct.fields] == ["refleksi_perilaku", *schemas.BERAKHLAK]


def test_berakhlak_stands_verbatim_with_its_21_guides(official):
    conduct = schema("permenpanrb-6-2022").section("perilaku")
    values = {f.key: (f.label, f.guides) for f in conduct.fields if f.guides}
    assert values == schemas.BERAKHLAK
    assert {(f.filled_by, f.show_expectation) for f in conduct.fields if f.guides} == {(FilledBy.RATER, True)}


@pytest.mark.parametrize(
    "case", REFERENCE["kuadran"], ids=lambda case: f"{case['hasil_kerja']}-{case['perilaku_kerja']}"
)
def test_the_quadrant_gives_the_reference_predikat(official, case):
    answers = {"rating_hasil_kerja": case["hasil_kerja"], "rating_perilaku": case["perilaku_kerja"]}
    outcome = evaluate(schema("permenpanrb-6-2022"), answers)
    assert (outcome.predikat, outcome.predikat_label) == (case["predikat"], case["label"])


def test_the_index_form_gives_every_reference_index(official):
    form = schema("indeks-pp30-2019")
    for case in REFERENCE["pp30_2019"]:
        assert pp30_result(form, case) == (Decimal(case["nilai_kinerja"]), case["predikat"]), case["no"]


def pp30_result(form, case) -> tuple[Decimal | None, str | None]:
    plan, rows = [], []
    for number, item in enumerate(case["butir_skp"]):
        polarity = "LOWER" if item["arah"] == "turun" else "HIGHER"
        plan.append(schemas.plan_row(f"rhk-{number}", item["target"], polarity))
        rows.append({"_row": f"rhk-{number}", "realisasi": "Selesai", "capaian": item["realisasi"]})
    answers = {
        "hasil_kerja": rows,
        "nilai_perilaku": case["nilai_perilaku"],
        "pendapat_rekan": case["pendapat_rekan_dan_bawahan"],
        "inovasi": case["inovasi"],
    }
    outcome = evaluate(form, answers, tuple(plan))
    return outcome.index_score, outcome.index_code


def asked_of_the_rater(form) -> list[str]:
    """What a rater cannot leave out."""
    fields = [
        f.key
        for section in form.sections
        for f in section.fields
        if f.filled_by == FilledBy.RATER and f.required
    ]
    return fields + [section.overall.key for section in form.sections if section.overall]


def test_a_month_asks_the_rater_for_the_two_ratings_of_the_regulation_and_nothing_else(official):
    month, regulation = schema("evaluasi-kinerja"), schema("permenpanrb-6-2022")
    assert month.sections[:2] == regulation.sections
    assert [section.key for section in month.sections[2:]] == ["kehadiran"]
    assert asked_of_the_rater(month) == ["rating_hasil_kerja", "rating_perilaku"]


def test_the_year_asks_for_competence_besides_with_the_very_sheet_that_stands_alone(official):
    year, month = schema("evaluasi-tahunan"), schema("evaluasi-kinerja")
    assert year.sections == (*month.sections, *schema("kompetensi").sections)
    assert asked_of_the_rater(year) == [*schemas.COMPETENCIES, "rating_hasil_kerja", "rating_perilaku"]


def test_the_templates_of_periods_ask_for_competence_once_a_year(official):
    load_official_periods()
    rules = PeriodTemplateForm.objects.values_list("template__kind", "form__key")
    assert dict(rules) == {
        "MONTHLY": "evaluasi-kinerja",
        "QUARTERLY": "evaluasi-kinerja",
        "ANNUAL": "evaluasi-tahunan",
    }


def test_a_form_of_a_month_that_is_there_keeps_its_competencies(official):
    """An installation that started when the months asked for them goes on until BKPSDM decides."""
    form, year = (
        EvaluationForm.objects.get(key="evaluasi-kinerja"),
        EvaluationForm.objects.get(key="evaluasi-tahunan"),
    )
    form.sections = year.sections
    form.save_revision().publish()
    load_official()
    assert [section.key for section in schema_of(form).sections] == [
        s.key for s in schema("evaluasi-tahunan").sections
    ]


def schema_of(form):
    return form.versions.latest("number").parsed


def test_the_form_of_the_year_has_competence_and_attendance(official):
    form = schema("evaluasi-tahunan")
    competence, attendance = form.section("kompetensi"), form.section("kehadiran")
    assert competence.area == Area.KOMPETENSI
    assert {(f.kind, f.filled_by, f.scale) for f in competence.fields} == {
        (FieldKind.SCALE, FilledBy.RATER, "kompetensi")
    }
    assert [f.key for f in competence.fields] == list(schemas.COMPETENCIES)
    assert [f.source for f in attendance.fields] == [
        "attendance.working_days",
        "attendance.days_present",
        "attendance.late_minutes",
        "attendance.unexcused_days",
    ]
    assert all(f.scoring is None for f in attendance.fields)


def test_every_guidance_link_of_a_form_leads_to_a_page(official):
    slugs = set(GuidancePage.objects.values_list("slug", flat=True))
    linked = {
        part.guidance_slug
        for version in FormVersion.objects.all()
        for section in version.parsed.sections
        for part in (section, *section.fields)
        if part.guidance_slug
    }
    assert linked
    assert linked <= slugs


def test_the_guidance_is_the_root_of_the_site(official):
    index = GuidanceIndexPage.objects.get()
    assert Site.objects.get(is_default_site=True).root_page_id == index.pk
    assert index.url == "/panduan/"
    assert GuidancePage.objects.get(slug="tujuan").url == "/panduan/tujuan/"
    assert not Page.objects.filter(slug="home").exists()


def test_a_page_of_the_guidance_is_published_by_another_officer_where_one_hands_it_in(official):
    writer, other = (make_user(name, groups=(BKPSDM,)) for name in ("penulis", "pemeriksa"))
    page = GuidancePage.objects.get(slug="tujuan")
    page.summary = "Ringkasan yang diajukan."
    page.save_revision(user=writer)
    state = page.get_workflow().start(page, writer)
    task = state.current_task_state.task.specific
    page.refresh_from_db()
    assert task.get_actions(page, writer) == []
    assert [action for action, *_ in task.get_actions(page, other)] == ["reject", "approve", "approve"]
    task.on_action(state.current_task_state, other, "approve")
    page.refresh_from_db()
    assert page.summary == "Ringkasan yang diajukan."


def test_every_guidance_page_opens_with_all_it_says(official, client):
    data = json.loads((FOLDER / "guidance.json").read_text(encoding="utf-8"))
    for page in data["pages"]:
        response = client.get(f"/panduan/{page['slug']}/")
        assert response.status_code == 200
        html = response.content.decode()
        for block in page["body"]:
            if block["type"] == "heading":
                assert block["value"] in html
            if block["type"] == "table":
                assert block["value"]["caption"] in html


def test_yes_is_written_as_the_engine_reads_it(official):
    conditions = [band.condition for band in schema("indeks-pp30-2019").index.bands if band.condition]
    assert [condition.values for condition in conditions] == [(YES,)]


def test_the_ends_of_official_ratings_need_a_fact(official):
    for key in ("permenpanrb-6-2022", "evaluasi-kinerja", "evaluasi-tahunan", "indeks-pp30-2019"):
        ratings = [section.overall for section in schema(key).sections if section.overall]
        assert [rating.extremes_need_fact for rating in ratings] == [True, True]
