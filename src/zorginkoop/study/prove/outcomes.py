"""Whether every route and variant can be reached, the outcome differs for anybody, and no factor implies another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from zorginkoop.kernel.confirmed_source import Check
from zorginkoop.kernel.outcome import GATED, OFFER, UNDECIDED, result_of
from zorginkoop.kernel.states import MET, NOT_MET
from zorginkoop.kernel.tree import Phrase
from zorginkoop.study.logic.prover import Example
from zorginkoop.study.logic.wires import Wire, both, opposite, some_wire
from zorginkoop.study.prove.asking import NO_OFFER, PROVEN, Asking
from zorginkoop.study.prove.finding import Finding, Told
from zorginkoop.study.prove.questions import View, is_state

_REACH = Phrase(
    "Verbeter wat ervoor staat, haal dit weg, of bevestig dat het zo bedoeld is.",
    "Mend what stands before it, take this away, or confirm that it is meant.",
)
_COUNTS_TWICE = Phrase(
    "Vraag na of dit bedoeld is: een van beide telt dan voor twee. Bevestig het, of tel er een.",
    "Ask whether this is meant: one of them then counts for two. Confirm it, or count one.",
)


def unreachable(asking: Asking) -> Iterator[Finding]:
    """Tell of routes that nobody takes, variants that nobody gets with an offer, and an outcome that is always one."""
    routes = asking.agreement.routes
    for route in routes:
        if asking.nobody(lambda view, name=route.id: view.taken(name), f"route {route.id}"):  # type: ignore[misc] # mypy cannot infer a default of a lambda
            asking.settled.add(f"route {route.id}")
            what = Phrase(f"niemand komt op route {route.id}.", f"nobody gets on route {route.id}.")
            yield asking.nodes.finding(Check.ROUTE, [asking.nodes.route(route.id)], Told(what, _REACH, PROVEN))
    yield from _no_offer(asking)
    yield from _variants(asking)
    yield from _one_outcome(asking)


def _no_offer(asking: Asking) -> Iterator[Finding]:
    """Tell once that nobody gets an offer: then no variant is reached, and no base condition decides anything."""
    offers = _offers(asking)
    if not offers or not asking.nobody(lambda view: some_wire(view.result(offer) for offer in offers), "uitkomst"):
        return
    asking.settled.add(NO_OFFER)
    what = Phrase(
        "niemand krijgt een aanbod of vergoeding; welke randvoorwaarde daar beslist, en welke variant iemand krijgt, "
        "is daarom niet gevraagd.",
        "nobody gets an offer or reimbursement; which base condition decides there, and which variant anybody gets, "
        "was therefore not asked.",
    )
    yield asking.nodes.finding(Check.OUTCOME, [asking.nodes.whole()], Told(what, _REACH, PROVEN))


def _offers(asking: Asking) -> set[str]:
    return {route.leads_to for route in asking.agreement.routes if route.leads_to in GATED}


def _variants(asking: Asking) -> Iterator[Finding]:
    ladder = asking.agreement.ladder
    offers = _offers(asking)
    if ladder is None or not offers or NO_OFFER in asking.settled:
        return
    for number, variant in enumerate(ladder.variants):

        def reached(view: View, number: int = number) -> Wire:
            return both(view.factors(number), some_wire(view.result(offer) for offer in offers))

        if asking.nobody(reached, "variant "):
            what = Phrase(
                f"variant {variant} is niet te bereiken: niemand met een aanbod voldoet aan precies {number} factoren.",
                f"variant {variant} cannot be reached: nobody with an offer meets exactly {number} factors.",
            )
            node = asking.nodes.variant()
            yield asking.nodes.finding(
                Check.VARIANT, [node, asking.nodes.variant_step(number)], Told(what, _REACH, PROVEN)
            )


def _one_outcome(asking: Asking) -> Iterator[Finding]:
    """Look for two subjects with different results; one that cannot be decided yet is no other result."""
    routes = asking.agreement.routes
    results = dict.fromkeys(result_of(route.leads_to, gate) for route in routes for gate in (MET, NOT_MET))
    if len(routes) < 2 or len(results) < 2:  # noqa: PLR2004 - there is nothing to choose
        return
    if asking.gathered is not None or NO_OFFER in asking.settled:
        return
    any_result = asking.ask(lambda view: some_wire(view.result(one) for one in results), "uitkomst")
    if not isinstance(any_result, Example):
        return
    found = any_result.outcomes[0].result
    others = [one for one in results if one not in {found, UNDECIDED}]
    if asking.nobody(lambda view: some_wire(view.result(one) for one in others), "uitkomst"):
        what = Phrase(f"iedereen krijgt dezelfde uitkomst: {found}.", f"everybody comes to the same outcome: {found}.")
        yield asking.nodes.finding(Check.OUTCOME, [asking.nodes.whole()], Told(what, _REACH, PROVEN))


def implied_factors(asking: Asking) -> Iterator[Finding]:
    """Tell of factors of which whoever meets the one always meets the other."""
    for one, other in permutations(asking.agreement.factors, 2):

        def apart(view: View, one: str = one, other: str = other) -> Wire:
            return both(is_state(view, one, MET), opposite(is_state(view, other, MET)))

        if not asking.nobody(apart, one):
            continue
        what = Phrase(
            f"wie voldoet aan factor {one} voldoet altijd ook aan factor {other}: {one} telt daardoor voor twee.",
            f"who meets factor {one} always meets factor {other} too: {one} thereby counts for two.",
        )
        case = asking.case(lambda view, name=one: both(is_state(view, name, MET), view.result(OFFER)))  # type: ignore[misc] # as above
        case = case or asking.case(lambda view, name=one: is_state(view, name, MET))  # type: ignore[misc] # as above
        found = [asking.nodes.condition(one), asking.nodes.condition(other)]
        yield asking.nodes.finding(Check.IMPLIED, found, Told(what, _COUNTS_TWICE, PROVEN), None, case)
