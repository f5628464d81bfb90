"""Files that are read part by part: for importers whose rows do not depend on each other."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Protocol

from evaluations.exchange.findings import Finding
from evaluations.exchange.headings import Headings
from evaluations.exchange.parsed import Parsed
from evaluations.exchange.rows import ImportColumn, Row
from evaluations.exchange.tables import Table

ROWS = 2000  # as many are planned and written at once


class RowReader(Protocol):
    """Reads one row after the other; ``named``: whom the rows name, good or not."""

    named: set[str]

    def add(self, parsed: Parsed, row: Row, is_total: bool) -> None:
        """Read a row into ``parsed``."""


def in_parts(
    table: Table, reader: RowReader, key: ImportColumn, optional: Mapping[str, ImportColumn]
) -> Iterator[Parsed]:
    """The rows of a table in parts, and at the end what stands below it; ``key`` is the column that every row has."""
    headings, below = Headings.of(table), []
    while lines := list(islice(table.rows, ROWS)):
        parsed = Parsed(headings, optional, named=reader.named)
        for line in lines:
            if line.is_below:
                below.append(line.number)
            else:
                reader.add(parsed, Row(line.number, line.cells), line.is_total)
        yield parsed
    yield Parsed(headings, optional, named=reader.named, warnings=_below_table(below, key))


def _below_table(numbers: list[int], key: ImportColumn) -> list[Finding]:
    """The note about rows below the table, where somebody signs."""
    if not numbers:
        return []
    told = f"Baris {numbers[0]}–{numbers[-1]} di bawah tabel tampak sebagai blok tanda tangan dan dilewati."
    return [Finding(numbers[0], key.header, "signature_block", told)]


def reject_total(parsed: Parsed, row: Row, key: ImportColumn) -> None:
    """A sum among the rows is nobody's."""
    row.reject(key, "total_row", "Baris jumlah, bukan data pegawai. Baris ini dilewati.")
    parsed.add(row, {})
