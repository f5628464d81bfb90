"""What an editor costs: statements and bytes, on every form and every part of the library that come with the system."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forms_config.models import (
    Constant,
    EvaluationForm,
    IndexScheme,
    Indicator,
    PredikatMatrix,
    RatingScale,
)
from forms_config.official.loader import load_official
from sekin_site.roles import BKPSDM
from tests.build import make_user

pytestmark = pytest.mark.django_db

MOST_STATEMENTS, MOST_BYTES = 25, 150_000
MOST_BYTES_OF_LIBRARY = 161_000  # the menu of the admin is a part of each page
LIBRARY = (Indicator, RatingScale, PredikatMatrix, IndexScheme, Constant)
DEFINITION = re.compile(r'src="(/kelola/formulir/definisi/[^"]+)"')


@pytest.fixture
def client(login):
    load_official()
    return login(make_user("petugas", groups=(BKPSDM,)))


def costs(client, thing) -> tuple[int, int]:
    url = reverse(thing.snippet_viewset.get_url_name("edit"), args=[thing.pk])
    client.get(url)  # what is asked once per process is known by now
    with CaptureQueriesContext(connection) as asked:
        page = client.get(url)
    assert page.status_code == 200
    return len(asked), len(page.content)


def too_dear(client, things, most_bytes: int = MOST_BYTES) -> dict[str, tuple[int, int]]:
    found = {str(one): costs(client, one) for one in things}
    return {name: cost for name, cost in found.items() if cost[0] > MOST_STATEMENTS or cost[1] > most_bytes}


def test_every_official_form_opens_with_few_statements_and_bytes(client):
    assert EvaluationForm.objects.count() > 3
    assert too_dear(client, EvaluationForm.objects.all()) == {}


def test_a_draft_with_changes_by_several_officers_costs_no_more(client):
    """Though it is compared with what is live, officer by officer."""
    for form in EvaluationForm.objects.all():
        for words in ("Pengantar baru.", "Pengantar yang baru."):
            form.introduction = words
            form.save_revision(user=make_user(f"petugas {words} {form}", groups=(BKPSDM,)))
    assert too_dear(client, EvaluationForm.objects.all()) == {}


@pytest.mark.parametrize("model", LIBRARY)
def test_every_part_of_the_library_opens_with_few_statements_and_bytes(client, model):
    if model is Constant:
        Constant.objects.create(name="Hari kerja", key="hari_kerja", value=22)
    assert model.objects.exists()
    assert too_dear(client, model.objects.all(), MOST_BYTES_OF_LIBRARY) == {}


def test_the_definition_of_the_blocks_is_the_same_on_every_page_and_may_be_kept(client):
    pages = [
        client.get(
            reverse(EvaluationForm.snippet_viewset.get_url_name("edit"), args=[form.pk])
        ).content.decode()
        for form in EvaluationForm.objects.all()
    ]
    (address,) = {DEFINITION.search(page)[1].replace("&amp;", "&") for page in pages}
    script = client.get(address)
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert script.headers["Cache-Control"] == f"private, max-age={365 * 24 * 3600}"
    assert "Tampil bila …" in script.content.decode().encode().decode("unicode_escape")
    assert client.get(reverse("forms_config:definition"), {"isian": "formversion.schema"}).status_code == 404


def test_a_quotation_mark_or_a_bracket_in_a_name_stays_within_its_input(client):
    form = EvaluationForm.objects.first()
    form.sections[0].value["label"] = "Tugas 'utama' <b> & \"lain\""
    form.save()
    page = client.get(
        reverse(EvaluationForm.snippet_viewset.get_url_name("edit"), args=[form.pk])
    ).content.decode()
    assert r"Tugas 'utama' \u003Cb\u003E \u0026 \"lain\"" in page
