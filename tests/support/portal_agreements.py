"""Builders for tests of agreements: a season, a judged outcome of a made-up practice, and an offer."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from support.portal import PASSWORD
from zorginkoop.documents.keys import Signer
from zorginkoop.documents.practice_authority import PracticeAuthority
from zorginkoop.kernel.assess import ContractKey, assess
from zorginkoop.kernel.snapshot import Plain, snapshot
from zorginkoop.policies.facts_file import read_facts
from zorginkoop.policies.strict_yaml import read_yaml
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.agreements.models import Agreement, Offer, OfferSignature, OfferState
from zorginkoop.portal.agreements.offering import make_offer
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.compiled import compiled, edition_of
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.editions.opening import open_season
from zorginkoop.portal.register.models import Provider, RecordedAgreement, Signatory

FACTS = Path(__file__).resolve().parents[2] / "docs" / "examples" / "praktijk.yaml"
EDITION, NAME = "paramedische_zorg/2026-2", "fysiotherapie"
ON = date(2025, 10, 15)
OFFERED = datetime(2025, 10, 27, 9, 0, tzinfo=UTC)
IN_TIME = datetime(2025, 11, 3, 9, 0, tzinfo=UTC)
LAST_MINUTE = datetime(2025, 11, 7, 22, 59, 30, tzinfo=UTC)  # 23:59:30 in the Netherlands
TOO_LATE = datetime(2025, 11, 7, 23, 0, 0, tzinfo=UTC)


def season_agreement(channel: Channel = Channel.PORTAL) -> SeasonAgreement:
    """Open the season of fysiotherapie 2026."""
    season = open_season(EDITION, channels={NAME: channel})
    return season.agreements.select_related("season").get(name=NAME)


@cache
def _outcome(text: str) -> Plain:
    edition = edition_of(EDITION)
    file = read_facts(read_yaml(text.encode(), "feiten.yaml"), edition, "aanbieder")
    scope = edition.source.uitgave.geldt_voor
    key = ContractKey(scope.uzovi, scope.labels[0], scope.polisvormen[0], 2026)
    agreement = compiled(SeasonAgreement.objects.select_related("season").get(name=NAME)).agreement
    return snapshot(assess(agreement, file.subject, key, ON))


def outcome(before: str = "", after: str = "") -> Plain:
    """Judge the practice of the example; with other words in the place of some words of its facts file."""
    text = FACTS.read_text(encoding="utf-8")
    assert before in text
    return _outcome(text.replace(before, after) if before else text)


def offer_to(provider: Provider, agreement: SeasonAgreement | None = None) -> Offer:
    """Make an offer to the practice of the example."""
    agreement = agreement or season_agreement()
    return make_offer(provider, agreement, outcome(), by=None)


def show_who_you_are(browser: Client) -> None:
    """Give the password again, as somebody does before signing."""
    answer = browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()


def addresses(offer: Offer) -> dict[str, str]:
    """Give the addresses of an offer for the practice."""
    names = ("offer", "offer-paper", "sign", "refuse")
    return {name: reverse(f"agreements:{name}", args=[offer.provider.public_id, offer.public_id]) for name in names}


def all_ticked(offer: Offer) -> dict[str, str]:
    """Tick every box of the signing page."""
    return {f"verklaring-{one.id}": "on" for one in offer.agreed().verklaringen} | {"akkoord": "on"}


def a_trust_service(name: str, organisation: str, moment: datetime) -> Signer:
    """Stand in for a trust service that signs for people."""
    return PracticeAuthority.make(moment).person(name, organisation, moment)


def concluded_like(offer: Offer, provider: Provider, by: User, variant: str = "B") -> Agreement:
    """Let another provider have signed the same agreement, without the paper that takes its time."""
    number = f"{offer.number}-{provider.agb_code}"
    recorded = {
        "insurer": "3360", "label": "cz", "care_type": "fysiotherapie", "variant": variant, "source": "portaal",
        "concluded_on": IN_TIME.date(), "valid_from": offer.term_from, "valid_until": offer.term_until,
    }  # fmt: skip
    with changing("test"):
        row = RecordedAgreement.objects.create(provider=provider, number=number, **recorded)
        same = Offer.objects.get(pk=offer.pk)
        same.pk, same.public_id, same.number, same.provider = None, uuid4(), number, provider
        same.variant, same.state, same.ended_at = variant, OfferState.CONCLUDED, IN_TIME
        same.save(force_insert=True)
        OfferSignature.objects.create(
            offer=same, user=by, signatory=Signatory.objects.get(user=by, provider=provider), signed_at=IN_TIME,
            declared=[one.id for one in offer.agreed().verklaringen], file_hash=offer.file_hash,
        )  # fmt: skip
        return Agreement.objects.create(
            offer=same, recorded=row, signed_at=IN_TIME, concluded_at=IN_TIME, content_hash=offer.content_hash,
            file_hash=offer.file_hash,
        )  # fmt: skip
