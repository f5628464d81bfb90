"""Two versions of a form side by side, through the admin's own views."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from forms_config.compiling import compile_form
from forms_config.domain.publishing import freeze
from forms_config.engine import codec
from forms_config.models import EvaluationForm, FormVersion, IndexScheme
from sekin_site.roles import AUDITOR, BKPSDM
from tests.build import make_user
from tests.counting import statements_of
from tests.forms_config.library import (
    CELLS,
    field,
    make_form,
    make_matrix,
    make_scale,
    posted,
    rated_sections,
    section,
)

pytestmark = pytest.mark.django_db

PUBLISH = {"action-publish": "Terbitkan"}


@pytest.fixture
def officer():
    return make_user("petugas", groups=(BKPSDM,))


@pytest.fixture
def client(officer, login):
    return login(officer)


@pytest.fixture
def scale():
    return make_scale()


@pytest.fixture
def matrix(scale):
    return make_matrix(scale)


def form_url(name: str, *args) -> str:
    return reverse(EvaluationForm.snippet_viewset.get_url_name(name), args=args)


def compare_url(form, **query: object) -> str:
    address = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{reverse('forms_config:compare', args=[form.pk])}?{address}"


def page(client, form, **query: object) -> str:
    """The words of the page, without the tags between them."""
    html = client.get(compare_url(form, **query)).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html[html.index('class="compare"') :]).split())


@pytest.fixture
def form(client, scale, matrix):
    """Published, then edited: a required question, another name, another cell of the quadrant."""
    client.post(form_url("add"), posted(*rated_sections(scale), matrix=matrix.pk) | PUBLISH)
    form = EvaluationForm.objects.get()
    saved = form.sections.raw_data[0]["value"]["fields"][0]["value"]["key"]
    sections = rated_sections(scale)
    sections[0]["value"]["key"], sections[1]["value"]["key"] = "hasil_kerja", "perilaku"
    sections[0]["value"]["fields"] = [
        field(label="Realisasi kerja", key=saved),
        field(label="Kendala", required=True),
    ]
    client.post(form_url("edit", form.pk), posted(*sections, matrix=matrix.pk))
    matrix.cells = CELLS | {"MEETS": CELLS["MEETS"] | {"ABOVE": "SANGAT_BAIK"}}
    matrix.save()
    return EvaluationForm.objects.get()


def test_the_newest_version_is_compared_with_the_draft_in_words(client, form):
    text = page(client, form)
    assert "3 perubahan: 1 mengubah hasil, 1 mengubah pengisian, 1 hanya kata-kata." in text
    assert "Nama isian berubah dari “Realisasi” menjadi “Realisasi kerja”." in text
    assert "Isian “Kendala” ditambahkan (wajib, diisi pegawai, teks panjang)." in text
    assert "Sel kuadran Meets × Above: Baik → Sangat Baik." in text


def test_only_what_changed_is_open(client, form):
    html = client.get(compare_url(form)).content.decode()
    groups = re.findall(r'<details class="compare__group"( open)?>\s*<summary>\s*<span[^>]*>([^<]*)<', html)
    assert [(heading.strip(), bool(is_open)) for is_open, heading in groups] == [
        ("Formulir", False),
        ("Hasil kerja", True),
        ("Perilaku", False),
        ("Skala: Ekspektasi", False),
        ("Kuadran: Kuadran", True),
    ]
    assert "1 lainnya tidak berubah" in html  # the overall rating of the first section


def test_the_two_versions_are_chosen(client, form, matrix):
    freeze(form.get_latest_revision_as_object(), actor=None)
    forward, back = page(client, form, dari=1, ke=2), page(client, form, dari=2, ke=1)
    assert "Isian “Kendala” ditambahkan" in forward
    assert "Isian “Kendala” dihapus" in back
    assert "Kedua sisi adalah versi yang sama" in page(client, form, dari=2, ke=2)
    assert "Isi kedua sisi sama persis" in page(client, form, dari=2, ke="draf")


@pytest.mark.parametrize("number", ["9", "0", "-1", "abc", "²", "9" * 5000, "1 or 1=1"])
def test_a_version_that_does_not_exist_is_said(client, form, number):
    response = client.get(compare_url(form), {"dari": number})
    assert response.status_code == 200
    assert "tidak punya versi" in response.content.decode()
    assert response.context["comparison"] is None


def test_a_form_that_does_not_exist_is_not_found(client, form):
    assert client.get(reverse("forms_config:compare", args=[form.pk + 1])).status_code == 404


def test_a_form_without_version_is_offered_other_forms(client, scale):
    form = make_form(*rated_sections(scale), key="lain")
    assert "belum pernah terbit, jadi baru ada drafnya" in page(client, form)


def test_a_label_with_script_is_shown_as_text(client, form, scale):
    client.post(form_url("edit", form.pk), posted(section("<script>alert(1)</script>", field())))
    html = client.get(compare_url(form)).content.decode()
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert(1)" not in html


def test_an_unfinished_draft_is_compared_as_well(client, form):
    kinds = form.sections.stream_block.child_blocks["section"].child_blocks["fields"].child_blocks
    sections = [section("", *({"type": kind, "value": {}} for kind in kinds), overall=[{}])]
    client.post(form_url("edit", form.pk), posted(*sections))
    assert client.get(compare_url(form)).status_code == 200


def test_the_comparison_only_reads(client, form):
    before = (FormVersion.objects.count(), form.revisions.count())
    assert client.post(compare_url(form)).status_code == 405
    client.get(compare_url(form))
    assert (FormVersion.objects.count(), form.revisions.count()) == before


def test_a_page_of_more_fields_needs_no_more_statements(client, scale, matrix):
    small = make_form(*rated_sections(scale), key="kecil", matrix=matrix)
    large = make_form(
        *rated_sections(scale),
        *(section(f"Bagian {n}", *(field(label=f"Isian {n}{m}") for m in range(5))) for n in range(3)),
        key="besar",
        matrix=matrix,
    )
    statements_of(client, compare_url(small))
    assert statements_of(client, compare_url(large)) == statements_of(client, compare_url(small))


@pytest.mark.parametrize("permission", ["view_formversion", "change_evaluationform"])
def test_one_of_the_two_permissions_is_not_enough(login, form, permission):
    user = make_user(f"hanya_{permission}")
    user.user_permissions.set(Permission.objects.filter(codename__in=(permission, "access_admin")))
    assert login(user).get(compare_url(form)).status_code in (302, 403)


def test_an_auditor_compares_nothing(login, form):
    auditor = login(make_user("auditor2", groups=(AUDITOR,)))
    assert auditor.get(compare_url(form)).status_code in (302, 403)


# --- With another form ------------------------------------------------------------------------------
def test_a_form_is_compared_with_another_one(client, form, scale, matrix):
    other = freeze(
        make_form(*rated_sections(scale), key="lama", title="Formulir lama", matrix=matrix), actor=None
    )
    text = page(client, form, dengan=other.form_id)
    assert "Judul formulir berubah dari “Formulir lama” menjadi “Formulir coba”." in text
    assert "Isian “Kendala” ditambahkan" in text


@pytest.mark.parametrize("pk", ["99999", "abc", "9" * 30])
def test_another_form_that_does_not_exist_is_said(client, form, pk):
    response = client.get(compare_url(form), {"dengan": pk})
    assert "tidak ditemukan" in response.content.decode()


# --- In the editor ----------------------------------------------------------------------------------
def test_the_editor_leads_to_the_comparison(client, form):
    html = client.get(form_url("edit", form.pk)).content.decode()
    assert compare_url(form, dari=1, ke="draf").replace("&", "&amp;") in html
    assert f'href="{reverse("forms_config:compare", args=[form.pk])}"' in html


def test_index_and_weights_are_compared_too(client, form):
    def index(percent: int) -> str:
        weights = [
            {"section": "hasil_kerja", "percent": percent},
            {"section": "perilaku", "percent": 100 - percent},
        ]
        return f'[{{"type": "weight_set", "value": {{"weights": {weights}}}}}]'.replace("'", '"')

    scheme = IndexScheme.objects.create(key="indeks", name="Indeks", weight_sets=index(70))
    draft = form.get_latest_revision_as_object()
    draft.index = scheme
    draft.save_revision()
    FormVersion.objects.create(
        form=form, number=2, schema=freeze_schema(draft), content_hash="x" * 64, published_at=timezone.now()
    )
    scheme.weight_sets = index(60)
    scheme.save()
    assert "Bobot “Hasil kerja” berubah dari 70% menjadi 60%." in page(client, form)


def freeze_schema(draft) -> dict[str, object]:
    return codec.dump(compile_form(draft))
