"""Medians of requests that take turns, so that a busy moment of the machine hits all of them alike."""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db import connection

WARM_UP = 3


def nothing() -> None:
    """For targets that need no preparation."""


@dataclass(frozen=True)
class Target:
    """One thing to be measured. ``prepare`` runs before each sample and is not measured."""

    run: Callable[[], object]
    prepare: Callable[[], object] = nothing


def medians(
    targets: Sequence[Target], rounds: int, clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """The median of each target in milliseconds, by wall time or another ``clock`` (seconds).

    Every round runs each target once and begins with the next one; the garbage collector works only between samples.
    """
    for _ in range(WARM_UP):
        for target in targets:
            _sample(target, clock)
    gc.collect()
    gc.freeze()  # what the run has built so far is nobody's garbage
    samples: list[list[float]] = [[] for _ in targets]
    for turn in range(rounds):
        for place in range(len(targets)):
            number = (turn + place) % len(targets)
            samples[number].append(_sample(targets[number], clock))
    return [median(taken) for taken in samples]


def _sample(target: Target, clock: Callable[[], float]) -> float:
    target.prepare()
    gc.collect()
    gc.disable()
    try:
        begun = clock()
        target.run()
        return (clock() - begun) * 1000
    finally:
        gc.enable()


def statements(act: Callable[[], object]) -> int:
    """How many ``act`` asks of the database."""
    asked = []

    def note(execute: Callable[..., Any], *call: Any) -> Any:
        asked.append(call)
        return execute(*call)

    with connection.execute_wrapper(note):
        act()
    return len(asked)
