"""From the command line to the figures, each printed as soon as it is measured."""

import argparse
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping

from django.db import connection

from bench import (
    attendance,
    audience,
    batches,
    calibration,
    codes,
    crowd,
    filling,
    impact,
    importing,
    large_form,
    monitoring,
    opening,
    plans,
    pulling,
    rating,
    reading,
)
from bench.database import throwaway_database
from bench.report import HEADER, Row, line
from bench.world import WHOLE_REGENCY, World, build_world

Part = Callable[[World, int], Iterator[Row]]

# Which part measures which figures; others would need several servers or a million rows.
PARTS: dict[Part, tuple[str, ...]] = {
    filling.measure: ("P1", "P3", "P5", "P15"),
    crowd.measure: ("P2",),
    batches.measure: ("P6",),
    reading.measure: ("P7", "P8", "P10"),
    pulling.measure: ("P9", "P12"),
    large_form.measure: ("P14", "P16"),
    impact.measure: ("P17",),  # it starts an evaluation for everybody
    codes.measure: ("P21",),
    calibration.measure: ("P24",),
    rating.measure: ("P25",),
    importing.measure: ("P18",),  # late: it brings more people
    monitoring.measure: ("P19",),  # it moves deadlines
    audience.measure: ("P22",),
    opening.measure: ("P20",),  # late: it closes the other periods
    plans.measure: ("P23",),  # it begins a plan for everybody
    attendance.measure: ("P13",),  # last: thirty times as many people
}
KNOWN = [number for numbers in PARTS.values() for number in numbers]
FULL = "FULL"
SMALL, SMALL_ROUNDS, FULL_ROUNDS = 2_000, 15, 40


def main() -> None:
    """Build a world and measure what was asked for; ends with 1 where a part could not be measured."""
    asked = parse(sys.argv[1:])
    begun = time.perf_counter()
    print(f"Building {asked.people:,} people with {asked.months} months behind them ...", flush=True)
    with throwaway_database():
        world = build_world(asked.people, asked.months)
        print(
            f"{connection.vendor}, {world.stored:,} evaluations, medians of {asked.rounds} rounds", flush=True
        )
        failed = run_parts(PARTS, asked.figures, world, asked.rounds)
    print(f"{time.perf_counter() - begun:.0f} s. Only ratios mean something; less is better.")
    if failed:
        sys.exit(f"Not measured: {', '.join(failed)}; the reasons stand above.")


def parse(words: list[str]) -> argparse.Namespace:
    """``figures`` as a set of names, ``people``, ``months`` and ``rounds``."""
    parser = argparse.ArgumentParser("python -m bench", description="Performance as ratios within one run.")
    parser.add_argument(
        "figures", nargs="*", metavar="FIGURE", type=str.upper,
        help=f"{', '.join(KNOWN)}; all without. 'full' measures with {WHOLE_REGENCY:,} people",
    )  # fmt: skip
    parser.add_argument("--people", type=int, help=f"in the world (default: {SMALL:,}); at least 1,000")
    parser.add_argument(
        "--rounds", type=int, help=f"samples of each target (default: {SMALL_ROUNDS}, full: {FULL_ROUNDS})"
    )
    parser.add_argument("--months", type=int, default=3, help="months of results before (default: 3)")
    asked = parser.parse_args(words)
    is_full, asked.figures = FULL in asked.figures, set(asked.figures) - {FULL} or set(KNOWN)
    asked.people = asked.people or (WHOLE_REGENCY if is_full else SMALL)
    asked.rounds = asked.rounds or (FULL_ROUNDS if is_full else SMALL_ROUNDS)
    if unknown := asked.figures - set(KNOWN):
        parser.error(f"unknown: {', '.join(sorted(unknown))}. There are {', '.join(KNOWN)} and full.")
    if asked.people < 1_000 or asked.months < 1:
        parser.error("a page of results and a large unit need 1,000 people and a month")
    return asked


def run_parts(
    parts: Mapping[Part, tuple[str, ...]], wanted: set[str], world: World, rounds: int
) -> list[str]:
    """Print each wanted figure when it is there; returns the figures of the parts that broke off."""
    print(line(HEADER), flush=True)
    failed = []
    for measure, numbers in parts.items():
        if not wanted & set(numbers):
            continue
        try:
            for row in measure(world, rounds):
                if row.number in wanted:
                    print(line(row.cells()), flush=True)
        except Exception:  # noqa: BLE001 - whatever it was, the other parts can still be measured
            traceback.print_exc()
            failed.append("/".join(numbers))
    return failed
