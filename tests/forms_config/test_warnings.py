"""Warnings do not stand against publishing, but they are asked about once."""

import pytest
from django.urls import reverse
from wagtail.models import TaskState

from forms_config.admin.editing import CONFIRMED
from forms_config.domain.approval import add_default_workflow
from forms_config.models import EvaluationForm, FormVersion
from sekin_site.roles import BKPSDM, DRAFTER
from tests.build import make_user
from tests.forms_config.library import (
    field,
    make_form,
    make_matrix,
    make_scale,
    posted,
    publish,
    rated_sections,
    section,
)

pytestmark = pytest.mark.django_db

PUBLISH = {"action-publish": "Terbitkan"}
SUBMIT = {"action-submit": "Ajukan"}
SELF_REPORT = section("Umum", field("long_text", "Cerita"))  # nobody but the employee has anything to fill in
QUESTION = "Tidak ada yang diisi oleh penilai"


@pytest.fixture
def client(login):
    return login(make_user("petugas", groups=(BKPSDM,)))


def at(name: str, *args) -> str:
    return reverse(EvaluationForm.snippet_viewset.get_url_name(name), args=args)


def asked(response) -> str:
    """What the page asks about; fails when it does not ask."""
    assert response.status_code == 200
    html = response.content.decode()
    token = response.context["form"].to_confirm
    assert f'name="{CONFIRMED}" value="{token}"' in html
    assert "tekan tombol yang sama sekali lagi" in html
    return token


def test_publishing_with_a_warning_asks_first_and_keeps_what_was_typed(client):
    response = client.post(at("add"), posted(SELF_REPORT, title="Formulir tanpa penilai") | PUBLISH)
    asked(response)
    html = response.content.decode()
    assert f"Periksa lagi: {QUESTION}" in html
    assert "Formulir tanpa penilai" in html
    assert not FormVersion.objects.exists()


def test_pressing_the_button_again_publishes(client):
    response = publish(client, at("add"), posted(SELF_REPORT))
    assert response.status_code == 302
    assert FormVersion.objects.get().parsed.sections[0].label == "Umum"


def test_another_warning_asks_again(client):
    token = asked(client.post(at("add"), posted(SELF_REPORT) | PUBLISH))
    scale = make_scale()
    scale.levels.update(descriptor="")
    silent = section("Mutu", field("scale", "Nilai", scale=scale.pk))
    response = client.post(at("add"), posted(SELF_REPORT, silent) | PUBLISH | {CONFIRMED: token})
    assert asked(response) != token
    assert not FormVersion.objects.exists()


def test_an_error_is_told_without_asking_about_warnings(client):
    response = client.post(at("add"), posted(SELF_REPORT, section("Kosong")) | PUBLISH)
    assert response.context["form"].to_confirm == ""
    assert QUESTION not in str(response.context["form"].errors)


def test_a_draft_is_saved_without_being_asked(client):
    assert client.post(at("add"), posted(SELF_REPORT)).status_code == 302


def test_a_form_without_warnings_is_published_at_once(client):
    scale = make_scale()
    data = posted(*rated_sections(scale), matrix=make_matrix(scale).pk)
    assert client.post(at("add"), data | PUBLISH).status_code == 302


# --- Through approval -------------------------------------------------------------------------------
@pytest.fixture
def waiting(login):
    """A form with a warning that a drafter has handed in, and its step."""
    add_default_workflow()
    form = make_form(SELF_REPORT)
    drafter = login(make_user("penyusun", groups=(DRAFTER,)))
    assert publish(drafter, at("edit", form.pk), posted(SELF_REPORT), "action-submit").status_code == 302
    return form, TaskState.objects.get(workflow_state__object_id=str(form.pk))


def test_handing_in_asks_as_publishing_does(login):
    add_default_workflow()
    form = make_form(SELF_REPORT)
    drafter = login(make_user("penyusun", groups=(DRAFTER,)))
    response = drafter.post(at("edit", form.pk), posted(SELF_REPORT) | SUBMIT)
    asked(response)
    assert "belum diajukan" in response.content.decode()
    assert not TaskState.objects.exists()


def test_approving_from_the_list_leads_to_the_form_where_it_can_be_asked(client, waiting):
    form, task = waiting
    response = client.post(at("workflow_action", form.pk, "approve", task.pk), {"comment": ""}, follow=True)
    assert response.redirect_chain[-1][0] == at("edit", form.pk)
    assert "setujui dari halaman formulir ini" in response.content.decode()
    assert not FormVersion.objects.exists()


def test_approving_in_the_editor_asks_once(client, waiting):
    form, _ = waiting
    data = posted(SELF_REPORT) | {"workflow-action-name": "approve"}
    response = publish(client, at("edit", form.pk), data, "action-workflow-action")
    assert response.status_code == 302
    assert form.versions.get().parsed.sections[0].label == "Umum"


def test_sending_back_asks_nothing(client, waiting):
    form, task = waiting
    client.post(at("workflow_action", form.pk, "reject", task.pk), {"comment": "Tambahkan rating."})
    task.refresh_from_db()
    assert task.status == "rejected"
