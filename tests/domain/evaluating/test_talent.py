"""Status kinerja in three values: by the settings, the same in Python, in SQL, on the page and in the API."""

import pytest
from django.urls import reverse

from evaluations.domain.evaluating.talent import label_of, status_in_sql, status_of
from evaluations.enums import Predikat, Rating, State
from evaluations.models import Evaluation, EvaluationSettings
from tests import build

SHIPPED = {
    "SANGAT_BAIK": "ABOVE", "BAIK": "MEETS", "BUTUH_PERBAIKAN": "BELOW", "KURANG": "BELOW", "SANGAT_KURANG": "BELOW",
}  # fmt: skip


@pytest.fixture
def rows(cast):
    """One result of each predikat, and one without."""
    period = build.make_period()
    for predikat in (*Predikat.values, ""):
        person = build.make_employee(f"Pegawai {predikat}")
        build.make_assignment(person, cast.agency)
        build.make_evaluation(person, period, rater=cast.rater, state=State.RATED, predikat=predikat)
    return Evaluation.objects.all()


def in_sql(rows) -> dict[str, str]:
    return dict(rows.annotate(status=status_in_sql()).values_list("predikat", "status"))


@pytest.mark.parametrize("is_stored", [True, False])
def test_python_and_sql_say_the_same_before_and_after_the_settings_were_first_opened(rows, is_stored):
    if is_stored:
        EvaluationSettings.load()
    assert in_sql(rows) == SHIPPED | {"": ""}
    assert {code: status_of(code) for code in Predikat.values} == SHIPPED


def test_what_bkpsdm_sets_holds_in_both(rows):
    settings = EvaluationSettings.load()
    settings.status_baik = Rating.ABOVE
    settings.save()
    assert in_sql(rows)["BAIK"] == status_of("BAIK") == "ABOVE"


@pytest.mark.parametrize("unknown", ["", "CUKUP", "baik"])
def test_no_known_predikat_is_no_status(db, unknown):
    assert status_of(unknown) is None
    assert label_of("") == ""


@pytest.mark.parametrize(("month", "shown"), [(None, True), (7, False)])
def test_the_result_of_a_year_says_it_with_what_it_is_for(cast, login, month, shown):
    row = cast.evaluation(
        build.make_period(2026, month), state=State.DELIVERED, predikat="BAIK", predikat_label="Baik"
    )
    page = login(cast.employee).get(reverse("portal:evaluation", args=[row.pk])).content.decode()
    assert ("dipakai dalam manajemen talenta" in page) == shown
    assert (page.count("Sesuai Ekspektasi") > 0) >= shown


def test_nobody_learns_it_before_the_result(cast, login):
    row = cast.evaluation(
        build.make_period(2026, None), state=State.RATED, predikat="BAIK", predikat_label="Baik"
    )
    page = login(cast.employee).get(reverse("portal:evaluation", args=[row.pk])).content.decode()
    assert "Status kinerja" not in page


def test_bkpsdm_finds_the_setting(cast, login):
    page = (
        login(cast.bkpsdm)
        .get("/kelola/settings/evaluations/evaluationsettings/", follow=True)
        .content.decode()
    )
    assert "Status kinerja untuk manajemen talenta" in page
