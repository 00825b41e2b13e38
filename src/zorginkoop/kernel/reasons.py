"""Which conditions an outcome rests on: those against it, those left to the signature, and how each unknown reads."""

from __future__ import annotations

from zorginkoop.kernel.assess import ConditionResult, Outcome
from zorginkoop.kernel.language import Force, LeadsTo
from zorginkoop.kernel.outcome import GATED, NO_OFFER, REJECTION, UNDECIDED
from zorginkoop.kernel.states import NOT_MET, UNKNOWN, UnknownReads, read_as
from zorginkoop.kernel.tree import Agreement, Always, Criterion, Route
from zorginkoop.kernel.witness import Referred, Witness, grounds, witness

FACTOR = "differentiatiefactor"
GATE = "randvoorwaarde"
PART = "onderdeel"
ROUTE = "route"
TASK = "taak"
EFFORT = "inspanning"
OTHER = "voorwaarde"

REQUEST_FORM = "aanvraagformulier"  # the channel of a route that the provider itself starts
_ADVERSE = {NO_OFFER, LeadsTo.NOTHING, REJECTION, LeadsTo.POLICY_TERMS, LeadsTo.CHECK}


def role(agreement: Agreement, criterion: Criterion) -> str:
    """Say what a criterion is for in its agreement."""
    name = criterion.id
    if criterion.force != Force.REQUIREMENT:
        return EFFORT if criterion.force == Force.EFFORT else TASK
    if name in agreement.factors:
        return FACTOR
    if name in agreement.gate:
        return GATE
    if any(name in part.criteria for part in agreement.parts):
        return PART
    if any(name in route.criteria for route in agreement.routes):
        return ROUTE
    return TASK if any(name == task.criterion for task in agreement.tasks) else OTHER


def reading(agreement: Agreement, criterion: Criterion) -> UnknownReads:
    """Say how the use of a criterion reads its unknown state."""
    name = criterion.id
    if name in agreement.factors:
        return UnknownReads.DOES_NOT_COUNT
    if criterion.unknown_reads:
        return UnknownReads(criterion.unknown_reads)
    if name in agreement.gate:
        return UnknownReads(agreement.gate_unknown_reads)
    part = next((part for part in agreement.parts if name in part.criteria), None)
    return UnknownReads(part.unknown_reads) if part else UnknownReads.UNDECIDED


def against(outcome: Outcome) -> tuple[ConditionResult, ...]:
    """Give the conditions in the way of an offer or reimbursement, or that made the refusal, in the policy's order."""
    route = outcome.route
    if route is None or outcome.result not in _ADVERSE:
        return ()
    if route.leads_to in GATED:
        return failing_gate(outcome)
    return _refusing(outcome, route) or _passed_over(outcome, route)


def undecided(outcome: Outcome) -> tuple[ConditionResult, ...]:
    """Give the conditions that are unknown and keep the outcome undecided."""
    if outcome.undecided_route is not None:
        names: tuple[str, ...] = outcome.undecided_route.criteria
    else:
        names = outcome.agreement.gate if outcome.route is not None and outcome.result == UNDECIDED else ()
    results = (outcome.condition(name) for name in names)
    return tuple(
        result for result in results if read_as(result.state, reading(outcome.agreement, result.criterion)) == UNKNOWN
    )


def is_running(outcome: Outcome) -> bool:
    """Tell whether nothing follows because nothing has to: no condition stands in the way, an agreement runs."""
    route = outcome.route
    nothing = route is not None and route.leads_to == LeadsTo.NOTHING and not isinstance(route.test, Always)
    return nothing and not against(outcome)


def is_request(route: Route) -> bool:
    """Tell whether a route is one that the provider itself started with the request form."""
    return route.channel == REQUEST_FORM


def route_witness(outcome: Outcome, route: Route) -> Witness:
    """Draw why a route was taken, or not."""
    states = [result.state for result in outcome.conditions]
    return witness(route.test, outcome.subject, outcome.agreement, states)


def failing_gate(outcome: Outcome) -> tuple[ConditionResult, ...]:
    """Give the base conditions that fail, also where another reason came first."""
    return _failing(outcome, outcome.agreement.gate)


def left_to_signature(outcome: Outcome) -> tuple[ConditionResult, ...]:
    """Give the unknown base conditions that signing declares."""
    return tuple(
        result
        for name in outcome.agreement.gate
        if (result := outcome.condition(name)).state == UNKNOWN
        and reading(outcome.agreement, result.criterion) is UnknownReads.DECLARED_AT_SIGNING
    )


def _failing(outcome: Outcome, names: tuple[str, ...]) -> tuple[ConditionResult, ...]:
    results = (outcome.condition(name) for name in names)
    return tuple(
        result for result in results if read_as(result.state, reading(outcome.agreement, result.criterion)) == NOT_MET
    )


def _refusing(outcome: Outcome, route: Route) -> tuple[ConditionResult, ...]:
    """Give the conditions whose failure made a refusing route hold."""
    if isinstance(route.test, Always):
        return ()
    found = (ground.witness for ground in grounds(route_witness(outcome, route)))
    names = dict.fromkeys(one.criterion for one in found if isinstance(one, Referred) and one.state == NOT_MET)
    return tuple(outcome.condition(name) for name in names)


def _passed_over(outcome: Outcome, route: Route) -> tuple[ConditionResult, ...]:
    """Give the conditions that failed on the first gated route that was tried before this one."""
    routes = outcome.agreement.routes
    for earlier in routes[: routes.index(route)]:
        failing = _failing(outcome, earlier.criteria) if earlier.leads_to in GATED else ()
        if failing:
            return failing
    return ()
