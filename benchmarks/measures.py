"""What a benchmark gives: a line with its time, beside the time of something comparable."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """One line of the result: what, how long (seconds, median), and beside what."""

    what: str
    seconds: float
    peer: str = ""
    peer_seconds: float = 0.0

    @property
    def ratio(self) -> float | None:
        """Our time as a multiple of the peer's."""
        return self.seconds / self.peer_seconds if self.peer_seconds else None


def medians(tasks: Sequence[Callable[[], object]], rounds: int, repeats: int = 1) -> list[float]:
    """Time tasks in turn, round after round, so that a slow moment of the machine hits all alike."""
    times: list[list[float]] = [[] for _ in tasks]
    for _ in range(rounds):
        for task, own in zip(tasks, times, strict=True):
            start = time.perf_counter()
            for _ in range(repeats):
                task()
            own.append((time.perf_counter() - start) / repeats)
    return [statistics.median(own) for own in times]


def shown(seconds: float) -> str:
    """Write a time in the unit that fits."""
    if seconds < 1e-3:
        return f"{seconds * 1e6:,.0f} µs"
    return f"{seconds * 1e3:,.1f} ms" if seconds < 1 else f"{seconds:,.2f} s"
