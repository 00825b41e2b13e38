"""The records on every edge of an agreement: each limit and a step beside it, each code, each row list, route by route.

Where records start from (one that is refused, one that gets the best variant …) is found by asking our own engine; what
the answer on the edge should be is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import combinations, combinations_with_replacement, compress, product
from math import floor

from oracles.rebuild import turned_around
from oracles.records import (
    OTHERS,
    Drawer,
    Edges,
    Key,
    RowList,
    before,
    beside,
    changed,
    declared,
    keys_in,
    near_days,
    redated,
    row_kind,
    terms_of,
    tests_of,
)
from zorginkoop.kernel.assess import ContractKey, Judge, Outcome
from zorginkoop.kernel.evaluate import NEVER, evaluation
from zorginkoop.kernel.facts import FOREVER, REFERENCE_DATE, Span, Subject, Value, end_of_day
from zorginkoop.kernel.outcome import GATED
from zorginkoop.kernel.states import MET, NOT_MET, UNKNOWN
from zorginkoop.kernel.tree import Agreement, Always, Compare, Criterion, OtherFact, RatioTest, Rows, Test
from zorginkoop.kernel.tree_walk import inner_tests, references

DRAWN = 800  # subjects that are drawn to find where to start from, and rows to build row lists of
START_WITH = 8  # how many different outcomes edges are looked at from
LOOKED_AT = 150  # among how many subjects one is looked for in which a condition hangs on one comparison
ROWS_OF = 2  # from how many of them row lists are looked at
FEW = 3  # how many values of a fact meet those of another
KEY = ContractKey("0000", "orakel", "", 0)  # for whom: it decides nothing


@dataclass(slots=True)
class Edge:
    """Makes the records on the edges of one agreement as on one date."""

    edges: Edges
    known: Sequence[Subject]
    seed: str

    def records(self) -> Iterator[Subject]:
        """Give every record, grouped by what is on its edge."""
        pool = self._pool()
        starts = list(_by_outcome(pool).values())
        for start in starts[:START_WITH]:
            yield start
            yield from self._one_by_one(start)
            yield from self._pairs(start)
        for start in starts[:ROWS_OF]:
            yield from self._rows_of(start)
        yield from self._by_criterion(pool)
        yield from self._turning(pool[:LOOKED_AT], self.edges.agreement.criteria)
        yield from self._by_route(pool)

    def of_the_date(self, starts: Sequence[Subject]) -> Iterator[Subject]:
        """Give some subjects as on this date, and around them the edges of conditions that read the date itself."""
        judge = Judge(self.edges.agreement)
        pool = [judge.assess(redated(one, self.edges.on), KEY, end_of_day(self.edges.on)) for one in starts]
        yield from (one.subject for one in pool)
        dated = [one for one in self.edges.agreement.criteria if REFERENCE_DATE in one.facts]
        yield from self._turning(pool[:LOOKED_AT], dated)

    def starts(self) -> list[Subject]:
        """Give one subject of each outcome."""
        return list(_by_outcome(self._pool()).values())

    def _pool(self) -> list[Outcome]:
        """Judge the subjects that are known, and some drawn ones."""
        drawer = Drawer(self.edges, f"{self.seed} start", self.known)
        judge = Judge(self.edges.agreement)
        subjects = [*(redated(one, self.edges.on) for one in self.known), *(drawer.any() for _ in range(DRAWN))]
        return [judge.assess(subject, KEY, end_of_day(subject.on)) for subject in subjects]

    def _one_by_one(self, start: Subject, names: Sequence[str] | None = None) -> Iterator[Subject]:
        """Put each fact (or those that are named) in turn at each of its edges, and at unknown."""
        for kind, name in self.edges.of:
            if kind == start.kind and name != REFERENCE_DATE and (names is None or name in names):
                for value in (None, *self.edges.of[kind, name]):
                    yield changed(start, {name: value})

    def _pairs(self, start: Subject) -> Iterator[Subject]:
        """Put facts that are compared with each other just apart."""
        for kind, test in tests_of(self.edges.agreement):
            if kind != start.kind:
                continue
            if isinstance(test, Compare) and isinstance(test.operand, OtherFact):
                yield from self._apart(start, test, test.operand)
            elif isinstance(test, RatioTest) and not test.relation:
                yield from (changed(start, values) for values in _around_ratio(test))
        for kind, own, event, term in terms_of(self.edges.agreement):
            if kind == start.kind and own == REFERENCE_DATE:
                yield from (changed(start, {event: moment}) for moment in before(self.edges.on, term))
            elif kind == start.kind:
                for moment in self.edges.of[kind, event]:
                    if isinstance(moment, datetime):
                        yield from (changed(start, {event: moment, own: one}) for one in beside(moment, term))

    def _apart(self, start: Subject, test: Compare, operand: OtherFact) -> Iterator[Subject]:
        if declared(self.edges.agreement, (start.kind, operand.fact)).kind != test.kind:
            return  # a moment and a day: the moments around that day are edges of their own
        for limit in self.edges.of[start.kind, operand.fact]:
            for value in _near(limit):
                if REFERENCE_DATE not in {operand.fact, test.fact}:
                    yield changed(start, {test.fact: value, operand.fact: limit})
                elif test.fact != REFERENCE_DATE:
                    yield changed(start, {test.fact: value})

    # Rows

    def _rows_of(self, start: Subject) -> Iterator[Subject]:
        agreement = self.edges.agreement
        for relation in agreement.relations:
            if relation.subject == start.kind:
                for rows in self._row_lists(start.kind, relation.name, start.relations[relation.name] or ()):
                    yield changed(start, {}, {relation.name: rows})

    def _row_lists(self, kind: str, relation: str, own: tuple[Subject, ...]) -> Iterator[RowList]:
        """Give the row lists that matter: unknown, none, one or two of every sort, and shares around each limit."""
        yield None
        yield ()
        agreement = self.edges.agreement
        drawer, row = Drawer(self.edges, f"{self.seed} {relation}"), row_kind(agreement, kind, relation)
        pool = [*own, *(drawer.subject(row) for _ in range(DRAWN // 2))]
        telling = {id(one): one for one in (*own[:FEW], pool[-1])}
        for of, test in tests_of(agreement):
            if of != kind or not isinstance(test, Rows | RatioTest) or test.relation != relation:
                continue
            if isinstance(test, RatioTest):
                yield from ((changed(pool[0], values),) for values in _around_ratio(test))
                continue
            sorts = self._sorts(test, pool)
            yield from ((one,) for one in sorts.values())
            yield from combinations_with_replacement(sorts.values(), 2)
            yield from _around_limit(test, sorts)
            if (MET, MET) in sorts:
                telling[id(sorts[MET, MET])] = sorts[MET, MET]
        for one in list(telling.values())[: 2 * FEW]:
            yield from ((edge,) for edge in self._row_edges(one))

    def _row_edges(self, row: Subject) -> Iterator[Subject]:
        """Put one row on each of its own edges, its rows among them."""
        yield from self._one_by_one(row)
        yield from self._pairs(row)
        for relation in self.edges.agreement.relations:
            if relation.subject == row.kind:
                for rows in self._row_lists(row.kind, relation.name, row.relations[relation.name] or ()):
                    yield changed(row, {}, {relation.name: rows})

    def _sorts(self, test: Rows, pool: Sequence[Subject]) -> dict[tuple[int, int], Subject]:
        """Give one row of each sort: whether it belongs to those counted, and whether the condition holds."""
        where = evaluation(test.where, self.edges.agreement)
        inside = evaluation(test.population or Always(), self.edges.agreement)
        found: dict[tuple[int, int], Subject] = {}
        for row in pool:
            found.setdefault((inside(row, ()), where(row, ())), row)
        return found

    # Conditions and routes

    def _by_criterion(self, pool: Sequence[Outcome]) -> Iterator[Subject]:
        """Put what each condition rests on at its edges, once where the condition holds and once where it fails."""
        agreement = self.edges.agreement
        for at, criterion in enumerate(agreement.criteria):
            facts = _facts_below(agreement, criterion.test, ())
            for state in (MET, NOT_MET):
                start = next((one.subject for one in pool if one.conditions[at].state == state), None)
                if start is not None:
                    yield from self._one_by_one(start, facts)
                    yield from (one for name in criterion.rows for one in self._row_by_row(start, name))

    def _turning(self, pool: Sequence[Outcome], criteria: Iterable[Criterion]) -> Iterator[Subject]:
        """Put the fact of each comparison at each of its edges where the condition hangs on just that comparison.

        A limit for one sort of case shows only where the other facts make it that case.
        """
        agreement = self.edges.agreement
        states = [[condition.state for condition in one.conditions] for one in pool]
        for criterion in criteria:
            judged = evaluation(criterion.test, agreement)
            for leaf, turned in turned_around(criterion.test):
                otherwise = evaluation(turned, agreement)
                still = [None, *self.edges.of[agreement.subject, leaf.fact]] if leaf.fact != REFERENCE_DATE else []
                for one, known in zip(pool, states, strict=True):
                    tried = [changed(one.subject, {leaf.fact: value}) for value in still]
                    hangs = [judged(subject, known) != otherwise(subject, known) for subject in tried]
                    yield from compress(tried, hangs)
                    still = [value for value, found in zip(still, hangs, strict=True) if not found]
                    if not still:
                        break

    def _row_by_row(self, start: Subject, relation: str) -> Iterator[Subject]:
        """Leave out each row of a subject in turn, and put it on its own edges."""
        rows = start.relations[relation] or ()
        for at, row in enumerate(rows[:FEW]):
            yield changed(start, {}, {relation: rows[:at] + rows[at + 1 :]})
            inner = [one.name for one in self.edges.agreement.relations if one.subject == row.kind]
            edges = (*self._one_by_one(row), *(one for name in inner for one in self._row_by_row(row, name)))
            yield from (changed(start, {}, {relation: (*rows[:at], edge, *rows[at + 1 :])}) for edge in edges)

    def _by_route(self, pool: Sequence[Outcome]) -> Iterator[Subject]:
        """Let the facts that lead to each route meet each other two by two, from a subject that takes it."""
        agreement = self.edges.agreement
        for route in agreement.routes:
            names = [*route.criteria]
            if route.leads_to in GATED:
                of_parts = [name for part in agreement.parts for name in part.criteria]
                names += [*agreement.gate, *agreement.factors, *of_parts]
            start = next((one.subject for one in pool if one.route is route), pool[0].subject)
            yield from self._two_by_two(start, _facts_below(agreement, route.test, names))

    def _two_by_two(self, start: Subject, names: Sequence[str]) -> Iterator[Subject]:
        few = {name: self._few((start.kind, name)) for name in names if name != REFERENCE_DATE}
        for one, other in combinations(few, 2):
            for value, beside_it in product(few[one], few[other]):
                yield changed(start, {one: value, other: beside_it})

    def _few(self, key: Key) -> Sequence[Value | None]:
        """Give unknown and a few values that lie apart: the first, the middle and the last edge."""
        values = self.edges.of[key]
        step = max(1, (len(values) - 1) // (FEW - 1)) if len(values) > FEW else 1
        return (None, *values[::step][:FEW])


def _by_outcome(pool: Sequence[Outcome]) -> dict[tuple[str, str, int], Subject]:
    """Keep one subject of each route, result and number of factors; those that differ only in number come last."""
    found: dict[tuple[str, str, int], Subject] = {}
    for one in pool:
        found.setdefault((one.route.id if one.route else "", one.result, one.factors_met), one.subject)
    first = {key[:2]: key for key in reversed(found)}
    return {key: found[key] for key in (*reversed(first.values()), *found)}


def _facts_below(agreement: Agreement, test: Test, names: Iterable[str]) -> list[str]:
    """List the facts that a test and some criteria rest on, those of the criteria they refer to among them."""
    of = {criterion.id: criterion for criterion in agreement.criteria}
    facts: dict[str, None] = {}
    seen: set[str] = set()

    def add(one: Test) -> None:
        for part in _parts(one):
            facts.update(dict.fromkeys(name for _, name in keys_in("", part, agreement)) if _on_subject(part) else {})
        for name in references(one):
            if name not in seen:
                seen.add(name)
                add(of[name].test)

    add(test)
    for name in names:
        add(of[name].test)
    return list(facts)


def _on_subject(test: Test) -> bool:
    return not (isinstance(test, RatioTest) and test.relation)


def _parts(test: Test) -> Iterator[Test]:
    yield test
    for part in inner_tests(test):
        yield from _parts(part)


def _near(limit: Value) -> Sequence[Value]:
    """Give a value with those just beside it: a step, a day, an instant, a code more or less."""
    if isinstance(limit, str):
        return (limit,) if limit == NEVER else (limit, OTHERS[0])
    if isinstance(limit, int):
        return (limit - 1, limit, limit + 1)
    if isinstance(limit, datetime):
        step = timedelta(microseconds=1)
        return (limit - step, limit, limit + step)
    if isinstance(limit, date):
        return near_days((limit,))
    if isinstance(limit, Span):
        return (limit, Span(limit.first, FOREVER), Span(limit.first, limit.first))
    return (limit, frozenset[str](), limit | {OTHERS[1]}, *(limit - {code} for code in limit))


def _around_ratio(test: RatioTest) -> Iterator[dict[str, Value | None]]:
    """Give parts and wholes at the limit of a ratio, one step beside it, of nothing and unknown."""
    limit = Fraction(test.limit) * Fraction(test.denominator_step) / Fraction(test.numerator_step)
    for times in (0, 1, 2, 7):
        whole, part = limit.denominator * times, limit.numerator * times
        for step in (-1, 0, 1):
            yield {test.numerator: part + step, test.denominator: whole}
            yield {test.numerator: part, test.denominator: whole + step}
    yield {test.numerator: None, test.denominator: 1}
    yield {test.numerator: 1, test.denominator: None}


def _around_limit(test: Rows, sorts: dict[tuple[int, int], Subject]) -> Iterator[tuple[Subject, ...]]:
    """Give row lists around the limit of a count or share: some rows count, some may, the rest do not."""
    if test.how not in {"aantal", "aandeel"}:
        return
    limit = Fraction(test.limit)
    counts, may, fails = (sorts.get((MET, state)) for state in (MET, UNKNOWN, NOT_MET))
    perhaps = [row for (inside, _), row in sorts.items() if inside == UNKNOWN]
    whole_sizes = [limit.denominator * times + step for times in (1, 2) for step in (-1, 0, 1)]
    sizes = whole_sizes if test.how == "aandeel" else [int(limit) + step for step in (-1, 0, 1, 2)]
    for size in sizes:
        middle = floor(size * limit) if test.how == "aandeel" else int(limit)
        for number in (middle - 1, middle, middle + 1):
            for extra in ((), (may,), *((row,) for row in perhaps)):
                rest = size - number - len(extra)
                if number >= 0 and rest >= 0 and counts and fails:
                    yield (*[counts] * number, *(row for row in extra if row), *[fails] * rest)
