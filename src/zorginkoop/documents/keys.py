"""Who can put a signature: one small interface, with a key from a file behind it, loaded once.

A key in hardware (PKCS#11) or at a trust service takes the same interface: a certificate with its chain, and one
function that signs bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from cryptography.x509.oid import NameOID

from zorginkoop.kernel.errors import DocumentWrong, Place, Problem

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class Signer(Protocol):
    """Signs bytes for one person or organisation."""

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate that says who this is."""

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The certificates between this one and the root, and the root where it is known."""

    def sign(self, data: bytes) -> bytes:
        """Sign the SHA-256 of the data: RSA with PKCS #1 v1.5, or ECDSA.

        Raises OutsideFailed when the key is elsewhere and does not answer.
        """


@dataclass(frozen=True)
class FileKey:
    """A signer with its key in memory, read from a file once."""

    key: PrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    def sign(self, data: bytes) -> bytes:
        """Sign the SHA-256 of the data."""
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), SHA256())
        return self.key.sign(data, ec.ECDSA(SHA256()))


def name_of(certificate: x509.Certificate) -> str:
    """Say whom a certificate names: the person or seal, and the organisation where it has one."""
    subject = certificate.subject
    parts = [_first(subject, NameOID.COMMON_NAME), _first(subject, NameOID.ORGANIZATION_NAME)]
    return ", ".join(dict.fromkeys(part for part in parts if part)) or subject.rfc4514_string()


def key_from_p12(data: bytes, password: str, file: str = "") -> FileKey:
    """Read a key with its certificate from a PKCS #12 file (.p12, .pfx)."""
    try:
        held = load_pkcs12(data, password.encode("utf-8"))
    except (ValueError, UnsupportedAlgorithm) as error:
        what = "deze sleutel kan niet worden geopend; het wachtwoord klopt niet, of het is geen .p12-bestand."
        raise _wrong(file, what) from error
    if held.key is None or held.cert is None:
        raise _wrong(file, "in dit bestand zit geen sleutel met een certificaat.")
    return _checked(held.key, held.cert.certificate, tuple(one.certificate for one in held.additional_certs), file)


def key_from_pem(key: bytes, certificates: bytes, password: str = "", file: str = "") -> FileKey:
    """Read a key, and its certificate followed by the chain, from PEM text."""
    try:
        private = load_pem_private_key(key, password.encode("utf-8") or None)
        found = x509.load_pem_x509_certificates(certificates)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        what = "deze sleutel of het certificaat kan niet worden gelezen; het wachtwoord klopt niet, of het is geen PEM."
        raise _wrong(file, what) from error
    return _checked(private, found[0], tuple(found[1:]), file)


def certificates_from_pem(data: bytes, file: str = "") -> tuple[x509.Certificate, ...]:
    """Read certificates from PEM text: the roots that an installation trusts."""
    try:
        return tuple(x509.load_pem_x509_certificates(data))
    except ValueError as error:
        raise _wrong(file, "hier staan geen certificaten in PEM-vorm.") from error


def _checked(key: object, certificate: x509.Certificate, chain: tuple[x509.Certificate, ...], file: str) -> FileKey:
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise _wrong(file, "deze soort sleutel tekent hier niet; gebruik RSA of een elliptische kromme (ECDSA).")
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if key.public_key().public_bytes(*form) != certificate.public_key().public_bytes(*form):
        raise _wrong(file, "de sleutel hoort niet bij dit certificaat.")
    return FileKey(key, certificate, chain)


def _first(subject: x509.Name, kind: x509.ObjectIdentifier) -> str:
    return next((str(one.value) for one in subject.get_attributes_for_oid(kind)), "")


def _wrong(file: str, what: str) -> DocumentWrong:
    return DocumentWrong(
        Problem(what, Place(file or "(sleutel)"), "Kijk welk bestand en welk wachtwoord er bij horen.")
    )
