"""What others may want to know of agreements; sent inside the change, so that what follows stands or falls with it."""

from __future__ import annotations

from django.dispatch import Signal

offered = Signal()  # offer=Offer, provider=Provider, season_agreement=SeasonAgreement
start_changed = Signal()  # offer=Offer, provider, season_agreement; its agreement counts from another day
refused = Signal()  # offer=Offer, provider, season_agreement; the provider refused, here or at VECOZO
concluded = Signal()  # agreement=Agreement, provider, season_agreement; the register holds the row and the event
