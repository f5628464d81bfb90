"""The headings of a file against the columns that an import knows: read, missing, unknown, and nearly known.

Officers say once what an unknown heading means; ``ColumnMapping`` remembers it for the next file.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from evaluations.domain.refusals import Refused
from evaluations.exchange.findings import Finding
from evaluations.exchange.reader.headers import normal
from evaluations.exchange.rows import ImportColumn
from evaluations.exchange.tables import Table
from evaluations.exchange.texts import printable
from evaluations.models import ColumnMapping
from forms_config.actors import Actor

NEAR = 0.72  # from 0 (nothing in common) to 1 (the same words)
NAMED = 40  # unknown headings that are listed
NOTES = (
    "Baris",
    "Kesalahan",
)  # what our own workbook of faults adds: nothing to ask about when it comes back
_WORD = re.compile(r"[^\W_]+")


def accepted_headers(kind: str, columns: Sequence[ImportColumn]) -> dict[str, str]:
    """Every accepted heading in normal form → header of the column; what officers mapped included."""
    known = {normal(name): column.header for column in columns for name in (column.header, *column.aliases)}
    headers = {column.header for column in columns}
    mapped = ColumnMapping.objects.filter(kind=kind, column__in=headers).values_list("heading", "column")
    return {heading: column for heading, column in mapped if heading not in known} | known


@dataclass(slots=True)
class Headings:
    """The headings of a file: ``read`` are headers of columns that were found, ``others`` belong to no column.

    ``written`` gives the file's own heading by header, where it has headings at all.
    """

    read: list[str]
    others: list[str] = field(default_factory=list)
    row: int = 1
    table: Table | None = None
    written: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, table: Table) -> "Headings":
        written = dict(zip(table.columns, map(printable, table.written), strict=True))
        return cls(table.columns, table.unknown, table.header_rows[1], table, written)


def suggestions(others: Iterable[str], missing: Sequence[ImportColumn]) -> dict[str, str]:
    """Unknown heading → header of the missing column that it most resembles; headings like nothing are left out."""
    found: dict[str, tuple[float, str]] = {}
    for heading in others:
        scored = [(_likeness(heading, column), column.header) for column in missing]
        best = max(scored, default=(0.0, ""))
        if best[0] >= NEAR:
            found[heading] = best
    nearest: dict[str, tuple[float, str]] = {}
    for heading, (score, header) in found.items():
        if score > nearest.get(header, (0.0, ""))[0]:
            nearest[header] = (score, heading)
    return {heading: header for header, (_, heading) in nearest.items()}


def _likeness(heading: str, column: ImportColumn) -> float:
    """How near a heading comes to any of the column's names."""
    words = set(_WORD.findall(heading.casefold()))
    names = {column.header, column.label, column.short, *column.aliases}
    return max((_words_in_common(words, set(_WORD.findall(name.casefold()))) for name in names), default=0.0)


def _words_in_common(words: set[str], known: set[str]) -> float:
    if not words or not known:
        return 0.0
    if words <= known or known <= words:
        return 0.6 + 0.4 * len(words & known) / len(words | known)
    return SequenceMatcher(None, " ".join(sorted(words)), " ".join(sorted(known))).ratio()


def told(
    kind: str, columns: Sequence[ImportColumn], headings: Headings, elsewhere: Collection[str]
) -> dict[str, Any]:
    """What the preview says of the columns, JSON-ready: read [header], written {header: the file's own heading},
    missing [header], required (of these) and unknown [[heading, header or ""]], the near ones first. ``elsewhere``:
    headings that are left out on purpose."""
    missing = [column for column in columns if column.header not in headings.read]
    answered = set(ColumnMapping.objects.filter(kind=kind, column="").values_list("heading", flat=True))
    known = {normal(heading) for heading in (*elsewhere, *NOTES)} | answered
    others = [heading for heading in headings.others if normal(heading) not in known]
    near = suggestions(others, missing)
    unknown = sorted(others, key=lambda heading: heading not in near)[:NAMED]
    return {
        "row": headings.row,
        "place": place_of(headings.table) if headings.table else "",
        "read": [column.header for column in columns if column not in missing],
        "written": headings.written,
        "missing": [column.header for column in missing],
        "required": [column.header for column in missing if column.required],
        "unknown": [[heading, near.get(heading, "")] for heading in unknown],
    }


def as_written(report: Mapping[str, Any]) -> list[str]:
    """The columns that were read, of what ``told`` gave, by the file's own headings where it has some."""
    return [report.get("written", {}).get(header, header) for header in report.get("read", ())]


def place_of(table: Table) -> str:
    """Where the table stands in its file, and what of the file is hidden, in sentences; true once it is read."""
    first, last = table.header_rows
    rows = f"baris {first}" if first == last else f"baris {first}–{last}"
    said = [f"Judul kolom pada {rows}{f' lembar “{table.sheet}”' if table.sheet else ''}."]
    if table.other_sheets:
        others = ", ".join(f"“{sheet['name']}” ({sheet['rows']} baris)" for sheet in table.other_sheets)
        said.append(f"Lembar lain yang cocok dan tidak dibaca: {others}.")
    if table.hidden_sheets:
        said.append(f"Lembar tersembunyi, tidak dibaca: {', '.join(table.hidden_sheets)}.")
    if table.hidden_columns:
        said.append(f"Kolom tersembunyi, ikut dibaca: {', '.join(table.hidden_columns)}.")
    if table.hidden_rows:
        said.append(f"{table.hidden_rows} baris tersembunyi ikut dibaca.")
    return printable(" ".join(said))


def warnings(columns: Sequence[ImportColumn], report: dict[str, Any]) -> list[Finding]:
    """The same for the report of a command, as findings at the row of the headings."""
    labels = {column.header: column.label for column in columns}
    row = report["row"]
    missing = [
        Finding(row, header, "column_missing", f"Kolom {labels[header]} tidak ada; yang tersimpan tetap.")
        for header in report["missing"]
    ]
    return missing + [
        Finding(
            row, heading, "column_near", f"Kolom “{heading}” tidak dikenal. Mungkin maksudnya {labels[near]} ({near})?"
        )
        if near
        else Finding(row, heading, "column_unknown", f"Kolom “{heading}” tidak dikenal, jadi tidak dibaca.")
        for heading, near in report["unknown"]
    ]  # fmt: skip


def map_heading(
    kind: str, columns: Sequence[ImportColumn], heading: str, column: str, *, actor: Actor
) -> ColumnMapping:
    """Remember for files of this kind that ``heading`` is the column with the header ``column``, or ("") none of ours.

    Raises ``Refused``: unknown_column, own_heading.
    """
    if column and column not in {known.header for known in columns}:
        raise Refused("unknown_column", f"Tidak ada kolom {column} dalam impor ini.", "column")
    own = {normal(name) for known in columns for name in (known.header, *known.aliases)}
    if normal(heading) in own:
        raise Refused(
            "own_heading", f"Judul “{heading}” sudah dikenal, jadi tidak perlu dicocokkan.", "heading"
        )
    stored, _ = ColumnMapping.objects.update_or_create(
        kind=kind,
        heading=normal(heading)[:100],
        defaults={"written": printable(heading)[:100], "column": column, "updated_by": actor},
    )
    return stored
