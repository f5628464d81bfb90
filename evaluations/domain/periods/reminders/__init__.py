"""Reminders: who is due for one (``due``), the button (``by_hand``), the notice (``portal``), the mail (``outbox``)."""

from .by_hand import Reminded, last_reminded, remind_about_plans, remind_now
from .due import remind_due
from .outbox import gather, retry, send_due, waiting_counts
from .portal import open_reminders

__all__ = [
    "Reminded",
    "gather",
    "last_reminded",
    "open_reminders",
    "remind_about_plans",
    "remind_due",
    "remind_now",
    "retry",
    "send_due",
    "waiting_counts",
]
