"""Dialog kinerja on one sheet: both people, the day, what was talked about, what was agreed, both confirmations."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from evaluations.documents.evaluation import identity
from evaluations.documents.pages import WIDTH, Paper, write
from evaluations.documents.parts import CENTERED, HEAD, people, table, text, title
from evaluations.enums import DialogSide
from evaluations.models import PerformanceDialog

NOT_CONFIRMED = "Belum dikonfirmasi keduanya, masih dapat berubah."
ROOM_BELOW_HEADING = 20 * mm


def dialog_pdf(dialog: PerformanceDialog) -> bytes:
    """The dialog as it stands; before both have confirmed it says so."""
    row = dialog.evaluation
    employee = dialog.people.get("employee") or identity(row, "")
    rater = dialog.people.get("rater") or identity(row, "rater_")
    story = [
        *title("DIALOG KINERJA"),
        text(f"{date_format(dialog.held_on, 'l, j F Y')} · {row.period.name}", CENTERED),
        Spacer(1, 3 * mm),
        people(("PEGAWAI", employee), ("PEJABAT PENILAI KINERJA", rater)),
        *_heading("Pokok bahasan"),
        *_points(dialog),
        *_heading("Kesepakatan"),
        *_agreements(dialog),
        *_heading("Konfirmasi"),
        *_confirmations(dialog),
    ]
    note = "" if dialog.closed_at else NOT_CONFIRMED
    return write(
        Paper(f"Dialog Kinerja {row.name} {date_format(dialog.held_on, 'j F Y')}", None, note), story
    )


def _points(dialog: PerformanceDialog) -> list[Flowable]:
    rows = [[point.text, point.note or point.get_state_display()] for point in dialog.points.all()]
    if not rows:
        return [text("Tidak ada.")]
    return [table(["Pokok bahasan", "Catatan"], rows, [WIDTH / 2, WIDTH / 2])]


def _agreements(dialog: PerformanceDialog) -> list[Flowable]:
    rows = [
        [one.text, one.get_doer_display(), date_format(one.due_on, "j F Y")]
        for one in dialog.agreements.all()
    ]
    if not rows:
        return [text("Tidak ada.")]
    widths = [WIDTH * share for share in (0.56, 0.22, 0.22)]
    return [table(["Yang disepakati", "Dilakukan oleh", "Paling lambat"], rows, widths)]


def _confirmations(dialog: PerformanceDialog) -> list[Flowable]:
    said = [
        text(f"{side.label}: {_confirmed(dialog.people.get(side.value.lower()), dialog.confirmed_at(side))}")
        for side in DialogSide
    ]
    names = list(dict.fromkeys(event.actor_name for event in dialog.events.all()))
    return [*said, text(f"Ikut menulis: {', '.join(names)}")]


def _confirmed(who: dict[str, str] | None, at: datetime | None) -> str:
    if who is None or at is None:
        return "belum mengonfirmasi"
    return f"{who['name']}, dikonfirmasi {date_format(timezone.localtime(at), 'j F Y H.i')} WIB"


def _heading(words: str) -> list[Flowable]:
    """Never alone at the end of a page."""
    return [CondPageBreak(ROOM_BELOW_HEADING), Spacer(1, 3 * mm), text(words, HEAD), Spacer(1, 1 * mm)]
