"""Which codes matter for each fact: those that a test, a declaration or a table names, and one that nobody names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache

from zorginkoop.kernel.evaluate import read_translation
from zorginkoop.kernel.facts import REFERENCE_DATE, read_value
from zorginkoop.kernel.scalars import read_date
from zorginkoop.kernel.tree import (
    Agreement,
    Compare,
    FactDeclaration,
    Literal,
    OtherFact,
    RelationDeclaration,
    Rows,
    Test,
)
from zorginkoop.kernel.tree_walk import inner_tests

CODED = frozenset({"code", "codes"})
Key = tuple[str, str]  # kind of subject and key of a fact

_DIGITS = tuple(digit * length for length in range(1, 13) for digit in ("9", "8"))
_OTHERS = ("verzonnen", "bedacht", "zzz", "yyy", "ZZZ", "YYY", "Z99", "Y99", *_DIGITS)
_ENOUGH = 2  # two, so that two facts can each have a code that nobody names, and not the same one


def comparisons(agreement: Agreement) -> Iterator[tuple[str, Compare]]:
    """Walk every comparison of an agreement with the kind of subject it is about."""
    for test in (*(criterion.test for criterion in agreement.criteria), *(route.test for route in agreement.routes)):
        yield from _comparisons(test, agreement.subject, agreement.relations)


def _comparisons(test: Test, kind: str, relations: Sequence[RelationDeclaration]) -> Iterator[tuple[str, Compare]]:
    if isinstance(test, Compare):
        yield kind, test
    if isinstance(test, Rows):
        rows = next(one.row_subject for one in relations if (one.subject, one.name) == (kind, test.relation))
        for part in (test.where, test.population):
            if part is not None:
                yield from _comparisons(part, rows, relations)
    for part in inner_tests(test):
        yield from _comparisons(part, kind, relations)


class Vocabularies:
    """The codes of every coded fact of some agreements; facts that are compared with each other share theirs."""

    def __init__(self, agreements: Iterable[Agreement]) -> None:
        """Gather the codes of all agreements together."""
        self._codes: dict[Key, set[str]] = {}
        self._leader: dict[Key, Key] = {}
        for agreement in agreements:
            for declaration in agreement.facts:
                if declaration.kind in CODED:
                    self._at((declaration.subject, declaration.name)).update(declaration.codes, declaration.named)
            for kind, test in comparisons(agreement):
                if test.kind in CODED:
                    self._compared(kind, test)

    def of(self, kind: str, key: str) -> tuple[str, ...]:
        """Give the codes that matter for a fact, sorted."""
        return tuple(sorted(self._at((kind, key.partition("@")[0]))))

    def _compared(self, kind: str, test: Compare) -> None:
        own = (kind, test.fact.partition("@")[0])
        if isinstance(test.operand, Literal) and test.operator != "bekend":
            self._at(own).update(test.operand.texts)
        if isinstance(test.operand, OtherFact):
            other = (kind, test.operand.fact.partition("@")[0])
            table = read_translation(test.operand.translation)
            if table:
                self._at(other).update(table)
                self._at(own).update(*table.values())
            else:
                self._join(own, other)

    def _find(self, key: Key) -> Key:
        while key in self._leader:
            key = self._leader[key]
        return key

    def _at(self, key: Key) -> set[str]:
        return self._codes.setdefault(self._find(key), set())

    def _join(self, one: Key, other: Key) -> None:
        first, second = self._find(one), self._find(other)
        if first != second:
            self._at(first).update(self._at(second))
            self._leader[second] = first


@lru_cache(maxsize=4096)
def codes_nobody_names(declaration: FactDeclaration, named: tuple[str, ...]) -> tuple[str, ...]:
    """Find some codes that a fact may have and no test names; none where every code is declared."""
    if declaration.codes:
        return ()
    return tuple(code for code in _OTHERS if code not in named and _may_be(declaration, code))[:_ENOUGH]


def _may_be(declaration: FactDeclaration, code: str) -> bool:
    if declaration.shape and not re.fullmatch(declaration.shape, code):
        return False
    try:
        read_value(declaration, code)
    except ValueError:
        return False
    return True


def days_compared(agreements: Iterable[Agreement]) -> set[date]:
    """Give the days with which a test compares the reference date."""
    found: set[date] = set()
    for agreement in agreements:
        for _, test in comparisons(agreement):
            compared = test.fact == REFERENCE_DATE and test.operator != "bekend"
            if compared and isinstance(test.operand, Literal):
                found.update(read_date(part) for text in test.operand.texts for part in text.split("/") if part)
    return found
