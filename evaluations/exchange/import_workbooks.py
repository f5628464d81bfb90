"""What an import hands back as a workbook: the rejected rows, and who or what is not in the file."""

from collections.abc import Callable
from typing import IO, Any

from evaluations.exchange import headings
from evaluations.exchange.changes import Outcome
from evaluations.exchange.columns import Column
from evaluations.exchange.kept_rows import kept
from evaluations.exchange.workbook import write_workbook
from evaluations.models import ImportBatch


def error_workbook(batch: ImportBatch) -> IO[bytes]:
    """The rejected rows under the file's own headings, with row and reasons. Only columns that were read: an empty one
    that the file never had would erase what is stored, once the workbook is mended and uploaded."""
    read, (row_number, reasons) = batch.report["columns"]["read"], headings.NOTES
    columns = [
        *(
            Column(heading, _value_under(header))
            for header, heading in zip(read, headings.as_written(batch.report["columns"]), strict=True)
        ),
        Column(row_number, lambda row: str(row["row"]), width=8),
        Column(reasons, lambda row: " ".join(row["reasons"]), width=80),
    ]
    return write_workbook(columns, kept(batch, Outcome.REJECTED), title="Kesalahan")


def _value_under(header: str) -> Callable[[dict[str, Any]], Any]:
    return lambda row: row["values"].get(header)


def absent_workbook(batch: ImportBatch) -> IO[bytes]:
    """Who or what is in force here and not in the file."""
    columns = [
        Column("Data", lambda row: row["label"], width=60),
        Column("Keterangan", lambda row: row["detail"], width=80),
    ]
    return write_workbook(columns, kept(batch, Outcome.ABSENT), title="Tidak ada dalam berkas")
