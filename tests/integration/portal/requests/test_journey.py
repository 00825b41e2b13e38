"""A late applicant, from its request after the round to an agreement that starts on the day the policy gives it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from support.portal import play
from support.portal_assessment import confirmed, judged
from support.portal_intake import physiotherapy
from support.portal_requests import asked_by, left_out, newcomer, purchaser
from zorginkoop.kernel.language import LeadsTo
from zorginkoop.portal import clock
from zorginkoop.portal.agreements.offering import make_offer
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
