"""What a season shows: funnel, reasons, and who sits just beside a limit; plain numbers for tables and plots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zorginkoop.kernel.language import LeadsTo
from zorginkoop.kernel.outcome import NO_OFFER, OFFER, UNDECIDED
from zorginkoop.kernel.states import NOT_MET, UNKNOWN
from zorginkoop.kernel.tree import Agreement, Criterion, Phrase
from zorginkoop.study.season import JudgedAgreement

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the funnel: how many providers reach it."""

    phrase: Phrase
    count: int
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """How often one condition stands in the way, and for how many it is the only one."""

    criterion: Criterion
    failed: int
    unknown: int
    only_one: int


def considered(judged: JudgedAgreement) -> Flags:
    """Flag the providers for whom an agreement could be meant: not known to lie outside its target group.

    A register holds many kinds of providers; a funnel that starts with all of them says nothing. Who lies outside and
    yet came to something (by asking for it) counts too.
    """
    audience = judged.compiled.agreement.audience
    if not audience:
        return np.ones(judged.frame.size, np.bool_)
    nothing = {LeadsTo.NOTHING, LeadsTo.OTHER_POLICY, UNDECIDED}
    came_to_nothing = np.array([name in nothing for name in judged.outcome.result_names])[judged.outcome.results]
    outside: Flags = (judged.outcome.of_criterion(audience) == NOT_MET) & came_to_nothing
    return ~outside


def funnel(judged: JudgedAgreement) -> tuple[Step, ...]:
    """Count from the register down to each variant."""
    outcome, agreement = judged.outcome, judged.compiled.agreement
    results, fitting = outcome.result_texts(), considered(judged)
    to_offer = np.array([False, *(route.leads_to == LeadsTo.OFFER for route in agreement.routes)])[outcome.routes]
    offered = results == OFFER
    steps = [
        Step(Phrase("in het register", "in the register"), judged.frame.size),
        Step(Phrase("passend bij deze overeenkomst", "fitting this agreement"), int(fitting.sum())),
        Step(Phrase("op een route naar een aanbod", "on a route to an offer"), int(to_offer.sum())),
        Step(Phrase("randvoorwaarden voldaan: aanbod", "base conditions met: offer"), int(offered.sum())),
    ]
    variants = outcome.variant_texts()
    for variant in agreement.ladder.variants[::-1] if agreement.ladder else ():
        count = int((offered & (variants == variant)).sum())
        steps.append(Step(Phrase(f"overeenkomst {variant}", f"agreement {variant}"), count, indent=1))
    steps += [
        Step(Phrase("nog niet te beslissen", "not decidable yet"), int((fitting & (results == UNDECIDED)).sum())),
        Step(Phrase("geen aanbod", "no offer"), int((fitting & (results == NO_OFFER)).sum())),
    ]
    return tuple(steps)


def routes(judged: JudgedAgreement) -> tuple[Step, ...]:
    """Count the fitting providers on every route, and those whose route is undecided."""
    outcome, fitting = judged.outcome, considered(judged)
    steps = [
        Step(route.phrase, int((fitting & (outcome.routes == number)).sum()))
        for number, route in enumerate(judged.compiled.agreement.routes, start=1)
    ]
    undecided = Step(
        Phrase("route nog niet te bepalen", "route not decidable yet"), int((fitting & (outcome.routes == 0)).sum())
    )
    return (*steps, undecided)


def offering_route(agreement: Agreement) -> int:
    """Give the number from 1 of the route by which everybody is tried for an offer, or 0 when there is none.

    A route within another one (after talks, after a request) is it only when no route stands on its own.
    """
    offers = [number for number, route in enumerate(agreement.routes, start=1) if route.leads_to == LeadsTo.OFFER]
    alone = [number for number in offers if "/" not in agreement.routes[number - 1].id]
    return next(iter(alone or offers), 0)


def passed_over(judged: JudgedAgreement) -> Flags:
    """Flag the fitting providers who ended with nothing because they failed a test for an offer.

    Who has an agreement that runs on ends with nothing new too, but by a route that asks none of those tests.
    """
    agreement = judged.compiled.agreement
    offering = offering_route(agreement)
    tests = set(agreement.routes[offering - 1].criteria) if offering else set()
    nothing = np.zeros(len(agreement.routes) + 1, np.bool_)
    for number, route in enumerate(agreement.routes, start=1):
        tried = number > offering > 0 or not tests.isdisjoint(route.criteria)
        nothing[number] = tried and route.leads_to == LeadsTo.NOTHING
    flags: Flags = considered(judged) & nothing[judged.outcome.routes]
    return flags


def reasons_not_approached(judged: JudgedAgreement) -> tuple[Reason, ...]:
    """Count, for the fitting providers passed over for an offer, which tests of that route stand in the way."""
    offering = offering_route(judged.compiled.agreement)
    if not offering:
        return ()
    return _reasons(judged, judged.compiled.agreement.routes[offering - 1].criteria, passed_over(judged))


def refused(judged: JudgedAgreement) -> Flags:
    """Flag the fitting providers on a route to an offer who get none."""
    to_offer = np.array([False, *(route.leads_to == LeadsTo.OFFER for route in judged.compiled.agreement.routes)])
    flags: Flags = considered(judged) & to_offer[judged.outcome.routes] & (judged.outcome.result_texts() == NO_OFFER)
    return flags


def reasons_refused(judged: JudgedAgreement) -> tuple[Reason, ...]:
    """Count, for those on a route to an offer who get none, which base conditions stand in the way."""
    return _reasons(judged, judged.compiled.agreement.gate, refused(judged))


def _reasons(judged: JudgedAgreement, names: Sequence[str], who: Flags) -> tuple[Reason, ...]:
    states = {name: judged.outcome.of_criterion(name)[who] for name in names}
    failing = np.sum([state == NOT_MET for state in states.values()], axis=0) if states else np.zeros(0)
    by_name = {criterion.id: criterion for criterion in judged.compiled.agreement.criteria}
    reasons = [
        Reason(
            by_name[name],
            int((state == NOT_MET).sum()),
            int((state == UNKNOWN).sum()),
            int(((state == NOT_MET) & (failing == 1)).sum()),
        )
        for name, state in states.items()
    ]
    return tuple(sorted(reasons, key=lambda reason: -reason.failed))
