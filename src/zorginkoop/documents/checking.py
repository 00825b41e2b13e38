"""Says of a PDF who signed it, when, and whether it is still what was signed, in plain words."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from asn1crypto import cms  # type: ignore[import-untyped] # asn1crypto has no types
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from zorginkoop.documents.keys import name_of
from zorginkoop.documents.reading import open_pdf
from zorginkoop.kernel.date_words import write_moment
from zorginkoop.kernel.errors import DocumentWrong

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # it logs the names of signers; a report tells what it found

if TYPE_CHECKING:
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import PdfSignatureStatus


class Verdict(StrEnum):
    """What a document is, taken as a whole."""

    GENUINE = "echt"
    UNKNOWN_ISSUER = "uitgever_onbekend"
    CHANGED = "veranderd"
    UNSIGNED = "niet_getekend"
    UNREADABLE = "onleesbaar"


@dataclass(frozen=True, slots=True)
class CheckedSignature:
    """One signature: who, when, and how it stands."""

    field: str
    signer: str
    issuer: str
    moment: datetime | None
    timestamped: bool
    intact: bool
    trusted: bool
    whole_file: bool
    reason: str

    @property
    def sentences(self) -> tuple[str, ...]:
        """Tell this signature, a sentence each."""
        return (self._who(), self._state(), self._issued(), self._reach())

    def _who(self) -> str:
        if self.moment is None:
            return f"Getekend door {self.signer}; wanneer is niet vast te stellen."
        told = f"Getekend door {self.signer} op {write_moment(self.moment)}"
        return f"{told}, volgens een tijdstempel." if self.timestamped else f"{told}, volgens de ondertekenaar zelf."

    def _state(self) -> str:
        if self.intact:
            return "De handtekening is heel: wat is getekend, is niet veranderd."
        return "De handtekening is niet heel: het document is na het tekenen veranderd of beschadigd."

    def _issued(self) -> str:
        if self.trusted:
            return f"Het certificaat is uitgegeven door {self.issuer}, een uitgever die hier wordt vertrouwd."
        return f"Het certificaat is uitgegeven door {self.issuer}; die uitgever wordt hier niet vertrouwd."

    def _reach(self) -> str:
        if self.whole_file:
            return "De handtekening dekt het hele bestand."
        if self.intact:
            return "Na deze handtekening zijn alleen handtekeningen toegevoegd."
        return "Niet het hele bestand is door deze handtekening gedekt."


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in a document; `problem` says why it could not be read."""

    verdict: Verdict
    signatures: tuple[CheckedSignature, ...] = ()
    problem: str = ""

    @property
    def genuine(self) -> bool:
        """Whether every signature is whole and trusted, and together they cover the file."""
        return self.verdict is Verdict.GENUINE

    @property
    def summary(self) -> str:
        """Say in one sentence how the document stands."""
        count = len(self.signatures)
        number = "één handtekening" if count == 1 else f"{count} handtekeningen"
        told = {
            Verdict.GENUINE: f"Dit document is echt en niet veranderd ({number}).",
            Verdict.UNKNOWN_ISSUER: (
                f"Dit document is niet veranderd ({number}), maar wie het tekende is niet zeker: "
                "niet elke uitgever van de certificaten wordt hier vertrouwd."
            ),
            Verdict.CHANGED: "Dit document is veranderd of beschadigd na het tekenen. Vertrouw het niet.",
            Verdict.UNSIGNED: "In dit document staat geen digitale handtekening.",
            Verdict.UNREADABLE: f"Dit document kan niet worden gelezen: {self.problem}",
        }
        return told[self.verdict]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Tell the whole report, the summary first, and what was not asked last."""
        lines = [self.summary, *(line for one in self.signatures for line in one.sentences)]
        if self.signatures:
            lines.append("Of een certificaat voor het tekenen was ingetrokken, is niet nagevraagd bij de uitgever.")
        return tuple(lines)


def check(pdf: bytes, roots: Iterable[x509.Certificate], *, moment: datetime) -> Report:
    """Check every signature in a PDF against the roots that are trusted; never raises for what the file holds.

    A certificate is judged at the moment of its timestamp when that is trusted, else at `moment`.
    """
    trusted = [_basic(root) for root in roots]
    try:
        found = open_pdf(pdf).embedded_signatures
        signatures = tuple(asyncio.run(_checked(one, trusted, moment)) for one in found)
    except DocumentWrong as error:
        return Report(Verdict.UNREADABLE, problem=error.problems[0].what)
    except Exception as error:  # noqa: BLE001 - a hostile file fails in every way; the reader gets a report all the same
        return Report(Verdict.UNREADABLE, problem=f"een handtekening is beschadigd ({type(error).__name__}).")
    return Report(_verdict(signatures), signatures)


def _verdict(signatures: tuple[CheckedSignature, ...]) -> Verdict:
    if not signatures:
        return Verdict.UNSIGNED
    if not all(one.intact for one in signatures) or not any(one.whole_file for one in signatures):
        return Verdict.CHANGED
    return Verdict.GENUINE if all(one.trusted for one in signatures) else Verdict.UNKNOWN_ISSUER


async def _checked(one: EmbeddedPdfSignature, roots: list[asn1_x509.Certificate], moment: datetime) -> CheckedSignature:
    status = await _status(one, roots, moment, moment)
    stamp = status.timestamp_validity
    stamped = stamp.timestamp if stamp is not None and stamp.intact and stamp.valid and stamp.trusted else None
    if stamped:
        status = await _status(one, roots, moment, stamped)
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    covers = whole or status.coverage is SignatureCoverageLevel.ENTIRE_REVISION
    certificate = x509.load_der_x509_certificate(one.signer_cert.dump())
    return CheckedSignature(
        field=str(one.field_name),
        signer=name_of(certificate),
        issuer=_issuer(certificate),
        moment=stamped or one.self_reported_timestamp,
        timestamped=stamped is not None,
        intact=status.intact and status.valid and bool(status.docmdp_ok) and covers and _nothing_hidden(one),
        trusted=status.trusted,
        whole_file=whole,
        reason=str(one.sig_object.get("/Reason", "")),
    )


async def _status(
    one: EmbeddedPdfSignature, roots: list[asn1_x509.Certificate], now: datetime, signed: datetime
) -> PdfSignatureStatus:
    return await async_validate_pdf_signature(
        one,
        signer_validation_context=ValidationContext(trust_roots=roots, allow_fetching=False, moment=signed),
        ts_validation_context=ValidationContext(trust_roots=roots, allow_fetching=False, moment=now),
    )


def _nothing_hidden(one: EmbeddedPdfSignature) -> bool:
    """Say whether the room of a signature holds only that signature and zeros: no signature covers its own room."""
    room = bytes(one.pkcs7_content)
    used = len(cms.ContentInfo.load(room).dump())
    return not any(room[used:])


def _issuer(certificate: x509.Certificate) -> str:
    named = certificate.issuer.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(named[0].value) if named else certificate.issuer.rfc4514_string()


def _basic(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
