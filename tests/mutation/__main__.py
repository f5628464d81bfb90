"""``make mutate``: a small fault in one of the modules of ``targets.toml`` must make a fitting test fail.

The tests run once as they are, which shows what each of them reaches. Then every fault is put into a fork of that
process, where everything is imported and the database made, and the tests that reach it run until one fails. Faults
that nobody can notice stand in ``targets.toml`` with the reason; any other survivor fails the run.

SQLite sees no row locks. With ``DATABASE_URL=postgres://…`` only the faults that take a lock away are tried, by the
races of ``tests/site/test_lock_races.py``. ``ARGS="rules plans"`` chooses modules by a part of their path.
"""

import os
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.mutation.running import Run, missing

TARGETS = Path(__file__).parent / "targets.toml"
RACES = ["tests/site/test_lock_races.py", "tests/domain/periods/test_closing.py"]
SAID = os.fdopen(os.dup(1), "w")  # pytest keeps what tests say to itself


def main(chosen: list[str]) -> int:
    targets: dict[str, Any] = tomllib.loads(TARGETS.read_text())
    if wrong := missing(targets):
        say(f"targets.toml names what is not there: {', '.join(wrong)}")
        return 1
    targets = {file: t for file, t in targets.items() if not chosen or any(word in file for word in chosen)}
    if not targets:
        say(f"targets.toml names no module with {' or '.join(chosen)} in its path.")
        return 1
    has_locks = os.environ.get("DATABASE_URL", "").startswith("postgres")
    tests = RACES if has_locks else sorted({test for target in targets.values() for test in target["tests"]})
    run = Run(targets, only_locks=has_locks, say=say, tell=tell)
    say(f"{'faults':>7}{'killed':>8}{'equal':>7}{'left':>6}")
    if pytest.main(["-qq", "--no-header", "--no-summary", *tests], plugins=[run]):
        return 1
    whole = Counter(outcome for outcomes in run.outcomes.values() for outcome in outcomes.values())
    tell_numbers(whole, "all")
    return int(bool(whole["left"] or any(untrue(run, file) for file in targets)))


def say(line: str) -> None:
    print(line, file=SAID, flush=True)


def tell(run: Run, file: str) -> None:
    """The numbers of a module after its survivors, which were named as they came."""
    tell_numbers(Counter(run.outcomes[file].values()), file)
    for name in untrue(run, file):
        say(f"    called equal in targets.toml, but killed or gone: {name}")


def tell_numbers(count: Counter[str], name: str) -> None:
    say(f"{count.total():7}{count['killed']:8}{count['equal']:7}{count['left']:6}  {name}")


def untrue(run: Run, file: str) -> list[str]:
    """What is called equal and is not; of what was not tried now nothing can be said."""
    outcomes, unknown = run.outcomes[file], "equal" if run.only_locks else "gone"
    return [name for name in run.called_equal(file) if outcomes.get(name, unknown) != "equal"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
