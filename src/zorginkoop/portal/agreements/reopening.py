"""A questionnaire is not opened again while an offer or an agreement rests on it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zorginkoop.portal.agreements.models import Offer, OfferState
from zorginkoop.portal.intake.models import Questionnaire


def in_the_way(questionnaire: Questionnaire, **_more: object) -> str:
    """Say which offer stands in the way; empty when none does."""
    rows = Offer.objects.filter(provider=questionnaire.provider_id, agreement=questionnaire.agreement_id)
    states = [one.state for one in rows.defer("content") if one.state == OfferState.CONCLUDED or one.is_open]
    if OfferState.CONCLUDED in states:
        return _("Op deze antwoorden is een overeenkomst getekend. Wat nu anders is, geldt voor een nieuw jaar.")
    if states:
        return _("Op deze antwoorden rust een aanbod. Trek het eerst in; daarna kan de vragenlijst weer open.")
    return ""
