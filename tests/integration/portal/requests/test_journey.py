"""A late applicant, from its request after the round to an agreement that starts on the day the policy gives it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from support.portal import play
from support.portal_assessment import confirmed, judged
from support.portal_intake import physiotherapy, staffed
from support.portal_jobs import do_jobs
from support.portal_requests import asked_by, left_out, newcomer, purchaser
from zorginkoop.kernel.language import LeadsTo
from zorginkoop.portal import clock
from zorginkoop.portal.agreements.models import OfferState, Reconsideration
from zorginkoop.portal.agreements.offering import make_offer, offer_on
from zorginkoop.portal.agreements.offering_views import to_offer
from zorginkoop.portal.agreements.refusals import OfferRefused
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.requests import deciding
from zorginkoop.portal.selection import sending
from zorginkoop.portal.selection.models import Correction

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


def _on(year: int, month: int, day: int) -> None:
    play(datetime(year, month, day, 10, tzinfo=clock.AMSTERDAM))


def test_a_late_applicant_gets_an_offer_that_starts_the_month_after_its_request() -> None:
    _on(2026, 1, 12)
    provider = newcomer()
    agreement = physiotherapy()
    left_out(agreement, provider)
    asked = asked_by(provider)
    _on(2026, 1, 15)
    deciding.grant(asked, "In deze wijk is verder niemand.", purchaser())
    deciding.agree(asked, purchaser("Otto Inkoper"))
    sending.send(Correction.objects.get().choice.run_id)
    _on(2026, 1, 20)
    assessment = judged(confirmed(provider))
    assert assessment.route == "aanvraag/toegewezen"
    assert assessment.result == LeadsTo.OFFER
    last = date(2026, 2, 20)
    offer = make_offer(provider, agreement, assessment.outcome, by=purchaser(), last_day=last, assessment=assessment)
    assert str(offer.agreed().looptijd.van) == "2026-02-01"


def test_whose_offer_lapsed_asks_itself_and_gets_a_new_one_on_its_own_answers() -> None:
    provider, agreement, buyer = staffed(), physiotherapy(), purchaser()
    run = left_out(agreement, provider)
    with changing("test"):
        provider.invitations.create(agreement=agreement, run=run, channel="portaal", invited_at=clock.now())
    first = judged(confirmed(provider))
    _on(2025, 10, 20)
    lapsed = make_offer(provider, agreement, first.outcome, by=buyer, assessment=first)
    _on(2025, 11, 20)
    assert lapsed.has_lapsed
    assert not to_offer().exists()
    asked = asked_by(provider)
    deciding.grant(asked, "In deze wijk is verder niemand.", buyer)
    deciding.agree(asked, purchaser("Otto Inkoper"))
    do_jobs()
    again = to_offer().get()
    assert (again.route, again.result) == ("aanvraag/toegewezen", LeadsTo.OFFER)
    assert not Reconsideration.objects.exists()
    with pytest.raises(OfferRefused, match="Er is al een aanbod"):
        make_offer(provider, agreement, first.outcome, by=buyer, assessment=first, last_day=date(2025, 12, 1))
    made = offer_on(again, by=buyer, last_day=date(2025, 12, 1))
    lapsed.refresh_from_db()
    assert (lapsed.state, lapsed.ended_by, made.state) == (OfferState.LAPSED, buyer, OfferState.OFFERED)
    assert str(made.agreed().looptijd.van) == "2026-01-01"
    assert not to_offer().exists()
    assert "Uw antwoorden hebben wij al" in Message.objects.get(subject="Uw aanvraag is toegewezen").body
