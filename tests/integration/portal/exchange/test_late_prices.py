"""An agreement over VECOZO with prices starts by its signature, also when the prices were agreed weeks later."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from support.portal import mandated, play, practice
from support.portal_agreements import outcome
from support.portal_exchange import purchaser, through_vecozo
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.agreements import starting
from zorginkoop.portal.agreements.models import Offer
from zorginkoop.portal.agreements.offering import make_offer
from zorginkoop.portal.agreements.starting import decide_earlier_start
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.exchange import concluding
from zorginkoop.portal.exchange.concluding import Acceptance, conclude

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]

SIGNED = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
PRICED = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)


def test_the_start_follows_from_the_same_moment_before_and_after_it_is_concluded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    agreement, provider = through_vecozo(), practice()
    mandated(provider, ProviderRole.SIGNATORY)
    play(datetime(2025, 12, 20, 9, 0, tzinfo=UTC))
    offer = make_offer(provider, agreement, outcome(), by=None, last_day=date(2026, 1, 20))
    monkeypatch.setattr(concluding, "needs_prices", lambda _rules: True)
    play(PRICED)
    with changing("test"):
        assert conclude(agreement, offer, Acceptance(signed=SIGNED, prices=PRICED, variant="", refused=None))
    made = Offer.objects.get(pk=offer.pk).concluded
    assert (made.signed_at, made.concluded_at) == (SIGNED, PRICED)
    assert made.recorded.valid_from == date(2026, 1, 5)
    asked: list[datetime] = []
    real = starting.start_of

    def heard(one: Offer, signed: datetime) -> date:
        asked.append(signed)
        return real(one, signed)

    monkeypatch.setattr(starting, "start_of", heard)
    offer.refresh_from_db()
    decide_earlier_start(offer, "De prijzen kwamen later; de aanbieder werkte al.", purchaser())
    assert asked == [SIGNED]
    made.recorded.refresh_from_db()
    assert made.recorded.valid_from == date(2026, 1, 1)
