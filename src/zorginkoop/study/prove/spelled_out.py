"""The same agreement with more of its conditions named, so that what a route asks on the spot can be asked about too.

Naming a part of a test changes no outcome: the part becomes a condition, and the route refers to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from zorginkoop.kernel.tree import Agreement, Always, Citation, Criterion, Join, Phrase, Reference, Route, Test
from zorginkoop.kernel.tree_walk import facts_read, references, rows_read

_MARK = "#"  # no name of a policy holds it


@dataclass(frozen=True, slots=True)
class SpelledOut:
    """An agreement in which every part of a route's test has a name, and which names each route asks for."""

    agreement: Agreement
    asked: Mapping[str, tuple[str, ...]]
    spelled: Mapping[str, Test]  # what has no name in the policy, by the name it was given

    def test_of(self, name: str) -> Test:
        """Give what a route asks by a name: a condition, or the test that was given this name."""
        return self.spelled.get(name) or Reference(name)

    def named_on_routes(self) -> frozenset[str]:
        """Name every condition that some route asks for, on its own or inside another."""
        inside = {one.id: one.references for one in self.agreement.criteria}
        found: set[str] = set()
        waiting = [name for names in self.asked.values() for name in names]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += inside[name]
        return frozenset(found)


def spelled_out(agreement: Agreement, extra: Mapping[str, Test]) -> SpelledOut:
    """Name every part that a route asks for, and add tests to ask about by names of their own."""
    asked: dict[str, tuple[str, ...]] = {}
    spelled: dict[str, Test] = {}
    routes: list[Route] = []
    for route in agreement.routes:
        names: list[str] = []
        for number, part in enumerate(conjunction(route.test), start=1):
            if isinstance(part, Reference):
                names.append(part.criterion)
                continue
            names.append(f"{route.id}{_MARK}{number}")
            spelled[names[-1]] = part
        asked[route.id] = tuple(names)
        refers = tuple(Reference(name) for name in names)
        test = route.test if not refers else refers[0] if len(refers) == 1 else Join("alle", refers)
        routes.append(replace(route, test=test))
    named = (_named(name, test) for name, test in {**spelled, **extra}.items())
    whole = replace(agreement, criteria=(*agreement.criteria, *named), routes=tuple(routes))
    return SpelledOut(whole, asked, spelled)


def on_the_spot(name: str) -> bool:
    """Tell whether a condition has no name in the policy itself."""
    return _MARK in name


def extra_name(number: int) -> str:
    """Name a test that is only there to be asked about."""
    return f"{_MARK}{number}"


def is_extra(name: str) -> bool:
    """Tell whether a test is only there to be asked about."""
    return name.startswith(_MARK)


def conjunction(test: Test) -> tuple[Test, ...]:
    """Give the parts that must all hold."""
    return () if isinstance(test, Always) else _parts(test)


def _parts(test: Test) -> tuple[Test, ...]:
    if isinstance(test, Join) and test.how == "alle":
        return tuple(inner for part in test.tests for inner in _parts(part))
    return (test,)


def _named(name: str, test: Test) -> Criterion:
    return Criterion(
        name, test, Phrase(), Citation(), "eis", "", tuple(dict.fromkeys(facts_read(test))),
        tuple(dict.fromkeys(rows_read(test))), tuple(dict.fromkeys(references(test))),
    )  # fmt: skip
