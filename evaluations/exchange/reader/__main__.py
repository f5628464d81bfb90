"""Reads one table from an .xlsx or a text file and writes its rows as JSON lines: a program of its own.

``tables`` runs it as a child with bounded time and memory, since a workbook of a few kilobytes can burn half a minute
or a gigabyte. It gives out only the columns that were asked for, so private columns never leave this process.

Arguments: JSON {"headers": {normal header: column}, "required": [column, …], "sheet": name or null, "cpu_seconds": n,
    "unnamed": {column: the column without a heading on its right}},
and the path of the file. Lines of output:

{"table": {"sheet", "header": [first row, last row], "columns" (in the order of the sheet), "written" (their headers
    there), "unknown", "above" (texts over the header), "hidden_columns", "hidden_sheets", "other_sheets",
    "date_shift" (days)}}
{"rows": [[7, 0, "…", 12, null], …]}  row number, mark (1 a sum, 2 below the table), then a value per column: a text,
    number or truth, {"d": "2024-02-29", "m": minutes since midnight, where it has a time}, {"e": "#REF!"} or
    {"f": true} (a formula); null is empty
{"at": row}  a sign of life
{"end": {"hidden_rows": n}}
{"refused": code, "facts": {…}}  the last line of a refusal, with exit status 3
"""

import json
import resource
import signal
import sys
from contextlib import suppress
from typing import Any

from evaluations.exchange.reader.refusal import Refusal
from evaluations.exchange.reader.tables import Wanted, read

MEMORY_BYTES = 512 * 1024 * 1024
OUTPUT_CHARACTERS = 50 * 1000 * 1000
REFUSED = 3


def main() -> int:
    """Read the file, write JSON lines; give the exit status."""
    question = json.loads(sys.argv[1])
    _bound(resource.RLIMIT_CPU, question["cpu_seconds"], question["cpu_seconds"] + 5)
    _bound(resource.RLIMIT_AS, MEMORY_BYTES, MEMORY_BYTES)
    signal.signal(signal.SIGXCPU, _end_of_time)
    try:
        written = 0
        wanted = Wanted(question["headers"], question["required"], question["unnamed"])
        for message in read(sys.argv[2], wanted, question["sheet"]):
            text = json.dumps(message, separators=(",", ":"))
            written += len(text)
            if written > OUTPUT_CHARACTERS:
                raise Refusal("too_much_text")
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()
    except Refusal as refusal:
        return _refuse(refusal.code, refusal.facts)
    except MemoryError:
        return _refuse("too_much_memory", {})
    return 0


def _bound(limit: int, soft: int, hard: int) -> None:
    with suppress(ValueError, OSError):  # not every system bounds everything
        resource.setrlimit(limit, (soft, hard))


def _end_of_time(*args: object) -> None:
    raise Refusal("too_much_work")


def _refuse(code: str, facts: dict[str, Any]) -> int:
    sys.stdout.write(json.dumps({"refused": code, "facts": facts}) + "\n")
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
