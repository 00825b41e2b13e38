"""Certificates of people and of servers for tests, from an issuer that is made for the test."""

from __future__ import annotations

import datetime as dt
import ipaddress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

FROM, UNTIL = dt.datetime(2020, 1, 1, tzinfo=dt.UTC), dt.datetime(2120, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Made:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        """The certificate as text."""
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def escaped(self) -> str:
        """The certificate as a proxy puts it in a header."""
        return quote(self.pem.decode())

    def written(self, folder: Path, name: str) -> tuple[Path, Path]:
        """Write certificate and key, and give where."""
        certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
        certificate.write_bytes(self.pem)
        key.write_bytes(self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return certificate, key


@cache
def issuer(name: str = "Proefuitgever") -> Made:
    """Make an issuer; the same for the same name."""
    key = ec.generate_private_key(ec.SECP256R1())
    return Made(_built(name, key, name, key, is_issuer=True), key)


def made(name: str, by: Made | None = None, until: dt.datetime = UNTIL) -> Made:
    """Make a certificate with a name in its subject."""
    by = by or issuer()
    key = ec.generate_private_key(ec.SECP256R1())
    who = by.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    return Made(_built(name, key, str(who), by.key, is_issuer=False, until=until), key)


def _built(  # noqa: PLR0913 - what a certificate consists of
    name: str,
    key: ec.EllipticCurvePrivateKey,
    by: str,
    signs: ec.EllipticCurvePrivateKey,
    *,
    is_issuer: bool,
    until: dt.datetime = UNTIL,
) -> x509.Certificate:
    subject, issued_by = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)]) for one in (name, by))
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issued_by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(FROM)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=is_issuer, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost"), address]), critical=False)
        .sign(signs, hashes.SHA256())
    )
