"""The history of an evaluation in words (``components/history.html``)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from evaluations.domain.periods.form_moves import FORM_MOVED
from evaluations.domain.periods.rater_reports import RATER_MOVED
from evaluations.domain.periods.segments import RATER_CHANGED, SEGMENT_CHANGED
from evaluations.domain.periods.stand_ins import HANDED_OVER
from evaluations.enums import Action
from evaluations.models import EvaluationEvent

# What happened, said afterwards, with its icon.
SENTENCES: dict[str, tuple[str, str]] = {
    Action.SUBMIT: ("Evaluasi dikirim", "send"),
    Action.WITHDRAW: ("Ditarik kembali sebelum dibaca penilai", "return"),
    Action.RETURN: ("Dikembalikan untuk diperbaiki", "return"),
    Action.TAKE_OVER: ("Isian penilai sebelumnya diambil", "team"),
    Action.RATE: ("Penilaian ditetapkan", "star"),
    Action.APPROVE: ("Penilaian disetujui atasan penilai", "check-circle"),
    Action.RECONSIDER: ("Penilaian dikembalikan kepada penilai", "return"),
    Action.CALIBRATE: ("Rating diubah dalam kalibrasi", "scale"),
    Action.DELIVER: ("Hasil disampaikan", "bell"),
    Action.ACKNOWLEDGE: ("Hasil diterima pegawai", "check"),
    Action.OBJECT: ("Keberatan diajukan", "scale"),
    Action.EXPLAIN: ("Penilai memberi penjelasan", "message"),
    Action.DECIDE: ("Keberatan diputuskan", "scale"),
    Action.FINALIZE: ("Hasil ditetapkan", "lock"),
    Action.REOPEN: ("Dibuka kembali", "refresh"),
    FORM_MOVED: ("Formulir diperbarui BKPSDM", "refresh"),
    RATER_MOVED: ("Penilai diganti", "team"),
    HANDED_OVER: ("Langkah dialihkan", "team"),
    SEGMENT_CHANGED: ("Hari dan unit evaluasi disesuaikan dengan penempatan", "calendar"),
    RATER_CHANGED: ("Penilai berganti", "team"),
}


@dataclass(frozen=True)
class Entry:
    at: datetime
    actor: str
    label: str
    note: str
    icon_name: str


def entries_of(events: Iterable[EvaluationEvent], *, knows_result: bool, is_own: bool = False) -> list[Entry]:
    """One entry per event, in the order given. What was said of ratings is for those who know them, and what was said
    of one that was never delivered is not for the person (``is_own``)."""
    hidden: dict[str, bool] = {
        Action.CALIBRATE: not knows_result,
        Action.RECONSIDER: is_own or not knows_result,
    }
    return [_entry(event, is_silent=hidden.get(event.action, False)) for event in events]


def _entry(event: EvaluationEvent, *, is_silent: bool) -> Entry:
    label, icon_name = SENTENCES.get(event.action, (event.action, "info"))
    note = "" if is_silent else event.note
    return Entry(event.at, event.actor_name, label, note, icon_name)
