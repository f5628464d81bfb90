"""Accounts of people.

``creating`` makes one for everybody, ``codes`` and ``activating`` open it with a one-time code, ``links`` by
e-mail, ``passwords`` changes the kata sandi, ``sessions`` ends logins, ``events`` is the log.
"""

from .activating import activate, code_for
from .codes import Slip, order_codes, take_codes
from .creating import create_missing_accounts
from .sessions import end_sessions

__all__ = [
    "Slip",
    "activate",
    "code_for",
    "create_missing_accounts",
    "end_sessions",
    "order_codes",
    "take_codes",
]
