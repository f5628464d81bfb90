"""P24: the calibration of an agency of two thousand people, all rated, with its pattern, habits and groups."""

import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle
from statistics import median

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench.report import Row
from bench.timing import statements
from bench.world import SPREAD, World, make_people
from evaluations.domain.periods.official_distribution import load_official_distribution
from evaluations.enums import OrganizationLevel, Rating, State
from evaluations.models import Employee, Evaluation, EvaluationPeriod, OrganizationalUnit
from sekin_site.templatetags.sekin import angka
from tests import build

PEOPLE, UNITS, RATERS = 2_000, 40, 100
FIRST = 60_000  # behind everybody else
MUST_MS, GOAL_MS = 300, 150
MUST_STATEMENTS, GOAL_STATEMENTS = 14, 12


def measure(world: World, rounds: int) -> Iterator[Row]:
    """The rows of this part of the table: milliseconds of the server, and statements."""
    period, agency = build.make_period(2027, 1), build.make_unit("Dinas besar", parent=world.cast.root)
    _fill(world, period, agency)
    load_official_distribution()
    build.determine(period, {agency: OrganizationLevel.GOOD})
    head = build.make_employee("Kepala Dinas besar")
    build.make_head(head, agency)
    client = Client()
    client.force_login(head.user)
    url = f"{reverse('portal:calibration')}?periode={period.pk}"
    page = client.get(url).content.decode()
    assert f"jumlah {angka(PEOPLE)}" in page, page[:2000]
    spent = median(_milliseconds(client, url) for _ in range(rounds))
    figure = f"calibration of {PEOPLE:,}"
    yield Row("P24", f"{figure}: ms", round(spent), MUST_MS, GOAL_MS)
    counted = statements(lambda: client.get(url))
    yield Row("P24", f"{figure}: statements", counted, MUST_STATEMENTS, GOAL_STATEMENTS)


def _milliseconds(client: Client, url: str) -> float:
    begun = time.perf_counter()
    client.get(url)
    return (time.perf_counter() - begun) * 1000


def _fill(world: World, period: EvaluationPeriod, agency: OrganizationalUnit) -> None:
    """So many people in units of this agency, rated by a hundred raters a minute apart."""
    units = cycle([build.make_unit(f"Bidang {number}", parent=agency) for number in range(UNITS)])
    raters = cycle(Employee.objects.order_by("-pk")[:RATERS])
    people = make_people(PEOPLE, first=FIRST)
    begun = timezone.now()
    rows = []
    for number, person in enumerate(people):
        unit, rater = next(units), next(raters)
        work, predikat = SPREAD[number % len(SPREAD)]
        rows.append(
            Evaluation(
                employee=person, name=person.name, nip=person.nip, employment_type=person.employment_type,
                period=period, form_version=world.version, unit=unit, unit_code=unit.code,
                unit_name=unit.name, agency=agency, agency_code=agency.code, agency_name=agency.name, rater=rater,
                rater_name=rater.full_name, state=State.RATED, submitted_at=begun, receipt_number=f"P24-{number}",
                rated_at=begun + timedelta(minutes=number), rating_hasil_kerja=work, rating_perilaku=Rating.MEETS,
                predikat=predikat, predikat_label=predikat.label,
            )
        )  # fmt: skip
    Evaluation.objects.bulk_create(rows, batch_size=500)
