"""What two bits cannot say: which element is missing, which row fails, which number met which limit.

A witness has the shape of the test it explains, and every node of it carries its own state, worked out by the same
functions that judged. It is drawn on demand for one subject; judging never needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from zorginkoop.kernel.evaluate import Evaluation, evaluation, read_translation, share_bounds, years_back
from zorginkoop.kernel.facts import KnownFact, Span, Subject
from zorginkoop.kernel.states import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN, all_of, only_if
from zorginkoop.kernel.tree import (
    Agreement,
    Always,
    Compare,
    DueDate,
    Join,
    Literal,
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


@dataclass(frozen=True, slots=True)
class Missing:
    """An element that is asked for and not there, with the codes whose translation asks for it."""

    code: str
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison: the fact, what it was compared with, and for a set what is missing from it."""

    test: Compare
    state: int
    kind: str
    fact: KnownFact
    other: KnownFact | None = None
    missing: tuple[Missing, ...] = ()
    unmapped: tuple[str, ...] = ()  # codes that the translation does not know: anything may belong to them
    period: Span | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """A join with the witness of each part."""

    test: Join
    state: int
    parts: tuple[Witness, ...]


@dataclass(frozen=True, slots=True)
class Negated:
    """The opposite of an inner test."""

    state: int
    inner: Witness


@dataclass(frozen=True, slots=True)
class Guarded:
    """A test that applies only where its guard holds."""

    state: int
    guard: Witness
    inner: Witness


@dataclass(frozen=True, slots=True)
class Excepted:
    """A test that yields where its exception holds."""

    state: int
    inner: Witness
    exception: Witness


@dataclass(frozen=True, slots=True)
class Referred:
    """Another criterion of the agreement, with its state as the referring test reads it."""

    criterion: str
    state: int


@dataclass(frozen=True, slots=True)
class Holding:
    """A test that always holds."""

    state: int = MET


@dataclass(frozen=True, slots=True)
class RowFound:
    """One row: whether it is among those asked about, whether it satisfies the condition, and why."""

    subject: Subject
    inside: int
    state: int
    counted: int  # what the row adds: met counts, not met does not, not applicable is not asked about
    inner: Witness
    population: Witness | None = None


@dataclass(frozen=True, slots=True)
class RowsFound:
    """A test over rows: each row as found; no rows at all is an empty tuple, unknown rows are None."""

    test: Rows
    state: int
    kind: str
    rows: tuple[RowFound, ...] | None

    def counted(self, state: int) -> tuple[RowFound, ...]:
        """Give the rows that count with a state."""
        return tuple(row for row in self.rows or () if row.counted == state)

    @property
    def asked(self) -> tuple[RowFound, ...]:
        """The rows that the condition is about, or may be about."""
        return tuple(row for row in self.rows or () if row.counted != NOT_APPLICABLE)

    @property
    def bounds(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """The smallest and the largest possible (part, whole); they are the same when every row is known."""
        if self.test.how == "aandeel":
            return share_bounds([(row.inside, row.state) for row in self.rows or ()])
        least, unknown = len(self.counted(MET)), len(self.counted(UNKNOWN))
        whole = len(self.asked)
        return (least, whole), (least + unknown, whole)


@dataclass(frozen=True, slots=True)
class RatioFound:
    """A ratio: both numbers in their own units, and the subjects of which one of them is not known."""

    test: RatioTest
    state: int
    kind: str
    part: Fraction
    whole: Fraction
    unknown: tuple[Subject, ...] = ()
    facts: tuple[KnownFact, ...] = ()
    rows_known: int = 1


Witness = Compared | Joined | Negated | Guarded | Excepted | Referred | Holding | RowsFound | RatioFound
Drawing = Callable[[Subject, Sequence[int]], Witness]


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing that made a state what it is; under a negation it worked the other way round."""

    witness: Compared | Referred | RowsFound | RatioFound
    negated: int = 0


def witness(test: Test, subject: Subject, agreement: Agreement, states: Sequence[int] = ()) -> Witness:
    """Draw the witness of a test for a subject; `states` are those of the agreement's criteria, in its order."""
    return drawing(test, agreement)(subject, states)


def drawing(test: Test, agreement: Agreement) -> Drawing:
    """Turn a test into a function that draws its witness; worth keeping where many subjects are asked about."""
    return _Builder(agreement).build(test)


def grounds(found: Witness) -> tuple[Ground, ...]:
    """Give what made the state what it is: the failing parts of a failure, the unknown parts of an unknown."""
    return tuple(_grounds(found, 0))


def by_fact(given: tuple[Ground, ...]) -> list[list[Ground]]:
    """Put the comparisons of one fact together, so that the fact is told once; other grounds stay alone."""
    together: dict[object, list[Ground]] = {}
    for ground in given:
        found = ground.witness
        together.setdefault(found.fact.key if isinstance(found, Compared) else id(ground), []).append(ground)
    return list(together.values())


def _grounds(found: Witness, negated: int) -> Iterator[Ground]:
    if isinstance(found, Compared | Referred | RowsFound | RatioFound):
        yield Ground(found, negated)
    for part, turned in _deciding(found):
        yield from _grounds(part, negated ^ turned)


def _deciding(found: Witness) -> list[tuple[Witness, int]]:
    """Give the parts that decide a state, and whether they stand under a negation."""
    if isinstance(found, Joined):
        turned = int(found.test.how == "geen")
        wanted = {MET: NOT_MET, NOT_MET: MET}.get(found.state, found.state) if turned else found.state
        return [(part, turned) for part in found.parts if part.state == wanted]
    if isinstance(found, Negated):
        return [(found.inner, 1)]
    if isinstance(found, Guarded):
        return _deciding_guard(found)
    if isinstance(found, Excepted):
        return _deciding_exception(found)
    return []


def _deciding_guard(found: Guarded) -> list[tuple[Witness, int]]:
    if found.state == NOT_APPLICABLE and found.guard.state != MET:
        return [(found.guard, 0)]
    if found.guard.state == UNKNOWN:
        return [(found.guard, 0), (found.inner, 0)]
    return [(found.inner, 0)]


def _deciding_exception(found: Excepted) -> list[tuple[Witness, int]]:
    if found.inner.state in (MET, NOT_APPLICABLE) or found.exception.state == NOT_APPLICABLE:
        return [(found.inner, 0)]
    return [(found.inner, 0), (found.exception, 0)]


class _Builder:
    """Builds drawings; each node keeps the function that gives its state."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement

    def build(self, test: Test) -> Drawing:
        judge = evaluation(test, self.agreement)
        match test:
            case Compare():
                return _comparison(test, judge)
            case Rows():
                return self._rows(test, judge)
            case RatioTest():
                return _ratio(test, judge)
            case Reference():
                return lambda subject, states: Referred(test.criterion, judge(subject, states))
            case Always():
                return lambda _subject, _states: Holding()
        return self._around(test, judge)

    def _around(self, test: Join | Negation | OnlyIf | Unless, judge: Evaluation) -> Drawing:
        match test:
            case Join():
                parts = [self.build(part) for part in test.tests]
                return lambda subject, states: Joined(
                    test, judge(subject, states), tuple(part(subject, states) for part in parts)
                )
            case Negation():
                inner = self.build(test.test)
                return lambda subject, states: Negated(judge(subject, states), inner(subject, states))
            case OnlyIf():
                guard, guarded = self.build(test.guard), self.build(test.test)
                return lambda subject, states: Guarded(
                    judge(subject, states), guard(subject, states), guarded(subject, states)
                )
            case Unless():
                held, exception = self.build(test.test), self.build(test.exception)
                return lambda subject, states: Excepted(
                    judge(subject, states), held(subject, states), exception(subject, states)
                )

    def _rows(self, test: Rows, judge: Evaluation) -> Drawing:
        where = self.build(test.where)
        population = self.build(test.population) if test.population is not None else None

        def row_found(row: Subject) -> RowFound:
            inner = where(row, ())
            asked = population(row, ()) if population is not None else None
            inside = asked.state if asked is not None else MET
            return RowFound(row, inside, inner.state, _counted(test.how, inside, inner.state), inner, asked)

        def draw(subject: Subject, states: Sequence[int]) -> Witness:
            rows = subject.relations[test.relation]
            found = None if rows is None else tuple(row_found(row) for row in rows)
            return RowsFound(test, judge(subject, states), subject.kind, found)

        return draw


def _counted(how: str, inside: int, state: int) -> int:
    """Say what one row adds to the test over all rows."""
    if inside == NOT_MET:
        return NOT_APPLICABLE
    if how == "elke_rij":
        return only_if(inside, state)
    if how == "aandeel":
        return _in_share(inside, state)
    return all_of((inside, state))


def _in_share(inside: int, state: int) -> int:
    if inside == MET:
        return state or NOT_MET
    return UNKNOWN if inside == UNKNOWN else NOT_APPLICABLE


def _comparison(test: Compare, judge: Evaluation) -> Drawing:
    other = _other_fact(test)
    years = test.operand.years if isinstance(test.operand, YearsBack) else None

    def draw(subject: Subject, states: Sequence[int]) -> Witness:
        return Compared(
            test,
            judge(subject, states),
            subject.kind,
            subject.facts[test.fact],
            subject.facts[other] if other else None,
            _missing(test, subject),
            _unmapped(test, subject),
            None if years is None else years_back(subject.on, years),
        )

    return draw


def _other_fact(test: Compare) -> str:
    """Name the fact that decides what is compared with: another fact, or the event that a deadline counts from."""
    if isinstance(test.operand, OtherFact):
        return test.operand.fact
    return test.operand.events[0] if isinstance(test.operand, DueDate) and test.operand.events else ""


def _missing(test: Compare, subject: Subject) -> tuple[Missing, ...]:
    """Name what is asked for and not there; nothing while one of the two sets is unknown."""
    there = subject.values[test.fact]
    if test.kind != "codes" or test.operator != "omvat" or not isinstance(there, frozenset):
        return ()
    wanted = _wanted(test, subject)
    return tuple(Missing(code, tuple(because)) for code, because in sorted(wanted.items()) if code not in there)


def _unmapped(test: Compare, subject: Subject) -> tuple[str, ...]:
    """Name the codes of the other fact that its translation does not know."""
    if not isinstance(test.operand, OtherFact) or not test.operand.translation:
        return ()
    codes = subject.values[test.operand.fact]
    known = read_translation(test.operand.translation)
    return tuple(sorted(codes - known.keys())) if isinstance(codes, frozenset) else ()


def _wanted(test: Compare, subject: Subject) -> dict[str, list[str]]:
    """Give the elements that are asked for, each with the codes that ask for it through a translation."""
    if isinstance(test.operand, Literal):
        return {code: [] for code in test.operand.texts}
    codes = subject.values[test.operand.fact] if isinstance(test.operand, OtherFact) else None
    if not isinstance(codes, frozenset) or not isinstance(test.operand, OtherFact):
        return {}
    translation = read_translation(test.operand.translation)
    if not translation:
        return {code: [] for code in codes}
    wanted: dict[str, list[str]] = {}
    for code in sorted(codes):
        for part in translation.get(code, frozenset()):
            wanted.setdefault(part, []).append(code)
    return wanted


def _ratio(test: RatioTest, judge: Evaluation) -> Drawing:
    def draw(subject: Subject, states: Sequence[int]) -> Witness:
        rows = subject.relations[test.relation] if test.relation else (subject,)
        part = whole = 0
        unknown = []
        for row in rows or ():
            numerator, denominator = row.values[test.numerator], row.values[test.denominator]
            if isinstance(numerator, int) and isinstance(denominator, int):
                part += numerator
                whole += denominator
            else:
                unknown.append(row)
        return RatioFound(
            test,
            judge(subject, states),
            subject.kind,
            part * Fraction(test.numerator_step),
            whole * Fraction(test.denominator_step),
            tuple(unknown),
            () if test.relation else (subject.facts[test.numerator], subject.facts[test.denominator]),
            int(rows is not None),
        )

    return draw
