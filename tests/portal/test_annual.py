"""The annual evaluation shows the year's results to the one who fills in and to the one who rates."""

import pytest
from django.urls import reverse

from evaluations.enums import PeriodState, State
from tests import build


@pytest.fixture
def year(cast):
    """A delivered June, an undelivered July, and the annual period."""
    for month, state in ((6, State.DELIVERED), (7, State.RATED)):
        period = build.make_period(2026, month, state=PeriodState.CLOSED, name=f"Bulan {month}")
        cast.evaluation(period, state=state, predikat="BAIK", predikat_label="Baik sekali bulan itu")
    return build.make_period(2026, None)


@pytest.mark.parametrize(("actor", "page", "state"), [
    ("employee", "fill", State.OPEN), ("rater", "rate", State.SUBMITTED),
])  # fmt: skip
def test_the_delivered_months_stand_beside_the_annual_form(cast, login, year, actor, page, state):
    annual = cast.evaluation(year, state=state)
    html = login(getattr(cast, actor)).get(reverse(f"portal:{page}", args=[annual.pk])).content.decode()
    assert "Bulan 6" in html
    assert "Bulan 7" not in html


def test_a_month_shows_no_table_of_months(cast, login, year):
    month = cast.evaluation(build.make_period(2026, 8))
    html = login(cast.employee).get(reverse("portal:fill", args=[month.pk])).content.decode()
    assert "Hasil bulanan tahun ini" not in html
