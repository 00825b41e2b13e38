"""Every subject that could exist, as variables: a value for each fact, which facts are unknown, and some rows.

Numbers count in the whole steps of their fact, days by their ordinal, and moments in seconds of local days, so that a
day begins at a multiple of `DAY`. A space with rows holds a few of each relation, to build examples from; a space
without holds none, and whoever lowers a test over rows takes its state to be anything.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import z3

from zorginkoop.columns.from_subjects import keys_read
from zorginkoop.kernel.facts import REFERENCE_DATE
from zorginkoop.kernel.language import Origin
from zorginkoop.kernel.terms import add_months
from zorginkoop.kernel.tree import Agreement, FactDeclaration, RelationDeclaration
from zorginkoop.study.logic.vocabulary import CODED, Vocabularies, codes_nobody_names
from zorginkoop.study.logic.wires import Wire, all_wires, both, either, opposite

DAY: Final = 86_400  # seconds
OTHERS: Final = ("*1", "*2")  # stand for codes that no test names
WRITABLE = (date(1938, 1, 1), date(9998, 12, 31))  # moments of an example: written in whole minutes from Amsterdam time
YEARS_BEFORE, YEARS_AFTER = 12, 6  # of a reference date: the days that an example has by preference
ROWS_BY_DEPTH = (3, 2, 1)  # how many rows of a relation an example may have, of the subject, of its rows, and so on
NUMBERS = frozenset({"getal", "geld", "percentage"})

Int = Any  # a z3.ArithRef


@dataclass(slots=True)
class FactVariable:
    """One fact of one subject: whether nobody knows it, and its value in the form that its kind asks."""

    declaration: FactDeclaration
    key: str
    unknown: Wire
    holds: Wire = False  # ja_nee
    whole: Int = 0  # getal, geld, percentage, datum, moment
    never: Wire = False  # moment: it has not happened
    span: tuple[Int, Int] = (0, 0)  # periode
    codes: Mapping[str, Wire] = field(default_factory=dict)  # code: which one it is; codes: which are there

    @property
    def known(self) -> Wire:
        """Whether somebody knows the value."""
        return opposite(self.unknown)


@dataclass(slots=True)
class RowsVariable:
    """The rows of a relation: whether nobody knows them, and some possible rows of which each is there or not."""

    relation: RelationDeclaration
    unknown: Wire
    rows: tuple[tuple[Wire, SubjectVariable], ...]


@dataclass(slots=True)
class SubjectVariable:
    """One possible subject of a kind."""

    kind: str
    on: Int
    facts: dict[str, FactVariable]
    relations: dict[str, RowsVariable]


class Clash(Exception):
    """Two agreements declare one fact in ways that no one value fits."""


class Space:
    """The variables of one possible subject for one agreement or several, and what always holds of them."""

    def __init__(
        self,
        agreements: Sequence[Agreement],
        days: tuple[date, date],
        candidates: Iterable[date] | None,
        rows_by_depth: tuple[int, ...] = ROWS_BY_DEPTH,
    ) -> None:
        """Lay out the variables; with candidate days the reference date is one of those, and there are rows."""
        self.agreements = tuple(agreements)
        self.rows_by_depth = rows_by_depth
        self.vocabularies = Vocabularies(agreements)
        self.with_rows = candidates is not None
        self.days = tuple(sorted(candidates or ()))
        self.ordinary_days = (add_months(days[0], -12 * YEARS_BEFORE), add_months(days[1], 12 * YEARS_AFTER))
        self.declared = _declared(agreements)
        self.relations = _relations(agreements)
        self.axioms: list[Wire] = []
        self.ordinary: Wire = z3.Bool("gewone getallen en dagen")  # what examples are asked for first
        self.on: Int = z3.Int("peildatum")
        if self.with_rows:
            self.axioms.append(z3.Or([self.on == day.toordinal() for day in self.days]))
        else:
            self.axioms += [self.on >= days[0].toordinal(), self.on <= days[1].toordinal()]
        self.subject = self._subject(agreements[0].subject, "", 0)

    def _subject(self, kind: str, prefix: str, depth: int) -> SubjectVariable:
        keys = sorted({key for agreement in self.agreements for key in keys_read(agreement, kind)})
        facts = {key: self._fact(kind, key, prefix) for key in keys}
        self._imply(facts)
        subject = SubjectVariable(kind, self.on, facts, {})
        if self.with_rows:
            own = sorted((one for one in self.relations if one.subject == kind), key=lambda one: bool(one.of))
            for relation in own:
                subject.relations[relation.name] = self._rows(subject, relation, prefix, depth)
        return subject

    def _rows(self, owner: SubjectVariable, relation: RelationDeclaration, prefix: str, depth: int) -> RowsVariable:
        if relation.of and relation.of in owner.relations:
            base = owner.relations[relation.of]
            return RowsVariable(relation, either(base.unknown, self._unknown_day(owner, relation)), base.rows)
        name = f"{prefix}{relation.base}"
        number = self.rows_by_depth[min(depth, len(self.rows_by_depth) - 1)]
        rows = [
            (z3.Bool(f"{name}/{at} is er"), self._subject(relation.row_subject, f"{name}/{at}/", depth + 1))
            for at in range(1, number + 1)
        ]
        for (earlier, _), (later, _) in itertools.pairwise(rows):
            self.axioms.append(z3.Implies(later, earlier))
        unknown: Wire = z3.Bool(f"{name} onbekend")
        if relation.day:
            unknown = either(unknown, self._unknown_day(owner, relation))
        return RowsVariable(relation, unknown, tuple(rows))

    @staticmethod
    def _unknown_day(owner: SubjectVariable, relation: RelationDeclaration) -> Wire:
        return owner.facts[relation.day].unknown if relation.day in owner.facts else False

    def _fact(self, kind: str, key: str, prefix: str) -> FactVariable:
        declaration = self.declared[kind, key.partition("@")[0]]
        name = f"{prefix}{key}"
        if key == REFERENCE_DATE:
            return FactVariable(declaration, key, unknown=False, whole=self.on)
        fact = FactVariable(declaration, key, z3.Bool(f"{name} onbekend"))
        if declaration.kind == "ja_nee":
            fact.holds = z3.Bool(name)
        elif declaration.kind == "periode":
            fact.span = (z3.Int(f"{name} van"), z3.Int(f"{name} tot"))
            self.axioms.append(fact.span[0] <= fact.span[1])
            for end in fact.span:
                self._bound_day(end, 1)
        elif declaration.kind in CODED:
            fact.codes = self._codes(declaration, name)
        else:
            fact.whole = z3.Int(name)
            self._bound(fact, name)
        return fact

    def _bound(self, fact: FactVariable, name: str) -> None:
        """Ask first for numbers from zero and days of these years; an event never lies after the reference date."""
        if fact.declaration.kind in NUMBERS:
            self.axioms.append(z3.Implies(self.ordinary, fact.whole >= 0))
        elif fact.declaration.kind == "datum":
            self._bound_day(fact.whole, 1)
        else:
            self._bound_day(fact.whole, DAY)
            is_event = fact.declaration.absent == "niet_gebeurd"
            if is_event or not self.with_rows:  # an example can only leave out what then has not happened
                fact.never = z3.Bool(f"{name} nooit")
            if is_event and fact.declaration.origin != Origin.DECISION:  # a decision may name a day that is to come
                self.axioms.append(fact.whole < (self.on + 1) * DAY)

    def _bound_day(self, whole: Int, day: int) -> None:
        """Keep a day, or a moment of `day` seconds a day, within the calendar, and first of all within these years."""
        first, last = self.ordinary_days
        earliest, latest = WRITABLE if self.with_rows and day == DAY else (date.min, date.max)
        self.axioms += [whole >= earliest.toordinal() * day, whole < (latest.toordinal() + 1) * day]
        ordinary = z3.And(whole >= first.toordinal() * day, whole < (last.toordinal() + 1) * day)
        self.axioms.append(z3.Implies(self.ordinary, ordinary))

    def _codes(self, declaration: FactDeclaration, name: str) -> dict[str, Wire]:
        named = self.vocabularies.of(declaration.subject, declaration.name)
        allowed = [code for code in named if not declaration.codes or code in declaration.codes]
        texts = [*allowed, *OTHERS[: self._number_of_others(declaration, named)]]
        if declaration.kind == "codes":
            return {code: z3.Bool(f"{name} {code}") for code in texts}
        if len(texts) == 1:
            return {texts[0]: True}
        which = z3.Int(name)
        self.axioms += [which >= 0, which < len(texts)]
        return {code: which == at for at, code in enumerate(texts)}

    def _number_of_others(self, declaration: FactDeclaration, named: Sequence[str]) -> int:
        """Count the codes that nobody names: an example must be able to write them, and proof must reckon with them."""
        if self.with_rows:
            return len(codes_nobody_names(declaration, named))
        return 0 if declaration.codes else len(OTHERS)

    def _imply(self, facts: Mapping[str, FactVariable]) -> None:
        """Let proven facts imply others, as `resolve` derives them."""
        for fact in facts.values():
            for ground in fact.declaration.implied_by:
                if ground in facts:
                    proven = both(facts[ground].known, facts[ground].holds)
                    self.axioms.append(z3.Implies(proven, all_wires((fact.known, fact.holds))))


def _declared(agreements: Iterable[Agreement]) -> dict[tuple[str, str], FactDeclaration]:
    declared: dict[tuple[str, str], FactDeclaration] = {}
    for agreement in agreements:
        for fact in agreement.facts:
            known = declared.setdefault((fact.subject, fact.name), fact)
            if (known.kind, known.step, known.absent) != (fact.kind, fact.step, fact.absent):
                message = f"het feit '{fact.name}' is in de een {known.kind} en in de ander {fact.kind}"
                if known.kind == fact.kind:
                    message = f"het feit '{fact.name}' wordt in beide anders vastgelegd (stap, of wat afwezig betekent)"
                raise Clash(message)
    return declared


def _relations(agreements: Iterable[Agreement]) -> tuple[RelationDeclaration, ...]:
    found: dict[tuple[str, str], RelationDeclaration] = {}
    for agreement in agreements:
        for relation in agreement.relations:
            found.setdefault((relation.subject, relation.name), relation)
    return tuple(found.values())
