"""Which routes of an agreement approach a provider, and what the reasons of a selection are in words."""

from __future__ import annotations

from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.language import LeadsTo
from zorginkoop.kernel.place_words import places
from zorginkoop.kernel.speech import Speaker, sentence
from zorginkoop.kernel.summary_words import not_met
from zorginkoop.kernel.tree import Agreement, Citation, Route

ROUTE = "route:"  # a reason that is a route, and not a condition
_OWN_CHANNEL = "vecozo"  # along which the purchaser reaches out; by another the provider comes itself
_REACHES_OUT = (LeadsTo.TALKS, LeadsTo.PRICE_LIST)


def approaches(route: Route) -> bool:
    """Tell whether on a route the purchaser reaches out to the provider."""
    own = route.channel.startswith(_OWN_CHANNEL) and route.leads_to != LeadsTo.OTHER_POLICY
    return own or route.leads_to in _REACHES_OUT


def approaching(agreement: Agreement) -> tuple[Route, ...]:
    """Give the routes on which the purchaser reaches out, in the order of the policy."""
    return tuple(route for route in agreement.routes if approaches(route))


class Reasons:
    """Says the reasons of a selection: the condition that is not met or not known, or the route, with its clause."""

    def __init__(self, agreement: Agreement, language: Language = "nl") -> None:
        self.speaker = Speaker(agreement, language)
        self._routes = {route.id: route for route in agreement.routes}
        self._criteria = {criterion.id: criterion for criterion in agreement.criteria}

    def words(self, reason: str, *, unknown: bool = False) -> str:
        """Say a reason, as not met or as not known; one that these rules do not have is given as it is."""
        route = self._route(reason)
        if route is not None:
            return sentence(route.phrase.in_language(self.speaker.language) or route.id.replace("_", " "))
        if reason in self._criteria:
            asked = self.requirement(reason)
            told = self.speaker.say(f"niet bekend: {asked}", f"not known: {asked}")
            return sentence(told if unknown else not_met(self.speaker, asked))
        return reason.replace("_", " ")

    def subject(self, reason: str) -> str:
        """Say what a reason is about, for those who do not meet it and those of whom it is not known alike."""
        return sentence(self.requirement(reason)) if reason in self._criteria else self.words(reason)

    def requirement(self, name: str) -> str:
        """Say what a condition asks."""
        criterion = self._criteria.get(name)
        return self.speaker.requirement(criterion) if criterion else name.replace("_", " ")

    def citation(self, reason: str) -> Citation:
        """Give where a reason stands in the policy."""
        route, criterion = self._route(reason), self._criteria.get(reason)
        return route.citation if route else criterion.citation if criterion else Citation()

    def clause(self, reason: str) -> str:
        """Say where a reason stands in the policy."""
        return places(self.speaker, self.citation(reason))

    def _route(self, reason: str) -> Route | None:
        return self._routes.get(reason.removeprefix(ROUTE)) if reason.startswith(ROUTE) else None
