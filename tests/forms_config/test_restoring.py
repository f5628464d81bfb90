"""Taking a draft back to a published version, through the admin's own views: nothing is lost or published."""

import json

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from forms_config.compiling import compile_form
from forms_config.domain.content import editor_content
from forms_config.domain.restoring import CannotTakeBack, draft_like, lost, take_back
from forms_config.engine.vocabulary import YearRule
from forms_config.models import EvaluationForm, FormVersion, RatingScale
from sekin_site.roles import AUDITOR, BKPSDM, DRAFTER
from tests.build import make_user
from tests.forms_config.library import (
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


def url_of(version) -> str:
    return reverse("forms_config:take_draft_back", args=[version.form_id, version.number])


@pytest.fixture
def version(client, scale, matrix):
    """Version 1 of a form whose draft has another title, one section more, and another quadrant."""
    client.post(form_url("add"), posted(*rated_sections(scale), matrix=matrix.pk) | PUBLISH)
    form = EvaluationForm.objects.get()
    edited = posted(*rated_sections(scale), section("Lain", field("yes_no", "Setuju?")), title="Judul baru")
    client.post(form_url("edit", form.pk), edited)
    return form.versions.get()


def now(version) -> EvaluationForm:
    return EvaluationForm.objects.get(pk=version.form_id)


def draft_of(version) -> EvaluationForm:
    return now(version).get_latest_revision_as_object()


def taken_back(client, version, **values: object):
    data = {"seen": str(now(version).latest_revision_id)} | values
    return client.post(url_of(version), data, follow=True)


# --- Confirming -------------------------------------------------------------------------------------
def test_the_officer_sees_first_what_would_change(client, version):
    html = client.get(url_of(version)).content.decode()
    assert "Judul formulir berubah dari “Judul baru” menjadi “Formulir coba”." in html
    assert "Bagian “Lain” dihapus" in html
    assert "Kuadran “Kuadran” kini dipakai." in html
    assert draft_of(version).title == "Judul baru"


def test_the_draft_becomes_the_version_and_nothing_is_published(client, version, matrix):
    response = taken_back(client, version)
    form, draft = now(version), draft_of(version)
    assert "Draf kini berisi versi 1" in response.content.decode()
    assert editor_content(draft) == version.source
    assert (draft.title, draft.matrix, len(draft.sections)) == ("Formulir coba", matrix, 2)
    assert (form.live, form.versions.count(), form.key) == (True, 1, "formulir_coba")


def test_a_version_from_before_there_was_a_rule_of_the_year_has_none(version):
    draft = draft_of(version)
    draft.year_rule = "LAST"
    version.source.pop("year_rule")
    assert draft_like(draft, version).year_rule == YearRule.REFERENCE


def test_the_draft_until_then_stays_in_the_history(client, version):
    before = list(now(version).revisions.order_by("pk").values_list("pk", "content"))
    taken_back(client, version)
    after = list(now(version).revisions.order_by("pk").values_list("pk", "content"))
    assert after[:-1] == before
    assert before[-1][1]["title"] == "Judul baru"


def test_a_draft_that_was_never_a_revision_is_kept_first(client, version, officer):
    EvaluationForm.objects.filter(pk=version.form_id).update(
        title="Diubah perintah", has_unpublished_changes=False
    )
    taken_back(client, version)
    titles = [one.content["title"] for one in now(version).revisions.order_by("-pk")[:2]]
    assert titles == ["Formulir coba", "Diubah perintah"]


def test_the_history_says_who_took_it_back_to_which_version(client, version, officer):
    taken_back(client, version)
    entry = ModelLogEntry.objects.get(action="forms_config.take_back")
    assert (entry.user, entry.object_id, entry.data["version"]) == (officer, str(version.form_id), 1)
    assert entry.revision == now(version).latest_revision
    html = client.get(form_url("history", version.form_id)).content.decode()
    assert "Draf dikembalikan ke versi 1" in html


def test_the_draft_can_be_published_again_without_a_new_version(client, version, scale, matrix):
    taken_back(client, version)
    draft = draft_of(version)
    draft.latest_revision.publish(user=None)
    assert now(version).versions.count() == 1


def test_keys_survive_there_and_back(client, version):
    keys = [part["value"]["key"] for part in version.form.sections.raw_data]
    taken_back(client, version)
    assert [part["value"]["key"] for part in draft_of(version).sections.raw_data] == keys


def test_a_draft_that_is_the_version_already_offers_nothing(client, version):
    taken_back(client, version)
    html = client.get(url_of(version)).content.decode()
    assert "Draf sudah sama dengan versi 1." in html
    assert "Ya, kembalikan" not in html


def test_a_form_that_is_no_longer_live_is_taken_back_as_a_draft(client, version):
    form = now(version)
    form.unpublish()
    taken_back(client, version)
    assert (now(version).live, draft_of(version).title) == (False, "Formulir coba")


# --- Refusals ---------------------------------------------------------------------------------------
def test_a_draft_that_changed_meanwhile_is_not_overwritten(client, version, scale):
    seen = now(version).latest_revision_id
    client.post(form_url("edit", version.form_id), posted(*rated_sections(scale), title="Lebih baru"))
    response = taken_back(client, version, seen=seen)
    assert "Draf ini berubah sejak Anda membuka halaman" in response.content.decode()
    assert draft_of(version).title == "Lebih baru"


@pytest.mark.parametrize("seen", ["", "abc", "9" * 40, "-1"])
def test_a_forged_revision_changes_nothing(client, version, seen):
    taken_back(client, version, seen=seen)
    assert draft_of(version).title == "Judul baru"


def test_a_locked_form_stays_as_it_is(client, version):
    EvaluationForm.objects.filter(pk=version.form_id).update(locked=True, locked_by=make_user("lain"))
    response = taken_back(client, version)
    assert "sedang dikunci" in response.content.decode()
    assert draft_of(version).title == "Judul baru"


@pytest.fixture
def old_version(version):
    """A version from before the editor content was kept with it."""
    return FormVersion.objects.create(
        form=version.form,
        number=2,
        schema=version.schema,
        content_hash="0" * 64,
        published_at=version.published_at,
    )


def test_an_old_version_can_only_be_compared_and_the_page_says_where_to_look(client, old_version, officer):
    html = client.get(url_of(old_version)).content.decode()
    assert "hanya dapat dibandingkan" in html
    assert form_url("history", old_version.form_id) in html
    taken_back(client, old_version)
    assert draft_of(old_version).title == "Judul baru"
    with pytest.raises(CannotTakeBack):
        take_back(old_version.form, old_version, seen=now(old_version).latest_revision_id, actor=officer)


def test_an_unknown_version_or_form_is_not_found(client, version):
    for args in ([version.form_id, 9], [version.form_id + 1, 1]):
        url = reverse("forms_config:take_draft_back", args=args)
        assert (client.get(url).status_code, client.post(url).status_code) == (404, 404)


def test_an_auditor_takes_nothing_back_and_a_drafter_may(login, version):
    auditor = login(make_user("auditor2", groups=(AUDITOR,)))
    refused = auditor.post(url_of(version), {"seen": str(now(version).latest_revision_id)})
    assert refused.status_code in (302, 403)
    assert draft_of(version).title == "Judul baru"
    taken_back(login(make_user("penyusun", groups=(DRAFTER,))), version)
    assert (draft_of(version).title, now(version).versions.count()) == ("Formulir coba", 1)


# --- What is no longer there ------------------------------------------------------------------------
def test_what_was_switched_off_since_is_said(client, version):
    RatingScale.objects.update(is_active=False)
    assert "Skala “Ekspektasi” sudah dinonaktifkan" in client.get(url_of(version)).content.decode()
    taken_back(client, version)
    assert draft_of(version).title == "Formulir coba"


def test_what_was_deleted_since_is_said_and_left_empty(client, version, scale):
    source = json.loads(json.dumps(version.source)) | {"matrix": 9999, "required_page": 9998}
    source["sections"] = source["sections"].replace(f'"scale": {scale.pk}', '"scale": 9997', 1)
    changed = FormVersion.objects.create(
        form=version.form,
        number=2,
        schema=version.schema,
        source=source,
        content_hash="0" * 64,
        published_at=version.published_at,
    )
    assert lost(changed) == [
        "Kuadran predikat pada “Kuadran predikat” sudah dihapus, jadi dikosongkan.",
        "Halaman panduan pada “Wajib dibaca” sudah dihapus, jadi dikosongkan.",
        "Skala pada “Rating hasil kerja” sudah dihapus, jadi dikosongkan.",
    ]
    assert "sudah dihapus, jadi dikosongkan" in client.get(url_of(changed)).content.decode()
    taken_back(client, changed)
    draft = draft_of(changed)
    assert (draft.matrix, draft.required_page, draft.sections[0].value["overall"][0]["scale"]) == (
        None,
        None,
        None,
    )


def test_what_the_library_changed_since_is_said(client, version, matrix):
    matrix.name = "Kuadran baru"
    matrix.save()
    assert "1 perbedaan dengan versi 1" in " ".join(client.get(url_of(version)).content.decode().split())


# --- Wagtail's own history --------------------------------------------------------------------------
def test_the_revert_view_saves_a_draft_with_the_old_keys(client, version, matrix):
    first = now(version).revisions.order_by("pk").first()
    form = first.as_object()
    data = posted(*form.sections.raw_data, title=form.title, matrix=matrix.pk, key=form.key)
    url = form_url("revisions_revert", version.form_id, first.pk)
    assert client.get(url).status_code == 200
    client.post(url, data)
    assert compile_form(draft_of(version)) == version.parsed
    assert now(version).versions.count() == 1
    assert ModelLogEntry.objects.filter(action="wagtail.revert").count() == 1


def test_a_revision_is_reviewed_and_compared_in_the_history(client, version):
    first, last = now(version).revisions.order_by("pk").values_list("pk", flat=True)
    assert client.get(form_url("revisions_view", version.form_id, first)).status_code == 200
    assert client.get(form_url("revisions_compare", version.form_id, first, last)).status_code == 200
    assert client.get(form_url("history", version.form_id)).status_code == 200


def test_a_form_without_any_revision_is_taken_back_too(client, scale, matrix, officer):
    form = make_form(*rated_sections(scale), key="tanpa", matrix=matrix)
    form.latest_revision.publish(user=officer)
    version = form.versions.get()
    form.refresh_from_db()
    form.latest_revision = None
    form.title = "Diganti"
    form.save()
    form.revisions.all().delete()
    taken_back(client, version, seen="")
    assert draft_of(version).title == "Formulir coba"
    assert [one.content["title"] for one in now(version).revisions.order_by("pk")] == [
        "Diganti",
        "Formulir coba",
    ]
