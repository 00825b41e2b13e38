"""What our own record says to the questions that were answered at VECOZO."""

from __future__ import annotations

from collections.abc import Sequence

from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.exchange.models import ReceivedAnswer
from zorginkoop.portal.intake.stating import COLUMNS, NO_CODES, PERSON
from zorginkoop.portal.register.models import Employment, Fact, Provider

AT_ONCE = 500


class OurAnswers:
    """The standing facts of providers, by whom or what they are about."""

    def __init__(self, agreement: SeasonAgreement, providers: Sequence[Provider]) -> None:
        self.facts = {(fact.subject, fact.name): fact for fact in compiled(agreement).agreement.facts}
        self._told: dict[tuple[int, str, str], str] = {}
        self._people: dict[tuple[int, str], Employment] = {}
        care_group = agreement.season.edition.partition("/")[0]
        names = {name for _, name in self.facts}
        for start in range(0, len(providers), AT_ONCE):
            some = providers[start : start + AT_ONCE]
            facts = Fact.objects.standing().filter(provider__in=some, care_group__in=["", care_group], year=None)
            for one in facts.order_by("known_since", "pk"):  # the newest counts
                if one.name in names:
                    self._told[one.provider_id, one.subject_id, one.name] = one.text
            for person in Employment.objects.standing().filter(provider__in=some).order_by("known_since", "pk"):
                self._people[person.provider_id, person.person_agb] = person

    def to(self, provider: Provider, answer: ReceivedAnswer) -> str | None:
        """Give what we have for an answer; None when we have nothing."""
        if answer.subject == PERSON and answer.question in COLUMNS:
            person = self._people.get((provider.pk, answer.row))
            return getattr(person, COLUMNS[answer.question]) or None if person else None
        text = self._told.get((provider.pk, answer.row or provider.agb_code, answer.question))
        return "" if text == NO_CODES else text
