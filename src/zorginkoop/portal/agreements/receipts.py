"""The purchaser's seal on the receipts of questionnaires: the same keys as on its offers."""

from __future__ import annotations

from datetime import datetime

from zorginkoop.portal.agreements.trust import trust
from zorginkoop.portal.intake.receipts import Sealing


def _banner() -> str:
    return trust().mark


def _seal(pdf: bytes, reason: str, moment: datetime) -> bytes:
    from zorginkoop.documents.signing import seal  # noqa: PLC0415 - pyHanko takes a while to load

    keys = trust()
    return seal(pdf, keys.seal(), moment=moment, timestamps=keys.stamps(moment), provider_signatures=0, reason=reason)


SEALING = Sealing(_banner, _seal)
