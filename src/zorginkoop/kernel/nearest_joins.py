"""Ways to a wanted state, and how the ways of parts join to those of a whole.

A wanted state is a set of states, as bits: `WANTS[state]`. Ways of parts are joined without looking at what one does to
the other; whoever uses them judges the whole again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from zorginkoop.kernel.facts import Value
from zorginkoop.kernel.language import ChangedBy
from zorginkoop.kernel.nearest_changes import Changes, Cost, Ledger, Slot
from zorginkoop.kernel.states import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN, UnknownReads, negation, read_as

WANTS = {state: 1 << state for state in (NOT_APPLICABLE, MET, NOT_MET, UNKNOWN)}
BESIDE = WANTS[NOT_APPLICABLE]
HOLDS = WANTS[MET]
FAILS = WANTS[NOT_MET]
OPEN = WANTS[UNKNOWN]
MOST = 10  # ways that are kept of each part


class Way(NamedTuple):
    """A set of changes with what it costs."""

    cost: Cost
    changes: Changes

    @property
    def slots(self) -> frozenset[tuple[Slot, object]]:
        """What tells ways apart."""
        return frozenset(self.changes.items())


STAY = Way((0, 0, 0), {})


@dataclass(frozen=True, slots=True)
class Item:
    """A part of a join: its state now, and its ways to a wanted state."""

    state: int
    ways: Callable[[int], list[Way]]


def turned(wanted: int) -> int:
    """Swap met and not met in what is wanted."""
    return sum(WANTS[negation(state)] for state, bit in WANTS.items() if wanted & bit)


def before_reading(reading: UnknownReads, wanted: int) -> int:
    """Give the states that read as wanted."""
    return sum(bit for state, bit in WANTS.items() if wanted & WANTS[read_as(state, reading)])


def opposite(item: Item) -> Item:
    """Give the opposite of a part."""
    return Item(negation(item.state), lambda wanted: item.ways(turned(wanted)))


class Joins:
    """Joins ways for one subject, within what some people can change."""

    def __init__(self, ledger: Ledger, by: frozenset[ChangedBy]) -> None:
        """Ask some people."""
        self.ledger = ledger
        self.by = by
        self.gave_up = False  # whether a way may have been missed; without it nothing found proves that there is none

    def joined(self, how: str, items: Sequence[Item], wanted: int) -> list[Way]:
        """Give the ways in which a join comes to a wanted state."""
        if how == "alle":
            return self.all_of(items, wanted)
        if how == "minstens_een":
            return self.all_of([opposite(item) for item in items], turned(wanted))
        return self.all_of([opposite(item) for item in items], wanted)

    def all_of(self, items: Sequence[Item], wanted: int) -> list[Way]:
        """Give the ways in which parts that must all hold come to a wanted state together."""
        found: list[Way] = []
        if wanted & FAILS:
            found += [way for item in items for way in item.ways(FAILS)]
        if wanted & (HOLDS | OPEN):
            each = HOLDS | BESIDE | wanted & OPEN
            settled = wanted & BESIDE or any(item.state in (MET, UNKNOWN) for item in items)
            if settled:
                found += self.product(item.ways(each) for item in items)
            else:  # one of them has to apply
                for one in items:
                    found += self.product(item.ways(each & ~BESIDE if item is one else each) for item in items)
        elif wanted & BESIDE:
            found += self.product(item.ways(BESIDE) for item in items)
        return self.best(found)

    def only_if(self, guard: Item, guarded: Item, wanted: int) -> list[Way]:
        """Give the ways in which a test that applies only where its guard holds comes to a wanted state."""
        found: list[Way] = []
        if wanted & BESIDE:
            found += [*guard.ways(FAILS | BESIDE), *guarded.ways(BESIDE)]
        if wanted & HOLDS:
            found += self.product((guard.ways(HOLDS | OPEN), guarded.ways(HOLDS)))
        if wanted & FAILS:
            found += self.product((guard.ways(HOLDS), guarded.ways(FAILS)))
        if wanted & OPEN:
            found += self.product((guard.ways(HOLDS | OPEN), guarded.ways(OPEN)))
            found += self.product((guard.ways(OPEN), guarded.ways(FAILS)))
        return self.best(found)

    def unless(self, held: Item, exception: Item, wanted: int) -> list[Way]:
        """Give the ways in which a test that yields where its exception holds comes to a wanted state."""
        found: list[Way] = []
        if wanted & HOLDS:
            found += held.ways(HOLDS)
            found += self.product((held.ways(HOLDS | FAILS | OPEN), exception.ways(HOLDS)))
        if wanted & FAILS:
            found += self.product((held.ways(FAILS), exception.ways(FAILS | BESIDE)))
        if wanted & OPEN:
            found += self.product((held.ways(OPEN), exception.ways(FAILS | BESIDE | OPEN)))
            found += self.product((held.ways(FAILS), exception.ways(OPEN)))
        if wanted & BESIDE:
            found += held.ways(BESIDE)
        return self.best(found)

    def product(self, parts: Iterable[Sequence[Way]]) -> list[Way]:
        """Join a way of every part, in every combination that may still be among the cheapest."""
        joined = [STAY]
        for ways in parts:
            if not ways:
                return []
            if ways != [STAY]:
                joined = self.best(way for one in joined for other in ways for way in self._merged(one, other))
        return joined

    def _merged(self, one: Way, other: Way) -> Iterator[Way]:
        """Do both; where they want other values of one fact try each, and of sets what both want."""
        if not one.changes or not other.changes:
            yield one if one.changes else other
            return
        if one.changes.keys().isdisjoint(other.changes):
            cost = (one.cost[0] + other.cost[0], one.cost[1] + other.cost[1], one.cost[2] + other.cost[2])
            yield Way(cost, {**one.changes, **other.changes})
            return
        clashing = [slot for slot, value in one.changes.items() if other.changes.get(slot, value) != value]
        yield from self.priced({**one.changes, **other.changes})
        if clashing:
            yield from self.priced({**other.changes, **one.changes})
            both = {slot: self._both(slot, one.changes[slot], other.changes[slot]) for slot in clashing}
            yield from self.priced({**one.changes, **other.changes, **both})

    def _both(self, slot: Slot, one: object, other: Value | tuple[()]) -> Value | tuple[()]:
        before = self.ledger.original(slot)
        if not isinstance(one, frozenset) or not isinstance(other, frozenset):
            return other
        there = before.value if before is not None and isinstance(before.value, frozenset) else frozenset[str]()
        return (there | one | other) - (there - one) - (there - other)

    def priced(self, changes: Changes) -> Iterator[Way]:
        """Put a price on changes, where the people that are asked can bring them about."""
        cost = self.ledger.cost(changes)
        if cost is not None and (ChangedBy.OTHER in self.by or not cost[1]):
            yield Way(cost, changes)

    @staticmethod
    def best(ways: Iterable[Way], most: int = MOST) -> list[Way]:
        """Keep the cheapest ways, each once."""
        kept: dict[frozenset[tuple[Slot, object]], Way] = {}
        for way in sorted(ways, key=lambda way: way.cost):
            kept.setdefault(way.slots, way)
            if len(kept) == most:
                break
        return list(kept.values())
