"""Which facts can still move an outcome: found by walking down from the outcome, past everything that is settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from zorginkoop.kernel import reasons
from zorginkoop.kernel.ask_possible import Possible, is_settled, leaves_of, mapped
from zorginkoop.kernel.facts import Subject
from zorginkoop.kernel.language import Force, LeadsTo
from zorginkoop.kernel.states import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN, UnknownReads, read_as
from zorginkoop.kernel.tree import Agreement, Compare, Criterion, RatioTest, Reference, Route, Rows, Test
from zorginkoop.kernel.tree_walk import inner_tests

# results that an offer or a reimbursement can still follow from
_OPEN = frozenset({LeadsTo.OFFER, LeadsTo.ASSESSMENT, LeadsTo.TALKS, LeadsTo.REIMBURSEMENT, LeadsTo.CHECK})

Place = tuple[tuple[str, str], ...]  # relation and id of the row, from the subject down


@dataclass(frozen=True, slots=True)
class FactAt:
    """One fact of the subject, or of one of its rows, by relation and id: ((personen, p1),) uren_hier."""

    place: Place
    key: str

    @property
    def label(self) -> str:
        """Name the fact with its row: personen/p1/uren_hier."""
        return "/".join((*(f"{relation}/{row}" for relation, row in self.place), self.key))


def leaves_open(routes: Iterable[Route]) -> bool:
    """Tell whether one of some routes still leads to an offer, or to somebody who decides on one."""
    return any(route.leads_to in _OPEN for route in routes)


def asks_for(agreement: Agreement) -> tuple[Criterion, ...]:
    """Give the conditions that an offer rests on or that a purchaser reads beside it, in the order of the policy.

    Conditions that only lend their test to others are left out: those others are why something is asked.
    """
    return tuple(
        criterion
        for criterion in agreement.criteria
        if reasons.role(agreement, criterion) != reasons.OTHER or criterion.force != Force.REQUIREMENT
    )


class Reach:
    """Walks from the outcome of one subject to the facts that can still change it."""

    def __init__(self, possible: Possible) -> None:
        """Walk with the states that tests can come to."""
        self.possible = possible
        self.agreement = possible.agreement
        self._bases = {(one.subject, one.name): one.base for one in self.agreement.relations}

    def routes(self) -> list[Route]:
        """Give the routes that can still be taken, in order; what comes after a certain one cannot."""
        found: list[Route] = []
        for route in self.agreement.routes:
            reading = UnknownReads(route.unknown_reads)
            states = self.possible.of(route.test, self.possible.subject)
            read = mapped(states, partial(read_as, reading=reading))
            if read & (1 << MET | 1 << UNKNOWN):
                found.append(route)
            if read == 1 << MET:
                break
        return found

    def facts(self, reachable: list[Route]) -> set[FactAt]:
        """Give every fact that can still move which of some routes is taken, or a condition of the offer on one.

        Where one fact is free, only what reads it is looked through: of others nothing new is found.
        """
        subject, found = self.possible.subject, set[FactAt]()
        for route in reachable:
            found.update(self._walk(route.test, subject, ()))
        if leaves_open(reachable):
            for criterion in asks_for(self.agreement):
                found.update(self._walk(criterion.test, subject, ()))
        return found

    def _walk(self, test: Test, subject: Subject, place: Place) -> Iterator[FactAt]:
        one_free = self.possible.one_free
        if is_settled(self.possible.of(test, subject)) or (one_free and not one_free.touches(test, subject)):
            return
        match test:
            case Compare() | RatioTest():
                yield from self._read(test, subject, place)
            case Reference():
                yield from self._walk(self.possible.criteria[test.criterion].test, self.possible.subject, ())
            case Rows():
                for row in subject.relations[test.relation] or ():
                    if not self._row_settled(test, row):
                        inside = (*place, (self._bases[subject.kind, test.relation], row.id))
                        if test.population is not None:
                            yield from self._walk(test.population, row, inside)
                        yield from self._walk(test.where, row, inside)
            case _:
                for part in inner_tests(test):
                    yield from self._walk(part, subject, place)

    def _row_settled(self, test: Rows, row: Subject) -> bool:
        """Tell whether nothing about a row can move the test over all rows any more."""
        if test.how != "aandeel":
            return is_settled(self.possible.of_row(test, row))
        inside = self.possible.inside(test, row)
        left_out = not inside & ~(1 << NOT_MET | 1 << NOT_APPLICABLE)
        return left_out or (is_settled(inside) and is_settled(self.possible.of(test.where, row)))

    def _read(self, test: Compare | RatioTest, subject: Subject, place: Place) -> Iterator[FactAt]:
        relation = test.relation if isinstance(test, RatioTest) else ""
        for row, key in leaves_of(test, subject):
            at = (*place, (self._bases[subject.kind, relation], row.id)) if relation else place
            yield from self._free(row, key, at)

    def _free(self, subject: Subject, key: str, place: Place) -> Iterator[FactAt]:
        if self.possible.is_free(subject, key):
            yield FactAt(place, key)
            for ground in self.possible.grounds(subject, key):
                yield from self._free(subject, ground, place)
