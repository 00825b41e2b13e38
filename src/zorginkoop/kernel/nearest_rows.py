"""The ways in which a test over rows comes to a wanted state: rows that comply, that drop out, or that are added."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from zorginkoop.kernel.evaluate import count_or_share
from zorginkoop.kernel.language import ChangedBy
from zorginkoop.kernel.nearest_changes import GONE, NEW_ROW, NO_ROWS, Changes, Ledger, Place, Site, Slot
from zorginkoop.kernel.nearest_joins import BESIDE, FAILS, HOLDS, OPEN, WANTS, Item, Joins, Way, opposite, turned
from zorginkoop.kernel.states import MET, NOT_MET, all_of, only_if
from zorginkoop.kernel.tree import Rows, Test

Look = Callable[[Test, Site], Item]
Pair = tuple[int, int]  # of a row: is it among those asked about, and does it satisfy the condition

_MOST_NEW = 6
_SPARE = 2  # rows beyond the cheapest that may take the place of the last one
_WAYS_OF_A_ROW = 3
_EMPTY = {"elke_rij": BESIDE, "een_rij": FAILS, "geen_rij": HOLDS}


def row_site(ledger: Ledger, site: Site, name: str, number: int) -> Site:
    """Find a row; one of the day of an event that is a row of the reference date too is found as that."""
    relation = ledger.relations[site.subject.kind][name]
    row = (site.subject.relations[name] or ())[number]
    today = site.subject.relations.get(relation.of) if relation.of else None
    if today and ledger.as_on_the_day(relation, site.subject):
        ids = [one.id for one in today]
        if ids.count(row.id) == 1:
            name, number = relation.of, ids.index(row.id)
    return Site(row, (*site.place, (name, number)))


@dataclass(frozen=True, slots=True)
class Move:
    """What a row can come to: the pair that it then counts as, and the ways of each row to it."""

    pair: Pair
    ways: Callable[[Site], list[Way]]


class RowWays:
    """Finds the ways of one test over rows of one subject."""

    def __init__(self, joins: Joins, look: Look, test: Rows, site: Site) -> None:
        """Look at the rows."""
        self.joins = joins
        self.look = look
        self.test = test
        self.site = site
        self.rows = site.subject.relations[test.relation]
        self.moves = False  # whether any row can move at all
        self.sites = [row_site(joins.ledger, site, test.relation, number) for number in range(len(self.rows or ()))]

    def ways(self, wanted: int) -> list[Way]:
        """Give the ways to a wanted state, the cheapest first."""
        found = self.joins.best(self._ways(wanted))
        self.joins.gave_up |= not found and self._may_have_missed()
        return found

    def _may_have_missed(self) -> bool:
        """Tell whether rows may move in more ways than were looked at: many together, or once an event is known."""
        relation = self.joins.ledger.relations[self.site.subject.kind][self.test.relation]
        if self.rows is None:
            return bool(relation.day)
        return bool(self.test.operator) and self.moves

    def _ways(self, wanted: int) -> Iterator[Way]:
        how = self.test.how
        if self.rows is None:
            yield from self._with_none(wanted)
        if how == "elke_rij":
            yield from self._each(wanted)
        elif how == "een_rij":
            yield from self._some(wanted)
        elif how == "geen_rij":
            yield from self._some(turned(wanted))
        else:
            yield from self._numbers(wanted)

    def _with_none(self, wanted: int) -> Iterator[Way]:
        """Establish that there are no rows, where that is enough."""
        empty = _EMPTY.get(self.test.how) or WANTS[count_or_share(self.test)([])]
        if wanted & empty:
            yield from self.joins.priced(dict([self._learned()]))

    def _learned(self) -> tuple[Slot, tuple[()]]:
        return (self.site.place, self._base()), NO_ROWS

    def _base(self) -> str:
        relation = self.joins.ledger.relations[self.site.subject.kind][self.test.relation]
        today = relation.of and self.joins.ledger.as_on_the_day(relation, self.site.subject)
        return relation.of if today else relation.name

    def _inside(self, site: Site) -> Item:
        """Look whether a row is among those asked about."""
        if self.test.population is None:
            return Item(MET, lambda wanted: self.joins.product([]) if wanted & HOLDS else [])
        return self.look(self.test.population, site)

    def _where(self, site: Site) -> Item:
        return self.look(self.test.where, site)

    # every row, some row

    def _each(self, wanted: int) -> Iterator[Way]:
        pairs = [(self._inside(site), self._where(site)) for site in self.sites]
        items = [self._required(site, *pair) for site, pair in zip(self.sites, pairs, strict=True)]
        yield from self.joins.all_of(items, wanted)
        if wanted & HOLDS and all(item.state != MET for item in items):
            rest = [item.ways(HOLDS | BESIDE | wanted & OPEN) for item in items]
            for added in self._new(self._complying, 1):
                yield from self.joins.product([*rest, added])
        if wanted & FAILS:
            for added in self._new(lambda site: self._as(site, HOLDS, FAILS), 1):
                yield from added

    def _required(self, site: Site, inside: Item, where: Item) -> Item:
        """Look at a row as a part of a test over each: what it asks only counts inside."""
        state = only_if(inside.state, where.state)
        return Item(
            state, lambda wanted: self.joins.only_if(inside, where, wanted) or self._gone(site, wanted & BESIDE)
        )

    def _gone(self, site: Site, asked: int) -> list[Way]:
        """Let a row go, where that is asked: only for what the row itself cannot be brought to."""
        return list(self.joins.priced({(site.place, GONE): NO_ROWS})) if asked else []

    def _some(self, wanted: int) -> Iterator[Way]:
        items = [self._counted(site) for site in self.sites]
        if items:
            yield from self.joins.all_of([opposite(item) for item in items], turned(wanted))
        if wanted & HOLDS:
            for added in self._new(self._complying, 1):
                yield from added

    def _counted(self, site: Site) -> Item:
        both = [self._inside(site), self._where(site)]
        state = all_of([item.state for item in both])
        return Item(
            state, lambda wanted: self.joins.all_of(both, wanted) or self._gone(site, wanted & (FAILS | BESIDE))
        )

    def _complying(self, site: Site) -> list[Way]:
        return self._as(site, HOLDS, HOLDS)

    def _as(self, site: Site, inside: int, where: int) -> list[Way]:
        return self.joins.product([self._inside(site).ways(inside), self._where(site).ways(where)])

    # numbers and shares

    def _numbers(self, wanted: int) -> Iterator[Way]:
        good = Move((MET, MET), self._complying)
        bad = Move((MET, NOT_MET), lambda site: self._as(site, HOLDS, FAILS | BESIDE))
        out = Move((NOT_MET, NOT_MET), lambda site: self._inside(site).ways(FAILS | BESIDE))
        if self.test.how == "aantal":
            out = Move((NOT_MET, NOT_MET), lambda site: self._counted(site).ways(FAILS | BESIDE))
            yield from self._towards(wanted, good, out)
            return
        yield from self._towards(wanted, good, out)
        yield from self._towards(wanted, bad, out)

    def _towards(self, wanted: int, towards: Move, out: Move) -> Iterator[Way]:
        """Bring some rows to one side, let some drop out, and add some: the fewest of each that are enough."""
        before = [(self._inside(site).state, self._where(site).state) for site in self.sites]
        moving, dropping = self._movable(before, towards), self._dropping(before, towards, out)
        new = self._new(towards.ways, _MOST_NEW)
        self.moves |= bool(moving or dropping or new)
        for number in range(len(moving) + 1):
            chosen = [at for at, _ in moving[:number]]
            others = [(at, ways) for at, ways in dropping if at not in chosen]
            for dropped in range(len(others) + 1):
                gone = [at for at, _ in others[:dropped]]
                after = [
                    towards.pair if at in chosen else out.pair if at in gone else pair for at, pair in enumerate(before)
                ]
                added = self._enough(after, towards.pair, wanted, 0 if dropped else len(new))
                if added is None:
                    continue
                parts = [*(ways for _, ways in others[:dropped]), *new[:added]]
                for taken in self._taken(moving, number):
                    yield from self.joins.product(_narrowed([*taken, *parts]))
                if not dropped and not added:
                    return
                break

    def _movable(self, before: Sequence[Pair], move: Move) -> list[tuple[int, list[Way]]]:
        """Give the rows that can come to a pair and are not there yet, the cheapest first."""
        elsewhere = [at for at, pair in enumerate(before) if pair != move.pair]
        found = [(at, move.ways(self.sites[at])) for at in elsewhere]
        return sorted(((at, ways) for at, ways in found if ways), key=lambda one: one[1][0].cost)

    def _dropping(self, before: Sequence[Pair], towards: Move, out: Move) -> list[tuple[int, list[Way]]]:
        """Give the rows that can drop out: as they can be brought to, or let go where they can come to nothing else."""

        def ways(site: Site) -> list[Way]:
            return out.ways(site) or ([] if towards.ways(site) else self._gone(site, BESIDE))

        return self._movable(before, Move(out.pair, ways))

    def _enough(self, rows: list[Pair], added: Pair, wanted: int, most: int) -> int | None:
        """Say how many rows more are enough; None when not even the most are."""
        judge = count_or_share(self.test)
        for more in range(most + 1):
            if wanted & WANTS[judge([*rows, *[added] * more])]:
                return more
        return None

    @staticmethod
    def _taken(moving: Sequence[tuple[int, list[Way]]], number: int) -> Iterator[list[list[Way]]]:
        """Take the cheapest rows, or the next ones in place of the last of them."""
        first = [ways for _, ways in moving[:number]]
        yield first
        if number:
            yield from ([*first[:-1], ways] for _, ways in moving[number : number + _SPARE])

    # rows that are not there yet

    def _new(self, ways: Callable[[Site], list[Way]], more: int) -> list[list[Way]]:
        """Give, for each of some rows more, the ways in which it comes to be there; none where nobody can add one."""
        ledger, base = self.joins.ledger, self._base()
        rows = self.site.subject.relations.get(base)
        place = (*self.site.place, (base, len(rows or ())))
        who = ledger.who((place, NEW_ROW))
        if who is None or who is ChangedBy.NOBODY:
            return []
        blank = Site(ledger.blank(ledger.relations[self.site.subject.kind][base].row_subject, 1), place)
        learned: Changes = dict([self._learned()]) if rows is None else {}
        there: Changes = {(place, NEW_ROW): NO_ROWS, **learned}
        found = [way for one in ways(blank) for way in self.joins.priced({**there, **one.changes})]
        return (
            [[_further(way, len(self.site.place), number) for way in found] for number in range(more)] if found else []
        )


def _narrowed(parts: Sequence[list[Way]]) -> Iterator[list[Way]]:
    """Keep the cheapest way of each part, and of the last one some more: rows seldom get in each other's way."""
    for number, ways in enumerate(parts, start=1):
        yield ways[: _WAYS_OF_A_ROW if number == len(parts) else 1]


def _further(way: Way, depth: int, number: int) -> Way:
    """Let changes of a new row be those of a later one."""

    def moved(place: Place) -> Place:
        if len(place) <= depth:
            return place
        name, at = place[depth]
        return (*place[:depth], (name, at + number), *place[depth + 1 :])

    return Way(way.cost, {(moved(place), key): value for (place, key), value in way.changes.items()})
