"""Why something was refused: one exception with a stable code and a sentence for the person."""

from typing import Any


class Refused(Exception):
    """An act that may not happen. ``code`` is stable (API, tests); ``message`` is Indonesian, for people.

    ``details`` helps the screen, e.g. the list of missing answers.
    """

    def __init__(self, code: str, message: str, details: Any = None):
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details
