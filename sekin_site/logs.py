"""What logs may say of people: no line holds what somebody searched for, a NIP, or a link that opens an account.

One formatter on every handler, so that it reaches all of a record: the message, what is put into it, and the traceback
with the values that raised it. The servers in front (gunicorn, nginx) write paths without what follows "?".
"""

import logging
import re

# What follows "?" in an address, as far as the address goes; a question mark at the end of a sentence stays.
_QUERY = re.compile(r"(?<=\S)\?(?=[^\s\"'<>()]*[=&%])[^\s\"'<>()]*")
_NIP = re.compile(r"(?<![0-9])[0-9]{8}[ .]?[0-9]{6}[ .]?[0-9][ .]?[0-9]{3}(?![0-9])")
_LINK = re.compile(r"(/lupa-kata-sandi/)[^\s\"'<>]+")


def without_people(text: str) -> str:
    """The line with "?…" for queries, "NIP…" for numbers of people, and without the secret of a link."""
    return _NIP.sub("NIP…", _LINK.sub(r"\1…", _QUERY.sub("?…", text)))


class WithoutPeople(logging.Formatter):
    """Writes a record as its format says, then takes people out of it."""

    def format(self, record: logging.LogRecord) -> str:
        return without_people(super().format(record))
