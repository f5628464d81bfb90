"""Versions as an older release froze them, or as nobody meant them: each is taken back to, and says what was lost."""

import json
from collections.abc import Iterator
from copy import copy
from typing import Any

import pytest
from django import forms
from django.db import connection
from django.urls import reverse
from wagtail import blocks

from forms_config.domain.checking import problems
from forms_config.domain.content import EDITED
from forms_config.domain.transfer import as_published, export
from forms_config.fitting import fitted
from forms_config.models import EvaluationForm, FormVersion
from sekin_site.roles import BKPSDM
from tests.build import make_user
from tests.forms_config.library import (
    field,
    make_form,
    make_indicator,
    make_matrix,
    make_scale,
    rated_sections,
    section,
)

pytestmark = pytest.mark.django_db

STREAM = EvaluationForm._meta.get_field("sections").stream_block
WORDS = {
    "nul": "a\x00b",
    "half of a letter": "x\ud800y",
    "vertical tab": "a\x0bb\x01",
    "right to left": "\u202eabc\u200f",
    "no character": "\ufffe\uffff",
    "emoji": "👩‍👩‍👧" * 60,
    "long": "y" * 20_000,
    "empty": "",
    "markup and templates": "<script>{{ x }}{% y %}%s",
}
OTHERS = {
    "number": 5,
    "negative": -(10**30),
    "fraction": 1.5,
    "not a number": "NaN",
    "endless": "1E+999999",
    "word": "lama",
    "yes": True,
    "nothing": None,
    "list": ["a"],
    "blocks": {"a": 1},
}
ODD = WORDS | OTHERS


@pytest.fixture
def scale():
    return make_scale()


@pytest.fixture
def full(scale) -> list[list[dict[str, Any]]]:
    """Small forms that together hold every block with every input filled in."""
    primary_keys = {"RatingScale": scale.pk, "Indicator": make_indicator("layanan", scale=scale).pk}
    free_rows = STREAM.child_blocks["free_rows"]
    bare = _filled(free_rows, primary_keys) | {"fields": []}
    forms_ = [
        [{"type": kind, "value": _filled(one, primary_keys)}] for kind, one in STREAM.child_blocks.items()
    ]
    for one in forms_:
        one[0]["value"]["fields"] = []
    for kind, one in free_rows.child_blocks["fields"].child_blocks.items():
        fields = [{"type": kind, "value": _filled(one, primary_keys)}]
        forms_.append([{"type": "free_rows", "value": bare | {"fields": fields, "overall": []}}])
    return forms_


def _filled(block: blocks.Block, primary_keys: dict[str, int]) -> Any:
    if isinstance(block, blocks.StreamBlock):
        return [
            {"type": kind, "value": _filled(one, primary_keys)} for kind, one in block.child_blocks.items()
        ]
    if isinstance(block, blocks.ListBlock):
        return [{"type": "item", "value": _filled(block.child_block, primary_keys), "id": "satu"}]
    if isinstance(block, blocks.StructBlock):
        return {name: _filled(one, primary_keys) for name, one in block.child_blocks.items()}
    if isinstance(block, blocks.ChooserBlock):
        return primary_keys.get(block.target_model.__name__)
    if isinstance(block.field, forms.MultipleChoiceField):
        return [value for value, _ in block.field.choices]
    if isinstance(block.field, forms.ChoiceField):
        return [value for value, _ in block.field.choices][-1]
    numbers = isinstance(block.field, forms.IntegerField)
    return 1 if numbers else isinstance(block.field, forms.CharField) and "isi"


def _spoilt(raw: Any, odd: Any) -> Iterator[Any]:
    """``raw`` with the odd value in place of each block or list, one after the other."""
    if not isinstance(raw, dict | list):
        return
    yield odd
    inner = raw.items() if isinstance(raw, dict) else enumerate(raw)
    for key, value in inner:
        for one in _spoilt(value, odd):
            changed = copy(raw)
            changed[key] = one
            yield changed


def _every_input(raw: Any, odd: Any) -> Any:
    if isinstance(raw, list):
        return [_every_input(one, odd) for one in raw]
    if isinstance(raw, dict):
        return {key: one if key == "type" else _every_input(one, odd) for key, one in raw.items()}
    return odd


def can_be_kept(text: str) -> None:
    """As PostgreSQL and every page demand."""
    written = json.dumps(json.loads(text), ensure_ascii=False)
    assert "\x00" not in written
    assert "\\u0000" not in written
    written.encode()


# --- What fits ---------------------------------------------------------------------------------------
def test_what_fits_stays_letter_by_letter(full):
    for raw in full:
        content = {"title": "Judul", "sections": json.dumps(raw, indent=1), "matrix": None}
        assert fitted(content, EvaluationForm) == (content, [])


@pytest.mark.parametrize("odd", ODD)
def test_whatever_stands_anywhere_in_a_version_the_form_can_be_read_checked_and_kept(full, odd):
    for raw in full:
        blocks_too = _spoilt(raw, ODD[odd]) if odd in OTHERS else ()
        for spoilt in (_every_input(raw, ODD[odd]), *blocks_too):
            sections = json.dumps(spoilt)
            form = EvaluationForm(key="coba").with_content_json(
                {"pk": None, "title": "Judul", "sections": sections}
            )
            problems(form)
            can_be_kept(form.serializable_data()["sections"])


@pytest.mark.parametrize("odd", ODD)
def test_the_columns_of_the_form_are_read_whatever_they_hold(odd):
    for name in EDITED:
        form = EvaluationForm(key="coba").with_content_json({"pk": None, name: ODD[odd]})
        assert len(form.title) <= 150
        problems(form)
        can_be_kept(json.dumps([form.title, form.introduction]))


def test_a_word_that_is_no_choice_any_more_is_that_of_a_new_form_and_is_said():
    content, notes = fitted({"year_rule": "AVERAGE"}, EvaluationForm)
    assert content == {"year_rule": "REFERENCE"}
    assert notes == [
        "Hasil bulanan dalam evaluasi tahunan tidak dapat dibaca lagi, jadi kembali seperti pada formulir baru."
    ]


def test_what_was_emptied_is_named_with_its_place():
    raw = [
        section(
            "Hasil kerja",
            field("long_text", "Realisasi", filled_by="atasan", required="ya"),
            field("number", "Jumlah", minimum="banyak", scoring="ya"),
            field("lampiran", "Surat"),
            area="lama",
            overall="x",
        )
    ]
    content, notes = fitted({"title": "J" * 151, "sections": json.dumps(raw)}, EvaluationForm)
    assert notes == [
        "Judul dipotong menjadi 150 huruf, batas yang berlaku sekarang.",
        "“Tentang” pada “Hasil kerja” tidak dapat dibaca lagi, jadi dikosongkan.",
        "“Diisi oleh” pada “Realisasi” tidak dapat dibaca lagi, jadi dikosongkan.",
        "“Wajib diisi” pada “Realisasi” tidak dapat dibaca lagi, jadi dikosongkan.",
        "“Paling kecil” pada “Jumlah” tidak dapat dibaca lagi, jadi dikosongkan.",
        "“Skor” pada “Jumlah” tidak dapat dibaca lagi, jadi dikosongkan.",
        "Satu blok pada “Hasil kerja” tidak dikenal lagi, jadi tidak ikut.",
        "“Rating keseluruhan oleh penilai” pada “Hasil kerja” tidak dapat dibaca lagi, jadi dikosongkan.",
    ]
    assert content["title"] == "J" * 150
    assert [one["type"] for one in json.loads(content["sections"])[0]["value"]["fields"]] == [
        "long_text",
        "number",
    ]


# --- Taking back to it -------------------------------------------------------------------------------
@pytest.fixture(params=["live", "unpublished"])
def form(request, scale):
    """A published form, and one that was published once: there the row itself is the draft."""
    form = make_form(*rated_sections(scale), matrix=make_matrix(scale))
    form.latest_revision.publish(user=None)
    form.refresh_from_db()
    if request.param == "unpublished":
        form.unpublish()
    return form


@pytest.fixture
def client(login):
    return login(make_user("petugas", groups=(BKPSDM,)))


def frozen(form: EvaluationForm, **source: Any) -> FormVersion:
    """A version past publishing, with the editor's content as given."""
    first = form.versions.get()
    number = form.versions.count() + 1
    return FormVersion.objects.create(
        form=form, number=number, schema=first.schema, source=first.source | source, content_hash=str(number),
        published_at=first.published_at,
    )  # fmt: skip


def url_of(name: str, version: FormVersion) -> str:
    return reverse(f"forms_config:{name}", args=[version.form_id, version.number])


@pytest.mark.parametrize("odd", ODD)
def test_the_officer_gets_the_draft_and_is_told_what_was_lost(client, form, scale, odd):
    value = ODD[odd]
    parts = rated_sections(scale)
    parts[0]["value"] |= {"label": value, "area": value, "description": value, "overall": value}
    parts[0]["value"]["fields"] = [field("long_text", value, help_text=value, demand=value, key=value)]
    columns = {"title": value, "introduction": value}
    if connection.vendor == "postgresql" and odd in ("nul", "half of a letter"):
        columns = {}  # there they can only stand within the text of the blocks
    version = frozen(form, sections=json.dumps(parts), **columns)
    page = client.get(url_of("take_draft_back", version))
    assert page.status_code == 200
    assert ("tidak dapat dibaca lagi" in page.content.decode()) is (odd not in ("empty", "nothing"))
    seen = EvaluationForm.objects.get(pk=form.pk).latest_revision_id
    editor = client.post(url_of("take_draft_back", version), {"seen": str(seen)}, follow=True)
    assert f"Draf kini berisi versi {version.number}" in editor.content.decode()
    assert editor.status_code == 200
    draft = EvaluationForm.objects.get(pk=form.pk).get_latest_revision_as_object()
    assert [one.value["label"] for one in draft.sections][1:] == ["Perilaku"]
    exported = client.get(reverse("forms_config:export_form", args=[form.pk]), {"versi": version.number})
    assert exported.status_code == 200


def test_a_version_that_chose_what_is_gone_is_exported_without_it(form):
    version = frozen(form, matrix=9999, index=9999, required_page=9999)
    assert json.loads(export(as_published(version)))["content"]["form"]["matrix"] is None


def test_a_draft_in_the_history_that_chose_what_is_gone_is_still_shown(client, form):
    form.title = "Lebih baru"
    revision = form.save_revision()
    revision.content["matrix"] = 9999
    revision.save()
    edit = reverse(EvaluationForm.snippet_viewset.get_url_name("edit"), args=[form.pk])
    assert client.get(edit).status_code == 200
