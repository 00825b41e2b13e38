"""Questions about an agreement, said once: of everybody in logic, and of one made-up subject as judged.

A question is a function of a view. The view of logic answers with truths that are still open, the view of an outcome
with plain ones; the question itself cannot tell them apart. What one question turned up answers others: only what no
known subject shows is asked of the prover.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Protocol

from zorginkoop.kernel.assess import ContractKey, Outcome
from zorginkoop.kernel.facts import RecordedSubject
from zorginkoop.kernel.states import UnknownReads, read_as
from zorginkoop.kernel.tree import Agreement
from zorginkoop.study.logic.lowering import Lowered
from zorginkoop.study.logic.prover import TOO_MUCH, Answer, Example, NotProven, Prover
from zorginkoop.study.logic.space import ROWS_BY_DEPTH
from zorginkoop.study.logic.wires import Wire, both, opposite
from zorginkoop.study.prove.row_counts import rows_to_try


class View(Protocol):
    """What can be asked of everybody, or of one."""

    def state(self, criterion: str) -> Any:  # noqa: ANN401 - a whole number, or one made of logic
        """Give the state of a condition."""

    def route_state(self, number: int) -> Any:  # noqa: ANN401 - as above
        """Give the state of the test of a route, counted from 0."""

    def bit(self, state: Any, at: int) -> Wire:  # noqa: ANN401 - as above
        """Give one bit of a state as a truth: 0 it can hold, 1 it can fail."""

    def taken(self, route: str) -> Wire:
        """Tell whether a route is taken."""

    def result(self, result: str) -> Wire:
        """Tell whether it comes to a result."""

    def factors(self, number: int) -> Wire:
        """Tell whether so many factors are met."""

    def part(self, part: str, state: int) -> Wire:
        """Tell whether a part has a state."""


Question = Callable[[View], Wire]


@dataclass(frozen=True, slots=True)
class Everybody:
    """The view of logic."""

    lowered: Lowered

    def state(self, criterion: str) -> Any:  # noqa: ANN401 - see View
        """Give the state of a condition, made of logic."""
        return self.lowered.states[criterion]

    def route_state(self, number: int) -> Any:  # noqa: ANN401 - see View
        """Give the state of the test of a route, made of logic."""
        return self.lowered.route_states[number]

    def bit(self, state: Any, at: int) -> Wire:  # noqa: ANN401 - see View
        """Give one bit of a state."""
        return state.bits[at]

    def taken(self, route: str) -> Wire:
        """Give the truth that a route is taken."""
        return self.lowered.route_is(route)

    def result(self, result: str) -> Wire:
        """Give the truth that it comes to a result."""
        return self.lowered.result_is(result)

    def factors(self, number: int) -> Wire:
        """Give the truth that so many factors are met."""
        return self.lowered.factors_met.equals(number)

    def part(self, part: str, state: int) -> Wire:
        """Give the truth that a part has a state."""
        return self.lowered.part_is(part, state)


class OneSubject:
    """The view of an outcome."""

    def __init__(self, outcome: Outcome) -> None:
        """Look at what somebody got."""
        self.outcome = outcome
        self._states = {result.criterion.id: result.state for result in self.outcome.conditions}
        self._parts = {result.part.id: result.state for result in self.outcome.parts}

    def state(self, criterion: str) -> int:
        """Give the state of a condition."""
        return self._states[criterion]

    def route_state(self, number: int) -> int:
        """Give the state of the test of a route."""
        return self.outcome.route_states[number]

    def bit(self, state: int, at: int) -> bool:
        """Give one bit of a state."""
        return bool(state >> at & 1)

    def taken(self, route: str) -> bool:
        """Tell whether a route is taken."""
        return (self.outcome.route.id if self.outcome.route else "") == route

    def result(self, result: str) -> bool:
        """Tell whether it comes to a result."""
        return self.outcome.result == result

    def factors(self, number: int) -> bool:
        """Tell whether so many factors are met."""
        return self.outcome.factors_met == number

    def part(self, part: str, state: int) -> bool:
        """Tell whether a part has a state."""
        return self._parts[part] == state


class Questions:
    """Asks questions about one agreement, and remembers every subject that an answer showed."""

    def __init__(self, agreement: Agreement, first: date, last: date, key: ContractKey) -> None:
        """Ask about reference dates from a first to a last day, both included."""
        self.agreement = agreement
        self.key = key
        self._prover = Prover((agreement,), first, last, key)
        rows = rows_to_try(agreement)
        more = (rows, *ROWS_BY_DEPTH[1:])
        self._with_more_rows = Prover((agreement,), first, last, key, more) if rows > ROWS_BY_DEPTH[0] else None
        self._seen: list[tuple[OneSubject, Example]] = []

    def ask(self, question: Question) -> Answer:
        """Answer whether the question holds of anybody at all."""
        for one, example in self._seen:
            if question(one):
                return example
        answer = self._asked(question)
        if isinstance(answer, Example):
            self._seen.append((OneSubject(answer.outcomes[0]), answer))
        return answer

    @property
    def shown(self) -> tuple[Example, ...]:
        """Every example that an answer showed."""
        return tuple(example for _, example in self._seen)

    def look_again(self, examples: Iterable[Example], years: int) -> None:
        """Judge the examples of another contract year, moved by some years: what they show needs no looking for."""
        first, last = self._prover.first, self._prover.last
        for one in examples:
            on = min(max(one.on + timedelta(days=365 * years), first), last)
            example = self._prover.judged(_moved(one.subject, years), on)
            self._seen.append((OneSubject(example.outcomes[0]), example))

    def _asked(self, question: Question) -> Answer:
        """Ask; what is not proven is asked once more with more rows, where the limits on counts take more of them."""

        def holds(outcomes: Sequence[Outcome]) -> bool:
            return bool(question(OneSubject(outcomes[0])))

        answer = self._prover.ask(_of_everybody(question), holds)
        if not isinstance(answer, NotProven) or self._with_more_rows is None:
            return answer
        again = self._with_more_rows.ask(_of_everybody(question), holds)
        if isinstance(again, NotProven) and answer.reason != TOO_MUCH:
            tried = self._with_more_rows.rows_by_depth[0]
            return NotProven(f"{answer.reason} (gezocht met ten hoogste {tried} rijen)")
        return again

    def prepare(self, questions: Sequence[Question]) -> None:
        """Look for a few subjects who together answer as many questions as can be."""
        open_ones = (question for question in questions if not any(question(one) for one, _ in self._seen))
        waiting = [(question, _of_everybody(question)) for question in open_ones]
        while waiting:
            example = self._prover.together([of_everybody for _, of_everybody in waiting])
            if example is None:
                return
            one = OneSubject(example.outcomes[0])
            left = [pair for pair in waiting if not pair[0](one)]
            if len(left) == len(waiting):
                return
            self._seen.append((one, example))
            waiting = left

    def smaller(self, example: Example, question: Question) -> Example:
        """Leave out of an example what the question does not need, for a person to read."""
        return self._prover.smaller(example, lambda outcomes: bool(question(OneSubject(outcomes[0]))))


def _moved(subject: RecordedSubject, years: int) -> RecordedSubject:
    """Give a subject whose facts of a year are of some years later."""
    facts = {
        name: tuple(replace(one, year=one.year + years) if one.year else one for one in records)
        for name, records in subject.facts.items()
    }
    relations = {name: tuple(_moved(row, years) for row in rows) for name, rows in subject.relations.items()}
    return replace(subject, facts=facts, relations=relations)


def _of_everybody(question: Question) -> Callable[[Sequence[Lowered]], Wire]:
    """Ask a question of logic; the answer of one space is kept, for it is asked again with others beside it."""
    kept: dict[int, Wire] = {}

    def wanted(lowered: Sequence[Lowered]) -> Wire:
        if id(lowered[0]) not in kept:
            kept[id(lowered[0])] = question(Everybody(lowered[0]))
        return kept[id(lowered[0])]

    return wanted


def read_by(view: View, reading: str, criterion: str) -> Any:  # noqa: ANN401 - see View
    """Give the state of a condition as it is read where it is referred to."""
    state = view.state(criterion)
    return read_as(state, UnknownReads(reading)) if reading else state


def is_state(view: View, criterion: str, state: int) -> Wire:
    """Tell whether a condition has a state."""
    found = view.state(criterion)
    can_hold, can_fail = view.bit(found, 0), view.bit(found, 1)
    return both(can_hold if state & 1 else opposite(can_hold), can_fail if state & 2 else opposite(can_fail))
