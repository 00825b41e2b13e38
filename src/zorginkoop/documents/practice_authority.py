"""Issues certificates to practise with; each says in its own name that it has no legal force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from zorginkoop.documents.keys import FileKey, PrivateKey

NO_LEGAL_FORCE = "TEST – geen rechtskracht"  # noqa: RUF001 - a dash as it is printed

_NAME_LENGTH = 64  # bytes of a common name or organisation in a certificate
_RSA_BITS = 2048


@dataclass(frozen=True)
class PracticeAuthority:
    """A root of our own that issues certificates for seals, people and timestamps."""

    root: FileKey

    @classmethod
    def make(cls, moment: datetime, days: int = 3650) -> PracticeAuthority:
        """Make a new root that counts from this moment."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name(f"{NO_LEGAL_FORCE}: certificaten om te oefenen", "")
        usage = _key_usage(key_cert_sign=True, crl_sign=True)
        made = (
            _builder(name, name, key, moment, days)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, SHA256())
        )
        return cls(FileKey(key, made))

    def seal(self, organisation: str, moment: datetime, days: int = 3650) -> FileKey:
        """Issue the seal of an organisation."""
        return self._issue("organisatiezegel", organisation, moment, timedelta(days=days))

    def person(self, name: str, organisation: str, moment: datetime, minutes: int = 15) -> FileKey:
        """Issue a certificate with which one person signs now: it counts for some minutes only."""
        return self._issue(name, organisation, moment, timedelta(minutes=minutes))

    def timestamps(self, moment: datetime, days: int = 3650) -> FileKey:
        """Issue the key of a timestamp service to practise with."""
        return self._issue("tijdstempel", "", moment, timedelta(days=days), "timestamps")

    def _issue(
        self,
        name: str,
        organisation: str,
        moment: datetime,
        counts: timedelta,
        purpose: Literal["signature", "timestamps"] = "signature",
    ) -> FileKey:
        key: PrivateKey
        if purpose == "timestamps":
            key = rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS)
        else:
            key = ec.generate_private_key(ec.SECP256R1())
        subject = _name(f"{NO_LEGAL_FORCE}: {name}", organisation)
        issuer = self.root.certificate
        builder = (
            _builder(subject, issuer.subject, key, moment, counts)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(digital_signature=True, content_commitment=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.root.key.public_key()), critical=False
            )
        )
        if purpose == "timestamps":
            builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        return FileKey(key, builder.sign(self.root.key, SHA256()), (issuer,))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: PrivateKey, moment: datetime, counts: timedelta | int
) -> x509.CertificateBuilder:
    length = timedelta(days=counts) if isinstance(counts, int) else counts
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(minutes=1))
        .not_valid_after(moment + length)
    )


def _name(common: str, organisation: str) -> x509.Name:
    """Name the holder; what is longer than a certificate allows ends in an ellipsis."""
    parts = [(NameOID.COMMON_NAME, common), (NameOID.ORGANIZATION_NAME, organisation), (NameOID.COUNTRY_NAME, "NL")]
    return x509.Name([x509.NameAttribute(kind, _short(text)) for kind, text in parts if text])


def _short(text: str) -> str:
    if len(text.encode()) <= _NAME_LENGTH:
        return text
    cut = "…"
    return text.encode()[: _NAME_LENGTH - len(cut.encode())].decode(errors="ignore") + cut


def _key_usage(**used: bool) -> x509.KeyUsage:
    kinds = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{kind: used.get(kind, False) for kind in kinds})
