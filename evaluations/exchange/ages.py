"""Which of two files is the newer: by the day on which their data were exported."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from evaluations.domain.refusals import Refused
from evaluations.enums import ImportState
from evaluations.exchange.changes import Importer, Outcome, Plan
from evaluations.exchange.findings import Finding
from evaluations.models import ImportBatch

_SAME_MONTH = ("year", "month")  # an earlier month is no older state of a later one


def dated(given: Mapping[str, Any]) -> dict[str, Any]:
    """The day of the data as an option: what was given, else today. Raises ``Refused`` export_in_future."""
    today = timezone.localdate()
    as_of: date = given.get("as_of") or today
    if as_of > today:
        raise Refused(
            "export_in_future", f"Tanggal data {date_format(as_of)} belum tiba. Periksa tanggalnya.", "as_of"
        )
    return {"as_of": as_of.isoformat()}


def hold_older(importer: Importer, plan: Plan, options: Mapping[str, Any]) -> None:
    """Hold what an export would change that is older than the last one applied; what is new comes in all the same."""
    if not importer.is_dated_whole:
        return
    as_of, newest = options.get("as_of"), _newest(importer, options)
    if not as_of or not newest or as_of >= newest:
        return
    released = set(options.get("released", ()))
    said = f"Data berkas ini per {_said(as_of)}, lebih lama daripada impor terakhir (per {_said(newest)})."
    for change in plan.changes:
        number = change.record.number
        if change.outcome == Outcome.UPDATED and number not in released:
            change.hold(Finding(number, importer.columns[0].header, "older_export", said))


def _newest(importer: Importer, options: Mapping[str, Any]) -> str | None:
    """The latest day of data among the files of this kind that were applied."""
    applied = ImportBatch.objects.filter(kind=importer.kind, state=ImportState.APPLIED)
    same = (
        other
        for other in applied.order_by().values_list("options", flat=True)
        if all(other.get(name) == options.get(name) for name in _SAME_MONTH)
    )
    return max((other["as_of"] for other in same if other.get("as_of")), default=None)


def _said(day: str) -> str:
    return date_format(date.fromisoformat(day))
