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

from tests.mutation.running import Run

RACES = ["tests/site/test_lock_races.py", "tests/domain/periods/test_closing.py"]
SAID = os.fdopen(os.dup(1), "w")  # pytest keeps what tests say to itself


def main(chosen: list[str]) -> int:
    targets: dict[str, Any] = tomllib.loads((Path(__file__).parent / "targets.toml").read_text())
    targets = {file: t for file, t in targets.items() if not chosen or any(word in file for word in chosen)}
    has_locks = os.environ.get("DATABASE_URL", "").startswith("postgres")
    tests = RACES if has_locks else sorted({test for target in targets.values() for test in target["tests"]})
    run = Run(targets, only_locks=has_locks, tell=tell)
    print(f"{'faults':>7}{'killed':>8}{'equal':>7}{'left':>6}", file=SAID, flush=True)
    if pytest.main(["-qq", "--no-header", "--no-summary", *tests], plugins=[run]):
        return 1
    whole = Counter(outcome for outcomes in run.outcomes.values() for outcome in outcomes.values())
    tell_numbers(whole, "all")
    return int(bool(whole["left"] or any(untrue(run, file) for file in targets)))


def tell(run: Run, file: str) -> None:
    outcomes = run.outcomes[file]
    tell_numbers(Counter(outcomes.values()), file)
    for name in (name for name, outcome in outcomes.items() if outcome == "left"):
        print(f"    no test notices: {name}", file=SAID, flush=True)
    for name in untrue(run, file):
        print(f"    called equal in targets.toml, but killed or gone: {name}", file=SAID, flush=True)


def tell_numbers(count: Counter[str], name: str) -> None:
    print(
        f"{count.total():7}{count['killed']:8}{count['equal']:7}{count['left']:6}  {name}",
        file=SAID,
        flush=True,
    )


def untrue(run: Run, file: str) -> list[str]:
    """What is called equal and is not; of what was not tried now nothing can be said."""
    outcomes, unknown = run.outcomes[file], "equal" if run.only_locks else "gone"
    return [name for name in run.called_equal(file) if outcomes.get(name, unknown) != "equal"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
