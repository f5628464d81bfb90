"""A process that opens a period is really killed (SIGKILL) while it writes a batch; ``tick`` in another one goes on."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from evaluations.domain.periods import make_period
from evaluations.enums import PeriodKind
from tests import build

PEOPLE = 40
BATCH = 10
# Opens as ``tick`` does, tells when the rows of the third batch are written but not committed, and waits to be killed.
OPENS_AND_STOPS = f"""
import sys, time
import django
django.setup()
from evaluations.domain import tick
from evaluations.domain.periods import opening

opening.BATCH, write, batches = {BATCH}, opening._create, []

def write_and_stop(*args):
    write(*args)
    batches.append(args)
    if len(batches) == 3:
        print("written", flush=True)
        time.sleep(60)

opening._create = write_and_stop
tick.run()
"""


@dataclass(frozen=True)
class OtherProcesses:
    """The test's database as other processes see it. In SQLite's memory they see nothing, so they get a file."""

    url: str
    file: Path | None

    def start(self, *arguments: str) -> subprocess.Popen:
        own = {"DATABASE_URL": self.url, "DJANGO_SETTINGS_MODULE": "sekin_site.settings.test"}
        command = [sys.executable, *arguments]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(command, env=os.environ | own, cwd=settings.BASE_DIR, **pipes)

    def rows(self, sql: str) -> list[tuple]:
        if self.file is None:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall()
        with closing(sqlite3.connect(self.file)) as database:
            return database.execute(sql).fetchall()

    def evaluations(self) -> tuple[int, int]:
        """How many there are, and of how many people."""
        return self.rows("SELECT COUNT(*), COUNT(DISTINCT employee_id) FROM evaluations_evaluation")[0]


def others(folder: Path) -> OtherProcesses:
    if connection.vendor == "sqlite":
        file = folder / "copy.sqlite3"
        with closing(sqlite3.connect(file)) as copy:
            connection.connection.backup(copy)
        return OtherProcesses(f"sqlite:///{file}", file)
    at = connection.settings_dict
    who = f"{at['USER']}:{at['PASSWORD']}" if at["PASSWORD"] else at["USER"]
    return OtherProcesses(f"postgres://{who}@{at['HOST']}:{at['PORT'] or 5432}/{at['NAME']}", None)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_process_killed_while_it_writes_leaves_whole_batches_and_the_timer_finishes(cast, tmp_path):
    for number in range(PEOPLE - 5):  # five are in the cast
        build.make_assignment(build.make_employee(f"Pegawai {number}"), cast.division)
    period = make_period(PeriodKind.MONTHLY, 2026, 7, forms=[build.make_form_version().form])
    period.opens_at = build.moment(2026, 7, 1)
    period.save()
    database = others(tmp_path)

    opens = database.start("-c", OPENS_AND_STOPS)
    assert opens.stdout.readline() == "written\n"
    opens.send_signal(signal.SIGKILL)
    _, errors = opens.communicate(timeout=20)
    assert opens.returncode == -signal.SIGKILL, errors
    assert database.evaluations() == (2 * BATCH, 2 * BATCH)

    for expected in (f"{PEOPLE - 2 * BATCH} evaluasi dibuat\n", "0 evaluasi dibuat\n"):
        again = database.start("manage.py", "tick")
        said, errors = again.communicate(timeout=60)
        assert again.returncode == 0, errors
        assert expected in said
        assert database.evaluations() == (PEOPLE, PEOPLE)
