"""A process that opens a period is really killed (SIGKILL) while it writes a batch; ``tick`` in another one goes on."""

import signal

import pytest

from evaluations.domain.periods import make_period
from evaluations.enums import PeriodKind
from tests import build
from tests.other_processes import OtherProcesses, others

PEOPLE = 40
BATCH = 10
# Opens as ``tick`` does, tells when the rows of the third batch are written but not committed, and waits to be killed.
OPENS_AND_STOPS = f"""
import sys, time
import django
django.setup()
from evaluations.domain.upkeep import tick
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


def evaluations_in(database: OtherProcesses) -> tuple[int, int]:
    """How many there are, and of how many people."""
    return database.rows("SELECT COUNT(*), COUNT(DISTINCT employee_id) FROM evaluations_evaluation")[0]


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
    assert evaluations_in(database) == (2 * BATCH, 2 * BATCH)

    for expected in (f"{PEOPLE - 2 * BATCH} evaluasi dibuat\n", "0 evaluasi dibuat\n"):
        again = database.start("manage.py", "tick")
        said, errors = again.communicate(timeout=60)
        assert again.returncode == 0, errors
        assert expected in said
        assert evaluations_in(database) == (PEOPLE, PEOPLE)
