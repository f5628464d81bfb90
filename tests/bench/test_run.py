"""A run of the benchmark: what is asked for, and what becomes of the figures when a part breaks off.

The parts need settings of their own, so they run in a process of their own: `.ci/run` starts it with a small world.
"""

import subprocess
import sys

import pytest
from django.conf import settings

# Two parts of which the first breaks off after a figure, in the place of the real ones.
SCRIPT = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
django.setup()
from contextlib import nullcontext
from types import SimpleNamespace
from bench import run
from bench.report import Row

def breaks_off(world, rounds):
    yield Row("P1", "before the failure", 1, 1, 1)
    raise ValueError("one person too many")

def goes_on(world, rounds):
    yield Row("P2", f"with {world.people} and {rounds}", 1, 1, 1)
    yield Row("P3", "not wanted", 1, 1, 1)

run.PARTS = {breaks_off: ("P1",), goes_on: ("P2", "P3")}
run.KNOWN = ["P1", "P2", "P3"]
run.throwaway_database = nullcontext
run.build_world = lambda people, months: SimpleNamespace(people=people, stored=people * months)
run.main()
"""


def bench(*words: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, *words],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_part_that_breaks_off_loses_no_figure_and_ends_with_1():
    told = bench("p1", "p2")
    assert told.returncode == 1
    assert "before the failure" in told.stdout
    assert "with 2000 and 15" in told.stdout
    assert "not wanted" not in told.stdout
    assert "ValueError: one person too many" in told.stderr
    assert told.stderr.splitlines()[-1] == "Not measured: P1; the reasons stand above."


def test_a_run_in_which_all_went_well_ends_with_0():
    told = bench("P2", "full", "--months", "2")
    assert (told.returncode, told.stderr) == (0, "")
    assert "with 10000 and 40" in told.stdout
    assert "20,000 evaluations" in told.stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [(("P99",), "unknown: P99. There are P1, P2, P3 and full."), (("--people", "10"), "need 1,000 people")],
)
def test_what_cannot_be_measured_is_said_before_anything_is_built(words, sentence):
    told = bench(*words)
    assert told.returncode == 2
    assert sentence in told.stderr
    assert "Building" not in told.stdout
