"""Which states a test can still come to, whatever is answered: a set of states for every test, as four bits.

What nobody knows yet, and an event that has not happened, may turn out any way; so may every fact that is named as
free. The sets are never too small: a test that can come to one state only does so for every answer there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from zorginkoop.kernel.ask_reads import Read, Reads
from zorginkoop.kernel.evaluate import NEVER, Evaluation, count_or_share, evaluator
from zorginkoop.kernel.facts import FOLLOWS, Subject
from zorginkoop.kernel.states import (
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    UNKNOWN,
    UnknownReads,
    all_of,
    any_of,
    negation,
    only_if,
    read_as,
    unless,
)
from zorginkoop.kernel.tree import (
    Agreement,
    Always,
    Compare,
    DueDate,
    FactDeclaration,
    Join,
    Negation,
    OnlyIf,
    OtherFact,
    RatioTest,
    Reference,
    Rows,
    Test,
    Unless,
)

States = int  # a set of states: bit n stands for state n
Free = frozenset[tuple[str, str]]  # facts, as (kind of subject, key), that may still be answered otherwise

_EVERY = (NOT_APPLICABLE, MET, NOT_MET, UNKNOWN)
_SETS = range(1 << len(_EVERY))
ANY = 0b1111
ANY_ANSWER = 1 << MET | 1 << NOT_MET | 1 << UNKNOWN


def members(states: States) -> list[int]:
    """List the states of a set."""
    return [state for state in _EVERY if states >> state & 1]


def is_settled(states: States) -> bool:
    """Tell whether a set holds one state only."""
    return not states & (states - 1)


def _lifted(join: Callable[[int, int], int]) -> list[list[States]]:
    """Tabulate a join of two states for sets of states."""
    return [[_union(join(a, b) for a in members(one) for b in members(other)) for other in _SETS] for one in _SETS]


def _union(states: Iterable[int]) -> States:
    found = 0
    for state in states:
        found |= 1 << state
    return found


def mapped(states: States, change: Callable[[int], int]) -> States:
    """Give the set of what each state changes into."""
    return _union(change(state) for state in members(states))


def _counted(inside: int, state: int) -> int:
    """Say whether a row counts: it belongs to those meant, and satisfies the condition."""
    return NOT_MET if inside == NOT_MET else all_of((inside, state))


def _required(inside: int, state: int) -> int:
    """Say whether a row is as required: of a row that is not meant nothing is asked."""
    return NOT_APPLICABLE if inside == NOT_MET else only_if(inside, state)


def _weighed(inside: int, state: int) -> int:
    """Say how a row counts in a share, as one number for each pair that counts differently."""
    return NOT_MET if inside in (NOT_MET, NOT_APPLICABLE) else state


_ALL = _lifted(lambda one, other: all_of((one, other)))
_SOME = _lifted(lambda one, other: any_of((one, other)))
_ONLY_IF = _lifted(only_if)
_UNLESS = _lifted(unless)
_ROW = {
    "elke_rij": _lifted(_required),
    "een_rij": _lifted(_counted),
    "geen_rij": _lifted(_counted),
    "aantal": _lifted(_counted),
    "aandeel": _lifted(_weighed),
}


class Leaves:
    """Turns each comparison and ratio of an agreement into a function once, however many look for it."""

    def __init__(self, agreement: Agreement) -> None:
        """Start without any."""
        self.agreement = agreement
        self._build = evaluator(agreement)
        self._built: dict[int, Evaluation] = {}

    def of(self, test: Compare | RatioTest) -> Evaluation:
        """Give the function of a test of the agreement."""
        if id(test) not in self._built:
            self._built[id(test)] = self._build(test)
        return self._built[id(test)]


@dataclass(frozen=True, slots=True)
class OneFree:
    """That one fact is free and all others are as before: only a test that reads it can come to anything else."""

    before: Possible
    reads: Reads
    fact: Read

    def touches(self, test: Test, subject: Subject) -> bool:
        """Tell whether a test about a subject reads the fact."""
        return self.fact in self.reads.of(test, subject.kind)


class Possible:
    """Finds which states the tests of one agreement can come to for one subject."""

    def __init__(
        self, leaves: Leaves, subject: Subject, free: Free = frozenset(), one_free: OneFree | None = None
    ) -> None:
        """Prepare for a subject as on its date, with some facts free; `one_free` says so where it is but one."""
        agreement = leaves.agreement
        self.agreement = agreement
        self.subject = subject
        self.free = free
        self.one_free = one_free
        self.criteria = {criterion.id: criterion for criterion in agreement.criteria}
        self.declared: dict[tuple[str, str], FactDeclaration] = {
            (one.subject, one.name): one for one in agreement.facts
        }
        self._leaves = leaves
        self._found: dict[tuple[int, int], States] = {}

    def of(self, test: Test, subject: Subject) -> States:
        """Give the states that a test can come to for a subject, the one judged or one of its rows."""
        slot = (id(test), id(subject))
        if slot not in self._found:
            one_free = self.one_free
            as_before = one_free is not None and not one_free.touches(test, subject)
            self._found[slot] = one_free.before.of(test, subject) if one_free and as_before else self._of(test, subject)
        return self._found[slot]

    def of_criterion(self, name: str) -> States:
        """Give the states that a criterion can come to, before anybody reads them."""
        return self.of(self.criteria[name].test, self.subject)

    def _of(self, test: Test, subject: Subject) -> States:
        match test:
            case Compare() | RatioTest():
                return self._leaf(test, subject)
            case Join():
                return self._join(test, subject)
            case Negation():
                return mapped(self.of(test.test, subject), negation)
            case OnlyIf():
                return _ONLY_IF[self.of(test.guard, subject)][self.of(test.test, subject)]
            case Unless():
                return _UNLESS[self.of(test.test, subject)][self.of(test.exception, subject)]
            case Reference():
                reading = self.criteria[test.criterion].unknown_reads
                states = self.of_criterion(test.criterion)
                return mapped(states, lambda state: read_as(state, UnknownReads(reading))) if reading else states
            case Rows():
                return self._rows(test, subject)
            case Always():
                return 1 << MET

    def _join(self, test: Join, subject: Subject) -> States:
        table = _ALL if test.how == "alle" else _SOME
        joined = 1 << NOT_APPLICABLE
        for part in test.tests:
            joined = table[joined][self.of(part, subject)]
        return mapped(joined, negation) if test.how == "geen" else joined

    def _leaf(self, test: Compare | RatioTest, subject: Subject) -> States:
        if isinstance(test, RatioTest) and test.relation and subject.relations[test.relation] is None:
            return ANY
        if any(self.is_free(row, key) for row, key in leaves_of(test, subject)):
            return ANY_ANSWER
        return 1 << self._leaves.of(test)(subject, ())

    def is_free(self, subject: Subject, key: str) -> bool:
        """Tell whether a fact may still turn out otherwise: nobody knows it, it is free, or its ground is."""
        grounds = {ground: self.is_free(subject, ground) for ground in self.grounds(subject, key)}
        if any(subject.values[ground] == 1 and not free for ground, free in grounds.items()):
            return False  # it follows for certain, whatever is answered about it
        value = subject.values[key]
        unknown = value is None or value == NEVER or (subject.kind, key) in self.free
        return unknown or (any(grounds.values()) and (value != 1 or subject.facts[key].reason.startswith(FOLLOWS)))

    def grounds(self, subject: Subject, key: str) -> tuple[str, ...]:
        """Name the facts that make a fact true where they are true themselves."""
        declaration = self.declared.get((subject.kind, key))
        return tuple(one for one in declaration.implied_by if one in subject.values) if declaration else ()

    def _rows(self, test: Rows, subject: Subject) -> States:
        rows = subject.relations[test.relation]
        if rows is None:
            return ANY
        if test.how in {"aantal", "aandeel"}:
            return self._total(test, rows)
        per_row = [self.of_row(test, row) for row in rows]
        joined = 1 << (NOT_APPLICABLE if rows or test.how == "elke_rij" else NOT_MET)
        table = _ALL if test.how == "elke_rij" else _SOME
        for states in per_row:
            joined = table[joined][states]
        return mapped(joined, negation) if test.how == "geen_rij" else joined

    def of_row(self, test: Rows, row: Subject) -> States:
        """Give what one row can come to within a test over rows; a settled one cannot move it."""
        return _ROW[test.how][self.inside(test, row)][self.of(test.where, row)]

    def inside(self, test: Rows, row: Subject) -> States:
        """Give whether a row can belong to those that are meant."""
        return 1 << MET if test.population is None else self.of(test.population, row)

    def _total(self, test: Rows, rows: Sequence[Subject]) -> States:
        """Widen what is not settled to unknown: what then is certain holds for every answer."""
        pairs = [(_widened(self.inside(test, row)), _widened(self.of(test.where, row))) for row in rows]
        state = count_or_share(test)(pairs)
        settled = all(is_settled(self.inside(test, row)) and is_settled(self.of(test.where, row)) for row in rows)
        return 1 << state if settled or state in (MET, NOT_MET) else ANY_ANSWER


def _widened(states: States) -> int:
    return members(states)[0] if is_settled(states) else UNKNOWN


def leaves_of(test: Compare | RatioTest, subject: Subject) -> list[tuple[Subject, str]]:
    """Give every fact that a comparison or ratio reads, with the subject or row it is on."""
    if isinstance(test, RatioTest):
        rows = (subject.relations[test.relation] or ()) if test.relation else (subject,)
        return [(row, key) for row in rows for key in (test.numerator, test.denominator)]
    keys = [test.fact]
    if isinstance(test.operand, OtherFact):
        keys.append(test.operand.fact)
    elif isinstance(test.operand, DueDate):
        keys += test.operand.events
    return [(subject, key) for key in keys]
