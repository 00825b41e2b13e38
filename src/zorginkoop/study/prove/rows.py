"""Gaps and overlaps: the ladder of variants, and routes, factors or parts that are rows over one number, date or code.

Rows form a table where they differ in one fact alone. A value between the rows that none of them names falls to what
comes after; a value that two rows name goes to the first of them, which is meant where one row lies within the other
(150 and more, then 100 and more), and asks a second look where neither does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from zorginkoop.kernel.confirmed_source import Check
from zorginkoop.kernel.date_words import Language, write_date
from zorginkoop.kernel.scalars import write_decimal, write_percentage
from zorginkoop.kernel.tree import Agreement, Compare, Join, Literal, Phrase, Reference, Test
from zorginkoop.study.prove.finding import Finding, Told
from zorginkoop.study.prove.nodes import Node, Nodes
from zorginkoop.study.prove.spelled_out import conjunction
from zorginkoop.study.prove.value_sets import Codes, Ordered, ValueSet, common, inside, together, values_of

_MONEY, _SHARE = Fraction("0.01"), Fraction("0.0001")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: the node, and the values of the fact that it names."""

    node: Node
    fact: Compare
    values: ValueSet
    test: Test
    own: tuple[Test, ...]  # what it asks of this fact
    rest: tuple[Test, ...]  # what it asks besides


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding about rows, and a test that holds of whoever has such a value."""

    finding: Finding
    shown_by: Test


def ladder_gaps(nodes: Nodes) -> Iterator[Finding]:
    """Tell of a number of factors without a variant, and of a variant for a number that there cannot be."""
    source = nodes.source
    if source.variant is None:
        return
    wanted, given = set(range(len(source.differentiatiefactoren) + 1)), set(source.variant.tabel)
    missing, extra = sorted(wanted - given), sorted(given - wanted)
    if not missing and not extra:
        return
    node = nodes.variant()
    dutch = [f"de trap van varianten zegt niets bij {_numbers(missing)} factoren"] if missing else []
    dutch += [f"de trap noemt {_numbers(extra)} factoren, maar er zijn er {max(wanted)}"] if extra else []
    english = [f"the ladder says nothing with {_numbers(missing)} factors"] if missing else []
    english += [f"the ladder names {_numbers(extra)} factors, and there are {max(wanted)}"] if extra else []
    what = Phrase(f"{'; '.join(dutch)}.", f"{'; '.join(english)}.")
    remedy = Phrase(
        f"Geef een variant voor elk aantal van 0 tot en met {max(wanted)}.",
        f"Give a variant for every number from 0 up to and including {max(wanted)}.",
    )
    yield nodes.finding(Check.GAP, [node], Told(what, remedy, Phrase("gezien in de trap", "seen in the ladder")))


def _numbers(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers)


def row_findings(nodes: Nodes, agreement: Agreement) -> Iterator[Shown]:
    """Tell of gaps and overlaps in every table that the routes, the factors or the parts of an agreement form."""
    for rows in _tables(nodes, agreement):
        yield from _gap(nodes, agreement, rows)
        yield from _overlaps(nodes, agreement, rows)


def parts_of_rows(nodes: Nodes, agreement: Agreement) -> frozenset[tuple[str, Test]]:
    """Give by route the parts of tests that say which row of a table it is: a row says all of its own values."""
    rows = (row for table in _tables(nodes, agreement) for row in table)
    return frozenset((row.node.name, part) for row in rows for part in row.own)


def _tables(nodes: Nodes, agreement: Agreement) -> Iterator[list[Row]]:
    tests = {criterion.id: criterion.test for criterion in agreement.criteria}
    siblings: dict[str, list[tuple[Node, Test]]] = {}
    for route in agreement.routes:
        above, _, _ = route.id.rpartition("/")
        siblings.setdefault(above, []).append((nodes.route(route.id), route.test))
    groups: list[list[tuple[Node, Test]]] = [*siblings.values()]
    groups.append([(nodes.condition(name), tests[name]) for name in agreement.factors])
    parts = [(part.id, part.criteria[0]) for part in agreement.parts if len(part.criteria) == 1]
    groups.append([(nodes.part(name), tests[criterion]) for name, criterion in parts])
    for group in groups:
        yield from _alike(group, tests)


def _alike(group: Iterable[tuple[Node, Test]], tests: Mapping[str, Test]) -> Iterator[list[Row]]:
    """Put together the rows that ask the same but for the values of one fact."""
    tables: dict[tuple[str, frozenset[Test]], list[Row]] = {}
    for node, test in group:
        for row in _rows(node, test, tests):
            tables.setdefault((row.fact.fact, frozenset(row.rest)), []).append(row)
    yield from (rows for rows in tables.values() if len(rows) > 1)


def _rows(node: Node, test: Test, tests: Mapping[str, Test]) -> Iterator[Row]:
    """Read a test as a row over each fact that it is about, with what else it asks."""
    parts = [(part, values_of(_written_out(part, tests))) for part in conjunction(test)]
    read: dict[str, tuple[Compare, ValueSet]] = {}
    for _, found in parts:
        if found is not None:
            fact, values = found
            before = read.get(fact.fact)
            read[fact.fact] = (fact, common(before[1], values) if before else values)
    for key, (fact, values) in read.items():
        own = tuple(part for part, found in parts if found is not None and found[0].fact == key)
        yield Row(node, fact, values, test, own, tuple(part for part, _ in parts if part not in own))


def _written_out(test: Test, tests: Mapping[str, Test]) -> Test:
    while isinstance(test, Reference):
        test = tests[test.criterion]
    return test


def _gap(nodes: Nodes, agreement: Agreement, rows: list[Row]) -> Iterator[Shown]:
    named = together([row.values for row in rows])
    if not isinstance(named, Ordered) or not named.between():
        return
    values = _values(agreement, rows[0].fact, named.between())
    listed, fact = _listed(rows), rows[0].fact.fact
    what = Phrase(
        f"{listed.nl} vormen een tabel over {fact}, maar {values.nl} valt tussen de rijen en komt bij wat erna komt.",
        f"{listed.en} form a table over {fact}, but {values.en} lies between the rows and falls to what follows.",
    )
    remedy = Phrase(
        "Laat de rijen op elkaar aansluiten, of bevestig dat dit zo bedoeld is.",
        "Let the rows join up, or confirm that this is meant.",
    )
    first = _value(agreement, rows[0].fact, named.between().intervals[0][0], "nl")
    shown_by = Join("alle", (replace(rows[0].fact, operator="is", operand=Literal((first,))), *rows[0].rest))
    yield Shown(_finding(Check.GAP, nodes, rows, what, remedy), shown_by)


def _overlaps(nodes: Nodes, agreement: Agreement, rows: list[Row]) -> Iterator[Shown]:
    for number, row in enumerate(rows):
        for earlier in rows[:number]:
            shared = common(earlier.values, row.values)
            if not shared or inside(earlier.values, row.values) or inside(row.values, earlier.values):
                continue
            values = _values(agreement, row.fact, shared)
            what = Phrase(
                f"{earlier.node.name} en {row.node.name} noemen allebei {values.nl} ({row.fact.fact}).",
                f"{earlier.node.name} and {row.node.name} both name {values.en} ({row.fact.fact}).",
            )
            remedy = Phrase(
                "Laat elke waarde bij een rij horen, of bevestig dat de eerste voorgaat.",
                "Let every value belong to one row, or confirm that the first comes first.",
            )
            shown_by = Join("alle", (earlier.test, row.test))
            yield Shown(_finding(Check.OVERLAP, nodes, [earlier, row], what, remedy), shown_by)


def _finding(check: Check, nodes: Nodes, rows: Sequence[Row], what: Phrase, remedy: Phrase) -> Finding:
    told = Told(what, remedy, Phrase("bewezen over alle waarden", "proven over all values"))
    return nodes.finding(check, [row.node for row in rows], told, nodes.where(rows[-1].node))


def _listed(rows: Sequence[Row]) -> Phrase:
    *names, last = (row.node.name for row in rows)
    return Phrase(f"{', '.join(names)} en {last}", f"{', '.join(names)} and {last}")


def _values(agreement: Agreement, fact: Compare, values: ValueSet) -> Phrase:
    """Write the values of a set the way the policy does: 150.1, or 150.1 tot en met 159.9."""
    if isinstance(values, Codes):
        return Phrase(", ".join(sorted(values.codes)), ", ".join(sorted(values.codes)))
    return Phrase(_spans(agreement, fact, values, "nl"), _spans(agreement, fact, values, "en"))


def _spans(agreement: Agreement, fact: Compare, values: Ordered, language: Language) -> str:
    until = "tot en met" if language == "nl" else "up to and including"
    told = []
    for pair in values.intervals:
        first, last = (_value(agreement, fact, value, language, spoken=True) for value in pair)
        told.append(first if first == last else f"{first} {until} {last}")
    return (" en " if language == "nl" else " and ").join(told)


def _value(agreement: Agreement, fact: Compare, value: int, language: Language, *, spoken: bool = False) -> str:
    """Write one value as a policy does; spoken, a day is written in words."""
    if fact.kind == "datum":
        day = date.fromordinal(value)
        return write_date(day, language) if spoken else day.isoformat()
    if fact.kind == "percentage":
        return write_percentage(value * _SHARE)
    declared = next(one for one in agreement.facts if one.name == fact.fact.partition("@")[0])
    return write_decimal(value * (_MONEY if fact.kind == "geld" else Fraction(declared.step)))
