"""P7, P8, P10: the API hands out what is stored."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

from django.test import Client

from bench.report import Row
from bench.timing import Target, medians
from bench.world import World
from evaluations.models import OrganizationalUnit

RESULTS, PLAIN = "/api/v1/results/", "/bench/results/"
PAGE = 100
DEEP = 0.9  # of the way through the list
HERE = "P7's page"


class Reading:
    """GETs with the token of one program. Answers that are no page of the right size are errors."""

    def __init__(self, world: World):
        self.client: Client = world.program()

    def page(self, path: str, **parameters: object) -> Target:
        """A page of ``PAGE`` results under these filters."""
        url = f"{path}?{urlencode(parameters)}"
        return Target(lambda: self._results(url, PAGE))

    def summary(self, name: str, groups: int, **parameters: object) -> Target:
        """An aggregate with so many groups."""
        url = f"/api/v1/summary/{name}/?{urlencode(parameters)}"
        return Target(lambda: self._results(url, groups))

    def cursor_after(self, rows: int, **parameters: object) -> str:
        """The cursor of the page behind about so many rows, reached the way programs do: by ``next``."""
        step = min(1000, rows)
        url = f"{RESULTS}?{urlencode(parameters | {'limit': step})}"
        for _ in range(max(rows // step, 1)):
            url = self._get(url)["next"]
        return parse_qs(urlsplit(url).query)["cursor"][0]

    def _results(self, url: str, count: int) -> None:
        found = len(self._get(url)["results"])
        assert found == count, (url, found)

    def _get(self, url: str) -> dict:
        response = self.client.get(url)
        assert response.status_code == 200, response.content[:2000]
        return response.json()


def measure(world: World, rounds: int) -> Iterator[Row]:
    """The rows of this part of the table."""
    yield from _lists(world, rounds)
    yield from _deep(world, rounds)


def _lists(world: World, rounds: int) -> Iterator[Row]:
    reading = Reading(world)
    month = world.months[-1]
    agency = OrganizationalUnit.objects.get(name="Dinas 1")
    page = reading.page(RESULTS, period=month.pk, unit=agency.code, limit=PAGE)
    plain = reading.page(PLAIN, period=month.pk, unit__path__startswith=agency.path)
    agencies = (
        OrganizationalUnit.objects.filter(evaluations__period=month).values("agency").distinct().count()
    )
    targets = [
        page,
        plain,
        *(
            reading.summary(name, agencies, period=month.pk, by="agency")
            for name in ("distribution", "completeness")
        ),
    ]
    ours, base, distribution, completeness = medians(targets, rounds)
    serializer = "DRF ModelSerializer, select_related"
    yield Row("P7", f"API page of {PAGE} results, filtered", ours, 0.6, 0.3, base, serializer)
    yield Row("P10", f"distribution of a period of {world.people:,}", distribution, 3, 1, ours, HERE)
    yield Row("P10", f"completeness of a period of {world.people:,}", completeness, 3, 1, ours, HERE)


def _deep(world: World, rounds: int) -> Iterator[Row]:
    """By id, and in the order of change that programs follow."""
    reading = Reading(world)
    orders = {"by id": {}, "by change": {"updated_since": "2026-01-01T00:00:00Z"}}
    for order, parameters in orders.items():
        behind = int(world.stored * DEEP)
        cursor = reading.cursor_after(behind, **parameters)
        first = reading.page(RESULTS, limit=PAGE, **parameters)
        deep = reading.page(RESULTS, limit=PAGE, cursor=cursor, **parameters)
        measured, base = medians([deep, first], rounds)
        figure = f"page behind row {behind // 100 * 100:,}, {order}"
        yield Row("P8", figure, measured, 1.5, 1.1, base, "first page")
