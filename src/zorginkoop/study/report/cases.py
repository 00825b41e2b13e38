"""Chooses one provider for every kind of result: the examples whose letter and explanation the report shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from zorginkoop.kernel.language import LeadsTo
from zorginkoop.kernel.outcome import NO_OFFER, OFFER, UNDECIDED
from zorginkoop.kernel.states import NOT_MET, UNKNOWN
from zorginkoop.kernel.tree import Always, Phrase, Route
from zorginkoop.study.findings import Flags, considered, offering_route
from zorginkoop.study.season import JudgedAgreement


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of result: what it is, the place of its example among the subjects, and how many there are of it."""

    anchor: str
    phrase: Phrase
    at: int
    count: int


def cases(judged: JudgedAgreement) -> tuple[Case, ...]:
    """Give an example of every kind of result that occurs, each provider once, in the order of the policy."""
    chooser = _Chooser(judged)
    found: list[Case] = []
    taken: set[int] = set()
    for anchor, phrase, who in chooser.kinds():
        at = chooser.best(who, taken)
        if at is not None:
            taken.add(at)
            found.append(Case(anchor, phrase, at, int(who.sum())))
    return tuple(found)


class _Chooser:
    def __init__(self, judged: JudgedAgreement) -> None:
        self.judged = judged
        self.agreement = judged.compiled.agreement
        self.outcome = judged.outcome
        self.fitting = considered(judged)
        self.results = judged.outcome.result_texts()
        self.offering = offering_route(self.agreement)
        self.unknown = (judged.outcome.states == UNKNOWN).sum(axis=0)

    def best(self, who: Flags, taken: set[int]) -> int | None:
        """Choose the provider of whom most is known; of equals the first, and somebody new where that can be."""
        places = np.flatnonzero(who)
        order = places[np.argsort(self.unknown[places], kind="stable")]
        fresh = (int(at) for at in order if int(at) not in taken)
        return next(fresh, None)

    def kinds(self) -> Iterator[tuple[str, Phrase, Flags]]:
        """Walk the kinds of result, with who has it."""
        for number, route in enumerate(self.agreement.routes, start=1):
            here = self.outcome.routes == number
            if number == self.offering:
                yield from self._offers(route, here & self.fitting)
            elif route.leads_to == LeadsTo.OFFER:
                yield from self._later_offers(route, here & self.fitting)
            elif isinstance(route.test, Always) and "/" not in route.id:
                yield from self._passed_over(route, here & self.fitting)
            else:
                fits = here if route.leads_to == LeadsTo.OTHER_POLICY else here & self.fitting
                yield _anchor(route), route.phrase, fits
        yield from self._undecided()

    def _offers(self, route: Route, here: Flags) -> Iterator[tuple[str, Phrase, Flags]]:
        offered = here & (self.results == OFFER)
        if self.agreement.ladder is None:
            yield _anchor(route), Phrase(f"aanbod: {route.phrase.nl}", f"offer: {route.phrase.en}"), offered
        else:
            variants = self.outcome.variant_texts()
            for variant in dict.fromkeys(reversed(self.agreement.ladder.variants)):
                words = Phrase(
                    f"aanbod van overeenkomst {variant}: {route.phrase.nl}",
                    f"offer of agreement {variant}: {route.phrase.en}",
                )
                yield f"{_anchor(route)}-{variant}", words, offered & (variants == variant)
        refused = here & (self.results == NO_OFFER)
        yield from self._by_reason(f"{_anchor(route)}-zonder", self.agreement.gate, refused, "geweigerd", "refused")
        waiting = here & (self.results == UNDECIDED)
        words = Phrase("nog niet te beslissen: er ontbreken gegevens", "not decidable yet: data are missing")
        yield f"{_anchor(route)}-open", words, waiting

    def _later_offers(self, route: Route, here: Flags) -> Iterator[tuple[str, Phrase, Flags]]:
        for result, (dutch, english) in _LATER.items():
            words = Phrase(f"{dutch}: {route.phrase.nl}", f"{english}: {route.phrase.en}")
            yield f"{_anchor(route)}-{result}", words, here & (self.results == result)

    def _passed_over(self, route: Route, here: Flags) -> Iterator[tuple[str, Phrase, Flags]]:
        names = self.agreement.routes[self.offering - 1].criteria if self.offering else ()
        yield from self._by_reason(_anchor(route), names, here, "niet benaderd", "not approached")
        nothing_fails = here & ~np.any([self._fails(name) for name in names] or [np.zeros(len(here), np.bool_)], axis=0)
        yield _anchor(route), route.phrase, nothing_fails

    def _fails(self, name: str) -> Flags:
        fails: Flags = self.outcome.of_criterion(name) == NOT_MET
        return fails

    def _by_reason(
        self, anchor: str, names: tuple[str, ...], who: Flags, dutch: str, english: str
    ) -> Iterator[tuple[str, Phrase, Flags]]:
        """Walk the conditions that alone stand in the way, and then those where several do."""
        failing = {name: who & self._fails(name) for name in names}
        number = np.sum(list(failing.values()), axis=0) if failing else np.zeros(len(who))
        words = {criterion.id: criterion.phrase for criterion in self.agreement.criteria}
        for name, fails in failing.items():
            phrase = Phrase(f"{dutch}, niet voldaan: {words[name].nl}", f"{english}, not met: {words[name].en}")
            yield f"{anchor}-{name}", phrase, fails & (number == 1)
        several = Phrase(f"{dutch}, om meer dan een reden", f"{english}, for more than one reason")
        yield f"{anchor}-meer", several, who & (number > 1)

    def _undecided(self) -> Iterator[tuple[str, Phrase, Flags]]:
        for number, route in enumerate(self.agreement.routes, start=1):
            waits = self.fitting & (self.outcome.routes == 0) & (self.outcome.undecided_routes == number)
            words = Phrase(
                f"nog niet te beslissen of: {route.phrase.nl}", f"not decidable yet whether: {route.phrase.en}"
            )
            yield f"{_anchor(route)}-onbekend", words, waits


_LATER = {
    OFFER: ("aanbod", "offer"),
    NO_OFFER: ("geweigerd", "refused"),
    UNDECIDED: ("nog niet te beslissen", "not decidable yet"),
}


def _anchor(route: Route) -> str:
    return route.id.replace("/", "-")
