"""What the program says with its exit code."""

from __future__ import annotations

from typing import Final

from zorginkoop.kernel.language import LeadsTo
from zorginkoop.kernel.outcome import UNDECIDED

DONE: Final = 0
NEGATIVE: Final = 1
INPUT_WRONG: Final = 2
UNDECIDABLE: Final = 3
BROKEN: Final = 70
STOPPED: Final = 130

_NEGATIVE = frozenset(
    {LeadsTo.NO_OFFER, LeadsTo.NOTHING, LeadsTo.OTHER_POLICY, LeadsTo.REJECTION, LeadsTo.POLICY_TERMS}
)


def of_result(result: str) -> int:
    """Give the exit code of an outcome: what facts must still decide is open.

    No way to an agreement, or to the contracted tariff of a claim line, is negative.
    """
    if result == UNDECIDED:
        return UNDECIDABLE
    return NEGATIVE if result in _NEGATIVE else DONE
