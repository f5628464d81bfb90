"""A management command in a process of its own, on the throwaway database, so that its memory can be measured."""

import os
import subprocess
import sys
import time

from django.conf import settings
from django.db import connection

KILOBYTES_PER_MEGABYTE = 1024
# Between us and the command: Linux counts the memory of whoever starts a process as that of the process, too.
STARTER = """
import os, subprocess, sys
started = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, used = os.wait4(started.pid, 0)
print(used.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def manage(*words: object) -> tuple[float, int]:
    """Run it to a good end; gives the seconds it took and the megabytes that it, or a child of it, held at most."""
    connection.close()  # what is open here must not stand in its way
    command = [sys.executable, "-c", STARTER, sys.executable, "manage.py", *map(str, words)]
    environment = os.environ | {"DATABASE_URL": _url()}
    began = time.perf_counter()
    told = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, check=True, text=True, stdout=subprocess.PIPE
    )
    return time.perf_counter() - began, round(int(told.stdout) / KILOBYTES_PER_MEGABYTE)


def _url() -> str:
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    who = f"{at['USER']}:{at['PASSWORD']}" if at["PASSWORD"] else at["USER"]
    return f"postgres://{who}@{at['HOST']}:{at['PORT'] or 5432}/{at['NAME']}"
