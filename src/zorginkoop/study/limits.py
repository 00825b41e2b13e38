"""Who sits just beside a limit: on a number of the provider itself, or on how many of its people or rows count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from zorginkoop.columns.evaluate import ratio_test, row_counts
from zorginkoop.columns.frame import Frame, WholeColumn
from zorginkoop.kernel.evaluate import COMPARISONS, number_limit
from zorginkoop.kernel.scalars import write_percentage
from zorginkoop.kernel.states import MET, NOT_MET
from zorginkoop.kernel.tree import Agreement, Compare, Criterion, Literal, OnlyIf, Rows, Test, Unless
from zorginkoop.study.findings import Flags, considered
from zorginkoop.study.season import JudgedAgreement

NUMBERS = {"getal", "geld", "percentage"}
COUNTED = {"aantal", "aandeel"}
STEPS_AWAY = (1, 5, 10, 50)
MOST_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class NearMiss:
    """How many sit within some steps of the limit of one condition, on each side, with a few of them by id.

    A step is one of the fact, or one row more or less.
    """

    criterion: Criterion
    test: Compare | Rows
    limit: str
    step: str
    within: tuple[int, ...]
    just_met: tuple[int, ...]
    just_failed: tuple[int, ...]
    examples: tuple[str, ...]


Beside = Callable[[int], tuple[Flags, Flags]]  # for some steps: who just meets a limit, and who just fails it


def near_misses(judged: JudgedAgreement, steps: tuple[int, ...] = STEPS_AWAY) -> tuple[NearMiss, ...]:
    """Count who sits within some steps of each limit, among the fitting providers."""
    found = []
    for criterion in judged.compiled.agreement.criteria:
        test = _limited(criterion.test)
        if isinstance(test, Compare):
            column = judged.frame.facts.get(test.fact)
            if isinstance(column, WholeColumn):
                found.append(_beside_number(judged, criterion, test, column, steps))
        elif test is not None:
            found.append(_beside_count(judged, criterion, test, steps))
    return tuple(found)


def _limited(test: Test) -> Compare | Rows | None:
    """Find the limit that a condition is about, through its exception and its guard."""
    if isinstance(test, Unless | OnlyIf):
        return _limited(test.test)
    if isinstance(test, Compare) and test.kind in NUMBERS and isinstance(test.operand, Literal):
        return test
    return test if isinstance(test, Rows) and test.how in COUNTED else None


def _beside_number(
    judged: JudgedAgreement, criterion: Criterion, test: Compare, column: WholeColumn, steps: tuple[int, ...]
) -> NearMiss:
    assert isinstance(test.operand, Literal)  # noqa: S101 - `_limited` gives no other
    text = test.operand.texts[0]
    distance = np.abs(column.values - number_limit(test, text))
    met, failed = _sides(judged, criterion, column.unknown == 0)
    nearest = np.argsort(np.where(failed, distance, np.iinfo(np.int64).max), kind="stable")[: int(failed.sum())]
    return NearMiss(
        criterion,
        test,
        text,
        test.step,
        steps,
        just_met=tuple(int((met & (distance <= far)).sum()) for far in steps),
        just_failed=tuple(int((failed & (distance <= far)).sum()) for far in steps),
        examples=_named(judged, nearest),
    )


def _beside_count(judged: JudgedAgreement, criterion: Criterion, test: Rows, steps: tuple[int, ...]) -> NearMiss:
    beside, known = _rows_beside(test, judged.compiled.agreement, judged.frame)
    met, failed = _sides(judged, criterion, known)
    flags = [(met & falls, failed & rises) for falls, rises in map(beside, steps)]
    nearest = [at for _, fails in flags for at in np.flatnonzero(fails).tolist()]
    return NearMiss(
        criterion,
        test,
        write_percentage(Fraction(test.limit)) if test.how == "aandeel" else test.limit,
        "1",
        steps,
        just_met=tuple(int(one.sum()) for one, _ in flags),
        just_failed=tuple(int(one.sum()) for _, one in flags),
        examples=_named(judged, np.array(list(dict.fromkeys(nearest)), np.int64)),
    )


def _rows_beside(test: Rows, agreement: Agreement, frame: Frame) -> tuple[Beside, Flags]:
    """Tell what some rows more or fewer that count would do: let a condition that holds fail, or the other way."""
    part, whole, known = row_counts(test, agreement)(frame)
    limit = Fraction(test.limit)
    share, compare = ratio_test(test.operator, limit), COMPARISONS[test.operator]

    def holds(counted: np.ndarray) -> Flags:
        flags: Flags = share(counted, whole) if test.how == "aandeel" else compare(counted, int(limit))
        return flags

    def beside(steps: int) -> tuple[Flags, Flags]:
        more = holds(np.minimum(part + steps, whole) if test.how == "aandeel" else part + steps)
        fewer = holds(np.maximum(part - steps, 0))
        return ~(more & fewer), more | fewer

    return beside, known


def _sides(judged: JudgedAgreement, criterion: Criterion, known: Flags) -> tuple[Flags, Flags]:
    """Flag the fitting providers of whom the value is known and who meet the condition, and who fail it."""
    states = judged.outcome.of_criterion(criterion.id)
    fitting = considered(judged) & known
    return fitting & (states == MET), fitting & (states == NOT_MET)


def _named(judged: JudgedAgreement, places: np.ndarray) -> tuple[str, ...]:
    return tuple(str(judged.outcome.ids[at]) for at in places[:MOST_EXAMPLES])
