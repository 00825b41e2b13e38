"""What differs between two compiled forms of one agreement, in pieces that can each be taken over alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from zorginkoop.kernel.tree import Agreement, Criterion, Route


class Piece(StrEnum):
    """What kind of piece differs."""

    CRITERION = "voorwaarde"
    GATE = "randvoorwaarde"  # asked by one of the two only
    READING = "onbekend"  # how the base conditions read unknown
    LADDER = "variant"  # the factors that count, or the table from their number to a variant
    ROUTE = "route"
    ROUTES = "routes"  # other routes, or in another order
    AUDIENCE = "doelgroep"


@dataclass(frozen=True, slots=True, order=True)
class Unit:
    """One piece that differs: its kind, and its id where it has one."""

    piece: Piece
    id: str = ""


def units(before: Agreement, after: Agreement) -> tuple[Unit, ...]:
    """Give every piece that differs and can change who gets what, in the order of the policy."""
    return tuple(_units(before, after))


def _units(before: Agreement, after: Agreement) -> Iterator[Unit]:
    old, new = _by_id(before), _by_id(after)
    count = counting(before) | counting(after)
    for name, criterion in new.items():
        if name in old and name in count and _rule(old[name]) != _rule(criterion):
            yield Unit(Piece.CRITERION, name)
    for name in dict.fromkeys((*before.gate, *after.gate)):
        if (name in before.gate) != (name in after.gate):
            yield Unit(Piece.GATE, name)
    if before.gate_unknown_reads != after.gate_unknown_reads:
        yield Unit(Piece.READING)
    if _ladder(before) != _ladder(after):
        yield Unit(Piece.LADDER)
    yield from _routes(before, after)
    if before.audience != after.audience:
        yield Unit(Piece.AUDIENCE)


def counting(agreement: Agreement) -> set[str]:
    """Name the conditions on which a route, the gate, a factor or the target group rests, and those they refer to.

    What else there is judges a part, or asks a person to look: it changes nobody's route, result or variant.
    """
    criteria, found = _by_id(agreement), set[str]()
    routes = (name for route in agreement.routes for name in route.criteria)
    waiting = [*agreement.gate, *agreement.factors, *routes, *filter(None, [agreement.audience])]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += criteria[name].references
    return found


def _by_id(agreement: Agreement) -> dict[str, Criterion]:
    return {criterion.id: criterion for criterion in agreement.criteria}


def _rule(criterion: Criterion) -> tuple[object, ...]:
    """Give what a state, and its use, follow from; words and places are no part of it."""
    return criterion.test, criterion.unknown_reads


def _ladder(agreement: Agreement) -> tuple[object, ...]:
    return agreement.factors, agreement.ladder.variants if agreement.ladder else ()


def _routes(before: Agreement, after: Agreement) -> Iterator[Unit]:
    if [route.id for route in before.routes] != [route.id for route in after.routes]:
        yield Unit(Piece.ROUTES)
        return
    for old, new in zip(before.routes, after.routes, strict=True):
        if _way(old) != _way(new):
            yield Unit(Piece.ROUTE, old.id)


def _way(route: Route) -> tuple[object, ...]:
    return route.test, route.unknown_reads, route.leads_to


@dataclass(frozen=True, slots=True)
class Mixture:
    """An agreement with some pieces of another; `later` names the criteria and routes that come from that other."""

    agreement: Agreement
    later: frozenset[str]
    later_routes: frozenset[str]


def mixture(before: Agreement, after: Agreement, taken: Iterable[Unit]) -> Mixture | None:
    """Take some of the differing pieces over; None where what is left refers to itself and cannot stand."""
    chosen = frozenset(taken)
    criteria, later = _criteria(before, after, chosen)
    ordered = _in_order(criteria)
    if ordered is None:
        return None
    routes = after.routes if Unit(Piece.ROUTES) in chosen else before.routes
    new = {route.id: route for route in after.routes}
    swapped = {route.id for route in routes if Unit(Piece.ROUTE, route.id) in chosen}
    has_ladder, has_audience = Unit(Piece.LADDER) in chosen, Unit(Piece.AUDIENCE) in chosen
    agreement = replace(
        before,
        criteria=ordered,
        gate=_gate(before, after, chosen),
        gate_unknown_reads=(after if Unit(Piece.READING) in chosen else before).gate_unknown_reads,
        factors=(after if has_ladder else before).factors,
        ladder=(after if has_ladder else before).ladder,
        routes=tuple(new[route.id] if route.id in swapped else route for route in routes),
        audience=(after if has_audience else before).audience,
        parts=(),
        tasks=(),
    )
    all_later = frozenset(route.id for route in routes) if Unit(Piece.ROUTES) in chosen else frozenset(swapped)
    return Mixture(agreement, later, all_later)


def _criteria(
    before: Agreement, after: Agreement, chosen: frozenset[Unit]
) -> tuple[dict[str, Criterion], frozenset[str]]:
    """Give every criterion that either has: the old one, unless the new one is taken or there is no old one."""
    old, new = _by_id(before), _by_id(after)
    later = frozenset(name for name in new if name not in old or Unit(Piece.CRITERION, name) in chosen)
    return {name: new[name] if name in later else old[name] for name in (*old, *new)}, later


def _gate(before: Agreement, after: Agreement, chosen: frozenset[Unit]) -> tuple[str, ...]:
    together = dict.fromkeys((*before.gate, *after.gate))
    return tuple(name for name in together if name in (after if Unit(Piece.GATE, name) in chosen else before).gate)


def _in_order(criteria: dict[str, Criterion]) -> tuple[Criterion, ...] | None:
    """Put every criterion behind those it refers to; None where that cannot be."""
    ordered: dict[str, Criterion] = {}
    waiting = dict(criteria)
    while waiting:
        ready = [name for name, one in waiting.items() if all(needed in ordered for needed in one.references)]
        if not ready:
            return None
        for name in ready:
            ordered[name] = waiting.pop(name)
    return tuple(ordered.values())
