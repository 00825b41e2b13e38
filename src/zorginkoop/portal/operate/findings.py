"""What a check of the installation says: how bad it is, what is so, and what to do now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

Level = Literal["goed", "let op", "fout"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    about: str
    level: Level
    what: str
    now: str = ""


Check = Callable[[], Iterator[Finding]]


def good(about: str, what: str) -> Finding:
    """Say that something is as it should be."""
    return Finding(about, "goed", what)


def mind(about: str, what: str, now: str) -> Finding:
    """Say what deserves attention, and what to do."""
    return Finding(about, "let op", what, now)


def wrong(about: str, what: str, now: str) -> Finding:
    """Say what is wrong, and what to do."""
    return Finding(about, "fout", what, now)
