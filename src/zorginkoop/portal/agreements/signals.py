"""What others may want to know of agreements; sent inside the change, so that what follows stands or falls with it."""

from __future__ import annotations

from django.dispatch import Signal

offered = Signal()  # offer=Offer, provider=Provider, season_agreement=SeasonAgreement
concluded = Signal()  # agreement=Agreement, provider, season_agreement; the register holds the row and the event
