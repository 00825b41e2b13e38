"""A provider wants no offer: it says so itself, may take it back until there is one, and is asked anew each season."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.agreements.models import STANDING, Offer
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.intake.models import Questionnaire
from zorginkoop.portal.register.models import Fact, Note, Provider
from zorginkoop.portal.register.recording import (
    NO_CODES,
    NO_OFFER_AT_ALL,
    NO_OFFER_WANTED,
    say_no_offer_at_all,
    say_no_offer_wanted,
)
from zorginkoop.portal.selection.models import Invitation

_LAST_MONTH, _LAST_DAY = 6, 30  # of the contract year: the next season asks after the summer


class OfferStands(Exception):
    """There is an offer already: that is refused or signed, and not wished away."""


def may_decline(provider: Provider, agreement: SeasonAgreement) -> bool:
    """Tell whether it can be said of an agreement: it was asked for an answer, and the policy knows the wish."""
    asked = Invitation.objects.filter(provider=provider, agreement=agreement).exists()
    asked = asked or Questionnaire.objects.filter(provider=provider, agreement=agreement).exists()
    return asked and known_by_policy(agreement)


def known_by_policy(agreement: SeasonAgreement) -> bool:
    """Tell whether the policy of an agreement asks whether an offer is wanted."""
    return bool(_fact_of(agreement))


def declined(provider: Provider, agreement: SeasonAgreement) -> bool:
    """Tell whether a provider said that it wants no offer for an agreement."""
    return _wishes_none(provider, agreement, _fact_of(agreement))


def declined_by(provider: Provider, agreements: list[SeasonAgreement]) -> set[int]:
    """Give the agreements, by number, for which a provider said that it wants no offer."""
    names = (NO_OFFER_WANTED, NO_OFFER_AT_ALL)
    if not Fact.objects.valid(clock.today()).filter(provider=provider, name__in=names).exists():
        return set()
    return {one.pk for one in agreements if declined(provider, one)}


def say(provider: Provider, agreement: SeasonAgreement, by: User, *, wanted: bool, reason: str = "") -> None:
    """Write down that no offer is wanted, or that one is after all; saying it twice is saying it once.

    The reason stands among the notes of the dossier. Raises OfferStands where there is an offer.
    """
    with changing("season.no_offer_wanted", for_whom=provider.public_id, wanted=str(wanted)) as change:
        change.about = agreement
        Provider.objects.select_for_update().get(pk=provider.pk)
        if Offer.objects.filter(provider=provider, agreement=agreement, state__in=STANDING).exists():
            raise OfferStands
        if declined(provider, agreement) != wanted:
            return
        _write(provider, agreement, wanted=wanted)
        words = _("Wil toch een aanbod voor %s.") if wanted else _("Wil geen aanbod voor %s.")
        text = " ".join(filter(None, (words % agreement, reason)))
        Note.objects.create(provider=provider, author=by, text=text, written_at=clock.now())


def _write(provider: Provider, agreement: SeasonAgreement, *, wanted: bool) -> None:
    care_group, today = agreement.season.edition.partition("/")[0], clock.today()
    until = max(date(agreement.season.contract_year, _LAST_MONTH, _LAST_DAY), today)
    if _fact_of(agreement) == NO_OFFER_AT_ALL:
        say_no_offer_at_all(provider, care_group, today, until, wanted=wanted)
        return
    before = _care_types(provider, care_group)
    after = before - {agreement.care_type} if wanted else before | {agreement.care_type}
    say_no_offer_wanted(provider, care_group, frozenset(after), today, until)


def _fact_of(agreement: SeasonAgreement) -> str:
    """Name the fact by which the policy of an agreement knows the wish; empty when it knows none."""
    known = {fact.name for fact in compiled(agreement).agreement.facts}
    return next((name for name in (NO_OFFER_WANTED, NO_OFFER_AT_ALL) if name in known), "")


def _wishes_none(provider: Provider, agreement: SeasonAgreement, fact: str) -> bool:
    care_group = agreement.season.edition.partition("/")[0]
    if fact == NO_OFFER_WANTED:
        return agreement.care_type in _care_types(provider, care_group)
    return fact == NO_OFFER_AT_ALL and _newest(provider, care_group, fact) == "ja"


def _care_types(provider: Provider, care_group: str) -> frozenset[str]:
    return frozenset(_newest(provider, care_group, NO_OFFER_WANTED).split()) - {NO_CODES}


def _newest(provider: Provider, care_group: str, name: str) -> str:
    said = Fact.objects.valid(clock.today()).filter(
        provider=provider, subject_kind="aanbieder", name=name, care_group__in=["", care_group]
    )
    newest = said.order_by("-known_since", "-pk").first()
    return newest.text if newest else ""
