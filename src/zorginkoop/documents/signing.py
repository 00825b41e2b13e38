"""Adds signatures to a PDF: first the purchaser's seal, then those of the provider; what is there is never rewritten.

Each signature is PAdES (ETSI.CAdES.detached) with a timestamp, in a field that nobody sees: the words on the page are
typeset before the seal. The seal makes room for the signatures that follow and allows no other change.
"""

from __future__ import annotations

from asyncio import to_thread
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from asn1crypto import x509 as asn1_x509  # type: ignore[import-untyped] # asn1crypto has no types
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign import Signer as BasicSigner
from pyhanko.sign.fields import (
    InvisSigSettings,
    MDPPerm,
    SigFieldSpec,
    SigSeedSubFilter,
    append_signature_field,
    enumerate_sig_fields,
)
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from zorginkoop.documents.checking import Verdict, check
from zorginkoop.documents.keys import Signer, name_of
from zorginkoop.documents.reading import open_pdf
from zorginkoop.kernel.canonical import hash_of_bytes
from zorginkoop.kernel.date_words import write_moment
from zorginkoop.kernel.errors import DocumentWrong, Place, Problem

if TYPE_CHECKING:
    from pyhanko.pdf_utils.writer import BasePdfFileWriter
    from pyhanko.sign.signers.pdf_signer import PdfSigningSession

SEAL_FIELD = "Zegel inkoper"
PROVIDER_FIELDS = ("Handtekening zorgaanbieder 1", "Handtekening zorgaanbieder 2")

_ROOM = 1024  # bytes that the longest raw signature takes: RSA with 8192 bits
_DIGEST = "sha256"


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was offered: the length and the hash of the sealed file, kept where the file itself cannot change it."""

    length: int
    hash: str

    @classmethod
    def of(cls, pdf: bytes) -> Sealed:
        """Describe a sealed file."""
        return cls(len(pdf), hash_of_bytes(pdf))

    def begins(self, pdf: bytes) -> bool:
        """Say whether a file is the sealed one, or goes on from it."""
        return len(pdf) >= self.length and hash_of_bytes(pdf[: self.length]) == self.hash


def seal(  # noqa: PLR0913 - what a seal needs, each by name
    pdf: bytes, signer: Signer, *, moment: datetime, timestamps: TimeStamper, provider_signatures: int, reason: str
) -> bytes:
    """Seal an unsigned PDF for the purchaser and make room for so many signatures of the provider.

    Raises DocumentWrong for a file that is no PDF, already signed, or a certificate that does not count at the moment,
    and OutsideFailed when the timestamps or the key do not answer.
    """
    reader = open_pdf(pdf)
    if reader.embedded_signatures or "/AcroForm" in reader.root:
        what = "dit document is al getekend of heeft al velden; alleen een nieuw document krijgt een zegel."
        raise _refused(what)
    writer = _Writer(BytesIO(pdf))
    for name in (SEAL_FIELD, *PROVIDER_FIELDS[:provider_signatures]):
        append_signature_field(writer, _field(name))
    return _signed(writer, _about(signer, SEAL_FIELD, reason), signer, moment, timestamps)


def sign(  # noqa: PLR0913 - what a signature needs, each by name
    pdf: bytes, signer: Signer, *, offered: Sealed, moment: datetime, timestamps: TimeStamper, reason: str
) -> bytes:
    """Put the next signature of the provider under a sealed PDF.

    `offered` was kept when the seal was set: a file that does not begin with exactly those bytes, whose signatures are
    not intact, or that has no room left, raises DocumentWrong.
    """
    if not offered.begins(pdf):
        what = "dit is niet het document dat is aangeboden; het zegel van de inkoper dekt het niet."
        raise _refused(what)
    found = check(pdf, (), moment=moment)
    if found.verdict is not Verdict.UNKNOWN_ISSUER:  # nobody is trusted here; whole is what is asked
        what = f"op dit document tekent niemand meer. {found.summary}"
        raise _refused(what)
    field = next((name for name, value, _ in enumerate_sig_fields(open_pdf(pdf), filled_status=False)), None)
    if field is None:
        what = "alle handtekeningen staan er al."
        raise _refused(what)
    return _signed(_Writer(BytesIO(pdf)), _about(signer, field, reason), signer, moment, timestamps)


class _Writer(IncrementalPdfFileWriter):
    """Appends to a file and leaves its description as it was: signing makes no other document of it."""

    def _update_meta(self) -> None:
        """Keep title, language and dates: the moment of a signature stands in the signature."""


class _PdfSigner(PdfSigner):
    """Signs at the moment that is handed down."""

    moment: datetime

    def init_signing_session(
        self,
        pdf_out: BasePdfFileWriter,
        existing_fields_only: bool = False,  # noqa: FBT001, FBT002 - pyHanko's own form
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.moment
        return session


class _Adapter(BasicSigner):
    """Shows one of our signers to pyHanko."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        own, *others = (
            asn1_x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in (signer.certificate, *signer.chain)
        )
        registry = SimpleCertificateStore()  # type: ignore[no-untyped-call] # pyHanko leaves it untyped
        registry.register_multiple(others)
        super().__init__(signing_cert=own, cert_registry=registry)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002 - pyHanko's own form
        if digest_algorithm != _DIGEST:
            message = f"our signers use {_DIGEST}, and not {digest_algorithm}"
            raise ValueError(message)
        return bytes(_ROOM) if dry_run else await to_thread(self._signer.sign, data)


def _field(name: str) -> SigFieldSpec:
    """Describe a field that nobody sees: outside the page, as PDF/UA wants, and printable, as PDF/A wants."""
    unseen = InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True)
    return SigFieldSpec(sig_field_name=name, invis_sig_settings=unseen, readable_field_name=name)


def _about(signer: Signer, field: str, reason: str) -> PdfSignatureMetadata:
    return PdfSignatureMetadata(
        field_name=field,
        md_algorithm=_DIGEST,
        name=name_of(signer.certificate),
        reason=reason,
        certify=field == SEAL_FIELD,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        subfilter=SigSeedSubFilter.PADES,
    )


def _signed(
    writer: _Writer, about: PdfSignatureMetadata, signer: Signer, moment: datetime, timestamps: TimeStamper
) -> bytes:
    _counts(signer, moment)
    engine = _PdfSigner(about, signer=_Adapter(signer), timestamper=timestamps)
    engine.moment = moment
    made = BytesIO()
    engine.sign_pdf(writer, existing_fields_only=True, output=made)
    return made.getvalue()


def _counts(signer: Signer, moment: datetime) -> None:
    certificate = signer.certificate
    if not certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc:
        until = write_moment(certificate.not_valid_after_utc)
        since = write_moment(certificate.not_valid_before_utc)
        what = f"het certificaat van {name_of(certificate)} geldt van {since} tot {until}, en nu niet."
        raise _refused(what)


def _refused(what: str) -> DocumentWrong:
    return DocumentWrong(Problem(what, Place("(document)"), "Haal het document opnieuw op, of vraag de inkoper."))
