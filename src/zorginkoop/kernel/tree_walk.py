"""What lies inside a test: its parts, and the facts, rows and criteria that it reads."""

from __future__ import annotations

from collections.abc import Iterator

from zorginkoop.kernel.tree import (
    Agreement,
    Compare,
    Criterion,
    DueDate,
    Join,
    Negation,
    OnlyIf,
    OtherFact,
    RatioTest,
    Reference,
    Route,
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


def facts_of_rows(test: Test) -> Iterator[str]:
    """Walk the facts that a test reads of rows, of rows of rows too, as keys."""
    if isinstance(test, Rows):
        for part in (test.where, test.population):
            if part is not None:
                yield from facts_read(part)
                yield from facts_of_rows(part)
    elif isinstance(test, RatioTest) and test.relation:
        yield test.numerator
        yield test.denominator
    for part in inner_tests(test):
        yield from facts_of_rows(part)


def keys_asked(agreement: Agreement, kind: str) -> frozenset[str]:
    """Give the keys of the facts that an agreement asks of a kind of subject, as its own subject or as rows."""
    parts: tuple[Criterion | Route, ...] = (*agreement.criteria, *agreement.routes)
    own = {key for part in parts for key in part.facts} if kind == agreement.subject else set[str]()
    if any(relation.row_subject == kind for relation in agreement.relations):
        own.update(key for part in parts for key in facts_of_rows(part.test))
    return frozenset(own)


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
