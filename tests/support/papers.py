"""A made-up agreement with keys to sign it, for the tests of documents and of the agreements in the portal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

from pyhanko.sign.timestamps import TimeStamper

from zorginkoop.documents.agreement_form import (
    AgreementContent,
    Clause,
    Factor,
    Insurer,
    PolicyPlace,
    Provider,
    ProviderLocation,
    Purchaser,
    Signatory,
    Signing,
    Term,
    UsedFact,
)
from zorginkoop.documents.agreement_pdf import agreement_pdf
from zorginkoop.documents.keys import FileKey
from zorginkoop.documents.practice_authority import NO_LEGAL_FORCE, PracticeAuthority
from zorginkoop.documents.signing import Sealed, seal, sign
from zorginkoop.documents.timestamps import practice_timestamps

OFFERED = datetime(2025, 10, 21, 10, 0, tzinfo=UTC)
SIGNED = OFFERED + timedelta(days=2)
SIGNED_TOO = OFFERED + timedelta(days=3)
YEARS_LATER = OFFERED + timedelta(days=900)


def content(**changes: object) -> AgreementContent:
    """Give a made-up agreement that two people sign, with something in every part of it."""
    told: dict[str, object] = {
        "proef": NO_LEGAL_FORCE,
        "nummer": "2026-FYS-000017",
        "datum": date(2025, 10, 21),
        "zorgsoort": "Fysiotherapie",
        "overeenkomst": "fysiotherapie",
        "contractjaar": 2026,
        "variant": "B",
        "inkoper": Purchaser(naam="Inkoopkantoor Proef", kvk="00000000", adres="Verzonnenstraat 1, Nergenshuizen"),
        "verzekeraars": (Insurer(naam="Verzekeraar Proef", uzovi="0000", label="bedacht", polisvorm="natura"),),
        "aanbieder": Provider(
            naam="Fysiotherapie De Verzonnen Brug",
            agb="04000001",
            vestigingen=(ProviderLocation(naam="De Verzonnen Brug Noord", agb="04000002"),),
        ),
        "beleid": PolicyPlace(uitgave="paramedische_zorg/2026-2", naam="Paramedische zorg 2026", codering="1"),
        "looptijd": Term(van=date(2026, 1, 1), tot_en_met=date(2027, 12, 31)),
        "voorwaarden": (Clause(id="vecozo", tekst="Een geldig VECOZO-certificaat.", plaats="hoofdstuk 4"),),
        "factoren": (
            Factor(
                id="verbijzondering",
                tekst="Ten minste 30% van de fysiotherapeuten heeft een verbijzondering.",
                stand="telt",
                plaats="paragraaf 2.3",
                bevindingen=("Bij u werken 13 fysiotherapeuten; 4 daarvan tellen mee (31 %).",),
                gegevens=(UsedFact(wat="aandeel", waarde="31%", bron="Vektis", bekend_sinds="1 oktober 2025"),),
            ),
            Factor(id="skf", tekst="Praktijkregistratie bij SKF.", stand="telt_niet"),
        ),
        "onderdelen": ("Chronisch ZorgNet: hoort bij de overeenkomst.",),
        "verklaringen": (Clause(id="wet", tekst="Zorg volgens de wet.", plaats="paragraaf 3.1"),),
        "prijs": "Het prijsniveau is nog niet afgesproken.",
        "ondertekening": Signing(
            bevoegdheid="gezamenlijk",
            tekenbevoegden=(
                Signatory(naam="A. Verzonnen", functie="bestuurder", bewijs="KvK-uittreksel van 1 september 2025"),
                Signatory(naam="B. Bedacht"),
            ),
            uiterlijk=date(2025, 11, 7),
        ),
    }
    return AgreementContent.model_validate(told | changes)


@dataclass(frozen=True)
class Keys:
    """An authority to practise with, the seal of the purchaser, and a timestamp service."""

    authority: PracticeAuthority
    seal: FileKey
    service: FileKey

    def stamps(self, moment: datetime) -> TimeStamper:
        """Give timestamps of one moment."""
        return practice_timestamps(self.service, moment)


@cache
def keys() -> Keys:
    """Make the keys once: an RSA key takes a while."""
    authority = PracticeAuthority.make(OFFERED)
    return Keys(authority, authority.seal("Inkoopkantoor Proef", OFFERED), authority.timestamps(OFFERED))


@cache
def sealed() -> bytes:
    """Give the made-up agreement with the seal of the purchaser."""
    return seal(
        agreement_pdf(content()),
        keys().seal,
        moment=OFFERED,
        timestamps=keys().stamps(OFFERED),
        provider_signatures=2,
        reason="Aanbod 2026-FYS-000017",
    )


def signed_by(pdf: bytes, name: str, moment: datetime) -> bytes:
    """Let one person of the provider sign."""
    person = keys().authority.person(name, "Fysiotherapie De Verzonnen Brug", moment)
    return sign(
        pdf, person, offered=Sealed.of(sealed()), moment=moment, timestamps=keys().stamps(moment), reason="Akkoord"
    )


@cache
def signed_once() -> bytes:
    """Give the agreement with the seal and one signature."""
    return signed_by(sealed(), "A. Verzonnen", SIGNED)


@cache
def signed_twice() -> bytes:
    """Give the agreement with the seal and both signatures."""
    return signed_by(signed_once(), "B. Bedacht", SIGNED_TOO)
