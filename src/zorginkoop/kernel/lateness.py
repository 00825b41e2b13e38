"""What a condition on a deadline comes down to: comparisons of its event, or of the reference date, with its end."""

from __future__ import annotations

from dataclasses import dataclass

from zorginkoop.kernel import language
from zorginkoop.kernel.facts import REFERENCE_DATE
from zorginkoop.kernel.tree import Compare, DueDate, FactDeclaration, Join, Literal, Negation, Test

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """What a condition needs of a deadline: the event it is about, its end, when it counts, and where it stands."""

    event: str
    due: DueDate
    counts: language.ConditionSource | None
    path: Path


def deadline_test(state: str | None, event: FactDeclaration, due: DueDate) -> Test:
    """Give the test that the event of a deadline came in time or late, or did not come and is overdue or not."""
    if state in {"op_tijd", "te_laat"}:
        return Compare(event.name, event.kind, "1", state, due)
    absent = Compare(event.name, event.kind, "1", "bekend", Literal(("nee",)))
    over: Test = Compare(REFERENCE_DATE, "datum", "1", "te_laat", due)
    return Join("alle", (absent, over if state == "verstreken" else Negation(over)))
