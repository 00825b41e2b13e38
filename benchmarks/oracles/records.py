"""Records to ask every engine about: which values matter for an agreement, and random subjects made of them.

A record is a resolved subject: a value or unknown for each fact, and the rows of its relations. The values are read off
the tests: every limit with a step to either side, every code that is named and others, every day and the moments around
it; which answer belongs to them is not known here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from random import Random

from oracles.lower import NUMBERS, NotExpressed, limit_in_steps
from oracles.model import years_before
from zorginkoop.columns.from_subjects import keys_read
from zorginkoop.kernel.evaluate import NEVER
from zorginkoop.kernel.facts import FOREVER, REFERENCE_DATE, KnownFact, Span, Subject, Value
from zorginkoop.kernel.scalars import AMSTERDAM
from zorginkoop.kernel.tree import (
    Agreement,
    Compare,
    DueDate,
    FactDeclaration,
    Literal,
    OtherFact,
    RatioTest,
    Rows,
    Test,
    YearsBack,
)
from zorginkoop.kernel.tree_walk import inner_tests

Key = tuple[str, str]  # a kind of subject, and a fact (of a year)
RowList = tuple[Subject, ...] | None

OTHERS = ("iets_anders", "nog_iets_anders")
PLAIN_NUMBERS = (0, 1, 2, 3, 10, 100)
CLOCK_CHANGES = (date(2025, 3, 30), date(2025, 10, 26))
_INSTANT = timedelta(microseconds=1)
_DAY = timedelta(days=1)
MOST_ROWS = 4
_NAME = "proef"


def tests_of(agreement: Agreement) -> Iterator[tuple[str, Test]]:
    """Walk every test of an agreement, those on rows too, each with the kind of subject it is about."""
    tests = [*(one.test for one in agreement.criteria), *(one.test for one in agreement.routes)]
    for test in tests:
        yield from _within(test, agreement.subject, agreement)


def _within(test: Test, kind: str, agreement: Agreement) -> Iterator[tuple[str, Test]]:
    yield kind, test
    for part in inner_tests(test):
        yield from _within(part, kind, agreement)
    if isinstance(test, Rows):
        row = row_kind(agreement, kind, test.relation)
        yield from _within(test.where, row, agreement)
        if test.population is not None:
            yield from _within(test.population, row, agreement)


def row_kind(agreement: Agreement, kind: str, relation: str) -> str:
    """Name the kind of the rows of a relation."""
    return next(one.row_subject for one in agreement.relations if (one.subject, one.name) == (kind, relation))


def declared(agreement: Agreement, key: Key) -> FactDeclaration:
    """Give the declaration of a fact."""
    name = key[1].partition("@")[0]
    return next(fact for fact in agreement.facts if (fact.subject, fact.name) == (key[0], name))


def keys_in(kind: str, test: Test, agreement: Agreement) -> Iterator[Key]:
    """Walk the facts that one test reads itself."""
    if isinstance(test, Compare):
        yield kind, test.fact
        if isinstance(test.operand, OtherFact):
            yield kind, test.operand.fact
        elif isinstance(test.operand, DueDate):
            yield from ((kind, name) for name in test.operand.events)
    elif isinstance(test, RatioTest):
        at = row_kind(agreement, kind, test.relation) if test.relation else kind
        yield from ((at, test.numerator), (at, test.denominator))


def vocabularies(agreement: Agreement, known: Iterable[Subject] = ()) -> dict[Key, tuple[str, ...]]:
    """List for every fact of codes which codes a record can hold: those that are named or known, and two others."""
    found: dict[Key, set[str]] = {}
    for fact in agreement.facts:
        if fact.kind in {"code", "codes"}:
            found[fact.subject, fact.name] = {*fact.codes, *fact.named}
    for subject in known:
        _add_codes(subject, found)
    pairs: list[tuple[Key, Key]] = []
    for kind, test in tests_of(agreement):
        if isinstance(test, Compare) and test.kind in {"code", "codes"} and test.operator != "bekend":
            if isinstance(test.operand, Literal):
                found[kind, test.fact].update(test.operand.texts)
            elif isinstance(test.operand, OtherFact) and test.operand.translation:
                _add_translated(found[kind, test.fact], found[kind, test.operand.fact], test.operand)
            elif isinstance(test.operand, OtherFact):
                pairs.append(((kind, test.fact), (kind, test.operand.fact)))
    for one, other in pairs * len(pairs):  # what is compared has the same codes, however long the chain
        found[one] = found[other] = found[one] | found[other]
    return {key: (*sorted(codes - set(OTHERS)), *OTHERS) for key, codes in found.items()}


def _add_translated(own: set[str], other: set[str], operand: OtherFact) -> None:
    """Add the codes that a map knows, and the parts that it translates them to."""
    for line in operand.translation:
        code, _, parts = line.partition("=")
        other.add(code)
        own.update(filter(None, parts.split(",")))


def _add_codes(subject: Subject, found: dict[Key, set[str]]) -> None:
    """Add the codes that a subject and its rows hold."""
    for name, value in subject.values.items():
        codes = found.get((subject.kind, name))
        if codes is not None:
            codes.update({value} if isinstance(value, str) else value if isinstance(value, frozenset) else ())
    for rows in subject.relations.values():
        for row in rows or ():
            _add_codes(row, found)


class Edges:
    """The values that matter for each fact of an agreement, as on a date."""

    def __init__(self, agreement: Agreement, on: date, codes: Mapping[Key, tuple[str, ...]]) -> None:
        self.agreement, self.on, self.codes = agreement, on, codes
        self.of: dict[Key, list[Value]] = {}
        self.subsets: dict[Key, list[frozenset[str]]] = defaultdict(list)
        days: dict[Key, set[date]] = defaultdict(set)
        numbers: dict[Key, set[int]] = defaultdict(set)
        together: list[tuple[Key, Key]] = []
        for kind, test in tests_of(agreement):
            keys = list(keys_in(kind, test, agreement))
            for key in keys:
                self.of.setdefault(key, [])
            together += [(one, other) for one in keys for other in keys if one != other]
            if isinstance(test, Compare):
                self._note(test, keys[0], days, numbers)
        for _ in range(2):
            for one, other in together:
                days[one] |= days[other]
                numbers[one] |= numbers[other]
        for key in self.of:
            self.of[key] = list(dict.fromkeys(self._values(key, sorted(days[key]), sorted(numbers[key]))))

    def _note(self, test: Compare, key: Key, days: dict[Key, set[date]], numbers: dict[Key, set[int]]) -> None:
        """Note the limits of one comparison."""
        operand = test.operand
        if isinstance(operand, YearsBack):
            days[key] |= {years_before(self.on, operand.years), self.on}
        elif isinstance(operand, OtherFact) and operand.fact == REFERENCE_DATE:
            days[key].add(self.on)
        elif isinstance(operand, Literal) and test.operator != "bekend":
            text = operand.texts[0]
            if test.kind in NUMBERS:
                numbers[key].add(_limit(test, text))
            elif test.kind == "codes":
                wanted = frozenset(operand.texts)
                self.subsets[key] += [wanted, *(wanted - {code} for code in wanted)]
            elif test.kind in {"datum", "moment", "periode"}:
                days[key] |= {date.fromisoformat(part) for part in text.split("/") if part}

    def _values(self, key: Key, days: list[date], numbers: list[int]) -> Iterable[Value]:
        declaration = declared(self.agreement, key)
        match declaration.kind:
            case "ja_nee":
                return (1, 0)
            case "code":
                return self.codes[key]
            case "codes":
                return self._sets(key)
            case "datum":
                return sorted({*near_days(days or [self.on]), self.on, date(2020, 2, 29)})
            case "moment":
                return (NEVER, *moments_around({*days, self.on, *CLOCK_CHANGES}))
            case "periode":
                return spans_around(days or [self.on])
        limits = sorted({limit + step for limit in numbers for step in (-1, 0, 1)})
        return (*limits, *(number for number in PLAIN_NUMBERS if number not in limits))

    def _sets(self, key: Key) -> Iterable[frozenset[str]]:
        codes, named = self.codes[key], self.subsets[key]
        strange = frozenset(OTHERS[:1])
        yield frozenset()
        yield frozenset(codes)
        yield from named
        yield from (subset | strange for subset in named)
        yield from (frozenset({code}) for code in codes)
        yield from (frozenset(codes) - {code} for code in codes)


def _limit(test: Compare, text: str) -> int:
    try:
        return limit_in_steps(test, text)
    except NotExpressed:
        return int(Fraction(text))


def near_days(days: Iterable[date]) -> list[date]:
    """Give days with the day before and after; the end of time has no day after it."""
    usable = [day for day in days if day.year < FOREVER.year - 1]
    return sorted({*days, *(day + step * _DAY for day in usable for step in (-1, 0, 1))})


def moments_around(days: Iterable[date]) -> list[datetime]:
    """Give for each day its first and last instant, noon, those beside it, and what lies terms of days or hours on."""
    found: set[datetime] = set()
    for day in days:
        if day.year < FOREVER.year - 1:
            start = datetime.combine(day, time(), AMSTERDAM).astimezone(UTC)
            end = datetime.combine(day + _DAY, time(), AMSTERDAM).astimezone(UTC)
            found |= {start - _INSTANT, start, start + timedelta(hours=12), end - _INSTANT, end}
    return [moment.astimezone(AMSTERDAM) for moment in sorted(found)]


def spans_around(days: Sequence[date]) -> list[Span]:
    """Give periods that start and end on, just before and just after some days, one without an end among them."""
    near = near_days(days)
    pairs = [Span(one, other) for one in near for other in near if one <= other]
    if len(pairs) > 60:  # a policy with many periods: every first day, each with a few last days
        pairs = pairs[:: len(pairs) // 60 + 1] + [Span(day, day) for day in near]
    return [*pairs, *(Span(day, FOREVER) for day in near)]


def terms_of(agreement: Agreement) -> Iterator[tuple[str, str, str, timedelta]]:
    """Walk the deadlines: kind of subject, own fact, event, and how long after it the end lies."""
    for kind, test in tests_of(agreement):
        if isinstance(test, Compare) and isinstance(test.operand, DueDate):
            rule = dict(line.split("=", 1) for line in test.operand.rule)
            hours, days = int(rule.get("binnen_uren", 0)), int(rule.get("binnen_dagen", 0))
            for event in test.operand.events:
                yield kind, test.fact, event, timedelta(days=days, hours=hours)


class Drawer:
    """Draws random subjects of an agreement as on a date, from a seed: anew, or by changing one of some subjects."""

    def __init__(self, edges: Edges, seed: str, known: Sequence[Subject] = ()) -> None:
        self.edges = edges
        self._known = [redated(one, edges.on) for one in known]
        self.random = Random(seed)  # noqa: S311 - made-up records, not a secret
        agreement = edges.agreement
        self._keys: dict[str, list[str]] = defaultdict(list)
        for kind, name in edges.of:
            self._keys[kind].append(name)
        self._kinds = {key: declared(agreement, key).kind for key in edges.of}
        self._relations = {
            kind: [one for one in agreement.relations if one.subject == kind]
            for kind in {one.subject for one in agreement.relations}
        }
        self._terms = list(terms_of(agreement))
        kinds = {agreement.subject, *(one.row_subject for one in agreement.relations)}
        self._nothing = {kind: dict.fromkeys(keys_read(agreement, kind)) for kind in kinds}

    def any(self) -> Subject:
        """Draw a subject: as likely near one that is known as anywhere."""
        if not self._known or self.random.random() < 0.5:
            return self.subject(self.edges.agreement.subject)
        return self._near(self.random.choice(self._known))

    def _near(self, start: Subject) -> Subject:
        """Change some facts of a subject, and now and then its rows."""
        random, kind = self.random, start.kind
        names = random.sample(self._keys[kind], min(random.randrange(7), len(self._keys[kind])))
        values = {
            name: None if random.random() < 0.2 else self._value((kind, name), 0.6)
            for name in names
            if name != REFERENCE_DATE
        }
        relations: dict[str, RowList] = {}
        for relation in self._relations.get(kind, ()):
            rows = list(start.relations[relation.name] or ())
            chance = random.random()
            if rows and chance < 0.3:
                at = random.randrange(len(rows))
                rows[at] = self._near(rows[at])
            elif chance < 0.5:
                rows.append(self.subject(relation.row_subject))
            elif rows and chance < 0.6:
                rows.pop(random.randrange(len(rows)))
            relations[relation.name] = tuple(rows)
        return changed(start, values, relations)

    def subject(self, kind: str) -> Subject:
        """Draw a subject of a kind anew: how much is known of it, and how much is in order, differ each time."""
        random = self.random
        unknown, good = random.choice((0.0, 0.0, 0.02, 0.1, 0.4)), random.choice((0.3, 0.6, 0.85, 0.97))
        values: dict[str, Value | None] = {**self._nothing[kind], REFERENCE_DATE: self.edges.on}
        for key in self._keys[kind]:
            if key != REFERENCE_DATE:
                values[key] = None if random.random() < unknown else self._value((kind, key), good)
        for of, own, event, term in self._terms:
            if of != kind or random.random() < 0.5:
                continue
            if own == REFERENCE_DATE:
                values[event] = random.choice(before(self.edges.on, term))
            elif isinstance(values[event], datetime):
                values[own] = beside(values[event], term)[random.randrange(5)]
        relations: dict[str, RowList] = {}
        for relation in self._relations.get(kind, ()):
            lost = random.random() < unknown / 2
            rows = random.choice((0, 1, 1, 2, 2, 3, MOST_ROWS))
            relations[relation.name] = None if lost else tuple(self.subject(relation.row_subject) for _ in range(rows))
        return subject_of(kind, _NAME, self.edges.on, values, relations)

    def _value(self, key: Key, good: float) -> Value:
        random, kind = self.random, self._kinds[key]
        if kind == "ja_nee":
            return int(random.random() < good)
        choices = self.edges.of[key]
        if kind == "codes" and random.random() < 0.5:
            return frozenset(code for code in self.edges.codes[key] if random.random() < good)
        if kind == "moment" and random.random() < 0.4:
            return NEVER
        if kind in NUMBERS and random.random() < 0.2:
            return random.randrange(2 * max(1, *(value for value in choices if isinstance(value, int))))
        return random.choice(choices)


def beside(event: Value | None, term: timedelta) -> list[datetime]:
    """Give the moments around the end of a term after an event: by the clock, and by whole days."""
    assert isinstance(event, datetime)  # noqa: S101 - only of what has happened
    exact = (event.astimezone(UTC) + term).astimezone(AMSTERDAM)
    night = datetime.combine(event.astimezone(AMSTERDAM).date() + term + _DAY, time(), AMSTERDAM)
    edges = [exact.astimezone(UTC) + step * _INSTANT for step in (-1, 0, 1)]
    edges += [night.astimezone(UTC) - _INSTANT, night.astimezone(UTC)]
    return [moment.astimezone(AMSTERDAM) for moment in edges]


def before(on: date, term: timedelta) -> list[datetime]:
    """Give the moments of an event whose term ends around the start of a day: by the clock, and by whole days."""
    exact = datetime.combine(on, time(), AMSTERDAM).astimezone(UTC) - term
    by_the_clock = [(exact + step * _INSTANT).astimezone(AMSTERDAM) for step in (-1, 0, 1)]
    return [*by_the_clock, *moments_around(near_days((on - term,)))]


def subject_of(
    kind: str, name: str, on: date, values: dict[str, Value | None], relations: dict[str, RowList]
) -> Subject:
    """Put a resolved subject together."""
    return Subject(kind, name, "", on, _Facts(values), values, relations)


def changed(subject: Subject, values: dict[str, Value | None], relations: dict[str, RowList] | None = None) -> Subject:
    """Give a subject with some other values, or other rows."""
    rows = {**subject.relations, **(relations or {})}
    return subject_of(subject.kind, subject.id, subject.on, {**subject.values, **values}, rows)


def redated(subject: Subject, on: date) -> Subject:
    """Give a subject as on another date, with the same values."""
    rows = {
        name: None if of_one is None else tuple(redated(row, on) for row in of_one)
        for name, of_one in subject.relations.items()
    }
    return subject_of(subject.kind, subject.id, on, {**subject.values, REFERENCE_DATE: on}, rows)


class _Facts(dict[str, KnownFact]):
    """Facts made where somebody looks at them: a million records are judged, and few are looked at."""

    def __init__(self, values: dict[str, Value | None]) -> None:
        super().__init__()
        self._values = values

    def __missing__(self, key: str) -> KnownFact:
        return KnownFact(key, self._values[key], "")
