"""P25: the rating screen of one of fifty people with the pattern of distribution beside it, and its automatic save."""

import json
from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench.report import Row
from bench.timing import Target, medians, statements
from bench.world import World
from evaluations.domain.periods.official_distribution import load_official_distribution
from evaluations.enums import OrganizationLevel, Predikat, State
from evaluations.models import Employee, Evaluation, Evidence
from tests import build, schemas

TEAM, RESULTS, FILES = 50, 5, 2
MUST_MS, GOAL_MS = 80, 60
MUST_STATEMENTS, GOAL_STATEMENTS = 12, 10
RATINGS = {"rating_hasil_kerja": "MEETS", "rating_perilaku": "MEETS"}


def measure(world: World, rounds: int) -> Iterator[Row]:
    """The rows of this part of the table: milliseconds of the server, and statements."""
    row = _team_of(world)
    client = Client()
    client.force_login(world.cast.rater.user)
    screen = reverse("portal:rate", args=[row.pk])
    page = client.get(screen)
    assert "Tim Anda" in page.content.decode(), "the pattern stands beside it"
    save = _save(client, row)
    screen_ms, save_ms = medians([Target(lambda: client.get(screen)), Target(save)], rounds)
    figure = f"rating one of {TEAM} with the pattern, {world.stored:,} stored"
    yield Row("P25", f"{figure}: ms", round(screen_ms), MUST_MS, GOAL_MS)
    yield Row("P25", "its automatic save: ms", round(save_ms), MUST_MS, GOAL_MS)
    asked = statements(lambda: client.get(screen))
    yield Row("P25", "statements of the screen", asked, MUST_STATEMENTS, GOAL_STATEMENTS)
    yield Row("P25", "statements of the save", statements(save), MUST_STATEMENTS, GOAL_STATEMENTS)


def _save(client: Client, row: Evaluation):
    url = reverse("portal:rate_save", args=[row.pk])
    version = row.version

    def save() -> None:
        nonlocal version
        answer = client.post(url, {"version": version, "notes": f"Catatan {version}", **RATINGS})
        assert answer.status_code == 200, answer.content[:500]
        version = json.loads(answer.content)["version"]

    return save


def _team_of(world: World) -> Evaluation:
    """Fifty people of the rater in the open month, half of them rated; the one who is rated has a report with files."""
    cast, period = world.cast, world.period
    version = build.make_form_version(schemas.official_form())
    shared = {"unit": cast.division, "rater": cast.rater, "reviewer": cast.reviewer, "version": version}
    people = Employee.objects.filter(evaluations__period=world.months[-1]).order_by("pk")[:TEAM]
    for number, person in enumerate(people):
        is_rated = number % 2 == 0
        state = State.RATED if is_rated else State.SUBMITTED
        build.make_evaluation(
            person, period, state=state, predikat=Predikat.GOOD if is_rated else "", **shared
        )
    row = cast.evaluation(period, version=version, plan_rows=_plan())
    files = [
        Evidence.objects.create(
            evaluation=row, file=f"bukti/{number}.pdf", name=f"bukti-{number}.pdf", size=9, sha256=f"{number:064}",
            content_type="application/pdf", uploaded_by=cast.employee.user,
        ).pk
        for number in range(FILES)
    ]  # fmt: skip
    row.answers = {"hasil_kerja": [_report(number, files) for number in range(RESULTS)]}
    row.state, row.submitted_at, row.read_at = State.SUBMITTED, timezone.now(), timezone.now()
    row.receipt_number = "P25"
    row.save()
    load_official_distribution()
    build.determine(period, {cast.agency: OrganizationLevel.GOOD})
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE")
    return row


def _plan() -> list[dict[str, object]]:
    return [schemas.plan_row(f"rhk-{number}", "12") for number in range(RESULTS)]


def _report(number: int, files: list[int]) -> dict[str, object]:
    return {"_row": f"rhk-{number}", "realisasi": "Laporan selesai. " * 20, "bukti_dukung": files}
