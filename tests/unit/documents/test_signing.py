"""The purchaser seals, the provider signs, and nothing that was there is ever rewritten."""

from __future__ import annotations

import asyncio
import http.server
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import tsp  # type: ignore[import-untyped] # asn1crypto has no types
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from pyhanko.sign.timestamps import TimeStamper

from support.papers import OFFERED, SIGNED, SIGNED_TOO, content, keys, sealed, signed_by, signed_once, signed_twice
from zorginkoop.documents.agreement_pdf import agreement_pdf
from zorginkoop.documents.checking import check
from zorginkoop.documents.keys import FileKey, certificates_from_pem, key_from_p12, key_from_pem, name_of
from zorginkoop.documents.practice_authority import NO_LEGAL_FORCE, PracticeAuthority
from zorginkoop.documents.signing import Sealed, seal, sign
from zorginkoop.documents.timestamps import REPLY, REQUEST, ServiceTimestamps, practice_timestamps
from zorginkoop.kernel.errors import DocumentWrong, OutsideFailed

SECRET = "geheim"  # noqa: S105 - of keys that live as long as a test


def sealed_by(key: FileKey, stamps: TimeStamper | None = None) -> bytes:
    stamps = stamps or keys().stamps(OFFERED)
    return seal(
        agreement_pdf(content()), key, moment=OFFERED, timestamps=stamps, provider_signatures=1, reason="Aanbod"
    )


def test_each_signature_only_adds_to_what_was_there() -> None:
    files = [agreement_pdf(content()), sealed(), signed_once(), signed_twice()]
    for before, after in pairwise(files):
        assert after.startswith(before)
        assert len(after) > len(before)


def test_the_seal_certifies_and_allows_signatures_only() -> None:
    with pikepdf.open(BytesIO(signed_twice())) as pdf:
        first, second, third = pdf.Root.AcroForm.Fields
        assert str(first.T) == "Zegel inkoper"
        assert int(first.V.Reference[0].TransformParams.P) == 2
        assert [str(one.T) for one in (second, third)] == [
            "Handtekening zorgaanbieder 1",
            "Handtekening zorgaanbieder 2",
        ]
        assert {str(one.V.SubFilter) for one in (first, second, third)} == {"/ETSI.CAdES.detached"}
        assert str(second.V.Reason) == "Akkoord"
        assert str(third.V.M).startswith("D:20251024")


def test_a_changed_document_is_signed_by_nobody() -> None:
    flipped = bytearray(sealed())
    flipped[2000] ^= 1
    with pytest.raises(DocumentWrong, match="niet het document dat is aangeboden"):
        signed_by(bytes(flipped), "A. Verzonnen", SIGNED)


def test_another_sealed_document_is_signed_by_nobody() -> None:
    with pytest.raises(DocumentWrong, match="niet het document dat is aangeboden"):
        signed_by(sealed_by(keys().seal), "A. Verzonnen", SIGNED)


def test_what_was_added_after_the_seal_and_is_no_signature_stops_the_next_one() -> None:
    with pytest.raises(DocumentWrong, match="tekent niemand meer"):
        signed_by(sealed() + b"\n% iets erbij\n", "A. Verzonnen", SIGNED)
    flipped = bytearray(signed_once())
    flipped[len(sealed()) + 60] ^= 1
    with pytest.raises(DocumentWrong, match="tekent niemand meer"):
        signed_by(bytes(flipped), "B. Bedacht", SIGNED_TOO)


def test_an_unsealed_document_is_signed_by_nobody() -> None:
    pdf = agreement_pdf(content())
    person = keys().authority.person("A. Verzonnen", "", SIGNED)
    with pytest.raises(DocumentWrong, match="geen digitale handtekening"):
        sign(pdf, person, offered=Sealed.of(pdf), moment=SIGNED, timestamps=keys().stamps(SIGNED), reason="Akkoord")


def test_there_is_room_for_as_many_signatures_as_were_asked_and_no_more() -> None:
    with pytest.raises(DocumentWrong, match="alle handtekeningen staan er al"):
        signed_by(signed_twice(), "C. Teveel", SIGNED_TOO)


def test_a_sealed_document_is_not_sealed_again() -> None:
    with pytest.raises(DocumentWrong, match="al getekend"):
        seal(
            sealed(), keys().seal, moment=OFFERED, timestamps=keys().stamps(OFFERED), provider_signatures=1, reason="x"
        )


@pytest.mark.parametrize("late", [timedelta(minutes=16), -timedelta(minutes=2)])
def test_a_certificate_that_does_not_count_at_the_moment_signs_nothing(late: timedelta) -> None:
    person = keys().authority.person("A. Verzonnen", "Fysiotherapie De Verzonnen Brug", SIGNED)
    moment = SIGNED + late
    with pytest.raises(DocumentWrong, match=r"A. Verzonnen, Fysiotherapie De Verzonnen Brug geldt van .* en nu niet"):
        sign(sealed(), person, offered=Sealed.of(sealed()), moment=moment, timestamps=keys().stamps(moment), reason="x")


@dataclass(frozen=True)
class Elsewhere:
    """A signer whose key is elsewhere: what PKCS #11 or a trust service would be."""

    key: FileKey
    asked: list[bytes]
    fails: bool = False

    @property
    def certificate(self) -> x509.Certificate:
        return self.key.certificate

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        return self.key.chain

    def sign(self, data: bytes) -> bytes:
        self.asked.append(data)
        if self.fails:
            message = "de sleutel geeft geen antwoord"
            raise OutsideFailed(message)
        return self.key.sign(data)


def test_a_key_elsewhere_is_asked_once_for_each_signature() -> None:
    remote = Elsewhere(keys().seal, [])
    pdf = seal(
        agreement_pdf(content()), remote, moment=OFFERED, timestamps=keys().stamps(OFFERED), provider_signatures=1,
        reason="Aanbod",
    )  # fmt: skip
    assert len(remote.asked) == 1
    assert check(pdf, [keys().authority.root.certificate], moment=OFFERED).genuine


def test_a_key_elsewhere_that_fails_leaves_nothing() -> None:
    with pytest.raises(OutsideFailed, match="geen antwoord"):
        sealed_by(Elsewhere(keys().seal, [], fails=True))  # type: ignore[arg-type] # a signer, though not a file key


# Keys from files


def issued(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> FileKey:
    """Give a key of some kind a certificate by signing with it the certificate of a seal of the same name."""
    own = PracticeAuthority(FileKey(key, _self_signed(key)))
    return own.root


def _self_signed(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"{NO_LEGAL_FORCE}: eigen sleutel")])
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "crl_sign", "encipher_only", "decipher_only"), False
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(OFFERED - timedelta(days=1))
        .not_valid_after(OFFERED + timedelta(days=400))
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, key_cert_sign=False, **usage), critical=True
        )
        .sign(key, SHA256())
    )


@pytest.mark.parametrize("kind", ["rsa", "p256", "p384"])
def test_a_key_from_a_file_signs_whatever_kind_it_is(kind: str) -> None:
    curves = {"p256": ec.SECP256R1(), "p384": ec.SECP384R1()}
    key = rsa.generate_private_key(65537, 3072) if kind == "rsa" else ec.generate_private_key(curves[kind])
    held = issued(key)
    wrapped = serialize_key_and_certificates(
        b"zegel", key, held.certificate, None, BestAvailableEncryption(SECRET.encode())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = held.certificate.public_bytes(Encoding.PEM)
    for read in (key_from_p12(wrapped, SECRET), key_from_pem(private, public)):
        found = check(sealed_by(read), [held.certificate, keys().authority.root.certificate], moment=OFFERED)
        assert found.genuine, found.sentences


def test_a_locked_pem_key_opens_with_its_password() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    locked = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(SECRET.encode()))
    public = issued(key).certificate.public_bytes(Encoding.PEM)
    assert key_from_pem(locked, public, SECRET).certificate == x509.load_pem_x509_certificate(public)
    for wrong in ("", "anders"):
        with pytest.raises(DocumentWrong, match=r"zegel.pem: .*het wachtwoord klopt niet"):
            key_from_pem(locked, public, wrong, "zegel.pem")


def test_a_key_that_cannot_be_used_says_why() -> None:
    key, other = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    public = issued(other).certificate.public_bytes(Encoding.PEM)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    odd = ed25519.Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    wrapped = serialize_key_and_certificates(b"z", other, None, None, NoEncryption())
    with pytest.raises(DocumentWrong, match="hoort niet bij dit certificaat"):
        key_from_pem(private, public)
    with pytest.raises(DocumentWrong, match="deze soort sleutel tekent hier niet"):
        key_from_pem(odd, public)
    with pytest.raises(DocumentWrong, match="geen sleutel met een certificaat"):
        key_from_p12(wrapped, "")
    with pytest.raises(DocumentWrong, match=r"zegel.p12: .*geen .p12-bestand"):
        key_from_p12(b"iets anders", "", "zegel.p12")
    with pytest.raises(DocumentWrong, match="geen certificaten in PEM-vorm"):
        certificates_from_pem(b"iets anders")


def test_what_the_practice_authority_issues_says_that_it_has_no_force() -> None:
    authority = keys().authority
    person = authority.person("A. Verzonnen " + "lange naam " * 20, "Praktijk", OFFERED)
    for key in (authority.root, keys().seal, keys().service, person):
        assert NO_LEGAL_FORCE in name_of(key.certificate)
    assert name_of(person.certificate).endswith("…, Praktijk")
    assert certificates_from_pem(authority.root.certificate.public_bytes(Encoding.PEM)) == (authority.root.certificate,)


# Timestamps over HTTP


class Service(http.server.BaseHTTPRequestHandler):
    """A timestamp service as RFC 3161 has it over HTTP."""

    kind = REPLY
    status = 200
    moment: datetime = OFFERED
    asked = 0

    def do_POST(self) -> None:
        assert self.headers["Content-Type"] == REQUEST
        type(self).asked += 1
        asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        reply = asyncio.run(practice_timestamps(keys().service, self.moment).async_request_tsa_response(asked)).dump()
        self.send_response(self.status)
        self.send_header("Content-Type", self.kind)
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *_: object) -> None:
        """Say nothing in the middle of a test."""


@pytest.fixture
def service() -> Iterator[tuple[str, type[Service]]]:
    handler = type("Handler", (Service,), {})
    server = http.server.HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", handler
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_timestamp_service_over_http_vouches_for_the_moment(service: tuple[str, type[Service]]) -> None:
    address, handler = service
    handler.moment = OFFERED + timedelta(seconds=5)
    pdf = sealed_by(keys().seal, ServiceTimestamps(address))
    (found,) = check(pdf, [keys().authority.root.certificate], moment=OFFERED + timedelta(days=1)).signatures
    assert found.timestamped
    assert found.moment == handler.moment


def test_a_timestamp_service_is_asked_once_for_each_signature_and_once_for_the_size(
    service: tuple[str, type[Service]],
) -> None:
    address, handler = service
    stamps = ServiceTimestamps(address)
    for _ in range(3):
        sealed_by(keys().seal, stamps)
    assert handler.asked == 4


def test_a_timestamp_service_that_fails_leaves_no_signature(service: tuple[str, type[Service]]) -> None:
    address, handler = service
    handler.kind = "text/html"
    with pytest.raises(OutsideFailed, match="antwoordt met text/html"):
        sealed_by(keys().seal, ServiceTimestamps(address))
    handler.status = 503
    with pytest.raises(OutsideFailed, match="geeft geen antwoord"):
        sealed_by(keys().seal, ServiceTimestamps(address))
    with pytest.raises(DocumentWrong, match="geen adres van een tijdstempeldienst"):
        ServiceTimestamps("file:///etc/passwd")


# Another program's judgement


def test_pdfsig_says_the_same(tmp_path: Path) -> None:
    program = shutil.which("pdfsig")
    assert program, "pdfsig is missing: install poppler-utils, so that another program looks at our signatures too"
    file = tmp_path / "overeenkomst.pdf"
    file.write_bytes(signed_twice())
    said = _pdfsig(program, file)
    assert said.count("Signature is Valid") == 3
    assert said.count("ETSI.CAdES.detached") == 3
    assert said.count("Not total document signed") == 2
    assert said.count("  - Total document signed") == 1
    flipped = bytearray(signed_twice())
    flipped[2000] ^= 1
    file.write_bytes(flipped)
    said = _pdfsig(program, file)
    assert said.count("Digest Mismatch") == 3
    assert "Signature is Valid" not in said


def _pdfsig(program: str, file: Path) -> str:
    return subprocess.run([program, "-nocert", file], capture_output=True, text=True, check=False).stdout
