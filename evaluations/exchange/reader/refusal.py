"""Why the reader gives a file back."""

from typing import Any


class Refusal(Exception):
    """``code`` is stable; ``facts`` are what its sentence names: sheet, columns, sheets …"""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
