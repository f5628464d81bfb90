"""P9, P12: everything at once, as lines and as a workbook."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import orjson
import psycopg
from django.db import connection
from django.http.response import HttpResponseBase
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from bench.report import Row
from bench.timing import Target, medians
from bench.world import World
from evaluations.domain.reports.reporting import result_rows
from evaluations.exchange.exports import RESULT_COLUMNS
from evaluations.exchange.workbook import write_workbook
from evaluations.models import Evaluation

RESULTS = "/api/v1/results/"
WORKBOOK_ROWS = 100_000
AT_ONCE = 1000  # rows that the base fetches together
MEGABYTE = 1024 * 1024


def measure(world: World, rounds: int) -> Iterator[Row]:
    """The rows of this part of the table; few rounds, since each goes through everything that is stored."""
    pulling = Pulling(world)
    turns = max(rounds // 3, 3)
    targets = [Target(lambda: pulling.whole("ndjson")), Target(pulling.bare)]
    ours, base = medians(targets, turns)
    yield Row(
        "P9", f"all {world.stored:,} results as ndjson", ours, 2, 1.4, base, "cursor of the driver, orjson"
    )
    yield Row("P9", "megabytes above idle meanwhile", pulling.megabytes("ndjson"), 64, 32)
    rows = list(result_rows(Evaluation.objects.all())[:WORKBOOK_ROWS])
    ours, base = medians([Target(lambda: written(rows)), Target(lambda: exported(rows))], 3)
    yield Row(
        "P12", f"workbook of {len(rows):,} rows of 20 columns", ours, 0.5, 0.15, base, "Wagtail's own writer"
    )


def written(rows: list[dict[str, Any]]) -> None:
    """By our writer."""
    write_workbook(RESULT_COLUMNS[:20], rows).close()


def exported(rows: list[dict[str, Any]]) -> None:
    """By the one that Wagtail's lists have."""
    view = SpreadsheetExportMixin()
    view.list_export = [column.header for column in RESULT_COLUMNS[:20]]
    with TemporaryFile() as sink:
        view.write_xlsx(rows, sink)


class Pulling:
    """The list of all results, by the API and by hand."""

    def __init__(self, world: World):
        self.world, self.client = world, world.program()

    def whole(self, kind: str) -> int:
        """Fetch the whole list; bytes."""
        response = self._get(kind)
        return sum(len(part) for part in response)

    def megabytes(self, kind: str) -> float:
        """What the process needs at most while it sends, above what it had before."""
        idle = most = _resident()
        for _ in self._get(kind):
            most = max(most, _resident())
        return round((most - idle) / MEGABYTE, 1)

    def _get(self, kind: str) -> HttpResponseBase:
        response = self.client.get(f"{RESULTS}?format={kind}")
        assert response.status_code == 200
        return response

    def bare(self) -> int:
        """The same rows with the same statement, in the words of the driver, each a line; bytes."""
        rows = result_rows(Evaluation.objects.all())
        statement, parameters = rows.query.sql_with_params()
        names = [*rows.query.values_select, *rows.query.annotation_select]
        with TemporaryFile() as sink, driver() as cursor:
            cursor.execute(statement, parameters)
            while found := cursor.fetchmany(AT_ONCE):
                lines = [orjson.dumps(dict(zip(names, row, strict=True)), default=str) for row in found]
                sink.write(b"\n".join(lines))
            return sink.tell()


@contextmanager
def driver() -> Iterator[Any]:
    """A cursor that reads on the server and knows nothing of Django."""
    if (
        connection.vendor == "sqlite"
    ):  # its driver gives what is stored: Django's cursor adds nothing but its own signs
        with connection.cursor() as cursor:
            yield cursor
        return
    given = connection.get_connection_params()
    names = {name: given[name] for name in ("dbname", "user", "password", "host", "port") if name in given}
    with psycopg.connect(**names) as bare, bare.cursor("all") as cursor:
        yield cursor


def _resident() -> int:
    """Bytes of memory that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096
