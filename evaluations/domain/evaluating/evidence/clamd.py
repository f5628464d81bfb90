"""A client for clamd, the daemon of ClamAV: one command, INSTREAM (``man clamd``), over TCP or a unix socket.

Our own: the one kept library on the registry is under the GPL-2.0, speaks IPv4 alone and waits for a socket for ever.
"""

import re
import socket
import struct
from typing import IO

_PIECE = 64 * 1024
_LONGEST_ANSWER = 4096
_FOUND = re.compile(r"^stream: (?P<name>.+) FOUND$")


class ScannerUnreachable(Exception):
    """No verdict: clamd is not there, is silent, or does not take the file."""


def found_in(file: IO[bytes], address: str, timeout: float) -> str:
    """The name of the malware in ``file``, read from its beginning; empty where it is clean.

    ``address`` is host:port or the path of a socket, ``timeout`` in seconds for each step.
    Raises ``ScannerUnreachable``.
    """
    file.seek(0)
    try:
        with _connected(address, timeout) as connection:
            answer = _answer(connection, file)
    except (OSError, ValueError) as error:
        raise ScannerUnreachable(f"clamd {address}: {error}") from error
    finally:
        file.seek(0)
    if answer == "stream: OK":
        return ""
    found = _FOUND.match(answer)
    if found is None:
        raise ScannerUnreachable(f"clamd {address}: {answer or 'no answer'}")
    return found["name"]


def _connected(address: str, timeout: float) -> socket.socket:
    if not address.startswith("/"):
        host, _, port = address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(timeout)
        connection.connect(address)
    except BaseException:
        connection.close()
        raise
    return connection


def _answer(connection: socket.socket, file: IO[bytes]) -> str:
    connection.sendall(b"zINSTREAM\0")
    while piece := file.read(_PIECE):
        connection.sendall(struct.pack("!L", len(piece)) + piece)
    connection.sendall(struct.pack("!L", 0))
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        part = connection.recv(_LONGEST_ANSWER)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0").decode(errors="replace").strip()
