"""The tests of an agreement over a space: each becomes a state in logic, joined by the kernel's own functions.

Where a test cannot be said in logic, `Lowering` either takes its state to be anything (so that what is impossible then
is impossible for certain) or refuses to guess: `beyond` names such tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import count
from typing import Any

import z3

from zorginkoop.kernel.due import ends_of, read_due
from zorginkoop.kernel.evaluate import (
    COMPARISONS,
    NEVER,
    TOO_LATE,
    number_limit,
    read_span,
    read_translation,
    years_back,
)
from zorginkoop.kernel.outcome import GATED, UNDECIDED, Decided, Decider, result_of
from zorginkoop.kernel.scalars import AMSTERDAM, read_date, read_moment
from zorginkoop.kernel.states import (
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    UNKNOWN,
    UnknownReads,
    all_of,
    any_of,
    negation,
    only_if,
    read_as,
    unless,
)
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
from zorginkoop.study.logic.rows import ROW_FORMS, RowState, counted
from zorginkoop.study.logic.space import DAY, NUMBERS, OTHERS, FactVariable, Int, Space, SubjectVariable
from zorginkoop.study.logic.wires import (
    Wire,
    Wires,
    all_wires,
    both,
    either,
    known_state,
    opposite,
    some_wire,
    state_wires,
)

_ZERO = Wires(())
_NOON = 12 * 3600  # seconds
_DAYS_AGO = (0, 1, 2, 3, 5, 8, 11, 15, 22, 29, 36, 43, 64, 95, 190, 370)
_DATED: dict[str, Callable[[Any, Any], Any]] = {
    "uiterlijk": lambda value, limit: value <= limit,
    "voor": lambda value, limit: value < limit,
    "vanaf": lambda value, limit: value >= limit,
    "is": lambda value, limit: value == limit,
}


@dataclass(frozen=True, slots=True, eq=False)
class Lowered:
    """One agreement over a space: the state of every condition and route, and what follows from them."""

    agreement: Agreement
    states: dict[str, Wires]
    route_states: tuple[Wires, ...]
    decided: Decided[Wires]

    def is_state(self, criterion: str, state: int) -> Wire:
        """Give the truth that a condition has a state."""
        return self.states[criterion].equals(state)

    def route_is(self, name: str) -> Wire:
        """Give the truth that a route is taken; '' is none, while it is undecided."""
        names = ["", *(route.id for route in self.agreement.routes)]
        return self.decided.route.equals(names.index(name))

    def results(self) -> dict[str, Wire]:
        """Give for every result that the routes allow the truth that it comes to that."""
        gate = self.gate
        found: dict[str, Wire] = {UNDECIDED: self.decided.route.equals(0)}
        for number, route in enumerate(self.agreement.routes, start=1):
            taken = self.decided.route.equals(number)
            if route.leads_to not in GATED:
                found[route.leads_to] = either(found.get(route.leads_to, False), taken)
                continue
            for state in (NOT_APPLICABLE, MET, NOT_MET, UNKNOWN):
                name = result_of(route.leads_to, state)
                found[name] = either(found.get(name, False), both(taken, gate.equals(state)))
        return found

    def result_is(self, result: str) -> Wire:
        """Give the truth that it comes to a result."""
        return self.results().get(result, False)

    def variant_is(self, variant: str) -> Wire:
        """Give the truth that the number of factors leads to a variant, whether or not there is an offer."""
        ladder = self.agreement.ladder
        steps = ladder.variants if ladder else ()
        return some_wire(self.factors_met.equals(at) for at, name in enumerate(steps) if name == variant)

    def part_is(self, part: str, state: int) -> Wire:
        """Give the truth that a part has a state."""
        names = [one.id for one in self.agreement.parts]
        return _settled(self.decided.parts[names.index(part)]).equals(state)

    @property
    def gate(self) -> Wires:
        """The state of the base conditions together."""
        return _settled(self.decided.gate)

    @property
    def factors_met(self) -> Wires:
        """The number of factors met."""
        factors = self.decided.factors_met
        return _ZERO if isinstance(factors, int) else factors


def _settled(state: Wires | int) -> Wires:
    """Give the wires of a state that may be settled beforehand: where nothing is asked, it is met."""
    return Wires((True,)) if isinstance(state, int) else state


@dataclass(slots=True)
class Lowering:
    """Lowers the tests of agreements over one space; `beyond` gathers what could not be said."""

    space: Space
    beyond: dict[str, None] = field(default_factory=dict)
    _free: dict[tuple[Test, str], Wires] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=count)

    def agreement(self, agreement: Agreement) -> Lowered:
        """Lower every condition and route of an agreement, and decide by the kernel's own function."""
        states: dict[str, Wires] = {}
        one = _OneAgreement(self, agreement, states)
        for criterion in agreement.criteria:
            states[criterion.id] = one.state(criterion.test, self.space.subject)
        routes = tuple(one.state(route.test, self.space.subject) for route in agreement.routes)
        return Lowered(agreement, states, routes, Decider(agreement).decide(list(states.values()), routes))

    def anything(self, test: Test, subject: SubjectVariable, why: str) -> Wires:
        """Give a state that may be anything, the same for the same test of the same subject."""
        self.beyond[why] = None
        key = (test, _place(subject))
        if key not in self._free:
            number = next(self._numbers)
            self._free[key] = state_wires(z3.Bool(f"vrij {number} kan"), z3.Bool(f"vrij {number} kan niet"))
        return self._free[key]


def _place(subject: SubjectVariable) -> str:
    """Name a subject of a space apart from all others of it."""
    return f"{subject.kind} {id(subject)}"


@dataclass(frozen=True, slots=True)
class _OneAgreement:
    """Lowers the tests of one agreement, given the states of its conditions so far."""

    lowering: Lowering
    agreement: Agreement
    states: dict[str, Wires]

    def state(self, test: Test, subject: SubjectVariable) -> Wires:
        match test:
            case Always():
                return Wires((True,))
            case Compare():
                return self._compared(test, subject)
            case Join():
                parts = [self.state(part, subject) for part in test.tests]
                joined = all_of(parts) if test.how == "alle" else any_of(parts)
                return negation(joined) if test.how == "geen" else joined
            case Negation():
                return negation(self.state(test.test, subject))
            case OnlyIf():
                return only_if(self.state(test.guard, subject), self.state(test.test, subject))
            case Unless():
                return unless(self.state(test.test, subject), self.state(test.exception, subject))
            case Reference():
                return self._referred(test)
            case Rows():
                return self._rows(test, subject)
            case RatioTest():
                return self._ratio(test, subject)

    def _referred(self, test: Reference) -> Wires:
        reading = next(one.unknown_reads for one in self.agreement.criteria if one.id == test.criterion)
        state = self.states[test.criterion]
        return read_as(state, UnknownReads(reading)) if reading else state

    def _rows(self, test: Rows, subject: SubjectVariable) -> Wires:
        if not self.lowering.space.with_rows:
            if test.how == "geen_rij":  # none is the opposite of some, whatever some comes to
                return negation(self._rows(replace(test, how="een_rij"), subject))
            return self.lowering.anything(test, subject, f"rijen van {test.relation}")
        relation = subject.relations[test.relation]
        judged: list[RowState] = []
        for there, row in relation.rows:
            inside = Wires((True,)) if test.population is None else self.state(test.population, row)
            judged.append((there, inside, self.state(test.where, row)))
        return ROW_FORMS[test.how](test, judged) | Wires((True, True)).where(relation.unknown)

    def _ratio(self, test: RatioTest, subject: SubjectVariable) -> Wires:
        if not test.relation:
            holders: list[tuple[Wire, SubjectVariable]] = [(True, subject)]
            nobody_knows: Wire = False
        elif not self.lowering.space.with_rows:
            return self.lowering.anything(test, subject, f"rijen van {test.relation}")
        else:
            holders = list(subject.relations[test.relation].rows)
            nobody_knows = subject.relations[test.relation].unknown
        part, whole = z3.IntVal(0), z3.IntVal(0)
        for there, holder in holders:
            numerator, denominator = holder.facts[test.numerator], holder.facts[test.denominator]
            part = part + counted(there, numerator.whole)
            whole = whole + counted(there, denominator.whole)
            nobody_knows = either(nobody_knows, both(there, either(numerator.unknown, denominator.unknown)))
        limit = Fraction(test.limit) * Fraction(test.denominator_step) / Fraction(test.numerator_step)
        compare = COMPARISONS[test.operator]
        holds = z3.And(whole > 0, compare(part * limit.denominator, whole * limit.numerator))
        return known_state(holds, nobody_knows)

    def _compared(self, test: Compare, subject: SubjectVariable) -> Wires:
        fact = subject.facts[test.fact]
        if test.operator == "bekend":
            return _whether_known(test, fact)
        if isinstance(test.operand, DueDate):
            return self._against_deadline(test, test.operand, subject)
        if isinstance(test.operand, YearsBack):
            return self._within_years(test, test.operand, subject)
        if isinstance(test.operand, OtherFact):
            return self._against_fact(test, test.operand, fact, subject.facts[test.operand.fact])
        return known_state(both(opposite(fact.never), _holds(test, test.operand, fact)), fact.unknown)

    def _within_years(self, test: Compare, operand: YearsBack, subject: SubjectVariable) -> Wires:
        fact, space = subject.facts[test.fact], self.lowering.space
        if not space.with_rows:
            return self.lowering.anything(test, subject, f"jaren terug vanaf de peildatum ({test.fact})")
        start: Int = z3.IntVal(0)
        for day in space.days:
            start = z3.If(subject.on == day.toordinal(), years_back(day, operand.years).first.toordinal(), start)
        back = (start, subject.on)
        if test.kind == "periode":
            return known_state(_spans(test.operator, fact.span, back), fact.unknown)
        return known_state(z3.And(back[0] <= fact.whole, fact.whole <= back[1]), fact.unknown)

    def _against_fact(self, test: Compare, operand: OtherFact, fact: FactVariable, other: FactVariable) -> Wires:
        if test.kind not in {"code", "codes"}:
            return _against_value(test, fact, other)
        # an example knows two codes that nobody names; without rows, any two of those may be the same or not
        same = True if self.lowering.space.with_rows else z3.Bool(f"zelfde andere code: {fact.key}, {other.key}")
        return _codes_against(test, operand, fact, other, same)

    def _against_deadline(self, test: Compare, operand: DueDate, subject: SubjectVariable) -> Wires:
        events = read_due(operand)[0].names
        if len(events) > 1 or (events and not self.lowering.space.with_rows):
            return self.lowering.anything(test, subject, f"termijn {operand.deadline}")
        fact = subject.facts[test.fact]
        value = fact.whole * DAY if test.kind == "datum" else fact.whole
        begun, end = self._end(operand, subject.facts[events[0]]) if events else (True, _fixed_end(operand, events))
        late: Wire = False if end is None else value >= end
        holds = both(begun, late if test.operator == TOO_LATE else opposite(late)) if end is not None else False
        unknown = either(
            fact.unknown, both(opposite(fact.never), subject.facts[events[0]].unknown if events else False)
        )
        return known_state(both(opposite(fact.never), holds), unknown)

    def _end(self, operand: DueDate, event: FactVariable) -> tuple[Wire, Int]:
        """Give whether a deadline runs, and when it ends, for some days of the one event that it asks about."""
        fixed = _fixed_end(operand, (event.key,))  # while nobody decided on a later day; None where it counts from it
        ends, end = ends_of(operand), z3.IntVal(0)
        days: list[Wire] = []
        dated = event.declaration.kind == "datum"
        for day in _days_before(self.lowering.space.days):
            noon = day.toordinal() if dated else day.toordinal() * DAY + _NOON
            moment = day if dated else read_moment(day).replace(hour=12)
            before = ends({event.key: moment})
            if isinstance(before, datetime):
                end = z3.If(event.whole == noon, _seconds(before), end)
                days.append(event.whole == noon)
        self.lowering.space.axioms.append(either(event.unknown, either(event.never, z3.Or(days))))
        if fixed is None:
            return opposite(event.never), end
        return True, z3.If(event.never, fixed, end)


def _whether_known(test: Compare, fact: FactVariable) -> Wires:
    wanted = isinstance(test.operand, Literal) and test.operand.texts == ("ja",)
    if test.kind == "moment":
        happened = opposite(fact.never)
        return known_state(happened if wanted else fact.never, fact.unknown)
    known = fact.known if wanted else fact.unknown
    return state_wires(known, opposite(known))


def _holds(test: Compare, operand: Literal, fact: FactVariable) -> Wire:
    """Give the truth that a known value satisfies a comparison with a fixed operand."""
    text = operand.texts[0]
    match test.kind:
        case "ja_nee":
            return fact.holds if operand.texts == ("ja",) else opposite(fact.holds)
        case "code" | "codes":
            return _holds_codes(test, operand.texts, fact)
        case "periode":
            span = read_span(text)
            return _spans(test.operator, fact.span, (span.first.toordinal(), span.last.toordinal()))
        case "datum" | "moment" if test.operator == "overlapt":
            span = read_span(text)
            return z3.And(fact.whole >= span.first.toordinal(), fact.whole <= span.last.toordinal())
        case "datum":
            return _DATED[test.operator](fact.whole, read_date(text).toordinal())
        case "moment":
            return _moment_holds(test.operator, fact.whole, read_date(text))
        case _:
            return COMPARISONS[test.operator](fact.whole, number_limit(test, text))


def _moment_holds(operator: str, moment: Int, day: date) -> Wire:
    start = day.toordinal() * DAY
    if operator == "uiterlijk":
        return moment < start + DAY
    return moment < start if operator == "voor" else moment >= start


def _holds_codes(test: Compare, wanted: tuple[str, ...], fact: FactVariable) -> Wire:
    there = [fact.codes.get(code, False) for code in wanted]
    return all_wires(there) if test.kind == "codes" and test.operator == "omvat" else some_wire(there)


def _spans(operator: str, own: tuple[Int, Int], other: tuple[Int, Int]) -> Wire:
    if operator == "overlapt":
        return z3.And(own[0] <= other[1], other[0] <= own[1])
    return z3.And(own[0] <= other[0], other[1] <= own[1])


def _against_value(test: Compare, fact: FactVariable, other: FactVariable) -> Wires:
    if test.kind == "ja_nee":
        holds: Wire = z3.Not(z3.Xor(fact.holds, other.holds))
    elif test.kind == "periode":
        holds = _spans(test.operator, fact.span, other.span)
    elif test.kind in NUMBERS:
        holds = COMPARISONS[test.operator](fact.whole, other.whole)
    else:
        holds = _days_against(test, fact, other)
    never = either(fact.never, other.never)
    return known_state(both(opposite(never), holds), either(fact.unknown, other.unknown))


def _days_against(test: Compare, fact: FactVariable, other: FactVariable) -> Wire:
    """Compare two days or moments; a day as the limit of 'uiterlijk' counts to its end."""
    own_day, other_day = test.kind == "datum", other.declaration.kind == "datum"
    if own_day and other_day:
        return _DATED[test.operator](fact.whole, other.whole)
    own = fact.whole * DAY if own_day else fact.whole
    if other_day and test.operator == "uiterlijk":
        return own < (other.whole + 1) * DAY
    return _DATED[test.operator](own, other.whole * DAY if other_day else other.whole)


def _codes_against(test: Compare, operand: OtherFact, fact: FactVariable, other: FactVariable, same: Wire) -> Wires:
    unknown = either(fact.unknown, other.unknown)
    table = read_translation(operand.translation)
    if not table:
        return known_state(_joined_codes(test, fact.codes, other.codes, same), unknown)
    translated = {
        part: some_wire(other.codes.get(code, False) for code, parts in table.items() if part in parts)
        for part in sorted({part for parts in table.values() for part in parts})
    }
    holds = _joined_codes(test, fact.codes, translated, same)
    untold = some_wire(wire for code, wire in other.codes.items() if code not in table)
    open_end = both(untold, holds if test.operator == "omvat" else opposite(holds))
    return known_state(holds, either(unknown, open_end))


def _joined_codes(test: Compare, own: Mapping[str, Wire], other: Mapping[str, Wire], same: Wire) -> Wire:
    """Join two sets of codes; `same` tells whether the codes that nobody names are one and the same."""
    own = {code: both(wire, same) if code in OTHERS else wire for code, wire in own.items()}
    if test.operator == "omvat":
        return all_wires(either(opposite(wire), own.get(code, False)) for code, wire in other.items())
    return some_wire(both(own[code], other[code]) for code in own if code in other)


def _fixed_end(operand: DueDate, events: Iterable[str]) -> int | None:
    """Give when a deadline ends while none of its events has happened; None where it does not run then."""
    end = ends_of(operand)(dict.fromkeys(events, NEVER))
    return _seconds(end) if isinstance(end, datetime) else None


def _days_before(days: Iterable[date]) -> list[date]:
    """Give some days on and before each reference date, for an event from which a deadline runs."""
    return sorted({day - timedelta(days=ago) for day in days for ago in _DAYS_AGO})


def _seconds(moment: datetime) -> int:
    local = read_moment(moment).astimezone(AMSTERDAM)
    return local.date().toordinal() * DAY + local.hour * 3600 + local.minute * 60 + local.second
