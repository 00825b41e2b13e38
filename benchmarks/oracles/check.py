"""Ask two engines of ours and two oracles about the same records, and note where any of them differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from oracles.boundary import KEY
from oracles.in_openfisca import OpenFiscaOracle
from oracles.in_zen import ZenOracle
from oracles.logic import Named, State
from oracles.lower import Vocabularies
from oracles.model import Answers, Model
from oracles.outcome import generate
from zorginkoop.columns.assess import RegisterJudge
from zorginkoop.columns.from_subjects import frame_of
from zorginkoop.kernel.assess import Judge, Outcome
from zorginkoop.kernel.facts import Subject, end_of_day
from zorginkoop.kernel.tree import Agreement

Array = npt.NDArray[Any]

BATCH = 4_000
SHOWN = 20  # differences that are kept with the record they were found on


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer of an engine that is not ours, and the record."""

    engine: str
    question: str
    ours: object
    theirs: object
    on: date
    record: dict[str, str]


@dataclass(slots=True)
class Found:
    """What a comparison came to: how many records, and where engines differ."""

    records: int = 0
    by_engine: Counter[str] = field(default_factory=Counter)  # the differences of each
    differences: list[Difference] = field(default_factory=list)
    seen: dict[str, set[object]] = field(default_factory=dict)  # the answers that were given to each question

    @property
    def differing(self) -> int:
        """How many answers differ."""
        return self.by_engine.total()

    @property
    def one_answer(self) -> list[str]:
        """The questions on which every record had the same answer: those show less than the others."""
        return sorted(question for question, answers in self.seen.items() if len(answers) == 1)

    def note(self, difference: Difference) -> None:
        """Count a difference, and keep the first ones."""
        self.by_engine[difference.engine] += 1
        if len(self.differences) < SHOWN:
            self.differences.append(difference)


class Asked(NamedTuple):
    """Which engine was asked what, about which subjects."""

    engine: str
    question: str
    batch: Sequence[Subject]


class Comparison:
    """Compares answers about one agreement; oracles generated from another tree show that it can fail."""

    def __init__(self, agreement: Agreement, codes: Vocabularies, generated_from: Agreement | None = None) -> None:
        self.agreement = agreement
        self.model, self.answers = generate(generated_from or agreement, codes)
        self._judge, self._register = Judge(agreement), RegisterJudge(agreement)
        self._zen, self._fisca = ZenOracle(self.model), OpenFiscaOracle(self.model)
        self._questions = list(questions(agreement, self.model, self.answers))

    def compare(self, subjects: Iterable[Subject], found: Found, alone: int = 1) -> None:
        """Compare on subjects of one date, some thousands at a time, with one in `alone` judged by the kernel too."""
        iterator = iter(subjects)
        while batch := list(islice(iterator, BATCH)):
            self._batch(batch, found, alone)
            found.records += len(batch)

    def _batch(self, batch: Sequence[Subject], found: Found, alone: int) -> None:
        ours = self._by_columns(batch)
        kernel = _by_kernel(self._judge, batch[::alone])
        fisca, zen = self._fisca.answer(batch), self._by_zen(batch)
        for question, asked in self._questions:
            expected = ours[question]
            found.seen.setdefault(question, set()).update(np.unique(expected).tolist())
            self._note(found, Asked("kern", question, batch[::alone]), expected[::alone], kernel[question])
            self._note(found, Asked("openfisca", question, batch), expected, fisca[asked])
            self._note(found, Asked("zen", question, batch), expected, zen[asked])

    @staticmethod
    def _note(found: Found, asked: Asked, ours: Array, theirs: Array) -> None:
        for at in np.flatnonzero(ours != theirs):
            subject = asked.batch[int(at)]
            found.note(Difference(asked.engine, asked.question, ours[at], theirs[at], subject.on, _shown(subject)))

    def _by_columns(self, batch: Sequence[Subject]) -> dict[str, Array]:
        outcome = self._register.assess(frame_of(batch, self.agreement, batch[0].on))
        answers: dict[str, Array] = {
            "route": outcome.routes, "wacht_op_route": outcome.undecided_routes, "factoren": outcome.factors_met,
            "resultaat": outcome.result_texts(), "variant": outcome.variant_texts(),
        }  # fmt: skip
        for name, states in zip((one.id for one in self.agreement.criteria), outcome.states, strict=True):
            answers |= {f"{name} kan": states & 1 > 0, f"{name} mis": states >> 1 > 0}
        for number, states in enumerate(outcome.parts):
            answers |= {f"onderdeel {number} kan": states & 1 > 0, f"onderdeel {number} mis": states >> 1 > 0}
        return answers | {"poort kan": outcome.gate & 1 > 0, "poort mis": outcome.gate >> 1 > 0}

    def _by_zen(self, batch: Sequence[Subject]) -> dict[str, Array]:
        each = [self._zen.answer(subject) for subject in batch]
        return {asked: np.array([answers[asked] for answers in each], dtype=object) for _, asked in self._questions}


def questions(agreement: Agreement, model: Model, answers: Answers) -> Iterator[tuple[str, str]]:
    """Walk what is asked, each with the name under which the oracles answer."""

    def both(name: str, state: State) -> Iterator[tuple[str, str]]:
        for which, expression in (("kan", state.can_hold), ("mis", state.can_fail)):
            if isinstance(expression, Named):
                yield f"{name} {which}", expression.name

    for name, state in answers.criteria.items():
        yield from both(name, state)
    if model.missing:
        return
    for number, state in enumerate(answers.parts or ()):
        yield from both(f"onderdeel {number}", state)
    if agreement.gate and answers.gate:
        yield from both("poort", answers.gate)
    of_ladder = ("factoren", "variant") if agreement.ladder else ()
    yield from ((name, name) for name in ("route", "wacht_op_route", "resultaat", *of_ladder))


def expected_of(agreement: Agreement, subjects: Sequence[Subject]) -> dict[str, Array]:
    """Give what the kernel answers to every question, an array each, about subjects of one date."""
    return _by_kernel(Judge(agreement), subjects)


def _by_kernel(judge: Judge, subjects: Sequence[Subject]) -> dict[str, Array]:
    known = end_of_day(subjects[0].on)
    each = [_plain(judge.assess(subject, KEY, known)) for subject in subjects]
    return {name: np.array([answers[name] for answers in each], dtype=object) for name in each[0]}


def _plain(outcome: Outcome) -> dict[str, object]:
    """Say what one judgement of the kernel answers to every question."""
    routes = outcome.agreement.routes
    answers: dict[str, object] = {
        "route": routes.index(outcome.route) + 1 if outcome.route else 0,
        "wacht_op_route": routes.index(outcome.undecided_route) + 1 if outcome.undecided_route else 0,
        "factoren": outcome.factors_met,
        "resultaat": outcome.result,
        "variant": outcome.variant,
        "poort kan": bool(outcome.gate & 1),
        "poort mis": bool(outcome.gate >> 1),
    }
    for criterion, state, _ in outcome.conditions:
        answers[f"{criterion.id} kan"] = bool(state & 1)
        answers[f"{criterion.id} mis"] = bool(state >> 1)
    for number, (_, state) in enumerate(outcome.parts):
        answers[f"onderdeel {number} kan"] = bool(state & 1)
        answers[f"onderdeel {number} mis"] = bool(state >> 1)
    return answers


def _shown(subject: Subject) -> dict[str, str]:
    """Write a record so that somebody can look at it."""
    known = {name: str(value) for name, value in subject.values.items() if value is not None}
    for name, rows in subject.relations.items():
        known[name] = "onbekend" if rows is None else str([_shown(row) for row in rows])
    return known
