"""Which facts each test of an agreement reads: through the conditions it refers to, and the grounds of other facts.

It hangs on the agreement alone, so it is worked out once, however many subjects are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zorginkoop.kernel.tree import Agreement, Compare, DueDate, OtherFact, RatioTest, Reference, Rows, Test
from zorginkoop.kernel.tree_walk import inner_tests

Read = tuple[str, str]  # a fact that a test reads: kind of subject, key


class Reads:
    """Finds the facts that the tests of one agreement read."""

    def __init__(self, agreement: Agreement) -> None:
        """Prepare for an agreement."""
        self.agreement = agreement
        self._declared = {(fact.subject, fact.name): fact for fact in agreement.facts}
        self._rows = {(relation.subject, relation.name): relation.row_subject for relation in agreement.relations}
        self._criteria = {criterion.id: criterion for criterion in agreement.criteria}
        self._found: dict[tuple[int, str], frozenset[Read]] = {}

    def of(self, test: Test, kind: str) -> frozenset[Read]:
        """Give every fact that a test about a kind of subject reads."""
        slot = (id(test), kind)
        if slot not in self._found:
            self._found[slot] = frozenset(self.each(test, kind))
        return self._found[slot]

    def each(self, test: Test, kind: str) -> Iterator[Read]:
        """Walk what a test reads in the order of the policy; what is read twice comes twice."""
        match test:
            case Compare():
                keys = [test.fact]
                if isinstance(test.operand, OtherFact):
                    keys.append(test.operand.fact)
                elif isinstance(test.operand, DueDate):
                    keys += test.operand.events
                yield from self._with_grounds(kind, keys)
            case RatioTest():
                of = self._rows[kind, test.relation] if test.relation else kind
                yield from self._with_grounds(of, [test.numerator, test.denominator])
            case Reference():
                yield from self.each(self._criteria[test.criterion].test, self.agreement.subject)
            case Rows():
                of = self._rows[kind, test.relation]
                for part in (test.population, test.where):
                    if part is not None:
                        yield from self.each(part, of)
            case _:
                for part in inner_tests(test):
                    yield from self.each(part, kind)

    def _with_grounds(self, kind: str, keys: Iterable[str]) -> Iterator[Read]:
        for key in keys:
            yield kind, key
            declaration = self._declared.get((kind, key))
            if declaration is not None:
                yield from self._with_grounds(kind, declaration.implied_by)
