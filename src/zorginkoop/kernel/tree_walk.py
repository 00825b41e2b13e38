"""What lies inside a test: its parts, and the facts, rows and criteria that it reads."""

from __future__ import annotations

from collections.abc import Iterator

from zorginkoop.kernel.tree import (
    Compare,
    DueDate,
    Join,
    Negation,
    OnlyIf,
    OtherFact,
    RatioTest,
    Reference,
    Rows,
    Test,
    Unless,
    YearsBack,
)


def facts_read(test: Test) -> Iterator[str]:
    """Walk the facts of the main subject that a test reads, as keys, in the order of the text; rows are left out."""
    if isinstance(test, Compare):
        yield test.fact
        if isinstance(test.operand, OtherFact):
            yield test.operand.fact
        elif isinstance(test.operand, DueDate):
            yield from test.operand.events
    elif isinstance(test, RatioTest) and not test.relation:
        yield test.numerator
        yield test.denominator
    for part in inner_tests(test):
        yield from facts_read(part)


def rows_read(test: Test) -> Iterator[str]:
    """Walk the relations of the main subject that a test reads."""
    if isinstance(test, Rows | RatioTest) and test.relation:
        yield test.relation
    for part in inner_tests(test):
        yield from rows_read(part)


def references(test: Test) -> Iterator[str]:
    """Walk the criteria that a test refers to."""
    if isinstance(test, Reference):
        yield test.criterion
    for part in inner_tests(test):
        yield from references(part)


def inner_tests(test: Test) -> tuple[Test, ...]:
    """Give the tests directly inside a test on the same subject."""
    if isinstance(test, Join):
        return test.tests
    if isinstance(test, Negation):
        return (test.test,)
    if isinstance(test, OnlyIf):
        return (test.guard, test.test)
    if isinstance(test, Unless):
        return (test.test, test.exception)
    return ()


def looks_back(test: Test) -> bool:
    """Tell whether a test, or one inside it, counts years back from the reference date."""
    if isinstance(test, Compare):
        return isinstance(test.operand, YearsBack)
    rows = (test.where, test.population) if isinstance(test, Rows) else ()
    return any(looks_back(part) for part in (*inner_tests(test), *rows) if part is not None)
