"""The list of providers: everybody the agreement could be meant for, grouped by what they get, each with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from zorginkoop.kernel import reasons
from zorginkoop.kernel.outcome import NO_OFFER, OFFER, UNDECIDED
from zorginkoop.kernel.states import NOT_MET, UNKNOWN, UnknownReads
from zorginkoop.study.findings import offering_route, passed_over
from zorginkoop.study.report.rules import Rules, anchor_of
from zorginkoop.study.report.words import RESULTS, capital
from zorginkoop.study.season import JudgedAgreement, Season


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider in the list, with the conditions that its outcome rests on."""

    id: str
    name: str
    place: str
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProviderGroup:
    """Providers with the same route, result and variant."""

    anchor: str
    title: str
    route_anchor: str
    providers: tuple[Provider, ...]


class ProviderList:
    """Groups the providers of one agreement."""

    def __init__(self, season: Season, judged: JudgedAgreement, rules: Rules) -> None:
        self.judged = judged
        self.rules = rules
        self._passed_over = passed_over(judged)
        self._asked = tuple(name for name in rules.agreement.gate if self._waits_for(name))
        self._positions = {criterion.id: at for at, criterion in enumerate(rules.agreement.criteria)}
        table = season.tables["aanbieders"]
        self.names = dict(zip(table["agb_code"], table["naam"], strict=True))
        self.places = dict(zip(table["agb_code"], table["plaats"], strict=True))

    def groups(self) -> tuple[ProviderGroup, ...]:
        """Give every group that has somebody in it, in the order of the routes."""
        return tuple(self._groups())

    def _groups(self) -> Iterator[ProviderGroup]:
        outcome, agreement = self.judged.outcome, self.rules.agreement
        results, variants = outcome.result_texts(), outcome.variant_texts()
        for number in (*range(1, len(agreement.routes) + 1), 0):
            here = self.rules.fitting & (outcome.routes == number)
            for result in RESULTS:
                with_result = here & (results == result)
                among = dict.fromkeys(sorted(variants[with_result])) if result == OFFER else {"": None}
                for variant in among:
                    chosen = with_result & (variants == variant) if result == OFFER else with_result
                    if chosen.any():
                        yield self._group(number, str(result), str(variant), np.flatnonzero(chosen).tolist())

    def _group(self, number: int, result: str, variant: str, places: list[int]) -> ProviderGroup:
        tongue, agreement = self.rules.tongue, self.rules.agreement
        title = capital(tongue.of(RESULTS, result))
        title += tongue.say(f", overeenkomst {variant}", f", agreement {variant}") if variant else ""
        route = agreement.routes[number - 1] if number else None
        words = (
            route.phrase.in_language(tongue.language)
            if route
            else tongue.say("route nog niet te bepalen", "route not decidable yet")
        )
        providers = sorted((self._provider(at) for at in places), key=lambda one: (one.name, one.id))
        anchor = f"{anchor_of(route) if route else 'open'}-{result}-{variant or 'alle'}"
        return ProviderGroup(
            anchor, f"{title}: {words}", f"route-{anchor_of(route)}" if route else "", tuple(providers)
        )

    def _provider(self, at: int) -> Provider:
        identity = str(self.judged.outcome.ids[at])
        return Provider(identity, self.names[identity], self.places[identity] or "", self._conditions(at))

    def _conditions(self, at: int) -> tuple[str, ...]:
        """Name what stands in the way: conditions that failed, or, undecided, those that are unknown."""
        outcome, agreement = self.judged.outcome, self.rules.agreement
        result = outcome.result_names[outcome.results[at]]
        if result == UNDECIDED:
            route = int(outcome.routes[at]) or int(outcome.undecided_routes[at])
            names = self._asked if outcome.routes[at] else agreement.routes[route - 1].criteria
            return self._in_state(names, at, UNKNOWN)
        if self._passed_over[at]:
            return self._in_state(agreement.routes[offering_route(agreement) - 1].criteria, at, NOT_MET)
        return self._in_state(agreement.gate, at, NOT_MET) if result == NO_OFFER and outcome.gate[at] == NOT_MET else ()

    def _waits_for(self, name: str) -> bool:
        """Tell whether there is no decision as long as a condition is unknown."""
        reading = reasons.reading(self.rules.agreement, self.rules.speaker.criterion(name))
        return reading is UnknownReads.UNDECIDED

    def _in_state(self, names: tuple[str, ...], at: int, state: int) -> tuple[str, ...]:
        return tuple(name for name in names if self.judged.outcome.states[self._positions[name], at] == state)
