"""From the command line to the table."""

import argparse
import sys
import time
from collections.abc import Callable

from django.db import connection

from bench import codes, filling, impact, importing, large_form, monitoring, opening, reading
from bench.database import throwaway_database
from bench.report import Row, table
from bench.world import PEOPLE, World, build_world

# Which part measures which figures; others would need several servers or a million rows.
PARTS: dict[Callable[[World, int], list[Row]], tuple[str, ...]] = {
    filling.measure: ("P1", "P3", "P5", "P15"),
    reading.measure: ("P7", "P8", "P10"),
    large_form.measure: ("P14", "P16"),
    impact.measure: ("P17",),  # it starts an evaluation for everybody
    codes.measure: ("P21",),
    importing.measure: ("P18",),  # late: it brings 10,000 people more
    monitoring.measure: ("P19",),  # it moves deadlines
    opening.measure: ("P20",),  # last: it closes the other periods
}
KNOWN = [number for numbers in PARTS.values() for number in numbers]


def main() -> None:
    """Build a world, measure what was asked for, print the table."""
    asked = _parser().parse_args()
    wanted = {name.upper() for name in asked.figures} or set(KNOWN)
    if unknown := wanted - set(KNOWN):
        sys.exit(f"Unknown: {', '.join(sorted(unknown))}. There are {', '.join(KNOWN)}.")
    begun = time.perf_counter()
    with throwaway_database():
        world = build_world(asked.months)
        rows = [
            row
            for measure, numbers in PARTS.items()
            if wanted & set(numbers)
            for row in measure(world, asked.rounds)
            if row.number in wanted
        ]
    print(f"{connection.vendor}, {world.stored:,} evaluations stored, medians of {asked.rounds} rounds")
    print(table(rows))
    print(f"{time.perf_counter() - begun:.0f} s. Only ratios mean something; less is better.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m bench", description="Performance as ratios within one run.")
    parser.add_argument("figures", nargs="*", metavar="FIGURE", help=f"{', '.join(KNOWN)}; all without")
    parser.add_argument("--rounds", type=int, default=40, help="samples of each target (default: 40)")
    parser.add_argument(
        "--months", type=int, default=3, help=f"months of {PEOPLE:,} results before (default: 3)"
    )
    return parser
