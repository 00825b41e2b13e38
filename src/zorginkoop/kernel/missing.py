"""Which facts would decide what is still undecided: found by walking only the parts that are themselves unknown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from zorginkoop.kernel.assess import Outcome
from zorginkoop.kernel.evaluate import evaluation, read_translation
from zorginkoop.kernel.facts import Subject
from zorginkoop.kernel.language import LeadsTo, Origin
from zorginkoop.kernel.outcome import GATED, UNDECIDED
from zorginkoop.kernel.states import MET, UNKNOWN, UnknownReads, all_of, only_if, read_as
from zorginkoop.kernel.tree import (
    Agreement,
    Compare,
    Criterion,
    DueDate,
    FactDeclaration,
    OtherFact,
    RatioTest,
    Reference,
    Route,
    Rows,
    Test,
)
from zorginkoop.kernel.tree_walk import inner_tests


@dataclass(frozen=True, slots=True)
class MissingFact:
    """One unknown fact that could change the outcome; without a declaration it is the rows of a relation as a whole.

    The subject is the one judged, or the row that lacks the fact (the hours of one person). `codes` are the codes of a
    known fact that the table of the installation does not know.
    """

    key: str
    subject: str
    subject_id: str
    subject_name: str
    declaration: FactDeclaration | None
    on_row: bool
    reason: str = ""
    codes: tuple[str, ...] = ()

    @property
    def decided_by_person(self) -> bool:
        """Whether a person has to decide it; no register or questionnaire will tell."""
        return self.declaration is not None and self.declaration.origin == Origin.DECISION

    @property
    def label(self) -> str:
        """Name the fact, with its row where it stands on one: p2/uren_hier."""
        return f"{self.subject_id}/{self.key}" if self.on_row else self.key


def missing_facts(outcome: Outcome) -> tuple[MissingFact, ...]:
    """Name the unknown facts whose value could still change the outcome, in the order of the policy, each once.

    While a route is undecided those are the facts of that route; where a person assesses, those of the routes that were
    passed by because they were unknown; otherwise those of the base conditions and of the factors of an offer.
    """
    walk = _Walk(outcome)
    if outcome.undecided_route is not None:
        return walk.of_test(outcome.undecided_route.test)
    if outcome.route is not None and outcome.result in (LeadsTo.ASSESSMENT, LeadsTo.CHECK):
        return walk.of_passed(outcome.route)
    if outcome.route is None or outcome.result not in (*GATED, UNDECIDED):
        return ()
    agreement = outcome.agreement
    gate = [name for name in agreement.gate if outcome.result == UNDECIDED and walk.blocks(name)]
    return walk.of_criteria([*gate, *agreement.factors])


def missing_for(outcome: Outcome, criterion: str) -> tuple[MissingFact, ...]:
    """Name the unknown facts that would decide one condition; a KeyError when the agreement has none of that name."""
    outcome.condition(criterion)
    return _Walk(outcome).of_criteria([criterion])


class _Walk:
    """Walks the tests of one outcome, for the subject it was judged on."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.agreement: Agreement = outcome.agreement
        self.criteria: dict[str, Criterion] = {criterion.id: criterion for criterion in self.agreement.criteria}
        self.states = [result.state for result in outcome.conditions]
        self.by_name = {result.criterion.id: result.state for result in outcome.conditions}
        self.facts = {(fact.subject, fact.name): fact for fact in self.agreement.facts}

    def of_test(self, test: Test) -> tuple[MissingFact, ...]:
        """Gather what a test misses."""
        return tuple(dict.fromkeys(self._test(test, self.outcome.subject, self.states)))

    def of_passed(self, route: Route) -> tuple[MissingFact, ...]:
        """Gather what the routes before the one taken miss, as far as they lie within the same outer route."""
        routes = self.agreement.routes[: self.agreement.routes.index(route)]
        outer = route.id.partition("/")[0]
        passed = [earlier.test for earlier in routes if earlier.id.partition("/")[0] == outer]
        return tuple(dict.fromkeys(missing for test in passed for missing in self.of_test(test)))

    def of_criteria(self, names: Sequence[str]) -> tuple[MissingFact, ...]:
        """Gather what several criteria miss."""
        found = (missing for name in names for missing in self.of_test(self.criteria[name].test))
        return tuple(dict.fromkeys(found))

    def blocks(self, name: str) -> bool:
        """Tell whether a base condition is read as unknown, and so keeps the gate undecided."""
        reading = self.criteria[name].unknown_reads or self.agreement.gate_unknown_reads
        return read_as(self.by_name[name], UnknownReads(reading)) == UNKNOWN

    def _test(self, test: Test, subject: Subject, states: Sequence[int]) -> Iterator[MissingFact]:
        if evaluation(test, self.agreement)(subject, states) != UNKNOWN:
            return
        match test:
            case Compare():
                yield from self._compared(test, subject)
            case RatioTest():
                yield from self._ratio(test, subject)
            case Rows():
                yield from self._rows(test, subject)
            case Reference():
                yield from self._test(self.criteria[test.criterion].test, subject, states)
            case _:
                for part in inner_tests(test):
                    yield from self._test(part, subject, states)

    def _compared(self, test: Compare, subject: Subject) -> Iterator[MissingFact]:
        if not isinstance(test.operand, OtherFact):
            events = test.operand.events if isinstance(test.operand, DueDate) else ()
            yield from self._facts((test.fact, *events), subject)
            return
        yield from self._facts((test.fact, test.operand.fact), subject)
        against = subject.values[test.operand.fact]
        if isinstance(against, frozenset) and test.operand.translation:
            untold = against - read_translation(test.operand.translation).keys()
            if untold:
                missing = self._missing(test.operand.fact, subject, "staat niet in de tabel")
                yield replace(missing, codes=tuple(sorted(untold)))

    def _ratio(self, test: RatioTest, subject: Subject) -> Iterator[MissingFact]:
        rows = subject.relations[test.relation] if test.relation else (subject,)
        if rows is None:
            yield self._relation(test.relation, subject)
        for row in rows or ():
            yield from self._facts((test.numerator, test.denominator), row)

    def _rows(self, test: Rows, subject: Subject) -> Iterator[MissingFact]:
        rows = subject.relations[test.relation]
        if rows is None:
            yield from self._no_rows(test.relation, subject)
        for row in rows or ():
            inside = MET if test.population is None else evaluation(test.population, self.agreement)(row, ())
            state = evaluation(test.where, self.agreement)(row, ())
            if not _row_matters(test.how, inside, state):
                continue
            if test.population is not None:
                yield from self._test(test.population, row, ())
            yield from self._test(test.where, row, ())

    def _facts(self, keys: Sequence[str], subject: Subject) -> Iterator[MissingFact]:
        for key in keys:
            if subject.values[key] is None:
                fact = subject.facts.get(key)
                yield self._missing(key, subject, fact.reason if fact else "")

    def _no_rows(self, name: str, subject: Subject) -> Iterator[MissingFact]:
        """Name what nobody knows: on which day to look, or else the rows."""
        relation, _, event = name.partition("@")
        unknown_day = list(self._facts((event,), subject)) if event else []
        yield from unknown_day or [self._relation(relation, subject)]

    def _relation(self, name: str, subject: Subject) -> MissingFact:
        return replace(self._missing(name.partition("@")[0], subject, "niet vastgelegd"), declaration=None)

    def _missing(self, key: str, subject: Subject, reason: str) -> MissingFact:
        declaration = self.facts.get((subject.kind, key.partition("@")[0]))
        on_row = subject is not self.outcome.subject
        return MissingFact(key, subject.kind, subject.id, subject.name, declaration, on_row, reason)


def _row_matters(how: str, inside: int, state: int) -> bool:
    """Tell whether what is unknown about a row can change the test over all rows."""
    if how == "elke_rij":
        return only_if(inside, state) == UNKNOWN
    if how == "aandeel" and inside == UNKNOWN:
        return True  # whether the row belongs to the whole already moves the share
    return all_of((inside, state)) == UNKNOWN
