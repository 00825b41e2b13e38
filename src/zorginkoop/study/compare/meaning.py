"""Whether anybody at all gets something else by another edition: an example, a proof that nobody does, or neither.

Agreements that read the same to the last condition are the same, without asking. All others are asked of the prover:
its examples are judged again by `assess` under both editions, and what it cannot decide is said not to be proven.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from zorginkoop.kernel.assess import ContractKey, Judge, Outcome
from zorginkoop.kernel.facts import end_of_day, resolve
from zorginkoop.kernel.outcome import OFFER, REIMBURSEMENT
from zorginkoop.kernel.states import MET
from zorginkoop.kernel.tree import Agreement
from zorginkoop.study.compare.normal import changed_criteria, normal, read_otherwise, rows_needed, rules_of
from zorginkoop.study.compare.order import Order, Ordering, a_variant_returns
from zorginkoop.study.compare.records import BOTH_VALUES, twins
from zorginkoop.study.compare.years import Years
from zorginkoop.study.logic.lowering import Lowered
from zorginkoop.study.logic.prover import NOT_CONFIRMED, Answer, Example, Impossible, NotProven, Prover
from zorginkoop.study.logic.rebuilding import numbered_anew
from zorginkoop.study.logic.space import ROWS_BY_DEPTH
from zorginkoop.study.logic.wires import Wire, all_wires, both, differ, opposite, some_wire

_GOOD = frozenset({OFFER, REIMBURSEMENT})
_STATES = range(4)
_LOSING, _GAINING = (None, Order.STRICTER), (None, Order.LOOSER)  # an order in which somebody may lose, or gain


class Verdict(StrEnum):
    """What is known of an agreement in two editions."""

    SAME_RULES = "zelfde_regels"  # the rules read the same, so there is nothing to ask
    PROVEN_EQUAL = "bewezen_gelijk"
    DIFFERS = "anders"
    NOT_PROVEN = "niet_bewezen"
    NOT_COMPARED = "niet_vergeleken"  # it stands in one of the two only, or cannot be compiled


_VERDICTS = {Example: Verdict.DIFFERS, Impossible: Verdict.PROVEN_EQUAL, NotProven: Verdict.NOT_PROVEN}


class Direction(StrEnum):
    """Whether fewer or more come to something: certain, because the other side was proven impossible."""

    STRICTER = "strenger"
    LOOSER = "ruimer"
    BOTH = "strenger_en_ruimer"
    NEITHER = "even_streng"
    UNCERTAIN = "niet_zeker"


@dataclass(frozen=True, slots=True)
class Sides:
    """Who loses and who gains by the newer text: an example, a proof that nobody does, or neither."""

    loses: Answer
    gains: Answer

    @property
    def direction(self) -> Direction:
        """Say it in one word; a side that is not proven leaves it uncertain."""
        loses, gains = isinstance(self.loses, Example), isinstance(self.gains, Example)
        if loses and gains:
            return Direction.BOTH
        if isinstance(self.loses, NotProven) or isinstance(self.gains, NotProven):
            return Direction.UNCERTAIN
        if loses or gains:
            return Direction.STRICTER if loses else Direction.LOOSER
        return Direction.NEITHER


@dataclass(frozen=True, slots=True)
class AgreementMeaning:
    """One agreement in both editions: the verdict, who shows it, who loses and gains, and each changed condition.

    `years` are the contract years it holds for; none where the agreement stands in one edition only.
    """

    agreement: str
    verdict: Verdict
    answer: Answer | None = None
    sides: Sides | None = None
    criteria: Mapping[str, Sides] | None = None
    reason: str = ""
    years: tuple[Years, ...] = ()


def compare_meaning(old: Agreement, new: Agreement, days: tuple[date, date], key: ContractKey) -> AgreementMeaning:
    """Compare one agreement of two editions for everybody who could exist, on the days of both."""
    name = new.agreement
    if old.subject != new.subject:
        reason = f"gaat over {new.subject}, en ging over {old.subject}"
        return AgreementMeaning(name, Verdict.NOT_COMPARED, reason=reason)
    if rules_of(old) == rules_of(new):
        return AgreementMeaning(name, Verdict.SAME_RULES)
    return _Asking(old, new, days, key).meaning()


NO_ORDER: Final = "welke variant beter is, zegt de ladder hier niet"


class _Asking:
    """Asks about one agreement of two editions; the prover gets both in one order, so that it knows what is alike.

    What is stricter by its form alone needs no asking: that nobody gains by it is certain.
    """

    def __init__(self, old: Agreement, new: Agreement, days: tuple[date, date], key: ContractKey) -> None:
        self.old, self.new = old, new
        self.judges = Judge(old), Judge(new)
        self.key = key
        self.days = days
        self.order = Ordering(normal(old), normal(new))
        self.read_otherwise = read_otherwise(old, new)
        self.provers = [Prover((normal(old), normal(new)), *days, key)]
        needed = rows_needed(old, new)
        if needed > ROWS_BY_DEPTH[0]:
            more = (needed, *ROWS_BY_DEPTH[1:])
            self.provers.append(Prover((normal(old), normal(new)), *days, key, more))

    def meaning(self) -> AgreementMeaning:
        """Ask first who loses and who gains, so that the example is about an offer where there is such a one."""
        order = self._order(self.order.outcome())
        sides = Sides(
            self._of_variants_too(self._asked(_loses, _has_lost) if order in _LOSING else Impossible()),
            self._of_variants_too(self._asked(_gains, _has_gained) if order in _GAINING else Impossible()),
        )
        shown = next((side for side in (sides.loses, sides.gains) if isinstance(side, Example)), None)
        answer = shown or self._asked(differs, outcomes_differ)
        if self.read_otherwise and not isinstance(answer, Example):
            answer = self._of_records() or answer
        verdict = _VERDICTS[type(answer)]
        reason = answer.reason if isinstance(answer, NotProven) else ""
        return AgreementMeaning(self.new.agreement, verdict, answer, sides, self._criteria(), reason)

    def _of_variants_too(self, answer: Answer) -> Answer:
        """Take back that nobody loses or gains where nothing says which variant is better."""
        nobody = isinstance(answer, Impossible)
        return NotProven(NO_ORDER) if nobody and unordered(self.old, self.new) else answer

    def _asked(self, wanted: Callable[[Sequence[Lowered]], Wire], holds: Callable[[Sequence[Outcome]], bool]) -> Answer:
        """Ask; what is not proven is asked once more with more rows, where a changed limit takes more of them."""
        answer: Answer = NotProven("")
        for prover in self.provers:
            answer = prover.ask(wanted, holds)
            if isinstance(answer, Example):
                return self._as_written(prover.smaller(answer, holds), holds)
            if isinstance(answer, Impossible):
                return self._certain(answer)
        return answer

    def _of_records(self) -> Example | None:
        """Look for somebody of whom one record counts for two values, and so comes to something else."""

        def wanted(lowered: Sequence[Lowered]) -> Wire:
            return all_wires((differs(lowered), *(one.is_state(BOTH_VALUES, MET) for one in lowered)))

        def holds(outcomes: Sequence[Outcome]) -> bool:
            told = (outcome.condition(BOTH_VALUES).state == MET for outcome in outcomes)
            return outcomes_differ(outcomes) and all(told)

        for pair in twins(normal(self.old), normal(self.new)):
            prover = Prover((pair.old, pair.new), *self.days, self.key)
            found = prover.ask(wanted, holds)
            if isinstance(found, Example):
                small = prover.smaller(found, holds)
                subject = numbered_anew(pair.recorded(small))
                confirmed = self._as_written(replace(small, subject=subject), outcomes_differ)
                if isinstance(confirmed, Example):
                    return confirmed
        return None

    def _certain(self, answer: Impossible) -> Impossible | NotProven:
        """Give a proof, unless the same record counts for something else in each: it is about values, not records."""
        names = ", ".join(self.read_otherwise)
        return NotProven(f"een vastlegging telt in elk van beide anders: {names}") if names else answer

    def _order(self, order: Order | None) -> Order | None:
        return None if self.read_otherwise else order

    def _as_written(self, example: Example, holds: Callable[[Sequence[Outcome]], bool]) -> Example | NotProven:
        """Judge an example again by the agreements as they are written, and give it only when it holds there too."""
        known = end_of_day(example.on)
        outcomes = tuple(
            judge.assess(resolve(example.subject, judge.agreement, example.on, known), self.key, known)
            for judge in self.judges
        )
        return replace(example, outcomes=outcomes) if holds(outcomes) else NotProven(NOT_CONFIRMED)

    def _criteria(self) -> dict[str, Sides]:
        found = {}
        for name in changed_criteria(self.old, self.new):
            order = self._order(self.order.criteria[name])
            loses = self._met(name, 0) if order in _LOSING else Impossible()
            found[name] = Sides(loses, self._met(name, 1) if order in _GAINING else Impossible())
        return found

    def _met(self, name: str, side: int) -> Answer:
        """Ask for somebody who meets a condition in one of the two and not in the other."""

        def wanted(lowered: Sequence[Lowered]) -> Wire:
            return both(lowered[side].is_state(name, MET), opposite(lowered[1 - side].is_state(name, MET)))

        def holds(outcomes: Sequence[Outcome]) -> bool:
            there, not_there = outcomes[side].condition(name).state, outcomes[1 - side].condition(name).state
            return there == MET != not_there

        return self._asked(wanted, holds)


def differs(lowered: Sequence[Lowered]) -> Wire:
    """Give the truth that somebody comes to something else in the second than in the first."""
    return some_wire(differ(one, other) for one, other in _pairs(lowered[0], lowered[1]))


def _pairs(old: Lowered, new: Lowered) -> Iterator[tuple[Wire, Wire]]:
    """Lay beside each other every truth that an outcome is made of."""
    sides = (old, new)
    results = [one.results() for one in sides]
    for result in dict.fromkeys((*results[0], *results[1])):
        yield results[0].get(result, False), results[1].get(result, False)
    for kind in dict.fromkeys(route.leads_to for one in sides for route in one.agreement.routes):
        yield _leads_to(old, kind), _leads_to(new, kind)
    for route in dict.fromkeys(route.id for one in sides for route in one.agreement.routes):
        yield _taken(old, route), _taken(new, route)
    for variant in dict.fromkeys((*_variants(old.agreement), *_variants(new.agreement))):
        yield (
            both(results[0].get(OFFER, False), old.variant_is(variant)),
            both(results[1].get(OFFER, False), new.variant_is(variant)),
        )
    for part in dict.fromkeys(part.id for one in sides for part in one.agreement.parts):
        for state in _STATES if all(_has_part(one.agreement, part) for one in sides) else (MET,):
            yield _part(old, part, state), _part(new, part, state)
    for task in dict.fromkeys(task.id for one in sides for task in one.agreement.tasks):
        yield _task(old, task), _task(new, task)


def _leads_to(lowered: Lowered, kind: str) -> Wire:
    return some_wire(lowered.route_is(route.id) for route in lowered.agreement.routes if route.leads_to == kind)


def _taken(lowered: Lowered, route: str) -> Wire:
    return lowered.route_is(route) if any(one.id == route for one in lowered.agreement.routes) else False


def _part(lowered: Lowered, part: str, state: int) -> Wire:
    return lowered.part_is(part, state) if _has_part(lowered.agreement, part) else False


def _has_part(agreement: Agreement, part: str) -> bool:
    return any(one.id == part for one in agreement.parts)


def _task(lowered: Lowered, task: str) -> Wire:
    criterion = next((one.criterion for one in lowered.agreement.tasks if one.id == task), None)
    return lowered.is_state(criterion, MET) if criterion is not None else False


def _variants(agreement: Agreement) -> tuple[str, ...]:
    return agreement.ladder.variants if agreement.ladder else ()


def outcomes_differ(outcomes: Sequence[Outcome]) -> bool:
    """Tell the same of two judged outcomes."""
    return bool(aspects(outcomes[0], outcomes[1]))


def aspects(old: Outcome, new: Outcome) -> tuple[str, ...]:
    """Name in what two outcomes differ: result, route, variant, part, task."""
    found = {
        "uitkomst": old.result != new.result,
        "route": _route(old) != _route(new),
        "variant": _variant(old) != _variant(new),
        "onderdeel": _parts_of(old, new) != _parts_of(new, old),
        "taak": {task.id for task in old.tasks} != {task.id for task in new.tasks},
    }
    return tuple(aspect for aspect, other in found.items() if other)


def _route(outcome: Outcome) -> tuple[str, str]:
    return (outcome.route.id, outcome.route.leads_to) if outcome.route else ("", "")


def _variant(outcome: Outcome) -> str:
    return outcome.variant if outcome.result == OFFER else ""


def _parts_of(outcome: Outcome, other: Outcome) -> dict[str, int]:
    """Give the state of each part; one that the other does not know counts only when it is met."""
    known = {part.id for part in other.agreement.parts}
    return {one.part.id: one.state for one in outcome.parts if one.part.id in known or one.state == MET}


def _loses(lowered: Sequence[Lowered]) -> Wire:
    return _worse(lowered[0], lowered[1])


def _gains(lowered: Sequence[Lowered]) -> Wire:
    return _worse(lowered[1], lowered[0])


def _worse(better: Lowered, worse: Lowered) -> Wire:
    """Give the truth of an offer on one side and none, or a lesser variant, on the other."""
    good = [some_wire(one.results().get(result, False) for result in _GOOD) for one in (better, worse)]
    rank = _ranks(better.agreement, worse.agreement)
    lesser = some_wire(
        both(better.variant_is(high), worse.variant_is(low)) for high in rank for low in rank if rank[high] > rank[low]
    )
    return some_wire((both(good[0], opposite(good[1])), both(both(good[0], good[1]), lesser)))


def _has_lost(outcomes: Sequence[Outcome]) -> bool:
    return _is_worse(outcomes[0], outcomes[1])


def _has_gained(outcomes: Sequence[Outcome]) -> bool:
    return _is_worse(outcomes[1], outcomes[0])


def _is_worse(better: Outcome, worse: Outcome) -> bool:
    if better.result not in _GOOD:
        return False
    rank = _ranks(better.agreement, worse.agreement)
    return worse.result not in _GOOD or rank.get(better.variant, 0) > rank.get(worse.variant, 0)


def _ranks(one: Agreement, other: Agreement) -> dict[str, int]:
    """Order the variants of both, more factors higher; {} where they have no order together (see `unordered`)."""
    ladders = _variants(one), _variants(other)
    short, long = sorted((tuple(dict.fromkeys(ladder)) for ladder in ladders), key=len)
    alike = tuple(variant for variant in long if variant in short) == short
    if not alike or any(map(a_variant_returns, ladders)):
        return {}
    return {variant: at for at, variant in enumerate(long)}


def unordered(one: Agreement, other: Agreement) -> bool:
    """Tell whether nothing says which variant is better: one returns on a ladder, or two ladders contradict."""
    return any(len(set(_variants(each))) > 1 for each in (one, other)) and not _ranks(one, other)
