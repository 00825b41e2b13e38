"""Judge one subject for one agreement: the outcome, and every condition with its clause, facts, source and date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from zorginkoop.kernel.evaluate import evaluation
from zorginkoop.kernel.facts import KnownFact, RecordedSubject, Subject, end_of_day, resolve
from zorginkoop.kernel.outcome import UNDECIDED, Decider, result_of
from zorginkoop.kernel.states import MET
from zorginkoop.kernel.tree import Agreement, Criterion, Part, Route, Task


@dataclass(frozen=True, slots=True)
class ContractKey:
    """For whom an outcome counts: insurer (UZOVI code), label, product type and contract year."""

    insurer: str
    label: str
    product_type: str
    year: int


class ConditionResult(NamedTuple):
    """One condition as judged: its state, and the facts of the subject that were used."""

    criterion: Criterion
    state: int
    facts: tuple[KnownFact, ...]


class PartResult(NamedTuple):
    """A part of the agreement as judged."""

    part: Part
    state: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one subject gets for one agreement, and why."""

    agreement: Agreement
    key: ContractKey
    subject: Subject
    on: date
    known: datetime
    route: Route | None
    undecided_route: Route | None
    result: str
    variant: str
    factors_met: int
    gate: int
    conditions: tuple[ConditionResult, ...]
    route_states: tuple[int, ...]
    parts: tuple[PartResult, ...]
    tasks: tuple[Task, ...]

    def condition(self, name: str) -> ConditionResult:
        """Give one condition by its id; a KeyError when the agreement has none of that name."""
        for result in self.conditions:
            if result.criterion.id == name:
                return result
        raise KeyError(name)


class Judge:
    """Judges subjects by one compiled agreement; building it turns every test into a function once."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        self._decider = Decider(agreement)
        self._evaluations = tuple(evaluation(criterion.test, agreement) for criterion in agreement.criteria)
        self._routes = tuple(evaluation(route.test, agreement) for route in agreement.routes)
        self._facts_read = tuple(criterion.facts for criterion in agreement.criteria)
        positions = {criterion.id: at for at, criterion in enumerate(agreement.criteria)}
        self._tasks = tuple((positions[task.criterion], task) for task in agreement.tasks)

    def states(self, subject: Subject) -> list[int]:
        """Give the state of every criterion, in the order of the agreement."""
        states: list[int] = []
        for evaluate in self._evaluations:
            states.append(evaluate(subject, states))
        return states

    def assess(self, subject: Subject, key: ContractKey, known: datetime) -> Outcome:
        """Judge a subject as on its reference date."""
        agreement, fact_of = self.agreement, subject.facts.__getitem__
        states = self.states(subject)
        route_states = tuple([evaluate(subject, states) for evaluate in self._routes])
        decided = self._decider.decide(states, route_states)
        route = agreement.routes[decided.route - 1] if decided.route else None
        return Outcome(
            agreement=agreement,
            key=key,
            subject=subject,
            on=subject.on,
            known=known,
            route=route,
            undecided_route=agreement.routes[decided.undecided_route - 1] if decided.undecided_route else None,
            result=result_of(route.leads_to, decided.gate) if route else UNDECIDED,
            variant=agreement.ladder.variants[decided.factors_met] if agreement.ladder else "",
            factors_met=decided.factors_met,
            gate=decided.gate,
            conditions=tuple(
                map(
                    ConditionResult,
                    agreement.criteria,
                    states,
                    [tuple(map(fact_of, keys)) for keys in self._facts_read],
                )
            ),
            route_states=route_states,
            parts=tuple([PartResult(part, state) for part, state in zip(agreement.parts, decided.parts, strict=True)]),
            tasks=tuple([task for at, task in self._tasks if states[at] == MET]),
        )


def assess(
    agreement: Agreement, recorded: RecordedSubject, key: ContractKey, on: date, known: datetime | None = None
) -> Outcome:
    """Resolve a recorded subject as on a date and judge it; for many subjects keep one Judge."""
    known = known or end_of_day(on)
    return Judge(agreement).assess(resolve(recorded, agreement, on, known), key, known)
