"""P19: the monitoring page of a unit of a thousand people, all overdue, with extensions all over the regency."""

import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import median

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench.report import Row
from bench.timing import statements
from bench.world import World
from evaluations.models import Evaluation, EvaluationPeriod, Extension, OrganizationalUnit
from sekin_site.templatetags.sekin import angka

PEOPLE_OF_UNIT = 1_000
EXTENSIONS = 30
MUST_MS, GOAL_MS = 300, 150
MUST_STATEMENTS, GOAL_STATEMENTS = 16, 14


def measure(world: World, rounds: int) -> Iterator[Row]:
    """The rows of this part of the table: milliseconds of the server, and statements."""
    month = world.months[-1]
    unit = _crowded_unit(month)
    _extend(month)
    client = Client()
    client.force_login(world.cast.bkpsdm)
    url = f"{reverse('portal:monitoring')}?periode={month.pk}&unit={unit.code}"
    page = client.get(url).content.decode()
    assert f"dari {angka(PEOPLE_OF_UNIT)}<" in page, page[:2000]
    spent = median(_milliseconds(client, url) for _ in range(rounds))
    figure = f"monitoring of a unit of {PEOPLE_OF_UNIT:,}"
    yield Row("P19", f"{figure}: ms", round(spent), MUST_MS, GOAL_MS)
    yield Row(
        "P19", f"{figure}: statements", statements(lambda: client.get(url)), MUST_STATEMENTS, GOAL_STATEMENTS
    )


def _milliseconds(client: Client, url: str) -> float:
    begun = time.perf_counter()
    client.get(url)
    return (time.perf_counter() - begun) * 1000


def _crowded_unit(month: EvaluationPeriod) -> OrganizationalUnit:
    """A new unit with so many evaluations that nobody has begun."""
    agency = OrganizationalUnit.objects.get(name="Dinas 1")
    version = Evaluation.objects.filter(period=month).values_list("form_version", flat=True)[0]
    unit = OrganizationalUnit.objects.create(
        code="99001", name="Unit besar", kind=agency.kind, parent=agency, path=f"{agency.path}99001/"
    )
    people = Evaluation.objects.filter(period=month).order_by("pk").values("employee_id", "name", "nip")
    Evaluation.objects.bulk_create(
        Evaluation(**person, period=month, segment=2, form_version_id=version, unit=unit)
        for person in people[:PEOPLE_OF_UNIT]
    )
    return unit


def _extend(month: EvaluationPeriod) -> None:
    past = timezone.now() - timedelta(days=60)
    EvaluationPeriod.objects.filter(pk=month.pk).update(fill_until=past, rate_until=past)
    units = OrganizationalUnit.objects.order_by("-pk")[:EXTENSIONS]
    Extension.objects.bulk_create(
        Extension(period=month, unit=unit, until=past + timedelta(days=1), reason="Pengukuran")
        for unit in units
    )
