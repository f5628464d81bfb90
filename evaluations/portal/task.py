"""One thing to do on the first page: its words, where it is done, how urgent it is."""

from dataclasses import dataclass
from datetime import date

from django.utils import dateformat

NOTHING: tuple[int | None, str] = (None, "")  # ``Task.about``


@dataclass(frozen=True)
class Task:
    """One thing to do: words and where to do it. ``urgency`` sorts, the smallest first.

    ``why`` is one sentence on what the step is for. ``about`` says which reminders ask for the same: the id of a period
    (None: whichever) and a step.
    """

    title: str
    text: str
    action: str
    url: str
    icon: str
    urgency: int = 50
    note: str = ""  # the reason why something came back
    is_soon: bool = False
    why: str = ""
    about: tuple[int | None, str] = NOTHING
    reminded_on: date | None = None

    @property
    def reminder(self) -> str:
        return f"Anda diingatkan {dateformat.format(self.reminded_on, 'j F Y')}." if self.reminded_on else ""
