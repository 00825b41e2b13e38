"""What a benchmark gives: a line with its time, beside the time of something comparable; and the machine it ran on."""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Measure:
    """One line of the result: what, how long (seconds, median), beside what, and the peak memory where it was taken."""

    what: str
    seconds: float
    peer: str = ""
    peer_seconds: float = 0.0
    peak_mib: int = 0

    @property
    def ratio(self) -> float | None:
        """Our time as a multiple of the peer's."""
        return self.seconds / self.peer_seconds if self.peer_seconds else None

    def line(self) -> str:
        """Write the measure as one line for a person."""
        beside = f"{self.ratio:5.2f} x {self.peer} ({shown(self.peer_seconds)})" if self.ratio else ""
        peak = f"  peak {self.peak_mib:,} MiB" if self.peak_mib else ""
        return f"{self.what:78} {shown(self.seconds):>10}  {beside}{peak}".rstrip()


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


def machine() -> dict[str, str]:
    """Say what ran this."""
    models = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return {
        "processor": models[0].partition(": ")[2] if models else platform.processor(),
        "cores": str(len(models)),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "date": date.today().isoformat(),  # noqa: DTZ011 - a note on a measurement
    }


def shown(seconds: float) -> str:
    """Write a time in the unit that fits."""
    if seconds < 1e-3:
        return f"{seconds * 1e6:,.1f} µs"
    return f"{seconds * 1e3:,.1f} ms" if seconds < 1 else f"{seconds:,.2f} s"
