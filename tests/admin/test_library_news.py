"""Saving a part of the library says at once whom it will touch, and the lists go on saying so."""

import pytest
from django.urls import reverse

from evaluations.models import PeriodForm
from forms_config.models import EvaluationForm, PredikatMatrix
from sekin_site.roles import BKPSDM
from tests.build import make_period, make_user
from tests.counting import statements_of
from tests.forms_config.library import CELLS, make_form, make_matrix, make_scale, rated_sections

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user("petugas", groups=(BKPSDM,))


@pytest.fixture
def client(officer, login):
    return login(officer)


@pytest.fixture
def matrix():
    return make_matrix(make_scale())


@pytest.fixture
def form(matrix, officer):
    form = make_form(*rated_sections(matrix.scale), matrix=matrix, title="Evaluasi Bulanan")
    form.latest_revision.publish(user=officer)
    return form


def kinder(matrix) -> dict[str, str]:
    """What the browser sends of the quadrant with one cell changed."""
    levels = {
        f"predikats-{number}-{name}": getattr(one, name)
        for number, one in enumerate(matrix.predikats.all())
        for name in ("id", "label", "code")
    }
    count = matrix.predikats.count()
    cells = {
        f"cells-{row}-{column}": CELLS[row][column] if (row, column) != ("BELOW", "ABOVE") else "BAIK"
        for row in CELLS
        for column in CELLS[row]
    }
    return levels | cells | {
        "name": matrix.name, "scale": matrix.scale_id, "legal_basis": "", "key": matrix.key, "is_active": "on",
        "predikats-TOTAL_FORMS": count, "predikats-INITIAL_FORMS": count,
        "predikats-MIN_NUM_FORMS": 1, "predikats-MAX_NUM_FORMS": 1000,
        **{f"predikats-{number}-ORDER": number + 1 for number in range(count)},
    }  # fmt: skip


def save(client, matrix, **changed):
    url = reverse(PredikatMatrix.snippet_viewset.get_url_name("edit"), args=[matrix.pk])
    return client.post(url, kinder(matrix) | changed, follow=True)


def listed(client) -> str:
    return client.get(reverse(EvaluationForm.snippet_viewset.get_url_name("list"))).content.decode()


def test_a_changed_cell_names_the_forms_and_running_periods_and_leads_to_the_impact(client, form, matrix):
    period = make_period(2026, 7)
    PeriodForm.objects.create(period=period, form=form, form_version=form.versions.get())
    html = save(client, matrix).content.decode()
    matrix.refresh_from_db()
    assert matrix.cells["BELOW"]["ABOVE"] == "BAIK"
    assert f'<a href="{reverse("form_impact:page", args=[form.pk])}">Evaluasi Bulanan</a>' in html
    assert f"Periode berjalan yang memakainya: {period.name}." in html


def test_without_a_published_form_that_names_it_nothing_is_said(client, matrix):
    assert "belum berlaku di mana pun" not in save(client, matrix).content.decode()


def test_a_save_that_changes_nothing_of_the_form_says_nothing(client, form, matrix):
    html = save(client, matrix, **{"cells-BELOW-ABOVE": CELLS["BELOW"]["ABOVE"]}).content.decode()
    assert "belum berlaku di mana pun" not in html


def test_the_list_of_forms_says_that_the_library_moved_on_until_it_is_published_again(
    client, form, matrix, officer
):
    assert "perpustakaan berubah sejak terbit" not in listed(client)
    save(client, matrix)
    assert "perpustakaan berubah sejak terbit" in listed(client)
    EvaluationForm.objects.get().save_revision().publish(user=officer)
    assert "perpustakaan berubah sejak terbit" not in listed(client)


def test_the_list_needs_as_many_statements_for_four_forms_as_for_one(client, form, matrix, officer):
    url = reverse(EvaluationForm.snippet_viewset.get_url_name("list"))
    client.get(url)
    few = statements_of(client, url)
    for number in range(3):
        other = make_form(
            *rated_sections(matrix.scale), matrix=matrix, key=f"lain_{number}", title=f"Lain {number}"
        )
        other.latest_revision.publish(user=officer)
    client.get(url)
    assert statements_of(client, url) <= few
