"""The history of a plan in words (``components/history.html``)."""

from collections.abc import Iterable

from evaluations.models import PlanEvent
from evaluations.portal.events import Entry

SENTENCES = {
    "submit": ("SKP diajukan", "send"),
    "return": ("Dikembalikan untuk diperbaiki", "return"),
    "approve": ("SKP disetujui", "check-circle"),
    "withdraw": ("Ditarik kembali oleh pegawai", "return"),
    "change_rater": ("Penilai diganti", "refresh"),
    "revise": ("Dibuka untuk diperbarui", "refresh"),
}


def plan_entries(events: Iterable[PlanEvent]) -> list[Entry]:
    """One entry per event, in the order given."""
    entries = []
    for event in events:
        label, icon_name = SENTENCES.get(event.action, (event.action, "info"))
        entries.append(Entry(event.at, event.actor_name, label, event.note, icon_name))
    return entries
