"""A server that dies in mid-pull, and others who write meanwhile: told by a real server that is read slowly."""

import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse, IncompleteRead
from pathlib import Path

import pytest

from evaluations.domain.access.api_clients import create_client
from evaluations.enums import ApiScope
from evaluations.models import Employee
from tests.other_processes import OtherProcesses, others

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PEOPLE = 3_000  # more than two pages of the list
SMALL = 8192  # bytes on the way, so that the server has to wait for its reader
CHUNK = 4096


@dataclass
class Server:
    """gunicorn on the test's database, with one worker, and a token for it."""

    port: int
    token: str
    database: OtherProcesses
    worker: int

    def pull(self, wanted: str) -> HTTPResponse:
        """The answer with its first rows read; the rest waits in the server, since little is on the way."""
        line = HTTPConnection("testserver", self.port, timeout=30)
        line.sock = socket.socket()
        line.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
        line.sock.settimeout(60)
        line.sock.connect(("127.0.0.1", self.port))
        headers = {"Authorization": f"Bearer {self.token}"}
        line.request("GET", f"/api/v1/employees/?format={wanted}", headers=headers)
        return line.getresponse()

    def kill(self) -> None:
        os.kill(self.worker, signal.SIGKILL)


@pytest.fixture
def server(tmp_path) -> Iterator[Server]:
    rows = (Employee(name=f"Pegawai {n:05} " + "x" * 130, nip=f"{n:018}") for n in range(PEOPLE))
    Employee.objects.bulk_create(rows, batch_size=500)
    _, token = create_client(name="Penarik", scope=ApiScope.PERSONAL, actor=None)
    database = others(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SMALL)  # what it takes in inherits it
        arguments = ["--bind", f"fd://{door.fileno()}", "--worker-class", "gthread", "--threads", "2"]
        started = database.start("-m", "gunicorn", "sekin_site.wsgi", *arguments, pass_fds=[door.fileno()])
        try:
            yield Server(door.getsockname()[1], token, database, _worker_of(started.pid))
        finally:
            started.terminate()
            started.communicate(timeout=60)


def _worker_of(master: int) -> int:
    for _ in range(600):
        workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        if workers:
            return int(workers[0])
        time.sleep(0.1)
    raise AssertionError("gunicorn does not start")


def test_whoever_pulls_lines_can_tell_that_the_server_died(server):
    answer = server.pull("ndjson")
    read = answer.read(CHUNK)
    server.kill()
    with pytest.raises((IncompleteRead, ConnectionError)):
        read += answer.read()
    assert answer.status == 200
    assert b'"complete":true' not in read


def test_whoever_pulls_a_table_can_tell_that_the_server_died(server):
    answer = server.pull("csv")
    read = answer.read(CHUNK)
    server.kill()
    with pytest.raises((IncompleteRead, ConnectionError)) as broken:
        answer.read()
    read += getattr(broken.value, "partial", b"")
    assert read.count(b"\r\n") - 1 < int(answer.headers["X-Rows"])


def test_a_pull_is_of_one_moment_and_keeps_nobody_from_writing(server):
    answer = server.pull("ndjson")
    first = answer.read(CHUNK)
    server.database.run(
        "from evaluations.models import Employee\n"
        "Employee.objects.create(name='Baru', nip='199003152015032599')\n"
        "Employee.objects.filter(nip__startswith='00').order_by('-pk')[0].delete()"
    )
    *rows, last = [json.loads(line) for line in (first + answer.read()).splitlines()]
    assert last == {"rows": PEOPLE, "complete": True}
    assert len(rows) == PEOPLE
    assert "Baru" not in {row["name"] for row in rows}
