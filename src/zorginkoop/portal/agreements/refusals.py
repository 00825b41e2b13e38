"""Why something cannot be done with an offer now, in words for the person who tried."""

from __future__ import annotations

from zorginkoop.kernel.errors import ZorginkoopError


class OfferRefused(ZorginkoopError):
    """This cannot be done with an offer now; the message says why and what can be done. Nothing was changed."""
