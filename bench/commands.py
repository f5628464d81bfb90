"""A management command in a process of its own, on the throwaway database, so that its memory can be measured."""

import os
import subprocess
import sys
import time

from django.conf import settings
from django.db import connection

KILOBYTES_PER_MEGABYTE = 1024


def manage(*words: object) -> tuple[float, int]:
    """Run it to a good end; gives the seconds it took and the megabytes that it, or a child of it, held at most."""
    connection.close()  # what is open here must not stand in its way
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "manage.py", *map(str, words)],
        cwd=settings.BASE_DIR, env=os.environ | {"DATABASE_URL": _url()}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, words
    return time.perf_counter() - began, round(used.ru_maxrss / KILOBYTES_PER_MEGABYTE)


def _url() -> str:
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    who = f"{at['USER']}:{at['PASSWORD']}" if at["PASSWORD"] else at["USER"]
    return f"postgres://{who}@{at['HOST']}:{at['PORT'] or 5432}/{at['NAME']}"
