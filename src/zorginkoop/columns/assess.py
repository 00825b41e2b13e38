"""Judge every subject of a frame: the outcome, and two bits for every condition of everyone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from zorginkoop.columns.evaluate import ColumnBuilder, Evaluation, Run
from zorginkoop.columns.frame import Bytes, Frame
from zorginkoop.kernel.outcome import UNDECIDED, Decider, result_of
from zorginkoop.kernel.tree import Agreement


@dataclass(frozen=True, slots=True, eq=False)
class RegisterOutcome:
    """The outcome of one agreement for a whole register.

    `states` has one row per criterion of the agreement and one column per subject; `routes` and `undecided_routes` are
    numbers from 1 in the agreement's routes, 0 for none; `results` are numbers in `result_names`.
    """

    agreement: Agreement
    on: date
    ids: npt.NDArray[np.object_]
    states: npt.NDArray[np.uint8]
    routes: Bytes
    undecided_routes: Bytes
    gate: Bytes
    factors_met: Bytes
    parts: npt.NDArray[np.uint8]
    results: Bytes
    result_names: tuple[str, ...]

    def of_criterion(self, name: str) -> Bytes:
        """Give the states of one condition for everyone; KeyError when the agreement has none of that name."""
        for at, criterion in enumerate(self.agreement.criteria):
            if criterion.id == name:
                states: Bytes = self.states[at]
                return states
        raise KeyError(name)

    def result_texts(self) -> npt.NDArray[np.object_]:
        """Give the result of everyone as text."""
        return np.array(self.result_names, dtype=object)[self.results]

    def route_texts(self) -> npt.NDArray[np.object_]:
        """Give the route of everyone as text, empty where it is not decided."""
        return np.array(["", *(route.id for route in self.agreement.routes)], dtype=object)[self.routes]

    def variant_texts(self) -> npt.NDArray[np.object_]:
        """Give the variant that everyone's factors lead to as text, empty for an agreement without variants."""
        if self.agreement.ladder is None:
            return np.full(len(self.ids), "", dtype=object)
        return np.array(self.agreement.ladder.variants, dtype=object)[self.factors_met]


class RegisterJudge:
    """Judges frames by one compiled agreement; building it turns every test into a function once."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        self._decider = Decider(agreement)
        builder = ColumnBuilder(agreement)
        self._criteria: tuple[Evaluation, ...] = tuple(builder.build(part.test) for part in agreement.criteria)
        self._routes: tuple[Evaluation, ...] = tuple(builder.build(route.test) for route in agreement.routes)
        self._result_names, self._result_table = _result_table(agreement)

    def assess(self, frame: Frame, earlier: RegisterOutcome | None = None) -> RegisterOutcome:
        """Judge every subject of a frame as on its reference date.

        With an earlier outcome of the same frame by rules that differ in part, only what differs is judged again.
        """
        run = Run()
        kept = kept_states(self.agreement, earlier) if earlier is not None else {}
        for criterion, evaluate in zip(self.agreement.criteria, self._criteria, strict=True):
            states = kept.get(criterion.id)
            run.states.append(evaluate(frame, run) if states is None else states)
        return self.conclude(frame, run.states, [evaluate(frame, run) for evaluate in self._routes])

    def conclude(self, frame: Frame, states: Sequence[Bytes], routes: Sequence[Bytes]) -> RegisterOutcome:
        """Give the outcome of everyone from the states of all criteria and of all routes."""
        decided = self._decider.decide(states, routes)
        gate = _everywhere(decided.gate, frame.size)
        parts = [_everywhere(part, frame.size) for part in decided.parts]
        return RegisterOutcome(
            agreement=self.agreement,
            on=frame.on,
            ids=frame.ids,
            states=np.array(states) if states else np.zeros((0, frame.size), np.uint8),
            routes=decided.route,
            undecided_routes=decided.undecided_route,
            gate=gate,
            factors_met=_everywhere(decided.factors_met, frame.size),
            parts=np.array(parts) if parts else np.zeros((0, frame.size), np.uint8),
            results=self._result_table[decided.route * np.uint8(4) + gate],
            result_names=self._result_names,
        )


def kept_states(agreement: Agreement, earlier: RegisterOutcome) -> dict[str, Bytes]:
    """Give the states of the criteria that an earlier outcome has already: the same test, on the same criteria.

    A criterion that refers to another is kept only where that one is kept too and its unknown reads the same.
    """
    before = {criterion.id: at for at, criterion in enumerate(earlier.agreement.criteria)}
    kept: dict[str, Bytes] = {}
    reads: dict[str, bool] = {}
    for criterion in agreement.criteria:
        at = before.get(criterion.id)
        if at is None:
            continue
        known = earlier.agreement.criteria[at]
        same = known.test == criterion.test and all(name in kept and reads[name] for name in criterion.references)
        reads[criterion.id] = known.unknown_reads == criterion.unknown_reads
        if same:
            kept[criterion.id] = earlier.states[at]
    return kept


def _everywhere(value: Bytes | int, size: int) -> Bytes:
    return np.full(size, value, np.uint8) if isinstance(value, int) else value


def _result_table(agreement: Agreement) -> tuple[tuple[str, ...], Bytes]:
    """Tabulate the kernel's result by route and state of the gate: index 4 x route + gate; route 0 is undecided."""
    texts = [UNDECIDED] * 4 + [result_of(route.leads_to, gate) for route in agreement.routes for gate in range(4)]
    names = tuple(dict.fromkeys(texts))
    return names, np.array([names.index(text) for text in texts], np.uint8)
