"""The days on which a judgement may turn: between two of them nothing that was recorded, and no limit, starts or ends.

Judging once on the first day of each stretch is then enough. A day too many costs a judgement; a day too few would be
a wrong answer, so every form of test that can look at the reference date has its days here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from zorginkoop.kernel.evaluate import read_span
from zorginkoop.kernel.facts import FOREVER, FactRecord, RecordedSubject, Span, Value, read_value
from zorginkoop.kernel.scalars import AMSTERDAM, read_date
from zorginkoop.kernel.terms import add_months
from zorginkoop.kernel.tree import Agreement, Compare, FactDeclaration, Literal, Rows, Test, YearsBack
from zorginkoop.kernel.tree_walk import inner_tests

_DATED = {"datum", "moment", "periode"}


def turning_days(agreement: Agreement, tests: Iterable[Test], recorded: RecordedSubject) -> frozenset[date]:
    """Give every day on which a test may come out otherwise than on the day before."""
    every = [*tests, *(criterion.test for criterion in agreement.criteria)]
    declared = {(fact.subject, fact.name): fact for fact in agreement.facts}
    leaves = [leaf for test in every for leaf in _leaves(test)]
    back = {leaf.operand.years for leaf in leaves if isinstance(leaf.operand, YearsBack)}
    days = {day for leaf in leaves for day in _of_leaf(leaf)}
    for value in _values(recorded, declared):
        days.update(_of_value(value, back))
    days.update(_validity(recorded))
    return frozenset(day for day in days if date.min < day < FOREVER)


def _leaves(test: Test) -> Iterator[Compare]:
    """Walk every comparison in a test, those on rows too."""
    if isinstance(test, Compare):
        yield test
    if isinstance(test, Rows):
        yield from _leaves(test.where)
        if test.population is not None:
            yield from _leaves(test.population)
    for part in inner_tests(test):
        yield from _leaves(part)


def _of_leaf(leaf: Compare) -> Iterator[date]:
    """Give the days that a test itself names; the reference date may be compared with them."""
    if leaf.kind != "datum" or not isinstance(leaf.operand, Literal) or leaf.operator == "bekend":
        return
    for text in leaf.operand.texts:
        if leaf.operator == "overlapt":
            yield from _ends(read_span(text))
        else:
            yield from _around(read_date(text))


def _values(recorded: RecordedSubject, declared: dict[tuple[str, str], FactDeclaration]) -> Iterator[Value]:
    """Walk every recorded value that is a day, a moment or a period, of a subject and its rows."""
    for name, records in recorded.facts.items():
        declaration = declared.get((recorded.kind, name))
        if declaration is not None and declaration.kind in _DATED:
            yield from (read_value(declaration, record.text) for record in records if record.text != "onbekend")
    for (subject, _), declaration in declared.items():
        if subject == recorded.kind and declaration.kind in _DATED and declaration.absent not in {"", "niet_gebeurd"}:
            yield read_value(declaration, declaration.absent)
    for rows in recorded.relations.values():
        for row in rows:
            yield from _values(row, declared)


def _of_value(value: Value, back: set[int]) -> Iterator[date]:
    """Give the days on which a comparison of a recorded day or period with the reference date may turn."""
    if isinstance(value, datetime):
        yield from _around(value.astimezone(AMSTERDAM).date())
    elif isinstance(value, date):
        yield from _around(value)
        yield from _years_after(value, back)
    elif isinstance(value, Span):
        yield from _ends(value)
        yield from _years_after(value.last, back)


def _years_after(last: date, back: set[int]) -> Iterator[date]:
    """Give the days on which something falls out of a look-back; a year that starts on 29 February needs a day more."""
    for years in back:
        if last.year + years < FOREVER.year:
            day = add_months(last, 12 * years)
            yield from (date.fromordinal(day.toordinal() + more) for more in (1, 2))


def _validity(recorded: RecordedSubject) -> Iterator[date]:
    """Walk the days on which a row, a record or a piece of evidence starts or stops to count."""
    yield from _stretch(recorded.valid_from, recorded.valid_until)
    for records in recorded.facts.values():
        for record in records:
            yield from _stretch(record.valid_from, record.valid_until)
            yield from _evidence(record)
    for rows in recorded.relations.values():
        for row in rows:
            yield from _validity(row)


def _evidence(record: FactRecord) -> Iterator[date]:
    for piece in record.evidence:
        yield from _stretch(None, piece.valid_until)


def _stretch(first: date | None, last: date | None) -> Iterator[date]:
    if first is not None:
        yield first
    if last is not None and last < FOREVER:
        yield date.fromordinal(last.toordinal() + 1)


def _ends(span: Span) -> Iterator[date]:
    yield from _stretch(span.first, span.last)


def _around(day: date) -> Iterator[date]:
    """Give a day and the next: before, on and after it may all differ."""
    yield from _stretch(day, day)
