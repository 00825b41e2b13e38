"""What the purchaser is told of an offer: that something happened, and where it stands; never what it says."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from zorginkoop.portal.agreements.models import Offer
from zorginkoop.portal.mail.dutch import in_dutch
from zorginkoop.portal.mail.outbox import write


@in_dutch
def write_purchaser(offer: Offer, subject: str, told: str) -> None:
    """Write to who made an offer, or else to who owns the agreement; call it inside `changing`.

    `told` may name the number of the offer; the address of its page follows.
    """
    reader = offer.offered_by or offer.provider.fixed_purchaser or offer.agreement.owner
    if reader is None or not reader.is_active:
        return
    page = f"{settings.BASE_URL}{reverse('agreements:detail', args=[offer.public_id])}"
    body = f"{told % {'number': offer.number}}\n\n{page}\n"
    write(reader.email, subject, body, about=offer, for_whom=offer.provider.public_id)
