"""Export and import through the admin: download, look, choose, confirm."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forms_config.domain.publishing import freeze
from forms_config.models import EvaluationForm, Indicator, RatingScale
from sekin_site.roles import AUDITOR, BKPSDM
from tests.build import make_user
from tests.forms_config.library import field, make_form, section
from tests.forms_config.transfer_files import changed, file_of, forget_everything, make_full_form

pytestmark = pytest.mark.django_db

IMPORT = "/kelola/formulir/impor/"


@pytest.fixture
def client(login):
    return login(make_user("petugas", groups=(BKPSDM,)))


def export_url(form: EvaluationForm) -> str:
    return reverse("forms_config:export_form", args=[form.pk])


def editor(name: str, *args: int) -> str:
    return reverse(EvaluationForm.snippet_viewset.get_url_name(name), args=args)


def upload(client, text: str | bytes, name: str = "formulir.json"):
    data = text.encode() if isinstance(text, str) else text
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, data)})


def confirm(client, preview, **choices: str):
    given = {name.replace("__", ":"): choice for name, choice in choices.items()}
    return client.post(IMPORT, {"state": preview.context["state"]} | given, follow=True)


# --- Export -------------------------------------------------------------------------------------------
def test_the_draft_is_downloaded_as_one_json_file(client):
    form = make_full_form()
    response = client.get(export_url(form))
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="formulir-lengkap-')
    assert json.loads(response.content)["content"] == json.loads(file_of(form))["content"]


def test_a_version_is_downloaded_by_its_number(client):
    form = make_form(section("Satu", field("yes_no", "Siap?")), title="Pertama")
    freeze(form.get_latest_revision_as_object(), actor=None)
    form.title = "Kedua"
    form.save()
    form.save_revision()
    response = client.get(export_url(form), {"versi": "1"})
    assert json.loads(response.content)["title"] == "Pertama"
    for number in ("2", "x", "-1", "1" * 30, "²"):
        assert client.get(export_url(form), {"versi": number}).status_code == 404


def test_exporting_is_no_post(client):
    assert client.post(export_url(make_full_form())).status_code == 405


# --- Import -------------------------------------------------------------------------------------------
def test_the_list_of_forms_leads_to_the_import(client):
    assert IMPORT in client.get(editor("list")).content.decode()
    assert "Periksa berkas" in client.get(IMPORT).content.decode()


def test_an_officer_looks_then_imports_a_draft_that_opens_in_the_editor(client):
    text = file_of(make_full_form())
    forget_everything()
    preview = upload(client, text)
    assert "Baru, akan ditambahkan" in preview.content.decode()
    assert not EvaluationForm.objects.exists()
    assert not RatingScale.objects.exists()
    page = confirm(client, preview)
    form = EvaluationForm.objects.get()
    assert not form.live
    assert page.redirect_chain[-1][0] == editor("edit", form.pk)
    assert "sudah diimpor sebagai draf" in page.content.decode()
    assert "Hasil kerja" in page.content.decode()


def test_a_collision_shows_both_sides_and_asks(client):
    text = file_of(make_full_form())
    RatingScale.objects.filter(key="kompetensi").update(name="Nama kami")
    preview = upload(client, text)
    html = preview.content.decode()
    assert "<td>Nama kami</td>" in html
    assert "<td>Kompetensi</td>" in html
    assert 'name="scales:kompetensi" value="ours" checked' in " ".join(html.split())
    confirm(client, preview, scales__kompetensi="copy")
    assert RatingScale.objects.get(key="kompetensi_2").name == "Kompetensi (salinan)"


def test_what_changed_after_the_preview_is_shown_again_before_anything_is_written(client):
    text = file_of(make_full_form())
    preview = upload(client, text)
    RatingScale.objects.filter(key="kompetensi").update(name="Nama kami")
    again = confirm(client, preview)
    assert "berubah sejak pratinjau" in again.content.decode()
    assert EvaluationForm.objects.count() == 1
    confirm(client, again)
    assert EvaluationForm.objects.count() == 2


@pytest.mark.parametrize("state", ["", "palsu", "a:b:c"])
def test_a_forged_preview_is_refused(client, state):
    answer = client.post(IMPORT, {"state": state}, follow=True)
    assert "sudah tidak berlaku" in answer.content.decode()
    assert not EvaluationForm.objects.exists()


def test_the_preview_of_somebody_else_is_refused(client, login):
    text = file_of(make_full_form())
    forget_everything()
    preview = upload(client, text)
    other = login(make_user("petugas2", groups=(BKPSDM,)))
    assert "dibuat oleh orang lain" in confirm(other, preview).content.decode()
    assert not EvaluationForm.objects.exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "kosong"),
        (b"PK\x03\x04", "Excel"),
        (b"{", "terpotong"),
        (b"[" * 100_000, "terlalu dalam"),
        (b" " * (2 * 1024 * 1024 + 1), "lebih besar dari 2 MB"),
    ],
    ids=["empty", "xlsx", "cut", "deep", "large"],
)
def test_a_bad_file_is_refused_on_its_field(client, data, said):
    answer = upload(client, data)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_no_file_at_all_is_said(client):
    assert client.post(IMPORT).status_code == 422


def test_script_tags_stay_text_in_the_preview_and_in_the_editor(client):
    def set_script(content):
        content["form"]["title"] = "<script>alert(1)</script>"
        content["form"]["sections"][0]["value"]["label"] = "<script>alert(2)</script>"
        content["scales"][0]["name"] = "<img src=x onerror=alert(3)>"

    text = changed(file_of(make_full_form()), set_script)
    preview = upload(client, text)
    page = confirm(client, preview, scales__ekspektasi="copy")
    for html in (preview.content.decode(), page.content.decode()):
        assert "alert(" in html
        assert "<script>alert" not in html
        assert "<img src=x" not in html
    assert RatingScale.objects.get(key="ekspektasi_2").name.startswith("<img")


def test_an_inactive_thing_that_is_here_stays_inactive(client):
    text = file_of(make_full_form())
    Indicator.objects.update(is_active=False)
    confirm(client, upload(client, text))
    assert not Indicator.objects.filter(is_active=True).exists()


# --- Who ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("groups", [(AUDITOR,), ()])
def test_others_are_refused(login, groups):
    form = make_full_form()
    stranger = login(make_user("lain", groups=groups))
    for answer in (stranger.get(export_url(form)), stranger.get(IMPORT), upload(stranger, file_of(form))):
        assert answer.status_code in (302, 403)
    assert EvaluationForm.objects.count() == 1


def test_nobody_is_sent_to_the_login(client):
    client.logout()
    assert client.get(IMPORT).status_code == 302
