"""Where something of the library is used; deactivating, deleting, and taking a level away."""

import json

import pytest
from django.urls import reverse

from forms_config.domain.publishing import freeze, problems
from forms_config.domain.uses import used_among, uses_of
from forms_config.models import (
    Constant,
    EvaluationForm,
    IndexScheme,
    Indicator,
    PredikatMatrix,
    RatingScale,
    ScaleLevel,
)
from sekin_site.roles import BKPSDM
from tests.build import make_user
from tests.counting import statements_of
from tests.forms_config.library import (
    CELLS,
    field,
    make_form,
    make_indicator,
    make_matrix,
    make_scale,
    posted,
    rated_sections,
    section,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(login):
    return login(make_user("petugas", groups=(BKPSDM,)))


@pytest.fixture
def scale():
    return make_scale()


def at(model, name: str, *args) -> str:
    return reverse(model.snippet_viewset.get_url_name(name), args=args)


def make_constant(key: str = "hari_kerja") -> Constant:
    return Constant.objects.create(key=key, name=key.replace("_", " ").title(), value=22)


def taken(indicator) -> dict:
    """A field that takes the indicator over."""
    return {"type": "indicator", "value": {"indicator": indicator.pk}}


def found(part) -> dict[str, list[str]]:
    uses = uses_of(part)
    return {
        name: [str(one) for one in getattr(uses, name)]
        for name in ("versions", "drafts", "history", "library")
        if getattr(uses, name)
    }


def redraft(form: EvaluationForm, *sections) -> None:
    form.sections = json.dumps(sections)
    form.save_revision()


# --- Finding ----------------------------------------------------------------------------------------
def test_published_versions_drafts_and_older_drafts_are_told_apart(scale):
    matrix, indicator = make_matrix(scale), make_indicator()
    published = make_form(*rated_sections(scale), section("Isi", taken(indicator)), title="A", matrix=matrix)
    freeze(published, actor=None)
    redraft(published, *rated_sections(scale))
    make_form(section("Isi", taken(indicator)), key="b", title="B")
    redraft(make_form(section("Isi", taken(indicator)), key="c", title="C"), section("Kosong"))
    make_form(section("Lain"), key="d", title="D")
    assert found(indicator) == {"versions": ["A versi 1"], "drafts": ["B"], "history": ["A", "C"]}


def test_a_scale_is_found_in_fields_overall_ratings_indicators_and_matrices(scale):
    make_form(section("Isi", field("scale", "Nilai", scale=scale.pk)), key="a", title="Di isian")
    make_form(*rated_sections(scale)[:1], key="b", title="Di rating")
    make_form(section("Isi", taken(make_indicator(scale=scale))), key="c", title="Lewat indikator")
    make_form(section("Isi"), key="d", title="Lewat kuadran", matrix=make_matrix(scale))
    assert found(scale) == {
        "drafts": ["Di isian", "Di rating", "Lewat indikator", "Lewat kuadran"],
        "library": ["Layanan", "Kuadran"],
    }


def test_a_constant_is_found_in_formulas_and_through_indicators():
    constant = make_constant()
    make_form(
        section("Isi", field("calculated", "Rata-rata", formula="jam / hari_kerja")), key="a", title="Rumus"
    )
    ratio = make_indicator("rasio", numerator="Hadir", denominator_constant=constant)
    make_form(section("Isi", taken(ratio)), key="b", title="Pembagi")
    make_form(
        section("Isi", field("calculated", "Lain", formula="jam / hari_kerja_2")), key="c", title="Lain"
    )
    assert found(constant) == {"drafts": ["Pembagi", "Rumus"], "library": ["Rasio"]}


def test_matrix_and_index_are_found(scale):
    matrix, index = make_matrix(scale), IndexScheme.objects.create(name="Indeks")
    make_form(section("Isi"), title="A", matrix=matrix, index=index)
    assert found(matrix) == found(index) == {"drafts": ["A"]}


def test_the_tab_shows_every_place_with_a_link(client, scale):
    indicator = make_indicator(scale=scale)
    form = make_form(*rated_sections(scale), title="Sudah terbit", matrix=make_matrix(scale))
    version = freeze(form, actor=None)
    other = make_form(section("Isi", taken(indicator)), key="lain", title="<script>alert(1)</script>")
    redraft(other, section("Isi"))
    html = client.get(at(RatingScale, "edit", scale.pk)).content.decode()
    for url in (
        reverse("forms_config:form_version", args=[version.pk]),
        at(EvaluationForm, "history", other.pk),
        at(Indicator, "edit", indicator.pk),
        at(PredikatMatrix, "edit", form.matrix_id),
    ):
        assert f'href="{url}"' in html
    assert "(riwayat draf)" in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert(1)" not in html


def test_the_tab_needs_no_more_statements_for_more_forms(client, scale):
    indicator = make_indicator()
    make_form(section("Isi", taken(indicator)), key="satu")
    url = at(Indicator, "edit", indicator.pk)
    statements_of(client, url)
    with_one = statements_of(client, url)
    for key in ("dua", "tiga"):
        redraft(make_form(section("Isi", taken(indicator)), key=key), section("Isi", taken(indicator)))
    assert statements_of(client, url) == with_one


# --- Deactivating and deleting ----------------------------------------------------------------------
def test_what_is_inactive_is_not_offered_any_more_but_stays_where_it_was_chosen(client, scale):
    make_indicator("lama", name="Yang lama", is_active=False)
    make_indicator("baru", name="Yang baru")
    url = reverse("wagtailsnippetchoosers_forms_config_indicator:choose_results")
    html = client.get(url).content.decode()
    assert "Yang baru" in html
    assert "Yang lama" not in html
    assert "Yang lama" not in client.get(url, {"q": "yang"}).content.decode()
    old = Indicator.objects.get(code="lama")
    form = make_form(section("Isi", taken(old)))
    assert "Yang lama" in client.get(at(EvaluationForm, "edit", form.pk)).content.decode()


@pytest.mark.parametrize("model", [Indicator, RatingScale, PredikatMatrix, IndexScheme, Constant])
def test_every_chooser_leaves_out_what_is_inactive(client, scale, model):
    make_matrix(scale)
    make_indicator()
    IndexScheme.objects.create(name="Indeks")
    make_constant()
    url = reverse(f"wagtailsnippetchoosers_forms_config_{model._meta.model_name}:choose")
    assert len(client.get(url).context["results"].object_list) == 1
    model.objects.update(is_active=False)
    assert len(client.get(url).context["results"].object_list) == 0


def test_what_stands_only_in_an_older_draft_is_not_deleted_either(client):
    indicator = make_indicator()
    redraft(make_form(section("Isi", taken(indicator))), section("Kosong"))
    html = client.post(at(Indicator, "delete", indicator.pk), follow=True).content.decode()
    assert "draf lama dalam riwayat ikut dihitung" in html
    assert "hilangkan tanda “Aktif”" in html
    assert Indicator.objects.exists()


def test_a_used_constant_is_deleted_neither_alone_nor_with_others(client):
    used, unused = make_constant("hari_kerja"), make_constant("jam_kerja")
    make_form(section("Isi", field("calculated", "Rata-rata", formula="1 / hari_kerja")))
    client.post(at(Constant, "delete", used.pk))
    bulk = reverse("wagtail_bulk_action", args=["forms_config", "constant", "delete"])
    html = client.post(f"{bulk}?id={used.pk}&id={unused.pk}", follow=True).content.decode()
    assert "“Hari Kerja” sudah dipakai" in html
    assert Constant.objects.count() == 2
    client.post(at(Constant, "delete", unused.pk))
    assert Constant.objects.get() == used


def test_drafts_are_read_once_for_many_things(scale, django_assert_max_num_queries):
    things = [make_indicator(f"i{number}") for number in range(5)]
    make_form(section("Isi", taken(things[0])))
    with django_assert_max_num_queries(2 + 2 * len(things)):
        assert used_among(things) == [things[0]]


# --- Half a decision table --------------------------------------------------------------------------
def test_half_a_table_is_kept_and_publishing_names_the_empty_cell(client, scale):
    matrix = make_matrix(scale, cells={"ABOVE": CELLS["ABOVE"]})
    form = make_form(*rated_sections(scale), matrix=matrix)
    data = posted(*rated_sections(scale), matrix=matrix.pk)
    client.post(at(EvaluationForm, "edit", form.pk), data)
    matrix.refresh_from_db()
    assert matrix.cells == {"ABOVE": CELLS["ABOVE"]}
    answer = client.post(at(EvaluationForm, "edit", form.pk), data | {"action-publish": "Terbitkan"})
    text = str(answer.context["form"].errors["matrix"])
    assert "Meets" in text
    assert "Below" in text
    assert not form.versions.exists()


# --- Levels that go ---------------------------------------------------------------------------------
def without(scale, *gone: str) -> dict[str, str]:
    """What the browser sends when these levels are removed."""
    levels = list(scale.levels.all())
    data = {"name": scale.name, "description": "", "key": scale.key, "is_active": "on"}
    data |= {"levels-TOTAL_FORMS": len(levels), "levels-INITIAL_FORMS": len(levels)}
    data |= {"levels-MIN_NUM_FORMS": 1, "levels-MAX_NUM_FORMS": 1000}
    for number, level in enumerate(levels):
        prefix = f"levels-{number}"
        data |= {f"{prefix}-id": level.pk, f"{prefix}-key": level.key, f"{prefix}-label": level.label}
        data |= {
            f"{prefix}-value": level.value,
            f"{prefix}-descriptor": level.descriptor,
            f"{prefix}-ORDER": number + 1,
        }
        data |= {f"{prefix}-DELETE": "1" if level.key in gone else ""}
    return data


def shown_if(key: str, level: str) -> dict:
    return {"match": "all", "conditions": [{"field": key, "operator": "equals", "values": level}]}


def test_saving_a_scale_without_a_level_names_everything_that_names_it(client, scale):
    matrix = make_matrix(scale)
    indicator = make_indicator(scale=scale, required_levels={"MAHIR": "BELOW"})
    rating = field("scale", "Nilai", scale=scale.pk, key="nilai")
    asked = field(label="Mengapa?", visible_if=shown_if("nilai", "BELOW"))
    hidden = make_form(section("Isi", rating, asked), key="a", title="Dengan syarat")
    rated = field("scale", "Nilai", scale=scale.pk, required_level="BELOW")
    make_form(section("Isi", rated), key="b", title="<b>Kompetensi</b>")
    told = field("scale", "Nilai", scale=scale.pk, descriptors=[{"level": "BELOW", "text": "Belum bisa."}])
    make_form(section("Isi", told), key="d", title="Dengan arti sendiri")
    make_form(section("Isi", field("scale", "Nilai", scale=scale.pk)), key="c", title="Tidak menyebut")
    html = client.post(
        at(RatingScale, "edit", scale.pk), without(scale, "BELOW"), follow=True
    ).content.decode()
    message = html[html.index("Tingkat “Below”") :].partition("</li>")[0]
    assert f'<a href="{at(PredikatMatrix, "edit", matrix.pk)}">kuadran predikat “Kuadran”</a>' in message
    assert f'<a href="{at(Indicator, "edit", indicator.pk)}">indikator “Layanan”</a>' in message
    assert f'<a href="{at(EvaluationForm, "edit", hidden.pk)}">formulir “Dengan syarat”</a>' in message
    assert "&lt;b&gt;Kompetensi&lt;/b&gt;" in message
    assert "Dengan arti sendiri" in message
    assert "Tidak menyebut" not in message
    assert [level.key for level in scale.levels.all()] == ["ABOVE", "MEETS"]
    matrix.refresh_from_db()
    assert matrix.cells == CELLS


def problems_of_the_draft():
    """Read anew: a form keeps what its choosers found."""
    return problems(EvaluationForm.objects.get().get_latest_revision_as_object())


def test_the_checks_of_these_forms_name_the_level_and_it_can_be_put_back(client, scale):
    rating = field("scale", "Nilai", scale=scale.pk, key="nilai", required_level="BELOW")
    asked = field(label="Mengapa?", visible_if=shown_if("nilai", "BELOW"))
    form = make_form(section("Isi", rating, asked))
    before = {problem.code for problem in problems(form)}
    client.post(at(RatingScale, "edit", scale.pk), without(scale, "BELOW"))
    new = {one.code: one.message for one in problems_of_the_draft() if one.code not in before}
    assert new.keys() == {"unknown_required_level", "condition_unknown_value"}
    assert "“BELOW”" in new["condition_unknown_value"]
    assert "“Nilai”" in new["unknown_required_level"]
    ScaleLevel.objects.create(
        scale=scale, key="BELOW", label="Below", value=2, descriptor="Arti.", sort_order=3
    )
    assert {problem.code for problem in problems_of_the_draft()} == before


def test_a_level_that_nobody_names_is_still_said_where_the_scale_is_used(client, scale):
    make_form(section("Isi", field("scale", "Nilai", scale=scale.pk)), title="Tidak menyebut")
    html = client.post(
        at(RatingScale, "edit", scale.pk), without(scale, "BELOW"), follow=True
    ).content.decode()
    message = html[html.index("Tingkat “Below”") :].partition("</li>")[0]
    assert "Tidak menyebut" in message
    assert "tidak ada yang menyebut tingkat itu" in message


def test_saving_a_scale_with_all_its_levels_says_nothing(client, scale):
    make_matrix(scale)
    html = client.post(at(RatingScale, "edit", scale.pk), without(scale), follow=True).content.decode()
    assert "sudah tidak ada pada skala ini" not in html
