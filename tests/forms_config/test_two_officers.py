"""Two officers in the same form: with the hidden fields that the editor sends, as the browser does."""

import re
from types import SimpleNamespace

import pytest
from django.urls import reverse

from forms_config.models import EvaluationForm, FormVersion
from sekin_site.roles import BKPSDM
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
CONFLICT = "menyimpan draf yang lebih baru"


@pytest.fixture
def officers(login):
    """Dewi and Rini, each with a browser."""
    dewi = make_user("dewi", groups=(BKPSDM,), first_name="Dewi", last_name="Lestari")
    rini = make_user("rini", groups=(BKPSDM,), first_name="Rini", last_name="<i>Astuti</i>")
    return SimpleNamespace(dewi=login(dewi), rini=login(rini))


@pytest.fixture
def form() -> EvaluationForm:
    scale = make_scale()
    return make_form(*rated_sections(scale), matrix=make_matrix(scale))


def at(name: str, *args) -> str:
    return reverse(EvaluationForm.snippet_viewset.get_url_name(name), args=args)


def loaded(html: str) -> dict[str, str]:
    """The hidden inputs that say which draft is on the screen."""
    return dict(re.findall(r'name="(loaded_revision_[a-z_]+)" value="([^"]*)"', html))


def opened(client, form) -> dict[str, str]:
    return loaded(client.get(at("edit", form.pk)).content.decode())


def data(form, title: str) -> dict[str, str]:
    return posted(*rated_sections(form.matrix.scale), title=title, matrix=form.matrix_id)


def save(client, form, title: str, seen: dict[str, str], **more):
    return client.post(at("edit", form.pk), data(form, title) | seen | more, follow=True)


def autosave(client, form, title: str, seen: dict[str, str], **more):
    return client.post(
        at("edit", form.pk), data(form, title) | seen | more, headers={"accept": "application/json"}
    )


def titles(form) -> list[str]:
    """Of all drafts in the history, the oldest first."""
    return [one.as_object().title for one in form.revisions.order_by("pk")]


def test_the_second_save_hears_of_the_first_and_loses_nothing(officers, form):
    seen_by_dewi, seen_by_rini = opened(officers.dewi, form), opened(officers.rini, form)
    assert seen_by_dewi.keys() == {"loaded_revision_id", "loaded_revision_created_at"}
    save(officers.dewi, form, "Judul Dewi", seen_by_dewi)
    html = save(officers.rini, form, "Judul Rini", seen_by_rini).content.decode()
    assert f"Dewi Lestari {CONFLICT}" in html
    assert 'value="Judul Rini"' in html
    compare = at(
        "revisions_compare", form.pk, seen_by_rini["loaded_revision_id"], loaded(html)["loaded_revision_id"]
    )
    assert compare in html
    assert "Judul Dewi" in officers.rini.get(compare).content.decode()
    assert titles(form) == ["Formulir coba", "Judul Dewi"]
    save(officers.rini, form, "Judul Rini", loaded(html))
    assert titles(form) == ["Formulir coba", "Judul Dewi", "Judul Rini"]


def test_the_name_in_the_message_is_text(officers, form):
    seen = opened(officers.dewi, form)
    save(officers.rini, form, "Judul Rini", opened(officers.rini, form))
    html = save(officers.dewi, form, "Judul Dewi", seen).content.decode()
    assert f"Rini &lt;i&gt;Astuti&lt;/i&gt; {CONFLICT}" in html


@pytest.mark.parametrize("action", ["action-publish", "action-submit"])
def test_nothing_is_published_over_a_newer_draft(officers, form, action):
    seen = opened(officers.rini, form)
    save(officers.dewi, form, "Judul Dewi", opened(officers.dewi, form))
    html = save(officers.rini, form, "Judul Rini", seen, **{action: "x"}).content.decode()
    assert CONFLICT in html
    assert not FormVersion.objects.exists()
    save(officers.rini, form, "Judul Rini", loaded(html), **PUBLISH)
    assert FormVersion.objects.get().parsed.title == "Judul Rini"


def test_a_second_window_of_the_same_officer_is_noticed_too(officers, form):
    first, second = opened(officers.dewi, form), opened(officers.dewi, form)
    save(officers.dewi, form, "Jendela satu", first)
    html = save(officers.dewi, form, "Jendela dua", second).content.decode()
    assert f"Anda sendiri, di jendela lain, {CONFLICT}" in html


def test_a_save_with_mistakes_does_not_hide_the_newer_draft(officers, form):
    seen = opened(officers.rini, form)
    save(officers.dewi, form, "Judul Dewi", opened(officers.dewi, form))
    wrong = posted(section("Kosong"), title="Judul Rini", matrix=form.matrix_id) | seen | PUBLISH
    html = officers.rini.post(at("edit", form.pk), wrong).content.decode()
    assert CONFLICT in html


def test_saving_twice_from_the_same_page_is_no_conflict(officers, form):
    html = save(officers.dewi, form, "Satu", opened(officers.dewi, form)).content.decode()
    save(officers.dewi, form, "Dua", loaded(html))
    assert titles(form) == ["Formulir coba", "Satu", "Dua"]


# --- Saving by itself -------------------------------------------------------------------------------
def test_saving_by_itself_stops_at_a_newer_draft(officers, form):
    seen = opened(officers.rini, form)
    save(officers.dewi, form, "Judul Dewi", opened(officers.dewi, form))
    answer = autosave(officers.rini, form, "Judul Rini", seen)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "invalid_revision")
    assert answer.json()["error_message"] == "Bila disimpan, versi yang lebih baru tertimpa."
    assert titles(form) == ["Formulir coba", "Judul Dewi"]


def test_two_who_both_save_by_themselves_overwrite_only_their_own_drafts(officers, form):
    seen_by_rini = opened(officers.rini, form)
    first = autosave(officers.dewi, form, "Dewi 1", opened(officers.dewi, form)).json()["revision_id"]
    autosave(officers.dewi, form, "Dewi 2", {}, overwrite_revision_id=first)
    html = save(officers.rini, form, "Judul Rini", seen_by_rini).content.decode()
    assert CONFLICT in html
    save(officers.rini, form, "Judul Rini", loaded(html))
    answer = autosave(officers.dewi, form, "Dewi 3", {}, overwrite_revision_id=first)
    assert answer.status_code == 400
    html = save(officers.dewi, form, "Dewi 3", {}, overwrite_revision_id=first).content.decode()
    assert CONFLICT in html
    save(officers.dewi, form, "Dewi 3", loaded(html))
    assert titles(form) == ["Formulir coba", "Dewi 2", "Judul Rini", "Dewi 3"]


def test_the_other_is_named_while_both_have_the_form_open(officers, form):
    officers.dewi.get(at("edit", form.pk))
    html = officers.rini.get(at("edit", form.pk)).content.decode()
    ping = re.search(r'data-w-swap-src-value="([^"]+)"', html)[1]
    assert "Dewi Lestari" in officers.rini.post(ping, {}).json()["html"]


# --- Going back -------------------------------------------------------------------------------------
def test_a_draft_is_taken_back_and_the_newer_one_stays_in_the_history(officers, form):
    first = form.latest_revision_id
    save(officers.dewi, form, "Judul Dewi", opened(officers.dewi, form))
    page = at("revisions_revert", form.pk, first)
    seen = loaded(officers.rini.get(page).content.decode())
    officers.rini.post(page, data(form, "Formulir coba") | seen | {"revision": first})
    assert titles(form) == ["Formulir coba", "Judul Dewi", "Formulir coba"]


def test_script_in_a_draft_is_text_in_the_history_and_in_the_comparison(officers, form):
    bad = "<script>alert(1)</script>"
    sections = [section(bad, field(label=bad, help_text=bad))]
    first = form.latest_revision_id
    officers.dewi.post(at("edit", form.pk), posted(*sections, title=bad) | opened(officers.dewi, form))
    form.refresh_from_db()
    for url in (
        at("list"),
        at("edit", form.pk),
        at("history", form.pk),
        at("revisions_compare", form.pk, first, form.latest_revision_id),
        at("delete", form.pk),
    ):
        html = officers.rini.get(url).content.decode()
        assert "alert(1)" in html
        assert bad not in html
