"""The nearest way: the smallest change of facts by which an outcome becomes an offer, or a better variant.

Changes are found by walking the tree the other way round, the cheapest first; each is applied to the subject and judged
again, and only one that gives what it promises is ever told. What the provider can do itself is kept apart from what
asks for another person, and from what nobody can change any more.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, count

from zorginkoop.kernel.assess import Judge, Outcome
from zorginkoop.kernel.language import ChangedBy, LeadsTo
from zorginkoop.kernel.nearest_changes import NEW_ROW, Changes, Ledger, Site, Slot
from zorginkoop.kernel.nearest_joins import BESIDE, FAILS, HOLDS, OPEN, Way, before_reading
from zorginkoop.kernel.nearest_waiting import on_day
from zorginkoop.kernel.nearest_ways import Evaluations, Found, Ways
from zorginkoop.kernel.outcome import GATED, NO_OFFER, OFFER, REIMBURSEMENT, REJECTION, UNDECIDED, judges_claims
from zorginkoop.kernel.reasons import is_running
from zorginkoop.kernel.states import MET, NOT_MET, UnknownReads
from zorginkoop.kernel.tree import Agreement, Route, Test

_TO_TURN = frozenset(
    {
        UNDECIDED, NO_OFFER, REJECTION, LeadsTo.NOTHING, LeadsTo.ASSESSMENT, LeadsTo.TALKS, LeadsTo.CHECK,
        LeadsTo.POLICY_TERMS,
    }
)  # fmt: skip
MOST_CHANGES = 12
_MOST_TRIED = 150
_MOST_MENDED = 15
_MOST_WAITED = 4  # later days on which a way is looked for
ALONE = frozenset({ChangedBy.PROVIDER})
TOGETHER = frozenset({ChangedBy.PROVIDER, ChangedBy.OTHER})


@dataclass(frozen=True, slots=True)
class Goal:
    """What a way leads to: an offer or reimbursement, with at least so many factors met."""

    result: str
    variant: str = ""
    factors: int = 0

    def reached(self, outcome: Outcome) -> bool:
        """Tell whether an outcome is what is wanted, or better."""
        return outcome.result == self.result and outcome.factors_met >= self.factors

    def exactly(self, outcome: Outcome) -> bool:
        """Tell whether an outcome that is reached is no more than what is wanted."""
        return not self.variant or outcome.variant == self.variant


@dataclass(frozen=True, slots=True)
class NearestWay:
    """Changes that lead to a goal, and the outcome that they give, judged anew."""

    changes: Changes
    ledger: Ledger
    before: Outcome
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Nearest:
    """What was found for one goal: the provider's own way, and one that needs others where that is shorter.

    Where there is no way at all that anybody can go on the reference date, `obstacles` name the conditions that nobody
    can change, if that is proven; a way may also just not have been found. `later` is a day from which one was found,
    on what is known now.
    """

    goal: Goal
    alone: NearestWay | None
    together: NearestWay | None
    impossible: bool = False
    obstacles: tuple[str, ...] = ()
    later: date | None = None

    @property
    def found(self) -> tuple[NearestWay, ...]:
        """The ways that were found, the provider's own first."""
        return tuple(way for way in (self.alone, self.together) if way is not None)


class NearestWays:
    """Finds nearest ways for outcomes of one agreement; worth keeping where there are many."""

    def __init__(self, agreement: Agreement) -> None:
        """Prepare to judge again."""
        self.agreement = agreement
        self._judge = Judge(agreement)
        self._evaluations = Evaluations(agreement)
        self._targets = [at for at, route in enumerate(agreement.routes) if route.leads_to in GATED]

    def of(self, outcome: Outcome) -> tuple[Nearest, ...]:
        """Find, for one outcome, the way to an offer, or to each better variant than the one offered."""
        search = _Search(self.agreement, self._judge, self._evaluations, self._targets, outcome)
        return tuple(search.answer(goal) for goal in self.goals(outcome))

    def goals(self, outcome: Outcome) -> Iterator[Goal]:
        """Say what there is to reach: an offer or reimbursement first; who has that, each better variant."""
        if outcome.result not in GATED:
            if outcome.result in _TO_TURN and not is_running(outcome) and not self._is_for_others(outcome):
                yield Goal(REIMBURSEMENT if judges_claims(self.agreement) else OFFER)
            return
        variants = self.agreement.ladder.variants if self.agreement.ladder else ()
        seen = {outcome.variant}
        for number in range(outcome.factors_met + 1, len(variants)):
            if variants[number] not in seen:
                seen.add(variants[number])
                yield Goal(outcome.result, variants[number], number)

    def _is_for_others(self, outcome: Outcome) -> bool:
        """Tell whether the agreement is not meant for a provider at all, and it got nothing for that."""
        audience = self.agreement.audience
        nothing = outcome.result == LeadsTo.NOTHING and bool(audience)
        return nothing and outcome.condition(audience).state == NOT_MET


def nearest(outcome: Outcome) -> tuple[Nearest, ...]:
    """Find the nearest ways of one outcome; for many outcomes of one agreement keep one `NearestWays`."""
    return NearestWays(outcome.agreement).of(outcome)


class _Search:
    """Looks for ways from one outcome."""

    def __init__(
        self, agreement: Agreement, judge: Judge, evaluations: Evaluations, targets: Sequence[int], outcome: Outcome
    ) -> None:
        self.agreement = agreement
        self.judge = judge
        self.evaluations = evaluations
        self.targets = targets
        self.outcome = outcome
        self.ledger = Ledger(agreement, outcome.subject, outcome.known)
        self._found = {by: Found(by) for by in (ALONE, TOGETHER)}
        self._first = {by: self._ways(outcome, by) for by in (ALONE, TOGETHER)}

    def answer(self, goal: Goal) -> Nearest:
        """Look for the provider's own way, and then for a shorter one with others."""
        alone = self._find(goal, ALONE, MOST_CHANGES)
        together = self._find(goal, TOGETHER, len(alone.changes) - 1 if alone else MOST_CHANGES)
        if alone or together:
            return Nearest(goal, alone, together)
        impossible, obstacles = self._proof(goal)
        return Nearest(goal, None, None, impossible, obstacles, None if impossible else self._later(goal))

    def _later(self, goal: Goal) -> date | None:
        """Give the first day looked at from which there is a way, where waiting may bring one."""
        days, last = set(self._first[TOGETHER].later), self.outcome.on
        for _ in range(_MOST_WAITED):
            ahead = [day for day in days if day > last]
            if not ahead:
                return None
            last = min(ahead)
            then = self.judge.assess(on_day(self.outcome.subject, last), self.outcome.key, self.outcome.known)
            search = _Search(self.agreement, self.judge, self.evaluations, self.targets, then)
            if goal.reached(then) or search._find(goal, TOGETHER, MOST_CHANGES):
                return last
            search._proof(goal)  # it looks at every condition, and so at what else is to be waited for
            days |= search._first[TOGETHER].later
        return None

    def _proof(self, goal: Goal) -> tuple[bool, tuple[str, ...]]:
        """Look whether every route has a condition that nobody can bring about."""
        ways = self._first[TOGETHER]
        obstacles = [self._obstacles(ways, goal, at) for at in self.targets if self._leads(goal, at)]
        proven = all(obstacles)
        return proven, tuple(dict.fromkeys(name for names in obstacles for name in names)) if proven else ()

    def _obstacles(self, ways: Ways, goal: Goal, at: int) -> list[str]:
        """Name what a route asks that nobody can bring about, and the factors of which too few are left without it."""
        route = self.agreement.routes[at]
        tests = {name: criterion.test for name, criterion in self.evaluations.criteria.items()}
        names = [name for name, test, wanted in self._asked(at) if ways.cannot(test, wanted)]
        if route.id in names:
            within = [name for name in route.criteria if ways.cannot(tests[name], HOLDS | OPEN)]
            names = [*within, *(name for name in names if name != route.id or not within)]
        lost = [name for name in self.agreement.factors if ways.cannot(tests[name], HOLDS)]
        return names + (lost if len(self.agreement.factors) - len(lost) < goal.factors else [])

    def _find(self, goal: Goal, by: frozenset[ChangedBy], most: int) -> NearestWay | None:
        """Try ways in the order of what they cost; mend one that falls short of the goal."""
        order = count()
        queue: list[tuple[tuple[int, int, int], int, Way]] = []
        seen: set[frozenset[tuple[Slot, object]]] = set()
        tried = mended = 0
        found: NearestWay | None = None  # one that leads further than was asked, if nothing as near leads just there
        for way in self._goal_ways(goal, self._first[by]) if most else ():
            heapq.heappush(queue, (way.cost, next(order), way))
        while queue and tried < _MOST_TRIED:
            way = heapq.heappop(queue)[2]
            if way.slots in seen or way.cost[0] > most:
                continue
            seen.add(way.slots)
            tried += 1
            outcome = self._judged(way.changes)
            if outcome is None:
                continue
            if goal.reached(outcome):
                found = found or self._trimmed(goal, way.changes, outcome)
                if goal.exactly(outcome):
                    return self._trimmed(goal, way.changes, outcome)
                most = len(found.changes)
                continue
            if mended < _MOST_MENDED:
                mended += 1
                ways = self._ways(outcome, by)
                for more in self._goal_ways(goal, ways):
                    for joined in ways.priced(self._laid(way.changes, more.changes)):
                        heapq.heappush(queue, (joined.cost, next(order), joined))
        return found

    def _laid(self, before: Changes, after: Changes) -> Changes:
        """Lay later changes over earlier ones; what comes back to what it was is no change."""
        return self.ledger.without_same({**before, **self.ledger.renumbered(before, after)})

    def _judged(self, changes: Changes) -> Outcome | None:
        subject = self.ledger.applied(changes)
        return None if subject is None else self.judge.assess(subject, self.outcome.key, self.outcome.known)

    def _trimmed(self, goal: Goal, changes: Changes, outcome: Outcome) -> NearestWay:
        """Leave out every change without which the goal is reached as well."""
        for slot in list(changes):
            if slot[1] == NEW_ROW and any(other[0][: len(slot[0])] == slot[0] for other in changes if other != slot):
                continue  # of a row that is changed as well
            fewer = {other: value for other, value in changes.items() if other != slot}
            without = self._judged(fewer)
            if without is not None and goal.reached(without):
                changes, outcome = fewer, without
        return NearestWay(changes, self.ledger, self.outcome, outcome)

    def _ways(self, outcome: Outcome, by: frozenset[ChangedBy]) -> Ways:
        states = [result.state for result in outcome.conditions]
        return Ways(self.ledger, self.evaluations, Site(outcome.subject), states, self._found[by])

    def _goal_ways(self, goal: Goal, ways: Ways) -> list[Way]:
        found: list[Way] = []
        for at in self.targets:
            if self._leads(goal, at):
                required = ways.product(ways.of(test, wanted) for _, test, wanted in self._asked(at))
                found += ways.product([required, self._enough_factors(goal, ways)])
        return ways.best(found, _MOST_TRIED)

    def _leads(self, goal: Goal, at: int) -> bool:
        return self.agreement.routes[at].leads_to == goal.result

    def _enough_factors(self, goal: Goal, ways: Ways) -> list[Way]:
        """Give the ways in which enough factors come to count."""
        tests = [self.evaluations.criteria[name].test for name in self.agreement.factors]
        lacking = [test for test in tests if ways.state(test) != MET]
        needed = goal.factors - (len(tests) - len(lacking))
        if needed <= 0:
            return ways.product([])
        found = [one for one in (ways.of(test, HOLDS) for test in lacking) if one]
        return ways.best(way for some in combinations(found, needed) for way in ways.product(some))

    def _asked(self, at: int) -> Iterator[tuple[str, Test, int]]:
        """Say what a route asks: that the earlier ones are passed, that it fits, and every base condition."""
        routes = self.agreement.routes
        for route in routes[:at]:
            yield route.id, route.test, _read(route, FAILS | BESIDE)
        yield routes[at].id, routes[at].test, _read(routes[at], HOLDS)
        for name in self.agreement.gate:
            criterion = self.evaluations.criteria[name]
            reading = UnknownReads(criterion.unknown_reads or self.agreement.gate_unknown_reads)
            yield name, criterion.test, before_reading(reading, HOLDS | BESIDE)


def _read(route: Route, wanted: int) -> int:
    return before_reading(UnknownReads(route.unknown_reads), wanted)
