"""Generate the whole model of an agreement: its conditions, and the route, gate, parts and result they lead to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from oracles.logic import (
    ALWAYS,
    Choose,
    Compared,
    Constant,
    Expression,
    Plus,
    State,
    all_hold,
    every_state,
    read_unknown,
)
from oracles.lower import Lowering, NotExpressed, Vocabularies
from oracles.model import Answers, Model
from zorginkoop.kernel.tree import Agreement

UNDECIDED = "niet_beslist"
REFUSED = {"aanbod": "geen_aanbod", "vergoeding": "afwijzing"}  # what a route comes to when its gate stays shut


def generate(agreement: Agreement, vocabularies: Vocabularies) -> tuple[Model, Answers]:
    """Translate every condition that can be said, and the whole outcome when all of them can."""
    lowering = Lowering(agreement, vocabularies)
    model, states = lowering.model, lowering.states
    for number, criterion in enumerate(agreement.criteria):
        try:
            states[criterion.id] = model.name_state(f"c{number}", lowering.state(criterion.test))
        except NotExpressed as reason:
            model.missing[criterion.id] = str(reason)
    routes: list[State] = []
    for number, route in enumerate(agreement.routes):
        try:
            state = read_unknown(lowering.state(route.test), route.unknown_reads)
        except NotExpressed as reason:
            model.missing[f"route {route.id}"] = str(reason)
        else:
            routes.append(model.name_state(f"r{number}", state))
    if model.missing:
        return model, Answers(states)
    return model, _outcome(agreement, model, states, routes)


def _outcome(agreement: Agreement, model: Model, states: dict[str, State], routes: Sequence[State]) -> Answers:
    reads = {criterion.id: criterion.unknown_reads for criterion in agreement.criteria}

    def joined(names: Sequence[str], reading: str) -> State:
        return every_state([read_unknown(states[name], reads[name] or reading) for name in names])

    gate = model.name_state("poort", joined(agreement.gate, agreement.gate_unknown_reads)) if agreement.gate else ALWAYS
    route = model.name("route", _first(routes, lambda state: state.is_met))
    met = [Choose(((states[name].is_met, Constant(1)),), Constant(0)) for name in agreement.factors]
    factors = model.name("factoren", Plus(tuple(met)) if met else Constant(0))
    parts = [
        model.name_state(f"p{number}", joined(part.criteria, part.unknown_reads))
        for number, part in enumerate(agreement.parts)
    ]
    ladder = agreement.ladder.variants if agreement.ladder else ()
    rungs = tuple((Compared(factors, "==", Constant(at)), Constant(name)) for at, name in enumerate(ladder))
    return Answers(
        criteria=states,
        parts=tuple(parts),
        gate=gate,
        route=route,
        undecided_route=model.name("wacht_op_route", _first(routes, lambda state: state.is_unknown)),
        factors=factors,
        result=model.name("resultaat", _result(agreement, route, gate)),
        variant=model.name("variant", Choose(rungs, Constant(""))),
    )


def _first(routes: Sequence[State], wanted: Callable[[State], Expression]) -> Expression:
    """Give the number of the first route that is wanted, as long as none before it holds or may hold."""
    cases: list[tuple[Expression, Expression]] = []
    for number, state in enumerate(routes, start=1):
        cases += [(wanted(state), Constant(number)), (state.can_hold, Constant(0))]
    return Choose(tuple(cases), Constant(0))


def _result(agreement: Agreement, route: Expression, gate: State) -> Expression:
    """Name what the chosen route leads to; an offer or a reimbursement only through the gate."""
    cases: list[tuple[Expression, Expression]] = []
    for number, one in enumerate(agreement.routes, start=1):
        chosen = Compared(route, "==", Constant(number))
        if one.leads_to in REFUSED:
            cases += [
                (all_hold((chosen, gate.is_unknown)), Constant(UNDECIDED)),
                (all_hold((chosen, gate.is_failed)), Constant(REFUSED[one.leads_to])),
            ]
        cases.append((chosen, Constant(one.leads_to)))
    return Choose(tuple(cases), Constant(UNDECIDED))
