"""The one function from states to an outcome, for a single subject and for a register alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

from zorginkoop.kernel.states import State, UnknownReads, all_of, count_met, first_that_fits, read_as
from zorginkoop.kernel.tree import Agreement

UNDECIDED = "niet_beslist"
OFFER = "aanbod"
NO_OFFER = "geen_aanbod"


@dataclass(frozen=True, slots=True)
class Decided(Generic[State]):
    """What follows from the states: route numbers count from 1, 0 is none."""

    route: State
    undecided_route: State
    gate: State | int
    factors_met: State | int
    parts: tuple[State, ...]


def decide(agreement: Agreement, criteria: Mapping[str, State], routes: Sequence[State]) -> Decided[State]:
    """Decide the route, the gate of base conditions, the number of factors and each part, from the states alone."""
    read = [
        read_as(state, UnknownReads(route.unknown_reads)) for route, state in zip(agreement.routes, routes, strict=True)
    ]
    route, undecided = first_that_fits(read)
    own = {criterion.id: criterion.unknown_reads for criterion in agreement.criteria}

    def joined(names: Sequence[str], reading: str) -> State:
        return all_of([read_as(criteria[name], UnknownReads(own[name] or reading)) for name in names])

    gate = joined(agreement.gate, agreement.gate_unknown_reads) if agreement.gate else 1
    factors = count_met([criteria[name] for name in agreement.factors]) if agreement.factors else 0
    parts = tuple(joined(part.criteria, part.unknown_reads) for part in agreement.parts)
    return Decided(route, undecided, gate, factors, parts)


def result_of(leads_to: str, gate: int) -> str:
    """Name the result of a chosen route: only a route to an offer passes the gate of base conditions."""
    if leads_to != OFFER:
        return leads_to
    return (OFFER, OFFER, NO_OFFER, UNDECIDED)[gate]
