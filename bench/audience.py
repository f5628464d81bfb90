"""P22: the page that shows before opening who gets which form, by rules of every kind of condition."""

import time
from collections.abc import Iterator

from django.test import Client
from django.urls import reverse

from bench.opening import draft_period
from bench.report import Row
from bench.timing import Target, medians, statements
from bench.world import World
from evaluations.enums import EmploymentType
from evaluations.models import EvaluationPeriod, OrganizationalUnit, PeriodForm
from tests import build


def measure(world: World, rounds: int) -> Iterator[Row]:
    """The rows of this part of the table; processor time, since a page of thirty people took 3.8 s of it."""
    period = draft_period(month=2)
    _rules(period)
    client = Client()
    client.force_login(world.cast.bkpsdm)
    url = reverse("evaluationperiod:audience", args=[period.pk])
    people = reverse("employee:index")
    assert client.get(url).status_code == client.get(people).status_code == 200
    both = [Target(lambda: client.get(url)), Target(lambda: client.get(people))]
    page, base = medians(both, rounds, time.process_time)
    yield Row(
        "P22", f"audience of {world.people:,} people, CPU", page, 6, 4, base, "their list, one page of it"
    )
    yield Row("P22", "statements of the audience page", statements(lambda: client.get(url)), 25, 20)


def _rules(period: EvaluationPeriod) -> None:
    unit = OrganizationalUnit.objects.get(name="Dinas 1")
    conditions = (
        {"employment_type": EmploymentType.PPPK},
        {"ranks": "IV"},
        {"position_words": "guru, kepala sekolah"},
        {"unit": unit},
    )
    for order, condition in enumerate(conditions):
        version = build.make_form_version(key=f"bench-audience-{order}")
        PeriodForm.objects.create(period=period, form=version.form, order=order, **condition)
