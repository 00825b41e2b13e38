"""Ask whether any subject at all could come to something: an example, a proof that there is none, or neither.

Two spaces answer. The one with a few rows of each relation gives examples; each is judged again by `assess`, and only
what that confirms is given. Where it gives none, the other space is asked, in which a test over rows may come out in
any way: what is impossible there is impossible. What lies between the two is not proven.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

import z3

from zorginkoop.kernel.assess import ContractKey, Judge, Outcome
from zorginkoop.kernel.facts import RecordedSubject, end_of_day, resolve
from zorginkoop.kernel.tree import Agreement
from zorginkoop.study.logic.lowering import Lowered, Lowering
from zorginkoop.study.logic.rebuilding import Solution, numbered_anew
from zorginkoop.study.logic.space import ROWS_BY_DEPTH, Clash, Space
from zorginkoop.study.logic.vocabulary import days_compared
from zorginkoop.study.logic.wires import Wire, made_in

Wanted = Callable[[Sequence[Lowered]], Wire]  # what is asked, of each agreement in logic
Holds = Callable[[Sequence[Outcome]], bool]  # the same, of each agreement as judged

EFFORT: Final = 20_000_000  # of the solver, in its own unit, so that the answer never hangs on the machine
TRIES: Final = 4  # solutions that `assess` may refuse before the answer is that nothing was proven
TOO_MUCH: Final = "de vraag is te groot voor de bewijzer"
NOT_CONFIRMED: Final = "een voorbeeld uit de logica hield bij narekenen geen stand"


@dataclass(frozen=True, slots=True)
class Example:
    """A made-up subject that comes to what was asked, as judged by each agreement on a day."""

    subject: RecordedSubject
    on: date
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Impossible:
    """No subject comes to what was asked; `free` names what was taken to come out in any way."""

    free: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotProven:
    """Neither an example nor a proof, and why."""

    reason: str


Answer = Example | Impossible | NotProven


@dataclass(slots=True)
class _Asked:
    """One space with its agreements lowered, and a solver that knows what always holds."""

    space: Space
    lowering: Lowering
    lowered: tuple[Lowered, ...]
    solver: Any = field(default_factory=z3.Solver)


class Prover:
    """Answers questions about one agreement, or about several for the same subject."""

    def __init__(
        self,
        agreements: Sequence[Agreement],
        first: date,
        last: date,
        key: ContractKey | None = None,
        rows_by_depth: tuple[int, ...] = ROWS_BY_DEPTH,
    ) -> None:
        """Ask about reference dates from a first to a last day, both included.

        An example lies on one of those two, or on or beside a day with which a condition compares the reference date.
        It has at most `rows_by_depth` rows of a relation; a share of 15 % can only be met to the letter with twenty.
        """
        self.rows_by_depth = rows_by_depth
        self.agreements = tuple(agreements)
        self.first, self.last = first, last
        self.key = key or ContractKey("", "", "", agreements[0].contract_year)
        self._judges = tuple(Judge(agreement) for agreement in agreements)
        self._context = z3.Context()
        self._with_rows: _Asked | None = None
        self._free: _Asked | None = None

    @property
    def days(self) -> tuple[date, ...]:
        """The reference dates that an example may lie on."""
        compared = days_compared(self.agreements)
        beside = [self.first + timedelta(days=at) for at in range((self.last - self.first).days + 1)]
        turning = {day for day in beside if any(abs((day - other).days) <= 1 for other in compared)}
        return tuple(sorted({self.first, self.last, *turning}))

    def ask(self, wanted: Wanted, holds: Holds) -> Answer:
        """Answer whether some subject comes to what is wanted; `holds` says the same of judged outcomes."""
        try:
            with made_in(self._context):
                return self._answer(wanted, holds)
        except Clash as clash:
            return NotProven(str(clash))

    def _answer(self, wanted: Wanted, holds: Holds) -> Answer:
        asked = self._example_space()
        found, refused = self._example(asked, wanted(asked.lowered), holds)
        if found is not None:
            return found
        free = self._free_space()
        verdict = _checked(free.solver, wanted(free.lowered))
        if verdict == z3.unsat:
            return Impossible(tuple(free.lowering.beyond))
        if refused and not asked.lowering.beyond:
            return NotProven(NOT_CONFIRMED)
        told = _beyond((*asked.lowering.beyond, *free.lowering.beyond))
        return NotProven(told if refused or verdict == z3.sat else TOO_MUCH)

    def _example(self, asked: _Asked, wanted: Wire, holds: Holds) -> tuple[Example | None, bool]:
        """Look for a solution that holds when judged again; also tell whether one was refused."""
        if wanted is False:
            return None, False
        asked.solver.push()
        try:
            asked.solver.add(wanted)
            for attempt in range(TRIES):
                if asked.solver.check(asked.space.ordinary) != z3.sat and asked.solver.check() != z3.sat:
                    return None, attempt > 0
                model = asked.solver.model()
                example = self._judged(Solution(asked.space, model))
                if holds(example.outcomes):
                    return example, False
                asked.solver.add(_another(model))
            return None, True
        finally:
            asked.solver.pop()

    def together(self, wanted: Sequence[Wanted]) -> Example | None:
        """Give one example of as many questions as were found to go together, or None; what it shows is for the caller.

        One example that answers many questions spares asking each: making an example costs more than looking for one.
        """
        with made_in(self._context):
            return self._together(wanted)

    def _together(self, wanted: Sequence[Wanted]) -> Example | None:
        try:
            asked = self._example_space()
        except Clash:
            return None
        asked.solver.push()
        asked.solver.add(asked.space.ordinary)
        try:
            solution = self._most_of(asked, [one(asked.lowered) for one in wanted])
            return None if solution is None else self._judged(solution)
        finally:
            asked.solver.pop()

    def _most_of(self, asked: _Asked, wanted: Sequence[Wire]) -> Solution | None:
        """Leave out of what clashes the last, until the rest goes together."""
        chosen: dict[str, Any] = {}
        for number, one in enumerate(wanted):
            name = f"samen {number:06}"
            chosen[name] = z3.Bool(name)
            asked.solver.add(z3.Implies(chosen[name], one))
        while chosen:
            verdict = asked.solver.check(*chosen.values())
            if verdict == z3.sat:
                return Solution(asked.space, asked.solver.model())
            clash = [str(mark) for mark in asked.solver.unsat_core()] if verdict == z3.unsat else []
            if not clash:
                return None
            del chosen[max(clash)]
        return None

    def _judged(self, solution: Solution) -> Example:
        return self.judged(solution.subject(), solution.on)

    def judged(self, subject: RecordedSubject, on: date) -> Example:
        """Judge a subject by every agreement, as on a day."""
        known = end_of_day(on)
        outcomes = tuple(
            judge.assess(resolve(subject, judge.agreement, on, known), self.key, known) for judge in self._judges
        )
        return Example(subject, on, outcomes)

    def smaller(self, example: Example, holds: Holds) -> Example:
        """Leave out of an example every row and fact that it holds without, so that a person sees what matters."""
        kept = example
        for leave_out in _ways_to_leave_out(kept.subject):
            subject = leave_out(kept.subject)
            candidate = kept if subject == kept.subject else self.judged(subject, kept.on)
            if holds(candidate.outcomes):
                kept = candidate
        anew = self.judged(numbered_anew(kept.subject), kept.on)
        return anew if holds(anew.outcomes) else kept

    def _example_space(self) -> _Asked:
        if self._with_rows is None:
            self._with_rows = self._space(self.days)
        return self._with_rows

    def _free_space(self) -> _Asked:
        if self._free is None:
            self._free = self._space(None)
        return self._free

    def _space(self, candidates: Iterable[date] | None) -> _Asked:
        space = Space(self.agreements, (self.first, self.last), candidates, self.rows_by_depth)
        lowering = Lowering(space)
        asked = _Asked(space, lowering, tuple(lowering.agreement(agreement) for agreement in self.agreements))
        asked.solver.set("rlimit", EFFORT)
        asked.solver.add(*space.axioms)
        return asked


def _checked(solver: Any, wanted: Wire) -> Any:  # noqa: ANN401 - z3 has no types of its own
    if wanted is False:
        return z3.unsat
    solver.push()
    try:
        solver.add(wanted)
        return solver.check()
    finally:
        solver.pop()


def _another(model: Any) -> Wire:  # noqa: ANN401 - a z3.ModelRef
    """Exclude a solution, so that the solver has to give another."""
    return z3.Or([variable() != model[variable] for variable in model.decls() if variable.arity() == 0])


def _beyond(what: Sequence[str]) -> str:
    listed = "; ".join(dict.fromkeys(what))
    return f"hangt af van wat de bewijzer niet kan uitdrukken: {listed}" if listed else TOO_MUCH


LeaveOut = Callable[[RecordedSubject], RecordedSubject]


def _ways_to_leave_out(subject: RecordedSubject) -> Iterator[LeaveOut]:
    """Walk the ways to leave something out of a subject: all rows of a relation, a row, a fact, a fact of a row."""
    for name, rows in subject.relations.items():
        yield partial(_with_rows, name, lambda _: ())
        for row in reversed(rows):
            yield partial(_with_rows, name, partial(_without_row, row.id))
    for name in subject.facts:
        yield partial(_without_fact, name)
    for name, rows in subject.relations.items():
        for row in rows:
            for leave_out in _ways_to_leave_out(row):
                yield partial(_with_rows, name, partial(_with_row, row.id, leave_out))


Rows = tuple[RecordedSubject, ...]


def _with_rows(name: str, changed: Callable[[Rows], Rows], subject: RecordedSubject) -> RecordedSubject:
    return replace(subject, relations={**subject.relations, name: changed(subject.relations[name])})


def _without_row(identity: str, rows: Rows) -> Rows:
    return tuple(row for row in rows if row.id != identity)


def _with_row(identity: str, changed: LeaveOut, rows: Rows) -> Rows:
    return tuple(changed(row) if row.id == identity else row for row in rows)


def _without_fact(name: str, subject: RecordedSubject) -> RecordedSubject:
    return replace(subject, facts={key: found for key, found in subject.facts.items() if key != name})
