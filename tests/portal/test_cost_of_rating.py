"""What the rating screen and its buttons cost, with a pattern of distribution beside the rating; on either database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.periods.official_distribution import load_official_distribution
from evaluations.enums import OrganizationLevel, State
from evaluations.models import Evidence
from tests import build
from tests.portal.test_rating import PLAN, RATINGS, REPORT

SCREEN, SAVE, RATE = 12, 6, 10
FRAME = (
    "SAVEPOINT",
    "RELEASE",
    "BEGIN",
    "COMMIT",
    "SELECT pg_advisory",
)  # of a transaction, not of what is asked


@pytest.fixture
def submitted(cast):
    row = cast.evaluation(plan_rows=PLAN)
    for number in (1, 2):  # a report comes with files
        Evidence.objects.create(
            evaluation=row, file="x", name=f"{number}.pdf", size=9, sha256=str(number) * 64,
            content_type="application/pdf", uploaded_by=cast.employee.user,
        )  # fmt: skip
    row.answers, row.state, row.submitted_at, row.receipt_number = (
        REPORT, State.SUBMITTED, timezone.now(), "T1",
    )  # fmt: skip
    row.save()
    load_official_distribution()
    build.determine(row.period, {cast.agency: OrganizationLevel.GOOD})
    return row


def cost(client, row, **typed) -> int:
    """Statements of the screen, or of a button on it."""
    url = reverse("portal:rate", args=[row.pk])
    row.refresh_from_db()
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(url, {"version": row.version, **typed}) if typed else client.get(url)
    assert answer.status_code in (200, 302)
    return sum(not one["sql"].startswith(FRAME) for one in captured.captured_queries)


def test_the_screen_the_save_and_the_rating_cost_what_they_did(cast, login, submitted):
    client = login(cast.rater)
    client.get(reverse("portal:rate", args=[submitted.pk]))
    costs = [
        cost(client, submitted),
        cost(client, submitted, action="save", **RATINGS),
        cost(client, submitted, action="rate", notes="Rapi", **RATINGS),
    ]
    assert costs == [SCREEN, SAVE, RATE]
