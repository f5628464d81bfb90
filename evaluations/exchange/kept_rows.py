"""What an import keeps of its rows: the preview, what became of it and the journal, in chunks that are read one by one.

A third of a million rows are never in memory at once, neither here nor in the database's hands.
"""

import json
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Max

from evaluations.models import ImportBatch, ImportChunk

ROWS = 500  # as many make one chunk
JOURNAL = "journal"  # the sort of chunks that hold what was written; the others are an ``Outcome``
_QUICK = 1


class Keeper:
    """Takes rows of any sort and writes them in chunks; ``close`` writes what is left. Counts them by sort."""

    def __init__(self, batch: ImportBatch) -> None:
        self._batch = batch
        self._open: dict[str, list[Any]] = {}
        last = batch.chunks.aggregate(last=Max("number"))["last"]
        self._next = 0 if last is None else last + 1

    def add(self, sort: str, row: Any) -> None:
        rows = self._open.setdefault(str(sort), [])
        rows.append(row)
        if len(rows) >= ROWS:
            self._write(str(sort))

    def close(self) -> None:
        for sort in [*self._open]:
            self._write(sort)

    def _write(self, sort: str) -> None:
        rows = self._open.pop(sort)
        content = zlib.compress(json.dumps(rows, separators=(",", ":"), ensure_ascii=False).encode(), _QUICK)
        ImportChunk.objects.create(
            batch=self._batch, sort=sort, number=self._next, count=len(rows), content=content
        )
        self._next += 1


def keep(batch: ImportBatch, rows: Iterable[tuple[str, Any]]) -> None:
    """Write the rows, each with its sort, beside what is kept already."""
    keeper = Keeper(batch)
    for sort, row in rows:
        keeper.add(sort, row)
    keeper.close()


def kept(batch: ImportBatch, *sorts: str) -> Iterator[Any]:
    """The rows of these sorts in the order in which they came, sort by sort; a chunk at a time is in memory."""
    for sort in sorts:
        for chunk in chunks(batch, sort):
            yield from rows_in(chunk)


def chunks(batch: ImportBatch, *sorts: str) -> Iterator[ImportChunk]:
    found = batch.chunks.filter(sort__in=sorts).order_by("number")
    for pk in list(found.values_list("pk", flat=True)):
        yield ImportChunk.objects.get(pk=pk)


def rows_in(chunk: ImportChunk) -> list[Any]:
    return json.loads(zlib.decompress(chunk.content))


def forget(batch: ImportBatch, *sorts: str) -> None:
    """Throw away the rows of these sorts; all without."""
    (batch.chunks.filter(sort__in=sorts) if sorts else batch.chunks.all()).delete()


class Pages:
    """The kept rows of one sort, for a paginator: only the chunks of a page are read."""

    def __init__(self, batch: ImportBatch, sort: str) -> None:
        self._chunks = list(batch.chunks.filter(sort=sort).order_by("number").values_list("pk", "count"))

    def __len__(self) -> int:
        return sum(count for _, count in self._chunks)

    def __getitem__(self, part: slice) -> list[Any]:
        found: list[Any] = []
        before = 0
        for pk, count in self._chunks:
            if before + count > part.start and before < part.stop:
                rows = rows_in(ImportChunk.objects.get(pk=pk))
                found += rows[max(part.start - before, 0) : part.stop - before]
            before += count
        return found
