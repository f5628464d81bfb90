"""Last year's form as the beginning of this year's, through the admin's own views."""

import pytest
from django.urls import reverse

from forms_config.domain.publishing import freeze
from forms_config.engine.compare import changes
from forms_config.models import EvaluationForm
from sekin_site.roles import BKPSDM
from tests.build import make_user
from tests.forms_config.library import (
    field,
    inputs,
    make_form,
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


@pytest.fixture
def original(client, scale):
    """Published, with a key that no longer follows from its label, and since edited in a draft."""
    sections = rated_sections(scale)
    sections[0]["value"]["fields"] = [field(label="Realisasi", key="hasil_lama")]
    client.post(
        form_url("add"),
        posted(*sections, title="Evaluasi 2026", matrix=make_matrix(scale).pk)
        | {"action-publish": "Terbitkan"},
    )
    form = EvaluationForm.objects.get()
    draft = form.get_latest_revision_as_object()
    draft.title = "Evaluasi 2026 diperbaiki"
    draft.save_revision()
    return EvaluationForm.objects.get()


def form_url(name: str, *args) -> str:
    return reverse(EvaluationForm.snippet_viewset.get_url_name(name), args=args)


def filled_in(client, form) -> tuple[str, dict[str, str]]:
    """Where the page of the copy is sent to, and what stands in it."""
    page = client.get(form_url("copy", form.pk))
    editor = page.context["form"]
    stream = editor.initial["sections"]
    data = {name: editor.initial.get(name) for name in editor.fields if name != "sections"}
    data = {
        name: "" if value in (None, False) else "on" if value is True else value
        for name, value in data.items()
    }
    return page.context["action_url"], data | inputs("sections", stream.stream_block, stream)


@pytest.fixture
def copy(client, original):
    url, data = filled_in(client, original)
    client.post(url, data)
    return EvaluationForm.objects.exclude(pk=original.pk).get()


def test_the_copy_says_that_it_is_one_and_gets_a_key_of_its_own(original, copy):
    assert (copy.title, copy.key) == ("Evaluasi 2026 (salinan)", "evaluasi_2026_salinan")
    assert original.key == "evaluasi_2026"


def test_the_copy_is_a_draft_and_was_never_published(copy):
    assert (copy.live, copy.versions.count(), copy.first_published_at) == (False, 0, None)
    assert copy.revisions.count() == 1


def test_the_copy_keeps_the_keys_so_that_years_can_be_compared(original, copy):
    before = original.versions.get().parsed
    after = freeze(copy, actor=None).parsed
    assert [field.key for field in after.sections[0].fields] == ["hasil_lama"]
    assert [change.attribute for change in changes(before, after)] == ["FormSchema.key", "FormSchema.title"]


def test_the_copy_is_compared_with_its_original(client, original, copy):
    response = client.get(reverse("forms_config:compare", args=[copy.pk]), {"dengan": original.pk})
    assert response.context["comparison"].summary == "2 hanya kata-kata"
    assert response.context["before"].label.startswith("Versi 1")


def test_the_original_stays_as_it_is(client, original, copy):
    untouched = EvaluationForm.objects.get(pk=original.pk)
    assert (untouched.title, untouched.live, untouched.versions.count()) == ("Evaluasi 2026", True, 1)
    assert untouched.get_latest_revision_as_object().title == "Evaluasi 2026 diperbaiki"


def test_the_page_of_the_copy_shows_nothing_of_the_versions_of_the_original(client, original):
    html = client.get(form_url("copy", original.pk)).content.decode()
    assert reverse("forms_config:form_version", args=[original.versions.get().pk]) not in html
    assert "Evaluasi 2026 (salinan)" in html
    assert EvaluationForm.objects.count() == 1


def test_nothing_can_be_sent_to_the_address_of_the_copy(client, original):
    _, data = filled_in(client, original)
    assert client.post(form_url("copy", original.pk), data | {"title": "Menimpa"}).status_code == 405
    assert EvaluationForm.objects.get().title == "Evaluasi 2026"


def test_a_long_title_is_shortened_and_an_inactive_form_has_an_active_copy(client, scale):
    form = make_form(section("Bagian", field()), title="x" * 150, is_active=False)
    url, data = filled_in(client, form)
    client.post(url, data)
    copy = EvaluationForm.objects.exclude(pk=form.pk).get()
    assert (len(copy.title), copy.title[-10:], copy.is_active) == (150, " (salinan)", True)


def test_a_copy_of_a_copy_is_possible(client, copy):
    url, data = filled_in(client, copy)
    client.post(url, data)
    assert EvaluationForm.objects.filter(title="Evaluasi 2026 (salinan) (salinan)").exists()


def test_a_form_that_does_not_exist_cannot_be_copied(client):
    assert client.get(form_url("copy", 99999)).status_code == 404
