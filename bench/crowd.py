"""P2: the last evening of a month, eight people sending at once to two workers."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from statistics import quantiles
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from bench.filling import URLENCODED
from bench.questions import questions
from bench.report import Row
from bench.world import ASKED, World
from evaluations.enums import State
from tests import build

CLIENTS, WORKERS = 8, 2
TURNS, EACH = 4, 5  # turns of each target, and what each client sends in one
TOKEN = "b" * 32  # any CSRF token will do, as long as cookie and form agree
UP_WITHIN = 60  # seconds


@dataclass(frozen=True)
class Letter:
    """One POST: where to, with which cookies, and what stands in it."""

    url: str
    body: str
    cookies: str


def measure(world: World, rounds: int) -> Iterator[Row]:
    """Milliseconds for each submit of the crowd, and the slowest twentieth."""
    ours, theirs, bare = _own_letters(world), _letters_to_wagtail(world), _letters_to_the_bare_view()
    with serving() as port:
        targets = {"ours": ours, "theirs": theirs, "bare": bare}
        for letters in targets.values():  # the workers import and fill their caches
            _send(port, [next(letters) for _ in range(CLIENTS * WORKERS)])
        spent: dict[str, list[float]] = {name: [] for name in targets}
        whole = dict.fromkeys(targets, 0.0)
        for _ in range(TURNS):
            for name, letters in targets.items():
                batch = [next(letters) for _ in range(CLIENTS * EACH)]
                begun = time.perf_counter()
                spent[name] += _send(port, batch)
                whole[name] += time.perf_counter() - begun
    each = {name: 1000 * seconds / (TURNS * CLIENTS * EACH) for name, seconds in whole.items()}
    slow = {name: quantiles(taken, n=20)[-1] for name, taken in spent.items()}
    crowd = f"{CLIENTS} clients, {WORKERS} workers"
    page = f"POST of a {ASKED}-field Wagtail form page"
    yield Row("P2", f"submit, {crowd}: time for each", each["ours"], 0.71, 0.5, each["theirs"], page)
    view = "bare view: the same form, one INSERT"
    yield Row("P2", f"submit, {crowd}: 95th percentile", slow["ours"], 2.2, 1.6, slow["bare"], view)


@contextmanager
def serving() -> Iterator[int]:
    """The project as it is served, on a free port, over the database of this run."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "sekin_site.wsgi", "--workers", str(WORKERS)]
    command += ["--bind", f"127.0.0.1:{port}", "--log-level", "error", "--backlog", "256"]
    env = os.environ | {"DATABASE_URL": _address(), "DJANGO_SETTINGS_MODULE": "bench.settings"}
    server = subprocess.Popen(command, cwd=settings.BASE_DIR, env=env)
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _address() -> str:
    """The throwaway database of this run, for another process."""
    named = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{named['NAME']}"
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**named)


def _wait(port: int) -> None:
    for _ in range(UP_WITHIN * 10):
        with socket.socket() as knocking:
            if knocking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"No server on port {port} after {UP_WITHIN} s.")


def _send(port: int, letters: list[Letter]) -> list[float]:
    """All of them by so many clients; milliseconds of each."""
    with ThreadPoolExecutor(CLIENTS) as clients:
        return list(clients.map(lambda letter: _post(port, letter), letters))


def _post(port: int, letter: Letter) -> float:
    headers = {"Host": "testserver", "Content-Type": URLENCODED, "Cookie": letter.cookies}
    begun = time.perf_counter()
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("POST", letter.url, letter.body, headers)
    answer = line.getresponse()
    content = answer.read()
    line.close()
    spent = (time.perf_counter() - begun) * 1000
    # A figure of a request that failed would be worth nothing.
    sent = answer.status == 302 and "tanda-terima" in answer.headers["Location"]
    assert sent or (answer.status == 200 and b"Terima kasih" in content), (answer.status, content[:2000])
    return spent


def _own_letters(world: World) -> Iterator[Letter]:
    """Each of somebody else, with an evaluation of their own that nobody has begun."""
    answers = {question.key: question.answer for question in questions(ASKED)}
    division = world.cast.division
    for number in range(CLIENTS * WORKERS + TURNS * CLIENTS * EACH):
        person = build.make_employee(
            f"Ramai {number}"
        )  # people of their own: other parts start from everybody else
        row = build.make_evaluation(
            person,
            world.period,
            rater=world.cast.rater,
            version=world.version,
            unit=division,
            state=State.OPEN,
        )
        client = Client()
        client.force_login(person.user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        body = urlencode(answers | {"version": row.version, "csrfmiddlewaretoken": TOKEN})
        cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
        yield Letter(reverse("portal:submit", args=[row.pk]), body, cookies)


def _letters_to_wagtail(world: World) -> Iterator[Letter]:
    answers = {question.key: question.wagtail_answer for question in questions(ASKED)}
    body = urlencode(answers | {"csrfmiddlewaretoken": TOKEN})
    for _ in count():
        yield Letter(world.form_page.url, body, f"{settings.CSRF_COOKIE_NAME}={TOKEN}")


def _letters_to_the_bare_view() -> Iterator[Letter]:
    body = urlencode({question.key: question.answer for question in questions(ASKED)})
    for _ in count():
        yield Letter(reverse("bare"), body, "")
