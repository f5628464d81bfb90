"""The installation of the trial: its commands as documented, and how to press buttons and wait."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from browser import Browser

ROOT = Path(os.environ["ROOT"])
CODE = ROOT / "srv/sekin/current"
DEPLOY = Path(__file__).resolve().parent.parent
DATA = CODE / "evaluations/demo/data"
CERTIFICATE = ROOT / "etc/sekin/tls/fullchain.pem"
ADMIN, PASSWORD = "admin.uji", "Kuda-Lumping-Menari-2718"


@contextmanager
def shows(what: str) -> Iterator[None]:
    """Says that it holds and how long it took; an exception ends the trial with its name."""
    began = time.monotonic()
    try:
        yield
    except Exception:
        print(f"GAGAL: {what}", file=sys.stderr)
        raise
    print(f"ok: {what} ({time.monotonic() - began:.1f} s)", flush=True)


def manage(*arguments: str, **environment: str) -> str:
    """As documented: deploy/manage.sh."""
    done = subprocess.run(
        [DEPLOY / "manage.sh", *arguments],
        env=os.environ | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{arguments}: {done.stdout}{done.stderr}")
    return done.stdout


def python(code: str) -> str:
    return manage("shell", "--verbosity=0", "--command", code).strip()


def run_unit(name: str) -> str:
    done = subprocess.run(
        [DEPLOY / "without_systemd.sh", "run", name], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{name}: {done.stdout}{done.stderr}")
    return done.stdout


def log_in(browser: Browser, name: str, password: str, **headers: str):
    return browser.post("/masuk/", {"username": name, "password": password}, **headers)


def press(browser: Browser, page: str, act: str, **fields: str):
    """Press the button of ``page`` that leads to ``act``."""
    [token] = re.findall(r'name="csrfmiddlewaretoken"\s+value="([^"]+)"', browser.get(page).text)[:1]
    body = urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
    return browser.ask("POST", page + act, body, Content_Type="application/x-www-form-urlencoded")


def until(browser: Browser, path: str, words: str, seconds: int = 300):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        page = browser.get(path)
        if words in page.text:
            return page
        assert page.status == 200, page.status
        assert "terhenti" not in page.text, "the reading stopped"
        time.sleep(1)
    told = re.sub(r"(<[^>]+>|\s)+", " ", page.text)
    raise AssertionError(f"{path}: “{words}” belum muncul: {told[:1500]}")
