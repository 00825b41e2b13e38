"""Chance from a seed: shares are kept exactly, and who gets what is shuffled."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from zorginkoop.kernel.scalars import AMSTERDAM

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FEW = 8  # among fewer than this, a rare case does not have to occur
DAY = 86_400_000_000  # microseconds
EPOCH = date(1970, 1, 1).toordinal()


def day(text: str) -> int:
    """Count the days from 1970 to a date."""
    return date.fromisoformat(text).toordinal() - EPOCH


def moment(text: str) -> int:
    """Count the microseconds from 1970 to a moment on the Dutch clock."""
    return int(datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM).timestamp()) * 1_000_000


def day_of(moments: Ints) -> Ints:
    """Give the day on the Dutch clock, in summer and winter alike never too early."""
    return (moments + 7_200_000_000) // DAY


class Chance:
    """One stream of chance of its own for each part of the register, so that parts do not disturb one another."""

    def __init__(self, seed: int, size: int, part: str) -> None:
        self.random = np.random.Generator(np.random.PCG64([seed, size, zlib.crc32(part.encode())]))

    def quota(self, shares: Mapping[Any, float], among: int) -> Ints:
        """Divide a number over shares (which need not add up to 1); gives the position of the share for each one.

        Every share occurs at least once, unless there are only a few to divide.
        """
        weights = np.array(list(shares.values()), np.float64)
        weights /= weights.sum()
        if among < max(FEW, len(weights)):
            return self.random.choice(len(weights), among, p=weights)
        counts = np.floor(weights * among).astype(np.int64)
        order = np.argsort(-(weights * among - counts), kind="stable")
        counts[order[: among - int(counts.sum())]] += 1
        counts[(counts == 0) & (weights > 0)] = 1
        for _ in range(int(counts.sum()) - among):
            counts[np.argmax(counts)] -= 1
        return self.random.permutation(np.repeat(np.arange(len(weights)), counts))

    def some(self, share: float, among: int) -> Flags:
        """Flag a share of a number."""
        flags: Flags = self.quota({True: share, False: 1 - share}, among) == 0
        return flags

    def some_of(self, share: float, flags: Flags) -> Flags:
        """Flag a share of those that are flagged."""
        chosen = np.zeros(len(flags), np.bool_)
        chosen[flags] = self.some(share, int(flags.sum()))
        return chosen

    def days(self, first: str, last: str, number: int) -> Ints:
        """Draw days from a period, both ends included."""
        return self.random.integers(day(first), day(last), number, endpoint=True)

    def moments(self, first: str, last: str, number: int) -> Ints:
        """Draw whole minutes from a period of days, on the Dutch clock, both days included."""
        start = moment(first)
        minutes = (moment(last) + DAY - start) // 60_000_000
        return start + self.random.integers(0, minutes, number) * 60_000_000

    def below(self, number: int, among: int) -> Ints:
        """Draw whole numbers from 0 up to a number."""
        return self.random.integers(0, number, among)
