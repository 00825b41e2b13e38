"""The one function from states to an outcome, for a single subject and for a register alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple

from zorginkoop.kernel.states import (
    MET,
    State,
    UnknownReads,
    all_of,
    count_met,
    first_that_fits,
    unknown_as_met,
    unknown_as_not_met,
)
from zorginkoop.kernel.tree import Agreement

UNDECIDED = "niet_beslist"
OFFER = "aanbod"
NO_OFFER = "geen_aanbod"
REIMBURSEMENT = "vergoeding"
REJECTION = "afwijzing"

GATED = {OFFER: NO_OFFER, REIMBURSEMENT: REJECTION}  # what passes the gate of base conditions, and what it is without
CLAIM_RESULTS = frozenset({REIMBURSEMENT, REJECTION, "polisvoorwaarden", "controle"})
CONTRACT_RESULTS = frozenset({OFFER, NO_OFFER, "prijslijst", "inkoopgesprek", "beoordeling"})


class Decided(NamedTuple, Generic[State]):
    """What follows from the states: route numbers count from 1, 0 is none."""

    route: State
    undecided_route: State
    gate: State | int
    factors_met: State | int
    parts: tuple[State | int, ...]


Reader = Callable[[Any], Any]


class _Joined(NamedTuple):
    """Conditions that must all hold, by their position, each with how an unknown state reads (None: it stays)."""

    members: tuple[tuple[int, Reader | None], ...]

    def of(self, states: Sequence[State]) -> State | int:
        """Give the state of all together; where nothing is asked, it is met."""
        if not self.members:
            return MET
        return all_of([states[at] if read is None else read(states[at]) for at, read in self.members])


_READERS: dict[str, Reader | None] = {
    UnknownReads.UNDECIDED: None,
    UnknownReads.NO_OBJECTION: unknown_as_met,
    UnknownReads.DECLARED_AT_SIGNING: unknown_as_met,
    UnknownReads.DOES_NOT_COUNT: unknown_as_not_met,
}


class Decider:
    """Decides from states alone; making it looks up once which states count where."""

    def __init__(self, agreement: Agreement) -> None:
        self._positions = {criterion.id: at for at, criterion in enumerate(agreement.criteria)}
        self._own = {criterion.id: criterion.unknown_reads for criterion in agreement.criteria}
        self._routes = tuple(_READERS[route.unknown_reads] for route in agreement.routes)
        self._gate = self._joined(agreement.gate, agreement.gate_unknown_reads)
        self._factors = tuple(self._positions[name] for name in agreement.factors)
        self._parts = tuple(self._joined(part.criteria, part.unknown_reads) for part in agreement.parts)

    def _joined(self, names: Sequence[str], reading: str) -> _Joined:
        return _Joined(tuple((self._positions[name], _READERS[self._own[name] or reading]) for name in names))

    def decide(self, states: Sequence[State], routes: Sequence[State]) -> Decided[State]:
        """Decide the route, the gate of base conditions, the number of factors met, and each part.

        `states` are those of the agreement's criteria in order, `routes` those of its routes.
        """
        open_routes = [state if read is None else read(state) for state, read in zip(routes, self._routes, strict=True)]
        route, undecided = first_that_fits(open_routes)
        factors = count_met([states[at] for at in self._factors]) if self._factors else 0
        parts = tuple([part.of(states) for part in self._parts])
        return Decided(route, undecided, self._gate.of(states), factors, parts)


def result_of(leads_to: str, gate: int) -> str:
    """Name the result of a chosen route: only one to an offer or a reimbursement passes the gate of base conditions."""
    if leads_to not in GATED:
        return leads_to
    return (leads_to, leads_to, GATED[leads_to], UNDECIDED)[gate]


def judges_claims(agreement: Agreement) -> bool:
    """Tell whether an agreement's conditions judge a claim line, rather than who gets an agreement."""
    return any(route.leads_to in CLAIM_RESULTS for route in agreement.routes)
