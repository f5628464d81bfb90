"""Pengembangan in the admin: the catalogue without code, the gaps by unit and the people behind, as workbooks too."""

from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from evaluations.domain.evaluating.competences import note_levels
from evaluations.models import DevelopmentOffer
from forms_config.official import load_official
from tests import build, competence, schemas
from tests.competence import GAP

INDEX = reverse("development:index")


@pytest.fixture
def people(cast) -> None:
    """Five in the division with a gap."""
    version, period = build.make_form_version(schemas.competence_sheet()), build.make_period()
    for number in range(5):
        person = build.make_employee(f"Pegawai {number}")
        build.make_assignment(person, cast.division)
        competence.told(build.make_evaluation(person, period, rater=cast.rater, version=version))
    note_levels(timezone.now())


def rows_of(response) -> list[tuple]:
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    return list(book.active.iter_rows(values_only=True))


def test_an_officer_keeps_the_catalogue_by_names(cast, login):
    load_official()
    data = {"competence": GAP, "kind": "CLASSROOM", "title": "Pelatihan", "hours": "8", "is_offered": "on"}
    html = login(cast.bkpsdm).post(reverse("developmentoffer:add"), data, follow=True).content.decode()
    assert DevelopmentOffer.objects.get().competence == GAP
    assert "Integritas" in html
    wrong = login(cast.bkpsdm).post(reverse("developmentoffer:add"), data | {"competence": "lain"})
    assert DevelopmentOffer.objects.count() == 1
    assert "Pelatihan" in wrong.content.decode()


def test_the_gaps_are_told_by_competence_by_unit_and_by_person(cast, login, people):
    told = login(cast.bkpsdm).get(INDEX, {"kompetensi": GAP, "unit": cast.agency.code}).content.decode()
    assert cast.division.name in told
    assert "Pegawai 4" in told
    assert "Belum ada" in told


def test_both_tables_leave_as_workbooks(cast, login, people):
    client = login(cast.bkpsdm)
    asked = {"kompetensi": GAP, "unit": cast.agency.code}
    assert rows_of(client.get(INDEX, asked | {"unduh": "unit"}))[1][3:] == (5, 5, 0, 0)
    assert len(rows_of(client.get(INDEX, asked | {"unduh": "orang"}))) == 6
    assert client.get(INDEX, asked | {"unduh": "lain"}).status_code == 404


def test_small_groups_are_named_without_numbers(cast, login, people):
    build.make_assignment(person := build.make_employee("Sendiri"), cast.other_agency)
    row = build.make_evaluation(person, build.EvaluationPeriod.objects.get(), rater=cast.rater)
    competence.told(row)
    note_levels(timezone.now())
    told = login(cast.bkpsdm).get(INDEX, {"unit": cast.other_agency.code}).content.decode()
    assert "kurang dari lima orang" in told


def test_without_any_sheet_it_says_so_and_others_do_not_enter(cast, login):
    assert "Belum ada hasil yang memuat kompetensi" in login(cast.bkpsdm).get(INDEX).content.decode()
    for who in (cast.auditor, cast.rater):
        assert login(who).get(INDEX).status_code in (302, 403)
