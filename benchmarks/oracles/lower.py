"""Translate the conditions of a compiled tree into the logic of the oracles: each form after its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from oracles.logic import (
    ALWAYS,
    YES,
    Compared,
    Constant,
    Count,
    Exists,
    Expression,
    OneOf,
    Plus,
    State,
    Times,
    Total,
    all_hold,
    any_state,
    every_state,
    excepted,
    guarded,
    opposite,
    read_unknown,
    some_hold,
    told,
    turned,
)
from oracles.model import Model, Path, Reading, subject_at
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

Vocabularies = Mapping[tuple[str, str], tuple[str, ...]]  # every code that a record holds, by kind of subject and fact

SIGNS = {"ten_minste": ">=", "ten_hoogste": "<=", "meer_dan": ">", "minder_dan": "<", "is": "=="}
DATED = {"uiterlijk": "<=", "voor": "<", "vanaf": ">=", "is": "=="}
NUMBERS = frozenset({"getal", "geld", "percentage"})
SECONDS_OF_AN_HOUR = 3_600


class NotExpressed(Exception):
    """A form that the oracles are not asked about, with the reason."""


class Lowering:
    """Translates the tests of one agreement."""

    def __init__(self, agreement: Agreement, vocabularies: Vocabularies) -> None:
        self.model = Model()
        self._agreement = agreement
        self.states: dict[str, State] = {}
        self._reads = {criterion.id: criterion.unknown_reads for criterion in agreement.criteria}
        self._vocabularies = vocabularies
        self._named: dict[Test, State] = {}

    def state(self, test: Test, path: Path = ()) -> State:
        """Give what a test on a subject (or on a row, at the end of a path) can still turn out to be.

        What would be written out several times about the whole subject gets a name.
        """
        if path or not isinstance(test, Rows | RatioTest | OnlyIf | Unless | Join):
            return self._state(test, path)
        if test not in self._named:
            state = self._state(test, path)
            self._named[test] = self.model.name_state(f"t{len(self._named)}", state)
        return self._named[test]

    def _state(self, test: Test, path: Path) -> State:  # noqa: C901 - one case a form
        match test:
            case Always():
                return ALWAYS
            case Compare():
                return self._compare(test, path)
            case Negation():
                return turned(self.state(test.test, path))
            case Join():
                return self._join(test, path)
            case OnlyIf():
                return guarded(self.state(test.guard, path), self.state(test.test, path))
            case Unless():
                return excepted(self.state(test.test, path), self.state(test.exception, path))
            case Reference():
                if test.criterion not in self.states:
                    message = f"rust op {test.criterion}"
                    raise NotExpressed(message)
                return read_unknown(self.states[test.criterion], self._reads[test.criterion])
            case Rows():
                return self._rows(test, path)
            case RatioTest():
                return self._ratio(test, path)

    def _join(self, test: Join, path: Path) -> State:
        states = [self.state(part, path) for part in test.tests]
        if test.how == "alle":
            return every_state(states)
        return any_state(states) if test.how == "minstens_een" else turned(any_state(states))

    # Rows

    def _rows(self, test: Rows, path: Path) -> State:
        inner = (*path, test.relation)
        where = self.state(test.where, inner)
        inside = self.state(test.population, inner) if test.population is not None else ALWAYS
        self.model.readings.setdefault(inner, set())
        known = self.model.read(path, Reading(test.relation, "rijen"))
        state = self._over_rows(test, inside, where)
        unknown = opposite(known)
        applies = state.applies if state.applies == YES else some_hold((unknown, state.applies))
        return State(some_hold((unknown, state.can_hold)), some_hold((unknown, state.can_fail)), applies)

    def _over_rows(self, test: Rows, inside: State, where: State) -> State:
        match test.how:
            case "elke_rij":
                return _each_row(test.relation, guarded(inside, where))
            case "een_rij":
                return _some_row(test.relation, every_state((inside, where)))
            case "geen_rij":
                return turned(_some_row(test.relation, every_state((inside, where))))
            case "aantal":
                return _count(test, every_state((inside, where)))
            case _:
                return _share(test, inside, where)

    def _ratio(self, test: RatioTest, path: Path) -> State:
        limit = Fraction(test.limit) * Fraction(test.denominator_step) / Fraction(test.numerator_step)
        at = (*path, test.relation) if test.relation else path
        part, whole = (self.model.read(at, Reading(fact, "getal")) for fact in (test.numerator, test.denominator))
        both = [self._known(at, fact) for fact in (test.numerator, test.denominator)]
        if not test.relation:
            return told(all_hold(both), _above(part, whole, test.operator, limit))
        rows = self.model.read(path, Reading(test.relation, "rijen"))
        known = all_hold((rows, opposite(Exists(test.relation, opposite(all_hold(both))))))
        holds = _above(Total(test.relation, part), Total(test.relation, whole), test.operator, limit)
        return told(known, holds)

    # Comparisons

    def _known(self, path: Path, fact: str) -> Expression:
        return self.model.read(path, Reading(fact, "bekend"))

    def _compare(self, test: Compare, path: Path) -> State:
        known = self._known(path, test.fact)
        if test.operator == "bekend":
            return self._is_known(test, path, known)
        match test.operand:
            case Literal():
                return told(known, self._with_literal(test, test.operand, path))
            case YearsBack():
                first = self.model.read(path, Reading("", "jaren_terug", str(test.operand.years)))
                last = self.model.read(path, Reading("", "jaren_terug", "0"))
                return told(known, self._in_span(test, path, first, last))
            case OtherFact():
                return self._with_other(test, test.operand, path, known)
            case DueDate():
                return self._with_deadline(test, test.operand, path, known)

    def _is_known(self, test: Compare, path: Path, known: Expression) -> State:
        wanted = isinstance(test.operand, Literal) and test.operand.texts == ("ja",)
        if test.kind == "moment":
            happened = told(known, self.model.read(path, Reading(test.fact, "gebeurd")))
            return happened if wanted else turned(happened)
        state = State(known, opposite(known))
        return state if wanted else turned(state)

    def _with_literal(self, test: Compare, operand: Literal, path: Path) -> Expression:
        text = operand.texts[0]
        match test.kind:
            case "ja_nee":
                holds = self.model.read(path, Reading(test.fact, "ja"))
                return holds if text == "ja" else opposite(holds)
            case "getal" | "geld" | "percentage":
                number = self.model.read(path, Reading(test.fact, "getal"))
                return Compared(number, SIGNS[test.operator], Constant(limit_in_steps(test, text)))
            case "code":
                return OneOf(self.model.read(path, Reading(test.fact, "code")), operand.texts)
            case "codes":
                members = [self.model.has(path, test.fact, code) for code in operand.texts]
                return all_hold(members) if test.operator == "omvat" else some_hold(members)
        if test.kind == "periode" or test.operator == "overlapt":
            first, _, last = text.partition("/")
            ends = (day_number(first), day_number(last) if last else day_number(date.max.isoformat()))
            return self._in_span(test, path, *map(Constant, ends))
        day = self.model.read(path, Reading(test.fact, "dag"))
        lies = Compared(day, DATED[test.operator], Constant(day_number(text)))
        return all_hold((self._happened(test, path), lies))

    def _happened(self, test: Compare, path: Path) -> Expression:
        return self.model.read(path, Reading(test.fact, "gebeurd")) if test.kind == "moment" else YES

    def _in_span(self, test: Compare, path: Path, first: Expression, last: Expression) -> Expression:
        if test.kind == "datum":
            day = self.model.read(path, Reading(test.fact, "dag"))
            return all_hold((Compared(day, ">=", first), Compared(day, "<=", last)))
        start, end = (self.model.read(path, Reading(test.fact, part)) for part in ("van", "tot_en_met"))
        if test.operator == "overlapt":
            return all_hold((Compared(start, "<=", last), Compared(end, ">=", first)))
        return all_hold((Compared(start, "<=", first), Compared(end, ">=", last)))

    def _with_other(self, test: Compare, operand: OtherFact, path: Path, known: Expression) -> State:
        both = all_hold((known, self._known(path, operand.fact)))
        pair = (test.fact, operand.fact)
        match test.kind:
            case "codes":
                return self._sets(test, operand, path, both)
            case "ja_nee" | "code":
                part = "ja" if test.kind == "ja_nee" else "code"
                one, other = (self.model.read(path, Reading(fact, part)) for fact in pair)
                return told(both, Compared(one, "==", other))
            case "periode":
                ends = (self.model.read(path, Reading(operand.fact, part)) for part in ("van", "tot_en_met"))
                return told(both, self._in_span(test, path, *ends))
            case "datum" | "moment":
                return told(both, self._dates(test, operand, path))
        one, other = (self.model.read(path, Reading(fact, "getal")) for fact in pair)
        return told(both, Compared(one, SIGNS[test.operator], other))

    def _dates(self, test: Compare, operand: OtherFact, path: Path) -> Expression:
        """Compare two moments to the microsecond, and all else by day."""
        sign = DATED[test.operator]
        if self._kind(path, operand.fact) != "moment":
            one, other = (self.model.read(path, Reading(fact, "dag")) for fact in (test.fact, operand.fact))
            return all_hold((self._happened(test, path), Compared(one, sign, other)))
        if test.kind != "moment":
            message = "een dag vergeleken met een moment"
            raise NotExpressed(message)
        happened = [self.model.read(path, Reading(fact, "gebeurd")) for fact in (test.fact, operand.fact)]
        lies = _ordered(self._instant(path, test.fact), self._instant(path, operand.fact), sign)
        return all_hold((*happened, lies))

    def _instant(self, path: Path, fact: str) -> tuple[Expression, Expression]:
        """Give the second of a fact, and the microseconds beyond it: a day is its first instant."""
        return self.model.read(path, Reading(fact, "seconde")), self.model.read(path, Reading(fact, "rest"))

    def _kind(self, path: Path, fact: str) -> str:
        """Give the kind of a fact of the subject, or of the rows, that a path leads to."""
        subject, name = subject_at(self._agreement, path), fact.partition("@")[0]
        return next(one.kind for one in self._agreement.facts if (one.subject, one.name) == (subject, name))

    def _sets(self, test: Compare, operand: OtherFact, path: Path, both: Expression) -> State:
        codes = self._vocabularies[subject_at(self._agreement, path), operand.fact]
        asked: dict[str, Expression] = {code: self.model.has(path, operand.fact, code) for code in codes}
        pairs: list[Pair]
        if not operand.translation:
            pairs = [(asked[code], self.model.has(path, test.fact, code)) for code in codes]
            return told(both, _set_test(test.operator, pairs))
        parts: dict[str, list[Expression]] = {}
        known: set[str] = set()
        for line in operand.translation:
            code, _, listed = line.partition("=")
            known.add(code)
            for part in listed.split(",") if code in asked and listed else ():
                parts.setdefault(part, []).append(asked[code])
        pairs = [(some_hold(asks), self.model.has(path, test.fact, part)) for part, asks in parts.items()]
        holds = _set_test(test.operator, pairs)
        strange = some_hold(asked[code] for code in codes if code not in known)
        # A code that the map does not know could ask for anything: for more than there is, or for just what there is.
        can_hold = holds if test.operator == "omvat" else some_hold((holds, strange))
        fails = opposite(holds)
        can_fail = some_hold((fails, strange)) if test.operator == "omvat" else fails
        return State(some_hold((opposite(both), can_hold)), some_hold((opposite(both), can_fail)))

    def _with_deadline(self, test: Compare, operand: DueDate, path: Path, known: Expression) -> State:
        rule = dict(line.split("=", 1) for line in operand.rule)
        event, longer = rule.pop("na", ""), rule.pop("verlengd_tot", "")
        rule.pop("woorden", "")
        if longer and not event and rule.keys() in ({"uiterlijk"}, {"voor"}):
            return self._with_later_day(test, longer, rule, path, known)
        if len(rule) != 1 or " " in event or not event or not rule.keys() <= {"binnen_uren", "binnen_dagen"}:
            message = f"de termijn {operand.deadline} telt met {', '.join(sorted(rule))}"
            raise NotExpressed(message)
        ((form, number),) = rule.items()
        came = self._happened(test, path)
        event_known = self._known(path, event)
        sign = ">" if test.operator == "te_laat" else "<="
        if form == "binnen_uren":
            second, rest = self._instant(path, event)
            end = Plus((second, Constant(int(number) * SECONDS_OF_AN_HOUR))), rest
            lies = _ordered(self._instant(path, test.fact), end, sign)
        else:
            end_day = Plus((self.model.read(path, Reading(event, "dag")), Constant(int(number))))
            lies = Compared(self.model.read(path, Reading(test.fact, "dag")), sign, end_day)
        enough = all_hold((known, some_hold((opposite(came), event_known))))
        return told(enough, all_hold((came, self.model.read(path, Reading(event, "gebeurd")), lies)))

    def _with_later_day(
        self, test: Compare, longer: str, rule: Mapping[str, str], path: Path, known: Expression
    ) -> State:
        """Compare with a day, or with the later day that a decision names."""
        came, extended = self._happened(test, path), self.model.read(path, Reading(longer, "gebeurd"))
        day = self.model.read(path, Reading(test.fact, "dag"))
        first = [Compared(day, "<=" if form == "uiterlijk" else "<", Constant(day_number(text)))
                 for form, text in rule.items()]  # fmt: skip
        later = all_hold((extended, Compared(day, "<=", self.model.read(path, Reading(longer, "dag")))))
        in_time = some_hold((*first, later))
        enough = all_hold((known, some_hold((opposite(came), self._known(path, longer)))))
        return told(enough, all_hold((came, opposite(in_time) if test.operator == "te_laat" else in_time)))


Instant = tuple[Expression, Expression]
Pair = tuple[Expression, Expression]


def _ordered(one: Instant, other: Instant, sign: str) -> Expression:
    """Compare two instants, each a second and what is beyond it."""
    same = all_hold((Compared(one[0], "==", other[0]), Compared(one[1], sign, other[1])))
    return same if sign == "==" else some_hold((Compared(one[0], sign[0], other[0]), same))


def _set_test(operator: str, pairs: Sequence[Pair]) -> Expression:
    """Tell whether all that is asked is there ('omvat'), or some of it: pairs of asked and there."""
    if operator == "omvat":
        return all_hold(some_hold((opposite(asked), there)) for asked, there in pairs)
    return some_hold(all_hold((asked, there)) for asked, there in pairs)


def _each_row(relation: str, required: State) -> State:
    applies = Exists(relation, required.applies)
    can_hold = all_hold((applies, opposite(Exists(relation, required.is_failed))))
    return State(can_hold, Exists(relation, required.can_fail), applies)


def _some_row(relation: str, counted: State) -> State:
    """Ask one row that counts: of no rows there is none, and where no row applies, neither does the question."""
    applies: Expression = YES
    if counted.applies != YES:
        nobody = Compared(Count(relation, YES), "==", Constant(0))
        applies = some_hold((Exists(relation, counted.applies), nobody))
    can_fail = all_hold((applies, opposite(Exists(relation, counted.is_met))))
    return State(Exists(relation, counted.can_hold), can_fail, applies)


def _count(test: Rows, counted: State) -> State:
    limit = Constant(int(test.limit))
    least = Count(test.relation, counted.is_met)
    most = Plus((least, Count(test.relation, counted.is_unknown)))
    if test.operator == "is":
        within = all_hold((Compared(least, "<=", limit), Compared(most, ">=", limit)))
        exact = all_hold((Compared(least, "==", limit), Compared(most, "==", limit)))
        return State(within, opposite(exact))
    return _between(*(Compared(end, SIGNS[test.operator], limit) for end in (least, most)))


def _between(one: Expression, other: Expression) -> State:
    """Give the state of what holds at the least, at the most, at both or at neither."""
    return State(some_hold((one, other)), some_hold((opposite(one), opposite(other))))


def _share(test: Rows, inside: State, where: State) -> State:
    """Compare a share at its lowest and at its highest: a row that may belong is put where it counts most."""
    limit, name = Fraction(test.limit), test.relation
    surely, perhaps = inside.is_met, inside.is_unknown
    possible = some_hold((where.is_met, where.is_unknown))
    low_part = Count(name, all_hold((surely, where.is_met)))
    low_whole = Count(name, some_hold((surely, all_hold((perhaps, opposite(where.is_met))))))
    high_part = Count(name, all_hold((some_hold((surely, perhaps)), possible)))
    high_whole = Count(name, some_hold((surely, all_hold((perhaps, possible)))))

    def low(operator: str) -> Expression:
        return _above(low_part, low_whole, operator, limit)

    def high(operator: str) -> Expression:
        return _above(high_part, high_whole, operator, limit)

    if test.operator != "is":
        return _between(low(test.operator), high(test.operator))
    # The limit may lie between the two ends; where one of them is a share of nobody, the other is both ends.
    nobody_low, nobody_high = (Compared(whole, "==", Constant(0)) for whole in (low_whole, high_whole))
    below = some_hold((low("ten_hoogste"), all_hold((nobody_low, high("ten_hoogste")))))
    above = some_hold((high("ten_minste"), all_hold((nobody_high, low("ten_minste")))))
    return State(all_hold((below, above)), opposite(all_hold((low("is"), high("is")))))


def _above(part: Expression, whole: Expression, operator: str, limit: Fraction) -> Expression:
    """Compare part : whole with a limit in whole numbers; of nothing there is no share."""
    compared = Compared(Times(limit.denominator, part), SIGNS[operator], Times(limit.numerator, whole))
    return all_hold((Compared(whole, ">", Constant(0)), compared))


def limit_in_steps(test: Compare, text: str) -> int:
    """Give a limit in the whole steps that its fact is kept in: cents, hundredths of a percent, or its own step."""
    if test.kind == "percentage":
        steps = Fraction(text.rstrip("% ")) * 100
    else:
        steps = Fraction(text) * 100 if test.kind == "geld" else Fraction(text) / Fraction(test.step)
    if steps.denominator != 1:
        message = f"{text} ligt tussen twee stappen"
        raise NotExpressed(message)
    return steps.numerator


def day_number(text: str) -> int:
    """Count days since 1 January 1970."""
    return (date.fromisoformat(text) - date(1970, 1, 1)).days
