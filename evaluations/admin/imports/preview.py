"""What the page of an import lists: the tabs, their numbers, and the entries that a search finds."""

from itertools import islice
from typing import Any

from evaluations.exchange.changes import Outcome
from evaluations.exchange.kept_rows import Pages, kept
from evaluations.models import ImportBatch

MOST_FOUND = 1000  # rows that a search lists
TABS = {
    "baru": "Baru",
    "berubah": "Berubah",
    "ditahan": "Ditahan",
    "tetap": "Tetap",
    "kesalahan": "Kesalahan",
    "peringatan": "Peringatan",
    "tidak-ada": "Tidak ada di berkas",
}

WORTH_A_LOOK = ("baru", "berubah", "ditahan", "kesalahan", "peringatan")
OUTCOMES = {
    "baru": Outcome.CREATED,
    "berubah": Outcome.UPDATED,
    "ditahan": Outcome.HELD,
    "tetap": Outcome.UNCHANGED,
    "tidak-ada": Outcome.ABSENT,
}

FINDINGS = {"kesalahan": "errors", "peringatan": "warnings"}


def numbers_of(batch: ImportBatch) -> dict[str, int]:
    counted = {name: batch.report.get(outcome, 0) for name, outcome in OUTCOMES.items()}
    findings = {name: batch.report.get(f"{sort[:-1]}_count", 0) for name, sort in FINDINGS.items()}
    return counted | findings


def entries_of(batch: ImportBatch, tab: str, query: str) -> Pages | list[dict[str, Any]]:
    """What a tab lists: all, or what mentions the words of a search."""
    if tab in FINDINGS:
        return [entry for entry in batch.report.get(FINDINGS[tab], []) if _mentions(entry, query)]
    if not query:
        return Pages(batch, OUTCOMES[tab])
    found = (row for row in kept(batch, OUTCOMES[tab]) if _mentions(row, query))
    return list(islice(found, MOST_FOUND))


def _mentions(entry: dict[str, Any], query: str) -> bool:
    """Whether the words stand in what the page shows of an entry."""
    if not query:
        return True
    shown = [entry.get(name, "") for name in ("label", "detail", "column", "message")]
    shown += [text for difference in entry.get("differences", []) for text in difference]
    return query.casefold() in " ".join(shown).casefold()
