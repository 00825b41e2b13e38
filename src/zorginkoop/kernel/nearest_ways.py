"""The ways in which a test comes to a wanted state: small sets of changes, the cheapest first.

It walks the tree the other way round from judging: from the state that is wanted of a whole to the states that are
wanted of its parts, down to values of facts and rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from zorginkoop.kernel.evaluate import NEVER, Evaluation, evaluator
from zorginkoop.kernel.facts import Subject, Value, end_of_day
from zorginkoop.kernel.language import ChangedBy
from zorginkoop.kernel.nearest_changes import Changes, Ledger, Site, Slot
from zorginkoop.kernel.nearest_joins import FAILS, HOLDS, STAY, WANTS, Item, Joins, Way, before_reading, turned
from zorginkoop.kernel.nearest_rows import RowWays, row_site
from zorginkoop.kernel.nearest_values import Around, Proposal, proposals, ratio_values
from zorginkoop.kernel.nearest_waiting import days_ahead, on_day
from zorginkoop.kernel.states import UnknownReads
from zorginkoop.kernel.tree import (
    Agreement,
    Compare,
    Criterion,
    Join,
    Literal,
    Negation,
    OnlyIf,
    RatioTest,
    Reference,
    Rows,
    Test,
    Unless,
)
from zorginkoop.kernel.tree_walk import facts_read, references

_ROWS_MOVED = 3  # rows of which a ratio may move, so that not every one is proposed


class Evaluations:
    """The evaluation of every test of an agreement, made once."""

    def __init__(self, agreement: Agreement) -> None:
        """Make none yet."""
        self._evaluator = evaluator(agreement)
        self.criteria: dict[str, Criterion] = {criterion.id: criterion for criterion in agreement.criteria}
        self._made: dict[int, tuple[Test, Evaluation]] = {}

    def of(self, test: Test) -> Evaluation:
        """Give the evaluation of a test."""
        if id(test) not in self._made:
            self._made[id(test)] = (test, self._evaluator(test))
        return self._made[id(test)][1]


class Found:
    """What was found already for some people: a row that is in more than one subject is looked at once."""

    def __init__(self, by: frozenset[ChangedBy]) -> None:
        """Know nothing yet."""
        self.by = by
        self.ways: dict[tuple[object, ...], tuple[list[Way], bool]] = {}
        self.kept: list[object] = []  # what an id was taken of has to live as long as the id is used


class Ways(Joins):
    """Finds ways for one subject as it is now, within what some people can change."""

    def __init__(
        self,
        ledger: Ledger,
        evaluations: Evaluations,
        site: Site,
        states: Sequence[int],
        found: Found,
    ) -> None:
        """Look at a subject, with the states of the criteria as they are now, and with what was found before."""
        super().__init__(ledger, found.by)
        self.evaluations = evaluations
        self.site = site
        self.states = states
        self.later: set[date] = set()  # the first days on which something that is not so now may have come about
        self._found = found

    def of(self, test: Test, wanted: int, site: Site | None = None) -> list[Way]:
        """Give the ways in which a test comes to one of the wanted states, the cheapest first."""
        site = site or self.site
        key = (id(test), wanted, id(site.subject), site.place, id(self.site.subject) if any(references(test)) else 0)
        if key not in self._found.ways:
            self._found.kept += [test, site.subject, self.site.subject]
            outer, self.gave_up = self.gave_up, False
            if wanted & WANTS[self._state(test, site)]:
                ways = [STAY]
            else:  # without any change it stays what it is
                ways = [way for way in self._ways(test, wanted, site) if way.changes]
            self._found.ways[key] = ways, self.gave_up
            self.gave_up = outer
        ways, gave_up = self._found.ways[key]
        self.gave_up |= gave_up
        return ways

    def cannot(self, test: Test, wanted: int) -> bool:
        """Tell whether it is certain that nobody who is asked can bring a test to a wanted state."""
        outer, self.gave_up = self.gave_up, False
        never = not self.of(test, wanted) and not self.gave_up
        self.gave_up = outer
        return never

    def state(self, test: Test) -> int:
        """Give the state of a test of the subject as it is now."""
        return self._state(test, self.site)

    def _state(self, test: Test, site: Site) -> int:
        return self.evaluations.of(test)(site.subject, self.states)

    def item(self, test: Test, site: Site) -> Item:
        """Look at a test as a part of a join."""
        return Item(self._state(test, site), lambda wanted: self.of(test, wanted, site))

    def _ways(self, test: Test, wanted: int, site: Site) -> list[Way]:
        match test:
            case Compare():
                return self._compared(test, wanted, site)
            case Join():
                return self.joined(test.how, [self.item(part, site) for part in test.tests], wanted)
            case Negation():
                return self.of(test.test, turned(wanted), site)
            case Rows():
                return RowWays(self, self.item, test, site).ways(wanted)
            case RatioTest():
                return self._ratio(test, wanted, site)
            case OnlyIf():
                return self.only_if(self.item(test.guard, site), self.item(test.test, site), wanted)
            case Unless():
                return self.unless(self.item(test.test, site), self.item(test.exception, site), wanted)
            case Reference():
                return self._referred(test, wanted)
        return []

    def _referred(self, test: Reference, wanted: int) -> list[Way]:
        criterion = self.evaluations.criteria[test.criterion]
        if criterion.unknown_reads:
            wanted = before_reading(UnknownReads(criterion.unknown_reads), wanted)
        return self.of(criterion.test, wanted)

    def _around(self, site: Site) -> Around:
        kind = site.subject.kind
        return Around(site.subject, self.ledger.now, lambda key: self.ledger.declaration(kind, key))

    def _compared(self, test: Compare, wanted: int, site: Site) -> list[Way]:
        if not wanted & (HOLDS | FAILS):
            return []  # a fact can be brought to hold or to fail, never to be beside the point or unknown
        movable = self._movable(site, facts_read(test))
        found = self._moved(test, wanted, site) if movable else []
        if not found:
            self._look_later(test, wanted, site, movable=movable)
        return found

    def _look_later(self, test: Compare, wanted: int, site: Site, *, movable: bool) -> None:
        """Look whether waiting makes a comparison come out, or makes that it can: then nothing is certain."""
        if site.subject.on != self.ledger.subject.on:
            return
        for day in days_ahead(test, site.subject):
            then = on_day(site.subject, day)
            around = replace(self._around(site), subject=then, now=end_of_day(day))
            tried: Iterable[Proposal] = ({}, *proposals(test, around)) if movable else ({},)
            if any(wanted & WANTS[self._tried(test, then, proposal)] for proposal in tried):
                self.later.add(day)
                self.gave_up = True
                return

    def _moved(self, test: Compare, wanted: int, site: Site) -> list[Way]:
        found: list[Way] = []
        possible = False
        for proposal in proposals(test, self._around(site)):
            if wanted & WANTS[self._tried(test, site.subject, proposal)]:
                possible = True
                found += [way for changes in self._carried(site, proposal) for way in self.priced(changes)]
        only_now = isinstance(test.operand, Literal) and site.subject.values[test.fact] == NEVER
        self.gave_up |= not possible and not only_now
        return self.best(found)

    def _movable(self, site: Site, keys: Iterable[str]) -> bool:
        """Tell whether any of some facts can be changed by the people that are asked, or follows from one that can."""
        declared = self.ledger.facts[site.subject.kind]
        names = [name for key in keys for name in (key, *declared[key.partition("@")[0]].implied_by)]
        return any(self.ledger.who((site.place, name)) in self.by for name in names)

    def _tried(self, test: Compare | RatioTest, subject: Subject, proposal: Proposal) -> int:
        tried = replace(subject, values={**subject.values, **proposal})
        return self.evaluations.of(test)(tried, self.states)

    def _carried(self, site: Site, proposal: Proposal) -> Iterator[Changes]:
        """Bring values about: as they are, or through a fact that implies them; what is implied falls with it."""
        values = site.subject.values
        plain = {(site.place, key): value for key, value in proposal.items() if values.get(key) != value}
        for key, value in proposal.items():
            declared = self.ledger.declaration(site.subject.kind, key)
            grounds = [name for name in declared.implied_by if name in values]
            if value == 1:
                rest = {slot: new for slot, new in plain.items() if slot != (site.place, key)}
                yield from ({**rest, (site.place, ground): 1} for ground in grounds)
            else:
                plain |= {(site.place, ground): 0 for ground in grounds if values[ground] == 1}
        yield plain

    def _ratio(self, test: RatioTest, wanted: int, site: Site) -> list[Way]:
        if test.relation:
            return self._ratio_of_rows(test, wanted, site)
        if not self._movable(site, facts_read(test)):
            return []
        values = site.subject.values
        part, whole = _number(values[test.numerator]), _number(values[test.denominator])
        found: list[Way] = []
        for new_part, new_whole in ratio_values(test, part, whole):
            proposal = {test.numerator: new_part, test.denominator: new_whole}
            if wanted & WANTS[self._tried(test, site.subject, proposal)]:
                found += [way for changes in self._carried(site, proposal) for way in self.priced(changes)]
        self.gave_up |= not found
        return self.best(found)

    def _ratio_of_rows(self, test: RatioTest, wanted: int, site: Site) -> list[Way]:
        """Learn what is unknown as nothing, and move the numbers of one row."""
        rows = site.subject.relations[test.relation] or ()
        sites = [row_site(self.ledger, site, test.relation, number) for number in range(len(rows))]
        counts = [(_number(row.values[test.numerator]), _number(row.values[test.denominator])) for row in rows]
        part, whole = (sum(count[at] for count in counts) for at in (0, 1))
        learned: dict[Slot, Value | tuple[()]] = {
            (one.place, key): 0
            for one in sites
            for key in (test.numerator, test.denominator)
            if one.subject.values[key] is None
        }
        found: list[Way] = []
        for new_part, new_whole in ratio_values(test, part, whole):
            if wanted & WANTS[self._of_sums(test, site, new_part, new_whole)]:
                for one, (own_part, own_whole) in islice(zip(sites, counts, strict=True), _ROWS_MOVED):
                    moved = {
                        (one.place, test.numerator): own_part + new_part - part,
                        (one.place, test.denominator): own_whole + new_whole - whole,
                    }
                    found += self.priced(self.ledger.without_same({**learned, **moved}))
        self.gave_up |= not found  # several rows may have to move together
        return self.best(found)

    def _of_sums(self, test: RatioTest, site: Site, part: int, whole: int) -> int:
        """Judge two sums, as the numbers of a single row."""
        row = self.ledger.blank(self.ledger.relations[site.subject.kind][test.relation].row_subject, 1)
        sums = replace(row, values={**row.values, test.numerator: part, test.denominator: whole})
        total = replace(site.subject, relations={**site.subject.relations, test.relation: (sums,)})
        return self.evaluations.of(test)(total, self.states)


def _number(value: Value | None) -> int:
    return value if isinstance(value, int) else 0
